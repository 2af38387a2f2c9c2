/** Advises a stop that is no number. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it goes wrong.") });
  const strategy: Strategy<{ at: number }> = {
    id: "bad_price",
    title: "Bad",
    description: "Advises a stop that is no number.",
    params,
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }) => {
      let candles = 0;
      return {
        onCandle() {
          if (++candles < at) return undefined;
          return { action: "buy", confidence: 1, reason: "now", stopPrice: NaN };
        },
        save: () => ({ bars: candles }),
        restore(state) {
          candles = (state as { bars: number }).bars;
        },
      };
    },
  };
  return strategy as Strategy;
}
