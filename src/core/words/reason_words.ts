/** What a signal rests on, as short sentences with their numbers: made of evidence alone, by code. */
import { createSayFrom, defineTexts, type Lang } from "../lang.ts";
import { currencyOf } from "../symbol.ts";
import { toChosenPriceText, toNumberText, toPriceText, withPlus } from "./numbers.ts";

/** A piece of evidence, as far as words are made of it. */
export interface WordedPiece {
  readonly key: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export const REASON_TEXTS = defineTexts({
  reason_stop: ["손절선 −{stop}% 아래로 내려감 (손익 {pnl}%)", "below the stop of −{stop}% (P/L {pnl}%)"],
  reason_target: ["목표 +{target}% 도달 (손익 {pnl}%)", "the target of +{target}% is reached (P/L {pnl}%)"],
  reason_trailing: [
    "고점 {peak}에서 {fall}% 내려옴 (기준 {trail}%)",
    "{fall}% below its peak of {peak} (limit {trail}%)",
  ],
  reason_screener: ["스크리너 {rank}위, 점수 {score}", "number {rank} of the screener, score {score}"],
  reason_volume: ["거래량 평소의 {ratio}배", "volume {ratio} times the usual"],
  reason_news: [
    "뉴스 {articles}건: 긍정 {positive} · 부정 {negative}",
    "news {articles}: {positive} good · {negative} bad",
  ],
  reason_change: ["오늘 {change}%", "{change}% today"],
  reason_price_above: ["{level} 이상이 됨 ({price})", "at or above {level} ({price})"],
  reason_price_below: ["{level} 이하가 됨 ({price})", "at or below {level} ({price})"],
  reason_moved: ["{minutes}분 사이 {moved}% ({from}에서)", "{moved}% in {minutes} min (from {from})"],
  reason_crossed_up: ["지표 {value}이(가) {other} 위로 올라감", "indicator {value} rose above {other}"],
  reason_crossed_down: ["지표 {value}이(가) {other} 아래로 내려감", "indicator {value} fell below {other}"],
  reason_advice: ["전략의 조언, 확신 {share}", "advice of a strategy, confidence {share}"],
  reason_inbound: ["다른 프로그램이 보냄, 확신 {share}", "sent by another program, confidence {share}"],
});

const MOST_REASONS = 3;

/** @returns at most three, in the order of the evidence; a piece that nobody has words for is left out. */
export function toReasons(
  { evidence, ticker }: { readonly evidence: readonly WordedPiece[]; readonly ticker: string },
  lang: Lang,
): readonly string[] {
  const currency = currencyOf(ticker);
  return evidence.flatMap((piece) => sayOne(piece, { lang, currency }) ?? []).slice(0, MOST_REASONS);
}

function sayOne(
  { key, numbers }: WordedPiece,
  { lang, currency }: { readonly lang: Lang; readonly currency: string },
): string | undefined {
  const say = createSayFrom(REASON_TEXTS, lang);
  const priceOf = (name: string) => toPriceText(numbers[name] ?? 0, currency, lang);
  const has = (...names: string[]) => names.every((name) => numbers[name] !== undefined);
  const of = (name: string, decimals = 2) => toNumberText(numbers[name] ?? 0, decimals);
  switch (key) {
    case "stop":
      return has("stopPct", "pnlPct")
        ? say("reason_stop", { stop: of("stopPct", 1), pnl: signed(numbers.pnlPct) })
        : undefined;
    case "target":
      return has("targetPct", "pnlPct")
        ? say("reason_target", { target: of("targetPct", 1), pnl: signed(numbers.pnlPct) })
        : undefined;
    case "trailing":
      return has("peakPrice", "fallPct")
        ? say("reason_trailing", {
          peak: priceOf("peakPrice"),
          fall: of("fallPct", 1),
          trail: of("trailPct", 1),
        })
        : undefined;
    case "screener":
      return has("rank", "score")
        ? say("reason_screener", { rank: of("rank"), score: of("score", 3) })
        : undefined;
    case "volume":
      return has("ratio") ? say("reason_volume", { ratio: of("ratio", 1) }) : undefined;
    case "news":
      return has("articles")
        ? say("reason_news", {
          articles: of("articles"),
          positive: of("positive"),
          negative: of("negative"),
        })
        : undefined;
    case "change":
      return has("changePct") ? say("reason_change", { change: signed(numbers.changePct) }) : undefined;
    case "price_above":
    case "price_below":
      return has("level", "price")
        ? say(`reason_${key}`, {
          level: toChosenPriceText(numbers.level ?? 0, currency, lang),
          price: priceOf("price"),
        })
        : undefined;
    case "moved_up":
    case "moved_down":
      return has("movedPct", "fromPrice")
        ? say("reason_moved", {
          minutes: of("withinMin"),
          moved: signed(numbers.movedPct),
          from: priceOf("fromPrice"),
        })
        : undefined;
    case "crossed_up":
    case "crossed_down":
      return has("value", "other")
        ? say(`reason_${key}`, { value: of("value"), other: of("other") })
        : undefined;
    case "advice":
    case "inbound":
      return has("share") ? say(`reason_${key}`, { share: of("share") }) : undefined;
    default:
      return undefined;
  }
}

function signed(value = 0): string {
  return withPlus(toNumberText(value, 1));
}
