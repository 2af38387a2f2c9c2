import assert from "node:assert/strict";
import { createPricesNow } from "../../../src/app/telling/prices_now.ts";
import { at, buy, startTestNotifiers } from "../../notifiers/notify_parts.ts";
import { startTelegramServer } from "../../support/telegram_server.ts";
import { sampleOf } from "./telling_parts.ts";

const NOW = at("09:31:00");

function lookUp(polls: Parameters<typeof createPricesNow>[0]["lastPolls"] extends () => infer P ? P : never) {
  return createPricesNow({ lastPolls: () => polls }, () => NOW);
}

Deno.test("prices of now come from the last polls, the younger one, with the age of the oldest that is told", () => {
  const prices = lookUp({
    portfolio: sampleOf(NOW - 40_000, [{ ticker: "035720", price: 37_950 }, { ticker: "005930", price: 1 }]),
    screener_preview: sampleOf(NOW - 8_000, [{ ticker: "005930", price: 71_900 }]),
  });
  assert.deepEqual(prices(["005930", "035720", "000660"]), {
    krw: [71_900, 37_950, undefined],
    ageMs: 40_000,
  });
  assert.deepEqual(prices(["005930"]), { krw: [71_900], ageMs: 8_000 });
  assert.deepEqual(prices(["000660"]), { krw: [undefined], ageMs: undefined });
  assert.deepEqual(prices([]), { krw: [], ageMs: undefined });
});

Deno.test("a price is as old as its data says, where it says a time and not a day alone", () => {
  const rows = [{ ticker: "005930", price: 71_900 }];
  const old = sampleOf(NOW - 8_000, rows, { dataAtMs: NOW - 600_000 });
  assert.equal(lookUp({ portfolio: old })(["005930"]).ageMs, 600_000);
  const dayAlone = sampleOf(NOW - 8_000, rows, { dataAtMs: at("00:00:00") });
  assert.equal(lookUp({ portfolio: dayAlone })(["005930"]).ageMs, 8_000);
});

Deno.test("another currency, nothing and less than nothing are no price in won", () => {
  const prices = lookUp({
    portfolio: sampleOf(NOW, [
      { ticker: "AAPL", price: 230, currency: "USD" },
      { ticker: "A", price: 0 },
      { ticker: "B", price: "72,000" },
    ]),
  });
  assert.deepEqual(prices(["AAPL", "A", "B"]), { krw: [undefined, undefined, undefined], ageMs: undefined });
});

Deno.test("fault 25: a list that comes late has the prices of then and of now, with their age", async () => {
  await using telegram = startTelegramServer();
  const polls = {
    portfolio: sampleOf(at("09:20:00"), [{ ticker: "035720", price: 37_950 }]),
    screener_preview: sampleOf(at("09:20:00"), [{ ticker: "005930", price: 71_900 }]),
  };
  let now = () => 0;
  const pricesNow = createPricesNow({ lastPolls: () => polls }, () => now());
  await using test = await startTestNotifiers({
    ...{ telegramUrl: telegram.url, pricesNow },
    waits: { reachAgainMs: 600_000, longestReachMs: 600_000 },
  });
  now = () => test.clock.now();
  telegram.setDown(true);
  await test.notifiers.tell({ key: "b", facts: buy() });
  await test.notifiers.tell({ key: "s", facts: buy({ ticker: "035720", name: "카카오", priceKrw: 38_150 }) });
  await test.clock.pass(11 * 60_000);
  telegram.setDown(false);
  await test.clock.until(() => telegram.texts.length > 0);
  // Of the first one nobody knows whether it came: its bytes had left.
  assert.match(telegram.texts[0] ?? "", /지나간 신호 1건: 매수 카카오 38,150원\(09:20\)/);
  assert.match(telegram.texts[0] ?? "", /지금 가격: 37,950원 \(20분 전\)/);
});
