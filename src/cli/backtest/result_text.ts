/** A result for eyes on a terminal. */
import type { BacktestResult, BacktestStatistics } from "../../backtest/run/backtest_result.ts";
import { findNoneReasons } from "../../backtest/run/none_reasons.ts";
import { toAmount, toFigureText, toPercent, toWhen } from "../../backtest/report/numbers.ts";
import { pick } from "../../core/lang.ts";
import { GROSS_FIGURES, REPORT_WORDS, STATISTIC_WORDS } from "../../backtest/report/words.ts";
import {
  toApartText,
  toContraryText,
  toCostsText,
  toDefaultsText,
  toMoneyText,
  toNothingBoughtText,
  toRefusalTexts,
} from "../../backtest/report/result_words.ts";
import { escapeControls } from "../../core/text.ts";
import { countText, numberText } from "../candles/shelf_access.ts";
import { toTable } from "../kit/terminal.ts";

const SHOWN_TRADES = 10;

export function toResultLines(result: BacktestResult): readonly string[] {
  const { inputs, data, trades } = result;
  const names = data.map(({ symbol, interval, source }) => `${symbol} ${interval} (${source})`).join(", ");
  return [
    ...toLeadLines(result),
    escapeControls(
      `${inputs.strategyId} ${JSON.stringify(inputs.params)} on ${names}, fills: ${inputs.modelId}`,
    ),
    toCostsText(inputs, { lang: "en" }),
    ...toDefaultLines(inputs),
    "",
    ...toTable(toStatisticRows(result.statistics)),
    ...toGrossLines(result.statistics),
    "",
    ...toTradeLines(result),
    ...(trades.length > 0 ? [""] : []),
    escapeControls(toNotes(result)),
  ];
}

export function toDefaultLines(inputs: Pick<BacktestResult["inputs"], "usual">): readonly string[] {
  const names = toDefaultsText(inputs, "en");
  return names === undefined ? [] : [`defaults used: ${names}`];
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
  return `${countText(most, "bar")} ${isOrAre(most)} too few: ${numberText(warmUpCandles)} ${
    isOrAre(warmUpCandles)
  } warm-up, in which nothing is ordered.`;
}

/** Two statistics a row. */
function toStatisticRows(statistics: BacktestStatistics): readonly (readonly string[])[] {
  const cells = STATISTIC_WORDS.map(([key, unit, [, name]]) => {
    return [name, toFigureText(statistics[key], { unit, lang: "en" })];
  });
  const half = Math.ceil(cells.length / 2);
  return cells.slice(0, half).map((left, i) => [...left, "  ", ...cells[half + i] ?? []]);
}

/** Of a run without fees the same figures would stand there twice. */
function toGrossLines({ gross, fees }: BacktestStatistics): readonly string[] {
  if (fees === 0) return [];
  const figures = STATISTIC_WORDS.flatMap(([key, unit, [, name]]) => {
    const grossKey = GROSS_FIGURES.find((known) => known === key);
    if (grossKey === undefined) return [];
    return [
      `${name.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())} ${
        toFigureText(gross[grossKey], { unit, lang: "en" })
      }`,
    ];
  });
  return ["", `${pick(REPORT_WORDS.gross, "en")}: ${figures.join(", ")}`];
}

function toTradeLines({ trades, data }: BacktestResult): readonly string[] {
  const last = trades.slice(-SHOWN_TRADES);
  if (last.length === 0) return [];
  const intervals = new Map(data.map(({ symbol, interval }) => [symbol, interval]));
  const heads = ["side", "units", "entry", "price", "exit", "price", "net P&L", "net return", "reason"];
  const rows = last.map((trade) => {
    const interval = intervals.get(trade.symbol) ?? "1m";
    return [
      ...(data.length > 1 ? [trade.symbol] : []),
      trade.side,
      toAmount(trade.units),
      toWhen(trade.entryAtMs, interval),
      toAmount(trade.entryPrice),
      toWhen(trade.exitAtMs, interval),
      toAmount(trade.exitPrice),
      toAmount(trade.pnl),
      toPercent(trade.returnShare),
      trade.exitReason,
    ].map(escapeControls);
  });
  const left = trades.length - last.length;
  return [
    ...toTable([data.length > 1 ? ["symbol", ...heads] : heads, ...rows]),
    ...(left > 0 ? [`… and ${countText(left, "trade")} before; --json lists all of them`] : []),
  ];
}

/** Sentences on what one would want to know before believing the figures. */
function toNotes(result: BacktestResult): string {
  const { data, warmUpBars: warmUpCandles, refusals, trades } = result;
  const sum = (read: (notes: BacktestResult["data"][number]) => number) =>
    data.reduce((all, notes) => all + read(notes), 0);
  const gaps = sum((notes) => notes.gaps);
  const odd = sum((notes) => notes.oddBars);
  const missing = sum((notes) => notes.missingBars);
  const refused = toRefusalTexts(refusals, "en");
  const { statistics } = result;
  const more = [
    toNoFactorText(statistics),
    toContraryText(statistics, "en"),
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
      } (nights and weekends count); they were left empty, nothing was invented.`,
    ...(odd > 0 ? [`Odd bars, whose prices contradict each other: ${odd}; used as they are.`] : []),
    ...(refused.length > 0 ? [`Orders not made: ${refused.join(", ")}.`] : []),
    ...((refusals["no_shorts"] ?? 0) > 0 ? ["Short positions are allowed with --allow-short."] : []),
    ...more,
    ...(trades.length === 0 ? ["There was no trade."] : []),
  ].join(" ");
}

function toNoFactorText(statistics: BacktestStatistics): string | undefined {
  const reason = findNoneReasons(statistics).get("profitFactor");
  return statistics.trades === 0 || reason === undefined
    ? undefined
    : `There is no profit factor: ${pick(reason, "en")}.`;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}
