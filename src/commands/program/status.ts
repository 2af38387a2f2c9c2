/** How all of it is, for a person at a telephone: one look at what /health, settings and mutes tell one by one. */
import { z } from "zod";
import { kstDayOf, toKstIso } from "../../core/kst.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findNames } from "../tickers/named_ticker.ts";
import { isStockCode, readSymbol } from "../../core/symbol.ts";
import { type Status, statusOfAllSchema, toStatusWords } from "./status_words.ts";

/** Of the body of /health; what is missing there is not known. */
const healthSchema = z.looseObject({
  state: z.string(),
  problem_details: z.array(z.looseObject({ code: z.string(), ko: z.string(), en: z.string() })).default([]),
  sources: z.record(
    z.string(),
    z.looseObject({ state: z.string(), stale: z.boolean(), age_s: z.number().nullable() }),
  ).default({}),
  schedule: z.looseObject({ window: z.string(), next_poll_at: z.string().nullable() }),
  signals: z.looseObject({
    judge: z.string(),
    fired_today: z.number(),
    confirmed: z.number(),
    rejected: z.number(),
    unjudged: z.number(),
  }).nullish(),
  notify: z.array(z.looseObject({ pending: z.number(), unknown: z.number() })).default([]),
  strategies: z.record(z.string(), z.looseObject({ state: z.string() })).nullish(),
});

type Health = z.output<typeof healthSchema>;

export const showStatus = defineCommand({
  id: "program.status",
  scope: "read",
  about: { ko: "지금 상태를 몇 줄로", en: "how it is, in a few lines" },
  args: z.object({}),
  result: statusOfAllSchema,
  words: (status) => ({ ko: toStatusWords(status, "ko"), en: toStatusWords(status, "en") }),
  async run(_, context) {
    const { owner, deps } = context;
    const health = healthSchema.parse(need(deps, "program").health());
    const { signals, strategies, notify, schedule } = health;
    const sum = (name: "pending" | "unknown") => notify.reduce((all, channel) => all + channel[name], 0);
    const settings = await deps.settings?.list(owner);
    return {
      now: toKstIso(deps.clock.now()),
      ...{ state: health.state, window: schedule.window, next_poll_at: schedule.next_poll_at },
      problems: health.problem_details.map(({ code, ko, en }) => ({ code, ko, en })),
      sources: Object.entries(health.sources).map(([id, { state, stale, age_s }]) => ({
        id,
        state,
        stale,
        age_s,
      })),
      signals: signals === null || signals === undefined ? null : {
        ...{ judge: signals.judge, fired: signals.fired_today, sent: signals.confirmed },
        ...{ rejected: signals.rejected, unjudged: signals.unjudged },
      },
      messages: { waiting: sum("pending"), unknown: sum("unknown") },
      judge: await readJudge(signals, context),
      strategies_running: Object.values(strategies ?? {}).filter(({ state }) => state === "running").length,
      are_orders_live: deps.areOrdersLive?.() ?? false,
      quiet: settings?.find(({ name }) => name === "quiet")?.value ?? null,
      muted: await readMuted(context),
    };
  },
});

/** Questions of today that a judge was really asked, and what they cost; `null` where there is none to ask. */
async function readJudge(
  signals: Health["signals"],
  { deps }: Pick<CommandContext, "deps">,
): Promise<Status["judge"]> {
  const judge = signals?.judge ?? "none";
  if (judge === "none" || judge === "always_confirm" || deps.signalStories?.judgeCounts === undefined) {
    return null;
  }
  const { calls, costKrw } = await deps.signalStories.judgeCounts(kstDayOf(deps.clock.now()));
  return { calls, cost_krw: costKrw };
}

/** Single tickers; that all buys are held back is a problem of its own. */
async function readMuted({ owner, deps }: Pick<CommandContext, "owner" | "deps">): Promise<Status["muted"]> {
  const mutes = await deps.mutes?.list(owner) ?? [];
  const names = await findNames({ owner, deps });
  return mutes.filter(({ ticker }) => isStockCode(ticker) || readSymbol(ticker) !== undefined).map((
    { ticker, untilMs },
  ) => ({ ticker, name: names.get(ticker) ?? null, until: toKstIso(untilMs) }));
}
