import assert from "node:assert/strict";
import { openStore } from "../../src/app/data/store.ts";
import { openBotMemory } from "../../src/app/bot/bot_memory.ts";
import { startProgramBotIfSet } from "../../src/app/bot.ts";
import { startMessages } from "../../src/app/notifiers.ts";
import { hashLinkCode, LINK_RULES } from "../../src/bot/link_code.ts";
import { readConfig } from "../../src/config/config.ts";
import { createStoreClock, createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { createFakeDoor, done } from "../bot/bot_parts.ts";
import { OutsideClock, START } from "../notifiers/notify_parts.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { until } from "../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";

const clock = createSystemClock();
const runtime = {
  ...{ clock, log: silentLog, fetch, random: () => 0, version: "0", embeddedHolidays: undefined },
  requestStop() {},
};
const configOf = (url: string, more: Readonly<Record<string, string>> = {}) => {
  const variables: Readonly<Record<string, string>> = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: url,
    ...more,
  };
  return readConfig({ get: (name) => variables[name], envFile: undefined });
};

Deno.test("who links himself by a code asks the program, and is told of everything from then on", async () => {
  await using telegram = startTelegramServer();
  await using opened = await openTempStore();
  const config = configOf(telegram.url);
  const door = createFakeDoor(() => done("", { items: [], held_back: [] }));
  const memory = openBotMemory(opened.store);
  const nowMs = clock.now();
  const hash = await hashLinkCode("ABCD2345");
  await memory.addCode("owner", { hash, madeAtMs: nowMs, expiresAtMs: nowMs + 60_000 });
  {
    await using notifiers = await startMessages(config, { ...runtime, mode: "live" }, opened.store);
    await using _bot = await startProgramBotIfSet(config, {
      ...{ runtime, databases: opened.store, notifiers, openDoor: () => Promise.resolve(door) },
    });
    assert.equal(await notifiers.tell({ key: "before", facts: { kind: "test", atMs: nowMs } }), 0);
    telegram.updates.message("555", "/start ABCD2345", { sentAtMs: clock.now() });
    await until(() => telegram.texts.length === 1, "the welcome");
    telegram.updates.message("555", "/signals", { sentAtMs: clock.now() });
    await until(() => telegram.texts.length === 2, "the answer");
    assert.equal(await notifiers.tell({ key: "after", facts: { kind: "test", atMs: nowMs } }), 1);
    await until(() => telegram.texts.length === 3, "the message");
  }
  // Also after a new start, before anybody wrote.
  await using notifiers = await startMessages(config, { ...runtime, mode: "live" }, opened.store);
  assert.equal(await notifiers.tell({ key: "again", facts: { kind: "test", atMs: nowMs } }), 1);
  assert.deepEqual(telegram.messages.filter(({ isOfBot }) => isOfBot).map(({ chat }) => chat).slice(0, 3), [
    "555",
    "555",
    "555",
  ]);
});

Deno.test("who is unlinked by another process is told nothing more, also nothing that waited; who is linked there is told", async () => {
  await using telegram = startTelegramServer();
  await using opened = await openTempStore();
  const clock = new OutsideClock(START);
  const config = configOf(telegram.url, { SIGNAL_V2_TELEGRAM_USERS: "777" });
  const started = await startMessages(config, { ...runtime, clock, mode: "live" }, opened.store);
  const rows = () => opened.store.messages.browse({ state: undefined, limit: 100 });
  const isDone = async () => (await rows()).every(({ doneAtMs }) => doneAtMs !== undefined);
  const tell = (key: string) => started.tell({ key, facts: { kind: "test", atMs: clock.now() } });
  const elsewhere = await openStore({ dir: opened.dir, clock: createStoreClock(clock) });
  const memory = openBotMemory(elsewhere);
  const chatsOf = () => telegram.messages.filter(({ isOfBot }) => isOfBot).map(({ chat }) => chat);

  await link(memory, "999", clock.now());
  assert.equal(await tell("first"), 2);
  await clock.until(isDone);
  assert.deepEqual(chatsOf().toSorted(), ["777", "999", "999"]);
  telegram.setDown(true);
  assert.equal(await tell("waits"), 2);
  await memory.unlink("owner", "999");
  telegram.setDown(false);
  await clock.until(isDone);
  assert.equal(await tell("after"), 1);
  await clock.until(isDone);
  assert.deepEqual(chatsOf().toSorted(), ["777", "777", "777", "999", "999"]);
  const gone = (await rows()).filter(({ state }) => state === "expired");
  assert.deepEqual(gone.map(({ chat, key }) => `${chat} ${key}`), ["999 waits"]);
  assert.match(gone[0]?.error ?? "", /told no more/);
  let isOver = false;
  const ending = started[Symbol.asyncDispose]().then(() => elsewhere[Symbol.asyncDispose]()).then(() =>
    isOver = true
  );
  await clock.until(() => isOver);
  await ending;
});

/** As the code of the terminal does it. */
async function link(memory: ReturnType<typeof openBotMemory>, userId: string, nowMs: number): Promise<void> {
  const codeHash = await hashLinkCode("ABCD2345");
  await memory.addCode("owner", { hash: codeHash, madeAtMs: nowMs, expiresAtMs: nowMs + 60_000 });
  const reply = { chat: userId, text: "welcome", buttons: [], edits: undefined, isRinging: false };
  const outcome = await memory.tryLink("owner", {
    updateId: 1,
    atMs: nowMs,
    kind: "message",
    outcome: "link",
  }, {
    codeHash,
    person: { userId, name: "", chat: userId, linkedAtMs: nowMs },
    welcome: { ...reply, key: "welcome" },
    tooLate: { ...reply, key: "late" },
    rules: LINK_RULES,
  });
  assert.equal(outcome, "linked");
}

Deno.test("without a token, in the demo and where Telegram is no channel nobody listens", async () => {
  await using telegram = startTelegramServer();
  const cases = [
    { config: configOf(telegram.url, { SIGNAL_V2_TELEGRAM_TOKEN: "" }), mode: "live" as const },
    { config: configOf(telegram.url), mode: "demo" as const },
    { config: configOf(telegram.url, { SIGNAL_V2_NOTIFY: "webhook" }), mode: "live" as const },
  ];
  for (const { config, mode } of cases) {
    await using opened = await openTempStore();
    await using notifiers = await startMessages(config, { ...runtime, mode }, opened.store);
    await using _bot = await startProgramBotIfSet(config, {
      ...{ runtime, databases: opened.store, notifiers, openDoor: () => Promise.resolve(createFakeDoor()) },
    });
  }
  assert.deepEqual(telegram.requests.length, 0);
});

Deno.test("fault 31: another program on the token is seen at the channel, and over when it is gone for two minutes", async () => {
  const conflict = { code: 409, description: "Conflict: terminated by other getUpdates request" };
  await using telegram = startTelegramServer();
  const clock = new OutsideClock(START);
  await using opened = await openTempStore();
  const config = configOf(telegram.url, { SIGNAL_V2_TELEGRAM_USERS: "777" });
  const played = { ...runtime, clock, mode: "live" as const };
  const started = await startMessages(config, played, opened.store);
  const bot = await startProgramBotIfSet(config, {
    ...{
      runtime: played,
      databases: opened.store,
      notifiers: started,
      openDoor: () => Promise.resolve(createFakeDoor()),
    },
  });
  const channel = () => started.view().channels[0];
  telegram.updates.failPolls(conflict, conflict, conflict);
  await clock.until(() => channel()?.state === "conflict");
  assert.equal(channel()?.isShared, true);
  await clock.until(() => telegram.updates.held === 1);
  await clock.advance(120_000);
  telegram.updates.endPoll();
  await clock.until(() => channel()?.state === "ok");
  assert.deepEqual([channel()?.isShared, telegram.texts], [false, []]);
  let isOver = false;
  const ending = bot[Symbol.asyncDispose]().then(() => started[Symbol.asyncDispose]()).then(() =>
    isOver = true
  );
  await clock.until(() => isOver);
  await ending;
});
