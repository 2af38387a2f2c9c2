/** Writes to the line that is not its own, in words that look right. */
import type { Strategy } from "../../../src/strategies/strategy.ts";
import type { UserKit } from "../../../src/strategies/user_kit.ts";

export default function ({ z }: UserKit): Strategy {
  const params = z.strictObject({ at: z.int().default(3).describe("Bars before it goes wrong.") });
  const strategy: Strategy<{ at: number }> = {
    id: "floods",
    title: "Bad",
    description: "Writes to the line that is not its own, in words that look right.",
    params,
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: ({ at }) => {
      let candles = 0;
      let isAtIt = false;
      return {
        onCandle() {
          if (++candles < at || isAtIt) return undefined;
          isAtIt = true;
          const line = new TextEncoder().encode('{"pong":0,"rssBytes":1}\n'.repeat(500));
          const write = () => {
            Deno.stdout.writeSync(line);
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
