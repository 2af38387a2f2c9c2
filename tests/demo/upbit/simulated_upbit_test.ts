import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { findCandleFault } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { candleOf, SIMULATED_COINS, tradesOf } from "../../../src/demo/upbit/trades.ts";
import { startSimulatedUpbit } from "../../../src/demo/upbit/simulated_upbit.ts";

const OPEN_MS = Date.parse("2026-11-20T09:00:00+09:00");
const [BTC, , XRP] = SIMULATED_COINS;

const anyMinute = fc.record({
  coin: fc.constantFrom(...SIMULATED_COINS),
  seed: fc.nat(1000),
  openTimeMs: fc.integer({ min: 25_000_000, max: 32_000_000 }).map((minute) => minute * MINUTE_MS),
});

Deno.test("the simulated market gives the same trades whenever it is asked, in order, within their minute and on the tick", () => {
  fc.assert(fc.property(anyMinute, ({ coin, seed, openTimeMs }) => {
    const trades = tradesOf(coin, { seed, openTimeMs });
    deepStrictEqual(tradesOf(coin, { seed, openTimeMs }), trades);
    let lastMs = openTimeMs - 1;
    for (const { atMs, price, volume } of trades) {
      assertTrue(atMs > lastMs && atMs < openTimeMs + MINUTE_MS && volume > 0);
      strictEqual(price % coin.tickSize, 0);
      lastMs = atMs;
    }
  }));
});

Deno.test("a simulated candle is sound at every moment of its minute", () => {
  fc.assert(fc.property(anyMinute, fc.nat(MINUTE_MS), ({ coin, seed, openTimeMs }, passedMs) => {
    const candle = candleOf(coin, { seed, openTimeMs, nowMs: openTimeMs + passedMs });
    if (candle !== undefined) strictEqual(findCandleFault(candle), undefined);
  }));
});

Deno.test("the thin simulated coin has minutes without a trade and the others have none", () => {
  const quiet = (coin: typeof BTC) =>
    Array.from({ length: 600 }, (_, i) => OPEN_MS + i * MINUTE_MS).filter((openTimeMs) =>
      coin !== undefined && tradesOf(coin, { seed: 1, openTimeMs }).length === 0
    ).length;
  strictEqual(quiet(BTC), 0);
  assertTrue(quiet(XRP) > 20);
});

function start(nowMs: number, outages: readonly { from: string; to: string }[] = []) {
  const clock = { ...createSystemClock(), now: () => nowMs };
  return startSimulatedUpbit({ clock, seed: 1, listedAtMs: OPEN_MS - 300 * MINUTE_MS, outages });
}

Deno.test("the simulated exchange tells its own time and not that of the machine", async () => {
  await using exchange = start(OPEN_MS + 30_000);
  const response = await fetch(`${exchange.restUrl}/v1/candles/minutes/1?market=KRW-BTC`);
  await response.body?.cancel();
  strictEqual(Date.parse(response.headers.get("date") ?? ""), OPEN_MS + 30_000);
});

Deno.test("the simulated exchange pages candles as Upbit does: newest first, at most 200, before `to`", async () => {
  await using exchange = start(OPEN_MS + 30_000);
  const ask = async (query: string) =>
    await (await fetch(`${exchange.restUrl}/v1/candles/minutes/1?market=KRW-BTC&${query}`)).json();
  const first = await ask("count=500");
  strictEqual(first.length, 200);
  strictEqual(first[0].candle_date_time_utc, "2026-11-20T00:00:00");
  const rest = await ask(`count=200&to=${first.at(-1).candle_date_time_utc}Z`);
  strictEqual(rest.length, 101);
  strictEqual(rest[0].candle_date_time_utc, "2026-11-19T20:40:00");
  deepStrictEqual(await ask(`count=200&to=${rest.at(-1).candle_date_time_utc}Z`), []);
});

Deno.test("the simulated exchange refuses a market it does not know with an error of Upbit's shape", async () => {
  await using exchange = start(OPEN_MS);
  const response = await fetch(`${exchange.restUrl}/v1/candles/minutes/1?market=KRW-DOGE`);
  strictEqual(response.status, 404);
  strictEqual((await response.json()).error.name, "code_not_found");
});

Deno.test("the simulated exchange answers nothing but 503 during its outage", async () => {
  await using exchange = start(OPEN_MS + 26 * MINUTE_MS, [{ from: "09:25", to: "09:28" }]);
  const response = await fetch(`${exchange.restUrl}/v1/ticker?markets=KRW-BTC`);
  strictEqual(response.status, 503);
  await response.body?.cancel();
});

Deno.test("the simulated exchange streams trades and the candle they make, which equals the one of REST", async () => {
  const real = createSystemClock();
  const beganMs = real.monotonic();
  // 60 times as fast, from the beginning of a minute.
  const clock = {
    now: () => Math.floor(OPEN_MS + (real.monotonic() - beganMs) * 60),
    monotonic: () => (real.monotonic() - beganMs) * 60,
    sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 60, signal),
    real,
  };
  await using exchange = startSimulatedUpbit({
    clock,
    seed: 1,
    listedAtMs: OPEN_MS - MINUTE_MS,
    outages: [],
  });
  const socket = new WebSocket(exchange.streamUrl);
  const frames: Record<string, unknown>[] = [];
  await new Promise<void>((resolve) => {
    socket.onopen = () =>
      socket.send(JSON.stringify([{ ticket: "t" }, { type: "ticker", codes: ["KRW-BTC"] }]));
    socket.onmessage = ({ data }) => {
      frames.push(JSON.parse(data));
      if (frames.some(({ candle_date_time_utc: at }) => at === "2026-11-20T00:01:00")) resolve();
    };
  });
  socket.close();
  await new Promise((resolve) => socket.onclose = resolve);
  const last = frames.filter(({ candle_date_time_utc: at }) => at === "2026-11-20T00:00:00").at(-1);
  const url = `${exchange.restUrl}/v1/candles/minutes/1?market=KRW-BTC&count=1&to=2026-11-20T00:01:00Z`;
  const [row] = await (await fetch(url)).json();
  for (
    const field of ["opening_price", "high_price", "low_price", "trade_price", "candle_acc_trade_volume"]
  ) {
    strictEqual(last?.[field], row[field], field);
  }
  assertTrue(frames.some(({ type }) => type === "ticker"));
});
