import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import type { Candle } from "../../../src/core/candle.ts";
import { INDICATORS } from "../../../src/indicators/catalog.ts";
import { createHoursOf } from "../../../src/calendar/session_hours.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../../calendar/sample_calendars.ts";
import { indicatorCross } from "../../../src/signals/rules/indicator_cross.ts";
import { inbound } from "../../../src/signals/rules/inbound.ts";
import { newsShock } from "../../../src/signals/rules/news_shock.ts";
import { priceLevel } from "../../../src/signals/rules/price_level.ts";
import { priceMove } from "../../../src/signals/rules/price_move.ts";
import type {
  InboundFact,
  PriceFact,
  RuleFacts,
  RuleKind,
  RuleMemory,
} from "../../../src/signals/rules/rule.ts";
import { screenerEntry } from "../../../src/signals/rules/screener_entry.ts";
import { screenerMomentum } from "../../../src/signals/rules/screener_momentum.ts";
import { strategyAdvice } from "../../../src/signals/rules/strategy_advice.ts";
import { toStockFacts } from "../../../src/signals/facts/polled.ts";
import { factsAt, HELD, NOW_MS, pollsAt, RANKED } from "../signal_parts.ts";

const ranked = (ticker: string, change: Partial<typeof RANKED> = {}) => ({ ...RANKED, ticker, ...change });

/** Looks one after the other, each with what the one before remembered. @returns what fired at each. */
function looks(kind: RuleKind, params: object, facts: readonly RuleFacts[]): readonly (readonly string[])[] {
  const rule = kind.prepare(params);
  let memory: RuleMemory = {};
  return facts.map((one) => {
    const verdict = rule.evaluate(one, memory);
    memory = verdict.memory;
    return verdict.firings.map(({ ticker }) => ticker);
  });
}

Deno.test("screener_entry tells of who came since the list before, and not of those who were in the first one", () => {
  const at = (minute: number, tickers: readonly string[]) =>
    factsAt(NOW_MS + minute * 60_000, {
      ranked: tickers.map((ticker, i) => ranked(ticker, { rank: i + 1 })),
    });
  deepStrictEqual(
    looks(screenerEntry, { topN: 2 }, [
      at(0, ["000001", "000002", "000003"]),
      at(1, ["000003", "000001", "000002"]),
      at(1, ["000003", "000001", "000002"]),
      at(2, ["000003", "000001", "000002"]),
      at(3, ["000002", "000001", "000003"]),
    ]),
    [[], ["000003"], [], [], ["000002"]],
  );
});

Deno.test("screener_momentum wants a place, a rise and, when asked, volume; one that ran away is not chased", () => {
  const fires = (params: object, change: object) =>
    looks(screenerMomentum, params, [factsAt(NOW_MS, { ranked: [ranked("005930", change)] })])[0]?.length ===
      1;
  assertTrue(fires({}, {}));
  assertTrue(!fires({ topN: 2 }, {}));
  assertTrue(!fires({}, { changePct: 0.9 }));
  assertTrue(!fires({}, { changePct: 15.1 }));
  assertTrue(!fires({}, { changePct: undefined }));
  assertTrue(fires({ minVolumeRatio: 2 }, {}));
  assertTrue(!fires({ minVolumeRatio: 2 }, { factors: {} }));
  throws(() => screenerMomentum.prepare({ minChangePct: 5, maxChangePct: 1 }), /minChangePct must be below/);
});

Deno.test("news_shock sells what is held at bad news, once for each newest article", () => {
  const bad = (atMs: number, ticker = "035720") => ({ ticker, score: -0.9, atMs, headline: "급락" });
  const at = (minute: number, news: readonly object[]) => factsAt(NOW_MS + minute * 60_000, { news });
  const first = [bad(NOW_MS - 60_000), bad(NOW_MS - 50_000)];
  deepStrictEqual(
    looks(newsShock, {}, [at(0, first), at(1, first), at(2, [...first, bad(NOW_MS + 60_000)])]),
    [
      ["035720"],
      [],
      ["035720"],
    ],
  );
  deepStrictEqual(looks(newsShock, {}, [at(0, [bad(NOW_MS - 60_000)])]), [[]], "one article is no shock");
  deepStrictEqual(
    looks(newsShock, {}, [at(0, [1, 2].map((i) => bad(NOW_MS - i, "000660")))]),
    [[]],
    "not held",
  );
  deepStrictEqual(
    looks(newsShock, {}, [at(0, [1, 2].map((i) => bad(NOW_MS - i * 7_200_000)))]),
    [[]],
    "too old",
  );
});

const priced = (atMs: number, price: number, ageMs = 1_000): RuleFacts => {
  const fact: PriceFact = {
    origin: "price_stream",
    price,
    changePct: undefined,
    name: undefined,
    fetchedAtMs: atMs - ageMs,
    dataAtMs: atMs - ageMs,
  };
  return factsAt(atMs, { prices: new Map([["upbit BTC/KRW", fact]]) });
};
const BTC = { exchange: "upbit", ticker: "BTC/KRW" };
const series = (prices: readonly number[], stepMs = 60_000) =>
  prices.map((price, i) => priced(NOW_MS + i * stepMs, price));
const hits = (all: readonly (readonly string[])[]) => all.map((fired) => fired.length);

Deno.test("price_level fires when the price is at the level, once", () => {
  deepStrictEqual(hits(looks(priceLevel, { ...BTC, above: 100 }, series([99, 100, 101, 90, 101]))), [
    0,
    1,
    0,
    0,
    0,
  ]);
  deepStrictEqual(hits(looks(priceLevel, { ...BTC, below: 100 }, series([101, 100, 99]))), [0, 1, 0]);
});

Deno.test("price_level that repeats fires again only after the price went back far enough", () => {
  const again = { ...BTC, above: 100, repeat: "again", rearmPct: 2 };
  deepStrictEqual(hits(looks(priceLevel, again, series([100, 99, 101, 98, 100, 97, 103]))), [
    1,
    0,
    0,
    0,
    1,
    0,
    1,
  ]);
});

Deno.test("price_level does not look at a price that is too old to say anything about now", () => {
  deepStrictEqual(
    hits(looks(priceLevel, { ...BTC, above: 100 }, [priced(NOW_MS, 101, 10_000), priced(NOW_MS, 101)])),
    [0, 1],
  );
});

Deno.test("price_level wants one level, above or below", () => {
  throws(() => priceLevel.prepare(BTC), /one of above and below/);
  throws(() => priceLevel.prepare({ ...BTC, above: 1, below: 2 }), /one of above and below/);
});

Deno.test("price_move tells a move within its minutes once, and the same slope over a longer time not at all", () => {
  const move = { ...BTC, movePct: 5, withinMin: 3 };
  deepStrictEqual(hits(looks(priceMove, move, series([100, 101, 103, 106, 107]))), [0, 0, 0, 1, 0]);
  deepStrictEqual(hits(looks(priceMove, move, series([100, 101, 102, 103, 104, 105, 106]))), [
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  deepStrictEqual(hits(looks(priceMove, { ...move, direction: "down" }, series([100, 106, 100]))), [0, 0, 1]);
});

Deno.test("price_move remembers little of a stream and never its extremes too little", () => {
  const rule = priceMove.prepare({ ...BTC, movePct: 50, withinMin: 10 });
  let memory: RuleMemory = {};
  for (let i = 0; i < 599; i++) {
    memory = rule.evaluate(priced(NOW_MS + i * 1_000, i === 5 ? 60 : 80 + (i % 7)), memory).memory;
  }
  assertTrue(Object.keys(memory).length <= 80, `${Object.keys(memory).length} prices`);
  strictEqual(rule.evaluate(priced(NOW_MS + 600_000, 90), memory).firings.length, 1, "60 to 90 is 50 %");
});

const candles = (closes: readonly number[]): readonly Candle[] =>
  closes.map((close, i) => ({
    openTimeMs: NOW_MS - (closes.length - i) * 60_000,
    ...{ open: close, high: close + 1, low: close - 1, close, volume: 10 },
  }));
const withCandles = (closes: readonly number[], nowMs = NOW_MS) =>
  factsAt(nowMs, { candles: new Map([["upbit BTC/KRW 1m", candles(closes)]]) });

Deno.test("indicator_cross fires at the candle in which the line was crossed, once", () => {
  const rule = { ...BTC, interval: "1m", of: { indicator: "sma", params: { period: 2 } }, crosses: 100 };
  const up = [90, 90, 90, 120];
  deepStrictEqual(hits(looks(indicatorCross, rule, [withCandles(up), withCandles(up)])), [1, 0]);
  deepStrictEqual(hits(looks(indicatorCross, { ...rule, direction: "down" }, [withCandles(up)])), [0]);
  deepStrictEqual(hits(looks(indicatorCross, rule, [withCandles([90])])), [0], "it is still warming up");
  deepStrictEqual(
    hits(looks(indicatorCross, rule, [withCandles([120, 120, 120, 121])])),
    [0],
    "it was above before",
  );
});

Deno.test("indicator_cross compares two indicators, and names an output that there is not", () => {
  const cross = {
    ...{ ...BTC, interval: "1m" },
    of: { indicator: "sma", params: { period: 2 } },
    crosses: { indicator: "sma", params: { period: 4 } },
  };
  deepStrictEqual(hits(looks(indicatorCross, cross, [withCandles([100, 99, 98, 97, 130])])), [1]);
  throws(
    () => indicatorCross.prepare({ ...cross, of: { indicator: "macd" } }),
    /output of macd must be one of macd, signal/,
  );
  throws(
    () => indicatorCross.prepare({ ...cross, of: { indicator: "rsi", params: { length: 3 } } }),
    /no parameter length/,
  );
  throws(() => indicatorCross.prepare({ ...cross, of: { indicator: "rzi" } }), /must be one of rsi/);
});

Deno.test("indicator_cross is silent about a price that stands still, whatever crosses whatever", () => {
  const lines = INDICATORS.flatMap(({ name, outputs }) =>
    outputs.length === 1 ? [{ indicator: name }] : outputs.map((output) => ({ indicator: name, output }))
  );
  for (const price of [100, 0.1, 12_345.678, 1 / 3]) {
    const looked = [498, 499, 500].map((count) => withCandles(Array.from({ length: count }, () => price)));
    for (const of of lines) {
      for (const crosses of ["price", 0, 30, 50, 70, 100, price, ...lines] as const) {
        const rule = { ...BTC, interval: "1m", of, crosses };
        deepStrictEqual(
          hits(looks(indicatorCross, rule, looked)),
          [0, 0, 0],
          JSON.stringify([of, crosses, price]),
        );
      }
    }
  }
});

Deno.test("indicator_cross does not take the first fall after a still price for one of the RSI from 100", () => {
  const rule = { ...BTC, interval: "1m", of: { indicator: "rsi", params: { period: 3 } }, crosses: 30 };
  const still = Array.from({ length: 20 }, () => 100);
  deepStrictEqual(hits(looks(indicatorCross, rule, [withCandles([...still, 99])])), [0]);
  deepStrictEqual(hits(looks(indicatorCross, rule, [withCandles([...still, 99, 101, 90])])), [1]);
});

const advised = (change: object) =>
  factsAt(NOW_MS, {
    advice: [
      {
        ...{
          strategyId: "btc_ma",
          adviceId: "btc_ma:1",
          exchange: "upbit",
          symbol: "BTC/KRW",
          action: "buy",
        },
        ...{ confidence: 0.8, isLate: false, decidedAtMs: NOW_MS },
        ...change,
      } as RuleFacts["advice"][number],
    ],
  });

Deno.test("strategy_advice passes on buys and sells of the strategies it names, and nothing that came late", () => {
  const count = (params: object, change: object) =>
    looks(strategyAdvice, params, [advised(change)])[0]?.length;
  deepStrictEqual(
    [
      count({}, {}),
      count({}, { action: "sell" }),
      count({}, { action: "short" }),
      count({}, { isLate: true }),
      count({}, { isRefused: true }),
    ],
    [1, 1, 0, 0, 0],
  );
  deepStrictEqual([count({ strategies: ["other"] }, {}), count({ minConfidence: 0.9 }, {})], [0, 0]);
});

Deno.test("fault 60: inbound takes a name from our own lists before the one that was sent", () => {
  const sent: InboundFact = {
    sender: "tv",
    ref: "1",
    ticker: HELD.ticker,
    name: "가짜",
    action: "sell",
    isProtective: true,
    confidence: 0.9,
    price: 1,
    asOfMs: undefined,
    receivedAtMs: NOW_MS,
  };
  const [firing] = inbound.prepare({}).evaluate(factsAt(NOW_MS, { inbound: [sent] }), {}).firings;
  deepStrictEqual([firing?.name, firing?.price, firing?.signalClass], ["카카오", 38_150, "sell_protective"]);
  deepStrictEqual(
    inbound.prepare({ senders: ["other"] }).evaluate(factsAt(NOW_MS, { inbound: [sent] }), {}).firings,
    [],
  );
});

Deno.test("a ticker that our lists do not know has no name, and the sender's stands among his own words", () => {
  const sent: InboundFact = {
    ...{ sender: "tv", ref: "1", ticker: "000270", name: "사세요", action: "buy", isProtective: false },
    ...{ confidence: 0.9, price: 98_400, asOfMs: undefined, receivedAtMs: NOW_MS, reason: "RSI 28" },
  };
  const [firing] = inbound.prepare({}).evaluate(factsAt(NOW_MS, { inbound: [sent] }), {}).firings;
  deepStrictEqual([firing?.name, firing?.said], [undefined, "사세요 · RSI 28"]);
});

Deno.test("a signal of another program that is told with our own price has the age of that price, not of the message", () => {
  const rule = inbound.prepare({});
  const sent: InboundFact = {
    ...{ sender: "office", ref: "r-1", ticker: "035720", name: undefined, isProtective: true },
    ...{ confidence: 0.9, price: undefined, asOfMs: undefined, receivedAtMs: NOW_MS },
    action: "sell",
  };
  const [firing] = rule.evaluate(factsAt(NOW_MS, { inbound: [sent] }), {}).firings;
  const shown = firing?.evidence.find(({ key }) => key === "price");
  deepStrictEqual([firing?.price, shown?.fetchedAtMs, shown?.isRequired], [38_150, NOW_MS - 12_000, false]);
  const alone = { ...sent, ticker: "000270", price: 98_400 };
  const [other] = rule.evaluate(factsAt(NOW_MS, { inbound: [alone] }), {}).firings;
  deepStrictEqual([other?.price, other?.evidence.map(({ key }) => key)], [98_400, ["inbound"]]);
});

Deno.test("our own price that is too old to say anything gives way to the one that was sent, and the name stays ours", () => {
  const sent: InboundFact = {
    ...{ sender: "tv", ref: "1", ticker: HELD.ticker, name: "가짜", action: "sell", isProtective: true },
    ...{ confidence: 0.9, price: 37_000, asOfMs: undefined, receivedAtMs: NOW_MS },
  };
  const old = toStockFacts(pollsAt(NOW_MS - 3 * 3_600_000));
  const facts = { ...factsAt(NOW_MS, { inbound: [sent] }), ...old };
  const [firing] = inbound.prepare({}).evaluate(facts, {}).firings;
  deepStrictEqual([firing?.name, firing?.price, firing?.evidence.map(({ key }) => key)], [
    "카카오",
    37_000,
    ["inbound"],
  ]);
});

Deno.test("fault 60: what only looks like the code of a share is followed by no rule, and a headline names nobody", () => {
  const fakes = [
    "００５９３０",
    "OO5930",
    "005930\u200b",
    " 005930",
    "AAPL",
    "5930",
    "</b>",
    "0".repeat(300),
  ];
  const news = (
    ticker: string,
  ) => [{ ticker, name: "삼성전자", headline: "삼성전자 급등", score: 0.9, atMs: NOW_MS }];
  for (const ticker of fakes) {
    const facts = toStockFacts(
      pollsAt(NOW_MS, {
        holdings: [{ ...HELD, ticker }, HELD],
        ranked: [{ ...RANKED, ticker }],
        news: news(ticker),
      }),
    );
    deepStrictEqual(
      [facts.portfolio?.rows.map((row) => row.ticker), facts.screener?.rows, facts.news?.rows],
      [[HELD.ticker], [], []],
      ticker,
    );
  }
  const good = factsAt(NOW_MS, { ranked: [], news: [...news("000660"), ...news("000660")] });
  const [firing] = newsShock.prepare({ direction: "good" }).evaluate(good, {}).firings;
  deepStrictEqual([firing?.ticker, firing?.name], ["000660", undefined]);
});

Deno.test("a line that a stock crossed on Friday is not too old on Monday: no night and no weekend ages it", () => {
  const calendar = toCalendar(HOLIDAYS_TEXT);
  const fridayMs = Date.parse("2026-11-20T09:00:00+09:00");
  const closes = [90, 90, 90, 120];
  const candles = closes.map((close, i) => ({
    openTimeMs: fridayMs - (closes.length - 1 - i) * 86_400_000,
    ...{ open: close, high: close, low: close, close, volume: 1 },
  }));
  const nowMs = Date.parse("2026-11-23T09:10:00+09:00");
  const facts: RuleFacts = {
    ...factsAt(nowMs),
    candles: new Map([["krx 005930/KRW 1d", candles]]),
    hoursOf: createHoursOf(() => calendar),
  };
  const rule = indicatorCross.prepare({
    ...{ exchange: "krx", ticker: "005930", interval: "1d", action: "buy" },
    ...{ of: { indicator: "sma", params: { period: 2 } }, crosses: 100 },
  });
  const [firing] = rule.evaluate(facts, {}).firings;
  const [evidence] = firing?.evidence ?? [];
  deepStrictEqual(evidence?.dataAtMs, Date.parse("2026-11-20T15:31:00+09:00"));
  deepStrictEqual(evidence.dataAtMs + (evidence.hardMs ?? NaN), Date.parse("2026-11-24T15:31:00+09:00"));
  deepStrictEqual(evidence.dataAtMs + (evidence.softMs ?? NaN), Date.parse("2026-11-23T15:31:05+09:00"));
});
