/** Writes notes without end while it answers well. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it goes wrong.") });
  const strategy: Strategy<{ at: number }> = {
    id: "chatters",
    title: "Bad",
    description: "Writes notes without end while it answers well.",
    params,
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }) => {
      let candles = 0;
      let isAtIt = false;
      return {
        onCandle() {
          if (++candles < at || isAtIt) return undefined;
          isAtIt = true;
          const line = new TextEncoder().encode("x".repeat(1_023) + "\n");
          const write = () => {
            for (let i = 0; i < 500; i++) Deno.stderr.writeSync(line);
            setTimeout(write, 1);
          };
          setTimeout(write, 0);
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
