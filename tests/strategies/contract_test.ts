import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import type { Advice } from "../../src/core/advice.ts";
import { candleAt, type Interval } from "../../src/core/candle.ts";
import { readStoredReason, toStoredReason } from "../../src/core/reasons/advice_reason.ts";
import { toReasonText } from "../../src/core/reasons/reason_text.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import type { State, Strategy, StrategyCandle } from "../../src/strategies/strategy.ts";
import { hasMarketData, readMarketFile } from "../market/csv/market_files.ts";
import { candlesOf, type Case, createRandom, type Said, Stage, walkCandles } from "./bars.ts";

/** One promise, every strategy: whatever enters the list is held to it. */

const FOLDER = new URL("../../src/strategies/", import.meta.url);
/** The files of the rack that are no plugs; everything else must be in the list of `mod.ts`. */
const NOT_PLUGS = new Set([
  "strategy.ts",
  "mod.ts",
  "order_params.ts",
  "param_faults.ts",
  "README.md",
  "held.ts",
  "old_names.ts",
  "user_file.ts",
  "schedule.ts",
  "hyper_rsi_params.ts",
  "user_kit.ts",
  "walls",
]);

/** Parameters with a short warm-up and much to say. */
const CASES: Readonly<Record<string, Case>> = {
  ma_cross: {
    params: { fast: 3, slow: 8, stop_loss: 0.01, take_profit: 0.01, allow_short: true },
    interval: "1m",
  },
  rsi_reversal: { params: { period: 4, allow_short: true, take_profit: 0.01 }, interval: "1m" },
  hyper_rsi: {
    params: {
      rsi_period: 3,
      buy_below: 45,
      sell_above: 55,
      trend_intervals: ["3m"],
      trend: "not_against",
      trend_rsi: 3,
      trend_slope: 2,
      atr_period: 3,
      allow_short: true,
      least_volume: 0.2,
    },
    interval: "1m",
  },
  dca: { params: { every: 7, unit: "minutes", at: "00:03", value: 900 }, interval: "1m" },
  scheduled: {
    params: {
      orders: [
        { at: "09:05", action: "buy", value: 5_000 },
        { at: "09:05", action: "buy", share: 0.1 },
        { at: "09:30", weekday: "monday", action: "sell", share: 0.3 },
        { at: "10:30", action: "sell", value: 1_000 },
        { at: "11:00", action: "sell" },
      ],
    },
    interval: "1m",
  },
  grid: { params: { width: 0.02, levels: 9, value: 5_000 }, interval: "1m" },
  signal_table: { params: { allow_short: true }, interval: "1m" },
  buy_and_hold: { params: {}, interval: "1m" },
};

/** Parameters for real candles of a day and of a minute; left out, the usual ones. */
const REAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "hyper_rsi 1d": { trend_intervals: ["1w"], trend: "not_against" },
  "hyper_rsi 1m": { trend_intervals: ["15m"], trend: "not_against" },
};

const RUNS = { numRuns: 12 };
const CANDLES = 150;

function paramsOf<T>(strategy: Strategy<T>, params: Readonly<Record<string, unknown>> = {}): T {
  return strategy.params.parse(params);
}

/** Candles of a walk for one strategy, as many behind its warm-up as asked for. */
function sampleOf(strategy: Strategy, options: { seed: number; beyond?: number }): readonly StrategyCandle[] {
  const { params, interval } = caseOf(strategy);
  const { intervals, warmUpBars: warmUpCandles } = strategy.needs(paramsOf(strategy, params), interval);
  const candles = walkCandles(warmUpCandles + (options.beyond ?? CANDLES), { seed: options.seed, interval });
  const bars = candlesOf(candles, { interval, longer: intervals.slice(1) });
  const random = createRandom(options.seed + 1);
  const flag = () => (random() < 0.1 ? 1 : 0);
  return bars.map((candle) => ({
    ...candle,
    columns: { enter_long: flag(), exit_long: flag(), enter_short: flag(), exit_short: flag(), size: 0.01 },
  }));
}

function caseOf({ id }: Strategy): Case {
  const found = CASES[id];
  assert.ok(found, `the table of cases does not know ${id}`);
  return found;
}

function play(strategy: Strategy, candles: readonly StrategyCandle[]): Stage {
  const stage = new Stage(strategy, caseOf(strategy));
  for (const candle of candles) stage.feed(candle);
  return stage;
}

function assertWellFormed({ action, size, stopPrice, takeProfitPrice, confidence, reason }: Advice): void {
  assert.ok(["buy", "sell", "short", "cover"].includes(action), action);
  assert.ok(confidence >= 0 && confidence <= 1, `confidence ${confidence}`);
  assert.equal(typeof reason, "object", "what is shipped speaks both languages");
  assert.match(toReasonText(reason, "en"), /^\S[^가-힣]{2,200}\S$/);
  assert.match(toReasonText(reason, "ko"), /^(?=.*[가-힣])\S.{2,200}\S$/);
  assert.deepEqual(readStoredReason(toStoredReason(reason)), reason);
  for (const price of [stopPrice, takeProfitPrice]) {
    assert.ok(price === undefined || (Number.isFinite(price) && price > 0), `price ${price}`);
  }
  if (size === undefined) return;
  const amount = size.kind === "units" ? size.units : size.kind === "value" ? size.value : size.share;
  assert.ok(Number.isFinite(amount) && amount > 0 && (size.kind !== "share" || amount <= 1), `${amount}`);
}

Deno.test("every file in src/strategies is the contract, the list, a known helper or a listed strategy", () => {
  const listed = new Set(STRATEGIES.map(({ id }) => `${id}.ts`));
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  assert.deepEqual(files.filter((name) => !NOT_PLUGS.has(name) && !listed.has(name)), []);
  assert.deepEqual(STRATEGIES.map(({ id }) => id).toSorted(), Object.keys(CASES).toSorted());
});

for (const strategy of STRATEGIES) {
  const { id } = strategy;

  Deno.test(`${id} has an id that is the name of its file, and words for people`, async () => {
    const exported = await import(new URL(`${id}.ts`, FOLDER).href) as Record<string, unknown>;
    assert.ok(Object.values(exported).includes(strategy));
    assert.match(id, /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    assert.match(strategy.title, /^[A-Z].{3,60}$/);
    assert.match(strategy.description, /^[A-Z][^]{20,}\.$/);
  });

  Deno.test(`${id} works with its defaults, describes every parameter and refuses unknown ones`, () => {
    assert.equal(strategy.params.safeParse({}).success, true);
    assert.equal(strategy.params.safeParse({ periode: 14 }).success, false);
    strategy.create(paramsOf(strategy), "1m");
    const { properties = {}, additionalProperties } = z.toJSONSchema(strategy.params);
    assert.equal(additionalProperties, false);
    for (const [name, field] of Object.entries(properties)) {
      assert.match(typeof field === "object" ? field.description ?? "" : "", /^\S.{10,}[.]$/, name);
    }
  });

  Deno.test(`${id} needs the bars it trades on first, and a whole number of them`, () => {
    for (const [params, interval] of [[{}, "1m"], [caseOf(strategy).params, "1m"]] as const) {
      const needs = strategy.needs(paramsOf(strategy, params), interval);
      assert.equal(needs.intervals[0], interval);
      assert.equal(new Set(needs.intervals).size, needs.intervals.length);
      assert.ok(Number.isInteger(needs.warmUpBars) && needs.warmUpBars >= 0);
      assert.ok(needs.mostPositions === undefined || needs.mostPositions >= 1);
    }
  });

  Deno.test(`${id} is silent before its warm-up is over, and says something later`, () => {
    const { params, interval } = caseOf(strategy);
    const { warmUpBars: warmUpCandles } = strategy.needs(paramsOf(strategy, params), interval);
    let said = 0;
    for (const seed of [1, 2, 3]) {
      const candles = sampleOf(strategy, { seed, beyond: 400 });
      const own = candles.flatMap((candle, i) => candle.interval === interval ? [i] : []);
      const stage = play(strategy, candles);
      const early = stage.said.filter(({ at }) => at < (own[warmUpCandles] ?? Infinity));
      assert.deepEqual(early, []);
      said += stage.said.length;
    }
    assert.ok(said >= 3, `${said} pieces of advice`);
  });

  Deno.test(`${id} gives advice that is well-formed`, () => {
    for (const seed of [4, 5, 6]) {
      for (const { advice } of play(strategy, sampleOf(strategy, { seed })).said) assertWellFormed(advice);
    }
  });

  Deno.test(`${id} says the same of the same bars`, () => {
    const candles = sampleOf(strategy, { seed: 7 });
    const [first, second] = [play(strategy, candles), play(strategy, candles)];
    assert.deepEqual(second.said, first.said);
    assert.deepEqual(second.save(), first.save());
  });

  Deno.test(`${id} is not moved by the open bar, however often it comes`, () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const candles = sampleOf(strategy, { seed });
        const random = createRandom(seed);
        const stage = new Stage(strategy, caseOf(strategy));
        for (const candle of candles) {
          for (let looks = Math.floor(random() * 3); looks > 0; looks--) {
            const close = candle.candle.close * (0.9 + random() * 0.2);
            const high = Math.max(candle.candle.high, close);
            const low = Math.min(candle.candle.low, close);
            assert.equal(
              stage.look({ ...candle, candle: { ...candle.candle, high, low, close } }),
              undefined,
            );
          }
          stage.feed(candle);
        }
        const plain = play(strategy, candles);
        assert.deepEqual(stage.said, plain.said);
        assert.deepEqual(stage.save(), plain.save());
      }),
      RUNS,
    );
  });

  Deno.test(`${id} saved as JSON text and restored anywhere goes on as if nothing had happened`, () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.array(fc.nat(CANDLES), { minLength: 1, maxLength: 6 }), (seed, cuts) => {
        const candles = sampleOf(strategy, { seed });
        const restarts = new Set(cuts.map((cut) => candles.length - 1 - cut));
        const stage = new Stage(strategy, caseOf(strategy));
        candles.forEach((candle, i) => {
          if (restarts.has(i)) stage.restart();
          stage.feed(candle);
        });
        const plain = play(strategy, candles);
        assert.deepEqual(stage.said, plain.said);
        assert.deepEqual(stage.fills, plain.fills);
        assert.deepEqual(stage.save(), plain.save());
      }),
      RUNS,
    );
  });

  Deno.test(`${id} has a state that JSON text keeps whole, at every bar`, () => {
    const stage = new Stage(strategy, caseOf(strategy));
    for (const candle of sampleOf(strategy, { seed: 8, beyond: 40 }).slice(-60)) {
      assert.deepEqual(JSON.parse(JSON.stringify(stage.save())), stage.save());
      stage.feed(candle);
    }
  });

  Deno.test(`${id} refuses a state that is none`, () => {
    for (const state of [null, 1, "x", [], {}, { bars: "many" }] as readonly State[]) {
      const run = strategy.create(paramsOf(strategy), "1m");
      assert.throws(() => run.restore(state), RangeError, JSON.stringify(state));
    }
  });

  Deno.test(`${id} says at a bar what it says without the bars after it, and with others after it`, () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(CANDLES), (seed, cut) => {
        const candles = sampleOf(strategy, { seed });
        const from = candles.length - cut;
        const wild = candles.map((candle, i) => i < from ? candle : upsideDown(candle));
        const until = ({ said }: Stage): readonly Said[] => said.filter(({ at }) => at < from);
        const whole = until(play(strategy, candles));
        assert.deepEqual(play(strategy, candles.slice(0, from)).said, whole);
        assert.deepEqual(until(play(strategy, wild)), whole);
      }),
      RUNS,
    );
  });

  for (
    const [interval, name, most] of [
      ["1d", "backtestingpy_GOOG.csv", 2_148],
      ["1m", "binance_btcusdt_1m_2021-02-19_1week.csv.gz", 6_000],
    ] as const
  ) {
    Deno.test({
      name: `${id} keeps its word over the ${interval} bars of ${name}`,
      ignore: !hasMarketData,
      fn: async () => {
        const params = REAL[`${id} ${interval}`] ?? {};
        const candles = await readRealCandles(strategy, { params, interval, name, most });
        const stages = [new Stage(strategy, { params, interval }), new Stage(strategy, { params, interval })];
        candles.forEach((candle, i) => {
          for (const stage of stages) stage.feed(candle);
          if (i % 701 === 0) stages[1]?.restart();
        });
        const [plain, restarted] = stages;
        assert.ok(plain !== undefined && restarted !== undefined);
        assert.deepEqual(restarted.said, plain.said);
        for (const { advice } of plain.said) assertWellFormed(advice);
        // Without columns there is nothing in the table.
        assert.equal(plain.said.length > 0, id !== "signal_table", `${plain.said.length} pieces of advice`);
      },
    });
  }
}

function upsideDown(bar: StrategyCandle): StrategyCandle {
  const flip = (price: number) => 2_500_000_000 / price;
  const { open, high, low, close } = bar.candle;
  const candle = { ...bar.candle, open: flip(open), high: flip(low), low: flip(high), close: flip(close) };
  return { ...bar, candle, columns: { enter_long: 1 } };
}

async function readRealCandles(
  strategy: Strategy,
  options: {
    params: Readonly<Record<string, unknown>>;
    interval: Interval;
    name: string;
    most: number;
  },
): Promise<readonly StrategyCandle[]> {
  const { params, interval, name, most } = options;
  const columns = await readMarketFile(name);
  const candles = Array.from({ length: Math.min(most, columns.open.length) }, (_, i) => candleAt(columns, i));
  const { intervals } = strategy.needs(paramsOf(strategy, params), interval);
  return candlesOf(candles, { interval, longer: intervals.slice(1) });
}
