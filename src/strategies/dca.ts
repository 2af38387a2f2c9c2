import { z } from "zod";
import { type Interval, intervalLengthMs } from "../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../core/market/hours.ts";
import { SavedParts } from "../indicators/indicator.ts";
import {
  CATCH_UP_FIELDS,
  DueWatch,
  MANY_POSITIONS,
  timeOfDay,
  toRhythm,
  UNITS,
  WEEKDAYS,
} from "./schedule.ts";
import type { Strategy, StrategyRun } from "./strategy.ts";

const ID = "dca";

const params = z.strictObject({
  every: z.int().min(1).max(10_000).default(1).describe("Number of units from one purchase to the next."),
  unit: z.enum(UNITS).default("days").describe("Unit of `every`, counted from the first days of 1970."),
  at: timeOfDay.default("09:00").describe(
    "Time of day in Korea, HH:MM; of minutes and hours, where counting begins.",
  ),
  weekday: z.enum(WEEKDAYS).default("monday").describe("Day of the purchase in Korea; of weeks only."),
  value: z.number().positive().max(1e15).default(10_000).describe("Quote currency a purchase, fee included."),
  ...CATCH_UP_FIELDS,
});

type Params = z.infer<typeof params>;

export const dca: Strategy<Params> = {
  id: ID,
  title: "Buy in equal parts over time",
  description: "Buys for the same amount at fixed times, whatever the price; it never sells.",
  params,
  needs: (_params, interval) => ({
    intervals: [interval],
    warmUpBars: 0,
    mostPositions: MANY_POSITIONS,
  }),
  create: createRun,
};

function createRun(params: Params, interval: Interval, hours: MarketHours = ALWAYS_OPEN): StrategyRun {
  const rhythm = toRhythm(params);
  if (rhythm.periodMs < (intervalLengthMs(interval) ?? Infinity)) {
    throw new RangeError(
      `Cannot create ${ID}: a purchase every ${params.every} ${params.unit} needs bars no longer than that, received ${interval}`,
    );
  }
  const watch = new DueWatch(rhythm, params, hours);
  return {
    onCandle({ candle: { openTimeMs }, isClosed }) {
      if (!isClosed) return undefined;
      const due = watch.take(openTimeMs, hours.closeTime(interval, openTimeMs));
      if (due === undefined) return undefined;
      return {
        action: "buy",
        size: { kind: "value", value: params.value },
        confidence: 1,
        reason: { key: "due", action: "buy", ...due, amount: { kind: "value", value: params.value } },
      };
    },
    save: () => ({ done: watch.save() }),
    restore: (state) => watch.restore(new SavedParts(ID, state).numbers("done")),
  };
}
