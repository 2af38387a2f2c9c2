import assert from "node:assert/strict";
import type { Fill } from "../../src/core/advice.ts";
import { grid } from "../../src/strategies/grid.ts";
import { closedCandle, flatCandles, sayTo, Stage, wordsOf } from "./bars.ts";

const FIXED = { low: 100, high: 140, levels: 5, value: 1_000 };
const create = (params: Readonly<Record<string, unknown>> = {}) =>
  grid.create(grid.params.parse({ ...FIXED, ...params }), "1m");
const buy = (units: number): Fill => ({ action: "buy", units, atMs: 0, price: 1, fee: 0, tax: 0 });
const brief = (closes: readonly number[], params: Readonly<Record<string, unknown>> = {}) =>
  sayTo(create(params), closes).map((advice) =>
    advice === undefined ? "-" : wordsOf(advice).split(" ").at(-1)
  )
    .join(" ");

Deno.test("grid buys when the close falls to a line, at each line once", () => {
  assert.equal(brief([125, 121, 120, 119, 115, 110]), "- - 120. - - 110.");
});

Deno.test("grid buys at one line a bar after a fall through several, the highest first", () => {
  assert.equal(brief([135, 105, 105, 105, 105]), "- 130. 120. 110. -");
});

Deno.test("grid does not buy at its top line, below its lowest again, or where the price began", () => {
  assert.equal(brief([150, 135]), "- -");
  assert.equal(brief([105, 99, 98, 97]), "- 100. - -");
  assert.equal(brief([105, 105, 108]), "- - -");
});

Deno.test("grid buys again at a line that the close has been above since", () => {
  assert.equal(brief([125, 120, 121, 120]), "- 120. - 120.");
});

Deno.test("grid sells what a line has brought when the close reaches the next one, and then buys there again", () => {
  const run = create();
  const [c125 = 0, ...rest] = [125, 120, 129, 130, 120];
  sayTo(run, [c125]);
  const said = flatCandles(rest).map((candle, i) => {
    if (i === 1) run.onFill?.(buy(8.25));
    if (i === 3) run.onFill?.({ ...buy(8.25), action: "sell" });
    return run.onCandle(closedCandle(candle));
  });
  assert.deepEqual(said.map((advice) => [advice?.action, advice?.size]), [
    ["buy", { kind: "value", value: 1_000 }],
    [undefined, undefined],
    ["sell", { kind: "units", units: 8.25 }],
    ["buy", { kind: "value", value: 1_000 }],
  ]);
});

Deno.test("grid sells the units of all lines that were passed, exact in decimals", () => {
  const run = create();
  const closes = flatCandles([125, 120, 110, 131]);
  const said = closes.map((candle, i) => {
    if (i === 2) run.onFill?.(buy(0.1));
    if (i === 3) run.onFill?.(buy(0.2));
    return run.onCandle(closedCandle(candle));
  });
  assert.deepEqual(said[3]?.size, { kind: "units", units: 0.3 });
  assert.equal(wordsOf(said[3]), "The close rose to 131: sell what was bought at 110, 120.");
});

Deno.test("grid forgets units that an exit nobody advised has sold", () => {
  const run = create();
  const said = flatCandles([125, 120, 121, 135]).map((candle, i) => {
    if (i === 2) run.onFill?.(buy(3));
    if (i === 3) run.onFill?.({ ...buy(3), action: "sell", exitReason: "stop_loss" });
    return run.onCandle(closedCandle(candle))?.action;
  });
  assert.deepEqual(said, [undefined, "buy", undefined, undefined]);
});

Deno.test("grid lays its lines around the first close when it is not told where", () => {
  const relative = { low: undefined, high: undefined, width: 0.25, levels: 3 };
  assert.equal(brief([200, 201, 200, 149, 151, 150], relative), "- - 200. 150. - 150.");
});

Deno.test("grid with lines of equal ratio", () => {
  // 100, 200, 400.
  assert.equal(
    brief([300, 200, 101, 100], { high: 400, levels: 3, mode: "geometric" }),
    "- 200. - 100.",
  );
});

Deno.test("grid on a paper account ends a swing with more money and nothing held", () => {
  const stage = new Stage(grid, { params: FIXED, interval: "1m" });
  const swing = [135, 129, 119, 109, 119, 129, 141];
  for (const candle of flatCandles([...swing, ...swing, ...swing, 141])) stage.feed(closedCandle(candle));
  const total = (action: Fill["action"]) =>
    stage.fills.filter((fill) => fill.action === action).reduce((sum, { units }) => sum + units, 0);
  assert.ok(stage.fills.length >= 18);
  assert.ok(Math.abs(total("buy") - total("sell")) < 1e-8);
  assert.deepEqual((stage.save() as { held: readonly number[] }).held, [0, 0, 0, 0, 0]);
});

Deno.test("grid refuses half a range, one upside down and a state of another grid", () => {
  assert.throws(() => create({ high: undefined }), /low and high must be given both or neither/);
  assert.throws(() => create({ low: 140 }), /low \(140\) must lie below high \(140\)/);
  const run = create();
  sayTo(run, [120]);
  assert.throws(() => create({ levels: 4 }).restore(run.save()), /the state is of 5 lines/);
});
