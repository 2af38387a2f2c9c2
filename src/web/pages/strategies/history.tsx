import type { Child } from "hono/jsx";
import type { StrategyView } from "../../../engine/strategy_view.ts";
import { netPnl } from "../../../core/net_pnl.ts";
import { baseOf, quoteOf } from "../../../core/symbol.ts";
import { isTextKey } from "../../kit/i18n.ts";
import type { AdviceHistoryRow, TradeHistoryRow } from "../../../engine/strategy_reader.ts";
import { MOST_HISTORY_ROWS } from "../../../core/page_limits.ts";
import { type Column, DataTable } from "../../kit/data_table.tsx";
import { Ago, Outside, Time, TimeAndAgo } from "../../kit/marks.tsx";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import { toShownText } from "../../../core/text.ts";
import { sayPlain, type Show } from "../../kit/show.ts";
import { LateBadge } from "./facts.tsx";
import { Gain, toPriceText } from "./figures.tsx";

const LONGEST_REASON = 300;

/** What it said, newest first. */
export function AdviceList(
  { show, strategy, rows }: { show: Show; strategy: StrategyView; rows: readonly AdviceHistoryRow[] },
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
      cell: ({ filledPrice }) =>
        filledPrice === undefined ? <Outside text={undefined} /> : toPriceText(show, filledPrice),
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
      count={rows.length}
      title={say("advice_list")}
      none={say("advice_list_none")}
    >
      <DataTable caption={say("advice_list")} columns={columns} rows={rows} />
    </History>
  );
}

/** What it bought and sold on paper, newest first. */
export function TradeList(
  { show, strategy, rows }: { show: Show; strategy: StrategyView; rows: readonly TradeHistoryRow[] },
) {
  const { say, format } = show;
  const currency = quoteOf(strategy.symbol);
  const price = (value: number) => toPriceText(show, value);
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
      count={rows.length}
      title={say("trade_list")}
      none={say("trade_list_none")}
    >
      <DataTable caption={say("trade_list")} columns={columns} rows={rows} />
    </History>
  );
}

function toExitText({ say }: Show, reason: string): string {
  const key = `exit_${reason}`;
  return isTextKey(key) ? sayPlain(say, key) : toShownText(reason, 60);
}

function History(
  { show, id, title, none, count, children }: {
    show: Show;
    id: string;
    title: string;
    none: string;
    count: number;
    children: Child;
  },
) {
  const { say, format } = show;
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {count < MOST_HISTORY_ROWS
          ? null
          : <p class="small muted">{say("newest_of", { count: format.number(MOST_HISTORY_ROWS) })}</p>}
      </header>
      {count === 0 ? <p class="empty">{none}</p> : children}
    </section>
  );
}
