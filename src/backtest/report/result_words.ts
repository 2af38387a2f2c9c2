/** Sentences on a run: its costs, the orders that were not made, and what its data have in common. Korean, English. */
import { createSayFrom, defineTexts, type Lang, pick, type Twin } from "../../core/lang.ts";
import type { UsualName } from "../../paper/account_rules.ts";
import type { Refusal } from "../../paper/order_size.ts";
import type { WaitReason } from "../../paper/trading_day.ts";
import type { BacktestResult, BacktestStatistics, DataNotes, RecordedRules } from "../run/backtest_result.ts";
import { toAmount } from "./numbers.ts";
import { toShareText } from "../../core/words/numbers.ts";

export const RESULT_TEXTS = defineTexts({
  costs: [
    "비용: 수수료 {fee}, 슬리피지 {slippage}, {tick}, 주문 단위 {lot}, {least}, 시작 자금 {cash}",
    "costs: fee {fee}, slippage {slippage}, {tick}, lot {lot}, {least}, start money {cash}",
  ],
  noLeast: ["최소 주문 없음", "no smallest order"],
  least: ["최소 주문 {amount}", "smallest order {amount}"],
  noTick: ["호가 단위 없음", "no tick"],
  tick: ["호가 단위 {tick}", "tick {tick}"],
  upbitTick: ["업비트 원화 호가 단위", "tick by Upbit's table"],
  krxTick: ["거래일의 KRX 호가 단위", "tick by KRX's table of the day"],
  sides: ["매수 {buy}, 매도 {sell}", "{buy} to buy and {sell} to sell"],
  taxed: [
    "{fee}, 매도 세금은 거래일의 세율({kind})",
    "{fee}, tax on sales at the rate of the day ({kind})",
  ],
  untaxed: ["{fee}, 매도 세금 없음({kind})", "{fee}, no tax on sales ({kind})"],
  waited: ["주문이 기다린 봉: {list}.", "Bars in which orders waited: {list}."],
  free: ["거래 비용이 포함되지 않았습니다", "costs are NOT included"],
  paid: [
    "gross로 적은 것 말고는 모두 이 비용을 뺀 수치입니다",
    "all figures but gross ones are after these costs",
  ],
  usual: ["기본값을 쓴 규칙: {names}", "defaults used: {names}"],
  noUsual: ["없음", "none"],
  moreLost: [
    "돈은 잃었는데 손익비는 1보다 큽니다. 손익비와 기댓값은 거래 수익률(%)을 더한 것이고, 잃은 거래에 더 큰 금액이 걸려 있었습니다.",
    "Money was lost although the profit factor is above 1: it and the expectancy add up returns in percent, and more money was at stake in the trades that lost.",
  ],
  moreWon: [
    "돈은 벌었는데 손익비는 1보다 작습니다. 손익비와 기댓값은 거래 수익률(%)을 더한 것이고, 번 거래에 더 큰 금액이 걸려 있었습니다.",
    "Money was earned although the profit factor is below 1: it and the expectancy add up returns in percent, and more money was at stake in the trades that won.",
  ],
  shortOfMoney: [
    "주문이 여유 자금보다 많았습니다.",
    "The orders asked for more than the free money pays.",
  ],
  oneUnit: [
    "1단위가 {cost}인데 자금이 {cash}입니다; 더 작은 단위는 --lot으로 정합니다.",
    "1 unit costs {cost}, there are {cash}; a smaller lot is set by --lot.",
  ],
  oneLot: [
    "{lot} 단위가 {cost}인데 자금이 {cash}입니다; 더 작은 단위는 --lot으로 정합니다.",
    "{lot} units cost {cost}, there are {cash}; a smaller lot is set by --lot.",
  ],
  noUnitBought: [
    "시작 자금 {cash}, 1단위가 {cost}: 아무것도 살 수 없었습니다; --cash로 늘리거나 --lot으로 단위를 줄이세요.",
    "start money {cash}, and 1 unit costs {cost}: nothing could be bought; set more with --cash, or a smaller lot with --lot.",
  ],
  noLotBought: [
    "시작 자금 {cash}, {lot} 단위가 {cost}: 아무것도 살 수 없었습니다; --cash로 늘리거나 --lot으로 단위를 줄이세요.",
    "start money {cash}, and {lot} units cost {cost}: nothing could be bought; set more with --cash, or a smaller lot with --lot.",
  ],
  apart: [
    "{first}이(가) {second}이(가) 시작하기 전에 끝남: 나란히 거래된 적이 없습니다.",
    "{first} ends before {second} begins: they were never traded side by side.",
  ],
});

/** What is as usual, with what that is where the line of costs does not say it. */
export const USUAL_TEXTS = defineTexts({
  startCash: ["시작 자금", "start money"],
  feeRate: ["수수료", "fee"],
  slippageShare: ["슬리피지", "slippage"],
  lotSize: ["주문 단위", "lot"],
  tickSize: ["호가 단위", "tick"],
  minOrderValue: ["최소 주문", "smallest order"],
  allowShort: ["공매도 안 함", "no short positions"],
  defaultSize: ["여유 자금 전부로 매수", "all free money a purchase"],
  fillModel: ["다음 봉 시가에 체결", "fills at the next open"],
  krx: ["KOSPI 주식으로 거래", "traded as a stock of KOSPI"],
}) satisfies Readonly<Record<UsualName, Twin>>;

export const REFUSAL_TEXTS = defineTexts({
  no_shorts: ["공매도를 허용하지 않음 {count}", "{count} because short positions are not allowed"],
  position_open: ["이미 포지션이 있음 {count}", "{count} because a position was open already"],
  not_enough_money: ["자금 부족 {count}", "{count} for want of money"],
  below_minimum: ["최소 주문보다 작음 {count}", "{count} because they were smaller than the smallest order"],
  wrong_side: [
    "손절가나 목표가가 가격의 반대쪽에 있음 {count}",
    "{count} because their stop or target lay on the wrong side of the price",
  ],
  not_a_size: ["수량이 올바르지 않음 {count}", "{count} because their size was no size"],
}) satisfies Readonly<Record<Refusal, Twin>>;

export const WAIT_TEXTS = defineTexts({
  upper_limit: ["상한가라 살 수 없음 {count}", "{count} at the upper limit, where nobody sells"],
  lower_limit: ["하한가라 팔 수 없음 {count}", "{count} at the lower limit, where nobody buys"],
  halted: ["거래 정지 {count}", "{count} in a halt"],
}) satisfies Readonly<Record<WaitReason, Twin>>;

/** `costs: fee 0.05%, slippage 0%, tick 0.5, lot 1, no smallest order, start money 10,000 – …` */
export function toCostsText(
  { rules }: { readonly rules: Omit<RecordedRules, "mostPositions"> },
  { lang, isGross = false }: { readonly lang: Lang; readonly isGross?: boolean | undefined },
): string {
  const { slippageShare, lotSize, minOrderValue, startCash } = rules;
  const say = createSayFrom(RESULT_TEXTS, lang);
  const costs = say("costs", {
    fee: toFeeText(rules, lang),
    slippage: toShareText(slippageShare),
    tick: toTickText(rules, lang),
    lot: lotSize,
    least: minOrderValue === 0 ? say("noLeast") : say("least", { amount: toAmount(minOrderValue) }),
    cash: toAmount(startCash),
  });
  if (isFreeOfCosts(rules)) return `${costs} – ${say("free")}`;
  return isGross ? costs : `${costs} – ${say("paid")}`;
}

/** `fee, slippage`: what nobody set; `undefined` of what an earlier version kept. */
export function toDefaultsText(
  { usual }: { readonly usual?: readonly UsualName[] | undefined },
  lang: Lang,
): string | undefined {
  if (usual === undefined) return undefined;
  const names = usual.map((name) => pick(USUAL_TEXTS[name], lang));
  return names.length === 0 ? pick(RESULT_TEXTS.noUsual, lang) : names.join(", ");
}

/** Neither fee, tax nor slippage. */
export function isFreeOfCosts(
  { feeRate, sellFeeRate = feeRate, slippageShare, krx }: Pick<
    RecordedRules,
    "feeRate" | "sellFeeRate" | "slippageShare" | "krx"
  >,
): boolean {
  return feeRate === 0 && sellFeeRate === 0 && slippageShare === 0 && !isTaxed(krx);
}

function isTaxed(krx: RecordedRules["krx"]): boolean {
  return krx === "KOSPI" || krx === "KOSDAQ" || krx === "KONEX";
}

function toFeeText(
  { feeRate, sellFeeRate = feeRate, krx }: Pick<RecordedRules, "feeRate" | "sellFeeRate" | "krx">,
  lang: Lang,
): string {
  const [buy, sell] = [toShareText(feeRate), toShareText(sellFeeRate)];
  const fee = buy === sell ? buy : pick(RESULT_TEXTS.sides, lang, { buy, sell });
  if (krx === undefined || krx === "none") return fee;
  return pick(isTaxed(krx) ? RESULT_TEXTS.taxed : RESULT_TEXTS.untaxed, lang, { fee, kind: krx });
}

function toTickText({ tickSize }: Pick<RecordedRules, "tickSize">, lang: Lang): string {
  const say = createSayFrom(RESULT_TEXTS, lang);
  if (tickSize === undefined) return say("noTick");
  if (tickSize === "krx") return say("krxTick");
  return /^[\d.]+$/.test(tickSize) ? say("tick", { tick: tickSize }) : say("upbitTick");
}

/** `3 for want of money`; nothing when all orders were made. */
export function toRefusalTexts(
  refusals: BacktestResult["refusals"],
  lang: Lang,
): readonly string[] {
  return Object.entries(refusals).map(([why, amount]) => {
    const count = toAmount(amount);
    if (isRefusal(why)) return pick(REFUSAL_TEXTS[why], lang, { count });
    // One of another version.
    return lang === "ko" ? `${why} ${count}` : `${count} ${why}`;
  });
}

/** `3 at the upper limit, where nobody sells`; nothing when no order had to wait. */
export function toWaitTexts(waits: BacktestResult["waits"], lang: Lang): readonly string[] {
  return Object.entries(waits ?? {}).map(([why, amount]) => {
    const count = toAmount(amount);
    if (isWait(why)) return pick(WAIT_TEXTS[why], lang, { count });
    return lang === "ko" ? `${why} ${count}` : `${count} ${why}`;
  });
}

function isWait(text: string): text is WaitReason {
  return Object.hasOwn(WAIT_TEXTS, text);
}

function isRefusal(text: string): text is Refusal {
  return Object.hasOwn(REFUSAL_TEXTS, text);
}

/** Why the money was not enough, when not even the smallest order was to be had. */
export function toMoneyText({ moneyRefusal, inputs }: BacktestResult, lang: Lang): string | undefined {
  if (moneyRefusal === undefined) return undefined;
  const { lotCost, freeCash } = moneyRefusal;
  const { lotSize: lot } = inputs.rules;
  const say = createSayFrom(RESULT_TEXTS, lang);
  if (lotCost <= freeCash) return say("shortOfMoney");
  const facts = { cost: toAmount(lotCost), cash: toAmount(Math.max(0, freeCash)) };
  return Number(lot) === 1 ? say("oneUnit", facts) : say("oneLot", { ...facts, lot });
}

/** When the start money did not pay for a single lot, so that there was no trade at all. */
export function toNothingBoughtText(
  { moneyRefusal, inputs, trades }: BacktestResult,
  lang: Lang,
): string | undefined {
  if (moneyRefusal === undefined || trades.length > 0 || moneyRefusal.lotCost <= moneyRefusal.freeCash) {
    return undefined;
  }
  const { lotSize: lot, startCash } = inputs.rules;
  const say = createSayFrom(RESULT_TEXTS, lang);
  const facts = { cost: toAmount(moneyRefusal.lotCost), cash: toAmount(startCash) };
  return Number(lot) === 1 ? say("noUnitBought", facts) : say("noLotBought", { ...facts, lot });
}

/** Said when the trades speak of gains and the money of a loss, or the other way round: each of them is right. */
export function toContraryText(
  { profitFactor, returnShare, trades }: Pick<BacktestStatistics, "profitFactor" | "returnShare" | "trades">,
  lang: Lang,
): string | undefined {
  if (trades === 0 || profitFactor === undefined) return undefined;
  if (profitFactor > 1 && returnShare < 0) return pick(RESULT_TEXTS.moreLost, lang);
  return profitFactor < 1 && returnShare > 0 ? pick(RESULT_TEXTS.moreWon, lang) : undefined;
}

/** Said when some of the data had ended before others began. */
export function toApartText(data: readonly DataNotes[], lang: Lang): string | undefined {
  const latest = data.reduce((a, b) => b.fromMs > a.fromMs ? b : a);
  const earliest = data.reduce((a, b) => b.toMs < a.toMs ? b : a);
  if (earliest.toMs > latest.fromMs) return undefined;
  return pick(RESULT_TEXTS.apart, lang, { first: earliest.symbol, second: latest.symbol });
}
