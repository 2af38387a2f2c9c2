/** Half renamed: nobody can say which of the two counts. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it buys.") });
  const strategy = {
    id: "both_names",
    title: "Old name",
    description: "Buys once, at a candle.",
    params,
    needs: (_params: unknown, interval: string) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }: { at: number }) => {
      let candles = 0;
      return {
        onCandle: () => undefined,
        onBar() {
          if (++candles !== at) return undefined;
          return { action: "buy" as const, confidence: 1, reason: "It is time." };
        },
        save: () => ({ bars: candles }),
        restore(state: unknown) {
          candles = (state as { bars: number }).bars;
        },
      };
    },
  };
  return strategy as unknown as Strategy;
}
