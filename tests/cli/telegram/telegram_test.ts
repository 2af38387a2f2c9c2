import assert from "node:assert/strict";
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
