/** Stores the steps of one strategy, in order, each with what the rest of the program is to be told of it. */
import { toReasonText } from "../../core/reasons/reason_text.ts";
import type { Happened } from "./strategy_account.ts";
import { StrategyParkedError } from "../host/checked_strategy.ts";
import { toAdviceMessage, toTradeMessage } from "../messages.ts";
import type { EngineOptions } from "../deps.ts";
import type { EquityPoint, SavedAdvice, WantedStrategy } from "../strategy_store.ts";
import type { SavedSession, StoredSession } from "./saved_session.ts";

export interface KeptStep extends Happened {
  readonly cursorMs: number;
  readonly saved: SavedSession;
  readonly advice: readonly SavedAdvice[];
  readonly equity: EquityPoint | undefined;
}

/**
 * A step in which nothing was said or traded waits this long for the next one: after a failure its candles are worked
 * again with the same result, and each write costs a wait for the disk. Live candles are further apart than this.
 */
const HOLD_MS = 100;

export interface KeeperOptions {
  readonly engine: EngineOptions;
  readonly stored: StoredSession | undefined;
  /** A step could not be stored. */
  readonly onFailure: (error: unknown) => void;
  /** A step is stored. */
  readonly onStored: () => void;
}

export class SessionKeeper {
  readonly #row: WantedStrategy;
  readonly #options: KeeperOptions;
  readonly #engine: EngineOptions;
  #stored: StoredSession | undefined;
  #lastAdvice: SavedAdvice | undefined;
  #held: KeptStep | undefined;
  /** Ends the pause before a held step is written. */
  #timer: AbortController | undefined;
  #writing: Promise<void> = Promise.resolve();
  #wroteAtMs = -Infinity;
  #failure: { readonly error: unknown } | undefined;

  constructor(row: WantedStrategy, options: KeeperOptions) {
    this.#row = row;
    this.#options = options;
    this.#engine = options.engine;
    this.#stored = options.stored;
  }

  /** What is stored for certain. */
  get stored(): StoredSession | undefined {
    return this.#stored;
  }

  get lastAdvice(): SavedAdvice | undefined {
    return this.#lastAdvice;
  }

  /**
   * Begins to store a step, as soon as the one before is stored. The next candles can be worked meanwhile.
   *
   * @throws {StrategyParkedError} and what the store throws, of an earlier step; nothing is stored any more then.
   */
  async keep(step: KeptStep): Promise<void> {
    const isSilent = step.advice.length === 0 && step.fills.length === 0;
    const sinceMs = this.#engine.realClock.monotonic() - this.#wroteAtMs;
    if (isSilent && sinceMs < HOLD_MS && this.#failure === undefined) {
      this.#held = step;
      if (this.#timer === undefined) void this.#writeLater(HOLD_MS - sinceMs);
      return;
    }
    this.#held = undefined;
    await this.#begin(step);
  }

  /** Waits until everything is stored. @throws as `keep`. */
  async settle(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    this.#timer?.abort();
    if (held !== undefined) await this.#begin(held);
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #writeLater(ms: number): Promise<void> {
    const timer = new AbortController();
    this.#timer = timer;
    await this.#engine.realClock.sleep(ms, timer.signal).catch(() => {});
    this.#timer = undefined;
    // What fails here has been told.
    await this.settle().catch(() => {});
  }

  /** One behind the other, whoever begins them: each expects the cursor that the one before has stored. */
  async #begin(step: KeptStep): Promise<void> {
    const before = this.#writing;
    this.#writing = before.then(() => this.#writeUnlessFailed(step));
    await before;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Never rejects. */
  async #writeUnlessFailed(step: KeptStep): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#wroteAtMs = this.#engine.realClock.monotonic();
    try {
      await this.#write(step);
    } catch (error) {
      this.#failure = { error };
      this.#options.onFailure(error);
    }
  }

  async #write({ cursorMs, saved, advice, fills, trades, equity }: KeptStep): Promise<void> {
    const { owner, store, clock, events } = this.#engine;
    const atMs = Math.trunc(clock.now());
    const isDone = await store.journal.save(owner, {
      strategyId: this.#row.id,
      expectedCursorMs: this.#stored?.cursorMs,
      cursorMs,
      state: saved,
      savedAtMs: atMs,
      advice,
      trades,
      equity,
      events: [
        ...fills.map((fill) => toTradeMessage(this.#row, { fill, atMs })),
        ...advice.map((one) => toAdviceMessage(this.#row, one)),
      ],
    });
    if (!isDone) {
      throw new StrategyParkedError("somebody else has worked its bars: is this data directory used twice?");
    }
    this.#stored = { cursorMs, saved };
    this.#lastAdvice = advice.at(-1) ?? this.#lastAdvice;
    this.#options.onStored();
    for (const one of advice) {
      events.advice({ ...one, id: this.#row.id, reason: toReasonText(one.reason, "en") });
    }
  }
}
