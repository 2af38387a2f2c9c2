import { toCommand } from "../../../core/command_text.ts";
import type { ReportEntry } from "../../../backtest/backtest_view.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Change, Icon, Outside, Time, TimeAndAgo } from "../../kit/marks.tsx";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import type { PageView } from "../../view.ts";
import { toShareText } from "../strategies/figures.tsx";

export function toReportPath(id: string): string {
  return `/backtests/${encodeURIComponent(id)}`;
}

/** What stands inside `<main>` of `/backtests`; live.js asks for it alone. */
export function BacktestsMain(
  { show, mode, reports }: { show: Show; mode: PageView["mode"]; reports: readonly ReportEntry[] },
) {
  const { say } = show;
  return (
    <>
      <Head show={show} text={say("backtests")} />
      <p class="paper-band">{say("backtests_note")}</p>
      <section class="card" id="backtests" aria-label={say("backtests")}>
        {reports.length > 0
          ? <DataTable caption={say("backtests")} columns={columnsOf(show, mode)} rows={reports} />
          : (
            <div class="how-to">
              <p class="empty">{say("backtests_none")}</p>
              <p>{say("backtests_none_todo")}</p>
              <pre tabindex={0} id="run-command" role="region" aria-label={say("backtests_none")}>
                <code>{toCommand("backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW", "--save")}</code>
              </pre>
            </div>
          )}
      </section>
    </>
  );
}

function Head({ show, text }: { show: Show; text: string }) {
  return (
    <header class="overall" data-now={String(Math.round(show.nowMs))}>
      <h1>
        <span>{text}</span>
      </h1>
    </header>
  );
}

function columnsOf(show: Show, mode: PageView["mode"]): readonly Column<ReportEntry>[] {
  const { say, format } = show;
  const unknown = <Outside text={undefined} />;
  const day = (atMs: number | undefined) =>
    atMs === undefined ? unknown : <time datetime={format.iso(atMs)}>{format.iso(atMs).slice(0, 10)}</time>;
  return [
    {
      label: say("strategy"),
      isHead: true,
      cell: ({ id, strategy, markets }) => (
        <span class="stock">
          <a href={show.href(toReportPath(id))}>
            <bdi>{toShownText(strategy, 60)}</bdi>
          </a>{" "}
          <span class="ticker">
            <Outside text={toShownText(markets, 80)} />
          </span>
        </span>
      ),
    },
    {
      label: say("return_share"),
      isNumber: true,
      place: "key",
      cell: ({ returnShare }) =>
        returnShare === undefined
          ? unknown
          : <Change show={show} value={returnShare} text={format.percent(returnShare * 100)} />,
    },
    {
      label: say("max_drawdown"),
      isNumber: true,
      cell: ({ maxDrawdownShare }) =>
        maxDrawdownShare === undefined ? unknown : toShareText(show, maxDrawdownShare),
    },
    {
      label: say("sharpe"),
      isNumber: true,
      cell: ({ sharpe }) => sharpe === undefined ? unknown : format.fixed(sharpe, 2),
    },
    {
      label: say("trades"),
      isNumber: true,
      cell: ({ trades }) => trades === undefined ? unknown : format.number(trades),
    },
    { label: say("tested_span"), cell: ({ fromMs, toMs }) => <>{day(fromMs)} – {day(toMs)}</> },
    // Commands keep them by the clock of the machine; how long ago that is, the demo's own clock cannot say.
    mode === "demo"
      ? { label: say("made_at_real"), cell: ({ atMs }) => <Time show={show} atMs={atMs} /> }
      : { label: say("made_at"), cell: ({ atMs }) => <TimeAndAgo show={show} atMs={atMs} /> },
    {
      label: say("asked_by"),
      cell: ({ actor }) => (
        <Outside
          text={actor === undefined
            ? undefined
            : toShownText(`${say(`held_by_${actor.kind}`)} (${actor.id})`, 60)}
        />
      ),
    },
    {
      label: say("costs"),
      cell: ({ feeRate, slippageShare }) => {
        if (feeRate === undefined || slippageShare === undefined) return <Outside text={undefined} />;
        const share = (value: number) => `${format.number(value * 100, 4)}%`;
        return say("costs_of", { fee: share(feeRate), slippage: share(slippageShare) });
      },
    },
  ];
}

/** A frame around the document, which runs nothing and reaches nothing of ours. */
export function ReportMain(
  { show, id, entry }: { show: Show; id: string; entry: ReportEntry | undefined },
) {
  const { say } = show;
  const path = show.href(`${toReportPath(id)}/report`);
  return (
    <>
      <header class="report-head" data-now={String(Math.round(show.nowMs))}>
        <h1>
          <bdi>
            {entry === undefined ? id : toShownText(`${entry.strategy} · ${entry.markets}`, 120)}
          </bdi>
        </h1>
        {entry === undefined ? null : (
          <p class="small muted">
            {say("made_at")} <TimeAndAgo show={show} atMs={entry.atMs} />
          </p>
        )}
        <p>
          <a id="backtest-all" href={show.href("/backtests")}>← {say("backtest_all")}</a> ·{" "}
          <a id="backtest-alone" href={path}>{say("backtest_alone")}</a>
        </p>
      </header>
      <p class="paper-band">{say("backtests_note")}</p>
      <iframe class="report" src={path} title={say("backtest_report")} sandbox=""></iframe>
    </>
  );
}

export function UnknownReport({ show, id }: { show: Show; id: string }) {
  const { say } = show;
  return (
    <section class="card market-help">
      <h1 class="tone-warn">
        <Icon name="gear" /> <span>{say("backtest_not_known", { id })}</span>
      </h1>
      <p>
        <a href={show.href("/backtests")}>{say("backtest_all")}</a>
      </p>
    </section>
  );
}
