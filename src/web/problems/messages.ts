import { toCommand } from "../../core/command_text.ts";
import { toKstClock } from "../../core/kst.ts";
import { createProblemSay, isProblemTextKey } from "../kit/texts/problem_say.ts";
import { sayPlain } from "../kit/show.ts";
import type { AppView } from "../view.ts";
import type { Problem } from "./problem_facts.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

type Channel = NonNullable<AppView["notify"]>["channels"][number];

/** What keeps a message from its reader, and rules that are not the ones somebody wrote. */
export function findMessageProblems({ notify, watching, events, nowMs }: AppView): readonly Problem[] {
  return [
    ...findDeafness(notify?.bot, nowMs),
    ...(notify?.channels ?? []).flatMap((channel) => [...findState(channel), ...findUnknown(channel)]),
    ...findRulesFault(watching),
    ...findHeldBuys(watching),
    ...findDeadLetters(events),
  ];
}

/** Without the channel's own reason: anybody may ask for /health. */
function findState({ channel, state, isShared = false }: Channel): readonly Problem[] {
  const states = [state, ...(isShared ? ["conflict" as const] : [])].filter((one) => one !== "ok");
  const facts = { channel, command: toCommand("notify", "test") };
  return [...new Set(states)].map((one) => ({
    code: `channel_${one}`,
    subject: channel,
    severity: one === "conflict" ? "warning" : "error",
    ko: ko(`problem_channel_${one}`, { ...facts, channel: nameInKorean(channel) }),
    en: en(`problem_channel_${one}`, facts),
  }));
}

/** A short loss of the line is none yet. */
const SHORT_MS = 180_000;

/** What people write is not heard; that another program listens is told with the channel. */
function findDeafness(bot: NonNullable<AppView["notify"]>["bot"], nowMs: number): readonly Problem[] {
  const state = DEAF.find((known) => known === bot?.state);
  if (bot === undefined || state === undefined) return [];
  if (state === "down" && nowMs - (bot.lastOkAtMs ?? 0) < SHORT_MS) return [];
  const key = `problem_bot_${state}` as const;
  const name = { channel: bot.channel };
  return [{
    code: "bot_deaf",
    subject: bot.channel,
    severity: "warning",
    ko: ko(key, { channel: nameInKorean(bot.channel) }),
    en: en(key, name),
  }];
}

const DEAF = ["webhook", "locked_out", "down"] as const;

function findUnknown({ channel, unknown }: Channel): readonly Problem[] {
  if (unknown === 0) return [];
  const facts = { count: unknown, channel, command: toCommand("notify", "outbox", "--state", "unknown") };
  return [{
    code: "sends_unknown",
    subject: channel,
    severity: "warning",
    ko: ko("problem_sends_unknown", { ...facts, channel: nameInKorean(channel) }),
    en: en("problem_sends_unknown", facts),
  }];
}

/** Without the path of the file, for the same reason. */
function findRulesFault(watching: AppView["watching"]): readonly Problem[] {
  if (watching?.problem === undefined) return [];
  const facts = { command: toCommand("rules", "check", "data/rules.json") };
  return [{
    code: "rules_fault",
    severity: "error",
    ko: ko("problem_rules", facts),
    en: en("problem_rules", facts),
  }];
}

/** No fault, for a person wanted it; but whoever waits for a signal must know. */
function findHeldBuys(watching: AppView["watching"]): readonly Problem[] {
  const buys = watching?.quiet?.buys;
  if (buys === undefined) return [];
  const { kind, sinceMs, untilMs, by = "unknown" } = buys;
  const times = { since: toKstClock(sinceMs), until: untilMs === undefined ? "" : toKstClock(untilMs) };
  const toSentence = (say: typeof ko) =>
    say(`problem_buys_${kind}`, {
      ...times,
      by: say(`held_by_${by}`),
      command: toCommand("signals", "resume"),
    });
  return [{ code: "buys_held", severity: "note", sinceMs, ko: toSentence(ko), en: toSentence(en) }];
}

/** Only worth knowing: they are kept until somebody looks at them, and nothing waits for them. */
function findDeadLetters(events: AppView["events"]): readonly Problem[] {
  const count = events?.deadLetters ?? 0;
  if (count === 0) return [];
  return [{
    code: "dead_letters",
    severity: "note",
    ko: ko("problem_dead_letters", { count }),
    en: en("problem_dead_letters", { count }),
  }];
}

function nameInKorean(channel: string): string {
  const key = `channel_${channel}`;
  return isProblemTextKey(key) ? sayPlain(ko, key) : channel;
}
