import type { EngineView, StrategyView } from "../../../engine/strategy_view.ts";
import { quoteOf } from "../../../core/symbol.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Ago, Outside } from "../../kit/marks.tsx";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { Gain } from "../strategies/figures.tsx";
import { isStill, StrategyMark, toStrategyPath, toUrgentFirst } from "../strategies/state.tsx";

const SHOWN_STRATEGIES = 8;

/** On the dashboard: what runs on paper and how it does. */
export function StrategySection({ show, view }: { show: Show; view: EngineView }) {
  const { say, format } = show;
  const { strategies } = view;
  const shown = toUrgentFirst(strategies).slice(0, SHOWN_STRATEGIES);
  return (
    <section class="card data" id="strategies" aria-labelledby="strategies-title">
      <header class="card-head">
        <h2 id="strategies-title">{say("title_strategies")}</h2>
        <span class="badge">{say("paper_money")}</span>
        <p class="as-of">
          <a id="open-strategies" href={show.href("/strategies")}>
            {strategies.length === 0
              ? say("strategies_all")
              : say("strategies_more", { count: format.number(strategies.length) })}
          </a>
        </p>
      </header>
      {shown.length === 0
        ? <p class="empty">{say("strategies_none")}</p>
        : <DataTable caption={say("title_strategies")} columns={columnsOf(show)} rows={shown} />}
    </section>
  );
}

function columnsOf(show: Show): readonly Column<StrategyView>[] {
  const { say } = show;
  return [
    {
      label: say("strategy"),
      isHead: true,
      cell: ({ id, symbol }) => (
        <span class="stock">
          <a href={show.href(toStrategyPath(id))}>{id}</a> <span class="ticker">{symbol}</span>
        </span>
      ),
    },
    {
      label: say("state"),
      place: "key",
      cell: ({ state }) => <StrategyMark show={show} state={state} />,
    },
    {
      label: say("paper_pnl"),
      isNumber: true,
      cell: (strategy) => <Equity show={show} strategy={strategy} />,
    },
    {
      label: say("last_advice"),
      place: "below",
      cell: (strategy) => <Advice show={show} strategy={strategy} />,
    },
  ];
}

function Equity(
  { show, strategy }: { show: Show; strategy: StrategyView },
) {
  const { account, symbol, lastUpdateMs } = strategy;
  if (account === undefined) return <Outside text={undefined} />;
  const { equity, startCash } = account;
  return (
    <span class={isStill(strategy, show.nowMs) ? "is-old" : ""}>
      <Gain show={show} pnl={equity - startCash} of={startCash} currency={quoteOf(symbol)} />
      {lastUpdateMs === undefined ? null : (
        <span class="muted small since">
          <Ago show={show} atMs={lastUpdateMs} />
        </span>
      )}
    </span>
  );
}

function Advice({ show, strategy: { lastAdvice } }: { show: Show; strategy: StrategyView }) {
  const { say } = show;
  if (lastAdvice === undefined) return <span class="muted">{say("advice_none")}</span>;
  const { action, decidedAtMs, isLate, reason } = lastAdvice;
  return (
    <>
      <b>{say(`action_${action}`)}</b> <Ago show={show} atMs={decidedAtMs} />
      {isLate ? ` (${say("advice_late")})` : ""}
      <span class="muted small since">
        <Outside text={toShownText(toReasonText(reason, show.lang), 120)} />
      </span>
    </>
  );
}
