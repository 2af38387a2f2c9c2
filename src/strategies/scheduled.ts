import { z } from "zod";
import type { Advice, Fill } from "../core/advice.ts";
import { type Interval, intervalLengthMs } from "../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../core/market/hours.ts";
import { DAY_MS } from "../core/kst.ts";
import { SavedParts } from "../indicators/indicator.ts";
import { heldAfter } from "./held.ts";
import {
  CATCH_UP_FIELDS,
  type Due,
  DueWatch,
  MANY_POSITIONS,
  timeOfDay,
  toRhythm,
  WEEKDAYS,
} from "./schedule.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "scheduled";

const order = z.strictObject({
  at: timeOfDay.describe("Time of day in Korea, HH:MM."),
  weekday: z.enum(WEEKDAYS).optional().describe("Day of the week in Korea; left out, every day."),
  action: z.enum(["buy", "sell"]).describe("What is done."),
  value: z.number().positive().max(1e15).optional().describe("Quote currency of the order; or `share`."),
  share: z.number().positive().max(1).optional().describe(
    "Share of the free money (buy) or of what is held (sell), 0 to 1; left out with `value`, a sale is of everything.",
  ),
});

const params = z.strictObject({
  orders: z.array(order).min(1).max(100).default([{
    at: "09:00",
    weekday: "monday",
    action: "buy",
    share: 0.1,
  }])
    .describe("What is done when; of orders due with one bar, each waits for a bar of its own."),
  ...CATCH_UP_FIELDS,
});

type Params = z.infer<typeof params>;
type Order = z.infer<typeof order>;

/** An order that is due and has not been given yet. */
interface Waiting extends Due {
  /** Its number in the timetable. */
  readonly order: number;
}

export const scheduled: Strategy<Params> = {
  id: ID,
  title: "Orders at fixed times",
  description: "Buys and sells by a timetable, whatever the price.",
  params,
  needs: (_params, interval) => ({
    intervals: [interval],
    warmUpBars: 0,
    mostPositions: MANY_POSITIONS,
  }),
  create: (params, interval, hours) => new ScheduledRun(params, interval, hours),
};

class ScheduledRun implements StrategyRun {
  readonly #orders: readonly { readonly order: Order; readonly watch: DueWatch }[];
  readonly #interval: Interval;
  readonly #hours: MarketHours;
  /** One is given with each candle. */
  #waiting: Waiting[] = [];
  /** Units of base. */
  #held = 0;

  constructor({ orders, ...catchUp }: Params, interval: Interval, hours: MarketHours = ALWAYS_OPEN) {
    const both = orders.find(({ value, share }) => value !== undefined && share !== undefined);
    if (both !== undefined) {
      throw new RangeError(
        `Cannot create ${ID}: value and share of the order at ${both.at} exclude each other`,
      );
    }
    if ((intervalLengthMs(interval) ?? Infinity) > DAY_MS) {
      throw new RangeError(
        `Cannot create ${ID}: a timetable of days needs bars of a day or less, received ${interval}`,
      );
    }
    this.#interval = interval;
    this.#hours = hours;
    this.#orders = orders.map((order) => ({
      order,
      watch: new DueWatch(
        toRhythm({ ...order, every: 1, unit: order.weekday === undefined ? "days" : "weeks" }),
        catchUp,
        hours,
      ),
    }));
  }

  onCandle({ candle: { openTimeMs, close }, isClosed }: StrategyCandle): Advice | undefined {
    if (!isClosed) return undefined;
    const endMs = this.#hours.closeTime(this.#interval, openTimeMs);
    for (const [i, { watch }] of this.#orders.entries()) {
      const due = watch.take(openTimeMs, endMs);
      if (due !== undefined) this.#waiting.push({ order: i, ...due });
    }
    const next = this.#waiting.shift();
    const order = this.#orders[next?.order ?? -1]?.order;
    if (next === undefined || order === undefined) return undefined;
    return order.action === "buy" ? buy(order, next) : sell(order, { close, held: this.#held, due: next });
  }

  onFill(fill: Fill): void {
    this.#held = heldAfter(this.#held, fill);
  }

  save(): State {
    return {
      done: this.#orders.flatMap(({ watch }) => watch.save()),
      waiting: this.#waiting.flatMap(({ order, dueAtMs, lateMs }) => [order, dueAtMs, lateMs]),
      held: this.#held,
    };
  }

  restore(state: State): void {
    const saved = new SavedParts(ID, state);
    const done = saved.numbers("done");
    if (done.length !== 0 && done.length !== this.#orders.length) {
      throw new RangeError(`Cannot restore ${ID}: the state is of ${done.length} orders`);
    }
    this.#orders.forEach(({ watch }, i) => watch.restore(done.slice(i, i + 1)));
    this.#waiting = toWaiting(saved.numbers("waiting"));
    this.#held = saved.number("held");
  }
}

function toWaiting(flat: readonly number[]): Waiting[] {
  const waiting: Waiting[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    const [order = -1, dueAtMs = 0, lateMs = 0] = flat.slice(i, i + 3);
    waiting.push({ order, dueAtMs, lateMs });
  }
  return waiting;
}

function buy({ value, share }: Order, { dueAtMs, lateMs }: Due): Advice {
  const size = toAmount(value, share);
  return {
    action: "buy",
    size,
    confidence: 1,
    reason: { key: "due", action: "buy", dueAtMs, lateMs, amount: size ?? { kind: "usual" } },
  };
}

function toAmount(value: number | undefined, share: number | undefined) {
  if (value !== undefined) return { kind: "value", value } as const;
  return share === undefined ? undefined : { kind: "share", share } as const;
}

function sell(
  { value, share }: Order,
  { close, held, due }: { readonly close: number; readonly held: number; readonly due: Due },
): Advice | undefined {
  // Everything: without a size, so that no rounding leaves a rest.
  const isAll = value === undefined ? (share ?? 1) === 1 : value >= held * close;
  const amount = toAmount(value, share ?? 1) ?? { kind: "usual" };
  const reason = { key: "due", action: "sell", dueAtMs: due.dueAtMs, lateMs: due.lateMs, amount } as const;
  if (isAll) return { action: "sell", confidence: 1, reason };
  const units = value === undefined ? held * (share ?? 1) : value / close;
  return units > 0 ? { action: "sell", size: { kind: "units", units }, confidence: 1, reason } : undefined;
}
