/** The reason of a piece of advice in words, at the edge where somebody reads it. */
import { MINUTE_MS, toKstClock } from "../kst.ts";
import { createSayFrom, defineTexts, type Lang } from "../lang.ts";
import type { AdviceReason, DueAmount, KeyedReason, TrendSeen } from "./advice_reason.ts";
import { toFixedText, toNumberText } from "../words/numbers.ts";

type ReasonOf<Key extends KeyedReason["key"]> = Extract<KeyedReason, { readonly key: Key }>;

export const REASON_WORDS = defineTexts({
  rsi: ["RSI{bars} {figure}{trends}", "The RSI{bars} is {figure}{trends}."],
  rsi_bars: ["({bars})", " of {bars} bars"],
  figure: ["{name} {figure}", "{name} is {figure}."],
  is_above: ["{value} > {limit} (기준 위)", "{value}, above {limit}"],
  is_below: ["{value} < {limit} (기준 아래)", "{value}, below {limit}"],
  is_back_above: ["{value} ≥ {limit} (기준 위로 돌아옴)", "{value}, back above {limit}"],
  is_back_below: ["{value} ≤ {limit} (기준 아래로 돌아옴)", "{value}, back below {limit}"],
  trends: [" · 추세: {trends}", "; trends: {trends}"],
  trend_up: ["상승", "up"],
  trend_down: ["하락", "down"],
  trend_sideways: ["횡보", "sideways"],
  averages_above: [
    "{kind} {fast}봉 평균이 {slow}봉 평균 위로 올라감 (종가 {close})",
    "The {kind} of {fast} bars rose above that of {slow} at {close}.",
  ],
  averages_below: [
    "{kind} {fast}봉 평균이 {slow}봉 평균 아래로 내려감 (종가 {close})",
    "The {kind} of {fast} bars fell below that of {slow} at {close}.",
  ],
  trend: ["{interval} 추세가 {state} 쪽으로 바뀜", "The {interval} trend has turned {state}."],
  first_bar: ["첫 봉에서 사서 그대로 보유", "The first bar: buy and hold."],
  due_buy: ["{when} 예약: {amount} 매수", "Due at {when}: buy for {amount}."],
  due_sell: ["{when} 예약: {amount} 매도", "Due at {when}: sell {amount}."],
  due_at: ["{day} {time} KST", "{time} KST on {day}"],
  due_late: ["{when} ({minutes}분 늦음)", "{when}, {minutes} min late"],
  amount_usual: ["기본 금액", "the usual amount"],
  amount_free_share: ["여유 자금의 {percent}%", "{percent}% of the free money"],
  amount_held_share: ["보유 수량의 {percent}%", "{percent}%"],
  amount_bought: ["금액 {value}", "{value}"],
  amount_sold: ["금액 {value}", "for {value}"],
  fell_to_line: [
    "종가 {close}: {line} 선까지 내려옴",
    "The close fell to {close}, through the line at {line}.",
  ],
  rose_to_lines: [
    "종가 {close}까지 오름: {lines}에서 산 것을 매도",
    "The close rose to {close}: sell what was bought at {lines}.",
  ],
  table: ["표의 {column} 열이 신호를 냄", "The table says {column}."],
});

/** A sentence of a strategy's own stays in the language of its author. */
export function toReasonText(reason: AdviceReason, lang: Lang): string {
  if (typeof reason === "string") return reason;
  const say = createSayFrom(REASON_WORDS, lang);
  switch (reason.key) {
    case "rsi": {
      const bars = reason.bars === undefined ? "" : say("rsi_bars", { bars: reason.bars });
      const figure = toFigureText({ ...reason, value: toFixedText(reason.value, 1) }, lang);
      return say("rsi", { bars, figure, trends: toTrendsText(reason.trends, lang) });
    }
    case "figure": {
      const figure = toFigureText({ ...reason, value: toShortText(reason.value) }, lang);
      return say("figure", { name: reason.name, figure });
    }
    case "averages": {
      const kind = lang === "ko" ? reason.kind.toUpperCase() : reason.kind;
      const close = lang === "ko" ? toPriceText(reason.close, lang) : reason.close;
      return say(`averages_${reason.relation}`, { ...reason, kind, close });
    }
    case "trend":
      return say("trend", { interval: reason.interval, state: say(`trend_${reason.state}`) });
    case "first_bar":
      return say("first_bar");
    case "due":
      return say(`due_${reason.action}`, {
        when: toDueText(reason, lang),
        amount: toAmountText(reason.amount, { action: reason.action, lang }),
      });
    case "fell_to_line":
      return say("fell_to_line", {
        close: toPriceText(reason.close, lang),
        line: toPriceText(reason.line, lang),
      });
    case "rose_to_lines":
      return say("rose_to_lines", {
        close: toPriceText(reason.close, lang),
        lines: reason.lines.map((line) => toPriceText(line, lang)).join(", "),
      });
    case "table":
      return say("table", { column: reason.column });
    case "text":
      return lang === "ko" ? reason.ko : reason.en;
  }
}

function toFigureText(
  { value, relation, limit }: Pick<ReasonOf<"rsi">, "relation" | "limit"> & { readonly value: string },
  lang: Lang,
): string {
  return createSayFrom(REASON_WORDS, lang)(`is_${relation}`, { value, limit: toShortText(limit) });
}

function toTrendsText(trends: readonly TrendSeen[] = [], lang: Lang): string {
  const say = createSayFrom(REASON_WORDS, lang);
  if (trends.length === 0) return "";
  const each = trends.map(({ interval, state }) => `${interval} ${say(`trend_${state}`)}`);
  return say("trends", { trends: each.join(", ") });
}

/** `09:00 KST on 03-11, 12 min late` */
function toDueText({ dueAtMs, lateMs }: ReasonOf<"due">, lang: Lang): string {
  const say = createSayFrom(REASON_WORDS, lang);
  const [day = "", clock = ""] = toKstClock(dueAtMs).split(" ");
  const when = say("due_at", { day, time: clock.slice(0, 5) });
  return lateMs === 0 ? when : say("due_late", { when, minutes: Math.ceil(lateMs / MINUTE_MS) });
}

function toAmountText(
  amount: DueAmount,
  { action, lang }: { readonly action: "buy" | "sell"; readonly lang: Lang },
): string {
  const say = createSayFrom(REASON_WORDS, lang);
  if (amount.kind === "usual") return say("amount_usual");
  if (amount.kind === "value") {
    return say(action === "buy" ? "amount_bought" : "amount_sold", {
      value: toPriceText(amount.value, lang),
    });
  }
  const percent = toShortText(amount.share * 100);
  return say(action === "buy" ? "amount_free_share" : "amount_held_share", { percent });
}

/** In English as earlier versions said it, so that what they stored still compares. */
function toPriceText(value: number, lang: Lang): string {
  return lang === "en" ? toShortText(value) : toNumberText(Number(value.toPrecision(8)));
}

/** A price or a figure for eyes: at most eight digits. */
function toShortText(value: number): string {
  return String(Number(value.toPrecision(8)));
}
