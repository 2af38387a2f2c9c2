import { toExits } from "./exits.ts";
import { percent, tickers } from "./params.ts";
import { pnlPctOf } from "./pieces.ts";
import { defineRule } from "./rule.ts";

export const holdingTarget = defineRule({
  id: "holding_target",
  what: "a holding has gained what was aimed at",
  watches: "polls",
  shape: { targetPct: percent(10_000).default(15), tickers },
  usualMinScore: 0,
  evaluate: ({ targetPct, tickers }, facts) =>
    toExits(facts, {
      signalClass: "sell_discretionary",
      tickers,
      find: (holding) => {
        const pnlPct = pnlPctOf(holding);
        if (pnlPct === undefined || pnlPct < targetPct) return undefined;
        return { key: "target", numbers: { targetPct } };
      },
    }),
});
