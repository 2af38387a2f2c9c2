/**
 * Stores closed candles and then tells them, each once.
 *
 * A candle is announced only after it is stored, in ascending order, and never again: what was stored when a series
 * began to be watched counts as announced. If the program ends between storing and telling, that one candle is never
 * announced; whoever must not miss it keeps the time of the last candle it handled and reads what came after it from
 * the store. Twice is impossible, once is the rule, and the store is the truth.
 */
import { type Candle, closeTimeOf, type SeriesKey } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { CandlePageToKeep, CandleStore, KeepCounts } from "../candle_store.ts";
import type { CollectorEvent, LiveCandle } from "./candle_event.ts";
import type { LiveSeries } from "./series.ts";

const STORE_AGAIN_AFTER_MS = 5_000;
/** After a long sleep of the machine older candles are history and not news. */
const MOST_ANNOUNCED = 200;

export interface SettlerOptions {
  readonly keeper: CandleStore;
  readonly clock: Clock;
  readonly exchangeNow: () => number;
  readonly onClosed: (event: LiveCandle) => void;
  readonly onEvent: (event: CollectorEvent) => void;
  readonly signal: AbortSignal;
}

/** Every candle of the series before `untilMs`, as stream or poll have it. */
export interface ClosedCandles {
  readonly candles: readonly Candle[];
  readonly untilMs: number;
  /** Before this every minute without a candle had no trade; from then on nothing came, which nothing proves yet. */
  readonly provenUntilMs: number;
  readonly from: "stream" | "poll";
}

/** A series and the candles with which it is closed. */
export interface Closing {
  readonly series: LiveSeries;
  readonly ended: ClosedCandles;
}

/**
 * Marks for each series the stretch up to `untilMs` as known or as silent, stores its candles and announces them. The
 * series share what storing costs; each is marked, stored and told wholly or not at all.
 *
 * @returns for each series whether the store took its candles; if not, nothing has changed and it is to be tried again.
 */
export async function commitClosedCandles(
  closings: readonly Closing[],
  options: SettlerOptions,
): Promise<readonly boolean[]> {
  const { keeper } = options;
  let counts: readonly KeepCounts[];
  try {
    counts = await keeper.keepMany(closings.map(toPage));
  } catch (error) {
    // Only a candle that is none has this effect, and the others must not suffer from it.
    if (error instanceof RangeError && closings.length > 1) {
      const each = await Promise.all(closings.map((closing) => commitClosedCandles([closing], options)));
      return each.flat();
    }
    for (const { series } of closings) noteRefusal(series, { ...options, error });
    return closings.map(() => false);
  }
  const closed = closings.map((closing, i) => close(closing, { ...options, isNew: counts[i]?.kept === 0 }));
  // Hardly ever anything: then all are told in the turn in which they were stored.
  const unread = closed.filter(({ stored }) => stored === undefined);
  if (unread.length > 0) await Promise.all(unread.map((one) => readStored(one, options)));
  return closed.map((one) => tell(one, options));
}

/** A closing whose candles the store has taken. */
interface Closed extends Closing {
  /** Of the stretch that is to be told; `undefined` until they are read. */
  stored: readonly Candle[] | undefined;
  failure?: { readonly error: unknown };
}

function close({ series, ended }: Closing, options: SettlerOptions & { readonly isNew: boolean }): Closed {
  if (isOver(series, options)) return { series, ended, stored: [] };
  const fromMs = series.closedUntilMs;
  series.trouble = undefined;
  series.closeUntil(ended.untilMs, ended.candles);
  series.silence.note({ ...ended, by: ended.from });
  if (series.announcedUntilMs >= ended.untilMs) return { series, ended, stored: [] };
  return { series, ended, stored: options.isNew ? knownWithoutReading(series, ended, fromMs) : undefined };
}

async function readStored(closed: Closed, { keeper }: SettlerOptions): Promise<void> {
  const { series, ended } = closed;
  const span = { fromMs: series.announcedUntilMs, toMs: ended.untilMs };
  try {
    closed.stored = await keeper.read(series.key, span, { limit: MOST_ANNOUNCED, fromEnd: true });
  } catch (error) {
    closed.failure = { error };
  }
}

/** @returns false when the store did not give what is to be told; it is told with the next candle then. */
function tell(closed: Closed, options: SettlerOptions): boolean {
  const { series, ended, stored, failure } = closed;
  // Also when it ended while the store was being read.
  if (isOver(series, options)) return true;
  if (stored === undefined) {
    noteRefusal(series, { ...options, error: failure?.error });
    return false;
  }
  announce(series, { ...options, ended, stored });
  return true;
}

function isOver(series: LiveSeries, { signal }: SettlerOptions): boolean {
  return signal.aborted || series.isGone;
}

function toPage(closing: Closing): CandlePageToKeep {
  const { series: { key, silence }, ended: { candles, untilMs, provenUntilMs } } = closing;
  const spanOf = (fromMs: number, toMs: number) => fromMs < toMs ? { fromMs, toMs } : undefined;
  return {
    series: key,
    candles,
    closedUntilMs: untilMs,
    fetched: spanOf(silence.fromMs, provenUntilMs),
    silent: spanOf(Math.max(silence.fromMs, provenUntilMs), untilMs),
  };
}

function noteRefusal(series: LiveSeries, options: SettlerOptions & { readonly error: unknown }): void {
  const { clock, onEvent, signal, error } = options;
  if (signal.aborted || series.isGone) return;
  series.notBeforeMs = clock.monotonic() + STORE_AGAIN_AFTER_MS;
  series.trouble = "the store does not take bars";
  onEvent({ kind: "close_failed", series: series.key, error });
}

/** One new candle over the whole of one stretch is what is stored of it; reading it again would cost a third of all. */
function knownWithoutReading(
  series: LiveSeries,
  { candles, untilMs }: ClosedCandles,
  fromMs: number,
): readonly Candle[] | undefined {
  const [candle] = candles;
  const isWhole = candle?.openTimeMs === fromMs &&
    closeTimeOf(series.key.interval, candle.openTimeMs) === untilMs;
  return isWhole && series.announcedUntilMs === fromMs ? candles : undefined;
}

function announce(
  series: LiveSeries,
  options: SettlerOptions & { readonly ended: ClosedCandles; readonly stored: readonly Candle[] },
): void {
  const { clock, exchangeNow, ended, stored } = options;
  const ours = new Set(ended.candles.map(({ openTimeMs }) => openTimeMs));
  // A candle that comes of a silence that nothing has proven yet is still news.
  const last = stored.at(-1);
  const storedUntilMs = last === undefined ? -Infinity : closeTimeOf(series.key.interval, last.openTimeMs);
  series.announcedUntilMs = Math.max(series.announcedUntilMs, ended.provenUntilMs, storedUntilMs);
  for (const candle of stored) {
    const from = ours.has(candle.openTimeMs) ? ended.from : "backfill";
    series.noteAnnounced(candle, exchangeNow());
    hand(series.key, options, { series: series.key, candle, atMs: clock.now(), from });
  }
}

function hand(series: SeriesKey, options: SettlerOptions, event: LiveCandle): void {
  try {
    options.onClosed(event);
  } catch (error) {
    options.onEvent({ kind: "receiver_failed", series, error });
  }
}
