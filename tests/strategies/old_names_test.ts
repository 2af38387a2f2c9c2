import assert from "node:assert/strict";
import { toOldNameText, withOnCandle } from "../../src/strategies/old_names.ts";
import { readStrategyRun } from "../../src/strategies/strategy.ts";

const CANDLE = { openTimeMs: 0, open: 1, high: 1, low: 1, close: 7, volume: 1 };
const LOOK = { interval: "1m", candle: CANDLE, isClosed: true } as const;

/** As somebody may have written it: with private fields, which a copy of its methods would lose. */
class OldRun {
  #closes: number[] = [];
  onBar({ candle }: typeof LOOK) {
    this.#closes.push(candle.close);
    return undefined;
  }
  save() {
    return this.#closes;
  }
  restore(closes: number[]) {
    this.#closes = closes;
  }
}

Deno.test("a run with onBar is worked under the name of today, on the object that it is, and its owner is told", () => {
  let told = 0;
  const run = readStrategyRun(withOnCandle(new OldRun(), () => told++));
  assert.equal(told, 1);
  run.onCandle(LOOK);
  assert.deepEqual(run.save(), [7]);
  run.restore([1]);
  assert.deepEqual(run.save(), [1]);
  assert.equal(run.onFill, undefined);
});

Deno.test("a run with onCandle is handed on as it is, and nobody is told", () => {
  const run = { onCandle: () => undefined, save: () => null, restore: () => undefined };
  assert.equal(withOnCandle(run, () => assert.fail("told")), run);
});

Deno.test("a run with both names is refused with a sentence", () => {
  const both = { onCandle: () => undefined, onBar: () => undefined, save: () => null, restore: () => {} };
  assert.throws(() => withOnCandle(both, () => assert.fail("told")), {
    name: "UserError",
    code: "invalid",
    message:
      "Cannot run this strategy: what create() returned has onCandle and onBar, its old name; delete onBar",
  });
});

Deno.test("what a run with onBar forgot is named as ever", () => {
  const run = withOnCandle({ onBar: () => undefined, restore: () => {} }, () => {});
  assert.throws(() => readStrategyRun(run), /save is missing; it must be a function$/);
});

Deno.test("the sentence about an old name points at its line, not at a comment about it, and says until when it works", () => {
  const code =
    "// onBar is called at each candle\nexport default {\n  create: () => ({\n    onBar() {},\n  }),\n};\n";
  assert.equal(
    toOldNameText("/home/me/my_idea.ts", code),
    "/home/me/my_idea.ts:4 has onBar, which is called onCandle now: rename it. " +
      "The old name works in 0.3–0.9; 1.0 refuses it",
  );
  assert.match(toOldNameText("a.ts", "made of parts"), /^a\.ts has onBar/);
});
