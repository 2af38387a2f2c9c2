import assert from "node:assert/strict";
import { startMessages, toNotifierSettings } from "../../src/app/notifiers.ts";
import { readConfig } from "../../src/config/config.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { draft } from "../notifiers/message_store_contract.ts";
import { buy } from "../notifiers/notify_parts.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { until } from "../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";

const configOf = (url: string) => {
  const variables: Readonly<Record<string, string>> = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  };
  return readConfig({ get: (name) => variables[name], envFile: undefined });
};

Deno.test("without any channel what was told long ago is forgotten, and what waits for a channel that is gone ends with a reason", async () => {
  const clock = createSystemClock();
  await using opened = await openTempStore();
  const { messages } = opened.store;
  const days = (count: number) => clock.now() - count * 86_400_000;
  await messages.enqueue([
    draft("old", { channel: "telegram", queuedAtMs: days(200) }),
    draft("waits", { channel: "telegram", queuedAtMs: days(1) }),
    draft("sent", { channel: "webhook", queuedAtMs: days(1) }),
  ]);
  const ends = { state: "superseded", event: "superseded", atMs: days(199) } as const;
  const [old] = await messages.open("telegram", 1);
  assert.ok(old !== undefined && await messages.move(old, ends));
  const runtime = {
    ...{ clock, log: silentLog, mode: "live", fetch, random: () => 0, version: "0" } as const,
    ...{ embeddedHolidays: undefined, requestStop() {} },
  };
  const lone = readConfig({ get: () => undefined, envFile: undefined });
  await using _notifiers = await startMessages(lone, runtime, opened.store);
  const rows = async () =>
    (await messages.browse({ state: undefined, limit: 9 })).map((
      { key, state, error },
    ) => [key, state, error]);
  await until(async () => (await rows()).length === 2 && (await messages.counts()).length === 0, "the care");
  assert.deepEqual(await rows(), [
    ["sent", "expired", "the channel webhook is not set up any more"],
    ["waits", "expired", "the channel telegram is not set up any more"],
  ]);
  assert.deepEqual(await messages.unlisted("telegram"), [], "no list will tell of it");
});

Deno.test("the program tells by what is set up, and the demo tells nobody", async () => {
  await using telegram = startTelegramServer();
  const config = configOf(telegram.url);
  const clock = createSystemClock();
  for (const [mode, expected] of [["live", 1], ["demo", 0]] as const) {
    await using opened = await openTempStore();
    const runtime = {
      ...{ clock, log: silentLog, mode, fetch, random: () => 0, version: "0", embeddedHolidays: undefined },
      requestStop() {},
    };
    await using notifiers = await startMessages(config, runtime, opened.store);
    assert.equal(await notifiers.tell({ key: mode, facts: { kind: "test", atMs: clock.now() } }), expected);
    assert.equal(notifiers.view().channels.length, expected);
    await until(() => telegram.texts.length === 1, "the message");
  }
  assert.equal(telegram.texts.length, 1);
  assert.deepEqual(toNotifierSettings(config, "demo").order, []);
});

Deno.test("a late list is told with prices that became known after the start", async () => {
  await using telegram = startTelegramServer();
  await using opened = await openTempStore();
  const clock = createSystemClock();
  const config = configOf(telegram.url);
  const runtime = {
    ...{ clock, log: silentLog, mode: "live" as const, fetch, random: () => 0, version: "0" },
    ...{ embeddedHolidays: undefined, requestStop() {} },
  };
  const signal = buy({ firedAtMs: clock.now() - 60_000, validUntilMs: clock.now() - 1 });
  await using notifiers = await startMessages(config, runtime, opened.store);
  notifiers.setPricesNow((tickers) => ({ krw: tickers.map(() => 71_900), ageMs: 8_000 }));
  await notifiers.tell({ key: "late", facts: signal });
  await until(() => telegram.texts.length === 1, "the list");
  assert.match(telegram.texts[0] ?? "", /지금 가격: 71,900원 \(8초 전\)/);
});
