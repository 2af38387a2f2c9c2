/** Every entrance of foreign text, through the whole program, to everywhere where it comes out again. */
import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createLog } from "../../../src/telemetry/log_writer.ts";
import { startFaultServer } from "../../support/fault_server.ts";
import * as steps from "../../support/fault_steps.ts";
import { HOSTILE_TEXTS, UNSAFE_FOR_LINES, UNSAFE_FOR_PEOPLE } from "../../support/hostile_texts.ts";
import { until } from "../../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { type RunningApp, startRunningApp } from "../running_app.ts";

const KEY = "inbound-key-of-more-than-32-characters";
const codeOf = (first: string, i: number) => `${first}${String(i).padStart(4, "0")}`;

/** Each text as a name, as a ticker and as a headline. */
function toPayload(path: string): unknown {
  const names = HOSTILE_TEXTS.map((name, i) => ({ name, i }));
  const fallen = { quantity: 3, avg_price: 41_200, current_price: 38_150, pnl_pct: -7.4 };
  if (path.includes("portfolio")) {
    return {
      holdings: names.flatMap(({ name, i }) => [
        { ...fallen, ticker: codeOf("03", i), name },
        { ...fallen, ticker: name, name },
      ]),
    };
  }
  if (path.includes("news")) {
    return {
      items: names.map(({ name, i }) => ({
        ...{ headline: name, name, ticker: codeOf("00", i), sentiment: 0.9 },
        published_at: "2026-03-11T09:58:00+09:00",
      })),
    };
  }
  const good = { score: 0.99, current_price: 71_300, change_pct: 3, volume_ratio: 3, rank: 1 };
  return {
    results: names.flatMap(({ name, i }) => [
      { ...good, ticker: codeOf("00", i), name },
      { ...good, ticker: name, name },
    ]),
  };
}

async function startOpen() {
  const telegram = startTelegramServer();
  const stock = startFaultServer(({ path }) => steps.ok(toPayload(path)));
  const running = await startRunningApp({
    STOCK_API_URL: stock.url,
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_RINGS_PER_5MIN: "60",
    SIGNAL_V2_INBOUND_KEY: KEY,
  });
  return {
    ...{ ...running, telegram },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await stock[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

/** Lets seconds pass, for messages that go one in each, until it is so. */
async function pass(
  { clock }: RunningApp,
  isTrue: () => boolean,
  { what, seconds }: { readonly what: string; readonly seconds: number },
): Promise<void> {
  for (let i = 0; i < seconds && !isTrue(); i++) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await until(isTrue, what, 5_000);
}

/** The lines as a terminal and a file get them, from the real writer. */
function toLines(log: RunningApp["log"]): readonly string[] {
  const lines: string[] = [];
  const push = (line: string) => void lines.push(line);
  for (const format of ["pretty", "json"] as const) {
    const writer = createLog({
      ...{ level: "debug", format, hasColor: false, secrets: [KEY], mark: undefined, now: () => 0 },
      write: push,
    });
    for (const { level, event, message, fields } of log.lines) writer.write(level, event, message, fields);
  }
  return lines;
}

Deno.test("fault 63: hostile texts by every entrance are text wherever they come out: on the telephone, in the log, on pages", async () => {
  await using test = await startOpen();
  const { telegram, app } = test;
  const { length } = HOSTILE_TEXTS;
  await test.passMinutes(1);
  // Signals of names from the portfolio and from the screener, each told on its own or in a group.
  const told = () => telegram.texts.join("\n").match(/매도|매수/g)?.length ?? 0;
  await pass(test, () => told() >= 2 * length, { what: "the signals of both lists", seconds: 90 });

  const answers = await Promise.all(HOSTILE_TEXTS.flatMap((text, i) => {
    const body = { action: "sell", class: "protective", confidence: 0.9, price: 100, ref: `r${i}`, key: KEY };
    const named = { ...body, ticker: codeOf("01", i), name: text.slice(0, 90), reason: text.slice(0, 480) };
    return [named, { ...body, ticker: text }].map(async (sent) => {
      const response = await fetch(`${app.url}/signal`, {
        ...{ method: "POST", body: JSON.stringify(sent), headers: { "content-type": "application/json" } },
      });
      return { status: response.status, text: await response.text() };
    });
  }));
  assertTrue(answers.every(({ status }) => [202, 413, 422, 429].includes(status)), JSON.stringify(answers));
  for (const { text } of answers) doesNotMatch(text, UNSAFE_FOR_LINES);

  const { updates } = telegram;
  const sentAtMs = test.clock.now();
  const before = telegram.texts.length;
  for (const text of HOSTILE_TEXTS) {
    updates.message("666", text, { sentAtMs, name: text });
    updates.message("666", `/start ${text}`, { sentAtMs, name: text, chat: "-55", chatType: "group" });
  }
  const words = ["why", "mute", "unmute", "alert", "stop_strategy", "pause", "signals", ""];
  const mine = HOSTILE_TEXTS.map((text, i) => `/${words[i % words.length]} ${text}`);
  for (const text of [...mine, "/signals 20", "/portfolio_status", "/status", "/why S-0311-01"]) {
    updates.message("777", text, { sentAtMs, name: text });
  }
  await pass(test, () => telegram.texts.length >= before + mine.length + 4, { what: "replies", seconds: 60 });

  for (const text of telegram.texts) {
    doesNotMatch(text, UNSAFE_FOR_PEOPLE, JSON.stringify(text.slice(0, 400)));
    assertTrue(text.length <= 4_096 && text.isWellFormed());
  }
  const events = test.log.lines.map(({ event }) => event);
  deepStrictEqual(events.filter((event) => /bug|failed/.test(event)), [], toLines(test.log).join("\n"));
  strictEqual(telegram.messages.filter(({ chat, isOfBot }) => isOfBot && chat !== "777").length, 0);
  for (const line of toLines(test.log)) doesNotMatch(line, UNSAFE_FOR_LINES);

  for (const path of ["/", "/signals", "/signals/S-0311-01", "/outbox", "/decisions"]) {
    const page = await (await fetch(`${app.url}${path}`, { headers: { accept: "text/html" } })).text();
    doesNotMatch(page, /<script>alert|<b>unclosed|<i>crossed|\u202e|\0/, path);
    match(page, /<\/html>/);
  }
});
