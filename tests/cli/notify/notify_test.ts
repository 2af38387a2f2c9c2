import assert from "node:assert/strict";
import { SECRETS } from "../../../src/cli/kit/report.ts";
import { SETTINGS } from "../../../src/config/settings.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { openBotMemory } from "../../../src/app/bot/bot_memory.ts";
import { openOverrides } from "../../../src/app/settings/live_settings.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { hashLinkCode, LINK_RULES } from "../../../src/bot/link_code.ts";
import { toKstIso } from "../../../src/core/kst.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { OFFICE_SECRET, startWebhookReceiver } from "../../support/webhook_receiver.ts";

Deno.test("notify test sends one message by each channel and says that they arrived", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using home = await createHome();
  const env = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_OFFICE_URL: office.url,
    SIGNAL_V2_OFFICE_SECRET: OFFICE_SECRET,
  };
  const { code, text } = await runProgram(["notify", "test", "--json"], { ...home, env });
  assert.equal(code, 0, text);
  const rows: { channel: string; state: string; message_id: number | null }[] = JSON.parse(text);
  assert.deepEqual(rows.map(({ channel, state }) => [channel, state]), [
    ["telegram", "delivered"],
    ["webhook", "delivered"],
  ]);
  assert.equal(rows[0]?.message_id, telegram.messages[0]?.id);
  assert.match(telegram.texts[0] ?? "", /시험 알림/);
  assert.match([...office.taken.values()][0] ?? "", /"type":"test"/);

  const one = await runProgram(["notify", "test", "--channel", "webhook"], { ...home, env });
  assert.equal(one.code, 0, one.text);
  assert.deepEqual([telegram.texts.length, office.taken.size], [1, 2]);

  telegram.block("777");
  const blocked = await runProgram(["notify", "test", "--channel", "telegram"], { ...home, env });
  assert.equal(blocked.code, 1);
  assert.match(blocked.text, /blocked by the user/);
  assert.doesNotMatch(blocked.text, new RegExp(BOT_TOKEN));
});

Deno.test("notify test says whether it rang, and why it did not", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const env = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_RINGS_PER_5MIN: "1",
  };
  const run = async (quiet: string, ...args: readonly string[]) =>
    (await runProgram(["notify", "test", ...args], { ...home, env: { ...env, SIGNAL_V2_QUIET: quiet } }))
      .text;
  const inAnHour = (hours: number) => toKstIso(createSystemClock().now() + hours * 3_600_000).slice(11, 16);
  const until = inAnHour(2);
  assert.match(
    await run(`${inAnHour(-2)}-${until}`),
    new RegExp(`^telegram 777: it came without a sound: quiet hours until ${until} in Korea`, "m"),
  );
  assert.match(await run("off"), /^telegram 777: it rang$/m);
  assert.match(await run("off"), /^telegram 777: it came without a sound: there were enough rings/m);
  assert.equal(JSON.parse(await run("off", "--json"))[0].sound, "ring_limit");
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock: createSystemClock() });
    const value = `${inAnHour(-2)}-${until}`;
    const setAtMs = createSystemClock().now();
    await openOverrides(store).set("owner", { name: "quiet", value, setAtMs, actor: "telegram 777" });
  }
  assert.equal(JSON.parse(await run("off", "--json"))[0].sound, "quiet_hours", "a chat set them");
  assert.deepEqual(telegram.messages.map(({ isSilent }) => isSilent), [true, false, true, true, true]);
});

Deno.test("notify outbox lists by state, and notify retry frees what was refused", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const env = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  };
  const run = (...args: readonly string[]) => runProgram(["notify", ...args], { ...home, env });
  assert.match((await run("outbox")).text, /no messages/);
  telegram.fail({ code: 400, description: "Bad Request: message is too odd" });
  assert.equal((await run("test")).code, 1);
  const [refused] = JSON.parse((await run("outbox", "--state", "refused", "--json")).text);
  assert.match(refused.error, /too odd/);
  assert.deepEqual(JSON.parse((await run("outbox", "--state", "delivered", "--json")).text), []);
  const [freed] = JSON.parse((await run("retry", refused.id, "--json")).text);
  assert.equal(freed.state, "queued");
  const again = await run("retry", refused.id);
  assert.equal(again.code, 1);
  assert.match(again.text, /is queued: only one that is refused or unknown/);
  assert.match((await run("retry", "nothing")).text, /There is no message nothing/);
});

Deno.test("notify test reaches chats that were linked by a code, and says who each of them is", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const clock = createSystemClock();
  {
    await using store = await openStore({ dir: `${home.dir}/data`, clock });
    const memory = openBotMemory(store);
    const atMs = clock.now();
    const hash = await hashLinkCode("ABCD2345");
    await memory.addCode("owner", { hash, madeAtMs: atMs, expiresAtMs: atMs + 60_000 });
    const reply = { chat: "555", text: "x", buttons: [], edits: undefined, isRinging: false };
    const outcome = await memory.tryLink("owner", { updateId: 1, atMs, kind: "message", outcome: "link" }, {
      ...{ codeHash: hash, person: { userId: "555", chat: "555", name: "민수", linkedAtMs: atMs } },
      ...{ welcome: { ...reply, key: "w" }, tooLate: { ...reply, key: "l" }, rules: LINK_RULES },
    });
    assert.equal(outcome, "linked");
  }
  const env = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url };
  const alone = await runProgram(["notify", "test"], { ...home, env });
  assert.equal(alone.code, 0, alone.text);
  assert.match(alone.text, /^telegram 555: delivered \(linked by a code: 민수\)$/m);
  const both = await runProgram(["notify", "test"], {
    ...home,
    env: { ...env, SIGNAL_V2_TELEGRAM_USERS: "777" },
  });
  assert.match(both.text, /^telegram 777: delivered \(named in the settings\)$/m);
  assert.match(both.text, /^telegram 555: delivered/m);
});

Deno.test("notify test without a channel, or without a person, says which settings are missing", async () => {
  await using home = await createHome();
  const none = await runProgram(["notify", "test"], { ...home });
  assert.equal(none.code, 2);
  assert.match(none.text, /SIGNAL_V2_TELEGRAM_TOKEN and SIGNAL_V2_TELEGRAM_USERS/);
  const nobody = await runProgram(["notify", "test"], {
    ...home,
    env: { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN },
  });
  assert.equal(nobody.code, 2);
  assert.match(nobody.text, /SIGNAL_V2_TELEGRAM_USERS/);
});

Deno.test("what a crash prints is rid of every secret there is among the settings", () => {
  const secret = Object.values(SETTINGS).filter((setting) => "isSecret" in setting).map(({ name }) => name);
  assert.deepEqual(SECRETS.toSorted(), secret.toSorted());
});
