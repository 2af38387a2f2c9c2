import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { closeTimeOf, type Interval, type Span } from "../../../src/core/candle.ts";
import { type CcxtBench, startCcxtBench } from "../../support/ccxt/bench.ts";

const SIGNAL = new AbortController().signal;
const MINUTE_MS = 60_000;
const START_MS = Date.parse("2023-11-14T22:00:00Z");

const span = (candles: number, fromMs = START_MS): Span => ({ fromMs, toMs: fromMs + candles * MINUTE_MS });
const ask = (wanted: Span, interval: Interval = "1m") => ({
  symbol: "BTC/KRW",
  interval,
  span: wanted,
  signal: SIGNAL,
});

/** Open times of all candles of a span, page by page, each page beginning where the last one ended. */
async function pageThrough(
  { exchange }: CcxtBench,
  wanted: Span,
  interval: Interval,
): Promise<readonly number[]> {
  const times: number[] = [];
  let fromMs = wanted.fromMs;
  while (fromMs < wanted.toMs) {
    const page = await exchange.fetchCandles(ask({ fromMs, toMs: wanted.toMs }, interval));
    strictEqual(page.covered.fromMs, fromMs);
    assertTrue(page.candles.length <= exchange.pageLimit);
    times.push(...page.candles.map(({ openTimeMs }) => openTimeMs));
    fromMs = page.covered.toMs;
  }
  strictEqual(fromMs, wanted.toMs);
  return times;
}

function timesOf(wanted: Span, interval: Interval): readonly number[] {
  const times: number[] = [];
  for (let atMs = wanted.fromMs; atMs < wanted.toMs; atMs = closeTimeOf(interval, atMs)) times.push(atMs);
  return times;
}

for (const id of ["bithumb", "coinone"]) {
  Deno.test(`${id} pages over minutes that come newest first, and leaves out those without a trade`, async () => {
    await using bench = startCcxtBench(id);
    const wanted = span(1_100);
    // The first of all, a stretch longer than the rest of a page, and the last of all.
    const quiet = [0, ...Array.from({ length: 250 }, (_, i) => 300 + i), 1_099];
    for (const minute of quiet) bench.server.quiet.add(START_MS + minute * MINUTE_MS);
    const expected = timesOf(wanted, "1m").filter((_, i) => !quiet.includes(i));
    deepStrictEqual(await pageThrough(bench, wanted, "1m"), expected);
  });

  Deno.test(`${id} serves every interval that it is said to, on our grid`, async () => {
    await using bench = startCcxtBench(id);
    for (const interval of bench.exchange.intervals) {
      const fromMs = Date.parse("2023-11-01T15:00:00Z");
      const wanted = { fromMs, toMs: closeTimeOf(interval, closeTimeOf(interval, fromMs)) };
      deepStrictEqual(await pageThrough(bench, wanted, interval), timesOf(wanted, interval), interval);
    }
  });

  Deno.test(`${id} refuses a bar whose beginning is not ours, and an answer without a list`, async () => {
    await using bench = startCcxtBench(id);
    const atMs = START_MS + 1_000;
    const row = id === "coinone"
      ? {
        result: "success",
        error_code: "0",
        is_last: true,
        chart: [{ timestamp: atMs, open: "1", high: "1", low: "1", close: "1", target_volume: "1" }],
      }
      : [{
        candle_date_time_utc: "2023-11-14T22:00:01",
        opening_price: 1,
        high_price: 1,
        low_price: 1,
        trade_price: 1,
        candle_acc_trade_volume: 1,
      }];
    bench.server.fault = { kind: "json", body: row };
    const where = /openTimeMs is not where a bar of 1m begins/;
    await rejects(bench.exchange.fetchCandles(ask(span(3))), { kind: "bad_shape", message: where });
    for (
      const body of [{}, { result: "success", error_code: "0" }, {
        result: "success",
        error_code: "0",
        chart: {},
      }]
    ) {
      bench.server.fault = { kind: "json", body };
      const message = /no list of candles/;
      await rejects(bench.exchange.fetchCandles(ask(span(3))), { kind: "bad_shape", message });
    }
  });
}

Deno.test("bithumb is asked by Korean time without a zone, up to the first bar that is not wanted", async () => {
  await using bench = startCcxtBench("bithumb");
  await bench.exchange.fetchCandles(ask(span(3)));
  const { searchParams } = bench.server.asked.at(-1) ?? new URL("http://nowhere");
  deepStrictEqual(Object.fromEntries(searchParams), {
    market: "KRW-BTC",
    count: "200",
    to: "2023-11-15T07:03:00",
  });
});

Deno.test("bithumb tells ticks, the book, and the rules of its markets by its documents", async () => {
  await using bench = startCcxtBench("bithumb");
  const { exchange } = bench;
  deepStrictEqual(await exchange.fetchTicks(["BTC/KRW"], SIGNAL), [
    { symbol: "BTC/KRW", price: 148_737_000, atMs: 1_699_999_999_000, volume: 0, source: "bithumb" },
  ]);
  const { bid, ask: asking, atMs } = await exchange.fetchBookTop("BTC/KRW", SIGNAL);
  deepStrictEqual([bid, asking, atMs], [148_737_000, 148_738_000, 1_699_999_999_500]);
  deepStrictEqual(await exchange.fetchInstrument("BTC/KRW", SIGNAL), {
    symbol: "BTC/KRW",
    tickSize: "1000",
    minOrderValue: "5000",
    feeRate: 0.0025,
    from: "table",
  });
  const other = await exchange.fetchInstrument("ETH/BTC", SIGNAL);
  deepStrictEqual([other.tickSize, other.minOrderValue], ["0.00000001", "0.0005"]);
});

Deno.test("coinone tells ticks of several markets at once, the book, and the rules it has itself", async () => {
  await using bench = startCcxtBench("coinone");
  const { exchange } = bench;
  const ticks = await exchange.fetchTicks(["XRP/KRW", "BTC/KRW"], SIGNAL);
  deepStrictEqual(ticks.map(({ symbol, price }) => [symbol, price]), [["XRP/KRW", 3_123], [
    "BTC/KRW",
    148_737_000,
  ]]);
  const { bid, bidSize, ask: asking } = await exchange.fetchBookTop("BTC/KRW", SIGNAL);
  deepStrictEqual([bid, bidSize, asking], [148_730_000, 0.5, 148_740_000]);
  deepStrictEqual(await exchange.fetchInstrument("BTC/KRW", SIGNAL), {
    symbol: "BTC/KRW",
    tickSize: "10000",
    minOrderValue: "5000.0",
    feeRate: 0.002,
    from: "exchange",
  });
});

Deno.test("coinone is asked for the last bar that is wanted, and an answer that ends too early is refused", async () => {
  await using bench = startCcxtBench("coinone");
  await bench.exchange.fetchCandles(ask(span(3)));
  const { pathname, searchParams } = bench.server.asked.at(-1) ?? new URL("http://nowhere");
  strictEqual(pathname, "/public/v2/chart/KRW/BTC");
  const timestamp = String(START_MS + 3 * MINUTE_MS - 1);
  deepStrictEqual(Object.fromEntries(searchParams), { interval: "1m", timestamp, size: "200" });
  const row = (minute: number) => ({
    timestamp: START_MS + minute * MINUTE_MS,
    open: "1",
    high: "1",
    low: "1",
    close: "1",
    target_volume: "1",
  });
  const answer = (minutes: readonly number[], isLast: boolean) => ({
    kind: "json" as const,
    body: { result: "success", error_code: "0", is_last: isLast, chart: minutes.map(row) },
  });
  for (const minutes of [[2, 1], []]) {
    bench.server.fault = answer(minutes, false);
    const message = /the answer ends before what was asked for/;
    await rejects(bench.exchange.fetchCandles(ask(span(3))), { kind: "bad_shape", message });
    // Where trading began.
    bench.server.fault = answer(minutes, true);
    strictEqual((await bench.exchange.fetchCandles(ask(span(3)))).candles.length, minutes.length);
  }
  bench.server.fault = answer([2, -5], false);
  strictEqual((await bench.exchange.fetchCandles(ask(span(3)))).candles.length, 1);
});

Deno.test("coinone's error 4 with status 200 is a demand for silence of a minute, and it is kept", async () => {
  await using bench = startCcxtBench("coinone");
  bench.server.fault = {
    kind: "json",
    body: { result: "error", error_code: "4", error_msg: "Blocked user access" },
  };
  await rejects(bench.exchange.fetchCandles(ask(span(3))), { kind: "rate_limited", retryAfterMs: 60_000 });
  const before = bench.server.asked.length;
  await rejects(bench.exchange.fetchTicks(["BTC/KRW"], SIGNAL), { kind: "rate_limited" });
  strictEqual(bench.server.asked.length, before);
  const body = { result: "error", error_code: "108", error_msg: "Unknown CryptoCurrency" };
  await using other = startCcxtBench("coinone");
  other.server.fault = { kind: "json", body };
  await rejects(other.exchange.fetchCandles(ask(span(3))), { kind: "http_4xx" });
});

Deno.test("bithumb's error in an answer of status 200 is told as what it is", async () => {
  await using bench = startCcxtBench("bithumb");
  const error = { name: 400, message: "Missing request parameter error. Check the required parameters!" };
  bench.server.fault = { kind: "json", body: { error } };
  await rejects(bench.exchange.fetchCandles(ask(span(3))), { kind: "http_4xx" });
});
