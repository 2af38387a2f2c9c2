/** What a backtest says of its options: which it took for granted, which do nothing, and which it cannot serve. */
import assert from "node:assert/strict";
import { makeCsv, makeWorkDir, runHere } from "./run_entry.ts";

const ALL_DEFAULTS = [
  ...["start_cash", "fee_rate", "slippage_share", "lot_size", "tick_size", "min_order_value"],
  ...["allow_short", "default_size", "fills"],
];

async function runOn(command: string, args: readonly string[], csv = makeCsv(300)) {
  await using dir = await makeWorkDir();
  const file = await dir.write("made.csv", csv);
  const strategy = args.includes("--strategy") ? [] : ["--strategy", "ma_cross"];
  return await runHere(["backtest", command, ...strategy, "--data", file, ...args]);
}

Deno.test("backtest run says which rules were left at their defaults, in words, as JSON and on its page", async () => {
  const { out } = await runOn("run", ["--fee", "0.001"]);
  assert.match(
    out,
    /^defaults used: start money, slippage, lot, tick, smallest order, no short positions, all free money a purchase, fills at the next open$/m,
  );
  const asJson = async (...args: readonly string[]) =>
    JSON.parse((await runOn("run", [...args, "--json"])).out).inputs.defaults;
  assert.deepEqual(await asJson(), ALL_DEFAULTS);
  assert.deepEqual(
    await asJson("--fills", "freqtrade", "--share", "0.5", "--allow-short"),
    ALL_DEFAULTS.slice(0, 6),
  );
  const page = await runOn("run", ["--html", "-", "--lang", "ko"]);
  assert.match(page.out, /기본값을 쓴 규칙[^]*시작 자금, 수수료, 슬리피지/);
});

Deno.test("backtest run refuses bars that a file cannot serve, and says which ones it can", async () => {
  for (const timeframe of ["1h", "1m", "4h"]) {
    await assert.rejects(
      runOn("run", ["--timeframe", timeframe]),
      new RegExp(
        `made\\.csv: its candles are 1d long, of which no ${timeframe} ones can be made; --timeframe can be 1d, .*1w, 1M, 1y$`,
      ),
    );
  }
  const { inputs } = JSON.parse((await runOn("run", ["--timeframe", "1d", "--json"])).out);
  assert.equal(inputs.data[0].timeframe, "1d");
});

Deno.test("--allow-short is one switch: a strategy that can goes short, unless its parameters say no", async () => {
  const sidesOf = async (...args: readonly string[]) => {
    const { trades, inputs } = JSON.parse((await runOn("run", [...args, "--json"])).out);
    return [
      trades.some(({ side }: { side: string }) => side === "short"),
      inputs.params.allow_short,
      inputs.rules.allow_short,
    ];
  };
  assert.deepEqual(await sidesOf("--allow-short"), [true, true, true]);
  assert.deepEqual(await sidesOf(), [false, false, false]);
  assert.deepEqual(await sidesOf("--allow-short", "--params", '{"allow_short":false}'), [false, false, true]);
  const { out } = await runOn("run", ["--params", '{"allow_short":true}']);
  assert.match(
    out,
    /because short positions are not allowed\. Short positions are allowed with --allow-short\./,
  );
});

const IDLE: readonly (readonly [string, readonly string[], string])[] = [
  ["run", ["--lang", "en"], ""],
  [
    "run",
    ["--timeout", "5"],
    "warning: --timeout does nothing for a strategy of the program: it is about strategy files",
  ],
  [
    "run",
    ["--strategy", "grid", "--allow-short"],
    "warning: --allow-short does nothing for grid: it never goes short",
  ],
  [
    "run",
    ["--allow-short", "--params", '{"allow_short": false}'],
    "warning: --allow-short does nothing beside an allow_short of false in --params",
  ],
  ["run", ["--allow-short"], ""],
  ["run", ["--html", "-", "--lang", "en"], ""],
  ["check-lookahead", ["--seed", "3", "--cuts", "1"], ""],
];

for (const [command, args, warning] of IDLE) {
  Deno.test(`backtest ${command} ${args.join(" ")} says ${warning === "" ? "nothing" : "what does nothing"}`, async () => {
    assert.equal((await runOn(command, args)).err, warning);
  });
}

Deno.test("backtest check-lookahead ends with a word and a code of their own when there was nothing to compare", async () => {
  const short = await runOn("check-lookahead", [], makeCsv(20));
  assert.equal(short.code, 5);
  assert.match(
    short.out,
    /^nothing was checked, .*20 bars are too few, as 30 are warm-up in which nothing is said/,
  );
  const silent = await runOn("check-lookahead", ["--json", "--strategy", "signal_table"]);
  const { verdict, well, why, advice_count, compared_cuts } = JSON.parse(silent.out);
  assert.deepEqual(
    [silent.code, verdict, well, advice_count, compared_cuts],
    [5, "nothing_to_compare", false, 0, 0],
  );
  assert.match(why, /^the strategy gave no advice on 300 bars/);
});

Deno.test("backtest check-lookahead says of a clean strategy how much it compared", async () => {
  const { code, out } = await runOn("check-lookahead", ["--cuts", "8", "--json"]);
  const { verdict, well, advice_count, compared_cuts, why } = JSON.parse(out);
  assert.deepEqual([code, verdict, well, why], [0, "clean", true, null]);
  assert.ok(advice_count > 3 && compared_cuts > 3, `${advice_count} pieces of advice, ${compared_cuts} cuts`);
});

Deno.test("backtest run tells of orders whose stop lay on the wrong side, and makes none of them", async () => {
  const rows = makeCsv(40).trim().split("\n");
  const csv = rows.map((row, i) => `${row},${i === 0 ? "enter_long,stop_loss" : i === 10 ? "1,999" : "0,"}`)
    .join("\n");
  const { out } = await runOn("run", ["--strategy", "signal_table"], csv);
  assert.match(out, /Orders not made: 1 because their stop or target lay on the wrong side of the price\./);
  assert.match(out, /There was no trade\./);
});

Deno.test("a misspelt key of --trailing is refused with the one that was meant", async () => {
  await assert.rejects(
    runOn("run", ["--trailing", '{"distnace":0.1}']),
    /--trailing must be JSON of the form in --help; there is no parameter distnace; there are distance, .*; did you mean distance\?$/,
  );
});
