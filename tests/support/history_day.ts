/** A day of polls as the stock API would answer them, of the size that the history is planned for. */
import { MINUTE_MS } from "../../src/core/kst.ts";
import { unitOf } from "../../src/demo/seeded.ts";
import { type Sample, toSample } from "../../src/stock/history/sample.ts";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import type { JsonObject } from "../../src/stock/sources/source.ts";

export const POLLS_A_DAY = 468;
export const SESSIONS_A_YEAR = 244;
const HOLDINGS = 20;
const HEADLINES = 50;
const RANKS = 20;

const toCents = (value: number) => Math.round(value * 100) / 100;

/** A random walk on a tick of 100 won: each minute the price stands, or moves by up to three ticks. */
function createPrices(seed: number, count: number) {
  const prices = Array.from({ length: count }, (_, i) => 20_000 + 100 * Math.floor(3_000 * unitOf(seed, i)));
  const opens = [...prices];
  return {
    step(poll: number) {
      prices.forEach((price, i) => {
        const mood = unitOf(seed, i, poll);
        prices[i] = mood < 0.3 ? price : price + 100 * (Math.floor(7 * unitOf(seed, poll, i)) - 3);
      });
    },
    priceOf: (i: number) => prices[i] ?? 0,
    changePctOf: (i: number) => toCents(((prices[i] ?? 1) / (opens[i] ?? 1) - 1) * 100),
  };
}

/** By source, in the order of their times. */
export function createHistoryDay(options: { seed: number; startMs: number; polls?: number }) {
  const { seed, startMs, polls = POLLS_A_DAY } = options;
  const held = createPrices(seed, HOLDINGS);
  const ranked = createPrices(seed + 1, RANKS);
  const days = new Map<string, Sample[]>(SOURCES.map(({ id }) => [id, []]));
  for (let poll = 0; poll < polls; poll++) {
    held.step(poll);
    ranked.step(poll);
    const atMs = startMs + poll * MINUTE_MS;
    const payloads: Readonly<Record<string, JsonObject>> = {
      portfolio: portfolioAt(held, seed, atMs),
      news_sentiment: newsAt(seed, poll, startMs),
      screener_preview: screenerAt(ranked, seed, atMs),
    };
    for (const source of SOURCES) {
      const fetchedAtMs = atMs + Math.floor(2_000 * unitOf(seed, source.id, poll));
      days.get(source.id)?.push(toSample(source, { data: payloads[source.id] ?? {}, fetchedAtMs }));
    }
  }
  return days;
}

type Prices = ReturnType<typeof createPrices>;

function portfolioAt(prices: Prices, seed: number, atMs: number): JsonObject {
  const holdings = Array.from({ length: HOLDINGS }, (_, i) => {
    const quantity = 1 + Math.floor(200 * unitOf(seed, "quantity", i));
    const paid = 20_000 + Math.floor(300_000 * unitOf(seed, i));
    const price = prices.priceOf(i);
    return {
      ticker: String(100_000 + i * 37),
      name: `보유종목${i}`,
      quantity,
      avg_price: paid,
      current_price: price,
      pnl: (price - paid) * quantity,
      pnl_pct: toCents((price / paid - 1) * 100),
    };
  });
  const pnl = holdings.reduce((sum, holding) => sum + holding.pnl, 0);
  const value = holdings.reduce((sum, holding) => sum + holding.current_price * holding.quantity, 0);
  return {
    as_of: new Date(atMs).toISOString(),
    currency: "KRW",
    cash: 1_234_567,
    total_value: value + 1_234_567,
    total_pnl: pnl,
    total_pnl_pct: toCents((pnl / (value - pnl)) * 100),
    holdings,
  };
}

/** A new headline every four polls; the oldest goes. */
function newsAt(seed: number, poll: number, startMs: number): JsonObject {
  const newest = 1_000 + Math.floor(poll / 4);
  const items = Array.from({ length: HEADLINES }, (_, i) => {
    const number = newest - i;
    const words = Array.from({ length: 6 }, (_, k) => Math.floor(1e6 * unitOf(seed, number, k)).toString(36));
    return {
      ticker: String(100_000 + (number % 300) * 37),
      name: `종목${number % 300}`,
      headline: `[속보] ${number}호 기사 제목, ${words.join(" ")} 소식에 기대감이 커졌다`,
      sentiment: toCents(2 * unitOf(seed, "mood", number) - 1),
      published_at: new Date(startMs + (number - 1_000) * 4 * MINUTE_MS).toISOString(),
    };
  });
  return { as_of: new Date(startMs + poll * MINUTE_MS).toISOString(), items };
}

function screenerAt(prices: Prices, seed: number, atMs: number): JsonObject {
  const results = Array.from({ length: RANKS }, (_, i) => {
    const change = prices.changePctOf(i);
    const factors = {
      momentum: toCents(Math.min(1, Math.max(0, 0.5 + change / 20))),
      value: toCents(unitOf(seed, "value", i)),
      quality: toCents(unitOf(seed, "quality", i)),
      sentiment: toCents(unitOf(seed, "sentiment", i)),
    };
    const score = Math.round(250 * (factors.momentum + factors.value + factors.quality + factors.sentiment)) /
      1_000;
    return {
      ticker: String(200_000 + i * 41),
      name: `후보${i}`,
      score,
      close: prices.priceOf(i),
      change_pct: change,
      factors,
    };
  }).toSorted((a, b) => b.score - a.score).map((row, i) => ({ ...row, rank: i + 1 }));
  return { as_of: new Date(atMs).toISOString(), mode: "preview", results };
}
