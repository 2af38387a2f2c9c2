import assert from "node:assert/strict";
import fc from "fast-check";
import { INDICATORS } from "../../src/indicators/catalog.ts";
import type {
  IndicatorInput,
  IndicatorSpec,
  IndicatorValue,
  Params,
} from "../../src/indicators/catalog_entry.ts";
import type { JsonValue } from "../../src/indicators/indicator.ts";
import { anyCandle, columnsOf, walkCandles } from "./samples.ts";

/** One promise, every indicator: whatever enters the catalog is held to it. */

/** Short warm-ups, so that short inputs reach every phase. */
const SHORT: Readonly<Record<string, Params>> = {
  rsi: { period: 3 },
  sma: { period: 3 },
  ema: { period: 3 },
  atr: { period: 3 },
  macd: { fast: 2, slow: 4, signal: 3 },
  bollinger: { period: 4 },
  adx: { period: 3 },
  supertrend: { period: 3, multiplier: 1 },
  volume_average: { period: 3 },
  trend_state: { rsi: 3, slope: 2 },
};

/** Candles that every indicator here can warm up on: the trend state needs 200, so they begin with a fixed walk. */
const LEAD: Readonly<Record<string, readonly IndicatorInput[]>> = { trend_state: walkCandles(198, 5) };

function feed(
  spec: IndicatorSpec,
  candles: readonly IndicatorInput[],
): readonly (IndicatorValue | undefined)[] {
  const indicator = spec.create(SHORT[spec.name]);
  return candles.map((candle) => indicator.add(candle));
}

const anyCandles = fc.array(anyCandle, { minLength: 1, maxLength: 40 });
const RUNS = { numRuns: 60 };

Deno.test("the table of short parameters names every indicator of the catalog", () => {
  assert.deepEqual(Object.keys(SHORT), INDICATORS.map(({ name }) => name));
});

for (const spec of INDICATORS) {
  const { name } = spec;
  const lead = LEAD[name] ?? [];
  const start = () => {
    const indicator = spec.create(SHORT[name]);
    for (const candle of lead) indicator.add(candle);
    return indicator;
  };

  Deno.test(`${name} is silent until its warm-up ends and never again`, () => {
    for (const params of [SHORT[name], {}]) {
      const indicator = spec.create(params);
      const values = walkCandles(indicator.warmUpBars + 20, 11).map((candle) => indicator.add(candle));
      const firstAt = values.findIndex((value) => value !== undefined);
      assert.equal(firstAt, indicator.warmUpBars - 1);
      assert.equal(values.slice(firstAt).includes(undefined), false);
      assert.deepEqual(indicator.value, values.at(-1));
    }
  });

  Deno.test(`${name} over columns equals ${name} bar by bar to the last bit`, () => {
    fc.assert(
      fc.property(anyCandles, (tail) => {
        const candles = [...lead, ...tail];
        const columns = spec.batch(SHORT[name] ?? {}, columnsOf(candles));
        assert.deepEqual(Object.keys(columns), [...spec.outputs]);
        feed(spec, candles).forEach((value, i) => {
          for (const output of spec.outputs) {
            const streamed = typeof value === "object" ? value[output] : value;
            assert.ok(Object.is(columns[output]?.[i], streamed ?? NaN), `${output} at bar ${i}`);
          }
        });
      }),
      RUNS,
    );
  });

  Deno.test(`${name} after replacing the open bar is as if earlier versions had never come`, () => {
    const versions = fc.array(fc.tuple(anyCandle, fc.array(anyCandle, { maxLength: 3 })), {
      minLength: 1,
      maxLength: 25,
    });
    fc.assert(
      fc.property(versions, (rounds) => {
        const replaced = start();
        const plain = start();
        for (const [final, earlier] of rounds) {
          const [first, ...rest] = [...earlier, final];
          replaced.add(first ?? final);
          for (const candle of rest) replaced.replace(candle);
          plain.add(final);
          assert.deepEqual(replaced.value, plain.value);
        }
        assert.deepEqual(replaced.save(), plain.save());
      }),
      RUNS,
    );
  });

  Deno.test(`${name} saved as JSON text and restored goes on as if nothing had happened`, () => {
    fc.assert(
      fc.property(anyCandles, anyCandle, anyCandles, fc.nat(lead.length + 40), (head, open, tail, cut) => {
        const whole = [...lead, ...head].slice(0, cut);
        const kept = spec.create(SHORT[name]);
        for (const candle of whole) kept.add(candle);
        const restored = spec.create(SHORT[name]);
        restored.restore(JSON.parse(JSON.stringify(kept.save())) as JsonValue);
        assert.deepEqual(restored.value, kept.value);
        if (whole.length > 0) assert.deepEqual(restored.replace(open), kept.replace(open));
        for (const candle of tail) assert.deepEqual(restored.add(candle), kept.add(candle));
        assert.deepEqual(restored.save(), kept.save());
      }),
      RUNS,
    );
  });

  Deno.test(`${name} refuses what is no number and stays as it was`, () => {
    const indicator = start();
    const candles = walkCandles(5, 3);
    for (const candle of candles) indicator.add(candle);
    const before = indicator.save();
    for (const bad of [NaN, Infinity, -Infinity, 1e101]) {
      const candle = { high: bad, low: bad, close: bad, volume: bad };
      assert.throws(() => indicator.add(candle), RangeError);
      assert.throws(() => indicator.replace(candle), RangeError);
    }
    assert.deepEqual(indicator.save(), before);
  });

  Deno.test(`${name} has finite values for the largest numbers it takes`, () => {
    const indicator = start();
    for (let i = 0; i < 20; i++) {
      const size = i % 2 === 0 ? 1e100 : -1e100;
      const value = indicator.add({ high: size, low: size, close: size, volume: 1e100 });
      const numbers = Object.values(typeof value === "object" ? value : { value }).filter((part) =>
        typeof part === "number"
      );
      assert.ok(numbers.every(Number.isFinite), JSON.stringify(value));
    }
  });

  Deno.test(`${name} refuses to replace a bar before there is one`, () => {
    const [candle] = walkCandles(1, 1);
    assert.ok(candle);
    assert.throws(() => spec.create(SHORT[name]).replace(candle), /none was added yet/);
  });

  Deno.test(`${name} refuses a state of other parameters, of another kind and of no kind`, () => {
    const other = spec.create();
    assert.throws(() => spec.create(SHORT[name]).restore(other.save()), /Cannot restore .*: the state is of/);
    const saved = JSON.parse(JSON.stringify(start().save())) as { of: string; bars: number; parts: object };
    const wrong = [null, 1, "x", [], {}, { ...saved, bars: "many" }, { ...saved, bars: -1 }, {
      ...saved,
      parts: {},
    }];
    for (const state of wrong) {
      assert.throws(
        () => spec.create(SHORT[name]).restore(state as JsonValue),
        RangeError,
        JSON.stringify(state),
      );
    }
  });

  Deno.test(`${name} refuses an unknown parameter by name and a period that is none`, () => {
    assert.throws(() => spec.create({ periode: 14 }), /has no parameter periode, only /);
    for (const key of Object.keys(spec.params)) {
      for (const value of [0, -1, NaN, Infinity, 1e9]) {
        assert.throws(() => spec.create({ [key]: value }), { name: "RangeError", message: new RegExp(key) });
      }
    }
  });
}
