import assert from "node:assert/strict";
import { openStore } from "../../../src/app/data/store.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";

Deno.test("telegram link prints a code, its link and a picture of it, and the code is in no file", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const env = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url };
  const made = await runProgram(["telegram", "link", "--json"], { ...home, env });
  assert.equal(made.code, 0, made.text);
  const { code, link, expires_at: expiresAt } = JSON.parse(made.text);
  assert.match(code, /^[2-9A-HJKMNP-Z]{8}$/);
  assert.equal(link, `https://t.me/signal_test_bot?start=${code}`);
  assert.match(expiresAt, /\+09:00$/);
  const shown = await runProgram(["telegram", "link"], { ...home, env });
  assert.equal(shown.code, 0, shown.text);
  assert.match(
    shown.text,
    /code [2-9A-HJKMNP-Z]{8}, good once until .*\n.*t\.me\/signal_test_bot\?start=.*[█▀▄]/s,
  );
  for (const { name, isFile } of Deno.readDirSync(`${home.dir}/data`)) {
    if (!isFile) continue;
    const bytes = Deno.readFileSync(`${home.dir}/data/${name}`);
    assert.ok(!new TextDecoder().decode(bytes).includes(code), name);
  }
});

Deno.test("telegram link without a bot says how to get one; with a token that is refused, which one; out of reach, what to type", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const none = await runProgram(["telegram", "link"], home);
  assert.equal(none.code, 2);
  assert.match(none.text, /BotFather.*SIGNAL_V2_TELEGRAM_TOKEN/);
  const env = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url };
  telegram.revokeToken();
  const refused = await runProgram(["telegram", "link"], { ...home, env });
  assert.equal(refused.code, 2);
  assert.match(refused.text, /does not know the token/);
  assert.ok(!refused.text.includes(BOT_TOKEN));
  telegram.setDown(true);
  const away = await runProgram(["telegram", "link"], { ...home, env });
  assert.equal(away.code, 0, away.text);
  assert.match(away.text, /send it: \/start [2-9A-HJKMNP-Z]{8}/);
});

Deno.test("telegram people lists those of the settings, and telegram unlink says why it cannot", async () => {
  await using home = await createHome();
  const env = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_USERS: "777" };
  const run = (...args: readonly string[]) => runProgram(["telegram", ...args], { ...home, env });
  assert.deepEqual(JSON.parse((await run("people", "--json")).text), [
    { user_id: "777", name: null, by: "settings", linked_at: null },
  ]);
  assert.match((await run("people")).text, /777 .*settings/);
  const named = await run("unlink", "777");
  assert.equal(named.code, 1);
  assert.match(named.text, /SIGNAL_V2_TELEGRAM_USERS/);
  const unknown = await run("unlink", "5");
  assert.equal(unknown.code, 1);
  assert.match(unknown.text, /Nobody with the id "5" is linked; see .*telegram people/);
});

Deno.test("fault 33: doctor says that a webhook is set elsewhere, that a token is refused, and nothing without a token", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const env = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url };
  const found = async (settings: Readonly<Record<string, string>>) => {
    const { text } = await runProgram(["doctor", "--json"], { ...home, env: settings });
    assert.ok(!text.includes(BOT_TOKEN));
    const findings: { check: string; status: string; text: string }[] = JSON.parse(text);
    return findings.filter(({ check }) => check === "telegram").map(({ status, text }) =>
      `${status} ${text}`
    );
  };
  assert.deepEqual(await found({}), []);
  assert.match((await found(env))[0] ?? "", /^ok the bot @signal_test_bot can be reached; .*telegram link/);
  telegram.updates.isWebhookSet = true;
  assert.match((await found(env))[0] ?? "", /^fail a webhook is set/);
  telegram.revokeToken();
  assert.match((await found(env))[0] ?? "", /^fail Telegram does not know the token/);
  assert.equal(telegram.count("deleteWebhook"), 0);
});

Deno.test("doctor --telegram-probe asks first, then tells what it found, remembers it for the bot, and keeps no token", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const env = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  };
  const run = (...args: readonly string[]) => runProgram(["doctor", ...args], { ...home, env });
  const asked = await run("--telegram-probe");
  assert.equal(asked.code, 2);
  assert.match(asked.text, /Nothing was sent.*chat 777.*--telegram-probe --chat 777 --yes/);
  assert.equal(telegram.count("sendMessage"), 0);

  const found = await run("--telegram-probe", "--yes");
  assert.equal(found.code, 0, found.text);
  assert.match(found.text, /yes: messages have ids one after the other \(101, 102, 103\)/);
  assert.match(found.text, /Looking for lost messages works/);
  assert.match((await run()).text, /ok +telegram +lost messages can be looked for, as tried at/);

  telegram.ways.nextStep = () => 5;
  const bad = await run("--telegram-probe", "--yes", "--json", "--chat", "777");
  assert.equal(bad.code, 1, bad.text);
  const json = JSON.parse(bad.out.join("\n"));
  assert.deepEqual([json.sound, json.chat, json.message_ids], [false, "777", [108, 113, 118]]);
  assert.match(json.then, /goes once more, with the mark/);
  assert.match((await run()).text, /warn +telegram +lost messages cannot be looked for/);
  for (const { name, isFile } of Deno.readDirSync(`${home.dir}/data`)) {
    if (!isFile) continue;
    assert.ok(
      !new TextDecoder().decode(Deno.readFileSync(`${home.dir}/data/${name}`)).includes("AAHdqT"),
      name,
    );
  }
});

Deno.test("doctor --telegram-probe refuses a chat that nobody linked, no chat, several, no bot, and its options alone", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const bot = { SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN, SIGNAL_V2_TELEGRAM_URL: telegram.url };
  const cases: readonly [Readonly<Record<string, string>>, readonly string[], RegExp][] = [
    [{}, ["--telegram-probe", "--yes"], /There is no bot/],
    [bot, ["--telegram-probe", "--yes"], /Nobody is linked.*telegram link/],
    [{ ...bot, SIGNAL_V2_TELEGRAM_USERS: "7,8" }, ["--telegram-probe", "--yes"], /--chat: 7, 8/],
    [
      { ...bot, SIGNAL_V2_TELEGRAM_USERS: "7" },
      ["--telegram-probe", "--yes", "--chat", "9"],
      /none of those/,
    ],
    [bot, ["--chat", "9"], /--chat belongs to --telegram-probe/],
    [bot, ["--yes"], /--yes belongs to --telegram-probe/],
  ];
  for (const [env, args, words] of cases) {
    const { code, text } = await runProgram(["doctor", ...args], { ...home, env });
    assert.equal(code, 2, text);
    assert.match(text, words);
  }
  assert.equal(telegram.count("sendMessage"), 0);
});

Deno.test("doctor --telegram-probe does not disturb a sender at work: it asks for the service to be stopped", async () => {
  await using telegram = startTelegramServer();
  await using home = await createHome();
  const clock = createSystemClock();
  const env = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  };
  await using store = await openStore({ dir: `${home.dir}/data`, clock });
  const nowMs = clock.now();
  await store.messages.takeLease({ channel: "telegram", holder: "service", nowMs, untilMs: nowMs + 60_000 });
  const args = ["doctor", "--telegram-probe", "--yes"];
  const refused = await runProgram(args, { ...home, env });
  assert.equal(refused.code, 1, refused.text);
  assert.match(refused.text, /running service sends by this bot.*stop it/);
  assert.equal(telegram.count("sendMessage"), 0);
  await store.messages.giveLease("telegram", "service");
  assert.equal((await runProgram(args, { ...home, env })).code, 0);
});
