/** What waits when a person halts, pauses or mutes, alone and inside a message for several; and what nobody can act on. */
import assert from "node:assert/strict";
import type { OneSignalFacts } from "../../src/notifiers/message_facts.ts";
import { NOT_CONFIRMED, TOO_LATE, WITHDRAWN } from "../../src/notifiers/message_store.ts";
import { startTelegramServer } from "../support/telegram_server.ts";
import { at, buy, protectiveSell, sell, startTestNotifiers } from "./notify_parts.ts";

const idOf = (n: number) => `01KAG000000000000000000${n}AA`;

/** Three signals that are told together, while their chat has asked for silence. */
async function gatherThree(setup: Partial<Parameters<typeof startTestNotifiers>[0]> = {}) {
  const quiet: { of: (facts: OneSignalFacts) => "muted" | "paused" | undefined } = { of: () => undefined };
  const telegram = startTelegramServer();
  const test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, settings: { ringsPer5Min: 1 } },
    findUnwanted: () => Promise.resolve((facts) => quiet.of(facts)),
    ...setup,
  });
  telegram.fail(...Array.from({ length: 3 }, () => ({ silenceS: 60 })));
  const validUntilMs = at("09:50:00");
  await test.notifiers.tell({ key: "p", facts: protectiveSell(), signalId: idOf(1), validUntilMs });
  await test.notifiers.tell({ key: "s", facts: sell(), signalId: idOf(2), validUntilMs });
  await test.notifiers.tell({ key: "b", facts: buy(), signalId: idOf(3), validUntilMs: at("09:22:00") });
  const groupOf = async () => (await test.rows()).find(({ key }) => key.startsWith("group:"));
  await test.clock.until(async () => (await groupOf())?.error !== undefined);
  const endOf = async (key: string) => {
    const row = (await test.rows()).find((one) => one.key === key);
    return [row?.state, row?.error];
  };
  return {
    ...{ telegram, test, quiet, groupOf, endOf },
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
    },
  };
}

Deno.test("fault 53: a buy that waits inside a message for several does not go out after a halt, and the others do", async () => {
  await using all = await gatherThree();
  const { test, telegram, quiet } = all;
  quiet.of = ({ kind }) => kind === "buy" ? "paused" : undefined;
  await test.settle();
  assert.equal(telegram.texts.length, 1);
  assert.match(telegram.texts[0] ?? "", /신호 2건/);
  assert.match(telegram.texts[0] ?? "", /카카오[^]*한화에어로스페이스/);
  assert.doesNotMatch(telegram.texts[0] ?? "", /삼성전자/);
  assert.deepEqual(await all.endOf("b"), ["superseded", WITHDRAWN]);
  assert.match((await all.endOf("s"))[1] ?? "", /^told in group:/);
});

Deno.test("when one is left of a message for several, it is told as itself, with its own buttons and its ring", async () => {
  await using all = await gatherThree();
  const { test, telegram, quiet } = all;
  quiet.of = ({ kind }) => kind === "sell_protective" ? undefined : "muted";
  await test.settle();
  assert.match(telegram.texts[0] ?? "", /^🔵 매도 신호\(손절선\) · 카카오/);
  assert.match(JSON.stringify(telegram.messages[0]?.keyboard), new RegExp(`s:${idOf(1)}:seen`));
  assert.equal(telegram.messages[0]?.isSilent, false);
  const group = await all.groupOf();
  assert.deepEqual([group?.state, group?.kind, group?.signalId], ["delivered", "sell_protective", idOf(1)]);
});

Deno.test("a message for several of which nothing is wanted any more ends unsent, and each of its signals with it", async () => {
  await using all = await gatherThree();
  const { test, telegram, quiet } = all;
  quiet.of = () => "muted";
  await test.settle();
  assert.equal(telegram.texts.length, 0);
  const group = await all.groupOf();
  assert.deepEqual([group?.state, group?.error], ["superseded", WITHDRAWN]);
  for (const key of ["p", "s", "b"]) assert.deepEqual(await all.endOf(key), ["superseded", WITHDRAWN], key);
  assert.equal(test.outcomes.filter((outcome) => outcome === "withdrawn").length, 3);
});

Deno.test("a buy whose time is over leaves a message for several, and comes in the list of what was late", async () => {
  await using all = await gatherThree();
  const { test, telegram } = all;
  telegram.fail({ silenceS: 60 }, { silenceS: 60 });
  await test.settle();
  await test.clock.pass(120_000);
  assert.match(telegram.texts[0] ?? "", /신호 2건/);
  assert.doesNotMatch(telegram.texts[0] ?? "", /삼성전자/);
  assert.deepEqual(await all.endOf("b"), ["expired", TOO_LATE]);
  assert.match(telegram.texts[1] ?? "", /늦게 도착[^]*매수 삼성전자/);
  assert.equal(telegram.texts.length, 2);
});

/** As a channel with shorter messages leaves it: the group goes in two parts. */
function cutInTwo({ db }: Awaited<ReturnType<typeof gatherThree>>["test"], firstState = "queued") {
  const copied = [
    "owner",
    "key",
    "channel",
    "chat",
    "kind",
    "facts",
    "ring",
    "rank",
    "resendable",
    "id_scope",
  ]
    .concat("queued_at", "valid_until", "not_before_at", "error", "signal_id", "state").join(", ");
  const group = "key LIKE 'group:%' AND part = 1";
  const [row] = db.prepare(`SELECT state FROM message WHERE ${group}`).rows();
  assert.deepEqual(row, ["queued"]);
  db.exec(`INSERT INTO message (id, part, parts, body, marked_body, markup, ${copied})
    SELECT 'second-part', 2, 2, '삼성전자 (2/2)', '삼성전자 (2/2)', '[]', ${copied} FROM message WHERE ${group};
    UPDATE message SET parts = 2, state = '${firstState}' WHERE ${group};`);
}

Deno.test("a buy leaves a message of several parts after a halt, and the protective sell of it still goes", async () => {
  await using all = await gatherThree();
  const { test, telegram, quiet } = all;
  cutInTwo(test);
  quiet.of = ({ kind }) => kind === "buy" ? "paused" : undefined;
  await test.settle();
  assert.equal(telegram.texts.length, 1);
  assert.match(telegram.texts[0] ?? "", /신호 2건[^]*카카오/);
  assert.doesNotMatch(telegram.texts.join(), /삼성전자/);
  assert.deepEqual(await all.endOf("b"), ["superseded", WITHDRAWN]);
  const parts = (await test.rows()).filter(({ key }) => key.startsWith("group:"));
  assert.deepEqual(parts.map(({ state, parts }) => [state, parts]), [["delivered", 1], ["superseded", 2]]);
});

Deno.test("of a message of several parts of which one was told, the others are told as they are", async () => {
  await using all = await gatherThree();
  const { test, telegram, quiet } = all;
  cutInTwo(test, "delivered");
  quiet.of = ({ kind }) => kind === "buy" ? "paused" : undefined;
  await test.settle();
  assert.deepEqual(telegram.texts, ["삼성전자 (2/2)"]);
});

Deno.test("what was sent, not found and would go again goes no more after a halt, and is not called unsent", async () => {
  await using telegram = startTelegramServer();
  let isHalted = false;
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    findUnwanted: () => Promise.resolve(({ kind }) => isHalted && kind === "buy" ? "paused" : undefined),
  });
  await test.notifiers.tell({ key: "warm", facts: sell() });
  await test.settle();
  telegram.fail("drop");
  await test.notifiers.tell({ key: "b", facts: buy() });
  const stateOf = async () => (await test.rows()).find(({ key }) => key === "b");
  await test.clock.until(async () => (await stateOf())?.state === "unknown");
  isHalted = true;
  await test.settle();
  const row = await stateOf();
  assert.deepEqual([row?.state, row?.error], ["superseded", NOT_CONFIRMED]);
  assert.equal(telegram.texts.length, 1);
});

Deno.test("an alarm, a summary and an edit are nobody's to mute: they go as they would", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    findUnwanted: () => Promise.resolve(() => "muted" as const),
  });
  const atMs = at("09:20:00");
  await test.notifiers.tell({
    key: "n",
    facts: { kind: "notice", title: "알림", lines: [], atMs, isAsked: true },
  });
  await test.settle();
  assert.deepEqual(test.outcomes, ["delivered"]);
});
