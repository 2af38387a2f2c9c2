import type { Child } from "hono/jsx";
import type { SourceView } from "../../stock/stock_view.ts";
import type { Show } from "./show.ts";

/** What a state means, so that pages have one look for it: icon, word and tone, never the tone alone. */
export type Tone = "good" | "calm" | "warn" | "bad";
export type IconName = "check" | "alert" | "cross" | "key" | "wait" | "moon" | "gear";

const ICONS: Readonly<Record<IconName, string>> = {
  check: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.1-4.2 5a.8.8 0 0 1-1.2 0L4.3 9l1.1-1.1 1.4 1.4 3.6-4.3Z",
  alert: "M8 1.2 15.4 14.3H.600ZM7.2 6l.3 4h1l.3-4Zm.8 5.1a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z",
  cross:
    "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Zm.6 3.6L4.6 5.7 6.9 8l-2.3 2.3 1.1 1.1L8 9.1l2.3 2.3 1.1-1.1L9.1 8l2.3-2.3-1.1-1.1L8 6.9Z",
  key:
    "M5 3.5a4.5 4.5 0 1 1-2 8.5 4.5 4.5 0 0 1 2-8.5Zm0 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM9 7h6.5v2H14v2h-2V9H9Z",
  wait: "M3.5 1h9v2L9.3 8l3.2 5v2h-9v-2l3.2-5-3.2-5ZM5.5 3 8 6.8 10.5 3Z",
  moon: "M6.2 1.3a6.9 6.9 0 1 0 8.5 8.5A5.7 5.7 0 0 1 6.2 1.3Z",
  gear:
    "M6.8 1h2.4l.4 2 1.3.6 1.7-1.1 1.7 1.7-1.1 1.7.6 1.3 2 .4v2.4l-2 .4-.6 1.3 1.1 1.7-1.7 1.7-1.7-1.1-1.3.6-.4 2H6.8l-.4-2-1.3-.6-1.7 1.1-1.7-1.7 1.1-1.7-.6-1.3-2-.4V7.6l2-.4.6-1.3-1.1-1.7 1.7-1.7 1.7 1.1L6.4 3ZM8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z",
};

export const STATE_LOOKS: Readonly<Record<SourceView["state"], { tone: Tone; icon: IconName }>> = {
  ok: { tone: "good", icon: "check" },
  idle: { tone: "calm", icon: "moon" },
  waiting: { tone: "calm", icon: "wait" },
  failing: { tone: "warn", icon: "alert" },
  auth: { tone: "bad", icon: "key" },
  unavailable: { tone: "bad", icon: "cross" },
  unconfigured: { tone: "warn", icon: "gear" },
};

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path fill="currentColor" fill-rule="evenodd" d={ICONS[name]} />
    </svg>
  );
}

export function Mark({ tone, icon, children }: { tone: Tone; icon: IconName; children: Child }) {
  return (
    <span class={`mark tone-${tone}`}>
      <Icon name={icon} /> <span>{children}</span>
    </span>
  );
}

/** `11-21 21:04:05` with the exact instant for machines. */
export function Time({ show, atMs }: { show: Show; atMs: number }) {
  return <time datetime={show.format.iso(atMs)}>{show.format.clock(atMs)}</time>;
}

/** `3분 전`; live.js keeps it true. */
export function Ago({ show, atMs }: { show: Show; atMs: number }) {
  return <span class="ago" data-ago={String(Math.round(atMs))}>{show.format.ago(atMs)}</span>;
}

export function TimeAndAgo({ show, atMs }: { show: Show; atMs: number }) {
  return (
    <>
      <Time show={show} atMs={atMs} />{" "}
      <span class="muted">
        (<Ago show={show} atMs={atMs} />)
      </span>
    </>
  );
}

/** How old the data of a source is, also when nobody knows. */
export function Age({ show, source: { ageMs } }: { show: Show; source: SourceView }) {
  if (ageMs === undefined) return <span class="ago">{show.say("age_unknown")}</span>;
  return <Ago show={show} atMs={show.nowMs - ageMs} />;
}

/** Said wherever stale data stands, with its age. */
export function StaleBadge({ show, source }: { show: Show; source: SourceView }) {
  const { stale, facts } = source;
  if (!isOld(source) || facts.lastSuccessAtMs === undefined) return null;
  const [before = "", after = ""] = show.say("stale", { age: "\n" }).split("\n");
  return (
    <span class={`badge badge-stale ${stale ? "" : "badge-old"}`}>
      <Icon name="alert" />{" "}
      <span>
        {before}
        <Age show={show} source={source} />
        {after}
      </span>
    </span>
  );
}

/** Data beyond the limit is old for a reader whatever the word for it is. */
export function isOld({ stale, state, facts }: SourceView): boolean {
  return facts.lastSuccessAtMs !== undefined && (stale || state === "unavailable" || state === "auth");
}

/** A price that moved: sign, arrow and colour, so that nobody needs the colour. */
export function Change({ show, value, text }: { show: Show; value: number; text: string }) {
  const way = value > 0 ? "up" : value < 0 ? "down" : "flat";
  const arrow = { up: "▲", down: "▼", flat: "•" }[way];
  return (
    <span class={`change ${way}`}>
      <span class="arrow" aria-hidden="true">{arrow}</span>
      <span class="hidden">{`${show.say(way)} `}</span>
      {text}
    </span>
  );
}

/** Text from outside: its direction stays its own. */
export function Outside({ text }: { text: string | undefined }) {
  return text === undefined ? <span class="muted">–</span> : <bdi>{text}</bdi>;
}
