import type { ExchangeFacts, LiveFacts, SeriesState } from "../../market/market_view.ts";
import { Ago, type IconName, Mark, Outside, type Tone } from "./marks.tsx";
import { toShownReason } from "./reasons.ts";
import type { Show } from "./show.ts";

export const SERIES_LOOKS: Readonly<Record<SeriesState, { tone: Tone; icon: IconName }>> = {
  live: { tone: "good", icon: "check" },
  catching_up: { tone: "calm", icon: "wait" },
  stale: { tone: "warn", icon: "alert" },
  down: { tone: "bad", icon: "cross" },
  idle: { tone: "calm", icon: "moon" },
  closed: { tone: "calm", icon: "moon" },
};
export const STREAM_LOOKS: Readonly<Record<ExchangeFacts["stream"], { tone: Tone; icon: IconName }>> = {
  up: { tone: "good", icon: "check" },
  down: { tone: "bad", icon: "cross" },
  none: { tone: "calm", icon: "moon" },
};
const STATES = Object.keys(SERIES_LOOKS) as readonly SeriesState[];

/** `120 ms`, `1.5 s` */
export function toLagText({ format }: Show, ms: number): string {
  return Math.abs(ms) < 1_000 ? `${format.number(ms, 0)} ms` : `${format.number(ms / 1_000, 1)} s`;
}

/** Every state stands in the page, so that chart.js needs to know none of their words: it shows another one. */
export function LiveBadge({ show, facts, nowMs }: { show: Show; facts: LiveFacts; nowMs: number }) {
  const { say } = show;
  const { state, reason, lastFrameAgeMs, lagMs } = facts;
  return (
    <p class="live" id="live" data-state={state}>
      {STATES.map((known) => (
        <span key={known} data-for={known} class={`live-${known}`} hidden={known !== state}>
          <Mark {...SERIES_LOOKS[known]}>{say(`series_${known}`)}</Mark>
        </span>
      ))}
      <span data-for="lost" class="live-lost" hidden>
        <Mark tone="bad" icon="cross">
          <span id="live-lost-text" data-text={say("live_lost", { time: "{time}" })}></span>
        </Mark>
      </span>
      <span id="live-lag" class="muted" data-text={say("live_lag", { lag: "{lag}" })}>
        {lagMs === undefined ? "" : say("live_lag", { lag: toLagText(show, lagMs.last) })}
      </span>
      <span id="live-heard" class="muted" hidden={lastFrameAgeMs === undefined}>
        {say("live_heard")} {lastFrameAgeMs === undefined
          ? <span class="ago"></span>
          : <Ago show={show} atMs={nowMs - lastFrameAgeMs} />}
      </span>
      <span id="live-reason" class="muted">
        {reason === undefined ? "" : <Outside text={toShownReason(show, reason)} />}
      </span>
    </p>
  );
}
