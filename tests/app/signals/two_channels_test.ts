/** A phone and an office are told of one signal: what becomes of it is no matter of one of them alone. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startFaultServer } from "../../support/fault_server.ts";
import * as steps from "../../support/fault_steps.ts";
import { until } from "../../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { OFFICE_SECRET, startWebhookReceiver } from "../../support/webhook_receiver.ts";
import { startRunningApp } from "../running_app.ts";

const FALLEN = {
  ...{ ticker: "035720", name: "카카오", quantity: 120, avg_price: 41_200, current_price: 38_150 },
  pnl_pct: -7.4,
};

async function startTold() {
  const telegram = startTelegramServer();
  const office = startWebhookReceiver();
  let answer = steps.ok({ holdings: [FALLEN] });
  const server = startFaultServer(() => answer);
  const stock = { url: server.url, answer: (step: typeof answer) => answer = step };
  const running = await startRunningApp({
    STOCK_API_URL: stock.url,
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
    SIGNAL_V2_OFFICE_URL: office.url,
    SIGNAL_V2_OFFICE_SECRET: OFFICE_SECRET,
  });
  return {
    ...{ ...running, telegram, office, stock },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      for (const one of [server, office, telegram]) await one[Symbol.asyncDispose]();
    },
  };
}

Deno.test("fault 37: an office that refuses a signal does not give back what the phone was told of", async () => {
  await using test = await startTold();
  test.office.fail(422, 422, 422);
  await test.passMinutes(1);
  await until(() => test.telegram.texts.length === 1 && test.office.requests.length === 1, "both channels");
  await test.passMinutes(3);
  strictEqual(test.telegram.texts.length, 1);
  deepStrictEqual((await test.app.signals.list("owner", { limit: 9 })).map(({ state }) => state), ["sent"]);
});

Deno.test("fault 37: with every channel refusing nobody was told, and the next poll may tell it", async () => {
  await using test = await startTold();
  const wrong = { code: 400, description: "Bad Request: message is wrong" };
  test.telegram.fail(wrong);
  test.office.fail(422);
  await test.passMinutes(1);
  const stateOf = async () => (await test.getJson("/signals")).body.signals?.map(toState) ?? [];
  await until(async () => (await stateOf()).includes("expired"), "the end of the first");
  deepStrictEqual(await test.app.signals.list("owner", { limit: 9 }), []);
  await test.passMinutes(2);
  await until(() => test.telegram.texts.length === 1 && test.office.taken.size === 1, "the next one");
});

const toState = (signal: unknown) => (signal as { state: string }).state;

Deno.test("fault 53: signals that were told in one message are delivered as it is, and are not told again", async () => {
  await using test = await startTold();
  test.stock.answer(
    steps.ok({
      holdings: Array.from({ length: 9 }, (_, i) => ({ ...FALLEN, ticker: `03572${i}`, name: `종목${i}` })),
    }),
  );
  await test.passMinutes(1);
  // The last ring gathers for some seconds of the program's own clock.
  for (let i = 0; i < 30 && !test.telegram.texts.some((text) => text.includes("매도 신호 5건")); i++) {
    await test.clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const stateOf = async () => (await test.getJson("/signals")).body.signals?.map(toState) ?? [];
  await until(
    async () => (await stateOf()).filter((state) => state === "delivered").length === 9,
    "all nine",
  );
  strictEqual(test.telegram.texts.length, 5);
});
