import assert from "node:assert/strict";
import type { Candle, SeriesKey } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { toReasonText } from "../../../src/core/reasons/reason_text.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openStore } from "../../../src/app/data/store.ts";
import { rsiReversal } from "../../../src/strategies/rsi_reversal.ts";
import { makeCsv, makeWorkDir, runThere, type WorkDir } from "./run_entry.ts";
import { journalOf, tableOf } from "../../support/owned.ts";

const SERIES: SeriesKey = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };
const START_MS = Date.UTC(2026, 10, 20);
const CANDLES = 600;
const clock = createSystemClock();
const at = (minute: number) => START_MS + minute * MINUTE_MS;

function makeCandles(change: (i: number) => number = () => 0): readonly Candle[] {
  return Array.from({ length: CANDLES }, (_, i) => {
    const close = Math.round(50_000 + 3_000 * Math.sin(i / 15)) * 1_000 + change(i);
    return { openTimeMs: at(i), open: close, high: close + 1_000, low: close - 1_000, close, volume: 1 };
  });
}

/** A store with candles and a strategy that was added before them. */
async function makeHome(candles: readonly Candle[]): Promise<WorkDir> {
  const dir = await makeWorkDir();
  const data = `${dir.path}/data`;
  await using shelf = await openSqliteCandleStore({ dir: data, clock });
  await shelf.keep(SERIES, {
    candles,
    closedUntilMs: Infinity,
    fetched: { fromMs: START_MS, toMs: at(CANDLES) },
  });
  await using store = await openStore({ dir: data, clock });
  await tableOf(store).add({
    id: "cross",
    kind: "ma_cross",
    exchange: "upbit",
    symbol: "BTC/KRW",
    timeframe: "1m",
    params: { fast: 5, slow: 20 },
    money: {},
    onStop: "leave",
    isActive: true,
  });
  return dir;
}

/** Daily candles of a stock, stored as an import keeps those of a file. */
async function makeStockHome(): Promise<WorkDir> {
  const dir = await makeWorkDir();
  const csv = makeCsv(300);
  await dir.write("krx_005930_1d.csv", csv);
  const candles = csv.trim().split("\n").slice(1).map((row) => {
    const [time = "", ...cells] = row.split(",");
    const [open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN] = cells.map(Number);
    return { openTimeMs: Date.parse(time), open, high, low, close, volume };
  });
  await using shelf = await openSqliteCandleStore({ dir: `${dir.path}/data`, clock });
  const series: SeriesKey = { exchange: "file", symbol: "005930/KRW", interval: "1d" };
  await shelf.keep(series, { candles, closedUntilMs: Infinity });
  return dir;
}

/** Writes down what was said live. */
async function keepAdvice(dir: WorkDir, advice: readonly Record<string, unknown>[]): Promise<void> {
  await using store = await openStore({ dir: `${dir.path}/data`, clock });
  await journalOf(store).save({
    strategyId: "cross",
    expectedCursorMs: undefined,
    cursorMs: at(CANDLES),
    state: {},
    savedAtMs: at(CANDLES),
    trades: [],
    equity: undefined,
    events: [],
    advice: advice.map((row, i) => ({
      number: i + 1,
      barTimeMs: Date.parse(String(row.bar_time)),
      decidedAtMs: Date.parse(String(row.bar_time)) + MINUTE_MS,
      latencyMs: 1,
      isLate: false,
      ...(row.replay as { action: "buy" | "sell"; confidence: number; reason: string }),
    })),
  });
}

const REPLAY = ["replay", "--from", "2026-11-20T10:00", "--to", "2026-11-20T19:00", "--json"];

async function replay(dir: WorkDir) {
  const { code, out, err } = await runThere(REPLAY, dir.path);
  assert.notEqual(out, "", err);
  const [result] = JSON.parse(out);
  return { code, result };
}

Deno.test("replay finds what was said live again, and ends with 0", async () => {
  await using dir = await makeHome(makeCandles());
  const { code, result: { advice } } = await replay(dir);
  assert.equal(code, 1, "nothing was written down yet");
  assert.ok(advice.length >= 5, `${advice.length}`);
  await keepAdvice(dir, advice);
  const again = await replay(dir);
  assert.equal(again.code, 0);
  assert.deepEqual([again.result.same, again.result.different], [advice.length, 0]);
});

Deno.test("replay names a bar that the store lacks, and what follows, as reasons", async () => {
  await using whole = await makeHome(makeCandles());
  const { result: { advice } } = await replay(whole);
  const lost = Date.parse(advice[1].bar_time);
  await using dir = await makeHome(makeCandles().filter(({ openTimeMs }) => openTimeMs !== lost));
  await keepAdvice(dir, advice);
  const { code, result } = await replay(dir);
  assert.equal(code, 1);
  const line = result.advice.find(({ bar_time }: { bar_time: string }) => Date.parse(bar_time) === lost);
  assert.deepEqual([line.kind, line.cause], ["only_live", "missing_bar"]);
});

Deno.test("replay tells a strategy that takes longer than --timeout, and replays the others", async () => {
  await using dir = await makeHome(makeCandles());
  await Deno.mkdir(`${dir.path}/data/strategies`, { recursive: true });
  await dir.write(
    "data/strategies/hangs.ts",
    `export default ({ z }) => ({
      id: "hangs",
      title: "Hangs",
      description: "Never comes back.",
      params: z.strictObject({}),
      needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
      create: () => ({ onCandle() { while (true); }, save: () => null, restore() {} }),
    });`,
  );
  {
    await using store = await openStore({ dir: `${dir.path}/data`, clock });
    await tableOf(store).add({
      ...{ id: "a_hanging_one", kind: "hangs.ts", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" },
      ...{ params: {}, money: {}, onStop: "leave", isActive: true },
    });
  }
  const { code, out, err } = await runThere([...REPLAY, "--timeout", "2"], dir.path);
  assert.equal(code, 1, err);
  const all: { strategy: string; problem: string | null; advice?: readonly unknown[] }[] = JSON.parse(out);
  const [hanging, cross] = ["a_hanging_one", "cross"].map((id) =>
    all.find(({ strategy }) => strategy === id)
  );
  assert.equal(hanging?.problem, "the strategy took longer than 2 s for a run");
  assert.ok((cross?.advice ?? []).length >= 5);
  const wrong = await runThere([...REPLAY, "--timeout", "soon"], dir.path);
  assert.match(
    wrong.err,
    /^error: Cannot run the replay: --timeout must be a number of seconds from 1 to 86400$/m,
  );
});

Deno.test("replay shows each piece of advice with its reason in words", async () => {
  await using dir = await makeHome(makeCandles());
  const { advice } = (await replay(dir)).result;
  await keepAdvice(dir, advice.slice(1));
  const { code, out } = await runThere(REPLAY.slice(0, -1), dir.path);
  assert.equal(code, 1);
  assert.match(out, /^cross: ma_cross on upbit BTC\/KRW 1m\nbar \(KST\) +live +replay +why/);
  assert.match(out, /only_replay +– +(buy|sell) +\w+: /);
  assert.match(out, /^A dash \(–\) is a side that gave no advice at that bar\.$/m);
  assert.match(out, new RegExp(`${advice.length} advice in all, ${advice.length - 1} the same, 1 different`));
});

Deno.test("replay looks so far back that averages are what they were after a live start", async () => {
  const candles = makeCandles();
  await using dir = await makeHome(candles);
  const params = { period: 20, buy_below: 45, sell_above: 55 };
  {
    await using store = await openStore({ dir: `${dir.path}/data`, clock });
    await tableOf(store).add({
      id: "low",
      kind: "rsi_reversal",
      exchange: "upbit",
      symbol: "BTC/KRW",
      timeframe: "1m",
      params,
      money: {},
      onStop: "leave",
      isActive: true,
    });
  }
  const run = rsiReversal.create(rsiReversal.params.parse(params), "1m");
  const said = candles.flatMap((candle) => {
    const advice = run.onCandle({ interval: "1m", candle, isClosed: true });
    return advice === undefined || candle.openTimeMs < at(540) ? [] : [toReasonText(advice.reason, "en")];
  });
  const span = ["--from", "2026-11-20T18:00", "--to", "2026-11-20T19:00"];
  const { out } = await runThere(["replay", ...span, "--strategy", "low", "--json"], dir.path);
  assert.equal(JSON.parse(out)[0].advice[0].replay.reason, said[0]);
});

/** Beside the good strategy, one that throws and colours its words. */
async function addBadOne(dir: WorkDir): Promise<void> {
  const file = `export default ({ z }) => ({
    id: "bad_buf",
    title: "Bad",
    description: "Throws.",
    params: z.strictObject({}),
    needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
    create: () => ({
      onCandle() { throw new Error("\\u001b[31mbuffer lost"); },
      save: () => null,
      restore() {},
    }),
  });`;
  await Deno.mkdir(`${dir.path}/data/strategies`, { recursive: true });
  await dir.write("data/strategies/bad_buf.ts", file);
  await using store = await openStore({ dir: `${dir.path}/data`, clock });
  await tableOf(store).add({
    id: "bad-buf",
    kind: "bad_buf.ts",
    exchange: "upbit",
    symbol: "BTC/KRW",
    timeframe: "1m",
    params: {},
    money: {},
    onStop: "leave",
    isActive: true,
  });
}

Deno.test("replay gives a line for a bad strategy and the result of every other one", async () => {
  await using dir = await makeHome(makeCandles());
  await addBadOne(dir);
  const text = await runThere(REPLAY.slice(0, -1), dir.path);
  assert.equal(text.code, 1, text.err);
  assert.match(text.out, /^bad-buf could not be replayed: .*\\u001b\[31mbuffer lost$/m);
  assert.match(text.out, /^cross: ma_cross on upbit BTC\/KRW 1m$/m);
  assert.doesNotMatch(text.out + text.err, /backtest/);
  const results = JSON.parse((await runThere(REPLAY, dir.path)).out);
  const problems = results.map(({ problem }: { problem: string | null }) => problem);
  assert.deepEqual(problems.filter((problem: string | null) => problem === null).length, 1);
  assert.match(problems.find((problem: string | null) => problem !== null), /buffer lost/);
});

Deno.test("replay without a strategy, or of one that there is not, says so", async () => {
  await using dir = await makeWorkDir();
  assert.match((await runThere(REPLAY, dir.path)).err, /There is no strategy to replay/);
  await using home = await makeHome(makeCandles());
  const { code, err } = await runThere([...REPLAY, "--strategy", "nope"], home.path);
  assert.deepEqual([code, err], [2, 'error: There is no strategy "nope"; there are cross']);
});

Deno.test("backtest run reads stored candles, with the costs of the exchange unless told otherwise", async () => {
  await using dir = await makeHome(makeCandles());
  const args = ["backtest", "run", "--strategy", "ma_cross", "--market", "upbit:BTC/KRW", "--json"];
  const { code, out, err } = await runThere(args, dir.path);
  assert.equal(code, 0, err);
  const { inputs, statistics } = JSON.parse(out);
  const { fee_rate, lot_size, min_order_value, tick_size, start_cash } = inputs.rules;
  assert.deepEqual([fee_rate, lot_size, min_order_value, start_cash], [
    0.0005,
    "0.00000001",
    5_000,
    10_000_000,
  ]);
  assert.match(tick_size, /upbit/i);
  assert.deepEqual([inputs.data[0].source, statistics.bars], ["store", CANDLES]);
  const longer = JSON.parse((await runThere([...args, "--timeframe", "5m"], dir.path)).out);
  assert.deepEqual([longer.inputs.data[0].source, longer.statistics.bars], [
    "store (5m bars made of 1m)",
    CANDLES / 5,
  ]);
});

Deno.test("a stock is traded by the same rules from its file and from the store, in whole shares", async () => {
  await using dir = await makeStockHome();
  const run = ["backtest", "run", "--strategy", "ma_cross", "--json"];
  const resultOf = async (...args: string[]) => {
    const { code, out, err } = await runThere([...run, ...args], dir.path);
    assert.equal(code, 0, err);
    return JSON.parse(out);
  };
  const file = await resultOf("--data", "krx_005930_1d.csv");
  const stored = await resultOf("--market", "file:005930/KRW", "--timeframe", "1d");
  assert.deepEqual(stored.inputs.rules, file.inputs.rules);
  const { lot_size: lot, fee_rate: fee, krx } = stored.inputs.rules;
  assert.deepEqual([lot, fee, krx], ["1", 0.000140527, "KOSPI"]);
  const sizes = stored.trades.map(({ size }: { size: number }) => size);
  assert.ok(sizes.length > 0 && sizes.every(Number.isInteger), `${sizes}`);
});

Deno.test("backtest run names the intervals that are stored, and hints at no fetch of what a file brought", async () => {
  await using dir = await makeStockHome();
  const errOf = async (...args: string[]) => {
    const { code, err } = await runThere(["backtest", "run", "--strategy", "ma_cross", ...args], dir.path);
    assert.equal(code, 2, err);
    return err;
  };
  const other = await errOf("--market", "file:005930/KRW");
  assert.match(
    other,
    /no candles of file 005930\/KRW 1m in the store; stored of this market: 1d; add --timeframe 1d$/,
  );
  const none = await errOf("--market", "file:000660/KRW");
  assert.match(
    none,
    /they come from a file, with: .*candles import FILE\.csv --exchange file --symbol 000660\/KRW/,
  );
  assert.match(await errOf("--market", "upbit:BTC/KRW"), /get them with: .*candles fetch upbit:BTC\/KRW/);
  const late = ["--market", "file:005930/KRW", "--timeframe", "1d", "--from", "2024-01-01"];
  assert.match(
    await errOf(...late),
    /in this stretch; stored is what lies from 2020-01-01 09:00 to 2020-10-27 09:00/,
  );
});

Deno.test("replay of a stretch without candles says which stretch is stored", async () => {
  await using dir = await makeHome(makeCandles());
  const { out } = await runThere(["replay", "--from", "2027-03-01", "--to", "2027-03-02"], dir.path);
  assert.match(
    out,
    /There are no candles of upbit BTC\/KRW 1m in this stretch; stored is what lies from 2026-11-20 09:00 to 2026-11-20 19:00/,
  );
});
