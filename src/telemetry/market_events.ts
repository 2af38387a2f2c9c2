import { toErrorText } from "../core/errors.ts";
import { type SeriesKey, type Span, toSeriesText } from "../core/candle.ts";
import { toDurationText, toKstIso } from "../core/kst.ts";
import type { Log } from "../core/log.ts";

/** What metrics count of market data. */
export interface MarketCounters {
  exchangeRequest(facts: { exchange: string; outcome: string; durationMs: number }): void;
  candleClosed(facts: { exchange: string; from: string; lagMs: number }): void;
  streamDown(facts: { exchange: string }): void;
  rowRefused(facts: { exchange: string; what: string; count: number }): void;
}

export const noMarketCounters: MarketCounters = {
  exchangeRequest() {},
  candleClosed() {},
  streamDown() {},
  rowRefused() {},
};

export type MarketEvents = ReturnType<typeof createMarketEvents>;

/**
 * One function for each thing that happens to market data; the words of log and counts live here only.
 *
 * @param limited takes the lines that an exchange can cause as often as it likes.
 * @param rare as `limited`, for what comes with every answer when it comes at all: one line of a kind.
 */
export function createMarketEvents(
  log: Log,
  count: MarketCounters = noMarketCounters,
  limited: Pick<Log, "write"> = log,
  rare: Pick<Log, "write"> = limited,
) {
  const at = (ms: number) => toKstIso(ms);
  const span = ({ fromMs, toMs }: Span) => `${at(fromMs)} to ${at(toMs)}`;
  return {
    exchangeRequest: (facts: { exchange: string; outcome: string; durationMs: number }) =>
      count.exchangeRequest(facts),
    candleClosed: (facts: { exchange: string; from: string; lagMs: number }) => count.candleClosed(facts),
    throttled(
      { exchange, group, status, waitMs }: {
        exchange: string;
        group: string;
        status: number;
        waitMs: number;
      },
    ) {
      const text = status === 418
        ? `${exchange} shut this address out for ${toDurationText(waitMs)}; nothing is asked until then`
        : `${exchange} asked for silence (${status}) in the group ${group}: ${toDurationText(waitMs)}`;
      limited.write("warning", "exchange_throttled", text, {
        exchange,
        group,
        status,
        wait_ms: Math.round(waitMs),
      });
    },
    streamUp({ exchange, silentForMs }: { exchange: string; silentForMs: number | undefined }) {
      const text = silentForMs === undefined
        ? `${exchange}: the stream is up`
        : `${exchange}: the stream is up again after ${
          toDurationText(silentForMs)
        }; what was missed is being fetched`;
      limited.write("info", "stream_up", text, { exchange, silent_ms: silentForMs ?? null });
    },
    streamDown({ exchange, reason }: { exchange: string; reason: string }) {
      count.streamDown({ exchange });
      limited.write("warning", "stream_down", `${exchange}: ${reason}; bars are asked for meanwhile`, {
        exchange,
      });
    },
    /** @param facts.isRepeat the exchange has failed before and not answered since: told, but not loudly. */
    outage(
      { series, span: lost, reason, isRepeat = false }: {
        series: SeriesKey;
        span: Span;
        reason: string;
        isRepeat?: boolean;
      },
    ) {
      const text = `${toSeriesText(series)}: ${
        span(lost)
      } could not be had (${reason}); it will be fetched again`;
      log.write(isRepeat ? "debug" : "warning", "candles_missed", text, { ...series });
    },
    /** One candle or frame that is not as it should be. */
    barDoubted({ series, what }: { series: SeriesKey; what: string }) {
      limited.write("warning", "candle_doubted", `${toSeriesText(series)}: ${what}`, { ...series });
    },
    auditFailed({ series, reason }: { series: SeriesKey; reason: string }) {
      const text = `${
        toSeriesText(series)
      }: the last hour could not be compared with the exchange: ${reason}`;
      log.write("debug", "audit_failed", text, { ...series });
    },
    streamMute({ exchange, forMs }: { exchange: string; forMs: number }) {
      const text = `${exchange}: the stream answers but has sent nothing for ${
        toDurationText(forMs)
      }; bars are asked for meanwhile`;
      limited.write("warning", "stream_mute", text, { exchange });
    },
    streamTalks({ exchange }: { exchange: string }) {
      limited.write("info", "stream_talks", `${exchange}: the stream sends again`, { exchange });
    },
    stepUnknown({ exchange, symbol, reason }: { exchange: string; symbol: string; reason: string }) {
      const text =
        `${exchange}: the price step of ${symbol} is not known (${reason}); charts guess its digits`;
      log.write("info", "step_unknown", text, { exchange, symbol });
    },
    stepChanged(
      { exchange, symbol, before, after }: {
        exchange: string;
        symbol: string;
        before: string;
        after: string;
      },
    ) {
      const text = `${exchange}: the price step of ${symbol} is ${after} now; it was ${before}`;
      limited.write("info", "step_changed", text, { exchange, symbol });
    },
    auditDifference(
      facts: {
        series: SeriesKey;
        added: number;
        different: number;
        corrected: number;
        firstOpenTimeMs: number;
      },
    ) {
      const { series, added, different, corrected, firstOpenTimeMs } = facts;
      const text = `${toSeriesText(series)}: compared with the exchange from ${at(firstOpenTimeMs)} on: ` +
        `${added} bars were missing and were added, ${different} were others, ${corrected} of them were corrected`;
      log.write("warning", "candles_differ", text, { ...series, added, different, corrected });
    },
    clockSkew({ exchange, skewMs, isFault }: { exchange: string; skewMs: number; isFault: boolean }) {
      const text = isFault
        ? `this machine's clock is ${toDurationText(Math.abs(skewMs))} ${
          skewMs > 0 ? "behind" : "ahead of"
        } ${exchange}; set it`
        : `the clocks of this machine and ${exchange} agree again`;
      limited.write(isFault ? "warning" : "info", "clock_skew", text, {
        exchange,
        skew_ms: Math.round(skewMs),
      });
    },
    closeFailed({ series, error }: { series: SeriesKey; error: unknown }) {
      const text = `${toSeriesText(series)}: a bar could not be kept: ${
        toErrorText(error)
      }; it is tried again`;
      log.write("error", "candle_not_kept", text, { ...series });
    },
    receiverFailed({ name, error }: { name: string; error: unknown }) {
      limited.write("error", "receiver_failed", `${name} failed with a message: ${toErrorText(error)}`, {
        name,
        error,
      });
    },
    rowRefused(
      { exchange, reason, what = "message", count: rows = 1 }: {
        exchange: string;
        reason: string;
        what?: string | undefined;
        count?: number | undefined;
      },
    ) {
      count.rowRefused({ exchange, what, count: rows });
      const text = what === "message"
        ? `${exchange}: ${reason}`
        : `${exchange}: refused ${what.replaceAll("_", " ")} rows, ${rows} of one answer: ${reason}`;
      rare.write("warning", "row_refused", text, { exchange, what, rows });
    },
    childEnded(facts: { exchange: string; reason: string; retryInMs: number; isParked: boolean }) {
      const { exchange, reason, retryInMs, isParked } = facts;
      const next = isParked
        ? `that was too often; it is tried again in ${toDurationText(retryInMs)}`
        : `started again in ${toDurationText(retryInMs)}`;
      log.write("warning", "helper_ended", `${exchange}: its helper process ended (${reason}); ${next}`, {
        exchange,
      });
    },
    /** @param facts.isRepeat as for `outage`. */
    backfillEnded(
      facts: {
        series: SeriesKey;
        span: Span;
        added: number;
        isDone: boolean;
        /** Nothing failed: a later look decides about the rest. */
        isDoubted?: boolean;
        reason: string | undefined;
        isRepeat?: boolean;
      },
    ) {
      const { series, span: asked, added, isDone, isDoubted = false, reason, isRepeat = false } = facts;
      const text = isDone
        ? `${toSeriesText(series)}: complete from ${span(asked)}, ${added} new ${
          added === 1 ? "bar" : "bars"
        }`
        : `${toSeriesText(series)}: ${span(asked)} is not complete (${reason ?? "stopped"}), ${added} new ${
          added === 1 ? "bar" : "bars"
        }`;
      const level = isDone || isDoubted ? "info" : isRepeat ? "debug" : "warning";
      const event = isDone ? "backfill_done" : isDoubted ? "backfill_doubted" : "backfill_failed";
      log.write(level, event, text, {
        ...series,
        added,
      });
    },
    marketOff({ reason }: { reason: string }) {
      log.write("error", "market_off", `market data is off: ${reason}`);
    },
    candlesPruned({ removed, beforeMs }: { removed: number; beforeMs: number }) {
      log.write("info", "candles_pruned", `${removed} bars from before ${at(beforeMs)} removed`, { removed });
    },
  };
}
