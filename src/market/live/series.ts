/** What the collector remembers of one series: the candles that are not closed yet, and how far it has come. */
import {
  type Candle,
  closeTimeOf,
  isOpenTime,
  isSameCandle,
  openTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { ALWAYS_OPEN, beginOfLast, type MarketHours } from "../../core/market/hours.ts";
import type { Stamp } from "../../core/stamp.ts";
import { LagRing } from "./lag_ring.ts";
import { Silence } from "./silence.ts";

/** How long after its end a candle may still change before it is closed. */
export const GRACE_MS = 1_000;
/** Candles that wait for a store that does not take them; beyond, they are asked for again later. */
const MOST_WAITING = 500;

export type FrameFate = "taken" | "same" | "late" | "refused";

export class LiveSeries {
  readonly key: SeriesKey;
  readonly hours: MarketHours;
  readonly lag = new LagRing();
  readonly counts = {
    closed: 0,
    lateFrames: 0,
    polls: 0,
    pollFailures: 0,
    outages: 0,
    added: 0,
    different: 0,
    corrected: 0,
  };
  /** Begin of the candle that was open when we came. */
  readonly #firstMs: number;
  /** Since when, by the monotonic clock, no frame was missed on our side. */
  readonly #completeSinceMs: number;
  /** Nor before this, by the exchange's clock. */
  #completeFromMs = -Infinity;
  /** By open time; more than one around the turn of a candle. */
  readonly #frames = new Map<number, Candle>();
  /** Open times of candles of which more must come: the exchange says so, or a trade of it came and no candle yet. */
  readonly #unfinished = new Set<number>();
  #lastClosed: Candle | undefined;
  #lastStoredMs: number | undefined;
  /** Candles that begin before this are closed. */
  #closedUntilMs: number;
  readonly silence: Silence;
  /** Candles that begin before this were announced, or were over before we came. */
  announcedUntilMs: number;
  lastFrame: Stamp | undefined;
  lastClosedMs: number | undefined;
  /** What is stored is still being asked for, a poll is under way, or candles are being stored or told. */
  isBusy = false;
  /** No longer watched: nothing more is stored or told. */
  isGone = false;
  /** Monotonic; after a failed store. */
  notBeforeMs = -Infinity;
  /** Why the last candle could not be had. */
  trouble: string | undefined;
  #doubt: Span | undefined;

  /** @param options the candle that is open at `exchangeNowMs` is the first one, or the first of the next session. */
  constructor(
    key: SeriesKey,
    options: { exchangeNowMs: number; monotonicMs: number; hours?: MarketHours | undefined },
  ) {
    const { exchangeNowMs, monotonicMs, hours = ALWAYS_OPEN } = options;
    this.key = key;
    this.hours = hours;
    const openMs = hours.nextOpenTime(key.interval, openTimeOf(key.interval, exchangeNowMs));
    this.#closedUntilMs = openMs;
    this.announcedUntilMs = openMs;
    this.silence = new Silence(openMs);
    this.#completeSinceMs = monotonicMs;
    this.#firstMs = openMs;
  }

  /** To be told once, before any candle is closed: what was stored when the series began counts as announced. */
  noteStored(lastStoredMs: number | undefined): void {
    const openMs = this.#firstMs;
    this.#lastStoredMs = lastStoredMs;
    if (lastStoredMs !== undefined) {
      const storedUntilMs = closeTimeOf(this.key.interval, lastStoredMs);
      this.announcedUntilMs = Math.max(this.announcedUntilMs, storedUntilMs);
    }
    this.noteDoubt({ fromMs: unseenFrom(this, { openMs, lastStoredMs }), toMs: openMs });
  }

  get closedUntilMs(): number {
    return this.#closedUntilMs;
  }

  /** Open time of the last candle that was closed here or is stored. */
  get lastKnownMs(): number | undefined {
    return this.#lastClosed?.openTimeMs ?? this.#lastStoredMs;
  }

  get firstMs(): number {
    return this.#firstMs;
  }

  /** Candles of which nobody can say that they were stored as they ended: to be compared soon. */
  get hasDoubt(): boolean {
    return this.#doubt !== undefined;
  }

  noteDoubt({ fromMs, toMs }: Span): void {
    if (fromMs >= toMs) return;
    const known = this.#doubt ?? { fromMs, toMs };
    this.#doubt = { fromMs: Math.min(known.fromMs, fromMs), toMs: Math.max(known.toMs, toMs) };
  }

  /** For who compares; what then fails or is left over must be noted again. */
  takeDoubt(): Span | undefined {
    const doubt = this.#doubt;
    this.#doubt = undefined;
    return doubt;
  }

  get completeSinceMs(): number {
    return this.#completeSinceMs;
  }

  get completeFromMs(): number {
    return this.#completeFromMs;
  }

  /** When, by the exchange's clock, the next candle is to be closed. */
  get dueAtMs(): number {
    return this.hours.closeTime(this.key.interval, this.#closedUntilMs) + GRACE_MS;
  }

  /** The youngest candle that has not been closed. */
  get openCandle(): Candle | undefined {
    return this.#frames.get(Math.max(...this.#frames.keys()));
  }

  /**
   * The state of a candle as the stream, or a poll, has it; the last one sent is the right one.
   *
   * @param isClosed whether it can still change; left out where the exchange does not say.
   */
  take(candle: Candle, isClosed?: boolean): FrameFate {
    const { openTimeMs } = candle;
    if (!isOpenTime(this.key.interval, openTimeMs)) return "refused";
    // What is traded after the session is kept apart, and no late word of it.
    if (this.hours.isApart(this.key.interval, openTimeMs)) return "same";
    if (openTimeMs < this.#closedUntilMs) return this.#judgeLate(candle);
    if (isClosed === false) this.#unfinished.add(openTimeMs);
    else this.#unfinished.delete(openTimeMs);
    const known = this.#frames.get(openTimeMs);
    if (known !== undefined && isSameCandle(known, candle)) return "same";
    this.#frames.set(openTimeMs, candle);
    if (this.#frames.size > MOST_WAITING) this.#forgetOldest();
    return "taken";
  }

  /** A trade came; a candle that holds it must follow. @param atMs by the exchange's clock. */
  noteTrade(atMs: number): void {
    const openTimeMs = openTimeOf(this.key.interval, atMs);
    const isOver = openTimeMs < this.#closedUntilMs;
    if (!isOver && !this.#frames.has(openTimeMs)) this.#unfinished.add(openTimeMs);
  }

  /** Whether more must come of a candle that begins before `untilMs`. */
  isUnfinished(untilMs: number): boolean {
    return [...this.#unfinished].some((openTimeMs) => openTimeMs < untilMs);
  }

  /** A frame could not be read: the candles around `atMs`, by the exchange's clock, are asked for. */
  noteLoss(atMs: number): void {
    const openMs = openTimeOf(this.key.interval, atMs);
    const endMs = closeTimeOf(this.key.interval, openMs);
    this.#completeFromMs = Math.max(this.#completeFromMs, endMs);
    // It may have been of one that was just closed.
    this.noteDoubt({ fromMs: openTimeOf(this.key.interval, openMs - 1), toMs: openMs });
  }

  /** Candles of a stretch that the stream has sent, ascending. */
  framesIn({ fromMs, toMs }: Span): readonly Candle[] {
    return [...this.#frames.values()]
      .filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs)
      .toSorted((a, b) => a.openTimeMs - b.openTimeMs);
  }

  /** Candles before `untilMs` are closed now, as `closed` has them. */
  closeUntil(untilMs: number, closed: readonly Candle[]): void {
    const nextMs = this.hours.nextOpenTime(this.key.interval, untilMs);
    this.#closedUntilMs = Math.max(this.#closedUntilMs, nextMs);
    for (const openTimeMs of this.#unfinished) {
      if (openTimeMs < this.#closedUntilMs) this.#unfinished.delete(openTimeMs);
    }
    this.#lastClosed = closed.at(-1) ?? this.#lastClosed;
    const volumes = new Map(closed.map(({ openTimeMs, volume }) => [openTimeMs, volume]));
    for (const { openTimeMs, volume } of this.#frames.values()) {
      if (openTimeMs >= untilMs) continue;
      this.#frames.delete(openTimeMs);
      // It came while the candle was being stored.
      if (volume > (volumes.get(openTimeMs) ?? Infinity)) this.#noteLate(openTimeMs);
    }
  }

  /** What is before `untilMs` is somebody else's to fetch. @returns from when on nobody knows. */
  leaveUntil(untilMs: number): number {
    const { fromMs } = this.silence;
    this.closeUntil(untilMs, []);
    this.silence.end(this.#closedUntilMs);
    return fromMs;
  }

  noteAnnounced({ openTimeMs }: Candle, exchangeNowMs: number): void {
    this.counts.closed++;
    this.lastClosedMs = openTimeMs;
    this.lag.add(exchangeNowMs - closeTimeOf(this.key.interval, openTimeMs));
  }

  /** Old candles come again as snapshots, and closed ones as repetitions; only a changed one of ours is late. */
  #judgeLate(candle: Candle): FrameFate {
    const last = this.#lastClosed;
    if (candle.openTimeMs < Math.max(this.#firstMs, last?.openTimeMs ?? 0)) return "same";
    if (last !== undefined && isSameCandle(last, candle)) return "same";
    this.#noteLate(candle.openTimeMs);
    return "late";
  }

  #noteLate(openTimeMs: number): void {
    this.counts.lateFrames++;
    this.noteDoubt({ fromMs: openTimeMs, toMs: closeTimeOf(this.key.interval, openTimeMs) });
  }

  #forgetOldest(): void {
    const oldestMs = Math.min(...this.#frames.keys());
    this.#frames.delete(oldestMs);
    this.#completeFromMs = closeTimeOf(this.key.interval, oldestMs);
  }
}

/** What ended before we came may have been stored half: the last hour of trading, and all since what was stored. */
function unseenFrom(
  { key: { interval }, hours }: Pick<LiveSeries, "key" | "hours">,
  { openMs, lastStoredMs }: { openMs: number; lastStoredMs: number | undefined },
): number {
  const storedUntilMs = lastStoredMs === undefined ? Infinity : closeTimeOf(interval, lastStoredMs);
  const hourAgoMs = beginOfLast("1m", { candles: HOUR_MS / MINUTE_MS, beforeMs: openMs, hours });
  return openTimeOf(interval, Math.min(storedUntilMs, hourAgoMs));
}
