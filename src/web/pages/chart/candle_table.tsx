import { quoteOf } from "../../../core/symbol.ts";
import type { CandleRow, ChartData } from "../../../market/market_view.ts";
import { Change, Time } from "../../kit/marks.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import type { Show } from "../../kit/show.ts";
import { countDecimals } from "../../../core/words/numbers.ts";

const SHOWN_BARS = 20;

interface ShownBar {
  readonly row: CandleRow;
  readonly isOpen: boolean;
  /** In percent, from the close of the bar before. */
  readonly change: number | undefined;
}

/** So many bars tell how prices of a market are written. */
const SAMPLE_BARS = 200;

/**
 * As many as the price step has: `0.01` has two, `1000` none. Without a step some six digits, none of them made up, and
 * none behind whole won; chart_words.js too.
 */
export function decimalsOf(chart: ChartData | undefined): number {
  if (chart === undefined) return 0;
  const { tickSize, symbol, candles } = chart;
  if (tickSize !== undefined) return /\.(\d*?)0*$/.exec(tickSize)?.[1]?.length ?? 0;
  const price = candles.at(-1)?.[4] ?? 1;
  if (quoteOf(symbol) === "KRW" && price >= LEAST_WHOLE_WON) return 0;
  const usual = Math.max(0, Math.min(8, 5 - Math.floor(Math.log10(price))));
  const prices = candles.slice(-SAMPLE_BARS).flatMap((row) => row.slice(1, 5));
  return Math.min(usual, Math.max(0, ...prices.map(countDecimals)));
}

/** From here on no Korean market has a price step below one won. */
const LEAST_WHOLE_WON = 100;

/** Newest first. */
export function toShownBars({ candles, openBar }: ChartData): readonly ShownBar[] {
  const rows = openBar === undefined ? candles : [...candles, openBar];
  return rows.slice(-SHOWN_BARS - 1).map((row, i, all) => {
    const before = all[i - 1]?.[4];
    return {
      row,
      isOpen: row === openBar,
      change: before === undefined ? undefined : (row[4] / before - 1) * 100,
    };
  }).slice(-SHOWN_BARS).toReversed();
}

/** The same bars for those who see no drawing; chart.js keeps it up to date. */
export function BarTable({ show, chart }: { show: Show; chart: ChartData | undefined }) {
  const bars = chart === undefined ? [] : toShownBars(chart);
  const { say, format } = show;
  const decimals = decimalsOf(chart);
  const price = (label: string, i: 1 | 2 | 3 | 4): Column<ShownBar> => ({
    label,
    isNumber: true,
    cell: ({ row }) => format.price(row[i], decimals),
  });
  const columns: readonly Column<ShownBar>[] = [
    {
      label: say("bar_time"),
      isHead: true,
      cell: ({ row, isOpen }) => (
        <>
          <Time show={show} atMs={row[0]} /> {isOpen ? <span class="badge">{say("bar_is_open")}</span> : null}
        </>
      ),
    },
    price(say("bar_open_full"), 1),
    price(say("bar_high_full"), 2),
    price(say("bar_low_full"), 3),
    { ...price(say("bar_close_full"), 4), place: "key" },
    {
      label: say("bar_change"),
      isNumber: true,
      cell: ({ change }) =>
        change === undefined ? "–" : <Change show={show} value={change} text={format.percent(change)} />,
    },
    { label: say("bar_volume"), isNumber: true, cell: ({ row }) => format.number(row[5], 4) },
  ];
  return (
    <details class="card bars" id="bars">
      <summary id="bars-summary">{say("last_bars", { count: SHOWN_BARS })}</summary>
      <div id="bars-table">
        {bars.length === 0
          ? <p class="empty">{say("no_bars")}</p>
          : <DataTable caption={say("last_bars", { count: SHOWN_BARS })} columns={columns} rows={bars} />}
      </div>
    </details>
  );
}
