import { z } from "zod";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { action, exchange, ticker } from "./params.ts";
import { readQuote, toQuoteFiring, toQuoteInput, toQuoteMarket } from "./quotes.ts";
import { defineRule } from "./rule.ts";

export const priceLevel = defineRule({
  id: "price_level",
  what: "a price is at or beyond a level",
  isAlert: true,
  watches: toQuoteInput,
  market: toQuoteMarket,
  usualMinScore: 0,
  shape: {
    exchange: exchange.default(STOCK_EXCHANGE),
    ticker,
    /** At or above this price … */
    above: z.number().positive().optional(),
    /** … or at or below this one. */
    below: z.number().positive().optional(),
    /** Once, or again each time after it went back by `rearmPct`. */
    repeat: z.enum(["once", "again"]).default("once"),
    rearmPct: z.number().min(0.01).max(50).default(1),
    action,
  },
  findFault: ({ above, below }) =>
    (above === undefined) === (below === undefined)
      ? "one of above and below must be given, and not both"
      : undefined,
  evaluate(params, facts, memory) {
    const { above, below, rearmPct, repeat } = params;
    const quote = readQuote(facts, params);
    if (quote === undefined) return { firings: [], memory };
    const { price } = quote;
    const level = above ?? below ?? 0;
    const isThere = above === undefined ? price <= level : price >= level;
    const rearmAt = above === undefined ? level * (1 + rearmPct / 100) : level * (1 - rearmPct / 100);
    if (memory.isSpent === 1) {
      const isBack = above === undefined ? price >= rearmAt : price <= rearmAt;
      const count = memory.count ?? 0;
      return { firings: [], memory: repeat === "again" && isBack ? { count } : memory };
    }
    if (!isThere) return { firings: [], memory };
    const count = (memory.count ?? 0) + 1;
    const firing = toQuoteFiring(facts, {
      ...params,
      quote,
      key: above === undefined ? "price_below" : "price_above",
      // Counted, so that what a restart finds again is the same occasion.
      occasion: `${level}:${count}`,
      numbers: { price, level },
    });
    return { firings: [firing], memory: { isSpent: 1, count } };
  },
});
