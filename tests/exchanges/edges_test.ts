/** The last value that is taken of what exchanges send and are asked, and how much is asked at once. */
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual, throws } from "node:assert/strict";
import { readAnsweredAtMs } from "../../src/exchanges/answer_time.ts";
import { ccxtAsk } from "../../src/exchanges/ccxt/protocol.ts";
import { binanceStream } from "../../src/exchanges/ccxt/streams/binance.ts";
import { CCXT_VENUES } from "../../src/exchanges/ccxt/venues.ts";
import { StreamSubscription } from "../../src/exchanges/stream/dialect.ts";
import { readObjectMessage, toPortions, toTickFrame } from "../../src/exchanges/stream/values.ts";
import { readBlockMs, toUpbitError } from "../../src/exchanges/upbit/errors.ts";
import { readBookTop } from "../../src/exchanges/upbit/rows.ts";
import { upbit } from "../../src/exchanges/upbit/venue.ts";
import { upbitEpochMs } from "../../src/exchanges/upbit/words.ts";
import { ManualClock } from "../support/manual_clock.ts";

Deno.test("a page of each exchange has as many bars as it serves at once", () => {
  deepStrictEqual(Object.fromEntries(CCXT_VENUES.map(({ id, pageLimit }) => [id, pageLimit])), {
    binance: 1_000,
    okx: 100,
    bitget: 100,
    bybit: 1_000,
    bithumb: 200,
    coinone: 200,
  });
});

Deno.test("a helper is asked for 1 to 1000 bars, and for the prices of 1 to 1000 markets", () => {
  const candles = { op: "candles", symbol: "BTC/KRW", interval: "1m", sinceMs: 1, untilMs: 2 };
  const takesLimit = (limit: number) => ccxtAsk.safeParse({ ...candles, limit }).success;
  deepStrictEqual([0, 1, 1_000, 1_001, 1.5].map(takesLimit), [false, true, true, false, false]);
  const takesSymbols = (count: number) =>
    ccxtAsk.safeParse({ op: "ticks", symbols: Array(count).fill("BTC/KRW") }).success;
  deepStrictEqual([0, 1, 1_000, 1_001].map(takesSymbols), [false, true, true, false]);
});

Deno.test("a trade of no volume is one, and a trade at no price or at no time is none", () => {
  const fields = { atMs: "t", price: "p", volume: "v" };
  const kindOf = (row: Record<string, number>) =>
    toTickFrame({ t: 1, p: 1, v: 1, ...row }, { fields, symbol: "BTC/KRW", source: "x" }).kind;
  deepStrictEqual([{}, { v: 0 }, { p: 1e-8 }].map(kindOf), ["tick", "tick", "tick"]);
  deepStrictEqual([{ t: 0 }, { t: 1.5 }, { p: 0 }, { v: -1 }].map(kindOf), Array(4).fill("refused"));
});

Deno.test("a message may have a megabyte, and a longer one is refused unread", () => {
  const read = (length: number) =>
    readObjectMessage(`{"a":"${"x".repeat(length - 8)}"}`, () => [{ kind: "alive" }])[0];
  deepStrictEqual(read(1_048_576), { kind: "alive" });
  deepStrictEqual(read(1_048_577), { kind: "refused", reason: "the message is longer than 1024 kB" });
});

Deno.test("what is no object is shown in sixty letters, an empty text as nothing", () => {
  const reasonOf = (message: string) => {
    const [frame] = readObjectMessage(message, () => []);
    return frame?.kind === "refused" ? frame.reason : frame?.kind;
  };
  strictEqual(reasonOf('""'), "the message is not an object (it is nothing)");
  strictEqual(reasonOf("[1]"), "the message is not an object (it is [1])");
  strictEqual(reasonOf("x".repeat(60)), `the message is not JSON (it begins with ${"x".repeat(60)})`);
  strictEqual(reasonOf("x".repeat(61)), `the message is not JSON (it begins with ${"x".repeat(60)}…)`);
});

Deno.test("a list is cut into portions, the last one as long as what is left", () => {
  deepStrictEqual(toPortions([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  deepStrictEqual(toPortions([1, 2], 2), [[1, 2]]);
  deepStrictEqual(toPortions([], 2), []);
});

Deno.test("an answer is as old as its date says, less the age that a cache tells in whole seconds", () => {
  const dateMs = Date.parse("2026-03-11T03:00:00Z");
  const date = new Date(dateMs).toUTCString();
  const read = (headers: Record<string, string>) => readAnsweredAtMs(new Headers(headers));
  strictEqual(read({ date }), dateMs);
  deepStrictEqual(["0", " 7 ", "999999999"].map((age) => read({ date, age })), [
    dateMs,
    dateMs - 7_000,
    dateMs - 999_999_999_000,
  ]);
  deepStrictEqual(
    ["-1", "1.5", "soon", "1234567890"].map((age) => read({ date, age })),
    Array(4).fill(dateMs),
  );
  deepStrictEqual([read({}), read({ date: "soon" }), read({ date: "Thu, 01 Jan 1970 00:00:00 GMT" })], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("the best prices of a book may be equal and have no volume, and may not be nothing", () => {
  const read = (unit: Record<string, number>) =>
    readBookTop([{
      market: "KRW-BTC",
      timestamp: 5,
      orderbook_units: [{ ask_price: 101, bid_price: 100, ask_size: 1, bid_size: 2, ...unit }],
    }], "BTC/KRW");
  strictEqual(read({ bid_price: 101 }).bid, 101);
  deepStrictEqual([read({ bid_size: 0 }).bidSize, read({ ask_size: 0 }).askSize], [0, 0]);
  strictEqual(read({ bid_price: 0.5 }).bid, 0.5);
  for (const bad of [{ bid_price: 0 }, { ask_price: 0 }, { bid_size: -1 }, { ask_size: -1 }]) {
    throws(() => read(bad), { kind: "bad_shape" });
  }
});

Deno.test("a time of Upbit is a whole number of milliseconds above 0", () => {
  deepStrictEqual([1, 0, -1, 1.5].map((value) => upbitEpochMs.safeParse(value).success), [
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("a block lasts as long as a field or the words of the refusal say, and at most an hour", () => {
  deepStrictEqual(
    [{ retry_after: 0.5 }, { error: { blockTime: "90" } }, { retryAfter: 7_200 }].map(readBlockMs),
    [500, 90_000, 3_600_000],
  );
  deepStrictEqual(
    ["1분 30초", "2 hours", "90 seconds", "10 min", "1시간 뒤"].map((message) =>
      readBlockMs({ error: { message } })
    ),
    [90_000, 3_600_000, 90_000, 600_000, 3_600_000],
  );
  const silent = [{ retry_after: 0 }, { retry_after: -1 }, { message: 90 }, { message: "0 s" }, {}, null, [
    1,
  ]];
  deepStrictEqual(silent.map(readBlockMs), Array(silent.length).fill(undefined));
});

Deno.test("a status of Upbit means what its first digit says, the first and the last of each kind", () => {
  const kindOf = (status: number) => toUpbitError(status, { body: undefined }).kind;
  deepStrictEqual([200, 299, 300, 399].map(kindOf), [
    "bad_shape",
    "bad_shape",
    "redirect_refused",
    "redirect_refused",
  ]);
  deepStrictEqual([400, 401, 403, 404, 429, 418, 499, 500, 503].map(kindOf), [
    "http_4xx",
    "auth",
    "auth",
    "http_4xx",
    "rate_limited",
    "rate_limited",
    "http_4xx",
    "http_5xx",
    "http_5xx",
  ]);
  const named = (name: string) => toUpbitError(400, { body: { error: { name } } });
  strictEqual(named("too_many_requests").kind, "rate_limited");
  deepStrictEqual([named("no_such_thing").kind, named("no_such_thing").message.includes("(no_such_thing)")], [
    "http_4xx",
    true,
  ]);
});

Deno.test("Binance refuses by an error or a code below 0, and 0 is no refusal", () => {
  const [dialect] = binanceStream.lanes;
  assertTrue(dialect !== undefined);
  const kindsOf = (message: unknown) =>
    dialect.read(JSON.stringify(message), new StreamSubscription([])).map(({ kind }) => kind);
  deepStrictEqual(kindsOf({ code: -1, msg: "no" }), ["error"]);
  deepStrictEqual(kindsOf({ error: { code: 2, msg: "no" } }), ["error"]);
  deepStrictEqual(kindsOf({ code: 0, result: null }), ["ack"]);
});

Deno.test("Binance is asked for a hundred streams a message, each with a number of its own", () => {
  const [dialect] = binanceStream.lanes;
  assertTrue(dialect !== undefined);
  const requestsOf = (count: number) => {
    const markets = Array.from(
      { length: count },
      (_, i) => ({ id: `S${i}`, symbol: `S${i}/USDT`, intervals: [] }),
    );
    const { texts, acks } = dialect.requests(new StreamSubscription(markets));
    const asked = texts.map((text) =>
      JSON.parse(text) as { readonly params: readonly string[]; readonly id: number }
    );
    return { acks, sizes: asked.map(({ params }) => params.length), ids: asked.map(({ id }) => id) };
  };
  deepStrictEqual(requestsOf(100), { acks: 1, sizes: [100], ids: [1] });
  deepStrictEqual(requestsOf(101), { acks: 2, sizes: [100, 1], ids: [1, 2] });
});

Deno.test("a page in place of Upbit's data is told with its status 200, and as something that asking later helps", async () => {
  await using exchange = upbit.create({
    restUrl: "http://127.0.0.1:1",
    streamUrl: undefined,
    userAgent: "signal-v2/test",
    clock: new ManualClock("2026-03-11T10:00:00+09:00"),
    fetch: () => Promise.resolve(new Response("<html>")),
    random: () => 0,
    onEvent: () => {},
    child: () => {
      throw new Error("Upbit starts no process");
    },
  });
  await rejects(exchange.fetchTicks(["BTC/KRW"], new AbortController().signal), {
    kind: "bad_json",
    status: 200,
    retryable: true,
  });
});
