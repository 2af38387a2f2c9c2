/** The long poll, and what comes between it and Telegram. */
import assert from "node:assert/strict";
import { SqlError } from "../../src/sqlite/sql_error.ts";
import { createFakeDoor, done, OWNER_ID, startTestBot } from "./bot_parts.ts";

const CONFLICT = {
  code: 409,
  description:
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
};
const WAITS = { careMs: 86_400_000 };
const CARE = 86_400_000;

/** What was slept between polls. */
const pauses = (test: Awaited<ReturnType<typeof startTestBot>>) =>
  test.clock.sleptMs.filter((ms) => ms !== CARE && ms < 200_000 && ms >= 1_000);

Deno.test("fault 31: another program on the token is one alarm, and the waits grow from 3 to 60 s", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.updates.failPolls(...Array.from({ length: 8 }, () => CONFLICT));
  await test.clock.until(() => test.bot.view().state === "conflict" && pauses(test).length >= 8);
  assert.deepEqual(test.conflicts, [true]);
  assert.equal(test.lines.filter(({ event }) => event === "bot_state").length, 1);
  assert.deepEqual(pauses(test).slice(0, 8), [3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000, 60_000]);
  await test.say("/cost");
  assert.deepEqual(test.conflicts, [true], "whoever hears once has not won");
  assert.equal(test.bot.view().state, "conflict");
  await test.clock.pass(120_000);
  await test.say("/cost");
  assert.deepEqual(test.conflicts, [true, false]);
  assert.equal(test.bot.view().state, "ok");
});

Deno.test("fault 31: two programs that take turns are one conflict, which is over two minutes after the last", async () => {
  await using test = await startTestBot({ waits: WAITS });
  for (let turn = 0; turn < 4; turn++) {
    test.updates.failPolls(CONFLICT);
    await test.say("/cost");
    await test.clock.pass(30_000);
  }
  assert.deepEqual(test.conflicts, [true]);
  assert.equal(test.lines.filter(({ event }) => event === "bot_state").length, 1);
  await test.clock.pass(120_000);
  await test.say("/cost");
  assert.deepEqual(test.conflicts, [true, false]);
});

Deno.test("fault 31: a single conflict, left over from a life before, alarms nobody", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.updates.failPolls(CONFLICT);
  await test.say("/cost");
  assert.deepEqual([test.conflicts, test.events().includes("bot_state")], [[], false]);
});

Deno.test("fault 33: a webhook that is set elsewhere is told once, deleted by nobody, and commands come when it is gone", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.updates.isWebhookSet = true;
  test.updates.endPoll();
  await test.clock.until(() => test.bot.view().state === "webhook");
  await test.clock.pass(60_000 * 5);
  const told = test.lines.filter(({ event }) => event === "bot_state");
  assert.equal(told.length, 1);
  assert.match(told[0]?.message ?? "", /webhook is set.*BotFather/);
  assert.equal(test.telegram.count("deleteWebhook"), 0);
  assert.deepEqual(test.conflicts, []);
  test.updates.isWebhookSet = false;
  await test.say("/cost");
  assert.equal(test.bot.view().state, "ok");
});

Deno.test("fault 24: with Telegram down the bot stays, waits longer each time, and hears what was written meanwhile", async () => {
  await using test = await startTestBot({ waits: WAITS });
  // What else waits for Telegram has what it wanted.
  await test.clock.until(() => test.updates.menus.size === 2);
  const before = pauses(test).length;
  test.telegram.setDown(true);
  test.updates.failPolls({ code: 502, description: "Bad Gateway" });
  await test.clock.until(() => test.bot.view().state === "down");
  const id = test.updates.message(OWNER_ID, "/cost", { sentAtMs: test.clock.now() + 60_000 });
  await test.clock.until(() => pauses(test).length >= before + 9);
  const grown = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000];
  assert.deepEqual(pauses(test).slice(before, before + 9), grown);
  assert.equal(test.events().filter((event) => event === "bot_state").length, 1);
  test.telegram.setDown(false);
  await test.handled(id);
  assert.equal(test.bot.view().state, "ok");
});

Deno.test("fault 21: a request for silence is obeyed", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.updates.failPolls({ code: 429, description: "Too Many Requests: retry after 40", retryAfterS: 40 });
  await test.say("/cost");
  assert.ok(pauses(test).includes(40_000));
});

Deno.test("a token that was taken back is said with what to do, without a storm of requests", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.updates.failPolls({ code: 401, description: "Unauthorized" });
  await test.clock.until(() => test.bot.view().state === "locked_out");
  assert.match(test.bot.view().reason ?? "", /BotFather.*SIGNAL_V2_TELEGRAM_TOKEN/);
  assert.ok(pauses(test).includes(60_000));
});

Deno.test("fault 11: the token is in no line of the log", async () => {
  await using test = await startTestBot({ waits: WAITS });
  test.telegram.setDown(true);
  test.updates.failPolls({
    code: 401,
    description: "Unauthorized bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
  });
  await test.clock.until(() => test.bot.view().state !== "ok" && test.bot.view().state !== "starting");
  test.telegram.setDown(false);
  assert.ok(!JSON.stringify([test.lines, test.bot.view()]).includes("AAHdqTcv"));
});

Deno.test("the offset moves when an update is stored: one that could not be comes again and is done then", async () => {
  const door = createFakeDoor(() => done("", { items: [], held_back: [] }));
  await using test = await startTestBot({ door, waits: WAITS });
  const handle = test.memory.handle.bind(test.memory);
  let faults = 2;
  test.memory.handle = (update, effect) => {
    if (faults-- > 0) return Promise.reject(new Error("the disk is full"));
    return handle(update, effect);
  };
  await test.say("/signals");
  assert.deepEqual(test.telegram.texts, ["나간 신호가 아직 없습니다."]);
});

Deno.test("answers that bring nothing new are trouble: they make no storm of requests and no offset, and pass", async () => {
  const known = { update_id: 700_500, message: { text: "x" } };
  for (
    const batch of [[{}], [null], [{ update_id: -5 }], [{ update_id: 1e300 }], [known], [known, {}, known]]
  ) {
    await using test = await startTestBot({ waits: WAITS });
    await test.clock.until(() => test.updates.held === 1);
    const before = test.telegram.count("getUpdates");
    test.updates.stuckOn = batch;
    test.updates.endPoll();
    await test.clock.until(() => test.bot.view().state === "down");
    await test.clock.pass(60_000);
    const polls = test.telegram.count("getUpdates") - before;
    assert.ok(polls <= 9, `${polls} polls in a minute of ${JSON.stringify(batch)}`);
    assert.ok(test.updates.offset === undefined || test.updates.offset === 700_501);
    assert.match(test.bot.view().reason ?? "", /nothing but what is known/);
    test.updates.stuckOn = undefined;
    await test.clock.until(() => test.updates.held === 1);
    test.updates.endPoll();
    await test.clock.until(() => test.bot.view().state === "ok");
  }
});

Deno.test("an update that fails three times is skipped with a line in the log, and those behind it are heard", async () => {
  await using test = await startTestBot({
    door: createFakeDoor(() => done("", { items: [], held_back: [] })),
    waits: WAITS,
  });
  const handle = test.memory.handle.bind(test.memory);
  let failures = 0;
  test.memory.handle = (update, effect) => {
    if (update.updateId !== poison) return handle(update, effect);
    failures++;
    return Promise.reject(new RangeError("Invalid time value"));
  };
  const poison = test.updates.message(OWNER_ID, "/signals", { sentAtMs: test.clock.now() });
  await test.say("/signals");
  assert.deepEqual([failures, test.telegram.texts.length], [3, 1]);
  assert.equal(test.events().filter((event) => event === "bot_update_skipped").length, 1);
});

Deno.test("a full disk skips nothing, however long it lasts", async () => {
  await using test = await startTestBot({
    door: createFakeDoor(() => done("", { items: [], held_back: [] })),
    waits: WAITS,
  });
  const handle = test.memory.handle.bind(test.memory);
  let faults = 6;
  test.memory.handle = (update, effect) =>
    faults-- > 0 ? Promise.reject(new SqlError("full", "database or disk is full")) : handle(update, effect);
  await test.say("/signals");
  assert.deepEqual([test.telegram.texts.length, test.events().includes("bot_update_skipped")], [1, false]);
});

Deno.test("a message of a time that there is not is none, and holds nothing up", async () => {
  await using test = await startTestBot({ waits: WAITS });
  for (const sentAtMs of [-9e15, 9e15]) test.updates.message(OWNER_ID, "/cost", { sentAtMs });
  await test.say("/cost");
  assert.deepEqual([test.telegram.texts.length, test.events().includes("bot_failed")], [1, false]);
});

Deno.test("stopping ends a poll that is held at once", async () => {
  await using test = await startTestBot({ waits: WAITS });
  await test.clock.until(() => test.updates.held === 1);
  await test.stop();
  await test.clock.until(() => test.updates.held === 0);
});
