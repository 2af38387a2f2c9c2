/** One strategy's candles, from the market to its process, its money and the store. */
import { openTimeOf } from "../../core/candle.ts";
import type { Needs, State } from "../../strategies/strategy.ts";
import { BASE_INTERVAL, type FeedCandle } from "./candle_feed.ts";
import type { ArrivedCandle } from "./candle_source.ts";
import { type CheckedStrategy, StrategyParkedError } from "../host/checked_strategy.ts";
import type { EngineOptions } from "../deps.ts";
import type { EquityPoint, SavedAdvice } from "../strategy_store.ts";
import { StrategyAccount } from "./strategy_account.ts";
import { MOST_CANDLES } from "../host/protocol.ts";
import {
  type SavedSession,
  type StoredSession,
  toMarketName,
  toMemoryName,
  type WorkCounts,
  workedAtOf,
} from "./saved_session.ts";
import { SessionKeeper } from "./keeper.ts";
import { type TimedCandle, toEquityPoint, toSavedAdvice } from "./records.ts";
import type { StrategyChild } from "../host/strategy_child.ts";
import { StrategyFeed } from "./strategy_feed.ts";

export interface WorkParts {
  readonly of: CheckedStrategy;
  readonly engine: EngineOptions;
  readonly child: Pick<StrategyChild, "work">;
  readonly needs: Needs;
  /** What the strategy remembers now. */
  readonly run: State;
  /** `undefined` for a strategy that never ran. */
  readonly stored: StoredSession | undefined;
  /** A step could not be stored. */
  readonly onFailure: (error: unknown) => void;
  /** A step is stored: what others are shown may be made anew. */
  readonly onStored: () => void;
}

export class SessionWork {
  readonly desk: StrategyAccount;
  readonly #parts: WorkParts;
  readonly #feed: StrategyFeed;
  readonly #keeper: SessionKeeper;
  #run: State;
  #counts: WorkCounts;
  #workedAtMs: number | undefined;

  /** @throws {StrategyParkedError} when candles of its intervals cannot be made, or its open position is of another market. */
  constructor(parts: WorkParts) {
    const { of: { model, exits, usual, rulesFor, row, hours }, needs, stored } = parts;
    this.#parts = parts;
    this.#run = parts.run;
    this.#keeper = new SessionKeeper(row, parts);
    this.#counts = stored?.saved.work ?? { advice: 0, bars: 0, tookMs: 0 };
    this.#workedAtMs = stored === undefined ? undefined : workedAtOf(stored);
    const rules = rulesFor(needs.mostPositions ?? 1);
    this.desk = new StrategyAccount({ rules, usual, exits, model, interval: needs.intervals[0], hours });
    if (stored !== undefined) {
      const { market, paper, desk } = stored.saved;
      if (market !== toMarketName(row) && paper.positions.length > 0) {
        throw new StrategyParkedError(
          `it still holds a position on ${market}; put that market back and close it first`,
        );
      }
      this.desk.restore({ paper, counts: desk });
    }
    this.#feed = new StrategyFeed({ of: parts.of, engine: parts.engine, intervals: needs.intervals });
  }

  get stored(): StoredSession | undefined {
    return this.#keeper.stored;
  }

  get lastAdvice(): SavedAdvice | undefined {
    return this.#keeper.lastAdvice;
  }

  /** Waits until everything is stored. @throws {StrategyParkedError} and what the store throws. */
  settle(): Promise<void> {
    return this.#keeper.settle();
  }

  /**
   * Shows a fresh strategy the candles before now; what it would say about them counts for nothing.
   *
   * @returns where live candles begin.
   */
  async warmUp(signal: AbortSignal): Promise<number> {
    const { needs: { warmUpBars: warmUpCandles, historyBars: historyCandles = 0 }, engine } = this.#parts;
    const wanted = Math.max(warmUpCandles, historyCandles);
    const nowMs = openTimeOf(BASE_INTERVAL, engine.clock.now());
    if (wanted === 0) {
      this.#feed.restart(nowMs);
      return await this.#anchor(nowMs);
    }
    const { candles, nextMs } = await this.#feed.readBefore(nowMs, { candles: wanted, signal });
    await this.#show(candles, signal);
    return await this.#anchor(nextMs);
  }

  /**
   * Goes on where the stored state ends. What passed while it was stopped by its owner is only looked at; all other
   * candles that were missed are still to be worked.
   *
   * @returns where they begin.
   */
  async resume({ cursorMs, saved }: StoredSession, signal: AbortSignal): Promise<number> {
    await this.resumeFeed(cursorMs);
    if (!saved.isStopped) return cursorMs;
    const nowMs = openTimeOf(BASE_INTERVAL, this.#parts.engine.clock.now());
    const { candles, nextMs } = await this.#feed.readSince(cursorMs, nowMs, signal);
    this.dropPending();
    await this.#show(candles, signal);
    return await this.#anchor(nextMs);
  }

  /** Brings the longer candles that are under way to where they were. @returns where the next candles begin. */
  async resumeFeed(cursorMs: number): Promise<number> {
    await this.#feed.resume(cursorMs);
    return cursorMs;
  }

  /** When a session is over that needs no further candle to be. */
  get quietEndMs(): number {
    return this.#feed.quietEndMs;
  }

  /**
   * Works live candles: advice, money, store, messages. It may return while the last step is still being stored.
   *
   * @param candles none when a session is over and no more of them come.
   * @throws {ChildError} {StrategyParkedError}; then nothing of these candles is stored.
   */
  async work(candles: readonly ArrivedCandle[], signal: AbortSignal): Promise<void> {
    const { child, engine } = this.#parts;
    let advice: SavedAdvice[] = [];
    let rest = this.#ended(candles);
    while (rest.length > 0) {
      const part = rest.slice(0, MOST_CANDLES);
      const worked = await child.work("live", this.#account(() => this.desk.plan(part)), signal);
      const done = part.slice(0, worked.done);
      this.#account(() => this.desk.settle(done, worked.advice));
      this.#run = worked.state;
      this.#count({ bars: worked.done, tookMs: worked.tookMs, advice: worked.advice === undefined ? 0 : 1 });
      const last = done.at(-1);
      if (worked.advice !== undefined && last !== undefined) {
        advice.push(toSavedAdvice(worked.advice, {
          bar: last,
          number: this.#counts.advice,
          decidedAtMs: Math.trunc(engine.clock.now()),
          realNowMs: engine.realClock.monotonic(),
        }));
      }
      rest = rest.slice(worked.done);
      // A 1-minute candle that ends several longer ones is stored as a whole.
      if (last === undefined || rest[0]?.baseEndMs === last.baseEndMs) continue;
      await this.#keep(last, advice);
      advice = [];
    }
  }

  /** Works candles without the strategy, until its position is closed. @returns whether it is. */
  async closeOut(candles: readonly ArrivedCandle[]): Promise<boolean> {
    const feedCandles = this.#ended(candles);
    const last = feedCandles.at(-1);
    if (last === undefined) return false;
    const [traded] = this.#parts.needs.intervals;
    for (const candle of feedCandles) {
      if (candle.interval !== traded || this.desk.trader.positions.length === 0) continue;
      this.#account(() => this.desk.settle([candle], undefined));
      this.desk.closeAll(candle.candle);
    }
    await this.#keep(last, []);
    return this.desk.trader.positions.length === 0;
  }

  /** Notes that its owner stopped it. */
  async saveStopped(): Promise<void> {
    if (this.stored === undefined) return;
    await this.settle();
    this.dropPending();
    await this.#save(this.stored.cursorMs, { isStopped: true });
    await this.settle();
  }

  dropPending(): void {
    const { paper, counts } = this.desk.save();
    this.desk.restore({ paper: { ...paper, pending: null }, counts });
  }

  async #show(candles: readonly FeedCandle[], signal: AbortSignal): Promise<void> {
    for (let i = 0; i < candles.length; i += MOST_CANDLES) {
      const part = candles.slice(i, i + MOST_CANDLES).map(({ interval, candle }) => ({
        interval,
        candle,
        fills: [],
      }));
      this.#run = (await this.#parts.child.work("warm_up", part, signal)).state;
    }
  }

  #ended(candles: readonly ArrivedCandle[]): readonly TimedCandle[] {
    return candles.length > 0
      ? this.#feed.add(candles)
      : this.#feed.closeQuiet(this.#parts.engine.clock.now());
  }

  /** What goes wrong with the money of one strategy must not become the trouble of another. */
  #account<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new StrategyParkedError(
        `its account cannot go on: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #count(more: WorkCounts): void {
    const { advice, bars: candles, tookMs } = this.#counts;
    this.#counts = { advice: advice + more.advice, bars: candles + more.bars, tookMs: tookMs + more.tookMs };
  }

  async #anchor(cursorMs: number): Promise<number> {
    await this.#save(cursorMs, {});
    await this.settle();
    return cursorMs;
  }

  async #keep(last: TimedCandle, advice: readonly SavedAdvice[]): Promise<void> {
    this.#workedAtMs = Math.trunc(this.#parts.engine.clock.now());
    await this.#save(last.baseEndMs, { advice, equity: toEquityPoint(last, this.desk) });
  }

  async #save(
    cursorMs: number,
    step: {
      readonly advice?: readonly SavedAdvice[];
      readonly equity?: EquityPoint | undefined;
      readonly isStopped?: boolean;
    },
  ): Promise<void> {
    const { advice = [], equity, isStopped = false } = step;
    const saved = this.#toSavedSession(isStopped);
    await this.#keeper.keep({ cursorMs, saved, advice, equity, ...this.desk.take() });
  }

  #toSavedSession(isStopped: boolean): SavedSession {
    const { of: { row, rulesFor }, needs } = this.#parts;
    const { paper, counts: desk } = this.desk.save();
    return {
      version: 1,
      memoryOf: toMemoryName(row),
      market: toMarketName(row),
      startCash: this.stored?.saved.startCash ?? rulesFor(1).startCash,
      intervals: needs.intervals,
      mostPositions: needs.mostPositions ?? 1,
      run: this.#run,
      paper,
      desk,
      work: this.#counts,
      ...(this.#workedAtMs === undefined ? {} : { workedAtMs: this.#workedAtMs }),
      isStopped,
    };
  }
}
