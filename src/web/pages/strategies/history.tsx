import type { Child } from "hono/jsx";
import type { StrategyView } from "../../../engine/strategy_view.ts";
import { netPnl } from "../../../core/net_pnl.ts";
import { baseOf, quoteOf } from "../../../core/symbol.ts";
import { isTextKey } from "../../kit/i18n.ts";
import type { AdviceHistoryRow, TradeHistoryRow } from "../../../engine/strategy_reader.ts";
import { type ListPage, Pager } from "../../kit/lists/pager.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Ago, Outside, Time, TimeAndAgo } from "../../kit/marks.tsx";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import { toShownText } from "../../../core/text.ts";
import { sayPlain, type Show } from "../../kit/show.ts";
import { LateBadge, Moment } from "./facts.tsx";
import { toStrategyPath } from "./state.tsx";
import { Gain, toPriceText } from "./figures.tsx";

const LONGEST_REASON = 300;

export interface HistoryPages {
  readonly advice: ListPage<AdviceHistoryRow>;
  readonly trades: ListPage<TradeHistoryRow>;
}

/** What the address says about the pages of both lists. */
export function toPageQuery({ advice, trades }: HistoryPages): Readonly<Record<string, string>> {
  const pages = { advice_page: advice.page, trade_page: trades.page };
  return Object.fromEntries(
    Object.entries(pages).filter(([, page]) => page > 1).map(([name, page]) => [name, String(page)]),
  );
}

/** What it said, newest first. */
export function AdviceList(
  { show, strategy, pages }: { show: Show; strategy: StrategyView; pages: HistoryPages },
) {
  const { say, format } = show;
  const columns: readonly Column<AdviceHistoryRow>[] = [
    {
      label: say("time"),
      isHead: true,
      cell: ({ decidedAtMs }) => <TimeAndAgo show={show} atMs={decidedAtMs} />,
    },
    {
      label: say("action"),
      place: "key",
      cell: ({ action, isLate }) => (
        <>
          <b>{say(`action_${action}`)}</b> {isLate ? <LateBadge show={show} /> : null}
        </>
      ),
    },
    { label: say("confidence"), isNumber: true, cell: ({ confidence }) => format.fixed(confidence, 2) },
    {
      label: `${say("filled_price")} (${quoteOf(strategy.symbol)})`,
      isNumber: true,
      cell: ({ filledPrice, fillMoment }) => (
        <>
          {filledPrice === undefined
            ? <Outside text={undefined} />
            : toPriceText(show, filledPrice, quoteOf(strategy.symbol))}
          <Moment show={show} moment={fillMoment} strategy={strategy} />
        </>
      ),
    },
    {
      label: say("reason"),
      place: "below",
      cell: ({ reason }) => <Outside text={toShownText(toReasonText(reason, show.lang), LONGEST_REASON)} />,
    },
  ];
  return (
    <History
      show={show}
      id="advice"
      strategy={strategy}
      pages={pages}
      title={say("advice_list")}
      none={say("advice_list_none")}
    >
      <DataTable caption={say("advice_list")} columns={columns} rows={pages.advice.rows} />
    </History>
  );
}

/** What it bought and sold on paper, newest first. */
export function TradeList(
  { show, strategy, pages }: { show: Show; strategy: StrategyView; pages: HistoryPages },
) {
  const { say, format } = show;
  const currency = quoteOf(strategy.symbol);
  const price = (value: number) => toPriceText(show, value, currency);
  const columns: readonly Column<TradeHistoryRow>[] = [
    {
      label: say("exit_at"),
      isHead: true,
      cell: ({ exitAtMs, exitPrice }) => (
        <>
          <Time show={show} atMs={exitAtMs} />{" "}
          <span class="since small muted">
            {price(exitPrice)} · <Ago show={show} atMs={exitAtMs} />
          </span>
        </>
      ),
    },
    {
      label: say("pnl_net"),
      isNumber: true,
      place: "key",
      cell: (trade) => (
        <Gain show={show} pnl={netPnl(trade)} of={trade.units * trade.entryPrice} currency={currency} />
      ),
    },
    {
      label: say("entry_at"),
      cell: ({ entryAtMs, entryPrice }) => (
        <>
          <Time show={show} atMs={entryAtMs} /> <span class="since small muted">{price(entryPrice)}</span>
        </>
      ),
    },
    {
      label: say("units"),
      isNumber: true,
      cell: ({ side, units }) =>
        `${say(`side_${side}`)} ${format.number(units, 8)} ${baseOf(strategy.symbol)}`,
    },
    { label: say("fees"), isNumber: true, cell: ({ fees }) => format.money(fees, currency) },
    ...(pages.trades.rows.some(({ tax }) => tax !== 0)
      ? [{
        label: say("tax"),
        isNumber: true,
        cell: ({ tax }: TradeHistoryRow) => format.money(tax, currency),
      }]
      : []),
    {
      label: say("exit_reason"),
      place: "below",
      cell: ({ exitReason, entryReason }) => (
        <>
          <b>{toExitText(show, exitReason)}</b>{" "}
          <span class="muted">
            <Outside text={toShownText(toReasonText(entryReason, show.lang), LONGEST_REASON)} />
          </span>
        </>
      ),
    },
  ];
  return (
    <History
      show={show}
      id="trades"
      strategy={strategy}
      pages={pages}
      title={say("trade_list")}
      none={say("trade_list_none")}
    >
      <DataTable caption={say("trade_list")} columns={columns} rows={pages.trades.rows} />
    </History>
  );
}

function toExitText({ say }: Show, reason: string): string {
  const key = `exit_${reason}`;
  return isTextKey(key) ? sayPlain(say, key) : toShownText(reason, 60);
}

function History(
  { show, id, title, none, strategy, pages, children }: {
    show: Show;
    id: "advice" | "trades";
    title: string;
    none: string;
    strategy: StrategyView;
    pages: HistoryPages;
    children: Child;
  },
) {
  const { say, href } = show;
  const { page, rows } = pages[id];
  const path = toStrategyPath(strategy.id);
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {rows.length === 0 && page === 1
          ? null
          : <a class="small" href={href(`${path}/${id}.csv`)} download>{say("csv_all")}</a>}
      </header>
      {rows.length > 0 ? children : page === 1 ? <p class="empty">{none}</p> : null}
      <Pager
        show={show}
        list={pages[id]}
        path={path}
        query={toPageQuery(pages)}
        name={id === "advice" ? "advice_page" : "trade_page"}
        anchor={`#${id}`}
        label={title}
      />
    </section>
  );
}
