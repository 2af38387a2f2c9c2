/**
 * A way to trade: the contract of this rack. A strategy is given candles and its own fills, and asks nothing else, not
 * even the clock, so that a backtest, paper trading and live advice run the very same object.
 */
import type { MarketHours } from "../core/market/hours.ts";
import type { z } from "zod";
import { type Advice, type Fill, isPromise } from "../core/advice.ts";
import type { Candle, Interval } from "../core/candle.ts";

/** Plain data that survives JSON. */
export type State = null | boolean | number | string | readonly State[] | { readonly [name: string]: State };

/** One look at the market. */
export interface StrategyCandle {
  /** Of which of the needed series. */
  readonly interval: Interval;
  readonly candle: Candle;
  /**
   * False for the candle that is still open. It may come any number of times before its closed form, and must leave no
   * trace: a strategy that only acts on closed candles ignores it.
   */
  readonly isClosed: boolean;
  /** Further columns of the data file, for strategies that read them (`signal_table`). */
  readonly columns?: Readonly<Record<string, number>> | undefined;
}

/** A strategy at work on one market. */
export interface StrategyRun {
  /**
   * Candles of all needed series come in order of their end; where two end together, the shorter one first.
   *
   * @returns advice, rarely; always `undefined` before the warm-up is over and for a candle that is not closed.
   */
  onCandle(look: StrategyCandle): Advice | undefined;
  /** Called after each fill of its own orders, before the next candle. */
  onFill?(fill: Fill): void;
  /** Numbers worth drawing beside the price, after the newest closed candle. */
  readouts?(): Readonly<Record<string, number | undefined>>;
  /** Everything it remembers; `restore` of it in a fresh object goes on as if nothing had happened. */
  save(): State;
  /** @throws {RangeError} when the state is not one of `save`. */
  restore(state: State): void;
}

/** What a strategy needs before it can speak. */
export interface Needs {
  /** The first one is the series it trades on; its candles drive orders and fills. */
  readonly intervals: readonly [Interval, ...Interval[]];
  /** Closed candles of the first interval after which it may speak. */
  readonly warmUpBars: number;
  /**
   * Candles to look at before a live start, so that averages which never quite forget hold what they would hold had they
   * run for ever; left out, `warmUpBars`. A backtest shows what its data holds.
   */
  readonly historyBars?: number | undefined;
  /** Positions that it may hold at once, when it buys in parts; left out, one. */
  readonly mostPositions?: number | undefined;
}

/** A row of the rack's list. */
export interface Strategy<Params = unknown> {
  /** `snake_case`, equal to the file name. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences: when it buys, when it sells. */
  readonly description: string;
  /** Strict; every field with its default and a `describe()` that names the unit. */
  readonly params: z.ZodType<Params>;
  /** @param interval of the candles it trades on. */
  needs(params: Params, interval: Interval): Needs;
  /**
   * @param hours of the market; left out, it is always open.
   * @throws {RangeError} for params that make no sense together.
   */
  create(params: Params, interval: Interval, hours?: MarketHours): StrategyRun;
}

/** Of a user's file a fresh copy each time: what a run leaves in variables of the file, no other run may find. */
export type LoadStrategy = () => Promise<Strategy>;

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value.trim() !== "";
const isFunction: Check = (value) => typeof value === "function" && !isAsync(value);
const isSchema: Check = (value) =>
  isObject(value) && isFunction(value["safeParse"]) && isFunction(value["parse"]);

const STRATEGY_MEMBERS: readonly (readonly [keyof Strategy, Check, string])[] = [
  [
    "id",
    (value) => typeof value === "string" && /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(value),
    "a snake_case name",
  ],
  ["title", isText, "a text"],
  ["description", isText, "a text"],
  ["params", isSchema, "a zod schema"],
  ["needs", isFunction, "a function"],
  ["create", isFunction, "a function"],
];

const RUN_MEMBERS: readonly (readonly [keyof StrategyRun, Check, string])[] = [
  ["onCandle", isFunction, "a function"],
  ["save", isFunction, "a function"],
  ["restore", isFunction, "a function"],
  ["onFill", (value) => value === undefined || isFunction(value), "a function, or left out"],
  ["readouts", (value) => value === undefined || isFunction(value), "a function, or left out"],
];

/**
 * A strategy out of a module that somebody else wrote.
 *
 * @param value its default export.
 * @throws {TypeError} that names every member which is missing or of a wrong kind.
 */
export function readStrategy(value: unknown): Strategy {
  refuseFaults("Cannot use this module as a strategy", { value, members: STRATEGY_MEMBERS });
  return value as Strategy;
}

/**
 * What `create` of such a strategy has returned.
 *
 * @throws {TypeError} as `readStrategy`.
 */
export function readStrategyRun(value: unknown): StrategyRun {
  refuseFaults("Cannot run this strategy: what create() returned is not one", {
    value,
    members: RUN_MEMBERS,
  });
  return value as StrategyRun;
}

function refuseFaults(
  head: string,
  { value, members }: {
    readonly value: unknown;
    readonly members: readonly (readonly [string, Check, string])[];
  },
): void {
  if (isPromise(value)) throw new TypeError(`${head}: it is a promise; take async and await away`);
  if (!isObject(value)) throw new TypeError(`${head}: it is ${toKindText(value)}, not an object`);
  const faults = members.filter(([name, isRight]) => !isRight(value[name])).map(([name, , kind]) =>
    isAsync(value[name])
      ? `${name} is asynchronous, but must answer at once: take async and await away`
      : `${name} ${
        value[name] === undefined ? "is missing; it" : `is ${toKindText(value[name])}, but`
      } must be ${kind}`
  );
  if (faults.length > 0) throw new TypeError(`${head}: ${faults.join("; ")}`);
}

/** Also of what `bind` made of one. */
function isAsync(value: unknown): boolean {
  return typeof value === "function" && /^\[object Async/.test(Object.prototype.toString.call(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function toKindText(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
