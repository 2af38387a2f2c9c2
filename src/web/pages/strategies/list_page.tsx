import type { EngineView, StrategyView } from "../../../engine/strategy_view.ts";
import { toCommand } from "../../../core/command_text.ts";
import { quoteOf } from "../../../core/symbol.ts";
import { hasStarving, isCrashLooping } from "../../problems/strategies.ts";
import { EquityCurve } from "./equity_curve.tsx";
import type { Problem } from "../../problems/problem_facts.ts";
import { Ago } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { AccountFacts, AdviceNow, Fact, WorkFacts } from "./facts.tsx";
import { type FormFacts, type HeadLook, StateLines, StrategyActions, StrategyHead } from "./head.tsx";
import { EquityNow } from "./figures.tsx";
import {
  isStill,
  STRATEGY_LOOKS,
  StrategyMark,
  toStrategyPath,
  toStrategyTitle,
  toUrgentFirst,
} from "./state.tsx";
import { Totals } from "./totals.tsx";

/** What stands inside `<main>` of `/strategies`; live.js asks for it alone. */
export function StrategiesMain(
  { show, view, problems, form }: {
    show: Show;
    view: EngineView;
    problems: readonly Problem[];
    form: FormFacts;
  },
) {
  const { strategies, totals } = view;
  return (
    <>
      <StrategyHead show={show} look={judge(show, strategies, problems)} path="/strategies" />
      {strategies.length === 0 ? <HowToAdd show={show} /> : (
        <>
          <Totals show={show} totals={totals} />
          <div class="strategies">
            {toUrgentFirst(strategies).map((strategy) => (
              <StrategyCard key={strategy.id} show={show} strategy={strategy} form={form} />
            ))}
          </div>
        </>
      )}
    </>
  );
}

function judge(
  { say }: Show,
  strategies: readonly StrategyView[],
  problems: readonly Problem[],
): HeadLook {
  const has = (...states: readonly StrategyView["state"][]) =>
    strategies.some(({ state }) => states.includes(state));
  if (strategies.length === 0) return { tone: "calm", icon: "gear", text: say("strategies_none") };
  if (has("parked")) return { tone: "bad", icon: "cross", text: say("strategies_parked") };
  if (has("restarting") || strategies.some(isCrashLooping)) {
    return { tone: "warn", icon: "alert", text: say("strategies_restarting") };
  }
  if (hasStarving(problems, strategies)) {
    return { tone: "warn", icon: "alert", text: say("strategies_starving") };
  }
  if (has("running")) return { tone: "good", icon: "check", text: say("strategies_fine") };
  return has("queued", "starting", "warming_up", "closing")
    ? { tone: "calm", icon: "wait", text: say("strategies_waiting") }
    : { tone: "calm", icon: "moon", text: say("strategies_none_run") };
}

function HowToAdd({ show: { say } }: { show: Show }) {
  return (
    <section class="card how-to">
      <p>{say("strategies_none_todo")}</p>
      <pre tabindex={0} id="add-command" role="region" aria-label={say("strategies_none")}>
        <code>{toCommand("strategy", "add", "--kind", "ma_cross", "--market", "upbit:BTC/KRW", "--start")}</code>
      </pre>
      <p class="small muted">{say("strategies_none_more", { command: toCommand("strategy", "kinds") })}</p>
    </section>
  );
}

function StrategyCard(
  { show, strategy, form }: { show: Show; strategy: StrategyView; form: FormFacts },
) {
  const { say } = show;
  const { id, state, account } = strategy;
  return (
    <article class={`card strategy tone-edge-${STRATEGY_LOOKS[state].tone}`} id={`strategy-${id}`}>
      <header class="card-head">
        <h2>
          <a href={show.href(toStrategyPath(id))}>{id}</a>
        </h2>
        <StrategyMark show={show} state={state} />
        <p class="small muted strategy-title">
          <bdi>{toStrategyTitle(show, strategy)}</bdi>
        </p>
      </header>
      <StateLines show={show} strategy={strategy} />
      <StrategyMoney show={show} strategy={strategy} />
      <dl class={`facts ${isStill(strategy, show.nowMs) ? "is-old" : ""}`}>
        <Fact label={say("last_advice")}>
          <AdviceNow show={show} strategy={strategy} />
        </Fact>
        {account === undefined ? null : <AccountFacts show={show} account={account} strategy={strategy} />}
        <WorkFacts show={show} strategy={strategy} />
      </dl>
      <StrategyActions show={show} strategy={strategy} form={form} />
    </article>
  );
}

/** Its paper money in one line and as a curve; before it was ever ready it has none. */
export function StrategyMoney(
  { show, strategy, isLarge = false }: { show: Show; strategy: StrategyView; isLarge?: boolean },
) {
  const { account, symbol, equityCurve, lastUpdateMs } = strategy;
  if (account === undefined) return <p class="empty small">{show.say("no_account")}</p>;
  return (
    <div class={`strategy-money ${isStill(strategy, show.nowMs) ? "is-old" : ""}`}>
      <p>
        <span class="small muted">{show.say("paper_equity")}</span>{" "}
        <EquityNow show={show} account={account} symbol={symbol} />{" "}
        {lastUpdateMs === undefined ? null : (
          <span class="small muted">
            · <Ago show={show} atMs={lastUpdateMs} />
          </span>
        )}
      </p>
      <EquityCurve
        show={show}
        points={equityCurve}
        startCash={account.startCash}
        currency={quoteOf(symbol)}
        isLarge={isLarge}
      />
    </div>
  );
}

/** Instead of a page about strategies, or about one that is not there. */
export function StrategyHelp({ show, unknown }: { show: Show; unknown: string | undefined }) {
  const { say } = show;
  const text = unknown === undefined ? say("strategies_off") : say("strategy_not_known", { id: unknown });
  return (
    <>
      <StrategyHead show={show} look={{ tone: "warn", icon: "gear", text }} path="/strategies" />
      <section class="card how-to">
        {unknown === undefined ? <p>{say("strategies_off_todo")}</p> : (
          <p>
            <a href={show.href("/strategies")}>{say("strategies_all")}</a>
          </p>
        )}
      </section>
    </>
  );
}
