/** Takes memory that V8's limit of the heap does not count, and never comes back. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it goes wrong.") });
  const strategy: Strategy<{ at: number }> = {
    id: "hoards",
    title: "Bad",
    description: "Takes memory that the limit of the heap does not count.",
    params,
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }) => {
      let candles = 0;
      return {
        onCandle() {
          if (++candles < at) return undefined;
          const all: Uint8Array[] = [];
          // It stays at 1 GB, should nobody end it.
          while (true) if (all.length < 1_024) all.push(new Uint8Array(2 ** 20).fill(1));
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
