/** Written for 0.1, when `onCandle` had another name. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it buys.") });
  const strategy = {
    id: "old_name",
    title: "Old name",
    description: "Buys once, at a candle.",
    params,
    needs: (_params: unknown, interval: string) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }: { at: number }) => {
      let candles = 0;
      return {
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
