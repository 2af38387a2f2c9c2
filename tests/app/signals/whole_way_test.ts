/** From a poll of the stock API to the telephone, where what is polled is odd. */
import { deepStrictEqual } from "node:assert/strict";
import { startFaultServer } from "../../support/fault_server.ts";
import * as steps from "../../support/fault_steps.ts";
import { until } from "../../support/program.ts";
import { BOT_TOKEN, startTelegramServer } from "../../support/telegram_server.ts";
import { startRunningApp, WEDNESDAY } from "../running_app.ts";

const START_MS = Date.parse(WEDNESDAY);
const BEST = {
  ticker: "005930",
  name: "삼성전자",
  score: 0.99,
  current_price: 71_300,
  change_pct: 3,
  rank: 1,
};

async function startPolling(payloadAt: (path: string) => unknown) {
  const telegram = startTelegramServer();
  const stock = startFaultServer(({ path }) => steps.ok(payloadAt(path)));
  const running = await startRunningApp({
    STOCK_API_URL: stock.url,
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  });
  return {
    ...{ ...running, telegram },
    /** Minutes of polls, with time in between for what is gathered and sent. */
    async live(minutes: number) {
      for (let i = 0; i < minutes; i++) {
        await running.passMinutes(1);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      for (const server of [stock, telegram]) await server[Symbol.asyncDispose]();
    },
  };
}

Deno.test("fault 1: a server that answers at once with what is three hours old makes no signal, and one that is fresh does", async () => {
  let asOfMs = START_MS - 3 * 3_600_000;
  await using test = await startPolling((path) =>
    path.includes("screener")
      ? { as_of: new Date(asOfMs).toISOString(), results: [BEST] }
      : path.includes("portfolio")
      ? { as_of: new Date(asOfMs).toISOString(), holdings: [] }
      : { items: [] }
  );
  await test.live(3);
  const { signals } = (await test.getJson("/signals")).body as Record<
    string,
    { state: string; reason: string }[]
  >;
  deepStrictEqual(signals?.map(({ state, reason }) => `${state} ${reason}`), ["skipped stale"]);
  deepStrictEqual(test.telegram.texts, []);
  asOfMs = START_MS + 180_000;
  await test.live(1);
  await until(() => test.telegram.texts.some((text) => text.includes("매수 신호")), "the fresh one");
});
