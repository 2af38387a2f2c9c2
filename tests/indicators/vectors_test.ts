import assert from "node:assert/strict";
import { findIndicator } from "../../src/indicators/catalog.ts";
import type { Params } from "../../src/indicators/catalog_entry.ts";
import { readKnown } from "../support/known.ts";

/** Published values of other programs, each by its place from the end of a column. */
interface Vector {
  readonly id: string;
  readonly indicator: string;
  readonly params: Readonly<Record<string, number | string>>;
  /** Which of the inputs, and which columns of it. */
  readonly input: string;
  readonly columns: readonly string[];
  /** How long a column is, where they tell the warm-up too. */
  readonly bars?: number;
  readonly expected?: Readonly<Record<string, readonly (readonly [fromEnd: number, value: number | null])[]>>;
  readonly expected_last?: Readonly<Record<string, number>>;
  readonly tolerance_abs?: number;
  readonly decimals?: number;
}

/** Where their names of outputs are not ours. */
const OUTPUTS: Readonly<Record<string, string>> = {
  upperBand: "upper",
  lowerBand: "lower",
  superTrend: "supertrend",
};

const { inputs, cases } = readKnown<{
  inputs: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
  cases: readonly Vector[];
}>("indicator_values.json");

/** Half a unit of the last stated digit, or the stated tolerance; 1e-9 where the numbers are exact. */
function toleranceOf({ tolerance_abs, decimals }: Vector): number {
  return tolerance_abs ?? (decimals === undefined ? 1e-9 : 0.5 * 10 ** -decimals + 1e-9);
}

function columnOf(
  columns: Readonly<Record<string, Float64Array>>,
  { id, name }: { id: string; name: string },
) {
  const own = OUTPUTS[name] ?? (name === "sma" && columns.middle !== undefined ? "middle" : name);
  const column = columns[own];
  assert.ok(column, `${id}: no output ${own}`);
  return column;
}

/** @returns how many values were compared. */
function check(vector: Vector): number {
  const { id, expected = {}, expected_last = {} } = vector;
  const spec = findIndicator(vector.indicator);
  assert.ok(spec, `${id}: no indicator ${vector.indicator}`);
  const params = Object.fromEntries(
    Object.entries(vector.params).filter(([, value]) => typeof value === "number"),
  ) as Params;
  const input = Object.fromEntries(
    vector.columns.map((name) => [name, Float64Array.from(inputs[vector.input]?.[name] ?? [])]),
  );
  const columns = spec.batch(params, input);
  const tolerance = toleranceOf(vector);
  let compared = 0;
  const compare = (
    name: string,
    pairs: Iterable<readonly [number | undefined, number | null | undefined]>,
  ) => {
    for (const [ours = NaN, theirs = null] of pairs) {
      compared++;
      if (theirs === null) assert.ok(Number.isNaN(ours), `${id} ${name}: ${ours} during the warm-up`);
      else assert.ok(Math.abs(ours - theirs) <= tolerance, `${id} ${name}: ${ours}, stated ${theirs}`);
    }
  };
  for (const [name, theirs] of Object.entries(expected)) {
    const ours = columnOf(columns, { id, name });
    if (vector.bars !== undefined) assert.equal(ours.length, vector.bars, id);
    compare(name, theirs.map(([fromEnd, value]) => [ours.at(fromEnd), value] as const));
  }
  for (const [name, theirs] of Object.entries(expected_last)) {
    compare(name, [[columnOf(columns, { id, name }).at(-1), theirs]]);
  }
  return compared;
}

Deno.test("there are published values of each kind of indicator", () => {
  assert.deepEqual(
    [...new Set(cases.map(({ indicator }) => indicator))].toSorted(),
    ["ADX", "ATR", "BBANDS", "EMA", "MACD", "RSI", "SMA", "SUPERTREND"],
  );
});

for (const vector of cases) {
  Deno.test(`${vector.indicator} agrees with the published values ${vector.id}`, () => {
    assert.ok(check(vector) >= 1);
  });
}
