/** Words and icons of states, never a colour alone; and what every page about signals begins with. */
import type { Child } from "hono/jsx";
import type { MessageRow } from "../../../notifiers/message_store.ts";
import type { SignalStory } from "../../../signals/signals_view.ts";
import { toShownText } from "../../../core/text.ts";
import { Ago, type IconName, Mark, Time, TimeAndAgo, type Tone } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { sayWord } from "./story_words.ts";

type Signal = SignalStory["signal"];
type Decision = SignalStory["decisions"][number];
type Look = { readonly tone: Tone; readonly icon: IconName };

const SIGNAL_LOOKS: Readonly<Record<Signal["state"], Look>> = {
  fired: { tone: "calm", icon: "wait" },
  judging: { tone: "calm", icon: "wait" },
  confirmed: { tone: "good", icon: "check" },
  rejected: { tone: "bad", icon: "cross" },
  unjudged: { tone: "warn", icon: "alert" },
  queued: { tone: "calm", icon: "wait" },
  delivered: { tone: "good", icon: "check" },
  expired: { tone: "warn", icon: "alert" },
  skipped: { tone: "calm", icon: "moon" },
};

const OUTCOME_LOOKS: Readonly<Record<string, Look>> = {
  CONFIRM: { tone: "good", icon: "check" },
  REJECT: { tone: "bad", icon: "cross" },
  ERROR: { tone: "warn", icon: "alert" },
  TIMEOUT: { tone: "warn", icon: "wait" },
  SKIPPED: { tone: "calm", icon: "moon" },
};

const MESSAGE_LOOKS: Readonly<Record<MessageRow["state"], Look>> = {
  queued: { tone: "calm", icon: "wait" },
  sending: { tone: "calm", icon: "wait" },
  unknown: { tone: "warn", icon: "alert" },
  resend: { tone: "warn", icon: "alert" },
  delivered: { tone: "good", icon: "check" },
  refused: { tone: "bad", icon: "cross" },
  expired: { tone: "warn", icon: "alert" },
  superseded: { tone: "calm", icon: "moon" },
};

/** Between the moment of a page and that of what it shows. */
const CLOCK_SLACK_MS = 5_000;

const WAITING: Look = { tone: "calm", icon: "wait" };

export function SignalMark({ show, signal: { state, reason, repeats } }: { show: Show; signal: Signal }) {
  const { say } = show;
  const why = reason === undefined ? "" : ` · ${sayWord(show, `skip_${reason}`, reason)}`;
  const more = repeats === 0 ? "" : ` · ${say("repeated", { count: repeats })}`;
  return <Mark {...SIGNAL_LOOKS[state]}>{`${say(`signal_state_${state}`)}${why}${more}`}</Mark>;
}

/** When it was; one that a clock has dated later than now says so, in words too. */
export function WhenMark({ show, atMs }: { show: Show; atMs: number }) {
  const { say, nowMs } = show;
  // Written between two looks at the clock, it is not from the future.
  const isAhead = atMs > nowMs + CLOCK_SLACK_MS;
  return (
    <span class="when">
      {isAhead
        ? (
          <>
            <Time show={show} atMs={atMs} />{" "}
            <span class="small" title={say("in_future_about")}>
              <Mark tone="warn" icon="alert">{say("in_future")}</Mark>
            </span>
          </>
        )
        : <TimeAndAgo show={show} atMs={atMs} />}
    </span>
  );
}

/** The judge's own word. */
export function OutcomeMark({ show, result }: { show: Show; result: Decision["result"] }) {
  if (result === undefined) return <Mark {...WAITING}>{show.say("outcome_pending")}</Mark>;
  const { raw, errorKind } = result;
  const kind = errorKind === undefined
    ? ""
    : ` (${sayWord(show, `judge_error_${errorKind}`, toShownText(errorKind, 40))})`;
  return (
    <Mark {...OUTCOME_LOOKS[raw] ?? WAITING}>
      {`${sayWord(show, `outcome_${raw.toLowerCase()}`, raw)}${kind}`}
    </Mark>
  );
}

/** What was made of it. */
export function EffectMark({ show, result }: { show: Show; result: Decision["result"] }) {
  if (result === undefined) return <span class="muted">–</span>;
  const look = OUTCOME_LOOKS[result.effective] ?? { tone: "calm", icon: "moon" };
  return <Mark {...look}>{sayWord(show, `effect_${result.effective.toLowerCase()}`, result.effective)}</Mark>;
}

export function MessageMark({ show, state }: { show: Show; state: MessageRow["state"] }) {
  return <Mark {...MESSAGE_LOOKS[state]}>{show.say(`message_state_${state}`)}</Mark>;
}

export const toSignalPath = ({ label, id }: Pick<Signal, "label" | "id">): string =>
  `/signals/${encodeURIComponent(label ?? id)}`;

const PAGES = [["/signals", "title_signals"], ["/decisions", "title_decisions"], [
  "/outbox",
  "title_outbox",
], ["/alerts", "title_alerts"]] as const;

/** Title, time, and the way to the other pages. */
export function SignalsHead(
  { show, path, title, children }: {
    show: Show;
    path: string;
    title: string;
    children?: Child;
  },
) {
  const { say } = show;
  return (
    <header class="overall" data-now={String(Math.round(show.nowMs))}>
      <h1>{title}</h1>
      <p class="muted">
        {say("page_time")} <Time show={show} atMs={show.nowMs} /> KST (<Ago show={show} atMs={show.nowMs} />)
      </p>
      <nav class="sub-pages" aria-label={say("signal_pages")}>
        {PAGES.map(([page, word]) => (
          <a key={page} href={show.href(page)} aria-current={page === path ? "page" : undefined}>
            {say(word)}
          </a>
        ))}
      </nav>
      {children}
    </header>
  );
}
