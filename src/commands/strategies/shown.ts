/** A strategy for programs: what is wanted, and what the service last noted of it. */
import { z } from "zod";
import type { Actor } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { netPnl } from "../../core/net_pnl.ts";
import type { NotedStatus } from "../../engine/status_recorder.ts";
import type {
  NewStrategy,
  SavedAdvice,
  SavedTrade,
  StatusNote,
  StrategyRow,
} from "../../engine/strategy_store.ts";
import type { CommandContext } from "../command.ts";
import { need } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";

/** A strategy is noted once a minute as long as the service runs, whether candles come or not. */
const STALE_MS = 180_000;
const MOST_ADVICE = 100;
const MOST_TRADES = 1_000;

/** Earlier versions noted 0 for a time that they did not know, and less of it all. */
export type ShownStatus =
  & Omit<NotedStatus, "notedAtRealMs" | "stateSinceMs">
  & Partial<Pick<NotedStatus, "notedAtRealMs" | "stateSinceMs">>;

export interface StrategyJson extends NewStrategy {
  readonly createdAt: string;
  readonly changedAt: string;
  readonly startAskedAt: string | null;
  readonly status: ShownStatus | null;
  readonly notedAt: string | null;
  readonly isNoteStale: boolean;
  readonly actor: Actor | null;
}

export interface StrategyDetailJson extends StrategyJson {
  /** Newest first. */
  readonly advice: readonly SavedAdvice[];
  /** Newest first. */
  readonly trades: readonly (SavedTrade & { readonly pnl: number })[];
}

const shape = z.looseObject({
  id: z.string(),
  kind: z.string(),
  exchange: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  isActive: z.boolean(),
  onStop: z.enum(["leave", "close"]),
  createdAt: z.string(),
  changedAt: z.string(),
  status: z.looseObject({ state: z.string() }).nullable(),
  notedAt: z.string().nullable(),
  isNoteStale: z.boolean(),
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
});

// The engine's own types, whose rows are written by this program.
export const strategySchema = shape as unknown as z.ZodType<StrategyJson>;
export const strategyDetailSchema = shape.extend({
  advice: z.array(z.looseObject({ number: z.int() })),
  trades: z.array(z.looseObject({ number: z.int(), pnl: z.number() })),
}) as unknown as z.ZodType<StrategyDetailJson>;

export function toStrategyJson(row: StrategyRow, note: StatusNote | undefined, nowMs: number): StrategyJson {
  const { startAskedAtMs, createdAtMs, changedAtMs, actor, ...wanted } = row;
  // Written by the engine of this program, from its own type.
  const status = note?.status as NotedStatus | undefined;
  return {
    ...wanted,
    createdAt: toKstIso(createdAtMs),
    changedAt: toKstIso(changedAtMs),
    startAskedAt: startAskedAtMs === undefined ? null : toKstIso(startAskedAtMs),
    status: status === undefined ? null : toShownStatus(status),
    notedAt: note === undefined ? null : toKstIso(note.notedAtMs),
    isNoteStale: status !== undefined && note !== undefined && isStale(row, { ...note, status }, nowMs),
    actor: actor ?? null,
  };
}

/** @param row of this owner. */
export async function readDetail(
  row: StrategyRow,
  { owner, deps }: CommandContext,
): Promise<StrategyDetailJson> {
  const { journal } = need(deps, "strategies").store;
  const { id } = row;
  const [note, advice, trades] = await Promise.all([
    journal.status(owner, id),
    journal.advice(owner, { id, limit: MOST_ADVICE }),
    journal.trades(owner, { id, limit: MOST_TRADES }),
  ]);
  const { actor, ...shown } = toStrategyJson(row, note, deps.realClock.now());
  return { ...shown, advice, trades: trades.map((trade) => ({ ...trade, pnl: netPnl(trade) })), actor };
}

/** @throws {CommandRefusal} naming those there are. */
export async function findStrategy(id: string, { actor, owner, deps }: CommandContext): Promise<StrategyRow> {
  const { table } = need(deps, "strategies").store;
  const row = await table.find(owner, id);
  if (row !== undefined) return row;
  const ids = (await table.list(owner)).map((known) => known.id);
  const known = ids.length === 0
    ? `there is none yet; add one${
      toDoorWords(actor, { typed: `, see ${toCommand("strategy", "add", "--help")}`, plain: "" })
    }`
    : `there are ${ids.join(", ")}`;
  throw new CommandRefusal("missing", "unknown_strategy", {
    message: `There is no strategy ${JSON.stringify(id.slice(0, 60))}; ${known}`,
  });
}

function toShownStatus({ stateSinceMs, ...status }: NotedStatus): ShownStatus {
  return { ...status, ...(stateSinceMs ? { stateSinceMs } : {}) };
}

/** A state that says of itself that it lasts need not be noted again. */
function isStale(
  { isActive }: StrategyRow,
  { status, notedAtMs }: { readonly status: ShownStatus; readonly notedAtMs: number },
  nowMs: number,
): boolean {
  const lasts = status.state === "stopped" || status.state === "parked";
  return (!lasts || (isActive && status.state === "stopped")) &&
    Math.abs(nowMs - realTimeOf(status, notedAtMs)) > STALE_MS;
}

/** Time in a demo is not the time here; earlier versions noted nothing else. */
export function realTimeOf(status: ShownStatus, notedAtMs: number): number {
  return status.notedAtRealMs ?? notedAtMs;
}
