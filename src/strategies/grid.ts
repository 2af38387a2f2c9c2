import { z } from "zod";
import type { Advice, Fill } from "../core/advice.ts";
import { SavedParts } from "../indicators/indicator.ts";
import { heldAfter, sumOfUnits } from "./held.ts";
import type { State, Strategy, StrategyCandle, StrategyRun } from "./strategy.ts";

const ID = "grid";

const price = z.number().positive().max(1e15).optional();

const params = z.strictObject({
  low: price.describe("Price of the lowest line in quote currency; left out with `high`, by `width`."),
  high: price.describe("Price of the highest line in quote currency; left out with `low`, by `width`."),
  width: z.number().positive().lt(1).default(0.1).describe(
    "Without `low` and `high`: distance of both from the first close, as a share: 0.1 is 10 %.",
  ),
  levels: z.int().min(2).max(200).default(11).describe(
    "Number of lines, the lowest and the highest included.",
  ),
  value: z.number().positive().max(1e15).default(10_000).describe(
    "Quote currency a purchase at one line, fee included.",
  ),
  mode: z.enum(["arithmetic", "geometric"]).default("arithmetic").describe(
    "arithmetic: lines of equal distance; geometric: of equal ratio.",
  ),
});

type Params = z.infer<typeof params>;

export const grid: Strategy<Params> = {
  id: ID,
  title: "Grid",
  description:
    "Buys for a fixed amount whenever the close has fallen to a line, and sells those units once it reaches the next line above.",
  params,
  needs: ({ levels }, interval) => ({ intervals: [interval], warmUpBars: 1, mostPositions: levels - 1 }),
  create: (params) => new GridRun(params),
};

class GridRun implements StrategyRun {
  readonly #params: Params;
  /** Prices, ascending; empty until the first close when they depend on it. */
  #lines: readonly number[] = [];
  /** Of each line: whether the close has been above it since it was last bought at. */
  #isArmed: boolean[] = [];
  /** Of each line: units of base that were bought at it. */
  #held: number[] = [];
  /** Number of the line of the last advice to buy. */
  #buying = 0;
  /** Numbers of the lines of the last advice to sell. */
  #selling: readonly number[] = [];

  constructor(params: Params) {
    const { low, high } = params;
    if ((low === undefined) !== (high === undefined)) {
      throw new RangeError(`Cannot create ${ID}: low and high must be given both or neither`);
    }
    if (low !== undefined && high !== undefined && low >= high) {
      throw new RangeError(`Cannot create ${ID}: low (${low}) must lie below high (${high})`);
    }
    this.#params = params;
  }

  onCandle({ candle: { close }, isClosed }: StrategyCandle): Advice | undefined {
    if (!isClosed) return undefined;
    if (this.#lines.length === 0) {
      this.#begin(close);
      return undefined;
    }
    const advice = this.#sell(close) ?? this.#buy(close);
    this.#lines.forEach((line, i) => {
      if (close > line) this.#isArmed[i] = true;
    });
    return advice;
  }

  #begin(close: number): void {
    this.#lines = toLines(this.#params, close);
    this.#isArmed = this.#lines.map((line) => close > line);
    this.#held = this.#lines.map(() => 0);
  }

  /** What was bought at the lines below those that the close has reached. */
  #sell(close: number): Advice | undefined {
    const reached = this.#held.flatMap((units, i) =>
      units > 0 && close >= (this.#lines[i + 1] ?? Infinity) ? [i] : []
    );
    const top = reached.at(-1);
    if (top === undefined) return undefined;
    this.#selling = reached;
    return {
      action: "sell",
      size: { kind: "units", units: sumOfUnits(reached.map((i) => this.#held[i] ?? 0)) },
      confidence: 1,
      reason: { key: "rose_to_lines", close, lines: reached.map((i) => this.#lines[i] ?? NaN) },
    };
  }

  /** At the highest line that was fallen through; the others follow with the next candles. The top line only sells. */
  #buy(close: number): Advice | undefined {
    const at = this.#lines.findLastIndex((line, i) =>
      i < this.#lines.length - 1 && close <= line && this.#isArmed[i] === true && this.#held[i] === 0
    );
    if (at === -1) return undefined;
    this.#isArmed[at] = false;
    this.#buying = at;
    const { value } = this.#params;
    return {
      action: "buy",
      size: { kind: "value", value },
      confidence: 1,
      reason: { key: "fell_to_line", close, line: this.#lines[at] ?? NaN },
    };
  }

  onFill(fill: Fill): void {
    if (fill.action === "buy") this.#held[this.#buying] = heldAfter(this.#held[this.#buying] ?? 0, fill);
    if (fill.action !== "sell") return;
    let rest = fill.units;
    // What was meant first, then the rest, for exits that nobody advised.
    for (const i of [...this.#selling, ...this.#held.keys()]) {
      const held = this.#held[i] ?? 0;
      const sold = Math.min(rest, held);
      if (sold <= 0) continue;
      this.#held[i] = sumOfUnits([held, -sold]);
      rest = sumOfUnits([rest, -sold]);
    }
  }

  save(): State {
    return {
      lines: this.#lines,
      armed: this.#isArmed.map(Number),
      held: this.#held,
      buying: this.#buying,
      selling: this.#selling,
    };
  }

  restore(state: State): void {
    const saved = new SavedParts(ID, state);
    const lines = saved.numbers("lines");
    const armed = saved.numbers("armed");
    const held = saved.numbers("held");
    const isWhole = lines.length === 0 || lines.length === this.#params.levels;
    if (!isWhole || armed.length !== lines.length || held.length !== lines.length) {
      throw new RangeError(`Cannot restore ${ID}: the state is of ${lines.length} lines`);
    }
    this.#lines = lines;
    this.#isArmed = armed.map((value) => value === 1);
    this.#held = [...held];
    this.#buying = saved.number("buying");
    this.#selling = saved.numbers("selling");
  }
}

function toLines({ low, high, width, levels, mode }: Params, close: number): readonly number[] {
  const from = low ?? close * (1 - width);
  const to = high ?? close * (1 + width);
  const last = levels - 1;
  return Array.from({ length: levels }, (_, i) => {
    // The ends as they were given, without the rounding of a formula.
    if (i === last) return to;
    if (i === 0) return from;
    return mode === "arithmetic" ? from + (to - from) * i / last : from * (to / from) ** (i / last);
  });
}
