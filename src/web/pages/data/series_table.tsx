import { toChartPath } from "../../api/candles_route.ts";
import { toNamedSymbol } from "../../../core/market/stock_name.ts";
import type { ChartMarket, SeriesView } from "../../../market/market_view.ts";
import { CoverageStrip } from "./coverage_strip.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { SERIES_LOOKS, toLagText } from "../../kit/live_badge.tsx";
import { Mark, Outside, TimeAndAgo } from "../../kit/marks.tsx";
import { toShownReason } from "../../kit/reasons.ts";
import type { Show } from "../../kit/show.ts";

/** Every series with its state, its lag and what is missing in it. */
export function SeriesTable(
  { show, series, markets }: {
    show: Show;
    series: readonly SeriesView[];
    markets: readonly ChartMarket[];
  },
) {
  const { say, format } = show;
  const columns: readonly Column<SeriesView>[] = [
    { label: say("market"), isHead: true, cell: (row) => <Name show={show} row={row} markets={markets} /> },
    { label: say("state"), place: "key", cell: ({ state }) => <StateMark show={show} state={state} /> },
    { label: say("last_closed"), cell: (row) => <LastBar show={show} row={row} /> },
    { label: say("lag"), isNumber: true, cell: (row) => <Lag show={show} row={row} /> },
    {
      label: say("bar_count"),
      isNumber: true,
      cell: ({ bars, firstMs }) => (
        <>
          {format.number(bars)}
          {firstMs === undefined ? null : (
            <span class="muted small since">
              {say("stored_since", { time: format.iso(firstMs).slice(0, 10) })}
            </span>
          )}
        </>
      ),
    },
    {
      label: say("coverage_strip"),
      place: "below",
      cell: (row) => <CoverageOf show={show} row={row} />,
    },
  ];
  return <DataTable caption={say("series")} columns={columns} rows={series} />;
}

function Name(
  { show, row, markets }: { show: Show; row: SeriesView; markets: readonly ChartMarket[] },
) {
  const isShown = markets.some(({ exchange, symbol, intervals }) =>
    exchange === row.exchange && symbol === row.symbol && intervals.includes(row.interval)
  );
  const name = (
    <>
      {toNamedSymbol(row, row.name)} <span class="interval">{show.say(`interval_${row.interval}`)}</span>
    </>
  );
  return (
    <span class="series-name">
      {isShown ? <a href={show.href(toChartPath(row), { interval: row.interval })}>{name}</a> : name}{" "}
      <span class="ticker">{row.exchange}</span>
    </span>
  );
}

function StateMark({ show, state }: { show: Show; state: SeriesView["state"] }) {
  return <Mark {...SERIES_LOOKS[state]}>{show.say(`series_${state}`)}</Mark>;
}

function LastBar({ show, row: { lastClosedMs, reason } }: { show: Show; row: SeriesView }) {
  return (
    <>
      {lastClosedMs === undefined
        ? <span class="muted">–</span>
        : <TimeAndAgo show={show} atMs={lastClosedMs} />}
      {reason === undefined ? null : (
        <span class="muted small since">
          <Outside text={toShownReason(show, reason)} />
        </span>
      )}
    </>
  );
}

function Lag({ show, row: { lagMs } }: { show: Show; row: SeriesView }) {
  if (lagMs === undefined) return <span class="muted">–</span>;
  return <>{[lagMs.last, lagMs.p50, lagMs.p99].map((ms) => toLagText(show, ms)).join(" · ")}</>;
}

function CoverageOf({ show, row: { coverage, backfill } }: { show: Show; row: SeriesView }) {
  const { say } = show;
  return (
    <>
      {coverage === undefined
        ? <span class="muted">{say("coverage_unknown")}</span>
        : <CoverageStrip show={show} coverage={coverage} />}
      {backfill === undefined ? null : <p class="small muted">{toBackfillText(show, backfill)}</p>}
    </>
  );
}

function toBackfillText({ say, format }: Show, backfill: NonNullable<SeriesView["backfill"]>): string {
  const { doneShare, etaMs } = backfill;
  const percent = `${format.number(Math.floor(doneShare * 100))}%`;
  return etaMs === undefined
    ? say("backfill", { percent })
    : say("backfill_eta", { percent, span: format.span(etaMs) });
}
