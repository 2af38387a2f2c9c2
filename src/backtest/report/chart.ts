/** Charts as plain SVG, without a script: they look the same on paper and without a network. */
import type { EquityColumn, PriceChart } from "./report_data.ts";
import { html, type Markup } from "./markup.ts";
import { toAmount, toAxisDate, toPercent } from "./numbers.ts";

const WIDTH = 1_000;
const RIGHT = 112;
const BOTTOM = 34;
const TOP = 10;
const PLOT = WIDTH - RIGHT;

/** Trades with marks of their own. */
const MOST_MARKS = 150;

interface Frame {
  readonly height: number;
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly low: number;
  readonly high: number;
}

/** @param options.title for those who hear the page instead of seeing it. */
export function drawEquity(
  columns: readonly EquityColumn[],
  options: { readonly title: string; readonly startEquity: number },
): Markup {
  const lows = columns.map(({ low }) => low);
  const highs = columns.map(({ high }) => high);
  const frame = createFrame({
    height: 300,
    times: columns.map(({ atMs }) => atMs),
    low: Math.min(options.startEquity, ...lows),
    high: Math.max(options.startEquity, ...highs),
  });
  const up = columns.map((column) => point(frame, column.atMs, column.high));
  const down = columns.map((column) => point(frame, column.atMs, column.low)).toReversed();
  const line = columns.map((column) => point(frame, column.atMs, column.last));
  const start = round(frame.y(options.startEquity));
  return drawFrame(frame, { title: options.title, label: toAmount }, [
    html`
      <line class="start" x1="0" x2="${PLOT}" y1="${start}" y2="${start}" />
    `,
    html`
      <polygon class="band" points="${[...up, ...down].join(" ")}" />
    `,
    html`
      <polyline class="equity" points="${line.join(" ")}" />
    `,
  ]);
}

export function drawDrawdown(
  columns: readonly EquityColumn[],
  { title }: { readonly title: string },
): Markup {
  const deepest = Math.min(-0.01, ...columns.map(({ drawdownShare }) => drawdownShare));
  const times = columns.map(({ atMs }) => atMs);
  const frame = createFrame({ height: 150, times, low: deepest, high: 0 });
  const line = columns.map(({ atMs, drawdownShare }) => point(frame, atMs, drawdownShare));
  const top = round(frame.y(0));
  const area = [`${round(frame.x(frame.fromMs))},${top}`, ...line, `${round(frame.x(frame.toMs))},${top}`];
  return drawFrame(frame, { title, label: (value) => toPercent(value, 1) }, [
    html`
      <polygon class="under" points="${area.join(" ")}" />
    `,
    html`
      <polyline class="deep" points="${line.join(" ")}" />
    `,
  ]);
}

/** Candles with a mark for each entry and exit. */
export function drawPrice(
  { columns, toMs, trades }: PriceChart,
  { title }: { readonly title: string },
): Markup {
  const frame = createFrame({
    height: 380,
    times: [...columns.map(({ fromMs }) => fromMs), toMs],
    low: Math.min(...columns.map(({ low }) => low)),
    high: Math.max(...columns.map(({ high }) => high)),
  });
  const step = PLOT / Math.max(1, columns.length);
  const paths = { up: ["", ""], down: ["", ""] };
  for (const { fromMs, open, high, low, close } of columns) {
    const path = close >= open ? paths.up : paths.down;
    const x = frame.x(fromMs) + step / 2;
    const top = frame.y(Math.max(open, close));
    const height = Math.max(0.7, frame.y(Math.min(open, close)) - top);
    path[0] += `M${round(x)} ${round(frame.y(high))}V${round(frame.y(low))}`;
    path[1] += `M${round(x - step * 0.35)} ${round(top)}h${round(step * 0.7)}v${round(height)}h${
      round(-step * 0.7)
    }z`;
  }
  return drawFrame(frame, { title, label: toAmount }, [
    html`
      <path class="wick up" d="${paths.up[0]}" />
      <path class="body up" d="${paths.up[1]}" />
    `,
    html`
      <path class="wick down" d="${paths.down[0]}" />
      <path class="body down" d="${paths.down[1]}" />
    `,
    trades.map((trade) => drawTrade(frame, { trade, isOneOfMany: trades.length > MOST_MARKS })),
  ]);
}

/** The marks of many would hide the price: then only the line from entry to exit is drawn. */
function drawTrade(
  frame: Frame,
  { trade, isOneOfMany }: { readonly trade: PriceChart["trades"][number]; readonly isOneOfMany: boolean },
): Markup {
  const { side, entryAtMs, exitAtMs, entryPrice, exitPrice, pnl } = trade;
  const [x1, y1] = [round(frame.x(entryAtMs)), round(frame.y(entryPrice))];
  const [x2, y2] = [round(frame.x(exitAtMs)), round(frame.y(exitPrice))];
  const outcome = pnl > 0 ? "gain" : pnl < 0 ? "loss" : "even";
  const line = html`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" />`;
  if (isOneOfMany) return html`<g class="many ${outcome}">${line}</g>`;
  const mark = side === "long" ? `M${x1} ${y1}l-5 9h10z` : `M${x1} ${y1}l-5 -9h10z`;
  return html`
    <g
      class="trade ${outcome}">${line}<path d="${mark}" /><circle cx="${x2}" cy="${y2}" r="3.2" /></g>
  `;
}

function createFrame(
  facts: {
    readonly height: number;
    readonly times: readonly number[];
    readonly low: number;
    readonly high: number;
  },
): Frame {
  const { height, times } = facts;
  const fromMs = times[0] ?? 0;
  const toMs = Math.max(fromMs + 1, times.at(-1) ?? 0);
  // A flat line needs room too.
  const room = facts.high > facts.low
    ? (facts.high - facts.low) * 0.03
    : Math.max(1e-9, Math.abs(facts.high) * 0.01);
  const low = facts.low - room;
  const high = facts.high + (facts.high === 0 ? 0 : room);
  return {
    height,
    fromMs,
    toMs,
    low,
    high,
    x: (atMs) => (atMs - fromMs) / (toMs - fromMs) * PLOT,
    y: (value) => TOP + (high - value) / (high - low) * (height - TOP - BOTTOM),
  };
}

function drawFrame(
  frame: Frame,
  { title, label }: { readonly title: string; readonly label: (value: number) => string },
  content: readonly (Markup | readonly Markup[])[],
): Markup {
  const { height } = frame;
  const rows = niceSteps(frame.low, frame.high, height < 200 ? 4 : 6).map((value) => {
    const y = round(frame.y(value));
    return html`
      <line class="grid" x1="0" x2="${PLOT}" y1="${y}" y2="${y}" />
      <text x="${PLOT + 8}" y="${y + 4}">${label(value)}</text>
    `;
  });
  const wholeMs = frame.toMs - frame.fromMs;
  const dates = [0, 1, 2, 3, 4].map((i) => {
    const x = round(PLOT * i / 4);
    const anchor = i === 0 ? "start" : i === 4 ? "end" : "middle";
    return html`<text class="${i % 2 === 1 ? "between" : ""}" x="${x}" y="${
      height - 8
    }" text-anchor="${anchor}">${toAxisDate(frame.fromMs + wholeMs * i / 4, wholeMs)}</text>`;
  });
  return html`
    <div>
      <svg viewBox="0 0 ${WIDTH} ${height}" role="img"
        aria-label="${title}">${rows}${dates}${content}</svg>
    </div>
  `;
}

/** Round numbers between two others: 1, 2 or 5 times a power of ten apart. */
export function niceSteps(low: number, high: number, most: number): readonly number[] {
  const rough = (high - low) / most;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function point(frame: Frame, atMs: number, value: number): string {
  return `${round(frame.x(atMs))},${round(frame.y(value))}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
