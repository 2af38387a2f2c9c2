import { DAY_MS, kstDayOf, kstDayStartMs, MINUTE_MS, toDateText } from "../../core/kst.ts";
import { pickOf, unitOf } from "../seeded.ts";
import { roundToCents } from "../upbit/market.ts";
import { type Scene, toAsOf } from "./payloads.ts";
import { SIMULATED_STOCKS, type SimulatedStock } from "./stocks.ts";

export interface NewsItem {
  ticker: string;
  name: string;
  /** -1 bad to 1 good. */
  sentiment: number;
  /** 0 to 1: how sure the simulated reader is. */
  score: number;
  headline: string;
  /** KST ISO. */
  published_at: string;
  source: string;
}

export interface NewsPayload {
  /** `YYYY-MM-DD` in Korea. */
  date: string;
  as_of: string;
  /** Newest first. */
  items: NewsItem[];
  summary: { positive: number; neutral: number; negative: number; average: number };
}

const SLOT_MS = 20 * MINUTE_MS;
const MOST_ITEMS = 20;
/** A sentiment nearer to nothing than this is neutral. */
const NEUTRAL_BELOW = 0.15;

// Every headline says what it is, so that nobody can take one for news.
const GOOD = [
  "가상의 호재로 기대감이 커졌다",
  "연습용 실적이 예상보다 좋았다",
  "꾸며 낸 수주 소식이 나왔다",
] as const;
const FLAT = ["지어낸 보합 소식을 전했다", "연습용 공시를 냈다", "가상의 설명회를 열었다"] as const;
const BAD = [
  "가상의 악재로 걱정이 커졌다",
  "연습용 실적이 예상보다 나빴다",
  "꾸며 낸 지연 소식이 나왔다",
] as const;

/** The newest items of one day that were published by `atMs`; about 20 of them from 07:00 on. */
export function newsAt(scene: Scene, day: number = kstDayOf(scene.atMs)): NewsPayload {
  const startMs = kstDayStartMs(day);
  const items: NewsItem[] = [];
  for (let slotMs = startMs + DAY_MS - SLOT_MS; slotMs >= startMs; slotMs -= SLOT_MS) {
    const publishedAtMs = slotMs + Math.floor(unitOf(scene.seed, "minute", slotMs) * 20) * MINUTE_MS;
    if (publishedAtMs <= scene.atMs) items.push(itemOf(scene.seed, publishedAtMs));
    if (items.length === MOST_ITEMS) break;
  }
  return { date: toDateText(day), as_of: toAsOf(scene.atMs), items, summary: summaryOf(items) };
}

function itemOf(seed: number, publishedAtMs: number): NewsItem {
  const stock = stockOf(unitOf(seed, "subject", publishedAtMs));
  const sentiment = roundToCents(2 * unitOf(seed, "mood", publishedAtMs) - 1);
  const endings = Math.abs(sentiment) < NEUTRAL_BELOW ? FLAT : sentiment > 0 ? GOOD : BAD;
  return {
    ticker: stock.ticker,
    name: stock.name,
    sentiment,
    score: roundToCents(0.5 + 0.5 * unitOf(seed, "sure", publishedAtMs)),
    headline: `[모의] ${stock.name}, ${pickOf(endings, seed, "words", publishedAtMs)}`,
    published_at: toAsOf(publishedAtMs),
    source: "모의뉴스",
  };
}

function stockOf(unit: number): SimulatedStock {
  const stock = SIMULATED_STOCKS[Math.floor(unit * SIMULATED_STOCKS.length)];
  if (stock === undefined) throw new RangeError(`Cannot pick a stock: ${unit} is not in [0, 1)`);
  return stock;
}

function summaryOf(items: readonly NewsItem[]): NewsPayload["summary"] {
  const positive = items.filter((item) => item.sentiment >= NEUTRAL_BELOW).length;
  const negative = items.filter((item) => item.sentiment <= -NEUTRAL_BELOW).length;
  const sum = items.reduce((total, item) => total + item.sentiment, 0);
  const average = items.length === 0 ? 0 : roundToCents(sum / items.length);
  return { positive, neutral: items.length - positive - negative, negative, average };
}
