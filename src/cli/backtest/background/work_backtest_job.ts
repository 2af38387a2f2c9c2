/** The hidden sub-command `backtest-job-worker`: works one backtest for the service and keeps its result. */
import { z } from "zod";
import { backtestRequestSchema } from "../../../backtest/background/backtest_request.ts";
import { ACTOR_KINDS } from "../../../core/actor.ts";
import { EXIT } from "../../../core/errors.ts";
import { toProgressLine } from "../../../jobs/progress_line.ts";
import { startChildWatch } from "../../../lib/process/parent_watch.ts";
import { loadConfig } from "../../kit/load_config.ts";
import { readFirstLine } from "../../kit/read_first_line.ts";
import { report } from "../../kit/report.ts";
import { systemTerminal } from "../../kit/terminal.ts";
import { runBacktestCommand } from "../run_backtest_command.ts";
import { toSetupOptions } from "./option_names.ts";
import { toStrategyPath } from "./strategy_path.ts";

/** Candles of many years of many markets; more than this would make the machine swap. */
const MOST_RSS_BYTES = 4 * 2 ** 30;

/** What the service tells it: what is asked for, and by whom. */
const lineSchema = z.strictObject({
  request: backtestRequestSchema,
  actor: z.strictObject({ kind: z.enum(ACTOR_KINDS), id: z.string() }),
});

/** The request is in the first line of stdin. @returns the exit code, as `backtest run` would end. */
export async function workBacktestJob(): Promise<number> {
  const terminal = systemTerminal();
  try {
    // A long run reads no further stdin, so only this ends it with a service that was killed.
    await startChildWatch({ mostRssBytes: MOST_RSS_BYTES });
    const line = await readFirstLine(Deno.stdin.readable);
    const { request: wish, actor } = lineSchema.parse(JSON.parse(line));
    const { strategyDir } = await loadConfig();
    const strategy = await toStrategyPath(wish, strategyDir);
    const options = {
      ...toSetupOptions({ ...wish, strategy }),
      json: false,
      save: true,
      lang: "ko",
      actor,
    } as const;
    await runBacktestCommand(terminal, options, (share, text) => terminal.err(toProgressLine(share, text)));
    return EXIT.ok;
  } catch (error) {
    return report(error, terminal);
  }
}
