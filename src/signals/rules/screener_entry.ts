import { z } from "zod";
import { scoreScale } from "./params.ts";
import { toRankedBuy } from "./ranking.ts";
import { defineRule, type RuleMemory } from "./rule.ts";

export const screenerEntry = defineRule({
  id: "screener_entry",
  what: "a share is new among the first of the screener",
  watches: "polls",
  shape: { topN: z.int().min(1).max(100).default(10), scoreScale },
  usualMinScore: 75,
  evaluate(params, facts, memory) {
    const { screener } = facts;
    // The same poll again, or none: nothing is new.
    if (screener?.fetchedAtMs === undefined || screener.fetchedAtMs <= (memory.pollAtMs ?? 0)) {
      return { firings: [], memory };
    }
    const top = screener.rows.filter(({ rank }) => rank <= params.topN);
    const next: RuleMemory = {
      pollAtMs: screener.fetchedAtMs,
      ...Object.fromEntries(top.map(({ ticker }) => [`in ${ticker}`, 1])),
    };
    // The first list there is shows who is in, not who came.
    const fresh = memory.pollAtMs === undefined
      ? []
      : top.filter(({ ticker }) => memory[`in ${ticker}`] !== 1);
    return { firings: fresh.map((ranked) => toRankedBuy(facts, ranked, params)), memory: next };
  },
});
