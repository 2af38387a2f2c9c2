import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createTelegramClient } from "../../../src/notifiers/telegram/client.ts";
import { type LookFindings, type LookTexts, tryLooking } from "../../../src/notifiers/telegram/look_trial.ts";
import { toMarks } from "../../../src/notifiers/telegram/marks.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../../support/telegram_server.ts";

const TEXTS: LookTexts = {
  first: "🔵 <b>one</b> a &lt; b &amp; c\n<code>S-1</code>",
  others: ["two", "three"],
  last: "over",
  button: { text: "a button", data: "trial" },
};

async function tryOn(telegram: TelegramServer): Promise<LookFindings> {
  const clock = createSystemClock();
  using client = createTelegramClient({ url: telegram.url, token: BOT_TOKEN, timeoutMs: 2_000, clock });
  return await tryLooking(client, { chat: "777", texts: TEXTS });
}

const answers = ({ findings }: LookFindings) =>
  Object.fromEntries(findings.map(({ question, isYes }) => [question, isYes]));

const ALL = { marks: true, same_text: true, ids_by_one: true, absent_id: true, other_text: true };

Deno.test("a server that answers as looks need it is found sound, with three silent messages and nothing more", async () => {
  await using telegram = startTelegramServer();
  const found = await tryOn(telegram);
  assert.equal(found.isSound, true);
  assert.deepEqual(answers(found), ALL);
  assert.deepEqual([found.ids, found.stopped], [[101, 102, 103], undefined]);
  assert.deepEqual(telegram.messages.map(({ text, isSilent, edits }) => [text, isSilent, edits]), [
    ["over", true, 1],
    ["two", true, 0],
    ["three", true, 0],
  ]);
  // No button is left that leads nowhere.
  assert.equal(telegram.messages[0]?.keyboard, undefined);
});

Deno.test("ids by other steps, an edit that changes nothing and is done, other words for no such id: each is found, and is not sound", async () => {
  const cases: readonly [keyof typeof ALL, (telegram: TelegramServer) => void][] = [
    ["ids_by_one", ({ ways }) => {
      let step = 0;
      ways.nextStep = () => [1, 3, 7][step++] ?? 1;
    }],
    ["same_text", ({ ways }) => void (ways.editsSameText = true)],
    ["absent_id", ({ ways }) => void (ways.absentWords = "Bad Request: something else")],
  ];
  for (const [question, change] of cases) {
    await using telegram = startTelegramServer();
    change(telegram);
    const found = await tryOn(telegram);
    assert.equal(found.isSound, false, question);
    assert.deepEqual(answers(found), { ...ALL, [question]: false });
    assert.equal(found.ids.length, 3, question);
  }
});

Deno.test("a text that comes back otherwise is told, and alone makes nothing unsound", async () => {
  await using telegram = startTelegramServer();
  telegram.ways.normalise = (text) => text.replace("<", "‹");
  const found = await tryOn(telegram);
  assert.deepEqual([answers(found).marks, found.isSound], [false, true]);
  assert.match(found.findings.find(({ question }) => question === "marks")?.seen ?? "", /another text/);
});

Deno.test("silence asked for, nobody in the chat, no answer: it ends early, says why, and knows nothing", async () => {
  const cases: readonly [RegExp, (telegram: TelegramServer) => void, number][] = [
    [/silence for 7 s/, (telegram) => telegram.fail({ silenceS: 7 }), 0],
    [/was not taken: 403/, (telegram) => telegram.block("777"), 0],
    [/was not taken: 401/, (telegram) => telegram.revokeToken(), 0],
    [/may have arrived/, (telegram) => telegram.fail("504_after"), 0],
    [/another id now: -1005/, (telegram) => telegram.migrate("777", "-1005"), 0],
  ];
  for (const [words, change, ids] of cases) {
    await using telegram = startTelegramServer();
    change(telegram);
    const found = await tryOn(telegram);
    assert.match(found.stopped ?? "", words);
    assert.ok(!found.stopped?.includes(BOT_TOKEN));
    assert.deepEqual([found.isSound, found.ids.length], [undefined, ids]);
  }
});

Deno.test("a trial that breaks off after its first messages keeps their ids, and what speaks against it", async () => {
  await using telegram = startTelegramServer();
  telegram.ways.editsSameText = true;
  const second = telegram.messages;
  telegram.ways.nextStep = () => {
    // The one after the first is met by a request for silence.
    if (second.length === 0) telegram.fail({ silenceS: 30 });
    return 1;
  };
  const found = await tryOn(telegram);
  assert.match(found.stopped ?? "", /silence for 30 s/);
  assert.deepEqual([found.ids, found.isSound], [[101], false]);
});

Deno.test("marks are counted in the units of the text, with its letters read", () => {
  assert.deepEqual(toMarks("🔵 <b>a &lt; b</b>\n<code>S-1</code> &amp;lt; "), {
    text: "🔵 a < b\nS-1 &lt;",
    marks: ["bold 3+5", "code 9+3"],
  });
});
