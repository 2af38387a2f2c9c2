import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { quoteAt, roundToTick, tickSizeOf } from "../../../src/demo/upbit/market.ts";
import { SIMULATED_STOCKS, type SimulatedStock } from "../../../src/demo/stock_api/stocks.ts";

const anyStock = fc.constantFrom(...SIMULATED_STOCKS);
const anySeed = fc.integer();
const anyInstant = fc.integer({
  min: Date.parse("2020-01-01T00:00:00+09:00"),
  max: Date.parse("2035-01-01T00:00:00+09:00"),
});
/** From Friday 15:30 to Monday 09:00. */
const CLOSED_MS = 3 * DAY_MS - 390 * MINUTE_MS;
/** Whole minutes of a Friday's session. */
const anySessionMinute = fc.integer({ min: 0, max: 389 }).map((minute) =>
  Date.parse("2026-11-20T09:00:00+09:00") + minute * MINUTE_MS
);

function stockOf(ticker: string): SimulatedStock {
  const stock = SIMULATED_STOCKS.find((other) => other.ticker === ticker);
  assert.ok(stock);
  return stock;
}

Deno.test("a simulated price is always a whole number of won on KRX's tick", () => {
  fc.assert(fc.property(anyStock, anySeed, anyInstant, (stock, seed, atMs) => {
    const { price, previousClose } = quoteAt(stock, { seed, atMs });
    for (const value of [price, previousClose]) {
      assert.ok(Number.isSafeInteger(value) && value > 0);
      assert.equal(value % tickSizeOf(value), 0);
    }
  }));
});

Deno.test("a simulated price always stays within 30 % of the close before", () => {
  fc.assert(
    fc.property(anyStock, anySeed, anyInstant, (stock, seed, atMs) => {
      const { price, previousClose } = quoteAt(stock, { seed, atMs });
      const [low, high] = [previousClose * 0.7, previousClose * 1.3];
      assert.ok(low <= price && price <= high, `${price} is outside ${low} to ${high}`);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a simulated price depends on nothing but the stock, the seed and the instant", () => {
  const asked = fc.array(fc.tuple(anyStock, anySeed, anyInstant), { minLength: 2, maxLength: 10 });
  fc.assert(fc.property(asked, (questions) => {
    const ask = ([stock, seed, atMs]: [SimulatedStock, number, number]) => quoteAt(stock, { seed, atMs });
    assert.deepEqual(questions.map(ask), questions.toReversed().map(ask).toReversed());
  }));
});

Deno.test("a simulated price moves less than 2 % from one minute to the next", () => {
  fc.assert(fc.property(anyStock, anySeed, anySessionMinute, (stock, seed, atMs) => {
    const { price } = quoteAt(stock, { seed, atMs });
    const next = quoteAt(stock, { seed, atMs: atMs + MINUTE_MS }).price;
    assert.ok(Math.abs(next - price) <= 0.02 * price, `${price} to ${next}`);
  }));
});

Deno.test("a simulated price is frozen from 15:30 until 09:00 of the next weekday", () => {
  fc.assert(fc.property(anyStock, anySeed, fc.nat({ max: CLOSED_MS - 1 }), (stock, seed, ms) => {
    const closedAtMs = Date.parse("2026-11-20T15:30:00+09:00");
    const close = quoteAt(stock, { seed, atMs: closedAtMs });
    assert.deepEqual(quoteAt(stock, { seed, atMs: closedAtMs + ms }), close);
  }));
});

Deno.test("a simulated session begins at the close before and knows it", () => {
  fc.assert(fc.property(anyStock, anySeed, (stock, seed) => {
    const friday = quoteAt(stock, { seed, atMs: Date.parse("2026-11-20T18:00:00+09:00") });
    const monday = quoteAt(stock, { seed, atMs: Date.parse("2026-11-23T09:00:00+09:00") });
    assert.equal(monday.previousClose, friday.price);
    assert.equal(monday.price, friday.price);
    assert.equal(monday.changePct, 0);
  }));
});

Deno.test("simulated prices move during the session and differ by seed", () => {
  const stock = stockOf("005930");
  const priceAt = (time: string, seed: number) =>
    quoteAt(stock, { seed, atMs: Date.parse(`2026-11-20T${time}+09:00`) }).price;
  const hours = ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"];
  assert.ok(new Set(hours.map((hour) => priceAt(hour, 1))).size >= 4);
  assert.notDeepEqual(hours.map((hour) => priceAt(hour, 1)), hours.map((hour) => priceAt(hour, 2)));
});

Deno.test("a simulated price does not change within a minute", () => {
  const stock = stockOf("000660");
  const atMs = Date.parse("2026-11-20T10:07:00+09:00");
  const first = quoteAt(stock, { seed: 7, atMs });
  assert.deepEqual(quoteAt(stock, { seed: 7, atMs: atMs + 59_999 }), first);
});

const TICKS = [
  [1, 1],
  [1_999, 1],
  [2_000, 5],
  [4_999, 5],
  [5_000, 10],
  [20_000, 50],
  [50_000, 100],
  [199_999, 100],
  [200_000, 500],
  [499_999, 500],
  [500_000, 1_000],
  [2_000_000, 1_000],
] as const;

for (const [price, tick] of TICKS) {
  Deno.test(`the tick at ${price} won is ${tick} won`, () => assert.equal(tickSizeOf(price), tick));
}

Deno.test("rounding to the tick stays on the tick across the edges of the table", () => {
  const edges = [1_999.6, 2_001, 4_998, 19_996, 49_980, 199_960, 499_800];
  assert.deepEqual(edges.map(roundToTick), [2_000, 2_000, 5_000, 20_000, 50_000, 200_000, 500_000]);
});

Deno.test("the simulated stocks have distinct six-digit codes and distinct names", () => {
  assert.ok(SIMULATED_STOCKS.length >= 25);
  assert.equal(new Set(SIMULATED_STOCKS.map(({ ticker }) => ticker)).size, SIMULATED_STOCKS.length);
  assert.equal(new Set(SIMULATED_STOCKS.map(({ name }) => name)).size, SIMULATED_STOCKS.length);
  for (const { ticker } of SIMULATED_STOCKS) assert.match(ticker, /^\d{6}$/);
});
