import { z } from "zod";
import { kstDayOf, readDateText, toKstClock, toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need } from "../deps.ts";

type Signal = Awaited<ReturnType<SignalsReader["list"]>>[number];

/** Everything that was not held back: what goes to somebody, or was to. */
const TOLD: readonly Signal["state"][] = [
  "fired",
  "judging",
  "confirmed",
  "unjudged",
  "queued",
  "delivered",
  "expired",
  "rejected",
];

export const listFired = defineCommand({
  id: "signals.fired",
  scope: "read",
  about: { ko: "조건이 맞은 신호와 그 결과", en: "signals whose condition was met, the latest first" },
  args: z.object({
    limit: z.int().min(1).max(200).default(20),
    which: z.enum(["all", "told", "rejected"], "must be all, told or rejected").default("all")
      .describe("told: without those that were held back"),
    day: z.string().refine((text) => readDateText(text) !== undefined, "must be a date like 2026-11-20")
      .optional().describe("of this day in Korea alone"),
  }),
  result: z.object({
    items: z.array(z.object({
      /** `null` before the right to send was won. */
      label: z.string().nullable(),
      name: z.string().nullable(),
      ticker: z.string(),
      action: z.enum(["buy", "sell", "notice"]),
      class: z.string(),
      state: z.string(),
      reason: z.string().nullable(),
      score: z.number().nullable(),
      price: z.number().nullable(),
      change_pct: z.number().nullable(),
      fired_at: z.string(),
      /** Of the judge's own word; `null` when none was asked. */
      verdict: z.string().nullable(),
      confidence: z.number().nullable(),
      seen_at: z.string().nullable(),
      outcomes: z.array(
        z.object({ sessions: z.number(), pct_net: z.number().nullable(), hit: z.boolean().nullable() }),
      ),
    })),
    /** Of that day, or of today: how many conditions were met and told to nobody, by reason. */
    held_back: z.array(z.object({ reason: z.string(), count: z.int() })),
  }),
  words({ items }) {
    const [first] = items;
    if (first === undefined) return { ko: "아직 맞은 조건이 없습니다.", en: "No condition was met yet" };
    const at = toKstClock(Date.parse(first.fired_at));
    return {
      ko: `신호 ${items.length}건, 마지막은 ${at} ${toShownText(first.name ?? first.ticker)}`,
      en: `${items.length} signal(s), the last at ${at}: ${first.ticker}`,
    };
  },
  async run({ limit, which, day: written }, { deps }) {
    const reader = need(deps, "signalStories");
    const day = written === undefined ? undefined : readDateText(written);
    const states = which === "all" ? undefined : which === "told" ? TOLD : ["rejected" as const];
    const latest = await reader.list({ day, states, limit });
    const { skipped } = await reader.counts(day ?? kstDayOf(deps.clock.now()));
    return {
      items: await Promise.all(latest.map((signal) => toItem(signal, { deps }))),
      held_back: toHeld(skipped),
    };
  },
});

async function toItem(signal: Signal, { deps }: Pick<CommandContext, "deps">) {
  const { label = null, name = null, ticker, action, signalClass, state, reason = null, score = null } =
    signal;
  const story = await need(deps, "signalStories").find(signal.id);
  const result = story?.decisions.at(-1)?.result;
  const seenAtMs = story?.followUp.seen?.atMs;
  return {
    ...{ label, name, ticker, action, class: signalClass, state, reason, score },
    ...{ price: signal.price ?? null, change_pct: signal.changePct ?? null },
    fired_at: toKstIso(signal.firedAtMs),
    verdict: result?.raw ?? null,
    confidence: result?.confidence ?? null,
    seen_at: seenAtMs === undefined ? null : toKstIso(seenAtMs),
    outcomes: (story?.outcomes ?? []).map(({ horizon, pctNet = null, hit = null }) => ({
      ...{ sessions: horizon, pct_net: pctNet, hit },
    })),
  };
}

/** The most frequent reason first; a condition that was met again and again counts each time. */
function toHeld(skipped: Readonly<Record<string, number>>): { reason: string; count: number }[] {
  return Object.entries(skipped).map(([reason, count]) => ({ reason: reason || "unknown", count }))
    .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
