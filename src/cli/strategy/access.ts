/** What the commands about strategies share. */
import { type Actor, OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { UserError } from "../../core/errors.ts";
import { openStore, type Store } from "../../app/data/store.ts";
import { loadConfig } from "../kit/load_config.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";

/** Who changes something here. */
export const ACTOR: Actor = { kind: "cli", id: "strategy" };

/** What every command of this group gets. */
export interface StrategyAccess {
  readonly store: Store;
  readonly terminal: Terminal;
  readonly strategyDir: string;
  /** Markets whose candles are collected, like `upbit:BTC/KRW`. */
  readonly watched: readonly string[];
  readonly nowMs: number;
}

export async function openAccess(
  terminal: Terminal,
  use: (access: StrategyAccess) => Promise<void> | void,
): Promise<void> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using store = await openStore({ dir: config.dataDir, clock, log });
  const watched = config.markets.map(({ exchange, symbol }) => `${exchange}:${symbol}`);
  await use({ store, terminal, strategyDir: config.strategyDir, watched, nowMs: clock.now() });
}

/** In the state that is stored; none when there is none yet. */
export async function countPositions(store: Store, id: string): Promise<number> {
  const state = (await store.strategies.journal.load(OWNER, id))?.state as
    | { paper?: { positions?: readonly unknown[] } }
    | undefined;
  return state?.paper?.positions?.length ?? 0;
}

/** @throws {UserError} */
export function readPolicy(option: string, text: string): "leave" | "close" {
  if (text === "leave" || text === "close") return text;
  throw new UserError("invalid", `${option} must be leave or close`);
}

export async function noSuch(store: Store, id: string): Promise<UserError> {
  const ids = (await store.strategies.table.list(OWNER)).map((row) => row.id);
  const known = ids.length === 0
    ? `there is none yet; add one, see ${toCommand("strategy", "add", "--help")}`
    : `there are ${ids.join(", ")}`;
  return new UserError("invalid", `There is no strategy ${JSON.stringify(id.slice(0, 60))}; ${known}`);
}
