/** Sentences on a run: its costs, the orders that were not made, and what its data have in common. Korean, English. */
import type { Refusal } from "../../paper/order_size.ts";
import type { BacktestResult, BacktestStatistics, DataNotes, RecordedRules } from "../run/backtest_result.ts";
import { toAmount } from "./numbers.ts";
import { pick, type ReportLang, type Words } from "./words.ts";

const REFUSAL_WORDS: Readonly<Record<Refusal, Words>> = {
  no_shorts: ["공매도를 허용하지 않음", "because short positions are not allowed"],
  position_open: ["이미 포지션이 있음", "because a position was open already"],
  not_enough_money: ["자금 부족", "for want of money"],
  below_minimum: ["최소 주문보다 작음", "because they were smaller than the smallest order"],
  not_a_size: ["수량이 올바르지 않음", "because their size was no size"],
};

/** `costs: fee 0.05 %, slippage 0 %, tick 0.5, lot 1, no smallest order, start money 10,000 – …` */
export function toCostsText(
  { rules }: { readonly rules: Omit<RecordedRules, "mostPositions"> },
  { lang, isGross = false }: { readonly lang: ReportLang; readonly isGross?: boolean | undefined },
): string {
  const { feeRate, slippageShare, lotSize, minOrderValue, startCash } = rules;
  const isFree = feeRate === 0 && slippageShare === 0;
  const note = isFree ? FREE : isGross ? undefined : PAID;
  const [fee, slippage, cash] = [toShortPercent(feeRate), toShortPercent(slippageShare), toAmount(startCash)];
  const least = minOrderValue === 0 ? undefined : toAmount(minOrderValue);
  const tick = toTickText(rules, lang);
  const costs = lang === "ko"
    ? `비용: 수수료 ${fee}, 슬리피지 ${slippage}, ${tick}, 주문 단위 ${lotSize}, ${
      least === undefined ? "최소 주문 없음" : `최소 주문 ${least}`
    }, 시작 자금 ${cash}`
    : `costs: fee ${fee}, slippage ${slippage}, ${tick}, lot ${lotSize}, ${
      least === undefined ? "no smallest order" : `smallest order ${least}`
    }, start money ${cash}`;
  return note === undefined ? costs : `${costs} – ${pick(note, lang)}`;
}

const FREE: Words = ["거래 비용이 포함되지 않았습니다", "costs are NOT included"];
const PAID: Words = [
  "gross로 적은 것 말고는 모두 이 비용을 뺀 수치입니다",
  "all figures but gross ones are after these costs",
];

function toTickText({ tickSize }: Pick<RecordedRules, "tickSize">, lang: ReportLang): string {
  const isKorean = lang === "ko";
  if (tickSize === undefined) return isKorean ? "호가 단위 없음" : "no tick";
  if (/^[\d.]+$/.test(tickSize)) return isKorean ? `호가 단위 ${tickSize}` : `tick ${tickSize}`;
  return isKorean ? "업비트 원화 호가 단위" : "tick by Upbit's table";
}

function toShortPercent(share: number): string {
  return `${Number((share * 100).toPrecision(6))} %`;
}

/** `3 for want of money`; nothing when all orders were made. */
export function toRefusalTexts(
  refusals: BacktestResult["refusals"],
  lang: ReportLang,
): readonly string[] {
  return Object.entries(refusals).map(([why, count]) => {
    const words = Object.entries(REFUSAL_WORDS).find(([known]) => known === why)?.[1];
    const text = words === undefined ? why : pick(words, lang);
    return lang === "ko" ? `${text} ${toAmount(count)}` : `${toAmount(count)} ${text}`;
  });
}

/** Why the money was not enough, when not even the smallest order was to be had. */
export function toMoneyText({ moneyRefusal, inputs }: BacktestResult): string | undefined {
  if (moneyRefusal === undefined) return undefined;
  const { lotCost, freeCash } = moneyRefusal;
  const { lotSize } = inputs.rules;
  if (lotCost <= freeCash) return "The orders asked for more than the free money pays.";
  const units = Number(lotSize) === 1 ? "1 unit costs" : `${lotSize} units cost`;
  return `${units} ${toAmount(lotCost)}, there are ${toAmount(Math.max(0, freeCash))}; ` +
    "a smaller lot is set by --lot.";
}

/** When the start money did not pay for a single lot, so that there was no trade at all. */
export function toNothingBoughtText({ moneyRefusal, inputs, trades }: BacktestResult): string | undefined {
  if (moneyRefusal === undefined || trades.length > 0 || moneyRefusal.lotCost <= moneyRefusal.freeCash) {
    return undefined;
  }
  const { lotSize, startCash } = inputs.rules;
  const units = Number(lotSize) === 1 ? "1 unit costs" : `${lotSize} units cost`;
  return `start money ${toAmount(startCash)}, and ${units} ${
    toAmount(moneyRefusal.lotCost)
  }: nothing could be ` +
    "bought; set more with --cash, or a smaller lot with --lot.";
}

/** Said when the trades speak of gains and the money of a loss, or the other way round: each of them is right. */
export function toContraryText(
  { profitFactor, returnShare, trades }: Pick<BacktestStatistics, "profitFactor" | "returnShare" | "trades">,
  lang: ReportLang,
): string | undefined {
  if (trades === 0 || profitFactor === undefined) return undefined;
  if (profitFactor > 1 && returnShare < 0) return pick(MORE_LOST, lang);
  return profitFactor < 1 && returnShare > 0 ? pick(MORE_WON, lang) : undefined;
}

const MORE_LOST: Words = [
  "돈은 잃었는데 손익비는 1보다 큽니다. 손익비와 기댓값은 거래 수익률(%)을 더한 것이고, 잃은 거래에 더 큰 금액이 걸려 있었습니다.",
  "Money was lost although the profit factor is above 1: it and the expectancy add up returns in percent, and more money was at stake in the trades that lost.",
];
const MORE_WON: Words = [
  "돈은 벌었는데 손익비는 1보다 작습니다. 손익비와 기댓값은 거래 수익률(%)을 더한 것이고, 번 거래에 더 큰 금액이 걸려 있었습니다.",
  "Money was earned although the profit factor is below 1: it and the expectancy add up returns in percent, and more money was at stake in the trades that won.",
];

/** Said when some of the data had ended before others began. */
export function toApartText(data: readonly DataNotes[]): string | undefined {
  const latest = data.reduce((a, b) => b.fromMs > a.fromMs ? b : a);
  const earliest = data.reduce((a, b) => b.toMs < a.toMs ? b : a);
  if (earliest.toMs > latest.fromMs) return undefined;
  return `${earliest.symbol} ends before ${latest.symbol} begins: they were never traded side by side.`;
}
