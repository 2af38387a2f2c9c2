import { z } from "zod";
import { known, pricePiece } from "./pieces.ts";
import { defineRule } from "./rule.ts";

export const strategyAdvice = defineRule({
  id: "strategy_advice",
  what: "a strategy advises to buy or to sell",
  watches: "advice",
  shape: {
    /** Empty: all of them. */
    strategies: z.array(z.string().min(1).max(40)).max(200).default([]),
    minConfidence: z.number().min(0).max(1).default(0),
  },
  usualMinScore: 50,
  evaluate({ strategies, minConfidence }, facts, memory) {
    const firings = facts.advice.filter(({ strategyId, confidence, isLate, isRefused, action }) =>
      // A short position is nothing that this person can take.
      !isLate && isRefused !== true && confidence >= minConfidence &&
      (action === "buy" || action === "sell") &&
      (strategies.length === 0 || strategies.includes(strategyId))
    ).map(({ adviceId, exchange, symbol, action, confidence, decidedAtMs }) => {
      const shown = pricePiece(facts, exchange, symbol);
      return {
        occasion: adviceId,
        exchange,
        ticker: symbol,
        name: undefined,
        action: action === "buy" ? "buy" : "sell",
        signalClass: action === "buy" ? "buy" : "sell_discretionary",
        price: shown.numbers.price,
        changePct: shown.numbers.changePct,
        evidence: [
          {
            key: "advice",
            numbers: known({ share: confidence }),
            origin: "advice",
            strength: "share",
            weight: 1,
            isRequired: true,
            fetchedAtMs: decidedAtMs,
            dataAtMs: undefined,
          },
          shown,
        ],
      } as const;
    });
    return { firings, memory };
  },
});
