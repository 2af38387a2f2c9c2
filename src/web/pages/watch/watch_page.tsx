import { toCommand } from "../../../core/command_text.ts";
import { toNamedSymbol } from "../../../core/market/stock_name.ts";
import { STOCK_EXCHANGE } from "../../../core/symbol.ts";
import { toChartPath } from "../../api/candles_route.ts";
import type { ShownWatched } from "../../api/watch_answers.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { type ListPage, Pager } from "../../kit/lists/pager.tsx";
import { Change, Outside, TimeAndAgo } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";

type WatchedPage = ListPage<ShownWatched> | { readonly fault: string };

/** What stands inside `<main>` of `/watch`. */
export function WatchMain({ show, watched }: { show: Show; watched: WatchedPage }) {
  const { say } = show;
  const add = toCommand("watch", "add", "krx:005930");
  return (
    <section class="card" aria-labelledby="watch-title" data-now={String(Math.round(show.nowMs))}>
      <header class="card-head">
        <h1 id="watch-title">{say("title_watch")}</h1>
      </header>
      <p class="small muted">{say("watch_about")}</p>
      {"fault" in watched
        ? <p class="empty">{say("watch_unreadable", { why: watched.fault })}</p>
        : watched.rows.length === 0 && watched.page === 1
        ? <p class="empty">{say("watch_none", { command: add })}</p>
        : (
          <>
            <DataTable caption={say("title_watch")} columns={columnsOf(show)} rows={watched.rows} />
            <Pager show={show} list={watched} path="/watch" query={{}} label={say("title_watch")} />
            <p class="small muted">
              {say("watch_change_here", { add, remove: toCommand("watch", "remove", "krx:005930") })}
            </p>
          </>
        )}
    </section>
  );
}

function columnsOf(show: Show): readonly Column<ShownWatched>[] {
  const { say, format } = show;
  return [
    { label: say("market"), isHead: true, cell: (row) => <Name show={show} row={row} /> },
    {
      label: say("watch_close"),
      isNumber: true,
      place: "key",
      cell: ({ close }) =>
        close === null
          ? <span class="muted small">{say("watch_no_candles")}</span>
          : format.number(close.price, 4),
    },
    {
      label: say("watch_change"),
      isNumber: true,
      cell: ({ close }) => <DayChange show={show} close={close} />,
    },
    {
      label: say("watch_close_at"),
      cell: ({ close }) =>
        close === null
          ? <span class="muted">–</span>
          : <TimeAndAgo show={show} atMs={Date.parse(close.at)} />,
    },
    { label: say("watch_held"), cell: (row) => <Held show={show} row={row} /> },
    { label: say("watch_note"), cell: ({ note }) => <Outside text={note ?? undefined} /> },
  ];
}

function Name({ show, row: { code, name, has_candles: hasCandles } }: { show: Show; row: ShownWatched }) {
  const market = { exchange: STOCK_EXCHANGE, symbol: `${code}/KRW` };
  const text = name === null ? code : toNamedSymbol(market, name);
  return hasCandles ? <a href={show.href(toChartPath(market))}>{text}</a> : <Outside text={text} />;
}

/** Against which close stands beside it: days may be missing between the two. */
function DayChange({ show, close }: { show: Show; close: ShownWatched["close"] }) {
  const [change, from] = [close?.change_pct ?? null, close?.change_from ?? null];
  if (change === null || from === null) return <span class="muted">–</span>;
  return (
    <>
      <Change show={show} value={change} text={show.format.percent(change)} />
      <span class="muted small since">{show.say("watch_since", { day: from.slice(0, 10) })}</span>
    </>
  );
}

function Held({ show, row: { held, held_at: at } }: { show: Show; row: ShownWatched }) {
  if (held === null || at === null) return <span class="muted">{show.say("watch_held_unknown")}</span>;
  return (
    <>
      {show.say(held ? "watch_held_yes" : "watch_held_no")}{" "}
      <span class="muted small since">
        <TimeAndAgo show={show} atMs={Date.parse(at)} />
      </span>
    </>
  );
}
