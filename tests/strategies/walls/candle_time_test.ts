import { deepStrictEqual, notStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import type { Interval } from "../../../src/core/candle.ts";
import { readStrategyRun, type Strategy, type StrategyRun } from "../../../src/strategies/strategy.ts";
import { CandleTime, onCandleTime } from "../../../src/strategies/walls/candle_time.ts";

const OPEN_MS = Date.parse("2026-11-20T09:00:00+09:00");

function lookAt(openTimeMs: number, { interval = "1m" as Interval, isClosed = true } = {}) {
  return { interval, candle: { openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 }, isClosed };
}

function drawAt(time: CandleTime, openTimeMs: number, options = {}): readonly number[] {
  time.moveTo(lookAt(openTimeMs, options));
  return [time.random(), time.random(), time.random()];
}

/** A strategy that has nothing but what `create` returns. */
function strategyOf(run: object): Strategy {
  return {
    ...{ id: "made", title: "Made", description: "Made.", params: undefined as never },
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: () => run as StrategyRun,
  };
}

Deno.test("the time of a strategy is the end of a closed candle, whatever its length", () => {
  const time = new CandleTime();
  time.moveTo(lookAt(OPEN_MS));
  strictEqual(time.now(), OPEN_MS + 60_000);
  time.moveTo(lookAt(Date.UTC(2026, 1), { interval: "1M" }));
  strictEqual(time.now(), Date.UTC(2026, 2));
});

Deno.test("the time of a strategy is the beginning of a candle that is still open, and the instant of a fill", () => {
  const time = new CandleTime();
  time.moveTo(lookAt(OPEN_MS, { isClosed: false }));
  strictEqual(time.now(), OPEN_MS);
  time.moveToFill(OPEN_MS + 5);
  strictEqual(time.now(), OPEN_MS + 5);
});

Deno.test("before its first candle a strategy has no time, and is told where it has one", () => {
  const time = new CandleTime();
  const isTold = {
    name: "ClosedDoorError",
    message: /no time before its first candle: ask for it within onCandle/,
  };
  throws(() => time.now(), isTold);
  time.moveTo(lookAt(OPEN_MS));
  time.forget();
  throws(() => time.now(), isTold);
});

Deno.test("chance is the same at the same candle, however many candles and draws came before", () => {
  const [fresh, worked] = [new CandleTime(), new CandleTime()];
  for (let i = 0; i < 100; i++) drawAt(worked, OPEN_MS - i * 60_000);
  deepStrictEqual(drawAt(worked, OPEN_MS), drawAt(fresh, OPEN_MS));
});

Deno.test("chance differs from candle to candle and between intervals that begin together, and is spread evenly", () => {
  const time = new CandleTime();
  const all = Array.from({ length: 10_000 }, (_, i) => drawAt(time, OPEN_MS + i * 60_000)).flat();
  assertTrue(all.every((one) => one >= 0 && one < 1));
  strictEqual(new Set(all).size, all.length);
  const tenths = Array.from({ length: 10 }, (_, i) => all.filter((one) => Math.floor(one * 10) === i).length);
  // Of 3,000 expected, six standard deviations are 312.
  assertTrue(tenths.every((count) => Math.abs(count - 3_000) < 312), `${tenths}`);
  notStrictEqual(drawAt(time, OPEN_MS)[0], drawAt(time, OPEN_MS, { interval: "5m" })[0]);
});

Deno.test("each call of a strategy has the time of what it is called for, on the object that it is", () => {
  const time = new CandleTime();
  const seen: unknown[] = [];
  class Run {
    #bars = 0;
    onCandle() {
      seen.push(["candle", time.now(), ++this.#bars]);
      return undefined;
    }
    onFill() {
      seen.push(["fill", time.now(), this.#bars]);
    }
    save() {
      return { bars: this.#bars, atMs: time.now() };
    }
    restore() {
      throws(() => time.now(), /before its first candle/);
    }
  }
  const run = readStrategyRun(onCandleTime(strategyOf(new Run()), time).create({}, "1m"));
  run.restore(null);
  run.onCandle(lookAt(OPEN_MS));
  run.onFill?.({ action: "buy", units: 1, atMs: OPEN_MS + 60_001, price: 1, fee: 0, tax: 0 });
  strictEqual(run.readouts, undefined);
  deepStrictEqual(seen, [["candle", OPEN_MS + 60_000, 1], ["fill", OPEN_MS + 60_001, 1]]);
  deepStrictEqual(run.save(), { bars: 1, atMs: OPEN_MS + 60_001 });
});

Deno.test("a strategy cannot change the candle that fills its orders", () => {
  const run = onCandleTime(
    strategyOf({
      onCandle: ({ candle }: { candle: { close: number } }) => void (candle.close = 9),
      save: () => null,
      restore: () => {},
    }),
    new CandleTime(),
  ).create({}, "1m");
  throws(() => run.onCandle(lookAt(OPEN_MS)), /Cannot assign to read only property 'close'/);
});

Deno.test("what is no run, or lacks something, is told as ever", () => {
  const create = (run: unknown) => onCandleTime(strategyOf(run as object), new CandleTime()).create({}, "1m");
  throws(() => readStrategyRun(create(null)), /it is nothing, not an object/);
  throws(() => readStrategyRun(create({ onCandle: () => undefined, restore: () => {} })), /save is missing/);
  throws(
    () => readStrategyRun(create({ onCandle: 1, save: () => null, restore: () => {} })),
    /onCandle is a number/,
  );
});
