import assert from "node:assert/strict";
import { signalTable } from "../../src/strategies/signal_table.ts";
import { closedCandle, flatCandles } from "./bars.ts";

const create = (allow_short: boolean) => signalTable.create(signalTable.params.parse({ allow_short }), "1h");
const [CANDLE] = flatCandles([100], { interval: "1h" });
assert.ok(CANDLE);

function say(
  columns: Readonly<Record<string, number>> | undefined,
  options: { shorts?: boolean; held?: number } = {},
) {
  const run = create(options.shorts ?? false);
  const held = options.held ?? 0;
  if (held !== 0) {
    run.onFill?.({
      action: held > 0 ? "buy" : "short",
      units: Math.abs(held),
      atMs: 0,
      price: 1,
      fee: 0,
      tax: 0,
    });
  }
  return run.onCandle(closedCandle(CANDLE ?? assert.fail(), { interval: "1h", columns }));
}

Deno.test("signal_table obeys its columns, and conflicts are no entry and no exit", () => {
  const [el, xl, es, xs] = ["enter_long", "exit_long", "enter_short", "exit_short"];
  const table:
    readonly (readonly [readonly (string | undefined)[], string | undefined, string | undefined])[] = [
      // columns that are 1, then the action without and with shorts
      [[], undefined, undefined],
      [[el], "buy", "buy"],
      [[xl], "sell", "sell"],
      [[es], undefined, "short"],
      [[xs], undefined, undefined],
      [[el, xl], undefined, undefined],
      [[el, es], undefined, undefined],
      [[el, xs], "buy", "buy"],
      [[xl, es], "sell", "short"],
      [[xl, xs], "sell", "sell"],
      [[es, xs], undefined, undefined],
      [[el, xl, es], undefined, undefined],
      [[el, xl, es, xs], undefined, undefined],
    ];
  for (const [names, long, both] of table) {
    const columns = Object.fromEntries([el, xl, es, xs].map((name) => [name, names.includes(name) ? 1 : 0]));
    assert.equal(say(columns)?.action, long, `${names} long only`);
    assert.equal(say(columns, { shorts: true })?.action, both, `${names} with shorts`);
  }
});

Deno.test("signal_table covers a short that it holds, also where the row ends both sides", () => {
  assert.equal(say({ exit_short: 1 }, { shorts: true, held: -1 })?.action, "cover");
  assert.equal(say({ exit_long: 1, exit_short: 1 }, { shorts: true, held: -1 })?.action, "cover");
  assert.equal(say({ enter_short: 1, exit_short: 1 }, { shorts: true, held: -1 }), undefined);
});

Deno.test("signal_table knows other names of its columns in any case", () => {
  for (const name of ["buy", "BUY", "Entry", " enter_long "]) {
    assert.equal(say({ [name]: 1 })?.action, "buy", name);
  }
  for (const name of ["sell", "Exit", "EXIT_LONG"]) assert.equal(say({ [name]: 1 })?.action, "sell", name);
  assert.equal(say({ buyer: 1, closed: 1, value: 1 }), undefined);
});

Deno.test("signal_table takes stop, target and size from the row, and no number that is none", () => {
  assert.deepEqual(say({ enter_long: 1, sl: 90, tp: 120, size: 3 }), {
    action: "buy",
    size: { kind: "units", units: 3 },
    stopPrice: 90,
    takeProfitPrice: 120,
    confidence: 1,
    reason: { key: "table", column: "enter_long" },
  });
  const advice = say({ enter_long: 1, Stop_Loss: NaN, take_profit: 0, units: -1, share: 0.5 });
  assert.deepEqual([advice?.stopPrice, advice?.takeProfitPrice, advice?.size], [
    undefined,
    undefined,
    { kind: "share", share: 0.5 },
  ]);
  assert.equal(say({ enter_long: NaN, exit_long: -1 }), undefined);
});

Deno.test("signal_table without columns says nothing", () => {
  assert.equal(say(undefined), undefined);
  assert.equal(say({}), undefined);
});
