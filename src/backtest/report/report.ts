/** A backtest as one HTML file that needs nothing else: no network, no script. */
import { toNamedSymbol } from "../../core/market/stock_name.ts";
import { type Lang, pick, type Twin } from "../../core/lang.ts";
import { drawDrawdown, drawEquity, drawPrice } from "./chart.ts";
import type { ReportData } from "./report_data.ts";
import { html, Markup, type MarkupPart } from "./markup.ts";
import { toAmount, toPart, toPercent, toRatio, toWhen } from "./numbers.ts";
import { toPriceTexts } from "./price_words.ts";
import { toContraryText, toCostsText } from "./result_words.ts";
import { REPORT_STYLE } from "./style.ts";
import { currencyOf, showInputs, showMonths, showStatistics, showTrades } from "./tables.ts";
import { REPORT_WORDS as W } from "./words.ts";

/** The whole document. Whatever a data file or a strategy put into texts is escaped. */
export function renderReport(report: ReportData, lang: Lang): string {
  const name = `${report.inputs.strategyId} · ${
    report.data.map((notes) => toNamedSymbol(notes, notes.name)).join(", ")
  }`;
  const contrary = toContraryText(report.statistics, lang);
  const page = html`
    <!DOCTYPE html>
    <html lang="${lang}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>${name} – ${pick(W.title, lang)}</title>
        <style>${new Markup(REPORT_STYLE)}</style>
      </head>
      <body>
        <header>
          <h1>${name}</h1>
          <p class="muted">${subtitle(report, lang)}</p>
          <p class="costs">${toCostsText(report.inputs, {
            lang,
            isGross: report.isGross,
          })}</p>${toPriceTexts(report.data, lang).map((text) =>
            html`<p class="costs">${text}</p>`
          )}${report.isGross === true ? html`<p class="costs">${pick(W.grossNote, lang)}</p>` : ""}
        </header>
        <main>${showTiles(report, lang)}${showCharts(report, lang)}
    <div class="two">${section(W.statistics, {
      lang,
      ...(contrary === undefined ? {} : { note: contrary }),
      content: showStatistics(report, lang),
    })}
    ${section(W.inputs, { lang, note: W.again, content: showInputs(report, lang) })}</div>
    ${section(W.trades, { lang, content: showTrades(report, lang), isLong: true })}</main>
        <footer>
          <p class="muted">${pick(W.honest, lang)}</p>
        </footer>
      </body>
    </html>
  `;
  // Without the indentation of this file, which would be a third of it.
  return page.text.replace(/\n\s*/g, "\n").trim();
}

function subtitle({ data }: ReportData, lang: Lang): string {
  const fromMs = Math.min(...data.map((notes) => notes.fromMs));
  const toMs = Math.max(...data.map((notes) => notes.toMs));
  const bars = data.reduce((sum, notes) => sum + notes.bars, 0);
  const interval = data[0]?.interval ?? "1m";
  return `${pick(W.title, lang)} · ${interval} · ${toWhen(fromMs, interval)} – ${
    toWhen(toMs, interval)
  } (KST) · ${toAmount(bars)} ${pick(W.bars, lang)}`;
}

function showTiles(report: ReportData, lang: Lang): Markup {
  const { statistics: s, isGross } = report;
  const { buyAndHoldShare: held, winRateShare } = isGross === true ? s.gross : s;
  const before = isGross === true ? `, ${pick(W.gross, lang)}` : "";
  const tiles: readonly (readonly [string, string, string])[] = [
    [pick(W.tileReturn, lang), toPercent(s.returnShare), wayOf(s.returnShare)],
    [pick(W.tileHeld, lang) + before, toPercent(held), wayOf(held)],
    [pick(W.tileDrawdown, lang), toPercent(s.maxDrawdownShare), ""],
    [pick(W.tileSharpe, lang), toRatio(s.sharpe), ""],
    [pick(W.trades, lang), `${toAmount(s.trades)}`, ""],
    [pick(W.tileWinRate, lang) + before, toPart(winRateShare, 1), ""],
    [`${pick(W.tileEnd, lang)} ${currencyOf(report)}`.trim(), toAmount(s.endEquity), ""],
  ];
  return html`<dl class="tiles">${
    tiles.map(([name, value, way]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd class="${way}">${value}</dd>
        </div>
      `
    )
  }</dl>`;
}

function wayOf(share: number | undefined): string {
  return share === undefined || share === 0 ? "" : share > 0 ? "up" : "down";
}

function showCharts({ equity, statistics, charts, months, data }: ReportData, lang: Lang): readonly Markup[] {
  if (equity.length === 0) return [];
  const { startEquity } = statistics;
  return [
    section(W.equity, {
      lang,
      note: W.equityNote,
      content: drawEquity(equity, { title: pick(W.equity, lang), startEquity }),
    }),
    section(W.drawdown, {
      lang,
      note: W.drawdownNote,
      content: drawDrawdown(equity, { title: pick(W.drawdown, lang) }),
    }),
    ...charts.filter(({ columns }) => columns.length > 0).map((chart) => {
      const notes = data.find(({ symbol }) => symbol === chart.symbol);
      const shown = notes === undefined ? chart.symbol : toNamedSymbol(notes, notes.name);
      const title = `${pick(W.price, lang)}: ${shown}`;
      return section(title, { lang, note: W.priceNote, content: drawPrice(chart, { title }) });
    }),
    section(W.months, { lang, note: W.monthsNote, content: showMonths(months, lang) }),
  ];
}

function section(
  title: Twin | string,
  facts: {
    readonly lang: Lang;
    readonly note?: Twin | string;
    readonly content: MarkupPart;
    readonly isLong?: boolean;
  },
): Markup {
  const { lang, note, content, isLong } = facts;
  return html`
    <section class="${isLong === true ? "long" : ""}"><h2>${typeof title === "string"
      ? title
      : pick(title, lang)}</h2>${note === undefined
      ? ""
      : html`<p class="muted">${typeof note === "string" ? note : pick(note, lang)}</p>`}${content}</section>
  `;
}
