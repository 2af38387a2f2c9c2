import type { BacktestSpeeds } from "./backtest.ts";
import type { EngineFigures } from "./engine.ts";
import { measureApart } from "../measured.ts";
import type { Result } from "../result.ts";
import { measureSweep } from "./sweep.ts";

/** Backtests in memory and out of SQLite, a sweep on all cores, and twenty strategies live at once. */
export async function measureStrategies(): Promise<readonly Result[]> {
  const memory = await measureApart<BacktestSpeeds>("rows/backtest.ts", "measureBacktest");
  const stored = await measureApart<{ bars: number; ms: number }>(
    "rows/backtest.ts",
    "measureStoredBacktest",
  );
  const sweep = await measureSweep({ bars: 520_000, runs: 200 });
  const engine = await measureApart<EngineFigures>("rows/engine.ts", "measureEngine");
  return [
    {
      what: "ma_cross with stop and target, in memory",
      unit: "bars/s",
      ours: memory.ourBarsPerS,
      oursMin: memory.ourBarsPerS,
      bare: memory.bareBarsPerS,
      bareMin: memory.bareBarsPerS,
      ratio: memory.ourBarsPerS / memory.bareBarsPerS,
      target: ">= 1.5 M",
      passed: memory.ourBarsPerS >= 1_500_000,
      note: "bare: a loop for this one case",
    },
    most(`${stored.bars.toLocaleString("en-US")} bars, SQLite to statistics`, "ms", stored.ms, 1_000),
    least(
      `sweep of ${sweep.runs} runs over 520,000 bars: share of all cores`,
      "",
      sweep.cpuShare,
      0.8,
      `${Math.round(sweep.wallS)} s, ${sweep.workers} workers`,
    ),
    least("20 strategies live: bars into their processes", "bars/s", engine.messagesPerS, 10_000),
    most("  bar to stored advice, p99", "ms", engine.adviceP99Ms, 50, `${engine.advices} pieces of advice`),
    most("  largest process", "MB", engine.memoryMb, 80),
    most("  delay of the main loop meanwhile, p99", "ms", engine.loopLagP99Ms, 20),
  ];
}

function most(what: string, unit: string, ours: number, limit: number, note = ""): Result {
  return { what, unit, ours, oursMin: ours, target: `<= ${limit} ${unit}`, passed: ours <= limit, note };
}

function least(what: string, unit: string, ours: number, limit: number, note = ""): Result {
  const target = `>= ${limit.toLocaleString("en-US")} ${unit}`.trim();
  return { what, unit, ours, oursMin: ours, target, passed: ours >= limit, note };
}
