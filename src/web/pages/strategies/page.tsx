import type { StrategyView } from "../../../engine/strategy_view.ts";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { StrategyMoney } from "./list_page.tsx";
import { AccountFacts, AdviceNow, Fact, WorkFacts } from "./facts.tsx";
import { type FormFacts, StateLines, StrategyActions, StrategyHead } from "./head.tsx";
import { AdviceList, type HistoryPages, TradeList } from "./history.tsx";
import { isStill, STRATEGY_LOOKS, StrategyMark, toStrategyPath, toStrategyTitle } from "./state.tsx";

export interface StrategyPageFacts {
  readonly show: Show;
  readonly strategy: StrategyView;
  readonly pages: HistoryPages;
  readonly form: FormFacts;
}

/** What stands inside `<main>` of `/strategies/:id`; live.js asks for it alone. */
export function StrategyMain({ show, strategy, pages, form }: StrategyPageFacts) {
  const { id, state } = strategy;
  const { tone, icon } = STRATEGY_LOOKS[state];
  return (
    <>
      <StrategyHead show={show} look={{ tone, icon, text: id }} path={toStrategyPath(id)} />
      <section class={`card strategy tone-edge-${tone}`} aria-labelledby="now-title">
        <header class="card-head">
          <h2 id="now-title">
            <bdi>{toStrategyTitle(show, strategy)}</bdi>
          </h2>
          <StrategyMark show={show} state={state} />
        </header>
        <StateLines show={show} strategy={strategy} />
        <StrategyMoney show={show} strategy={strategy} isLarge />
        <Facts show={show} strategy={strategy} />
        <StrategyActions show={show} strategy={strategy} form={form} />
      </section>
      <AdviceList show={show} strategy={strategy} pages={pages} />
      <TradeList show={show} strategy={strategy} pages={pages} />
      <p>
        <a href={show.href("/strategies")}>{show.say("strategies_all")}</a>
      </p>
    </>
  );
}

const REFUSALS = [
  "no_shorts",
  "position_open",
  "not_enough_money",
  "below_minimum",
  "not_a_size",
  "wrong_side",
] as const;

/** One of another version stands as it is. */
function toRefusalText({ say }: Show, reason: string): string {
  const known = REFUSALS.find((one) => one === reason);
  return known === undefined ? toShownText(reason, 60) : say(`refusal_${known}`);
}

const WAITS = ["upper_limit", "lower_limit", "halted"] as const;

function toWaitText({ say }: Show, reason: string): string {
  const known = WAITS.find((one) => one === reason);
  return known === undefined ? toShownText(reason, 60) : say(`wait_${known}`);
}

function Facts({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const { say, format } = show;
  const { account, totalSignals } = strategy;
  const refusals = Object.entries(account?.refusals ?? {}).filter(([, count]) => count > 0);
  const waits = Object.entries(account?.waits ?? {});
  return (
    <dl class={`facts ${isStill(strategy, show.nowMs) ? "is-old" : ""}`}>
      <Fact label={say("last_advice")}>
        <AdviceNow show={show} strategy={strategy} />
      </Fact>
      {account === undefined ? null : <AccountFacts show={show} account={account} strategy={strategy} />}
      <Fact label={say("total_signals")}>{format.number(totalSignals)}</Fact>
      {refusals.length === 0 ? null : (
        <Fact label={say("refusals")}>
          <bdi>
            {refusals.map(([reason, count]) => `${toRefusalText(show, reason)} ${format.number(count)}`).join(
              " · ",
            )}
          </bdi>
        </Fact>
      )}
      {waits.length === 0 ? null : (
        <Fact label={say("waits")}>
          <bdi>
            {waits.map(([reason, count]) => `${toWaitText(show, reason)} ${format.number(count)}`).join(
              " · ",
            )}
          </bdi>
        </Fact>
      )}
      <WorkFacts show={show} strategy={strategy} />
    </dl>
  );
}
