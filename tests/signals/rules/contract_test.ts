import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { findIndicator } from "../../../src/indicators/catalog.ts";
import { RULE_KINDS } from "../../../src/signals/rules/mod.ts";
import type { RuleFacts, RuleKind } from "../../../src/signals/rules/rule.ts";
import { STRENGTHS } from "../../../src/signals/score/strengths.ts";
import { EVIDENCE_LIMITS } from "../../../src/signals/score/limits.ts";
import { factsAt, HELD, NOW_MS, RANKED } from "../signal_parts.ts";

const FOLDER = new URL("../../../src/signals/rules/", import.meta.url);
/** The files of the rack that are no plugs; everything else must be in the list of `mod.ts`. */
const NOT_PLUGS = new Set([
  "rule.ts",
  "mod.ts",
  "pieces.ts",
  "params.ts",
  "exits.ts",
  "ranking.ts",
  "quotes.ts",
]);

/** Parameters with which each kind fires at the facts below. */
const PARAMS: Readonly<Record<string, object>> = {
  holding_stop: {},
  holding_trailing: {},
  holding_target: { targetPct: 5 },
  news_shock: { direction: "good", minSentiment: 0.3 },
  screener_entry: {},
  screener_momentum: {},
  price_level: { ticker: "005930", above: 70_000 },
  price_move: { ticker: "005930", movePct: 1 },
  indicator_cross: {
    ticker: "BTC/KRW",
    interval: "1m",
    of: { indicator: "sma", params: { period: 2 } },
    crosses: 100,
  },
  strategy_advice: {},
  inbound: {},
};

const WINNER = {
  ...HELD,
  ticker: "012450",
  name: "한화에어로스페이스",
  pnlPct: 15.3,
  price: 361_500,
  avgPrice: 313_500,
};

/** What every kind finds something in. */
const FACTS: RuleFacts = factsAt(NOW_MS, {
  holdings: [HELD, WINNER],
  peaks: new Map([["035720", { price: 50_000, atMs: NOW_MS - 86_400_000 }]]),
  candles: new Map([[
    "upbit BTC/KRW 1m",
    [90, 90, 130].map((close, i) => ({
      openTimeMs: NOW_MS - (3 - i) * 60_000,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1,
    })),
  ]]),
  advice: [{
    strategyId: "btc_ma",
    adviceId: "btc_ma:7",
    exchange: "upbit",
    symbol: "BTC/KRW",
    action: "buy",
    confidence: 0.9,
    isLate: false,
    decidedAtMs: NOW_MS - 1_000,
  }],
  inbound: [{
    sender: "tradingview",
    ref: "tv-1",
    ticker: "005930",
    name: undefined,
    action: "buy",
    isProtective: false,
    confidence: 0.9,
    price: undefined,
    asOfMs: NOW_MS - 1_000,
    receivedAtMs: NOW_MS,
  }],
});

/** What was remembered before, so that something is new now. */
const MEMORY: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  screener_entry: { pollAtMs: NOW_MS - 60_000 },
  price_move: { [String(NOW_MS - 120_000)]: 70_000 },
};

const look = ({ id, prepare }: RuleKind, facts = FACTS) =>
  prepare(PARAMS[id]).evaluate(facts, MEMORY[id] ?? {});

Deno.test("every file of the rack is the contract, the list, a known helper or a listed rule", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
  const listed = new Set(RULE_KINDS.map(({ id }) => `${id}.ts`));
  deepStrictEqual(files.filter((name) => !NOT_PLUGS.has(name) && !listed.has(name)), []);
  strictEqual(new Set(RULE_KINDS.map(({ id }) => id)).size, RULE_KINDS.length);
});

for (const kind of RULE_KINDS) {
  const { id } = kind;

  Deno.test(`${id} fires at facts that are made for it, with evidence that has names, numbers and ages`, () => {
    const { firings } = look(kind);
    assertTrue(firings.length > 0);
    for (const { evidence, ticker, occasion, signalClass, action } of firings) {
      assertTrue(ticker !== "" && occasion !== "");
      assertTrue(signalClass === action || (action === "sell" && signalClass.startsWith("sell_")));
      assertTrue(evidence.some(({ isRequired }) => isRequired));
      assertTrue(evidence.some(({ weight }) => weight > 0), "nothing has a part in the score");
      for (const piece of evidence) {
        assertTrue(piece.strength in STRENGTHS && piece.origin in EVIDENCE_LIMITS);
        assertTrue(Object.values(piece.numbers).every(Number.isFinite));
        assertTrue(/^[a-z_]+$/.test(piece.key), "a key, never wording");
      }
    }
  });

  Deno.test(`${id} is pure: the same facts and memory give the same answer, and neither is changed`, () => {
    const memory = Object.freeze({ ...MEMORY[id] });
    const rule = kind.prepare(PARAMS[id]);
    const first = rule.evaluate(FACTS, memory);
    deepStrictEqual(rule.evaluate(FACTS, memory), first);
    deepStrictEqual(JSON.parse(JSON.stringify(first.memory)), { ...first.memory });
  });

  Deno.test(`${id} says nothing when nothing is known, and never throws at odd numbers`, () => {
    const nothing: RuleFacts = {
      ...{ nowMs: NOW_MS, portfolio: undefined, screener: undefined, news: undefined },
      ...{ prices: new Map(), peaks: new Map(), candles: new Map(), advice: [], inbound: [] },
    };
    deepStrictEqual(look(kind, nothing).firings, []);
    const odd = fc.constantFrom(undefined, 0, -1, 1e-300, 1e300, 71_300);
    fc.assert(fc.property(odd, odd, odd, (price, pnlPct, score) => {
      const holdings = [{ ...HELD, price, pnlPct, avgPrice: price, quantity: score }];
      const facts = factsAt(NOW_MS, { holdings, ranked: [{ ...RANKED, price, changePct: pnlPct, score }] });
      for (const { evidence } of look(kind, facts).firings) {
        for (const { numbers } of evidence) assertTrue(Object.values(numbers).every(Number.isFinite));
      }
    }));
  });

  Deno.test(`${id} refuses a parameter that it does not have`, () => {
    throws(() => kind.prepare({ ...PARAMS[id], stopPc: 7 }), /stopPc/);
  });
}

Deno.test("indicator_cross knows every indicator of the catalog by name", () => {
  strictEqual(findIndicator("rsi")?.name, "rsi");
});
