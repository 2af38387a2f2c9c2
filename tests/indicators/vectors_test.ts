import assert from "node:assert/strict";
import { findIndicator } from "../../src/indicators/catalog.ts";
import type { Params } from "../../src/indicators/catalog_entry.ts";

/** Published values of other programs. They lie beside the checkout, so a clone without them skips. */
interface Vector {
  readonly id: string;
  readonly indicator: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly input: Readonly<Record<string, readonly number[]>>;
  readonly expected?: Readonly<Record<string, readonly (number | null)[]>>;
  readonly expected_last?: Readonly<Record<string, number>>;
  readonly alignment: string;
  readonly tolerance_abs?: number;
  readonly decimals?: number;
  readonly required: boolean;
}

/** Where their names of outputs are not ours. */
const OUTPUTS: Readonly<Record<string, string>> = {
  upperBand: "upper",
  lowerBand: "lower",
  superTrend: "supertrend",
};

const vectors = readVectors();

function readVectors(): readonly Vector[] {
  try {
    const url = new URL("../../../shared/data/indicators/vectors.json", import.meta.url);
    return JSON.parse(Deno.readTextFileSync(url));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

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
    Object.entries(vector.input).map(([name, values]) => [name, Float64Array.from(values)]),
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
    // The true range comes along with their ATR; here it is a step inside.
    if (name === "tr") continue;
    const ours = columnOf(columns, { id, name });
    const offset = ours.length - theirs.length;
    if (vector.alignment.startsWith("same length")) assert.equal(offset, 0, id);
    compare(name, theirs.map((value, i) => [ours[offset + i], value] as const));
  }
  for (const [name, theirs] of Object.entries(expected_last)) {
    compare(name, [[columnOf(columns, { id, name }).at(-1), theirs]]);
  }
  return compared;
}

Deno.test({
  name: "the file of published values holds the required ones",
  ignore: vectors.length === 0,
  fn: () => assert.ok(vectors.filter(({ required }) => required).length >= 13),
});

for (const vector of vectors.filter(({ required }) => required)) {
  Deno.test(`${vector.indicator} agrees with the published values ${vector.id}`, () => {
    assert.ok(check(vector) >= 1);
  });
}
