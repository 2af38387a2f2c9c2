import assert from "node:assert/strict";
import type { LookTrial } from "../../src/notifiers/look_trial_store.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";
import { buy, CHAT, START, startTestNotifiers } from "./notify_parts.ts";

const TRIAL: LookTrial = {
  account: BOT_TOKEN.split(":")[0] ?? "",
  idScope: "bot",
  lastId: 101,
  isSound: false,
  triedAtMs: Date.parse(START),
};

/** One message arrives, then one whose answer is lost. */
async function loseAnAnswer(trial: LookTrial | undefined) {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await test.notifiers.tell({ key: "first", facts: { kind: "test", atMs: test.clock.now() } });
  await test.settle();
  if (trial !== undefined) await test.store.saveTrial("telegram", trial);
  telegram.fail("drop_after");
  await test.notifiers.tell({ key: "signal:1", facts: buy() });
  await test.settle();
  const [, row] = await test.rows();
  return {
    state: row?.state,
    isMarked: row?.isMarked,
    edits: telegram.count("editMessageText"),
    texts: telegram.texts.slice(1),
  };
}

Deno.test("a bot whose ids or answers do not tell is not looked for: the message goes once more, with its mark", async () => {
  const { state, isMarked, edits, texts } = await loseAnAnswer(TRIAL);
  assert.deepEqual([state, isMarked, edits, texts.length], ["delivered", true, 0, 2]);
  assert.match(texts[1] ?? "", /다시 보냅니다/);
});

Deno.test("looking goes on where a trial found it sound, found nothing, was of another bot, or never was", async () => {
  const trials = [
    undefined,
    { ...TRIAL, isSound: true },
    { ...TRIAL, isSound: undefined },
    { ...TRIAL, account: "5" },
  ];
  for (const trial of trials) {
    const { state, isMarked, edits, texts } = await loseAnAnswer(trial);
    assert.deepEqual([state, isMarked, edits, texts.length], ["delivered", false, 1, 1]);
  }
});

Deno.test("a look never lands on a message of the trial, which is an edit away from being overwritten", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url });
  await test.notifiers.tell({ key: "first", facts: { kind: "test", atMs: test.clock.now() } });
  await test.settle();
  // Three messages that no row knows, as the trial leaves them.
  const clientTexts = ["one", "two", "three"];
  for (const text of clientTexts) {
    const answer = await fetch(`${telegram.url}/bot${BOT_TOKEN}/sendMessage`, {
      method: "POST",
      body: JSON.stringify({ chat_id: Number(CHAT), text }),
    });
    await answer.body?.cancel();
  }
  await test.store.saveTrial("telegram", { ...TRIAL, lastId: 104, isSound: true });
  telegram.fail("drop");
  await test.notifiers.tell({ key: "signal:1", facts: buy() });
  await test.settle();
  assert.deepEqual(telegram.texts.slice(1, 4), clientTexts);
  assert.equal(telegram.texts.length, 5);
});
