import { deepStrictEqual, ok as assertTrue, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "../../src/core/candle.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { CandleFeed, earliestOpen, spanStart } from "../../src/engine/session/candle_feed.ts";
import { checkStrategy } from "../../src/engine/host/checked_strategy.ts";
import { nextOpen } from "../../src/paper/fill_models/next_open.ts";
import { CandleArrivals } from "../../src/engine/session/candle_source.ts";
import { PortfolioTotals } from "../../src/engine/portfolio_totals.ts";
import { readMoney } from "../../src/engine/money.ts";
import { readAdvice, readNeeds, readWorked } from "../../src/engine/host/protocol.ts";
import { StartQueue } from "../../src/engine/start_queue.ts";
import { thin } from "../../src/engine/session/view.ts";
import type { StrategyView } from "../../src/engine/strategy_view.ts";
import { LiveAggregator } from "../../src/market/read/aggregate.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { candleAt, START_MS } from "./engine_parts.ts";

const SIGNAL = new AbortController().signal;
const create = (options: ConstructorParameters<typeof LiveAggregator>[0]) => new LiveAggregator(options);

Deno.test("BarFeed gives bars by their ends, the shorter one first, and a quiet end with the next bar", () => {
  const feed = new CandleFeed({ intervals: ["5m", "1m", "15m"], completeFromMs: START_MS, create });
  const seen: string[] = [];
  for (let minute = 0; minute < 17; minute++) {
    if (minute === 9) continue;
    for (const { interval, endMs } of feed.add(candleAt(minute))) {
      seen.push(`${interval}@${(endMs - START_MS) / MINUTE_MS}`);
    }
  }
  deepStrictEqual(seen, [
    ...["1m@1", "1m@2", "1m@3", "1m@4", "1m@5", "5m@5", "1m@6", "1m@7", "1m@8", "1m@9"],
    ...["5m@10", "1m@11", "1m@12", "1m@13", "1m@14", "1m@15", "5m@15", "15m@15", "1m@16", "1m@17"],
  ]);
});

Deno.test("BarFeed refuses an interval that minutes do not make", () => {
  throws(() => new CandleFeed({ intervals: ["1s"], completeFromMs: 0, create }), RangeError);
});

Deno.test("spanStart() steps back by bars and to where every longer bar begins", () => {
  const atMs = START_MS + 7 * MINUTE_MS;
  strictEqual(spanStart(["5m"], { atMs, bars: 2 }), START_MS - 5 * MINUTE_MS);
  strictEqual(spanStart(["5m", "1h"], { atMs, bars: 2 }), START_MS - 60 * MINUTE_MS);
  strictEqual(earliestOpen(["1m", "1h"], atMs), START_MS);
});

function sourceOf(stored: Map<number, Candle>, facts: { knownUntilMs: number }) {
  const clock = new ManualClock(START_MS);
  const holes: unknown[] = [];
  const source = new CandleArrivals({
    read: ({ fromMs, toMs }, limit) =>
      Promise.resolve({
        candles: [...stored.values()].filter(({ openTimeMs }) => openTimeMs >= fromMs && openTimeMs < toMs)
          .toSorted((a, b) => a.openTimeMs - b.openTimeMs).slice(0, limit),
        knownUntilMs: facts.knownUntilMs,
      }),
    realClock: clock,
    patienceMs: 5_000,
    onHole: (hole) => holes.push(hole),
  });
  source.restartFrom(START_MS);
  return { source, clock, holes };
}

const minutesOf = (candles: readonly { readonly candle: Candle }[]) =>
  candles.map(({ candle }) => (candle.openTimeMs - START_MS) / MINUTE_MS);

Deno.test("BarSource gives every bar once and in order, whatever comes twice, late or not at all", async () => {
  const minute = fc.integer({ min: 0, max: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(minute, { minLength: 1, maxLength: 60 }), async (pushed) => {
      const stored = new Map<number, Candle>();
      const { source } = sourceOf(stored, { knownUntilMs: Infinity });
      const seen: number[] = [];
      const stop = new AbortController();
      const reading = (async () => {
        for (;;) seen.push(...minutesOf(await source.next(stop.signal)));
      })().catch(() => {});
      for (const m of [...pushed, 31]) {
        // Everything before is in the store by the time a candle is told.
        for (let i = 0; i <= m; i++) stored.set(i, candleAt(i));
        source.push(candleAt(m));
        await settle();
      }
      stop.abort();
      await reading;
      deepStrictEqual(seen, Array.from({ length: 32 }, (_, i) => i));
    }),
    { numRuns: 50 },
  );
});

Deno.test("BarSource waits for a hole to be filled, and goes on without it when patience is over", async () => {
  const stored = new Map([[0, candleAt(0)], [3, candleAt(3)]]);
  const facts = { knownUntilMs: START_MS + MINUTE_MS };
  const { source, clock, holes } = sourceOf(stored, facts);
  deepStrictEqual(minutesOf(await source.next(SIGNAL)), [0]);
  source.push(candleAt(3));
  const waiting = source.next(SIGNAL);
  await clock.advance(1_000);
  stored.set(1, candleAt(1));
  facts.knownUntilMs = START_MS + 2 * MINUTE_MS;
  await clock.advance(500);
  deepStrictEqual(minutesOf(await waiting), [1]);
  const late = source.next(SIGNAL);
  await clock.advance(5_500);
  deepStrictEqual(minutesOf(await late), [3]);
  deepStrictEqual(holes, [{ fromMs: START_MS + 2 * MINUTE_MS, toMs: START_MS + 3 * MINUTE_MS }]);
});

Deno.test("BarSource reads from the store what did not fit into its inbox", async () => {
  const stored = new Map<number, Candle>();
  const { source } = sourceOf(stored, { knownUntilMs: Infinity });
  for (let minute = 0; minute < 2_500; minute++) {
    stored.set(minute, candleAt(minute));
    source.push(candleAt(minute));
  }
  assertTrue(source.waiting <= 2_000);
  const seen: number[] = [];
  while (seen.length < 2_500) seen.push(...minutesOf(await source.next(SIGNAL)));
  deepStrictEqual(seen, Array.from({ length: 2_500 }, (_, i) => i));
});

Deno.test("StartQueue lets in so many, then those with a position, then the others in turn", async () => {
  const queue = new StartQueue(1);
  const order: string[] = [];
  const leave = await queue.enter({ isUrgent: false, signal: SIGNAL });
  const enter = (name: string, isUrgent: boolean) =>
    queue.enter({ isUrgent, signal: SIGNAL }).then((done) => {
      order.push(name);
      done();
    });
  const left = new AbortController();
  const given = rejects(queue.enter({ isUrgent: true, signal: left.signal }), { message: "gone" });
  const all = [enter("a", false), enter("b", false), enter("held", true)];
  strictEqual(queue.waiting, 4);
  left.abort(new Error("gone"));
  await given;
  leave();
  leave();
  await Promise.all(all);
  deepStrictEqual(order, ["held", "a", "b"]);
  strictEqual(queue.starting, 0);
});

const MARKET = { exchange: "upbit", symbol: "BTC/KRW" };

Deno.test("readMoney() fills in what is left out and names the field that is wrong", () => {
  const { rules, exits, fillModel } = readMoney({ startCash: 5, exits: { stopLossShare: 0.1 } }, MARKET);
  deepStrictEqual([rules.startCash, rules.feeRate, exits, fillModel], [
    5,
    0.0005,
    { stopLossShare: 0.1 },
    "next_open",
  ]);
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [[], /money is not an object/],
    [{ start: 1 }, /money has no field start/],
    [{ startCash: 0 }, /money\.startCash must be a number above 0/],
    [{ startCash: "1" }, /money\.startCash/],
    [{ feeRate: 0.6 }, /money\.feeRate must be a number from 0 to 0\.5/],
    [{ lotSize: "0" }, /money\.lotSize must be decimal text above 0/],
    [{ tickSize: 1 }, /money\.tickSize/],
    [{ allowShort: 1 }, /money\.allowShort/],
    [{ mostPositions: 0 }, /money\.mostPositions/],
    [{ defaultSize: { kind: "share", share: 2 } }, /money\.defaultSize\.share must be a share above 0/],
    [{ defaultSize: "all" }, /money\.defaultSize must be a share/],
    [{ exits: { stopLoss: 1 } }, /money\.exits has no field stopLoss/],
    [
      { exits: { roi: [{ afterMs: -1, share: 0 }] } },
      /money\.exits\.roi\.0\.afterMs must be a number from 0/,
    ],
    [
      { exits: { trailing: { distanceShare: 0 } } },
      /money\.exits\.trailing\.distanceShare must be a number above 0/,
    ],
    [{ fillModel: 1 }, /money\.fillModel/],
    [{ feRate: 0.1 }, /money has no field feRate: did you mean feeRate\?/],
    [{ exits: { trailing: { offsetShar: 1 } } }, /money\.exits\.trailing .* did you mean offsetShare\?/],
  ];
  for (const [value, message] of wrong) {
    throws(() => readMoney(value, MARKET), message, JSON.stringify(value));
  }
});

const STOCK = { exchange: "krx", symbol: "005930/KRW" };

Deno.test("money for a Korean stock has the fees of its owner's broker, unless it says others", () => {
  const market = { ...STOCK, krxFees: { buy: 0.0001, sell: 0.0002 } };
  const feesOf = (money: unknown, of = market) => {
    const { rules: { feeRate, sellFeeRate, krx, lotSize, minOrderValue } } = readMoney(money, of);
    return [feeRate, sellFeeRate, krx, lotSize, minOrderValue];
  };
  deepStrictEqual(feesOf({}), [0.0001, 0.0002, "KOSPI", "1", 0]);
  deepStrictEqual(feesOf({ feeRate: 0.0003 }), [0.0003, undefined, "KOSPI", "1", 0]);
  deepStrictEqual(feesOf({ feeRate: 0, sellFeeRate: 0.001 }), [0, 0.001, "KOSPI", "1", 0]);
  const usual = { ...STOCK, krxFees: { buy: undefined, sell: undefined } };
  deepStrictEqual(readMoney({}, usual).rules.feeRate, 0.000140527);
  deepStrictEqual(readMoney({ krx: "etf" }, usual).rules.feeRate, 0.000146527);
  deepStrictEqual(readMoney({ krx: "none" }, usual).rules.feeRate, 0);
  deepStrictEqual(readMoney({}, usual).usual.includes("krx"), true);
  deepStrictEqual(readMoney({ krx: "KOSDAQ" }, usual).usual.includes("krx"), false);
  throws(
    () => readMoney({ krx: "NYSE" }, usual),
    /money\.krx must be KOSPI, KOSDAQ, KONEX, etf, etn or none/,
  );
});

Deno.test("a strategy on a Korean stock trades by the steps, limits and taxes of its kind, of coins by none", () => {
  const of = (market: { exchange: string; symbol: string }, money: unknown = {}) =>
    checkStrategy({
      ...{ id: "a", kind: "ma_cross", ...market, timeframe: "1m", params: {}, money },
      ...{ onStop: "leave" as const, isActive: true, startAskedAtMs: 0 },
    }, { fillModels: [nextOpen], tickSizeOf: () => undefined }).rulesFor(1);
  const tradedAtMs = Date.parse("2026-11-30T10:00:00+09:00");
  const sale = { side: "sell", value: 1_000_000, tradedAtMs } as const;
  const stock = of(STOCK);
  strictEqual(stock.market?.taxOn(sale), 2_000);
  strictEqual(typeof stock.tickSize === "function" ? stock.tickSize(71_300, tradedAtMs) : "", "100");
  strictEqual(of(STOCK, { krx: "etf" }).market?.taxOn(sale), 0);
  strictEqual(of(STOCK, { krx: "none" }).market, undefined);
  strictEqual(of(MARKET).market, undefined);
});

Deno.test("prices on paper lie on the tick of their market, of a named table, or on none that nobody knows", () => {
  const tickOf = (exchange: string, tickSize?: string) => {
    const row = {
      ...{ id: "a", kind: "ma_cross", exchange, symbol: "BTC/KRW", timeframe: "1m", params: {} },
      ...{ money: tickSize === undefined ? {} : { tickSize }, onStop: "leave" as const, isActive: true },
      startAskedAtMs: 0,
    };
    const { tickSize: tick } = checkStrategy(row, {
      fillModels: [nextOpen],
      tickSizeOf: (of, _symbol, price) => of === "upbit" ? String(price > 100 ? 10 : 1) : undefined,
    }).rulesFor(1);
    return typeof tick === "function" ? [tick(50, 0), tick(500, 0)] : tick;
  };
  deepStrictEqual(tickOf("upbit"), ["1", "10"]);
  deepStrictEqual(tickOf("binance", "upbit_krw"), ["1", "10"]);
  deepStrictEqual([tickOf("binance"), tickOf("upbit", "none"), tickOf("upbit", "0.5")], [
    undefined,
    undefined,
    "0.5",
  ]);
});

Deno.test("what a strategy's process says is read with distrust", () => {
  const good = { action: "buy", confidence: 1, reason: " why " };
  deepStrictEqual(readAdvice(good), { action: "buy", confidence: 1, reason: "why" });
  const wrong: readonly (readonly [object, RegExp])[] = [
    [{ ...good, action: "hold" }, /advice\.action/],
    [{ ...good, confidence: 1.1 }, /advice\.confidence/],
    [{ ...good, confidence: null }, /advice\.confidence/],
    [{ ...good, reason: "" }, /advice\.reason/],
    [{ ...good, stopPrice: null }, /advice\.stopPrice/],
    [{ ...good, takeProfitPrice: -1 }, /advice\.takeProfitPrice/],
    [{ ...good, size: { kind: "units", units: 0 } }, /size/],
  ];
  for (const [value, message] of wrong) throws(() => readAdvice(value), message, JSON.stringify(value));
  const worked = { kind: "worked", done: 2, state: null, tookMs: 1 };
  strictEqual(readWorked(worked, 2).kind, "worked");
  for (
    const value of [null, {}, { ...worked, done: 3 }, { ...worked, done: 1 }, { kind: "worked", done: 2 }]
  ) {
    throws(() => readWorked(value, 2), { name: "ProtocolError" }, JSON.stringify(value));
  }
  for (
    const needs of [{}, { intervals: [] }, { intervals: ["2m"], warmUpBars: 0 }, { intervals: ["1m", "1m"] }]
  ) {
    throws(() => readNeeds(needs), { name: "ProtocolError" }, JSON.stringify(needs));
  }
});

Deno.test("thin() keeps the first and the last point and at most so many", () => {
  const points = Array.from({ length: 1_000 }, (_, i) => i);
  const some = thin(points, 300);
  deepStrictEqual([some.length, some[0], some.at(-1)], [300, 0, 999]);
  strictEqual(thin(points, 2_000), points);
});

Deno.test("Ledger adds money by currency, and a strategy that comes or goes is no gain and no loss", () => {
  const ledger = new PortfolioTotals();
  const view = (symbol: string, [startCash, equity]: readonly [number, number]) => ({
    symbol,
    state: "running",
    totalSignals: 2,
    account: {
      startCash,
      equity,
      realisedPnl: equity - startCash,
      unrealisedPnl: 0,
      exposure: 10,
      fees: 1,
      trades: 1,
      positions: [],
    },
  } as unknown as StrategyView);
  const totals = (...views: StrategyView[]) => ledger.totals(views);
  deepStrictEqual(
    Object.keys(totals(view("BTC/KRW", [100, 120]), view("BTC/USDT", [10, 10])).byCurrency),
    ["KRW", "USDT"],
  );
  const krw = totals(view("BTC/KRW", [100, 90]), view("ETH/KRW", [100, 100])).byCurrency.KRW;
  strictEqual(krw?.equity, 190);
  strictEqual(krw?.maxDrawdownShare, 30 / 220);
  const alone = totals(view("BTC/KRW", [100, 120]));
  deepStrictEqual([alone.strategies, alone.running, alone.totalSignals, alone.trades], [1, 1, 2, 1]);
  strictEqual(alone.byCurrency.KRW?.maxDrawdownShare, 30 / 220);
});
