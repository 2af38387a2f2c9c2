/** A strategy for programs: what is wanted, and what the service last noted of it. */
import { z } from "zod";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import type { StatusNote, StrategyRow } from "../../engine/strategy_store.ts";
import type { CommandContext } from "../command.ts";
import { need } from "../deps.ts";
import { toDoorWords } from "../door_words.ts";
import { CommandRefusal } from "../refusal.ts";
import {
  adviceSchema,
  statusSchema,
  type StoredStatus,
  toAdviceJson,
  toStatusJson,
  toTradeJson,
  tradeSchema,
} from "./noted_status.ts";

/** A strategy is noted once a minute as long as the service runs, whether candles come or not. */
const STALE_MS = 180_000;
const MOST_ADVICE = 100;
const MOST_TRADES = 1_000;

export const strategySchema = z.object({
  id: z.string(),
  kind: z.string(),
  exchange: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  params: z.unknown().describe("as they were given"),
  money: z.unknown().describe("as it was given"),
  on_stop: z.enum(["leave", "close"]),
  is_active: z.boolean(),
  created_at: z.string(),
  changed_at: z.string(),
  start_asked_at: z.string().nullable(),
  status: statusSchema.nullable(),
  noted_at: z.string().nullable(),
  is_note_stale: z.boolean(),
  actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
});

export const strategyDetailSchema = strategySchema.extend({
  advice: z.array(adviceSchema).describe(`the last ${MOST_ADVICE}, newest first`),
  trades: z.array(tradeSchema).describe(`the last ${MOST_TRADES}, newest first; status counts all`),
});

export type StrategyJson = z.output<typeof strategySchema>;
export type StrategyDetailJson = z.output<typeof strategyDetailSchema>;

export function toStrategyJson(row: StrategyRow, note: StatusNote | undefined, nowMs: number): StrategyJson {
  // Written by the engine of this program, from its own type.
  const status = note?.status as StoredStatus | undefined;
  const { id, kind, exchange, symbol, timeframe, params, money, actor = null } = row;
  return {
    ...{ id, kind, exchange, symbol, timeframe, params, money, on_stop: row.onStop, is_active: row.isActive },
    created_at: toKstIso(row.createdAtMs),
    changed_at: toKstIso(row.changedAtMs),
    start_asked_at: row.startAskedAtMs === undefined ? null : toKstIso(row.startAskedAtMs),
    status: status === undefined ? null : toStatusJson(status),
    noted_at: note === undefined ? null : toKstIso(note.notedAtMs),
    is_note_stale: status !== undefined && note !== undefined && isStale(row, { ...note, status }, nowMs),
    actor,
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
  return { ...shown, advice: advice.map(toAdviceJson), trades: trades.map(toTradeJson), actor };
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
    ko: `그런 전략이 없습니다: ${toShownText(id, 60)}. ${
      ids.length === 0
        ? "아직 하나도 없습니다. 프로그램이 있는 컴퓨터에서 더할 수 있습니다."
        : `있는 전략: ${ids.map((known) => toShownText(known, 80)).join(", ")}`
    }`,
    more: { strategies: ids },
  });
}

/** A state that says of itself that it lasts need not be noted again. */
function isStale(
  { isActive }: StrategyRow,
  { status, notedAtMs }: { readonly status: StoredStatus; readonly notedAtMs: number },
  nowMs: number,
): boolean {
  const lasts = status.state === "stopped" || status.state === "parked";
  return (!lasts || (isActive && status.state === "stopped")) &&
    Math.abs(nowMs - (status.notedAtRealMs ?? notedAtMs)) > STALE_MS;
}
