/** How the live collection of a series is doing, in one word and a sentence. */
import type { SeriesKey } from "../../core/candle.ts";
import { toDurationText, toKstIso } from "../../core/kst.ts";
import { ageAt, type Now, shownAt } from "../../core/stamp.ts";
import type { LagView } from "./lag_ring.ts";
import type { LiveSeries } from "./series.ts";

export type LiveState =
  /** Candles come as they should. */
  | "live"
  /** Candles come, but by asking, because the stream was away, or sent nothing, for a part of the open one. */
  | "catching_up"
  /** A candle is overdue. */
  | "stale"
  /** The last candle could not be had, or not be stored. */
  | "down"
  /** All is well and nothing is traded. */
  | "idle"
  /** No candle can be: it is night, a weekend or a holiday. */
  | "closed";

export interface LiveStatus {
  readonly series: SeriesKey;
  readonly state: LiveState;
  readonly reason: string;
  /** Open time of the last candle that was announced. */
  readonly lastClosedMs: number | undefined;
  /** Wall clock, when the last state of the open candle came. */
  readonly lastFrameAtMs: number | undefined;
  /** From the end of a candle, by the exchange's clock, to its announcement. */
  readonly lag: LagView;
  readonly counts: Readonly<LiveSeries["counts"]>;
}

/** Later than this after its end plus the retries, a candle is overdue. */
const OVERDUE_MS = 15_000;
const QUIET_MS = 600_000;
/** Before a close orders are gathered for so long, and then all trade at once. */
const LONGEST_AUCTION_MS = 600_000;

export interface StatusFacts {
  readonly now: Now;
  readonly exchangeNowMs: number;
  readonly hasStream: boolean;
  /** From when, by the exchange's clock, the stream has missed nothing; `undefined` while it is down. */
  readonly completeFromMs: number | undefined;
  readonly streamReason: string;
  /** How long the stream has sent nothing although it should; `undefined` when all is well. */
  readonly muteForMs: number | undefined;
}

export function toLiveStatus(series: LiveSeries, facts: StatusFacts): LiveStatus {
  return {
    series: series.key,
    ...judge(series, facts),
    lastClosedMs: series.lastClosedMs,
    lastFrameAtMs: series.lastFrame && shownAt(series.lastFrame, facts.now),
    lag: series.lag.view(),
    counts: { ...series.counts },
  };
}

function judge(series: LiveSeries, facts: StatusFacts): { state: LiveState; reason: string } {
  const { now, exchangeNowMs, hasStream, completeFromMs, streamReason, muteForMs } = facts;
  if (series.trouble !== undefined) return { state: "down", reason: series.trouble };
  const rest = judgeRest(series, exchangeNowMs);
  if (rest !== undefined) return rest;
  const lateMs = exchangeNowMs - series.dueAtMs;
  if (lateMs > OVERDUE_MS) {
    return { state: "stale", reason: `a bar is overdue by ${toDurationText(lateMs)}` };
  }
  const aheadMs = series.closedUntilMs - exchangeNowMs;
  if (aheadMs > OVERDUE_MS) {
    const reason = `by our clock the last bar ends only in ${
      toDurationText(aheadMs)
    }; none is taken until then`;
    return { state: "stale", reason };
  }
  if (!hasStream) return { state: "live", reason: "asked for after each bar: there is no stream" };
  if (completeFromMs === undefined) {
    return { state: "catching_up", reason: `${streamReason}; bars are asked for` };
  }
  if (muteForMs !== undefined) {
    const reason = `the stream answers but sends nothing for ${toDurationText(muteForMs)}`;
    return { state: "catching_up", reason };
  }
  if (completeFromMs > series.closedUntilMs) {
    return { state: "catching_up", reason: "the stream came back within the open bar" };
  }
  const heardMs = series.lastFrame && ageAt(series.lastFrame, now);
  const quietMs = heardMs ?? now.monotonicMs - series.completeSinceMs;
  if (quietMs > QUIET_MS) return { state: "idle", reason: `no trade for ${toDurationText(quietMs)}` };
  return { state: "live", reason: "the stream is up" };
}

/** Until the last candle before a rest has been closed, the series is judged as in the session. */
function judgeRest(
  { key: { interval }, hours, closedUntilMs }: LiveSeries,
  exchangeNowMs: number,
): { state: LiveState; reason: string } | undefined {
  const isResting = hours.openSpans({ fromMs: exchangeNowMs, toMs: exchangeNowMs + 1 }).length === 0;
  if (!isResting || closedUntilMs <= exchangeNowMs) return undefined;
  const opensAtMs = hours.nextOpenTime(interval, exchangeNowMs);
  const time = toKstIso(opensAtMs).slice(0, "2026-11-30T09:00".length).replace("T", " ");
  if (opensAtMs - exchangeNowMs <= LONGEST_AUCTION_MS) {
    return { state: "live", reason: `orders are gathered for the auction of ${time} KST` };
  }
  return { state: "closed", reason: `the market opens on ${time} KST` };
}
