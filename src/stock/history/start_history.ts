import type { Clock } from "../../core/clock.ts";
import { UserError } from "../../core/errors.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { Log } from "../../core/log.ts";
import type { Events } from "../../telemetry/events.ts";
import type { Outcome } from "../poll/cycle.ts";
import type { JsonObject, Source } from "../sources/source.ts";
import type { Sample } from "./sample.ts";
import { HistoryRecorder } from "./recorder.ts";
import { openHistoryStore, type SqliteHistoryStore } from "./store/sqlite_history_store.ts";

/** What the poller tells the history; nothing here is waited for. */
export interface StockHistory extends AsyncDisposable {
  keep(sourceId: string, answer: { data: JsonObject; fetchedAtMs: number }): void;
  /** Writes the gaps of the polls that failed. */
  onCycle(outcomes: readonly Outcome[]): void;
  onWake(): void;
  /** The polls of one day. @throws what the memory throws. */
  read(sourceId: string, day: number): Promise<readonly Sample[]>;
  /** A sentence while polls are not kept. */
  problem(): string | undefined;
}

export interface HistoryOptions {
  readonly dir: string;
  readonly sources: readonly Source[];
  /** 0 keeps every day for ever. */
  readonly keepDays: number;
  readonly clock: Clock;
  /** For locks of other programs, which are held in real time. */
  readonly storeClock: Clock;
  readonly log: Log;
  readonly events: Events;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A file that cannot be used stops nothing but the history, and is told.
 *
 * @throws the signal's reason.
 */
export async function startHistory(options: HistoryOptions): Promise<StockHistory> {
  const { dir, log, signal, storeClock, ...rest } = options;
  try {
    const store = await openHistoryStore({ dir, clock: storeClock, log, signal });
    return toHistory(store, new HistoryRecorder({ ...rest, store }), rest.clock);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    rest.events.historyOff({ reason: error.message });
    return createNoHistory(`No polls are kept in the history: ${error.message}`);
  }
}

function toHistory(store: SqliteHistoryStore, recorder: HistoryRecorder, clock: Clock): StockHistory {
  return {
    keep: (sourceId, answer) => recorder.keep(sourceId, answer),
    onCycle: (outcomes) => recorder.onCycle(outcomes),
    onWake: () => recorder.onWake(kstDayOf(clock.now())),
    read: (sourceId, day) => store.read(sourceId, day),
    problem: () => {
      const { state, lastError } = store.status();
      return state === "degraded"
        ? `No polls are kept in the history: ${lastError?.message ?? "writes fail"}`
        : undefined;
    },
    async [Symbol.asyncDispose]() {
      await recorder.stop();
      await store[Symbol.asyncDispose]();
    },
  };
}

function createNoHistory(problem: string): StockHistory {
  return {
    keep() {},
    onCycle() {},
    onWake() {},
    read: () => Promise.resolve([]),
    problem: () => problem,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
