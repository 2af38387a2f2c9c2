import assert from "node:assert/strict";
import { candleAt } from "../../src/core/candle.ts";
import { maCross } from "../../src/strategies/ma_cross.ts";
import { readOutside } from "../support/outside_data.ts";
import { readMarketFile } from "../market/csv/market_files.ts";
import { closedCandle, sayTo } from "./bars.ts";

const create = (params: Readonly<Record<string, unknown>>) =>
  maCross.create(maCross.params.parse({ fast: 1, slow: 2, ...params }), "1m");
const actions = (params: Readonly<Record<string, unknown>>, closes: readonly number[]) =>
  sayTo(create(params), closes).map((advice) => advice?.action ?? "-").join(" ");

Deno.test("ma_cross buys on the cross upwards and sells on the cross downwards", () => {
  assert.equal(actions({}, [10, 9, 11, 12, 11, 10, 12]), "- - buy - sell - buy");
});

Deno.test("ma_cross goes short on the cross downwards where that is allowed", () => {
  assert.equal(actions({ allow_short: true }, [10, 9, 11, 12, 11]), "- - buy - short");
});

Deno.test("ma_cross says nothing when the averages only touch", () => {
  assert.equal(actions({}, [10, 9, 9, 10]), "- - - -");
  assert.equal(actions({}, [10, 9, 9, 8, 9]), "- - - - buy");
});

Deno.test("ma_cross decides first on the bar after the one where both averages are there", () => {
  assert.equal(maCross.needs(maCross.params.parse({}), "1m").warmUpBars, 30);
  assert.equal(actions({}, [10, 11, 9]), "- - sell");
});

Deno.test("ma_cross sets stop and target from the close of the signal's bar", () => {
  const [, , long, short] = sayTo(
    create({ stop_loss: 0.1, take_profit: 0.2, units: 7, allow_short: true }),
    [100, 90, 200, 100],
  );
  assert.deepEqual(long, {
    action: "buy",
    size: { kind: "units", units: 7 },
    stopPrice: 180,
    takeProfitPrice: 240,
    confidence: 0.5,
    reason: { key: "averages", kind: "sma", fast: 1, slow: 2, relation: "above", close: 200 },
  });
  assert.deepEqual([short?.action, short?.stopPrice?.toFixed(6), short?.takeProfitPrice], [
    "short",
    "110.000000",
    80,
  ]);
});

Deno.test("ma_cross with exponential averages crosses where they do", () => {
  // ema 2 of 4, 2, 5: 3, then 3 + 2/3 x 2 = 4.33; ema 3: 11/3 = 3.67, first there on the third candle.
  const said = sayTo(create({ kind: "ema", fast: 2, slow: 3 }), [4, 2, 5, 1, 9]);
  assert.deepEqual(said.map((advice) => advice?.action), [undefined, undefined, undefined, "sell", "buy"]);
});

Deno.test("ma_cross refuses averages that cannot cross and sizes that exclude each other", () => {
  assert.throws(() => create({ fast: 2 }), /fast \(2\) must be below slow \(2\)/);
  assert.throws(() => create({ units: 1, share: 1 }), /exclude each other/);
  assert.throws(() => create({ allow_short: true, take_profit: 1.5 }), /take_profit must be below 1/);
});

Deno.test("ma_cross shows both averages", () => {
  const run = create({});
  sayTo(run, [10, 20]);
  assert.deepEqual(run.readouts?.(), { fast: 20, slow: 15 });
});

interface OracleCase {
  readonly name: string;
  readonly params: { readonly fast?: number; readonly slow?: number };
  readonly data: string;
  readonly bars: number;
  readonly trades: readonly {
    readonly side: string;
    readonly entry_bar: number;
    readonly exit_bar: number;
  }[];
}

const ORACLE = readOutside("backtest/engine_oracle.json");

Deno.test({
  name: "ma_cross speaks on the bar before each entry and exit of the published trades, and on no other",
  ignore: ORACLE === undefined,
  fn: async () => {
    const { cases } = JSON.parse(ORACLE ?? "") as { cases: readonly OracleCase[] };
    const ofAverages = cases.filter(({ name }) => name.includes("SMA"));
    assert.ok(ofAverages.length >= 3);
    for (const { name, params: { fast = 10, slow = 30 }, data, bars: candles, trades } of ofAverages) {
      const columns = await readMarketFile(data.slice(data.lastIndexOf("/") + 1));
      const run = create({ fast, slow });
      const spoken = Array.from({ length: candles }, (_, i) => {
        const advice = run.onCandle(closedCandle(candleAt(columns, i)));
        return advice === undefined ? [] : [{ at: i, action: advice.action }];
      }).flat();
      // On the last candle there is no next one to trade in, and a trade that ends there was closed by the end.
      const given = spoken.filter(({ at }) => at < candles - 2).map(({ at, action }) =>
        `${action} ${at + 1}`
      );
      const isShort = trades.some(({ side }) => side === "short");
      const wanted = trades.flatMap(({ side, entry_bar, exit_bar }) => [
        `${side === "long" ? "buy" : "sell"} ${entry_bar}`,
        ...(isShort || exit_bar >= candles - 1 ? [] : [`sell ${exit_bar}`]),
      ]);
      // A long-only account has nothing to sell before its first purchase.
      const first = isShort ? 0 : given.findIndex((text) => text.startsWith("buy"));
      assert.deepEqual(given.slice(first), wanted, name);
    }
  },
});
