/**
 * Closed candles by asking, for when the stream has not proven that it brought all of one: at 1, 2 and 5 s after its end.
 */
import { type Candle, closeTimeOf } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { toErrorText, UpstreamError } from "../../core/errors.ts";
import { type CandleAnswerer, fetchSpan } from "./fetch_candles.ts";
import { GRACE_MS, type LiveSeries } from "./series.ts";
import type { RequestGate } from "./request_gate.ts";
import { askedFrom, provenBy } from "./silence.ts";

const ATTEMPTS_AFTER_CLOSE_MS = [GRACE_MS, 2_000, 5_000];
const SHORTEST_PAUSE_MS = 1_000;

export interface ClosePollOptions {
  readonly exchange: CandleAnswerer;
  readonly clock: Clock;
  readonly exchangeNow: () => number;
  /** Whether the exchange's time is known by more than our own clock. */
  readonly isTimeMeasured: () => boolean;
  readonly gate: RequestGate;
  readonly signal: AbortSignal;
  readonly untilMs: number;
}

export type PolledCandles =
  /** Ascending; `open` is the candle that has begun since, when the exchange has it. */
  | {
    readonly kind: "candles";
    readonly closed: readonly Candle[];
    readonly open: Candle | undefined;
    /** Before this every minute without a candle had no trade. */
    readonly provenUntilMs: number;
  }
  | { readonly kind: "failed"; readonly reason: string };

/** @throws the signal's reason. */
export async function pollClosedCandles(
  series: LiveSeries,
  options: ClosePollOptions,
): Promise<PolledCandles> {
  const { clock, exchangeNow, signal, untilMs } = options;
  let failure = "";
  for (const [attempt, afterMs] of ATTEMPTS_AFTER_CLOSE_MS.entries()) {
    const isLast = attempt === ATTEMPTS_AFTER_CLOSE_MS.length - 1;
    const waitMs = Math.max(untilMs + afterMs - exchangeNow(), attempt === 0 ? 0 : SHORTEST_PAUSE_MS);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    series.counts.polls++;
    try {
      const candles = await ask(series, options);
      if (isLast || isFinal(candles, series, options)) return divide(candles, series, untilMs);
      failure = "the exchange has not closed the bar yet";
    } catch (error) {
      signal.throwIfAborted();
      series.counts.pollFailures++;
      failure = toErrorText(error);
    }
  }
  return { kind: "failed", reason: failure };
}

async function ask(series: LiveSeries, options: ClosePollOptions): Promise<readonly Candle[]> {
  const { exchange, clock, signal, gate, untilMs } = options;
  const { interval } = series.key;
  const fromMs = askedFrom(factsOf(series));
  // One candle more than needed: when it is there, the ones before it are over, whatever our clock says.
  const span = { fromMs, toMs: closeTimeOf(interval, untilMs) };
  const { candles, refused } = await gate.run(() =>
    fetchSpan(series.key, { exchange, clock, signal, span, neededUntilMs: untilMs })
  );
  const lost = refused.some(({ fromMs, toMs }) => toMs > series.closedUntilMs && fromMs < untilMs);
  if (lost) throw new UpstreamError("bad_shape", "the row of the bar cannot be used");
  return candles;
}

/** An answer that came too early, by our clock or by the exchange's own delay, is asked for again. */
function isFinal(
  candles: readonly Candle[],
  series: LiveSeries,
  { untilMs, isTimeMeasured }: ClosePollOptions,
): boolean {
  const times = new Set(candles.map(({ openTimeMs }) => openTimeMs));
  const seen = series.framesIn({ fromMs: series.closedUntilMs, toMs: untilMs });
  if (seen.some(({ openTimeMs }) => !times.has(openTimeMs))) return false;
  return isTimeMeasured() || candles.some(({ openTimeMs }) => openTimeMs >= untilMs);
}

/** Within a candle the volume only grows, so of two states of one candle the fuller one is the later one. */
function divide(candles: readonly Candle[], series: LiveSeries, untilMs: number): PolledCandles {
  const closed = new Map<number, Candle>();
  const seen = series.framesIn({ fromMs: series.closedUntilMs, toMs: untilMs });
  for (const candle of [...candles, ...seen]) {
    const known = closed.get(candle.openTimeMs);
    if (candle.openTimeMs < untilMs && (known === undefined || candle.volume > known.volume)) {
      closed.set(candle.openTimeMs, candle);
    }
  }
  const ascending = [...closed.values()].toSorted((a, b) => a.openTimeMs - b.openTimeMs);
  const open = candles.find(({ openTimeMs }) => openTimeMs === untilMs);
  return {
    kind: "candles",
    // What was proven before is stored and told.
    closed: ascending.filter(({ openTimeMs }) => openTimeMs >= series.silence.fromMs),
    open,
    provenUntilMs: provenBy(candles, { ...factsOf(series), untilMs }),
  };
}

function factsOf({ key: { interval }, silence, closedUntilMs, lastKnownMs: lastMs }: LiveSeries) {
  return { interval, silence, closedUntilMs, lastMs };
}
