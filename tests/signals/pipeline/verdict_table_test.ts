/** Every answer of a judge for every class of signal: what is stored, what a person and a program are told, and how loud. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { toMessageRequest } from "../../../src/app/signals/message_of.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { composeMessages } from "../../../src/notifiers/compose.ts";
import { createChannels } from "../../../src/notifiers/start_notifiers.ts";
import type { JudgeAnswer } from "../../../src/signals/judges/judge.ts";
import { OFFICE_SECRET } from "../../support/webhook_receiver.ts";
import { BOT_TOKEN } from "../../support/telegram_server.ts";
import { settle } from "../../support/manual_clock.ts";
import { CONFIRM, found, openBench, REJECT, STOP } from "./pipeline_parts.ts";

const never = () => new Promise<never>(() => {});
const ANSWERS: Readonly<Record<string, JudgeAnswer | (() => Promise<JudgeAnswer>)>> = {
  confirms: CONFIRM,
  rejects: REJECT,
  turned_by_headlines: { ...CONFIRM, kind: "verdict", effective: "REJECT" } as JudgeAnswer,
  unreachable: () => Promise.reject(new TypeError("connection refused")),
  truncated: { kind: "error", error: "truncated" },
  refused: { kind: "error", error: "refused" },
  bad_answer: { ...CONFIRM, confidence: 150 } as JudgeAnswer,
  silent: never,
  budget: { kind: "skipped", why: "budget" },
};
const CLASSES = {
  buy: {},
  sell_discretionary: { ticker: "012450", action: "sell", signalClass: "sell_discretionary" },
  sell_protective: STOP,
} as const;

/** `state raw→effective: person, program`; a person hears what rings as `ring`. */
const WANTED: Readonly<Record<keyof typeof CLASSES, Readonly<Record<string, string>>>> = {
  buy: {
    confirms: "queued CONFIRM→CONFIRM: buy ring, office",
    rejects: "rejected REJECT→REJECT: ",
    turned_by_headlines: "rejected CONFIRM→REJECT: ",
    unreachable: "unjudged ERROR(thrown)→NONE: unjudged",
    truncated: "unjudged ERROR(truncated)→NONE: unjudged",
    refused: "unjudged ERROR(refused)→NONE: unjudged",
    bad_answer: "unjudged ERROR(bad_answer)→NONE: unjudged",
    silent: "unjudged TIMEOUT(deadline)→NONE: unjudged",
    budget: "unjudged SKIPPED(budget)→NONE: unjudged",
  },
  sell_discretionary: {
    confirms: "queued CONFIRM→CONFIRM: sell_discretionary ring, office",
    rejects: "rejected REJECT→REJECT: ",
    turned_by_headlines: "rejected CONFIRM→REJECT: ",
    unreachable: "queued ERROR(thrown)→CONFIRM: sell_discretionary ring, office",
    truncated: "queued ERROR(truncated)→CONFIRM: sell_discretionary ring, office",
    refused: "queued ERROR(refused)→CONFIRM: sell_discretionary ring, office",
    bad_answer: "queued ERROR(bad_answer)→CONFIRM: sell_discretionary ring, office",
    silent: "queued TIMEOUT(deadline)→CONFIRM: sell_discretionary ring, office",
    budget: "queued SKIPPED(budget)→CONFIRM: sell_discretionary ring, office",
  },
  sell_protective: {
    confirms: "queued CONFIRM→CONFIRM: sell_protective ring, office, edit",
    rejects: "queued REJECT→REJECT: sell_protective ring, office, edit",
    turned_by_headlines: "queued CONFIRM→REJECT: sell_protective ring, office, edit",
    unreachable: "queued ERROR(thrown)→CONFIRM: sell_protective ring, office",
    truncated: "queued ERROR(truncated)→CONFIRM: sell_protective ring, office",
    refused: "queued ERROR(refused)→CONFIRM: sell_protective ring, office",
    bad_answer: "queued ERROR(bad_answer)→CONFIRM: sell_protective ring, office",
    silent: "queued TIMEOUT(deadline)→CONFIRM: sell_protective ring, office",
    budget: "queued SKIPPED(budget)→CONFIRM: sell_protective ring, office",
  },
};

/** The rows that real channels would get of what goes out. */
function openChannels() {
  const timeoutMs = 1_000;
  const channels = createChannels({
    ...{ order: ["telegram", "webhook"], quiet: undefined, ringsPer5Min: 5, hidesAmounts: false, lang: "ko" },
    telegram: { url: "http://127.0.0.1:9", token: BOT_TOKEN, timeoutMs, chats: ["777"] },
    office: { url: "http://127.0.0.1:9/hook", secret: OFFICE_SECRET, timeoutMs },
  }, createSystemClock());
  return { channels, [Symbol.dispose]: () => channels.forEach((channel) => channel[Symbol.dispose]()) };
}

async function tell(signalClass: keyof typeof CLASSES, name: string): Promise<string> {
  using open = openChannels();
  const told: string[] = [];
  await using bench = await openBench({
    enqueue: (_tx, facts) => {
      const request = toMessageRequest(facts, "ko");
      const setup = { owner: "owner", channels: open.channels, lang: "ko", hidesAmounts: false } as const;
      const drafts = composeMessages(request, { ...setup, nowMs: facts.firedAtMs });
      for (const { channel, kind, ring, edits } of drafts) {
        const shown = edits === undefined ? `${kind}${ring ? " ring" : ""}` : "edit";
        told.push(channel === "telegram" ? shown : "office");
      }
      return drafts.length;
    },
  });
  bench.answer = ANSWERS[name] ?? CONFIRM;
  await bench.pipeline.take(found(bench.clock, [CLASSES[signalClass]]));
  if (name === "silent") {
    if (signalClass === "sell_discretionary") {
      await bench.clock.advance(7_999);
      strictEqual(told.length, 0, "not before eight seconds");
      await bench.clock.advance(1);
    } else await bench.clock.advance(20_000);
  }
  for (let i = 0; i < 5; i++) await settle();
  await bench.pipeline.settled();
  const [signal] = await bench.store.list("owner", { limit: 1 });
  const [decision] = await bench.store.decisions("owner", signal?.id ?? "");
  const { raw, effective, errorKind } = decision?.result ?? {};
  const why = errorKind === undefined ? "" : `(${errorKind})`;
  return `${signal?.state} ${raw}${why}→${effective}: ${told.join(", ")}`;
}

const TITLES = {
  buy:
    "faults 2 and 40: a buy is closed: without a verdict a silent note, no program is told, and no error is a rejection",
  sell_discretionary:
    "fault 40: a sell at choice is open: without a verdict it goes out as such after eight seconds",
  sell_protective:
    "fault 3: a sell that protects is out before anybody answers, and an answer comes by edit alone",
} as const;

for (const signalClass of ["buy", "sell_discretionary", "sell_protective"] as const) {
  Deno.test(TITLES[signalClass], async () => {
    const found = await Promise.all(
      Object.keys(ANSWERS).map(async (name) => [name, await tell(signalClass, name)]),
    );
    deepStrictEqual(Object.fromEntries(found), WANTED[signalClass]);
  });
}
