/** Time and chance as a strategy sees them: both follow from the candle, so that every run of it sees the same. */
import { closeTimeOf, type Interval } from "../../core/candle.ts";
import type { Strategy, StrategyCandle, StrategyRun } from "../strategy.ts";
import { ClosedDoorError } from "./refusal.ts";

const GOLDEN = 0x9e3779b9;
const TWO_32 = 2 ** 32;

/** Where a strategy is; set before each of its calls. */
export class CandleTime {
  #look: StrategyCandle | undefined;
  #atMs: number | undefined;
  #seedMs = 0;
  #drawn: number | undefined;

  /** Before the first candle. */
  forget(): void {
    this.#look = undefined;
    this.#atMs = undefined;
    this.#seed(0);
  }

  moveTo(look: StrategyCandle): void {
    this.#look = look;
    this.#atMs = undefined;
    this.#seed(look.candle.openTimeMs);
  }

  moveToFill(atMs: number): void {
    this.#look = undefined;
    this.#atMs = atMs;
    this.#seed(atMs);
  }

  /** The end of a closed candle, the beginning of an open one, the instant of a fill. @throws {ClosedDoorError} */
  now(): number {
    const atMs = this.#atMs ??= endOf(this.#look);
    if (atMs === undefined) {
      throw new ClosedDoorError(
        "A strategy has no time before its first candle: ask for it within onCandle, where it is the end of the candle",
      );
    }
    return atMs;
  }

  /** From 0 to below 1. The sequence begins anew with each candle, so that it does not matter how many came before. */
  random(): number {
    const high = this.#word() >>> 5;
    return (high * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  #seed(atMs: number): void {
    this.#seedMs = atMs;
    this.#drawn = undefined;
  }

  /** SplitMix32. */
  #word(): number {
    this.#drawn ??= mix(mix(this.#seedMs % TWO_32) ^ Math.floor(this.#seedMs / TWO_32) ^ this.#ofInterval());
    this.#drawn = (this.#drawn + GOLDEN) | 0;
    return mix(this.#drawn);
  }

  /** Candles of several intervals end together and must not draw the same numbers. */
  #ofInterval(): number {
    return [...this.#look?.interval ?? ""].reduce((sum, sign) => mix(sum ^ sign.charCodeAt(0)), 0);
  }
}

function endOf(look: StrategyCandle | undefined): number | undefined {
  if (look === undefined) return undefined;
  const { interval, candle: { openTimeMs }, isClosed } = look;
  return isClosed ? closeTimeOf(interval, openTimeMs) : openTimeMs;
}

function mix(seed: number): number {
  let z = seed | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** The strategy with `time` kept at the candle that it is called for. */
export function onCandleTime(strategy: Strategy, time: CandleTime): Strategy {
  const { id, title, description, params } = strategy;
  return {
    ...{ id, title, description, params },
    needs: (given, interval: Interval) => {
      time.forget();
      return strategy.needs(given, interval);
    },
    create: (given, interval: Interval, hours) => {
      time.forget();
      return timed(strategy.create(given, interval, hours), time);
    },
  };
}

/** What is no run is handed on as it is, and what is missing stays missing: whoever runs it reads it with distrust. */
function timed(run: StrategyRun, time: CandleTime): StrategyRun {
  if (typeof run !== "object" || run === null) return run;
  const { onCandle, onFill, readouts, save, restore } = run;
  const call = (member: unknown): unknown =>
    typeof member === "function" ? (...args: readonly unknown[]) => Reflect.apply(member, run, args) : member;
  return {
    onCandle: typeof onCandle !== "function" ? onCandle : (look) => {
      time.moveTo(look);
      // What fills its orders afterwards is this same candle.
      Object.freeze(look.candle);
      return onCandle.call(run, look);
    },
    onFill: typeof onFill !== "function" ? onFill : (fill) => {
      time.moveToFill(fill.atMs);
      return onFill.call(run, fill);
    },
    readouts: call(readouts),
    save: call(save),
    restore: typeof restore !== "function" ? restore : (state) => {
      time.forget();
      return restore.call(run, state);
    },
  } as StrategyRun;
}
