import type { StrategyView } from "../../../engine/strategy_view.ts";
import { isInterval } from "../../../core/candle.ts";
import { toChartPath } from "../../api/candles_route.ts";
import { Ago, Icon, Outside, Time, TimeAndAgo, type Tone } from "../../kit/marks.tsx";
import type { IconName } from "../../kit/marks.tsx";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { toShownStrategyReason } from "../../kit/strategy_reasons.ts";
import { toStrategyPath } from "./state.tsx";

const LONGEST_DETAIL = 500;
/** States in which a person may want it to go on; in all others it may be told to stop. */
const RESTING: ReadonlySet<StrategyView["state"]> = new Set(["stopped", "parked", "closing"]);

/** What a form that changes something needs: the proof that a page of ours was seen, and where to go back to. */
export interface FormFacts {
  readonly csrfToken: string;
  /** A path of ours. */
  readonly next: string;
}

export interface HeadLook {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly text: string;
}

/** The first lines of a page about strategies: how they are, of when it is, and that the money is invented. */
export function StrategyHead({ show, look, path }: { show: Show; look: HeadLook; path: string }) {
  const { say } = show;
  return (
    <>
      <header class="overall" data-now={String(Math.round(show.nowMs))}>
        <h1 class={`tone-${look.tone}`}>
          <Icon name={look.icon} /> <span>{look.text}</span>
        </h1>
        <p class="muted">
          {say("page_time")} <Time show={show} atMs={show.nowMs} />{" "}
          KST (<Ago show={show} atMs={show.nowMs} />) ·{" "}
          <a id="reload" href={show.href(path)}>{say("reload")}</a>
        </p>
      </header>
      <p class="paper-band">
        <b>{say("paper_money")}</b> {say("paper_band")}
      </p>
    </>
  );
}

/** Since when it is in its state, why, and what to do about it. */
export function StateLines({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const { say } = show;
  const { state, stateSinceMs, detail, warning } = strategy;
  const toText = (reason: string) => toShownText(toShownStrategyReason(show, reason), LONGEST_DETAIL);
  return (
    <>
      {stateSinceMs === undefined ? null : (
        <p class="small muted">
          {say("state_since")} <TimeAndAgo show={show} atMs={stateSinceMs} />
        </p>
      )}
      {detail === undefined ? null : (
        <p class={state === "parked" ? "loud" : "small"}>
          {say("reason")}: <Outside text={toText(detail)} />
        </p>
      )}
      {warning === undefined ? null : (
        <p class="todo">
          <Outside text={toText(warning)} />
        </p>
      )}
      {state === "parked" ? <p class="todo">{say("parked_todo")}</p> : null}
    </>
  );
}

/** Plain forms: the answer leads back here with a notice. */
export function StrategyActions(
  { show, strategy, form }: { show: Show; strategy: StrategyView; form: FormFacts },
) {
  const { say } = show;
  const { id, state, timeframe } = strategy;
  const isResting = RESTING.has(state);
  const word = say(state === "parked" ? "start_again" : isResting ? "start_strategy" : "stop_strategy");
  const query = isInterval(timeframe) ? { interval: timeframe } : {};
  return (
    <div class="card-actions">
      <form method="post" action={`${toStrategyPath(id)}/${isResting ? "start" : "stop"}`}>
        <input type="hidden" name="csrf" value={form.csrfToken} />
        <input type="hidden" name="next" value={form.next} />
        <button type="submit" id={`set-${id}`} class={isResting ? "" : "quiet"} aria-label={`${word}: ${id}`}>
          {word}
        </button>
      </form>
      <a href={show.href(toChartPath(strategy), query)}>{say("open_chart")}</a>
    </div>
  );
}
