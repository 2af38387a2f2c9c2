/** The hidden sub-command `backtest-job-worker` as a program of its own: what a process that works one backtest loads. */
import { workBacktestJob } from "../../cli/backtest/background/work_backtest_job.ts";

// Leaving by `exit`: the thread that watches the process would keep it here.
Deno.exit(await workBacktestJob());
