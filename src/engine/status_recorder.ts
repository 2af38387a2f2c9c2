/** Writes down how strategies are, for other processes: the command line asks while the service runs. */
import type { EngineOptions } from "./deps.ts";
import type { StrategyState, StrategyView } from "./strategy_view.ts";

/** What is written of a strategy that goes on as before, at most this often. */
const NOTE_EVERY_MS = 15_000;
/** What is written of one to which nothing happens. */
const ALIVE_EVERY_MS = 60_000;

interface StrategyFacts {
  readonly state: StrategyState;
  readonly detail: string | undefined;
  /** How many pieces it has given. */
  readonly advice: number;
  readonly read: () => StrategyView;
}

/** What another process can read of a strategy. */
export type NotedStatus = Omit<StrategyView, "equityCurve" | "params"> & {
  /** By the clock on the wall: whoever reads it does not know how time runs in a simulation. */
  readonly notedAtRealMs: number;
};

export class StatusRecorder implements AsyncDisposable {
  readonly #engine: Pick<EngineOptions, "owner" | "store" | "clock" | "realClock" | "events">;
  readonly #noted = new Map<
    string,
    {
      readonly state: StrategyState;
      readonly detail: string | undefined;
      readonly advice: number;
      readonly atMs: number;
    }
  >();
  readonly #writing = new Set<Promise<void>>();

  constructor(engine: Pick<EngineOptions, "owner" | "store" | "clock" | "realClock" | "events">) {
    this.#engine = engine;
  }

  /** A change of state and new advice at once, everything else now and then. */
  note(id: string, facts: StrategyFacts): void {
    this.#write(id, facts, NOTE_EVERY_MS);
  }

  /** Called also while nothing happens: a note that grows old says that the service is gone, not that candles are. */
  noteAlive(id: string, facts: StrategyFacts): void {
    this.#write(id, facts, ALIVE_EVERY_MS);
  }

  #write(id: string, { state, detail, advice, read }: StrategyFacts, everyMs: number): void {
    const { owner, store, clock, realClock, events } = this.#engine;
    const nowMs = realClock.monotonic();
    const before = this.#noted.get(id);
    const isSame = before?.state === state && before.detail === detail && before.advice === advice;
    if (isSame && nowMs - before.atMs < everyMs) return;
    this.#noted.set(id, { state, detail, advice, atMs: nowMs });
    const { equityCurve: _curve, params: _params, ...view } = read();
    const status: NotedStatus = { ...view, notedAtRealMs: Math.trunc(realClock.now()) };
    const writing = store.journal.noteStatus(owner, { id, status, notedAtMs: Math.trunc(clock.now()) })
      .catch((error) => events.failed({ what: `the state of ${id} was not noted`, error }))
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing);
  }
}
