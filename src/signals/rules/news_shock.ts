import { z } from "zod";
import { MINUTE_MS } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { tickers } from "./params.ts";
import { meanSentiment, newsPiece, pricePiece } from "./pieces.ts";
import { defineRule, type NewsFact, type RuleFacts, type RuleMemory } from "./rule.ts";

export const newsShock = defineRule({
  id: "news_shock",
  what: "fresh news about a share are clearly bad (sell what is held) or clearly good (buy)",
  watches: "polls",
  shape: {
    direction: z.enum(["bad", "good"]).default("bad"),
    /** How clear their mean must be, 0 to 1. */
    minSentiment: z.number().min(0.1).max(1).default(0.6),
    minArticles: z.int().min(1).max(100).default(2),
    withinMin: z.int().min(1).max(1_440).default(60),
    tickers,
  },
  usualMinScore: 70,
  evaluate(params, facts, memory) {
    const { news, nowMs } = facts;
    const sinceMs = nowMs - params.withinMin * MINUTE_MS;
    const fresh = (news?.rows ?? []).filter(({ atMs }) =>
      atMs !== undefined && atMs > sinceMs && atMs <= nowMs
    );
    const next: Record<string, number> = {};
    const firings = [...Map.groupBy(fresh, ({ ticker }) => ticker)].flatMap(([ticker, rows]) => {
      const newestMs = Math.max(...rows.flatMap(({ atMs }) => atMs ?? []));
      const seenMs = memory[`seen ${ticker}`] ?? 0;
      next[`seen ${ticker}`] = Math.max(seenMs, newestMs);
      if (newestMs <= seenMs || !isWanted(ticker, params, facts) || !isShock(rows, params)) {
        return [];
      }
      return [toShock(facts, { ticker, rows, newestMs, isBad: params.direction === "bad" })];
    });
    // Seen ones are kept while they could come again.
    return { firings, memory: { ...keepRecent(memory, sinceMs), ...next } };
  },
});

function isWanted(
  ticker: string,
  { direction, tickers }: { direction: string; tickers: readonly string[] },
  { portfolio }: RuleFacts,
): boolean {
  if (tickers.length > 0 && !tickers.includes(ticker)) return false;
  return direction === "good" || portfolio?.rows.some((holding) => holding.ticker === ticker) === true;
}

function isShock(
  rows: readonly NewsFact[],
  { direction, minSentiment, minArticles }: { direction: string; minSentiment: number; minArticles: number },
): boolean {
  const mean = meanSentiment(rows);
  if (mean === undefined || rows.length < minArticles) return false;
  return direction === "bad" ? mean <= -minSentiment : mean >= minSentiment;
}

function toShock(
  facts: RuleFacts,
  shock: { ticker: string; rows: readonly NewsFact[]; newestMs: number; isBad: boolean },
) {
  const { ticker, rows, newestMs, isBad } = shock;
  const shown = pricePiece(facts, STOCK_EXCHANGE, ticker);
  const news = facts.news === undefined ? undefined : { ...facts.news, rows };
  const wish = { ticker, direction: isBad ? "down" : "up", weight: 1, isRequired: true } as const;
  const owned = facts.portfolio?.rows.find((holding) => holding.ticker === ticker);
  return {
    occasion: String(newestMs),
    exchange: STOCK_EXCHANGE,
    ticker,
    name: owned?.name ?? facts.screener?.rows.find((ranked) => ranked.ticker === ticker)?.name,
    action: isBad ? "sell" : "buy",
    signalClass: isBad ? "sell_discretionary" : "buy",
    price: shown.numbers.price,
    changePct: shown.numbers.changePct,
    evidence: [newsPiece(news, wish), shown],
  } as const;
}

function keepRecent(memory: RuleMemory, sinceMs: number): RuleMemory {
  return Object.fromEntries(Object.entries(memory).filter(([, atMs]) => atMs > sinceMs));
}
