import { z } from "zod";
import { toShownText } from "../../../core/text.ts";
import type { ChatTools } from "../chat_command.ts";
import { sayClock, sayDuration } from "../spans.ts";

/** Of the body of /health; what is missing is not said. */
const healthSchema = z.looseObject({
  state: z.string(),
  problems: z.array(z.string()),
  problem_details: z.array(z.looseObject({ code: z.string().optional(), ko: z.string(), en: z.string() }))
    .optional(),
  last_poll: z.record(z.string(), z.string().nullable()).optional(),
  schedule: z.looseObject({ next_poll_at: z.string().nullish() }).optional(),
  signals: z.looseObject({
    judge: z.string().optional(),
    fired_today: z.number(),
    confirmed: z.number(),
    rejected: z.number(),
    unjudged: z.number(),
    muted: z.number().optional(),
  }).nullish(),
  notify: z.array(z.looseObject({
    channel: z.string(),
    state: z.string(),
    pending: z.number(),
    unknown: z.number(),
  })).optional(),
});

type SignalsHealth = NonNullable<z.infer<typeof healthSchema>["signals"]>;

/** Without an AI nothing is judged, and the words say so. */
function saySignals(signals: SignalsHealth, { say }: ChatTools): string {
  const { fired_today: fired, confirmed: sent, rejected, unjudged, judge } = signals;
  const isAlone = (judge === "none" || judge === "always_confirm") && rejected + unjudged === 0;
  return isAlone
    ? say("status_signals_alone", { fired, sent })
    : say("status_signals", { fired, sent, rejected, unjudged });
}

const MOST_PROBLEMS = 3;

/** How it is, in a few lines: problems before everything else. */
export function showStatus(result: unknown, tools: ChatTools): string {
  const { say, lang, nowMs } = tools;
  const health = healthSchema.parse(result);
  const details = health.problem_details ??
    health.problems.map((text) => ({ code: undefined, ko: text, en: text }));
  // What a person asked for is no problem, and is not cut off by those that are.
  const isHeld = ({ code }: { readonly code?: string | undefined }) =>
    code === "buys_held" || code === "maintenance";
  const held = details.filter(isHeld).map((one) => one[lang]);
  const problems = details.filter((one) => !isHeld(one)).map((one) => one[lang]);
  const head = problems.length === 0
    ? say("all_well")
    : `⚠️ ${say("with_problems", { count: problems.length })}`;
  const sources = Object.entries(health.last_poll ?? {}).map(([name, at]) => {
    const ageMs = nowMs - Date.parse(at ?? "");
    return Number.isFinite(ageMs)
      ? say("age", { name, age: sayDuration(ageMs, lang) })
      : say("age_none", { name });
  });
  const nextMs = Date.parse(health.schedule?.next_poll_at ?? "");
  const next = Number.isFinite(nextMs) ? sayClock(nextMs) : "–";
  const { signals } = health;
  return [
    `${head} (${health.state})`,
    ...held.map((text) => `⏸ ${toShownText(text)}`),
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `· ${toShownText(problem)}`),
    ...sources.length === 0 ? [] : [say("status_sources", { sources: sources.join(" · ") })],
    ...signals === null || signals === undefined ? [] : [saySignals(signals, tools)],
    ...(health.notify ?? []).map(({ channel, state, pending, unknown }) =>
      say("status_messages", { channel, state, pending, unknown })
    ),
    say("status_no_orders"),
    ...(signals?.muted ?? 0) === 0 ? [] : [say("status_muted", { count: signals?.muted ?? 0 })],
    say("status_time", { next, clock: sayClock(nowMs) }),
  ].join("\n");
}
