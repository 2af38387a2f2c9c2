import { z } from "zod";
import { toExits } from "./exits.ts";
import { percent, tickers } from "./params.ts";
import { toPct } from "./pieces.ts";
import { defineRule } from "./rule.ts";

export const holdingTrailing = defineRule({
  id: "holding_trailing",
  what: "a holding has fallen from its highest price since it is held",
  watches: "polls",
  shape: {
    trailPct: percent(100).default(8),
    /** The peak must lie so far above the price that was paid before it counts; 0: at once. */
    armPct: z.number().min(0).max(1_000).default(0),
    tickers,
  },
  evaluate: ({ trailPct, armPct, tickers }, facts) =>
    toExits(facts, {
      signalClass: "sell_protective",
      tickers,
      find: ({ ticker, price, avgPrice }) => {
        const peak = facts.peaks.get(ticker);
        if (peak === undefined || price === undefined) return undefined;
        // Without the price that was paid nobody knows whether it is armed.
        if (
          armPct > 0 && (avgPrice === undefined || toPct(peak.price / avgPrice - 1) < armPct)
        ) return undefined;
        const fallPct = toPct(1 - price / peak.price);
        if (fallPct < trailPct) return undefined;
        return {
          key: "trailing",
          numbers: { trailPct, fallPct, peakPrice: peak.price, peakAtMs: peak.atMs },
        };
      },
    }),
});
