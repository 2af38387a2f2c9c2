import assert from "node:assert/strict";
import type { Advice } from "../../src/core/advice.ts";
import type { CandleColumns } from "../../src/core/candle.ts";
import { type AdviceRun, findLookahead } from "../../src/backtest/run/lookahead.ts";
import { makeColumns } from "./made_results.ts";

const COLUMNS = makeColumns(200);
const OPTIONS = { cuts: 10, seed: 1 };
const buy = (reason: string): Advice => ({ action: "buy", confidence: 1, reason });

/** Speaks where `decide` gives a reason. */
const runOf = (decide: (columns: CandleColumns, row: number) => string | undefined): AdviceRun => (columns) =>
  Promise.resolve(
    new Map([...columns.close.keys()].flatMap((row) => {
      const reason = decide(columns, row);
      return reason === undefined ? [] : [[row, buy(reason)] as const];
    })),
  );

Deno.test("a strategy that looks back only is clean", async () => {
  const run = runOf(({ close }, row) => row % 7 === 3 ? `${close[row]} after ${close[row - 1]}` : undefined);
  assert.deepEqual(await findLookahead(COLUMNS, run, OPTIONS), {
    finding: undefined,
    advice: 29,
    comparedCuts: 9,
  });
});

Deno.test("a strategy that buys when the next close is higher is found, with the first bar that differs", async () => {
  const run = runOf(({ close }, row) =>
    (close[row + 1] ?? 0) > (close[row] ?? 0) ? "it will rise" : undefined
  );
  const { finding } = await findLookahead(COLUMNS, run, OPTIONS);
  assert.equal(finding?.kind, "altered");
  assert.equal(finding?.row, (finding?.cutRow ?? 0) - 1);
  assert.deepEqual([finding?.advice, finding?.otherAdvice].filter((advice) => advice !== undefined), [
    buy("it will rise"),
  ]);
});

Deno.test("a strategy that knows how many bars there are is found by taking some away", async () => {
  const run = runOf(({ close }, row) => row % 10 === 0 ? `bar ${row} of ${close.length}` : undefined);
  const { finding } = await findLookahead(COLUMNS, run, OPTIONS);
  assert.deepEqual([finding?.kind, finding?.row], ["removed", 0]);
});

Deno.test("a strategy that knows the highest price of all is found although nothing was removed before it", async () => {
  const run = runOf(({ high }, row) =>
    row === 5 ? `the top is ${high.reduce((a, b) => Math.max(a, b))}` : undefined
  );
  assert.equal((await findLookahead(COLUMNS, run, OPTIONS)).finding?.row, 5);
});

Deno.test("a strategy that keeps something from run to run is found without any cut", async () => {
  let runs = 0;
  const run: AdviceRun = () => Promise.resolve(new Map([[7, buy(`run ${runs++}`)]]));
  const { finding } = await findLookahead(COLUMNS, run, OPTIONS);
  assert.deepEqual(finding, {
    kind: "repeated",
    row: 7,
    cutRow: 200,
    advice: buy("run 0"),
    otherAdvice: buy("run 1"),
  });
});

Deno.test("the last bar of a run is no look-ahead: everything is closed there", async () => {
  const run = runOf(({ close }, row) => row === close.length - 1 ? "closed" : undefined);
  assert.equal((await findLookahead(COLUMNS, run, OPTIONS)).finding?.kind, undefined);
});

Deno.test("altered bars are still bars", async () => {
  const seen: CandleColumns[] = [];
  await findLookahead(COLUMNS, (columns) => {
    seen.push(columns);
    return Promise.resolve(new Map());
  }, OPTIONS);
  assert.equal(seen.length, 2 + 2 * OPTIONS.cuts);
  for (const { open, high, low, close } of seen) {
    open.forEach((value, row) => {
      assert.ok((high[row] ?? 0) >= Math.max(value, close[row] ?? NaN));
      assert.ok((low[row] ?? Infinity) <= Math.min(value, close[row] ?? NaN));
    });
  }
});

Deno.test("a strategy that says nothing gives nothing to compare, and one that speaks behind all cuts neither", async () => {
  assert.deepEqual(await findLookahead(COLUMNS, runOf(() => undefined), OPTIONS), {
    finding: undefined,
    advice: 0,
    comparedCuts: 0,
  });
  const late = runOf((_, row) => row === 199 ? "the end" : undefined);
  assert.deepEqual(await findLookahead(COLUMNS, late, OPTIONS), {
    finding: undefined,
    advice: 1,
    comparedCuts: 0,
  });
});
