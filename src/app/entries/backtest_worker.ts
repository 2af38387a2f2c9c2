/** The hidden sub-command `backtest-worker` as a program of its own: what a process that works backtests loads. */
import { runBacktestWorker } from "../../backtest/jobs/worker.ts";

// Leaving by `exit`: the thread that watches the process would keep it here.
Deno.exit(await runBacktestWorker());
