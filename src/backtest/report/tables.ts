/** The tables of a report. */
import { type Lang, pick, type Twin } from "../../core/lang.ts";
import { toMomentText } from "../../core/market/fill_moment.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { toNamedSymbol } from "../../core/market/stock_name.ts";
import { quoteOf } from "../../core/symbol.ts";
import { findNoneReasons } from "../run/none_reasons.ts";
import type { MonthReturn, ReportData, ReportTrade } from "./report_data.ts";
import { html, type Markup, type MarkupPart } from "./markup.ts";
import { toAmount, toFigureText, toPercent, toWhen } from "./numbers.ts";
import { isFreeOfCosts, toDefaultsText, toRefusalTexts, toWaitTexts } from "./result_words.ts";
import { EXIT_WORDS, GROSS_FIGURES, grossWordOf, REPORT_WORDS as W, statisticWordsOf } from "./words.ts";
import { toNumberText } from "../../core/words/numbers.ts";

/** `n` is a number and stands at the right. */
const TRADE_HEADS: readonly (readonly ["n" | "t", Twin])[] = [
  ["n", W.number],
  ["t", W.symbol],
  ["t", W.side],
  ["n", W.units],
  ["t", W.entry],
  ["n", W.entryPrice],
  ["t", W.exit],
  ["n", W.exitPrice],
  ["n", W.pnl],
  ["n", W.returns],
  ["n", W.fees],
  ["n", W.tax],
  ["t", W.why],
];

const GROSS_HEADS: ReadonlyMap<Twin, Twin> = new Map<Twin, Twin>([
  [W.pnl, W.grossPnl],
  [W.returns, W.grossReturn],
]);

/** Shades of the heat map, by size of the return. */
const SHADES = [0.002, 0.02, 0.05, 0.1] as const;

export function showStatistics(report: ReportData, lang: Lang): Markup {
  const { statistics, isGross = false, inputs: { rules } } = report;
  const isFree = isFreeOfCosts(rules);
  const reasons = findNoneReasons(statistics);
  const rows = statisticWordsOf(statistics).flatMap(([key, unit, name, meaning]) => {
    const show = (value: number | undefined, words: { readonly name: string; readonly meaning: Twin }) =>
      showFigure(toFigureText(value, { unit, lang }), {
        name: words.name,
        meaning: pick(words.meaning, lang),
      });
    const net = show(statistics[key], { name: pick(name, lang), meaning: reasons.get(key) ?? meaning });
    const grossName = `${pick(name, lang)}, ${pick(grossWordOf(statistics), lang)}`;
    const grossKey = GROSS_FIGURES.find((known) => known === key);
    if (grossKey === undefined || (isFree && !isGross)) return [net];
    const gross = show(statistics.gross[grossKey], {
      name: grossName,
      meaning: key === "buyAndHoldShare" ? W.grossHoldMeaning : W.grossMeaning,
    });
    return isGross ? [gross] : [net, gross];
  });
  return html`<table class="facts">${rows}</table>`;
}

function showFigure(
  text: string,
  { name, meaning }: { readonly name: string; readonly meaning: string },
): Markup {
  return html`
    <tr>
      <th scope="row">${name}</th>
      <td class="n">${text}</td>
      <td class="muted">${meaning}</td>
    </tr>
  `;
}

/** A row for each year, a column for each month; the shade says how much, the colour whether up or down. */
export function showMonths(months: readonly MonthReturn[], lang: Lang): Markup {
  const years = [...new Set(months.map(({ year }) => year))];
  const head = Array.from(
    { length: 12 },
    (_, i) => html`<th scope="col">${pick(W.month, lang, { month: i + 1 })}</th>`,
  );
  const rows = years.map((year) => {
    const ofYear = months.filter((month) => month.year === year);
    const total = ofYear.reduce((all, { returnShare }) => all * (1 + returnShare), 1) - 1;
    const cells = Array.from(
      { length: 12 },
      (_, i) => showShare(ofYear.find(({ month }) => month === i + 1)?.returnShare),
    );
    return html`<tr><th scope="row">${year}</th>${cells}${showShare(total)}</tr>`;
  });
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="${pick(W.months, lang)}">
      <table class="months">
        <thead>
          <tr><th scope="col">${pick(W.year, lang)}</th>${head}<th scope="col">${pick(
            W.total,
            lang,
          )}</th></tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}

function showShare(share: number | undefined): Markup {
  if (share === undefined) return html`<td></td>`;
  const shade = SHADES.filter((least) => Math.abs(share) >= least).length;
  const text = toPercent(share, 1).replace("%", "");
  return html`<td class="${shade === 0 ? "" : `${share > 0 ? "up" : "down"}${shade}`}">${text}</td>`;
}

export function showTrades(report: ReportData, lang: Lang): Markup {
  const { trades, tradeCount, data, statistics, isGross = false } = report;
  if (tradeCount === 0) return html`<p>${pick(W.noTrades, lang)}</p>`;
  const [hasSymbols, hasTax] = [data.length > 1, (statistics.tax ?? 0) !== 0];
  const shown = TRADE_HEADS.filter(([, words]) =>
    words === W.symbol ? hasSymbols : words === W.tax ? hasTax : true
  );
  const heads = shown.map(([kind, words]) =>
    html`<th scope="col" class="${kind}">${
      pick(isGross ? GROSS_HEADS.get(words) ?? words : words, lang)
    }</th>`
  );
  const first = tradeCount - trades.length + 1;
  const intervalOf = (symbol: string) => data.find((notes) => notes.symbol === symbol)?.interval ?? "1m";
  const rows = trades.map((trade, i) =>
    html`<tr><td class="n">${first + i}</td>${hasSymbols ? html`<td>${trade.symbol}</td>` : ""}${
      showTrade(trade, { interval: intervalOf(trade.symbol), lang, isGross, hasTax })
    }</tr>`
  );
  const note = first > 1
    ? html`<p class="muted">${leftOutText(trades.length, { of: tradeCount, lang })}</p>`
    : "";
  return html`
    ${note}<div class="scroll" tabindex="0" role="region" aria-label="${pick(W.trades, lang)}">
      <table class="trades">
        <thead>
          <tr>${heads}</tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}

function leftOutText(
  count: number,
  { of, lang }: { readonly of: number; readonly lang: Lang },
): string {
  const [shown, all] = [toNumberText(count), toNumberText(of)];
  return lang === "ko"
    ? `전체 ${all}건 중 마지막 ${shown}건입니다. 모두 보려면 --json을 쓰세요.`
    : `The last ${shown} of ${all}; --json has all of them.`;
}

function showTrade(
  trade: ReportTrade,
  { interval, lang, isGross, hasTax }: {
    readonly interval: Parameters<typeof toWhen>[1];
    readonly lang: Lang;
    readonly isGross: boolean;
    readonly hasTax: boolean;
  },
): Markup {
  const { side, units, fees, tax, entryReason, exitReason } = trade;
  const when = (atMs: number, moment: ReportTrade["entryMoment"]) =>
    toWhen(atMs, interval) + toMomentText(moment, { interval, lang });
  const pnl = (isGross ? trade.grossPnl : trade.pnl) ?? NaN;
  const returnShare = isGross ? trade.grossReturnShare : trade.returnShare;
  const way = pnl > 0 ? "up" : pnl < 0 ? "down" : "";
  return html`
    <td class="t">${pick(W[side], lang)}</td>
    <td class="n">${toAmount(units)}</td>
    <td class="t">${when(trade.entryAtMs, trade.entryMoment)}</td>
    <td class="n">${toAmount(trade.entryPrice)}</td>
    <td class="t">${when(trade.exitAtMs, trade.exitMoment)}</td>
    <td class="n">${toAmount(trade.exitPrice)}</td>
    <td class="n ${way}">${toAmount(pnl)}</td>
    <td class="n ${way}">${toPercent(returnShare)}</td>
    <td class="n">${toAmount(fees)}</td>${hasTax ? html`<td class="n">${toAmount(tax ?? 0)}</td>` : ""}
    <td class="why">${toReasonText(entryReason, lang)} <b>→ ${pick(EXIT_WORDS[exitReason], lang)}</b></td>
  `;
}

/** Everything that is needed to run it again. */
export function showInputs(report: ReportData, lang: Lang): Markup {
  const { inputs, data, refusals, warmUpBars } = report;
  const waits = toWaitTexts(report.waits, lang);
  const defaults = toDefaultsText(inputs, lang);
  const rows: readonly (readonly [string, MarkupPart])[] = [
    [pick(W.strategy, lang), inputs.strategyId],
    [pick(W.params, lang), html`<code>${JSON.stringify(inputs.params)}</code>`],
    [pick(W.fills, lang), inputs.modelId],
    [pick(W.exits, lang), html`<code>${exitsText(report) ?? pick(W.none, lang)}</code>`],
    [pick(W.account, lang), html`<code>${JSON.stringify(inputs.rules)}</code>`],
    ...(defaults === undefined ? [] : [[pick(W.defaults, lang), defaults] as const]),
    [pick(W.warmUp, lang), `${toAmount(warmUpBars)} ${pick(W.bars, lang)}`],
    [pick(W.refusals, lang), toRefusalTexts(refusals, lang).join(", ") || "0"],
    ...(waits.length === 0 ? [] : [[pick(W.waits, lang), waits.join(", ")] as const]),
    [pick(W.version, lang), inputs.version],
    ...data.map((notes) =>
      [`${pick(W.data, lang)} ${toNamedSymbol(notes, notes.name)}`, showData(notes, lang)] as const
    ),
  ];
  return html`<table class="facts inputs">${
    rows.map(([name, value]) =>
      html`
        <tr>
          <th scope="row">${name}</th>
          <td>${value}</td>
        </tr>
      `
    )
  }</table>`;
}

function exitsText({ inputs: { exits } }: ReportData): string | undefined {
  const text = JSON.stringify(exits);
  return text === "{}" ? undefined : text;
}

function showData(notes: ReportData["data"][number], lang: Lang): Markup {
  const lost = notes.gaps === 0
    ? pick(W.none, lang)
    : lang === "ko"
    ? `${notes.gaps}곳, 봉 ${toAmount(notes.missingBars)}개. 채우지 않고 비워 두었습니다`
    : `${notes.gaps}, ${toAmount(notes.missingBars)} bars; left empty, nothing was invented`;
  const { listedMs } = notes;
  const listing = listedMs === undefined
    ? ""
    : lang === "ko"
    ? html`<br>${toWhen(listedMs, "1m")}에 상장했습니다. 그 전은 빈 구간이 아닙니다`
    : html`<br>Listed on ${toWhen(listedMs, "1m")}: nothing is missing before`;
  return html`${notes.exchange} ${notes.interval}, ${toAmount(notes.bars)} ${pick(W.bars, lang)}, ${
    toWhen(notes.fromMs, "1m")
  } – ${toWhen(notes.toMs, "1m")} (KST)<br>${pick(W.source, lang)}: ${notes.source}<br>${
    pick(W.gaps, lang)
  }: ${lost}${listing}<br>${pick(W.hash, lang)}: <code>${notes.hash}</code>`;
}

/** `KRW` of `BTC/KRW`; nothing for data that has no currency in its name. */
export function currencyOf({ data }: ReportData): string {
  const symbol = data[0]?.symbol ?? "";
  return symbol.includes("/") ? quoteOf(symbol) : "";
}
