/** What one strategy's state is in the store. */
import type { Interval } from "../../core/candle.ts";
import type { PaperState } from "../../paper/paper_trader.ts";
import type { State } from "../../strategies/strategy.ts";
import type { StoredStep, WantedStrategy } from "../strategy_store.ts";
import type { AccountCounts } from "./strategy_account.ts";

export interface WorkCounts {
  /** Pieces of advice; also the number of the last one. */
  readonly advice: number;
  readonly bars: number;
  /** In the strategy's own code, over all candles. */
  readonly tookMs: number;
}

export interface SavedSession {
  readonly version: 1;
  /** Of what the strategy's own memory is: another kind, timeframe or other parameters cannot use it. */
  readonly memoryOf: string;
  /** Of what the money is: an open position belongs to one market. */
  readonly market: string;
  readonly startCash: number;
  readonly intervals: readonly [Interval, ...Interval[]];
  readonly mostPositions: number;
  readonly run: State;
  readonly paper: PaperState;
  readonly desk: AccountCounts;
  readonly work: WorkCounts;
  /** When it last worked candles; earlier versions did not write it down. */
  readonly workedAtMs?: number;
  /** Stopped by its owner: candles until the next start are looked at and not traded. */
  readonly isStopped: boolean;
}

export interface StoredSession {
  readonly cursorMs: number;
  readonly saved: SavedSession;
}

/** When it last worked candles, as far as is known; nothing when it never did. */
export function workedAtOf({ saved, cursorMs }: StoredSession): number | undefined {
  return saved.workedAtMs ?? (saved.work.bars > 0 ? cursorMs : undefined);
}

export function toMemoryName({ kind, timeframe, params }: WantedStrategy): string {
  return JSON.stringify([kind, timeframe, params]);
}

export function toMarketName({ exchange, symbol }: WantedStrategy): string {
  return `${exchange} ${symbol}`;
}

/** @returns nothing when nothing is stored. @throws {RangeError} when it is of another version of the program. */
export function readStored(
  stored: StoredStep | undefined,
): StoredSession | undefined {
  if (stored === undefined) return undefined;
  const saved = stored.state as Partial<SavedSession> | null;
  if (saved?.version !== 1) throw new RangeError("its stored state is of another version of the program");
  return { cursorMs: stored.cursorMs, saved: saved as SavedSession }; // written by this room
}
