import { z } from "zod";
import { SavedParts } from "../indicators/indicator.ts";
import type { Strategy, StrategyRun } from "./strategy.ts";

const params = z.strictObject({
  share: z.number().positive().max(1).default(1).describe("Share of the free money that is put in, 0 to 1."),
});

export const buyAndHold: Strategy<z.infer<typeof params>> = {
  id: "buy_and_hold",
  title: "Buy and hold",
  description: "Buys once at the first chance and never sells: the mark that others have to beat.",
  params,
  needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
  create: ({ share }) => createRun(share),
};

function createRun(share: number): StrategyRun {
  let candles = 0;
  return {
    onCandle({ isClosed }) {
      if (!isClosed || candles > 0) return undefined;
      candles = 1;
      return {
        action: "buy",
        size: { kind: "share", share },
        confidence: 1,
        reason: { key: "first_bar" },
      };
    },
    save: () => ({ bars: candles }),
    restore(state) {
      candles = new SavedParts("buy_and_hold", state).number("bars");
    },
  };
}
