/** A backtest as a job of the service: worked by a process of its own, which reads the candles and keeps the result. */
import type { Clock } from "../../core/clock.ts";
import { STARTED_AS } from "../../core/command_text.ts";
import type { JobKind } from "../../jobs/job.ts";
import { createProcessWork } from "../../jobs/process_work.ts";
import { toHelperCommand } from "../../lib/process/helper_command.ts";
import { backtestRequestSchema } from "./backtest_request.ts";

/** The hidden sub-command that works one. */
export const BACKTEST_JOB_COMMAND = "backtest-job-worker";
export const BACKTEST_KIND = "backtest";

export interface BacktestKindOptions {
  readonly dataDir: string;
  readonly strategyDir: string;
  readonly sqlite: { readonly driver: "node" | "ffi"; readonly library?: string | undefined };
  readonly startedAs: string | undefined;
  readonly clock: Clock;
}

export function createBacktestKind(options: BacktestKindOptions): JobKind {
  const { dataDir, strategyDir, sqlite, startedAs, clock } = options;
  return {
    id: BACKTEST_KIND,
    describe: toBacktestName,
    work: createProcessWork((request, actor) => ({
      // No argument: as JSON it may grow beyond what the system lets one be.
      line: JSON.stringify({ request, actor }),
      command: toHelperCommand({
        command: BACKTEST_JOB_COMMAND,
        args: [],
        allowRead: [dataDir, strategyDir, ...(sqlite.library === undefined ? [] : [sqlite.library])],
        allowWrite: [dataDir],
        v8Flags: [],
        // A user's strategy runs in a worker without any right.
        mayStartHelpers: true,
        mayLoadNativeCode: sqlite.driver === "ffi",
        settings: {
          SIGNAL_V2_DATA_DIR: dataDir,
          STRATEGY_DIR: strategyDir,
          SIGNAL_V2_SQLITE: sqlite.driver,
          ...(sqlite.library === undefined ? {} : { SIGNAL_V2_SQLITE_LIBRARY: sqlite.library }),
          ...(startedAs === undefined ? {} : { [STARTED_AS]: startedAs }),
        },
      }),
    }), { clock }),
  };
}

/** `ma_cross on upbit:BTC/KRW` */
function toBacktestName(request: unknown): string {
  const parsed = backtestRequestSchema.safeParse(request);
  if (!parsed.success) return "an unknown strategy";
  const { strategy, market } = parsed.data;
  return `${strategy} on ${market.join(", ")}`;
}
