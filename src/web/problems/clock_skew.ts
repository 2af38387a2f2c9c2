import { toDurationText } from "../../core/kst.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import type { AppView } from "../view.ts";
import type { Problem } from "./problem_facts.ts";
import { spanInKorean } from "./source_sentence.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** Candles of a minute are half over or late beyond this. */
const EXCHANGE_FAULT_MS = 5_000;
/** Two that differ from ours by the same, within this, say that it is ours. */
const SAME_MS = 10_000;

/** Our clock and others that answer: which differ, and which of them is wrong, where a third one tells. */
export function findSkewProblems({ upstreamSkew, market }: AppView): readonly Problem[] {
  const exchanges = (market?.exchanges ?? []).flatMap(({ id, title, skewMs }) =>
    // There it is theirs minus ours.
    skewMs === undefined
      ? []
      : [{ id, title, skewMs: -skewMs, isFault: Math.abs(skewMs) > EXCHANGE_FAULT_MS }]
  );
  const isSeenByOther = (skewMs: number) =>
    exchanges.some((other) => other.isFault && Math.abs(other.skewMs - skewMs) <= SAME_MS);
  const problems: Problem[] = [];
  if (upstreamSkew?.isFault) {
    const { skewMs, isOurs } = upstreamSkew;
    const whose = isOurs || isSeenByOther(skewMs)
      ? "ours"
      : exchanges.some(({ isFault }) => !isFault)
      ? "theirs"
      : "open";
    problems.push(
      toProblem(skewMs, { whose, koHost: ko("skew_home_server"), enHost: en("skew_home_server") }),
    );
  }
  for (const { id, title, skewMs, isFault } of exchanges) {
    if (!isFault) continue;
    // An exchange lives on its clock.
    problems.push({ ...toProblem(skewMs, { whose: "ours", koHost: title, enHost: title }), subject: id });
  }
  return problems;
}

function toProblem(
  skewMs: number,
  { whose, koHost, enHost }: {
    readonly whose: "ours" | "theirs" | "open";
    readonly koHost: string;
    readonly enHost: string;
  },
): Problem {
  const way = skewMs > 0 ? "skew_way_ahead" : "skew_way_behind";
  // Parts of a second would change with each answer.
  const sizeMs = Math.max(1_000, Math.round(Math.abs(skewMs) / 1_000) * 1_000);
  return {
    code: "clock_skewed",
    severity: "warning",
    ko: ko(`problem_skew_${whose}`, { host: koHost, span: spanInKorean(sizeMs), way: ko(way) }),
    en: en(`problem_skew_${whose}`, { host: enHost, span: toDurationText(sizeMs), way: en(way) }),
  };
}
