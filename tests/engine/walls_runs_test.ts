import { deepStrictEqual, match, ok as assertTrue, rejects } from "node:assert/strict";
import type { BacktestJob } from "../../src/backtest/jobs/backtest_job.ts";
import { BacktestWorker } from "../../src/backtest/jobs/worker_client.ts";
import type { SaidAdvice } from "../../src/backtest/run/replay.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { StrategyChild } from "../../src/engine/host/strategy_child.ts";
import { createColumns } from "../../src/core/candle.ts";
import { candleAt, toHostCommand } from "./engine_parts.ts";
import { toFile } from "./walls_parts.ts";

const MINUTES = 200;
const CANDLES = Array.from({ length: MINUTES }, (_, minute) => candleAt(minute));

function toColumns() {
  const columns = createColumns(MINUTES);
  for (const [i, candle] of CANDLES.entries()) {
    for (const [field, value] of Object.entries(candle)) columns[field as keyof typeof columns][i] = value;
  }
  return columns;
}

/** Trades by chance, and says what the time is. */
const GAMBLES = toFile({
  onCandle: `
        if (Math.random() > 0.2) return undefined;
        const action = Math.random() < 0.5 ? "buy" : "sell";
        return { action, confidence: Math.random(), reason: "It is " + new Date().toISOString() + ", " + Math.random() };`,
});

async function withGambler<T>(use: (path: string, dir: string) => Promise<T>): Promise<T> {
  const dir = await Deno.makeTempDir({ prefix: "signal_v2_walls_" });
  try {
    await Deno.writeTextFile(`${dir}/tries.ts`, GAMBLES);
    return await use(`${dir}/tries.ts`, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function startWorker(path: string): Promise<BacktestWorker> {
  const job: BacktestJob = {
    strategy: { kind: "file", path },
    modelId: "next_open",
    account: {
      ...{
        startCash: 1e6,
        feeRate: 0,
        slippageShare: 0,
        minOrderValue: 0,
        lotSize: "0.0001",
        tickSize: "none",
      },
      ...{ allowShort: false, defaultSize: { kind: "share", share: 1 } },
    },
    exits: {},
    version: "0.0.0",
  };
  return BacktestWorker.start({
    job,
    data: [{
      series: { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" },
      ...{ columns: toColumns(), extra: {}, source: "test", hash: "00" },
    }],
    clock: createSystemClock(),
    signal: new AbortController().signal,
    runWithinMs: 60_000,
    onWarning: () => {},
  });
}

/** What it says live of the candles from number `from` on. */
async function sayLive(dir: string, from: number): Promise<readonly SaidAdvice[]> {
  await using child = new StrategyChild({
    id: "gambles",
    kind: "tries.ts",
    strategyDir: dir,
    realClock: createSystemClock(),
    toCommand: toHostCommand,
    restarts: { backoffMs: [0], maxRestarts: 0, withinMs: 60_000 },
    onEnd: () => {},
  });
  const { signal } = new AbortController();
  const opened = await child.open({ params: {}, interval: "1m", state: undefined }, signal);
  deepStrictEqual(opened.kind, "open");
  const said: SaidAdvice[] = [];
  for (let i = from; i < MINUTES;) {
    const candles = CANDLES.slice(i, i + 50).map((
      candle,
    ) => ({ interval: "1m", candle, fills: [] } as const));
    const { done, advice } = await child.work("live", candles, signal);
    i += done;
    if (advice !== undefined) said.push({ barOpenMs: candleAt(i - 1).openTimeMs, advice });
  }
  return said;
}

Deno.test("a strategy that uses the time and chance says the same in two backtests, in a replay and live", async () => {
  await withGambler(async (path, dir) => {
    const results = [];
    for (let run = 0; run < 2; run++) {
      await using worker = await startWorker(path);
      results.push({
        result: await worker.run({ params: {}, span: undefined }),
        said: await worker.advise({}),
      });
    }
    const [one, two] = results;
    assertTrue((one?.said.length ?? 0) > 20, `${one?.said.length}`);
    match(String(one?.said[0]?.advice.reason), /^It is 2026-11-20T00:\d\d:00\.000Z, 0\.\d+$/);
    assertTrue((one?.result.trades.length ?? 0) > 5);
    deepStrictEqual(two, one);
    deepStrictEqual(await sayLive(dir, 0), one?.said);
    const from = 100;
    const late = one?.said.filter(({ barOpenMs }) => barOpenMs >= candleAt(from).openTimeMs);
    deepStrictEqual(await sayLive(dir, from), late, "a start in the middle");
  });
});

Deno.test("runs of a sweep, one after the other in one process, have the same time and chance each", async () => {
  await withGambler(async (path) => {
    await using worker = await startWorker(path);
    const wish = { params: {}, span: undefined };
    const first = await worker.measure(wish);
    for (let run = 0; run < 3; run++) {
      const next = await worker.measure(wish);
      deepStrictEqual({ ...next, cpuMs: 0 }, { ...first, cpuMs: 0 });
    }
  });
});

Deno.test("a live strategy that is opened again in its process finds nothing in the variables of its file", async () => {
  const dir = await Deno.makeTempDir({ prefix: "signal_v2_walls_" });
  try {
    await Deno.writeTextFile(`${dir}/tries.ts`, toFile({ onCandle: "said = candles;" }));
    await using child = new StrategyChild({
      id: "tries",
      kind: "tries.ts",
      strategyDir: dir,
      realClock: createSystemClock(),
      toCommand: toHostCommand,
      restarts: { backoffMs: [0], maxRestarts: 0, withinMs: 60_000 },
      onEnd: () => {},
    });
    const { signal } = new AbortController();
    const candles = [0, 1, 2].map((i) => ({ interval: "1m", candle: candleAt(i), fills: [] } as const));
    for (let life = 0; life < 2; life++) {
      await child.open({ params: {}, interval: "1m", state: undefined }, signal);
      const { state } = await child.work("live", candles, signal);
      deepStrictEqual(state, 3);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a backtest's strategy behind the same walls is refused with the same sentence", async () => {
  await withGambler(async (path) => {
    await Deno.writeTextFile(
      path,
      toFile({ onCandle: 'localStorage.setItem("future", String(look.candle.close));' }),
    );
    await using worker = await startWorker(path);
    await rejects(worker.run({ params: {}, span: undefined }), {
      problem: /^the strategy threw: A strategy cannot use localStorage: it keeps nothing from run to run/,
    });
  });
});
