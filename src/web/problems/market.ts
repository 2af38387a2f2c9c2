import { toDurationText } from "../../core/kst.ts";
import { toKoreanLate } from "../../words/late.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import { toKoreanReason } from "../kit/reasons.ts";
import type { Problem } from "./problem_facts.ts";
import { spanInKorean } from "./source_sentence.ts";
import type { MarketHealthView } from "../../market/market_view.ts";
import type { AppView } from "../view.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** A stream that comes back within this is everyday life. */
const SILENT_AFTER_MS = 5_000;

/** What is not as it should be with candles. */
export function findMarketProblems({ market, nowMs }: Pick<AppView, "market" | "nowMs">): readonly Problem[] {
  if (market === undefined) return [];
  const off = market.problems.map((text): Problem => ({
    code: "market_off",
    severity: "error",
    ko: ko("problem_market_off", { reason: toKoreanLate(text) }),
    en: text,
  }));
  const streams = market.exchanges.flatMap((facts) =>
    facts.helperDownSinceMs !== undefined
      ? [toHelperProblem(facts)]
      : isResting(market, facts.id)
      ? []
      : findStreamProblem(facts, nowMs)
  );
  return [...off, ...streams, ...market.series.flatMap(findSeriesProblems)];
}

/** In the night of its market nobody misses a stream. */
function isResting({ series }: MarketHealthView, id: string): boolean {
  const own = series.filter(({ exchange }) => exchange === id);
  return own.length > 0 && own.every(({ state }) => state === "closed");
}

/** Then the stream is down for this reason, which is told alone: the log has the words of the process. */
function toHelperProblem({ id, title, helperDownSinceMs }: MarketHealthView["exchanges"][number]): Problem {
  const text = { ko: ko("problem_helper", { title }), en: en("problem_helper", { title }) };
  return { code: "helper_down", subject: id, severity: "error", sinceMs: helperDownSinceMs, ...text };
}

function findStreamProblem(
  { id, title, stream, downSinceMs, reason }: MarketHealthView["exchanges"][number],
  nowMs: number,
): readonly Problem[] {
  const silentForMs = downSinceMs === undefined ? 0 : nowMs - downSinceMs;
  if (stream !== "down" || silentForMs < SILENT_AFTER_MS) return [];
  const facts = { title, reason: reason ?? "?" };
  const reasonKo = toKoreanReason(facts.reason);
  return [{
    code: "stream_down",
    subject: id,
    severity: "warning",
    sinceMs: downSinceMs,
    ko: ko("problem_stream", { ...facts, reason: reasonKo, span: spanInKorean(silentForMs) }),
    en: en("problem_stream", { ...facts, span: toDurationText(silentForMs) }),
  }];
}

function findSeriesProblems(
  { exchange, symbol, interval, state, reason, missing }: MarketHealthView["series"][number],
): readonly Problem[] {
  const series = `${exchange} ${symbol} ${interval}`;
  const problems: Problem[] = [];
  if (state === "down" || state === "stale") {
    const facts = { series, reason };
    const text = {
      ko: ko("problem_series", { ...facts, reason: toKoreanReason(reason) }),
      en: en("problem_series", facts),
    };
    problems.push({ code: "series_stale", subject: series, severity: "warning", ...text });
  }
  if (missing !== undefined) {
    const facts = { series, count: missing.bars };
    const text = { ko: ko("problem_holes", facts), en: en("problem_holes", facts) };
    problems.push({
      code: "series_holes",
      subject: series,
      severity: "warning",
      sinceMs: missing.sinceMs,
      ...text,
    });
  }
  return problems;
}
