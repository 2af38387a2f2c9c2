/** A result for eyes on a terminal. */
import { toNumberText } from "../../core/words/numbers.ts";
import type { BacktestResult, BacktestStatistics } from "../../backtest/run/backtest_result.ts";
import { findNoneReasons } from "../../backtest/run/none_reasons.ts";
import { toAmount, toFigureText, toPercent, toWhen } from "../../backtest/report/numbers.ts";
import { createSayFrom, type Lang, pick } from "../../core/lang.ts";
import {
  EXIT_WORDS,
  GROSS_FIGURES,
  grossWordOf,
  STATISTIC_WORDS,
  statisticWordsOf,
} from "../../backtest/report/words.ts";
import {
  RESULT_TEXTS,
  toApartText,
  toContraryText,
  toCostsText,
  toDefaultsText,
  toMomentText,
  toMoneyText,
  toNothingBoughtText,
  toRefusalTexts,
  toWaitTexts,
} from "../../backtest/report/result_words.ts";
import { toKstIso } from "../../core/kst.ts";
import { toNamedSymbol } from "../../core/market/stock_name.ts";
import { escapeControls } from "../../core/text.ts";
import { countText } from "../candles/shelf_access.ts";
import { toKorean } from "../../words/korean.ts";
import { toTable } from "../kit/terminal.ts";
import { BACKTEST_CLI_TEXTS } from "../texts/backtest.ts";
import { currencyOf } from "./data_currency.ts";

const SHOWN_TRADES = 10;

export function toResultLines(result: BacktestResult, lang: Lang): readonly string[] {
  const { inputs, data, trades } = result;
  const names = data.map((notes) => `${toNamedSymbol(notes, notes.name)} ${notes.interval} (${notes.source})`)
    .join(", ");
  return [
    ...toLeadLines(result).map((line) => inLang(line, lang)),
    escapeControls(
      createSayFrom(BACKTEST_CLI_TEXTS, lang)("ran", {
        strategy: `${inputs.strategyId} ${JSON.stringify(inputs.params)}`,
        names,
        fills: inputs.modelId,
      }),
    ),
    toCostsText(inputs, { lang }),
    ...toDefaultLines(inputs, lang),
    ...toCurrencyLines(data, lang),
    "",
    ...toTable(toStatisticRows(result.statistics, lang)),
    ...toGrossLines(result.statistics, lang),
    "",
    ...toTradeLines(result, lang),
    ...(trades.length > 0 ? [""] : []),
    escapeControls(toNotes(result, lang)),
  ];
}

export function toDefaultLines(
  inputs: Pick<BacktestResult["inputs"], "usual">,
  lang: Lang,
): readonly string[] {
  const names = toDefaultsText(inputs, lang);
  return names === undefined ? [] : [pick(RESULT_TEXTS.usual, lang, { names })];
}

/** Of data in one money: nobody should guess in what the sums below are counted. */
function toCurrencyLines(data: BacktestResult["data"], lang: Lang): readonly string[] {
  const [only, ...others] = new Set(data.map((one) => currencyOf({ series: one, currency: undefined })));
  if (only === undefined || others.length > 0) return [];
  const currency = only === "KRW" && lang === "ko" ? "원" : only;
  return [escapeControls(createSayFrom(BACKTEST_CLI_TEXTS, lang)("amounts_in", { currency }))];
}

/** Before anything else: why the figures below say nothing. */
function toLeadLines(result: BacktestResult): readonly string[] {
  const lines = [toTooFewText(result), toNothingBoughtText(result)].filter((text) => text !== undefined);
  return lines.length === 0 ? [] : [...lines, ""];
}

/** When no candle of any of the data is left after the warm-up. */
function toTooFewText({ data, warmUpBars: warmUpCandles }: BacktestResult): string | undefined {
  const most = Math.max(...data.map(({ bars: candles }) => candles));
  if (warmUpCandles === 0 || most > warmUpCandles) return undefined;
  return `${countText(most, "bar")} ${isOrAre(most)} too few: ${toNumberText(warmUpCandles)} ${
    isOrAre(warmUpCandles)
  } warm-up, in which nothing is ordered.`;
}

/** Two statistics a row. */
function toStatisticRows(statistics: BacktestStatistics, lang: Lang): readonly (readonly string[])[] {
  const cells = statisticWordsOf(statistics).map(([key, unit, name]) => {
    return [pick(name, lang), toFigureText(statistics[key], { unit, lang })];
  });
  const half = Math.ceil(cells.length / 2);
  return cells.slice(0, half).map((left, i) => [...left, "  ", ...cells[half + i] ?? []]);
}

/** Of a run without fees the same figures would stand there twice. */
function toGrossLines(statistics: BacktestStatistics, lang: Lang): readonly string[] {
  const { gross, fees, tax = 0 } = statistics;
  if (fees + tax === 0) return [];
  const figures = STATISTIC_WORDS.flatMap(([key, unit, twin]) => {
    const name = pick(twin, lang);
    const grossKey = GROSS_FIGURES.find((known) => known === key);
    if (grossKey === undefined) return [];
    return [
      `${name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())} ${
        toFigureText(gross[grossKey], { unit, lang })
      }`,
    ];
  });
  return ["", `${pick(grossWordOf(statistics), lang)}: ${figures.join(", ")}`];
}

function toTradeLines({ trades, data }: BacktestResult, lang: Lang): readonly string[] {
  const say = createSayFrom(BACKTEST_CLI_TEXTS, lang);
  const last = trades.slice(-SHOWN_TRADES);
  if (last.length === 0) return [];
  const intervals = new Map(data.map(({ symbol, interval }) => [symbol, interval]));
  const heads = [
    ...["side", "units", "entry", "price", "exit", "price", "pnl", "return", "reason"] as const,
  ].map((head) => say(`head_${head}`));
  const rows = last.map((trade) => {
    const interval = intervals.get(trade.symbol) ?? "1m";
    return [
      ...(data.length > 1 ? [trade.symbol] : []),
      say(`side_${trade.side}`),
      toAmount(trade.units),
      toWhen(trade.entryAtMs, interval) + toMomentText(trade.entryMoment, { interval, lang }),
      toAmount(trade.entryPrice),
      toWhen(trade.exitAtMs, interval) + toMomentText(trade.exitMoment, { interval, lang }),
      toAmount(trade.exitPrice),
      toAmount(trade.pnl),
      toPercent(trade.returnShare),
      lang === "ko" ? pick(EXIT_WORDS[trade.exitReason], lang) : trade.exitReason,
    ].map(escapeControls);
  });
  const left = trades.length - last.length;
  return [
    ...toTable([data.length > 1 ? [say("head_symbol"), ...heads] : heads, ...rows]),
    ...(left > 0 ? [say("more_trades", { count: toNumberText(left) })] : []),
  ];
}

/** Of a market whose hours are known, a candle is missing within them only. */
function toHoursTexts(data: BacktestResult["data"]): readonly string[] {
  if (data.every(({ hasHours }) => hasHours === true)) return [];
  return data.some(({ hasHours }) => hasHours === true)
    ? ["Nights and weekends count as missing where no trading hours are known."]
    : ["Nights and weekends count."];
}

/** Sentences on what one would want to know before believing the figures. */
function toNotes(result: BacktestResult, lang: Lang): string {
  const { data, warmUpBars: warmUpCandles, refusals, trades } = result;
  const sum = (read: (notes: BacktestResult["data"][number]) => number) =>
    data.reduce((all, notes) => all + read(notes), 0);
  const gaps = sum((notes) => notes.gaps);
  const odd = sum((notes) => notes.oddBars);
  const missing = sum((notes) => notes.missingBars);
  const refused = toRefusalTexts(refusals, lang);
  const waited = toWaitTexts(result.waits, lang);
  const { statistics } = result;
  const more = [
    toNoFactorText(statistics),
    toContraryText(statistics, lang),
    toMoneyText(result),
    toApartText(data),
  ].filter((text) => text !== undefined);
  return [
    ...(warmUpCandles > 0 && toTooFewText(result) === undefined
      ? [`The first ${countText(warmUpCandles, "bar")} ${isOrAre(warmUpCandles)} warm-up, without orders.`]
      : []),
    gaps === 0
      ? "No bar is missing."
      : `${countText(missing, "bar")} ${isOrAre(missing)} missing in ${
        countText(gaps, "place")
      }; they were left empty, nothing was invented.`,
    ...(gaps === 0 ? [] : toHoursTexts(data)),
    ...data.flatMap(({ symbol, listedMs }) =>
      listedMs === undefined
        ? []
        : [`${symbol} was listed on ${toKstIso(listedMs)}: nothing is missing before.`]
    ),
    ...data.flatMap(toJumpTexts),
    ...(odd > 0 ? [`Odd bars, whose prices contradict each other: ${odd}; used as they are.`] : []),
    ...(refused.length > 0 ? [`Orders not made: ${refused.join(", ")}.`] : []),
    ...((refusals["no_shorts"] ?? 0) > 0 ? ["Short positions are allowed with --allow-short."] : []),
    ...(waited.length > 0 ? [pick(RESULT_TEXTS.waited, lang, { list: waited.join(", ") })] : []),
    ...more,
    ...(trades.length === 0 ? ["There was no trade."] : []),
  ].map((sentence) => inLang(sentence, lang)).join(" ");
}

/** A split is no loss, and a figure that holds one is not to be believed. */
function toJumpTexts({ symbol, jumps = [] }: BacktestResult["data"][number]): readonly string[] {
  const [first] = jumps;
  if (first === undefined) return [];
  const { atMs, before, after } = first;
  const day = toKstIso(atMs).slice(0, 10);
  return [
    `${symbol} was probably split on ${day}, where its price goes from ${toNumberText(before)} to ${
      toNumberText(after)
    } (days like this: ${jumps.length}): its prices are not adjusted, and what was held then counts as lost or won.`,
  ];
}

function toNoFactorText(statistics: BacktestStatistics): string | undefined {
  const reason = findNoneReasons(statistics).get("profitFactor");
  return statistics.trades === 0 || reason === undefined
    ? undefined
    : `There is no profit factor: ${pick(reason, "en")}.`;
}

/** The sentences here are said in English; those that come with both languages stay as they are. */
function inLang(sentence: string, lang: Lang): string {
  return lang === "ko" ? toKorean(sentence) : sentence;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}
