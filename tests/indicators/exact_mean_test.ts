/** Means of decimals beside whole numbers of any size: not one row may be decided by rounding. */
import assert from "node:assert/strict";
import { Sma } from "../../src/indicators/sma.ts";
import type { JsonValue } from "../../src/indicators/indicator.ts";
import { hasMarketData, readMarketFile } from "../market/csv/market_files.ts";

const PAIRS = [[10, 30], [5, 20], [3, 7], [50, 200]] as const;

/** Prices in whole ticks, so that ties are many: a walk of few ticks, the same each time. */
function walkTicks(length: number, { seed, start }: { seed: number; start: number }): readonly bigint[] {
  let state = seed >>> 0;
  let ticks = BigInt(start);
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    ticks += BigInt(Math.floor(state / 2 ** 32 * 7) - 3);
    if (ticks < 1n) ticks = 1n;
    return ticks;
  });
}

const toPrice = (ticks: bigint, decimals: number) => Number(`${ticks}e-${decimals}`);
const signOf = (value: number | bigint) => value > 0 ? 1 : value < 0 ? -1 : 0;

/** Rows in which our sign, or our mean, is not that of exact arithmetic; and ties that there were. */
function countDifferences(
  ticks: readonly bigint[],
  { decimals, fast, slow }: { decimals: number; fast: number; slow: number },
): { readonly rows: number; readonly ties: number; readonly signs: number; readonly means: number } {
  const ours = [new Sma(fast), new Sma(slow)] as const;
  const sums = [0n, 0n];
  const counts = { rows: 0, ties: 0, signs: 0, means: 0 };
  const scale = 10n ** BigInt(decimals);
  ticks.forEach((tick, i) => {
    [fast, slow].forEach((period, which) => {
      sums[which] = (sums[which] ?? 0n) + tick - (i >= period ? ticks[i - period] ?? 0n : 0n);
      ours[which]?.add(toPrice(tick, decimals));
    });
    if (i < slow - 1) return;
    const [fastSum = 0n, slowSum = 0n] = sums;
    const exact = signOf(fastSum * BigInt(slow) - slowSum * BigInt(fast));
    counts.rows++;
    if (exact === 0) counts.ties++;
    if (signOf(ours[0].compareTo(ours[1])) !== exact) counts.signs++;
    // Both are below 2^53, so that this division is rounded once.
    if (ours[1].value !== Number(slowSum) / Number(scale * BigInt(slow))) counts.means++;
  });
  return counts;
}

for (const decimals of [0, 1, 2, 4, 8]) {
  Deno.test(`two means of prices with ${decimals} decimals lie as exact arithmetic says in each of 240,000 rows`, () => {
    let ties = 0;
    for (const [fast, slow] of PAIRS) {
      for (const [seed, start] of [[1, 500], [2, 123_456], [7, 30]] as const) {
        const found = countDifferences(walkTicks(20_000, { seed, start }), { decimals, fast, slow });
        ties += found.ties;
        assert.deepEqual(
          [found.signs, found.means],
          [0, 0],
          `${fast}/${slow} from ${start} ticks, seed ${seed}`,
        );
      }
    }
    assert.ok(ties > 1_000, `a test of ties needs some, there were ${ties}`);
  });
}

Deno.test({
  name: "two means of real prices with fractions lie as exact arithmetic says in every row",
  ignore: !hasMarketData,
  fn: async () => {
    for (
      const file of ["bitfinex_btcusd_1h_2017_from1m.csv.gz", "binance_btcusdt_1m_2021-02-19_1week.csv.gz"]
    ) {
      const { close } = await readMarketFile(file);
      const decimals = 8;
      const ticks = Array.from(close, (price) => BigInt(price.toFixed(decimals).replace(".", "")));
      assert.ok(ticks.every((tick, i) => toPrice(tick, decimals) === close[i]), `${file} has more decimals`);
      for (const [fast, slow] of PAIRS) {
        const { rows, signs, means } = countDifferences(ticks, { decimals, fast, slow });
        assert.deepEqual([signs, means], [0, 0], `${file} ${fast}/${slow}, ${rows} rows`);
      }
    }
  },
});

function feed(period: number, values: readonly number[]): Sma {
  const mean = new Sma(period);
  for (const value of values) mean.add(value);
  return mean;
}

Deno.test("means of values that are no short decimals are compared by the digits that they are printed with", () => {
  const third = 1 / 3;
  const still = Array.from({ length: 300 }, () => third);
  assert.deepEqual([feed(7, still).compareTo(feed(30, still)), feed(7, still).value], [0, third]);
  const risen = [...still, third * 1.000_000_1];
  assert.ok(feed(7, risen).compareTo(feed(30, risen)) > 0);
  // Of 0.1, 0.2 and 0.3, whose sum in doubles is none of 0.6.
  assert.equal(feed(3, [third, third, third, 0.1, 0.2, 0.3]).compareTo(feed(1, [third, 0.2])), 0);
});

Deno.test("a mean is exact again once what is no decimal has left its window", () => {
  const mean = feed(3, [0.1, 1 / 3, 0.1, 0.2]);
  assert.equal(mean.isExact, false);
  for (const value of [0.3, 0.1, 0.2, 0.3]) mean.add(value);
  assert.deepEqual([mean.isExact, mean.value], [true, 0.2]);
});

Deno.test("a mean of huge and of tiny values is as near as doubles are, and exact once they fit together", () => {
  const mean = feed(2, [1e17, 0.1]);
  assert.deepEqual([mean.isExact, mean.value], [false, 5e16]);
  for (const value of [0.1, 0.2, 0.1, 0.2]) mean.add(value);
  assert.deepEqual([mean.isExact, mean.value], [true, 0.15]);
});

Deno.test("finer decimals than those before keep a mean exact, also when the open candle is replaced", () => {
  const mean = feed(4, [100, 101, 102]);
  mean.add(0.000_000_01);
  mean.replace(1 / 3);
  assert.equal(mean.isExact, false);
  mean.replace(0.25);
  assert.deepEqual([mean.isExact, mean.value], [true, 303.25 / 4]);
  assert.deepEqual(mean.save(), feed(4, [100, 101, 102, 0.25]).save());
});

Deno.test("a mean that an earlier version saved goes on, with its values and without what rounding had left", () => {
  const values = [0.1, 0.2, 0.3, 0.4];
  const earlier = {
    of: "sma 3",
    bars: 4,
    parts: {
      window: [0.2, 0.3, 0.4],
      closed: 0.5000000000000001,
      closedLost: 0,
      total: 0.9000000000000001,
      totalLost: 0,
    },
  };
  const restored = new Sma(3);
  restored.restore(earlier as JsonValue);
  const kept = feed(3, values);
  assert.deepEqual(restored.save(), kept.save());
  assert.deepEqual([restored.value, restored.add(0.5)], [0.3, kept.add(0.5)]);
  assert.deepEqual(restored.replace(0.7), kept.replace(0.7));
});

Deno.test("two means compare as nothing before both are there", () => {
  assert.ok(Number.isNaN(feed(2, [1, 2]).compareTo(feed(3, [1, 2]))));
});
