/** A clock that people or NTP set back keeps no channel silent. */
import assert from "node:assert/strict";
import { startTelegramServer } from "../support/telegram_server.ts";
import { startWebhookReceiver } from "../support/webhook_receiver.ts";
import { buy, CHAT, protectiveSell, startTestNotifiers } from "./notify_parts.ts";

const HOURS_MS = 3_600_000;
const LATER = Date.parse("2026-11-20T23:00:00+09:00");

type Test = Awaited<ReturnType<typeof startTestNotifiers>>;

async function warmUp(test: Test): Promise<void> {
  await test.notifiers.tell({ key: "warm", facts: buy() });
  await test.settle();
}

const isUnknown = (test: Test) => async () => (await test.rows()).some(({ state }) => state === "unknown");

Deno.test("set back while a message is in doubt: it is looked for at its time, and what waits behind it goes", async () => {
  for (const fault of ["drop", "drop_after"] as const) {
    await using telegram = startTelegramServer();
    await using test = await startTestNotifiers({ telegramUrl: telegram.url, waits: { idleMs: 1_000 } });
    await warmUp(test);
    telegram.fail(fault);
    await test.notifiers.tell({ key: "lost", facts: buy(), validUntilMs: LATER });
    await test.clock.until(isUnknown(test));
    // A step has seen the time; then it is wrong.
    await test.clock.pass(500);
    test.clock.setWall(test.clock.now() - 2 * HOURS_MS);
    await test.notifiers.tell({ key: "next", facts: protectiveSell(), validUntilMs: LATER });
    await test.settle(40_000);
    assert.deepEqual((await test.rows()).map(({ state }) => state), ["delivered", "delivered", "delivered"]);
    assert.equal(telegram.texts.length, 3);
  }
});

Deno.test("set back while a chat asks for silence: the silence is as long as was asked for, not longer and not shorter", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({ telegramUrl: telegram.url, waits: { idleMs: 1_000 } });
  telegram.fail({ silenceS: 40 });
  await test.notifiers.tell({ key: "a", facts: buy(), validUntilMs: LATER });
  await test.clock.pass(5_000);
  test.clock.setWall(test.clock.now() - HOURS_MS / 2);
  await test.clock.pass(30_000);
  assert.equal(telegram.texts.length, 0);
  await test.clock.pass(7_000);
  assert.equal(telegram.texts.length, 1);
});

Deno.test("set back before a start: what the program before it wrote down delays no longer than it could have", async () => {
  await using telegram = startTelegramServer();
  const dir = await Deno.makeTempDir();
  try {
    {
      await using test = await startTestNotifiers({ telegramUrl: telegram.url, dir });
      await warmUp(test);
      telegram.fail("drop");
      await test.notifiers.tell({ key: "lost", facts: buy(), validUntilMs: LATER });
      await test.clock.until(isUnknown(test));
      // Looked for in vain, which has its own wait, not begun with the send.
      telegram.setDown(true);
      await test.clock.until(() => telegram.count("editMessageText") > 0);
      await test.clock.pass(10_000);
    }
    telegram.setDown(false);
    const start = "2026-11-20T07:20:00+09:00";
    await using test = await startTestNotifiers({ telegramUrl: telegram.url, dir, start });
    await test.clock.until(() => telegram.texts.length === 2, 120_000);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("set back while a sell does not get out: the next channel is told no later for it", async () => {
  await using telegram = startTelegramServer();
  await using office = startWebhookReceiver();
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, officeUrl: office.url },
    waits: { idleMs: 1_000 },
  });
  telegram.fail({ silenceS: 300 });
  await test.notifiers.tell({ key: "sell", facts: protectiveSell(), validUntilMs: LATER });
  await test.clock.pass(5_000);
  test.clock.setWall(test.clock.now() - 2 * HOURS_MS);
  await test.clock.pass(13_000);
  assert.ok(!office.taken.has("sell:instead-of-telegram"));
  await test.clock.pass(5_000);
  assert.ok(office.taken.has("sell:instead-of-telegram"));
});

Deno.test("set back while a chat is blocked: it is asked once whether it is back, and then at its times", async () => {
  await using telegram = startTelegramServer();
  await using test = await startTestNotifiers({
    telegramUrl: telegram.url,
    waits: { idleMs: 1_000, blockedMs: 30_000 },
  });
  telegram.block(CHAT);
  await test.notifiers.tell({ key: "a", facts: buy(), validUntilMs: LATER });
  await test.clock.pass(5_000);
  test.clock.setWall(test.clock.now() - 2 * HOURS_MS);
  await test.clock.pass(24_000);
  assert.equal(telegram.count("sendChatAction"), 1);
  await test.clock.pass(10_000);
  assert.equal(telegram.count("sendChatAction"), 2);
});
