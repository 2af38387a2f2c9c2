import type { Hole, SeriesView } from "../../../market/market_view.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { type IconName, Mark, Outside, Time, type Tone } from "../../kit/marks.tsx";
import { toShownReason } from "../../kit/reasons.ts";
import { Pager, toListPage } from "../../kit/lists/pager.tsx";
import type { Show } from "../../kit/show.ts";

const SHOWN_HOLES = 60;
/** Quiet minutes are no fault, and a market that few trade has thousands of them. */
const SHOWN_QUIET = 10;
const LOOKS: Readonly<Record<Hole["kind"], { tone: Tone; icon: IconName }>> = {
  no_trade: { tone: "calm", icon: "moon" },
  not_fetched: { tone: "warn", icon: "alert" },
  outage: { tone: "bad", icon: "cross" },
  not_listed: { tone: "calm", icon: "moon" },
};

interface Row extends Hole {
  readonly series: SeriesView;
}

/** The gaps of all series, each with its reason: what is missing first, then when nobody traded; the newest first. */
export function HoleList(
  { show, series, page }: { show: Show; series: readonly SeriesView[]; page: number },
) {
  const { say, format } = show;
  const rows = series.flatMap((one) => one.coverage?.holes.map((hole) => ({ ...hole, series: one })) ?? [])
    .toSorted((a, b) => b.fromMs - a.fromMs);
  const isQuiet = ({ kind }: Row) => kind === "no_trade" || kind === "not_listed";
  const lost = rows.filter((row) => !isQuiet(row)).slice(0, SHOWN_HOLES);
  const quiet = rows.filter(isQuiet).slice(0, SHOWN_QUIET);
  const total = series.reduce((sum, { coverage }) => sum + (coverage?.holeCount ?? 0), 0);
  const shown = [...lost, ...quiet];
  const list = toListPage(shown, page);
  const columns: readonly Column<Row>[] = [
    {
      label: say("market"),
      isHead: true,
      cell: ({ series: { symbol, interval, exchange } }) => (
        <span class="stock">
          {symbol} <span class="interval">{say(`interval_${interval}`)}</span>{" "}
          <span class="ticker">{exchange}</span>
        </span>
      ),
    },
    {
      label: say("kind"),
      place: "key",
      cell: ({ kind }) => <Mark {...LOOKS[kind]}>{say(`hole_${kind}`)}</Mark>,
    },
    { label: say("hole_from"), cell: ({ fromMs }) => <Time show={show} atMs={fromMs} /> },
    { label: say("hole_to"), cell: ({ toMs }) => <Time show={show} atMs={toMs} /> },
    { label: say("hole_length"), isNumber: true, cell: ({ fromMs, toMs }) => format.span(toMs - fromMs) },
    { label: say("reason"), cell: ({ reason }) => <Outside text={toShownReason(show, reason)} /> },
  ];
  return (
    <section class="card" id="holes" aria-labelledby="holes-title">
      <header class="card-head">
        <h2 id="holes-title">{say("holes")}</h2>
      </header>
      {shown.length === 0
        ? <p class="empty">{say("holes_none")}</p>
        : <DataTable caption={say("holes")} columns={columns} rows={list.rows} />}
      <Pager show={show} list={list} path="/data" query={{}} anchor="#holes" label={say("holes")} />
      {total > shown.length
        ? <p class="more">{say("holes_more", { count: format.number(total - shown.length) })}</p>
        : null}
    </section>
  );
}
