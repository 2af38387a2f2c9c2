import assert from "node:assert/strict";
import { startSimulatedTelegram } from "../../../src/demo/telegram/simulated_telegram.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const AT_MS = Date.parse("2026-11-20T09:20:08+09:00");

function start() {
  const clock = new ManualClock(AT_MS);
  const telegram = startSimulatedTelegram({ clock });
  const call = async (method: string, params: object, token = telegram.token) => {
    const response = await fetch(`${telegram.url}/bot${token}/${method}`, {
      method: "POST",
      body: JSON.stringify(params),
    });
    return { status: response.status, ...await response.json() };
  };
  const send = (text: string, more: object = {}) =>
    call("sendMessage", { chat_id: Number(telegram.chat), text, parse_mode: "HTML", ...more });
  return { telegram, call, send, [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose]() };
}

Deno.test("what is sent is kept as a person reads it, the latest first, with the demo's time", async () => {
  await using test = start();
  await test.send("<b>매수</b> &lt;A&amp;B&gt;");
  await test.send("둘째", { disable_notification: true });
  assert.deepEqual(test.telegram.received(), [
    { id: 2, text: "둘째", atMs: AT_MS, isSilent: true, edits: 0 },
    { id: 1, text: "매수 <A&B>", atMs: AT_MS, isSilent: false, edits: 0 },
  ]);
});

Deno.test("an edit replaces the text; the same text again and an id that there is not are refused as Telegram does", async () => {
  await using test = start();
  await test.send("하나");
  const edit = (id: number, text: string) =>
    test.call("editMessageText", {
      chat_id: Number(test.telegram.chat),
      message_id: id,
      text,
      parse_mode: "HTML",
    });
  assert.match((await edit(1, "하나")).description, /message is not modified/);
  assert.match((await edit(7, "둘")).description, /message to edit not found/);
  assert.equal((await edit(1, "둘")).ok, true);
  assert.deepEqual(test.telegram.received().map(({ text, edits }) => [text, edits]), [["둘", 1]]);
});

Deno.test("another token, another chat, an open mark and an empty text are refused, and nothing is kept", async () => {
  await using test = start();
  assert.equal((await test.call("getMe", {}, "1:other")).status, 401);
  assert.equal((await test.call("noSuchThing", {})).status, 404);
  assert.match((await test.send("x", { chat_id: 5 })).description, /chat not found/);
  assert.match((await test.send("a < b")).description, /can't parse entities/);
  assert.match((await test.send(" ")).description, /text is empty/);
  assert.match((await test.send("가".repeat(4_097))).description, /too long/);
  assert.deepEqual(test.telegram.received(), []);
});

Deno.test("it keeps the last fifty and no more", async () => {
  await using test = start();
  for (let i = 1; i <= 52; i++) await test.send(String(i));
  const texts = test.telegram.received().map(({ text }) => text);
  assert.deepEqual([texts.length, texts[0], texts.at(-1)], [50, "52", "3"]);
});
