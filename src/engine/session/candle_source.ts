/** The 1-minute candles of one market for one strategy, each once and in order: live ones, and from the store what is missing. */
import { type Candle, closeTimeOf, type Span } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";
import type { Clock } from "../../core/clock.ts";
import { BASE_INTERVAL } from "./candle_feed.ts";

/** What the store has of a stretch. */
export interface CandlesFound {
  /** Closed candles, ascending; the first ones of the stretch when there are more than were asked for. */
  readonly candles: readonly Candle[];
  /** Everything from the start of the stretch up to here is known; a minute without a candle was a quiet one. */
  readonly knownUntilMs: number;
}

export interface CandleArrivalsOptions {
  readonly read: (span: Span, limit: number) => Promise<CandlesFound>;
  /** Runs in real time. */
  readonly realClock: Clock;
  /** How long a hole is waited for before the strategy goes on without it. */
  readonly patienceMs: number;
  readonly onHole: (hole: Span) => void;
  /** Of the market: between two sessions no candle is missing. Left out, it is always open. */
  readonly hours?: (() => MarketHours) | undefined;
}

export interface ArrivedCandle {
  readonly candle: Candle;
  /** Monotonic, of the real clock: when the program handed it over. */
  readonly arrivedAtMs: number;
}

/** Candles that are handed out at once. */
const MOST_CANDLES = 100;
/** Live candles that wait; of more, the store is asked later. */
const MOST_WAITING = 2_000;
const LOOK_AGAIN_MS = 500;

export class CandleArrivals {
  readonly #options: CandleArrivalsOptions;
  #inbox: ArrivedCandle[] = [];
  /** Where the next candle begins, if its minute was not a quiet one. */
  #nextMs = 0;
  #mustRead = true;
  #holeSinceMs: number | undefined;
  #wake = Promise.withResolvers<void>();

  constructor(options: CandleArrivalsOptions) {
    this.#options = options;
  }

  /** Live candles that are not worked yet. */
  get waiting(): number {
    return this.#inbox.length;
  }

  /** Begins with the candle that opens at or after this. */
  restartFrom(fromMs: number): void {
    this.#nextMs = this.#hours().nextOpenTime(BASE_INTERVAL, fromMs);
    this.#mustRead = true;
    this.#holeSinceMs = undefined;
  }

  /** Takes a closed candle as it comes; one that is known already does no harm. */
  push(candle: Candle): void {
    if (this.#inbox.length >= MOST_WAITING) {
      this.#inbox = [];
      this.#mustRead = true;
    }
    this.#inbox.push({ candle, arrivedAtMs: this.#options.realClock.monotonic() });
    this.#wake.resolve();
  }

  /** Waits for candles, at least one. @throws the signal's reason. */
  async next(signal: AbortSignal): Promise<readonly ArrivedCandle[]> {
    for (;;) {
      signal.throwIfAborted();
      const candles = this.#mustRead ? await this.#readFrom(Infinity, signal) : this.#takeLive();
      if (candles.length > 0) return this.#hand(candles);
      if (this.#mustRead) continue;
      const [first] = this.#inbox;
      if (first === undefined) await this.#sleepUntilPush(signal);
      else if (first.candle.openTimeMs > this.#nextMs) {
        const missed = await this.#readFrom(first.candle.openTimeMs, signal);
        if (missed.length > 0) return this.#hand(missed);
      }
    }
  }

  #hours(): MarketHours {
    return this.#options.hours?.() ?? ALWAYS_OPEN;
  }

  #nextAfter({ openTimeMs }: Candle): number {
    return this.#hours().nextOpenTime(BASE_INTERVAL, closeTimeOf(BASE_INTERVAL, openTimeMs));
  }

  #hand(candles: readonly ArrivedCandle[]): readonly ArrivedCandle[] {
    const last = candles.at(-1);
    if (last !== undefined) this.#nextMs = this.#nextAfter(last.candle);
    this.#holeSinceMs = undefined;
    return candles;
  }

  #takeLive(): readonly ArrivedCandle[] {
    let nextMs = this.#nextMs;
    let skipped = 0;
    const taken: ArrivedCandle[] = [];
    for (const candle of this.#inbox) {
      const { openTimeMs } = candle.candle;
      if (openTimeMs > nextMs || taken.length >= MOST_CANDLES) break;
      if (openTimeMs < nextMs) skipped++;
      else {
        taken.push(candle);
        nextMs = this.#nextAfter(candle.candle);
      }
    }
    this.#inbox.splice(0, skipped + taken.length);
    return taken;
  }

  /** What is stored before `untilMs`; none when there is nothing to wait for. */
  async #readFrom(untilMs: number, signal: AbortSignal): Promise<readonly ArrivedCandle[]> {
    const { read, realClock, patienceMs, onHole } = this.#options;
    const { candles, knownUntilMs } = await read({ fromMs: this.#nextMs, toMs: untilMs }, MOST_CANDLES);
    const fresh = candles.filter(({ openTimeMs }) => openTimeMs >= this.#nextMs);
    const sure = fresh.filter(({ openTimeMs }) => openTimeMs < knownUntilMs);
    if (sure.length > 0) return this.#arrive(sure);
    const afterMs = fresh[0]?.openTimeMs ?? untilMs;
    if (afterMs === Infinity || knownUntilMs >= afterMs) {
      this.#mustRead = false;
      if (afterMs !== Infinity) this.#nextMs = afterMs;
      return [];
    }
    this.#holeSinceMs ??= realClock.monotonic();
    if (realClock.monotonic() - this.#holeSinceMs < patienceMs) {
      await realClock.sleep(LOOK_AGAIN_MS, signal);
      return [];
    }
    onHole({ fromMs: this.#nextMs, toMs: afterMs });
    this.#nextMs = afterMs;
    return this.#arrive(fresh);
  }

  #arrive(candles: readonly Candle[]): readonly ArrivedCandle[] {
    const arrivedAtMs = this.#options.realClock.monotonic();
    return candles.map((candle) => ({ candle, arrivedAtMs }));
  }

  async #sleepUntilPush(signal: AbortSignal): Promise<void> {
    this.#wake = Promise.withResolvers<void>();
    const onAbort = () => this.#wake.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    await this.#wake.promise;
    signal.removeEventListener("abort", onAbort);
  }
}
