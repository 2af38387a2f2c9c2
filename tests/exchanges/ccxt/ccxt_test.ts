import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { closeTimeOf, type Interval, type Span } from "../../../src/core/candle.ts";
import type { CcxtLimits } from "../../../src/exchanges/ccxt/line.ts";
import { type CcxtBench, startCcxtBench, startCcxtChild } from "../../support/ccxt/bench.ts";
import { klineAt, startCcxtServer } from "../../support/ccxt/rest_server.ts";
import { until } from "../../support/program.ts";

const SIGNAL = new AbortController().signal;
const MINUTE_MS = 60_000;
const START_MS = Date.parse("2023-11-14T22:00:00Z");

const startBench = (id?: string, limits?: CcxtLimits) =>
  startCcxtBench(id, limits === undefined ? {} : { limits });

const span = (candles: number): Span => ({ fromMs: START_MS, toMs: START_MS + candles * MINUTE_MS });
const ask = (candles: number, symbol = "BTC/USDT", interval: Interval = "1m") => ({
  symbol,
  interval,
  span: span(candles),
  signal: SIGNAL,
});
const asked = ({ server }: CcxtBench, path: string) =>
  server.asked.filter(({ pathname }) => pathname.endsWith(path));

Deno.test("the plug pages forward over a span, every candle once, in no more than a page each", async () => {
  await using bench = startBench();
  bench.server.quiet.add(START_MS + 5 * MINUTE_MS);
  const wanted = span(2_500);
  const times: number[] = [];
  let fromMs = wanted.fromMs;
  while (fromMs < wanted.toMs) {
    const page = await bench.exchange.fetchCandles({ ...ask(0), span: { fromMs, toMs: wanted.toMs } });
    assertTrue(page.candles.length <= bench.exchange.pageLimit);
    strictEqual(page.covered.fromMs, fromMs);
    times.push(...page.candles.map(({ openTimeMs }) => openTimeMs));
    fromMs = page.covered.toMs;
  }
  strictEqual(fromMs, wanted.toMs);
  const expected = Array.from({ length: 2_500 }, (_, i) => START_MS + i * MINUTE_MS).filter((_, i) =>
    i !== 5
  );
  deepStrictEqual(times, expected);
  const limits = asked(bench, "/klines").map(({ searchParams }) => Number(searchParams.get("limit")));
  deepStrictEqual(limits, [1_000, 1_000, 1_000]);
});

Deno.test("the plug answers candles, ticks, the book and the rules of a market in our words", async () => {
  await using bench = startBench();
  const { exchange, server } = bench;
  const [first] = (await exchange.fetchCandles(ask(1))).candles;
  deepStrictEqual(Object.values(first ?? {}), klineAt(START_MS));
  deepStrictEqual((await exchange.fetchTicks(["BTC/USDT"], SIGNAL))[0], {
    symbol: "BTC/USDT",
    price: 30_005,
    atMs: 1_699_999_999_000,
    volume: 0,
    source: "binance",
  });
  const ticks = await exchange.fetchTicks(["ETH/BTC", "BTC/USDT"], SIGNAL);
  deepStrictEqual(ticks.map(({ symbol, price }) => [symbol, price]), [["ETH/BTC", 0.05], [
    "BTC/USDT",
    30_005,
  ]]);
  const { bid, bidSize, ask: asking, askSize } = await exchange.fetchBookTop("BTC/USDT", SIGNAL);
  deepStrictEqual([bid, bidSize, asking, askSize], [30_004.99, 0.5, 30_005.01, 0.25]);
  deepStrictEqual(await exchange.fetchInstrument("ETH/BTC", SIGNAL), {
    symbol: "ETH/BTC",
    tickSize: "0.000001",
    minOrderValue: "5",
    feeRate: 0.001,
    from: "exchange",
  });
  strictEqual(asked(bench, "/exchangeInfo").length, 1);
  deepStrictEqual([...server.userAgents], ["signal-v2 test"]);
  // Some 95 MB on the machine this was written on.
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", `${(await bench.pids())[0]}`],
  })
    .output();
  const rssMb = Number(new TextDecoder().decode(stdout)) / 1_024;
  assertTrue(rssMb > 30 && rssMb < 200, `${rssMb} MB`);
});

Deno.test("each page says when the exchange answered it, also when several are asked for at once", async () => {
  await using bench = startBench();
  bench.server.dateOf = ({ searchParams }) => {
    const startMs = searchParams.get("startTime");
    return startMs === null ? undefined : 2 * Number(startMs);
  };
  const starts = [0, 1, 2, 3].map((i) => START_MS + i * MINUTE_MS);
  const pages = await Promise.all(
    starts.map((fromMs) =>
      bench.exchange.fetchCandles({ ...ask(0), span: { fromMs, toMs: fromMs + MINUTE_MS } })
    ),
  );
  deepStrictEqual(pages.map(({ answeredAtMs }) => answeredAtMs), starts.map((fromMs) => 2 * fromMs));
});

Deno.test("the plug refuses what only looks like an answer, and names what is wrong", async () => {
  await using bench = startBench();
  const row = [...klineAt(START_MS)];
  const cases = [
    [{ kind: "html" }, "bad_json", /is a web page and not JSON/],
    [{ kind: "json", body: {} }, "bad_shape", /no list of candles/],
    [{ kind: "json", body: [[]] }, "bad_shape", /candle 0: openTimeMs is not a time/],
    [{ kind: "json", body: [row.with(0, START_MS + 1)] }, "bad_shape", /openTimeMs is not where a bar of 1m/],
    [{ kind: "status", status: 403, body: "<html>" }, "auth", /HTTP 403/],
    [{ kind: "status", status: 400, body: '{"code":-1}' }, "http_4xx", /HTTP 400/],
    [{ kind: "status", status: 302, body: "", headers: { location: "/" } }, "redirect_refused", /HTTP 302/],
  ] as const;
  for (const [fault, kind, message] of cases) {
    bench.server.fault = fault;
    await rejects(bench.exchange.fetchCandles(ask(3)), { name: "UpstreamError", kind, message }, kind);
  }
  await rejects(bench.exchange.fetchCandles(ask(3, "NO/SUCH")), { kind: "http_4xx", message: /NO\/SUCH/ });
  await rejects(bench.exchange.fetchCandles(ask(3, "BTC/USDT", "1s")), RangeError);
  bench.server.fault = { kind: "json", body: { symbol: "BTCUSDT" } };
  await rejects(bench.exchange.fetchTicks(["BTC/USDT"], SIGNAL), { kind: "bad_shape", message: /0\.price/ });
  strictEqual(bench.events.filter(({ kind }) => kind === "child_ended").length, 0);
});

Deno.test("a row that is none costs its own minute: what stands beside it is taken, and it is asked for again", async () => {
  await using bench = startBench();
  const row = [...klineAt(START_MS)];
  bench.server.fault = { kind: "json", body: [row, klineAt(START_MS + 60_000).with(2, NaN)] };
  const page = await bench.exchange.fetchCandles(ask(3));
  deepStrictEqual(page.candles.map(({ openTimeMs }) => openTimeMs), [START_MS]);
  deepStrictEqual(page.refused, [{ fromMs: START_MS + 60_000, toMs: START_MS + 120_000 }]);
});

Deno.test("the plug takes a 429 with a JSON body for what it is, and keeps the silence that was asked for", async () => {
  await using bench = startBench();
  const body = '{"code":-1003,"msg":"Too many requests"}';
  bench.server.fault = { kind: "status", status: 429, body, headers: { "retry-after": "30" } };
  await rejects(bench.exchange.fetchCandles(ask(3)), {
    kind: "rate_limited",
    status: 429,
    retryAfterMs: 30_000,
  });
  await rejects(bench.exchange.fetchTicks(["BTC/USDT"], SIGNAL), { kind: "rate_limited" });
  strictEqual(asked(bench, "/klines").length, 1);
  strictEqual(asked(bench, "/ticker/24hr").length, 0);
  const throttled = bench.events.find(({ kind }) => kind === "throttled");
  deepStrictEqual(throttled, { kind: "throttled", group: "candles", status: 429, waitMs: 30_000 });
});

Deno.test("the plug reports an exchange that does not answer as a timeout, and the child lives on", async () => {
  await using bench = startBench("binance", { requestTimeoutMs: 100, askTimeoutMs: 20_000 });
  await bench.exchange.fetchCandles(ask(1));
  const pids = await bench.pids();
  bench.server.fault = { kind: "silence" };
  await rejects(bench.exchange.fetchCandles(ask(3)), { kind: "timeout" });
  bench.server.fault = { kind: "none" };
  strictEqual((await bench.exchange.fetchCandles(ask(3))).candles.length, 3);
  deepStrictEqual(await bench.pids(), pids);
});

Deno.test("the plug answers again after its child was killed", async () => {
  await using bench = startBench();
  await bench.exchange.fetchCandles(ask(1));
  const [pid = 0] = await bench.pids();
  Deno.kill(pid, "SIGKILL");
  strictEqual((await bench.exchange.fetchCandles(ask(3))).candles.length, 3);
  const ended = bench.events.find(({ kind }) => kind === "child_ended");
  deepStrictEqual(ended, {
    kind: "child_ended",
    reason: "signal SIGKILL",
    retryInMs: 1_000,
    isParked: false,
  });
});

Deno.test("a question that is no longer wanted ends with the reason of its signal", async () => {
  await using bench = startBench();
  bench.server.fault = { kind: "silence" };
  const leaving = new AbortController();
  const fetching = bench.exchange.fetchCandles({ ...ask(1), signal: leaving.signal });
  await until(() => asked(bench, "/klines").length === 1, "the request");
  leaving.abort(new Error("no longer wanted"));
  await rejects(fetching, { message: "no longer wanted" });
});

Deno.test("okx, bitget and bybit load, ask only for their spot markets and know the price step", async () => {
  const cases = [
    ["okx", "0.1", ["/api/v5/public/instruments?instType=SPOT"]],
    ["bitget", "0.01", ["/api/v2/spot/public/symbols", "/api/v2/margin/currencies"]],
    ["bybit", "0.01", ["/v5/market/instruments-info?category=spot"]],
  ] as const;
  for (const [id, tickSize, paths] of cases) {
    await using bench = startBench(id);
    strictEqual((await bench.exchange.fetchInstrument("BTC/USDT", SIGNAL)).tickSize, tickSize);
    deepStrictEqual(bench.server.asked.map(({ pathname, search }) => pathname + search), paths);
  }
});

Deno.test("okx, bitget and bybit page over minutes, days, weeks and months by UTC without a hole", async () => {
  const cases: readonly [Interval, Span][] = [
    ["1m", span(250)],
    ["1d", { fromMs: Date.parse("2022-11-01T00:00:00Z"), toMs: Date.parse("2023-11-01T00:00:00Z") }],
    ["1w", { fromMs: Date.parse("2021-11-01T00:00:00Z"), toMs: Date.parse("2023-11-06T00:00:00Z") }],
    ["1M", { fromMs: Date.parse("2015-02-01T00:00:00Z"), toMs: Date.parse("2023-11-01T00:00:00Z") }],
  ];
  for (const id of ["okx", "bitget", "bybit"]) {
    await using bench = startBench(id);
    for (const [interval, wanted] of cases) {
      const times: number[] = [];
      let fromMs = wanted.fromMs;
      while (fromMs < wanted.toMs) {
        const left = { fromMs, toMs: wanted.toMs };
        const page = await bench.exchange.fetchCandles({ ...ask(0, "BTC/USDT", interval), span: left });
        times.push(...page.candles.map(({ openTimeMs }) => openTimeMs));
        fromMs = page.covered.toMs;
      }
      const expected: number[] = [];
      for (let atMs = wanted.fromMs; atMs < wanted.toMs; atMs = closeTimeOf(interval, atMs)) {
        expected.push(atMs);
      }
      deepStrictEqual(times, expected, `${id} ${interval}`);
    }
  }
});

Deno.test("an exchange without a stream says nothing through it, and starts no process for it", async () => {
  await using bench = startBench("bithumb");
  let messages = 0;
  await using stream = bench.exchange.openStream(() => messages++);
  stream.subscribe([{ symbol: "BTC/KRW", intervals: ["1m"] }]);
  deepStrictEqual([bench.exchange.streamIntervals, messages], [[], 0]);
  strictEqual((await bench.pids()).length, 0);
});

Deno.test("the child ends when its stdin closes, in the middle of a request", async () => {
  await using server = startCcxtServer();
  server.fault = { kind: "silence" };
  const setup = JSON.stringify({ restUrl: server.url, userAgent: "test", requestTimeoutMs: 60_000 });
  const { program, args } = startCcxtChild({
    command: "ccxt-host",
    args: ["binance", setup],
    allowNet: [server.host],
  });
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  })
    .spawn();
  const input = child.stdin.getWriter();
  const body = { op: "candles", symbol: "BTC/USDT", interval: "1m", sinceMs: 0, untilMs: 1, limit: 1 };
  await input.write(new TextEncoder().encode(`${JSON.stringify({ id: 1, ask: body })}\n`));
  await until(() => server.asked.some(({ pathname }) => pathname.endsWith("/klines")), "the request");
  await input.close();
  const { code, stderr } = await child.output();
  deepStrictEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
});

Deno.test("the child refuses a setup that it does not understand, in one sentence", async () => {
  for (const args of [[], ["nowhere", "{}"], ["binance", "{"], ["binance", '{"userAgent":""}']]) {
    const { program, args: all } = startCcxtChild({ command: "ccxt-host", args, allowNet: ["127.0.0.1"] });
    const { code, stderr } = await new Deno.Command(program, { args: [...all], stdin: "null" }).output();
    strictEqual(code, 2);
    assertTrue(
      /^ccxt-host takes one of binance, okx, .* and its setup/.test(new TextDecoder().decode(stderr)),
    );
  }
});
