/** What commands work on. A door hands in what it has; a command that needs more says what is missing. */
import type { Clock } from "../core/clock.ts";
import type { HistoryStore } from "../stock/history/history_store.ts";
import type { CandleStore } from "../market/candle_store.ts";
import type { Jobs } from "../jobs/start_jobs.ts";
import { CommandRefusal } from "./refusal.ts";

/** The running program, as it shows itself. */
export interface ProgramPort {
  /** The body of /health. */
  health(): unknown;
  /** The body of /state: each source with its data, its age and its state. */
  state(): unknown;
  /** @returns false when a poll is running already or nothing can be polled. */
  pollNow(): boolean;
  /** As Ctrl-C does. */
  requestStop(): void;
}

/** Saved backtests, newest first. */
export interface BacktestsPort {
  list(page: { readonly limit: number; readonly beforeId?: number | undefined }): Promise<readonly unknown[]>;
  /** The result as JSON. */
  show(id: number): Promise<unknown>;
}

export interface CommandDeps {
  /** The program's own, which the demo lets run faster. */
  readonly clock: Clock;
  /** For what happens outside: jobs, connections. */
  readonly realClock: Clock;
  readonly program?: ProgramPort | undefined;
  readonly jobs?: Pick<Jobs, "store" | "wake"> | undefined;
  readonly history?: Pick<HistoryStore, "read"> | undefined;
  readonly candles?: Pick<CandleStore, "list" | "lastClosed" | "coverage" | "readColumns"> | undefined;
  readonly calendarStatus?: (() => unknown) | undefined;
  readonly backtests?: BacktestsPort | undefined;
}

/** @throws {CommandRefusal} when this door has not got it. */
export function need<Name extends keyof CommandDeps>(
  deps: CommandDeps,
  name: Name,
): NonNullable<CommandDeps[Name]> {
  const found = deps[name];
  if (found !== undefined && found !== null) return found;
  throw new CommandRefusal("unavailable", "not_available", { message: MISSING[name] });
}

const MISSING: Readonly<Record<keyof CommandDeps, string>> = {
  clock: "This program has no clock",
  realClock: "This program has no clock",
  program: "This needs the running service: ask it over HTTP",
  jobs: "Jobs cannot be used: the log says why (jobs_off)",
  history: "No history of polls is kept here",
  candles: "No market is set. Name some in SIGNAL_V2_MARKETS, for example upbit:BTC/KRW, and start again",
  calendarStatus: "No calendar is loaded here",
  backtests: "Saved backtests cannot be read here",
};
