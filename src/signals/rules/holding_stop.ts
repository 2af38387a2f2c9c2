import { toExits } from "./exits.ts";
import { percent, tickers } from "./params.ts";
import { pnlPctOf } from "./pieces.ts";
import { defineRule } from "./rule.ts";

export const holdingStop = defineRule({
  id: "holding_stop",
  what: "a holding has lost as much as its stop allows",
  watches: "polls",
  shape: { stopPct: percent(100).default(7), tickers },
  evaluate: ({ stopPct, tickers }, facts) =>
    toExits(facts, {
      signalClass: "sell_protective",
      tickers,
      find: (holding) => {
        const pnlPct = pnlPctOf(holding);
        if (pnlPct === undefined || pnlPct > -stopPct) return undefined;
        return { key: "stop", numbers: { stopPct } };
      },
    }),
});
