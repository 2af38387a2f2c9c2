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
  /** Everything up to here was looked at, and had no more candles then; left out, no further than it is known. */
  readonly lookedUntilMs?: number | undefined;
}

export interface CandleArrivalsOptions {
  readonly read: (span: Span, limit: number) => Promise<CandlesFound>;
  /** Runs in real time. */
  readonly realClock: Clock;
  /** By which candles end; left out, the real one. */
  readonly clock?: Clock | undefined;
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
/** What nobody has looked at within a minute is an outage: a repair may take long. */
const LOOK_SELDOM_MS = 30_000;
/** Nobody looks before this has passed after the end of a candle. */
const GRACE_MS = 1_000;
/** Timers follow the monotonic clock: after a suspend or a step of the clock a long sleep would end too late. */
const LONGEST_SLEEP_MS = 30_000;

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

  /**
   * Waits for candles.
   *
   * @param quietEndMs when a session is over that needs no further candle to be; asked again and again.
   * @returns at least one candle; none when that time has passed and no candle is left that began before.
   * @throws the signal's reason.
   */
  async next(
    signal: AbortSignal,
    quietEndMs: () => number = () => Infinity,
  ): Promise<readonly ArrivedCandle[]> {
    for (let lookAgainMs = LOOK_AGAIN_MS;;) {
      signal.throwIfAborted();
      const candles = this.#mustRead ? await this.#readFrom(Infinity, signal) : this.#takeLive();
      if (candles.length > 0) return this.#hand(candles);
      if (this.#mustRead) continue;
      const [first] = this.#inbox;
      if (first !== undefined) {
        if (first.candle.openTimeMs <= this.#nextMs) continue;
        const missed = await this.#readFrom(first.candle.openTimeMs, signal);
        if (missed.length > 0) return this.#hand(missed);
        continue;
      }
      const { clock = this.#options.realClock, realClock } = this.#options;
      const waitMs = quietEndMs() + GRACE_MS - clock.now();
      if (waitMs > 0) {
        await this.#sleepUntilPush(signal, waitMs === Infinity ? undefined : { clock, ms: waitMs });
        continue;
      }
      const last = await this.#readLast(quietEndMs());
      if (last !== undefined) return this.#hand(last);
      // What came meanwhile has woken nobody.
      if (this.#inbox.length > 0) continue;
      await this.#sleepUntilPush(signal, { clock: realClock, ms: lookAgainMs });
      lookAgainMs = Math.min(2 * lookAgainMs, LOOK_SELDOM_MS);
    }
  }

  /** What is stored before the end of a session; none when nothing more came; `undefined` while nobody has looked. */
  async #readLast(endMs: number): Promise<readonly ArrivedCandle[] | undefined> {
    const span = { fromMs: this.#nextMs, toMs: endMs };
    if (span.fromMs >= span.toMs) return [];
    const { candles, knownUntilMs, lookedUntilMs = knownUntilMs } = await this.#options.read(
      span,
      MOST_CANDLES,
    );
    const sure = candles.filter(({ openTimeMs }) => openTimeMs >= span.fromMs && openTimeMs < lookedUntilMs);
    if (sure.length > 0) return this.#arrive(sure);
    if (candles.length > 0 || lookedUntilMs < endMs) return undefined;
    this.#nextMs = this.#hours().nextOpenTime(BASE_INTERVAL, endMs);
    return [];
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

  async #sleepUntilPush(
    signal: AbortSignal,
    most?: { readonly clock: Clock; readonly ms: number },
  ): Promise<void> {
    const wake = Promise.withResolvers<void>();
    this.#wake = wake;
    const onAbort = () => wake.resolve();
    signal.addEventListener("abort", onAbort, { once: true });
    const timer = new AbortController();
    if (most !== undefined) {
      const ms = Math.min(most.ms, LONGEST_SLEEP_MS);
      most.clock.sleep(ms, timer.signal).then(onAbort, () => {});
    }
    await wake.promise;
    timer.abort();
    signal.removeEventListener("abort", onAbort);
  }
}
