/** A good neighbour: buys and sells in turn, every so many candles, and says what it was told of its fills. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({
    every: z.int().min(1).default(1).describe("Bars between two pieces of advice."),
    warm_up: z.int().min(0).default(0).describe("Bars of silence."),
  });
  const strategy: Strategy<{ every: number; warm_up: number }> = {
    id: "talks",
    title: "Talks",
    description: "Buys and sells in turn.",
    params,
    needs: ({ warm_up }, interval) => ({ intervals: [interval], warmUpBars: warm_up }),
    create: ({ every, warm_up }) => {
      let candles = 0;
      let held = 0;
      return {
        onCandle({ candle }) {
          candles++;
          if (candles <= warm_up || candles % every !== 0) return undefined;
          const action = held > 0 ? "sell" as const : "buy" as const;
          const reason = `bar ${candles} of ${candle.openTimeMs}, held ${held}`;
          return { action, confidence: 1, reason };
        },
        onFill({ action, units }) {
          held = action === "buy" ? units : 0;
        },
        save: () => ({ bars: candles, held }),
        restore(state) {
          ({ bars: candles, held } = state as { bars: number; held: number });
        },
      };
    },
  };
  return strategy as Strategy;
}
