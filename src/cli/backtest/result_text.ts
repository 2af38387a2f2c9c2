/** A result for eyes on a terminal. */
import { toNumberText } from "../../core/words/numbers.ts";
import type { BacktestResult, BacktestStatistics } from "../../backtest/run/backtest_result.ts";
import { findNoneReasons } from "../../backtest/run/none_reasons.ts";
import { toAmount, toFigureText, toPercent, toWhen } from "../../backtest/report/numbers.ts";
import { createSayFrom, type Lang, pick, type SayFrom } from "../../core/lang.ts";
import {
  EXIT_WORDS,
  GROSS_FIGURES,
  grossWordOf,
  STATISTIC_WORDS,
  statisticWordsOf,
} from "../../backtest/report/words.ts";
import { toPriceTexts } from "../../backtest/report/price_words.ts";
import {
  RESULT_TEXTS,
  toApartText,
  toContraryText,
  toCostsText,
  toDefaultsText,
  toMoneyText,
  toNothingBoughtText,
  toRefusalTexts,
  toWaitTexts,
} from "../../backtest/report/result_words.ts";
import { toMomentText } from "../../core/market/fill_moment.ts";
import { toKstIso } from "../../core/kst.ts";
import { toNamedSymbol } from "../../core/market/stock_name.ts";
import { escapeControls } from "../../core/text.ts";
import { toTableBlocks } from "../kit/table.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";
import { BACKTEST_CLI_TEXTS } from "../texts/backtest.ts";
import { currencyOf } from "./data_currency.ts";

const SHOWN_TRADES = 10;

type Say = SayFrom<typeof BACKTEST_CLI_TEXTS>;

export function toResultLines(
  result: BacktestResult,
  { lang, columns }: { readonly lang: Lang } & Pick<Terminal, "columns">,
): readonly string[] {
  const { inputs, data, trades } = result;
  const say = createSayFrom(BACKTEST_CLI_TEXTS, lang);
  const names = data.map((notes) => `${toNamedSymbol(notes, notes.name)} ${notes.interval} (${notes.source})`)
    .join(", ");
  return [
    ...toLeadLines(result, lang),
    escapeControls(
      say("ran", {
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
    ...toTradeLines(result, { lang, columns }),
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
function toLeadLines(result: BacktestResult, lang: Lang): readonly string[] {
  const say = createSayFrom(BACKTEST_CLI_TEXTS, lang);
  const lines = [toTooFewText(result, say), toNothingBoughtText(result, lang)]
    .filter((text) => text !== undefined);
  return lines.length === 0 ? [] : [...lines, ""];
}

/** When no candle of any of the data is left after the warm-up. */
function toTooFewText({ data, warmUpBars }: BacktestResult, say: Say): string | undefined {
  const most = Math.max(...data.map(({ bars }) => bars));
  if (warmUpBars === 0 || most > warmUpBars) return undefined;
  if (warmUpBars === 1) return say("too_few_least");
  const count = toNumberText(warmUpBars);
  return most === 1 ? say("too_few_one", { count }) : say("too_few", { bars: toNumberText(most), count });
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

function toTradeLines(
  { trades, data }: BacktestResult,
  { lang, columns }: { readonly lang: Lang } & Pick<Terminal, "columns">,
): readonly string[] {
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
    ...toTableBlocks([data.length > 1 ? [say("head_symbol"), ...heads] : heads, ...rows], columns).flat(),
    ...(left > 0 ? [say("more_trades", { count: toNumberText(left) })] : []),
  ];
}

/** Of a market whose hours are known, a candle is missing within them only. */
function toHoursTexts(data: BacktestResult["data"], say: Say): readonly string[] {
  if (data.every(({ hasHours }) => hasHours === true)) return [];
  return [data.some(({ hasHours }) => hasHours === true) ? say("nights_unknown") : say("nights")];
}

/** Sentences on what one would want to know before believing the figures. */
function toNotes(result: BacktestResult, lang: Lang): string {
  const say = createSayFrom(BACKTEST_CLI_TEXTS, lang);
  const { data, warmUpBars, refusals, trades } = result;
  const odd = data.reduce((all, { oddBars }) => all + oddBars, 0);
  const refused = toRefusalTexts(refusals, lang);
  const waited = toWaitTexts(result.waits, lang);
  const { statistics } = result;
  const more = [
    toNoFactorText(statistics, lang),
    toContraryText(statistics, lang),
    toMoneyText(result, lang),
    toApartText(data, lang),
  ].filter((text) => text !== undefined);
  return [
    ...(warmUpBars > 0 && toTooFewText(result, say) === undefined ? [toWarmUpText(warmUpBars, say)] : []),
    ...toMissingTexts(data, say),
    ...data.flatMap(({ symbol, listedMs }) =>
      listedMs === undefined ? [] : [say("listed", { symbol, time: toKstIso(listedMs) })]
    ),
    ...toPriceTexts(data, lang),
    ...(odd > 0 ? [say("odd", { count: toNumberText(odd) })] : []),
    ...(refused.length > 0 ? [say("not_made", { list: refused.join(", ") })] : []),
    ...((refusals["no_shorts"] ?? 0) > 0 ? [say("shorts")] : []),
    ...(waited.length > 0 ? [pick(RESULT_TEXTS.waited, lang, { list: waited.join(", ") })] : []),
    ...more,
    ...(trades.length === 0 ? [say("no_trade")] : []),
  ].join(" ");
}

function toWarmUpText(count: number, say: Say): string {
  return count === 1 ? say("warm_up_one") : say("warm_up", { count: toNumberText(count) });
}

function toMissingTexts(data: BacktestResult["data"], say: Say): readonly string[] {
  const gaps = data.reduce((all, notes) => all + notes.gaps, 0);
  const missing = data.reduce((all, { missingBars }) => all + missingBars, 0);
  if (gaps === 0) return [say("none_missing")];
  const bars = toNumberText(missing);
  return [
    missing === 1
      ? say("missing_one")
      : gaps === 1
      ? say("missing_place", { bars })
      : say("missing", { bars, places: toNumberText(gaps) }),
    ...toHoursTexts(data, say),
  ];
}

function toNoFactorText(statistics: BacktestStatistics, lang: Lang): string | undefined {
  const reason = findNoneReasons(statistics).get("profitFactor");
  return statistics.trades === 0 || reason === undefined
    ? undefined
    : pick(BACKTEST_CLI_TEXTS.no_factor, lang, { reason: pick(reason, lang) });
}
