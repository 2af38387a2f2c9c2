/** Leaves a thread behind that never ends, and answers as if nothing were. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it goes wrong.") });
  const strategy: Strategy<{ at: number }> = {
    id: "burns",
    title: "Bad",
    description: "Leaves a thread behind that never ends, and answers as if nothing were.",
    params,
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }) => {
      let candles = 0;
      let isAtIt = false;
      return {
        onCandle() {
          if (++candles < at || isAtIt) return undefined;
          isAtIt = true;
          const code = "for (;;);";
          new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })), { type: "module" });
          return undefined;
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
