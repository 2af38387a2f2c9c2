/** People: who is let in by a code, and who is not. */
import assert from "node:assert/strict";
import { createLinkCode, hashLinkCode, readLinkCode } from "../../src/bot/link_code.ts";
import { startTestBot, STRANGER_ID } from "./bot_parts.ts";

type TestBot = Awaited<ReturnType<typeof startTestBot>>;

async function addCode(test: TestBot, code: string, lastsMs = 600_000): Promise<void> {
  const madeAtMs = test.clock.now();
  const hash = await hashLinkCode(code);
  await test.memory.addCode("owner", { hash, madeAtMs, expiresAtMs: madeAtMs + lastsMs });
}

Deno.test("a code links the person who sends it, and from then on he is heard", async () => {
  await using test = await startTestBot({ settings: { users: [] } });
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  assert.match(test.telegram.texts[0] ?? "", /^연결됐습니다/);
  assert.deepEqual(test.linked(), [STRANGER_ID]);
  await test.say("/cost", { userId: STRANGER_ID });
  assert.equal(test.telegram.texts.length, 2);
  await test.restart();
  await test.say("/cost", { userId: STRANGER_ID });
  assert.equal(test.telegram.texts.length, 3);
});

Deno.test("the welcome's button sends a message that rings", async () => {
  await using test = await startTestBot({ settings: { users: [] } });
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  await test.press(test.buttons()[0] ?? "", STRANGER_ID);
  const message = test.telegram.messages.at(-1);
  assert.match(message?.text ?? "", /^시험 알림입니다 09:20:\d\d/);
  assert.equal(message?.isSilent, false);
});

Deno.test("fault 9: a code is used once", async () => {
  await using test = await startTestBot({ settings: { users: [] } });
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  await test.say("/start ABCD2345", { userId: "555" });
  assert.equal(test.telegram.texts.length, 1);
  assert.deepEqual(test.linked(), [STRANGER_ID]);
});

Deno.test("fault 9: after ten minutes it links nobody, and who knew it is told", async () => {
  await using test = await startTestBot({ settings: { users: [] }, waits: { careMs: 86_400_000 } });
  await addCode(test, "ABCD2345");
  await test.clock.pass(600_000);
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  assert.match(test.telegram.texts[0] ?? "", /시간이 지났습니다/);
  assert.deepEqual(test.linked(), []);
});

Deno.test("fault 9: five wrong codes close the door for an hour, for the right one too, and it stays so over a restart", async () => {
  await using test = await startTestBot({ settings: { users: [] }, waits: { careMs: 86_400_000 } });
  await addCode(test, "ABCD2345");
  for (const letter of "23456") {
    await test.say(`/start ABCD234${letter}`.replace("2345", "2349"), { userId: STRANGER_ID });
  }
  assert.ok(test.events().includes("bot_link_closed"));
  await test.restart();
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  assert.deepEqual(test.telegram.texts, []);
  await test.clock.pass(3_600_000);
  await addCode(test, "WXYZ6789");
  await test.say("/start WXYZ6789", { userId: STRANGER_ID });
  assert.match(test.telegram.texts[0] ?? "", /^연결됐습니다/);
});

Deno.test("fault 9: four wrong ones leave it open", async () => {
  await using test = await startTestBot({ settings: { users: [] } });
  await addCode(test, "ABCD2345");
  for (let i = 0; i < 4; i++) await test.say("/start ABCD2349", { userId: STRANGER_ID });
  await test.say("/start abcd2345", { userId: STRANGER_ID });
  assert.match(test.telegram.texts[0] ?? "", /^연결됐습니다/);
});

Deno.test("fault 9: a code in a group links nobody", async () => {
  await using test = await startTestBot({ settings: { users: [], groups: ["-4000"] } });
  await addCode(test, "ABCD2345");
  const facts = { chat: "-4000", chatType: "group" as const, sentAtMs: test.clock.now() };
  await test.handled(test.updates.message(STRANGER_ID, "/start ABCD2345", facts));
  assert.deepEqual([test.telegram.texts, test.linked()], [[], []]);
});

Deno.test("who linked himself can unlink himself in two steps; who stands in the settings cannot", async () => {
  await using test = await startTestBot({ settings: { users: ["888"] } });
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  await test.say("/unlink", { userId: STRANGER_ID });
  await test.press(test.buttons()[0] ?? "", STRANGER_ID);
  assert.match(test.telegram.texts.at(-1) ?? "", /^연결을 끊었습니다/);
  const told = test.telegram.texts.length;
  await test.say("/cost", { userId: STRANGER_ID });
  assert.equal(test.telegram.texts.length, told);
  await test.say("/unlink", { userId: "888" });
  assert.match(test.telegram.texts.at(-1) ?? "", /SIGNAL_V2_TELEGRAM_USERS/);
});

Deno.test("somebody who is unlinked at the terminal is a stranger from the next message on", async () => {
  await using test = await startTestBot({ settings: { users: [] } });
  await addCode(test, "ABCD2345");
  await test.say("/start ABCD2345", { userId: STRANGER_ID });
  await test.memory.unlink("owner", STRANGER_ID);
  await test.say("/cost", { userId: STRANGER_ID });
  assert.equal(test.telegram.texts.length, 1);
});

Deno.test("codes have eight letters that do not look alike, are all different, and the database has their hash alone", async () => {
  const codes = Array.from({ length: 200 }, createLinkCode);
  assert.equal(new Set(codes).size, 200);
  for (const code of codes) assert.match(code, /^[2-9A-HJKMNP-Z]{8}$/);
  assert.equal(readLinkCode(" abcd2345 "), "ABCD2345");
  assert.equal(readLinkCode("ABCD234O"), undefined);
  await using test = await startTestBot();
  const [code = ""] = codes;
  await addCode(test, code);
  assert.ok(!new TextDecoder().decode(Deno.readFileSync(test.file)).includes(code));
});
