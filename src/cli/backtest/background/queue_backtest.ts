/** `backtest run --background`: hands the run to the service and does not wait for it. */
import { basename, join } from "node:path";
import type { BacktestWish } from "../../../backtest/background/backtest_request.ts";
import { startBacktest } from "../../../commands/backtests/start.ts";
import { CommandRefusal } from "../../../commands/refusal.ts";
import { toCommand } from "../../../core/command_text.ts";
import { UserError } from "../../../core/errors.ts";
import { isDataDirInUse } from "../../../sqlite/data_dir.ts";
import { isUserFileName } from "../../../strategies/user_file.ts";
import { callCommand } from "../../kit/command_context.ts";
import { loadConfig } from "../../kit/load_config.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { withJobs } from "../../jobs/access.ts";
import { withShelf } from "../../candles/shelf_access.ts";
import type { SetupOptions } from "../setup_options.ts";
import { createBacktestCheck } from "./check_backtest.ts";
import { toBacktestWish } from "./option_names.ts";
import { findReal } from "./strategy_path.ts";
import { createSayFrom } from "../../../core/lang.ts";
import { langOf, translate } from "../../kit/language.ts";
import { SWEEP_TEXTS } from "../../texts/sweep.ts";

/** Options whose outcome nobody would be there to take, and those about files, which the service does not read. */
const HERE_ONLY = ["data", "html", "symbol", "only", "timezone", "dates", "decimal"] as const;

export async function queueBacktest(
  terminal: Terminal,
  options: SetupOptions & { readonly json: boolean },
): Promise<void> {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const here = HERE_ONLY.find((name) => given[name] !== undefined);
  if (here !== undefined) {
    throw new UserError(
      "invalid",
      `Cannot run this in the background: the service reads stored candles and keeps the result, so leave out --${here}` +
        (here === "data"
          ? `; take the file in first, with: ${toCommand("candles", "import", "FILE.csv")}`
          : ""),
    );
  }
  if (given["market"] === undefined) {
    throw new UserError(
      "invalid",
      "Cannot run this in the background: say which stored candles, with --market upbit:BTC/KRW, once or several times",
    );
  }
  const wish = toBacktestWish({ ...given, ...await toStrategyWish(options.strategy) });
  const { dataDir, strategyDir } = await loadConfig();
  const listStored = () => withShelf(terminal, ({ shelf }) => shelf.list());
  const checkBacktest = createBacktestCheck({ strategyDir, listStored });
  const { job } = await withJobs(
    terminal,
    (deps) => callCommand(startBacktest, wish, { ...deps, checkBacktest }),
  ).catch((error: unknown) => {
    throw withWaitText(error, dataDir);
  });
  const waits = toWaitText(dataDir);
  const say = createSayFrom(SWEEP_TEXTS, langOf(terminal));
  if (options.json) {
    if (waits !== undefined) {
      terminal.err(say("warning", { sentence: await translate(waits, terminal) }));
    }
    return terminal.out(JSON.stringify(job, null, 2));
  }
  const { id } = job;
  const when = await translate(waits ?? "the running service begins it within a second", terminal);
  terminal.out(say("queued", { id, when, command: toCommand("jobs", "show", id) }));
}

/** @returns `undefined` where a service runs. */
function toWaitText(dataDir: string): string | undefined {
  if (isDataDirInUse(dataDir)) return undefined;
  return `no service runs on ${dataDir}: it waits until one is started, with: ${toCommand("start")}`;
}

/** The other job that is in the way of this one: without a service its end never comes. */
function withWaitText(error: unknown, dataDir: string): unknown {
  if (!(error instanceof CommandRefusal) || error.reason !== "job_is_running") return error;
  const waits = toWaitText(dataDir);
  return waits === undefined ? error : new UserError("invalid", `${error.message}; ${waits}`);
}

/**
 * A file is run from the directory of strategies, which the service may read. Its whole path goes along: a service with
 * another directory is not to run another file of that name.
 *
 * @throws {UserError}
 */
async function toStrategyWish(strategy: string): Promise<Pick<BacktestWish, "strategy" | "file">> {
  if (!/\.ts$/i.test(strategy)) return { strategy };
  const { strategyDir } = await loadConfig();
  const name = basename(strategy);
  const [asked, kept] = await Promise.all([findReal(strategy), findReal(join(strategyDir, name))]);
  // A bare name that leads to nothing from here means the file in the directory.
  const isMeant = asked === kept || (asked === undefined && strategy === name);
  if (isUserFileName(name) && kept !== undefined && isMeant) return { strategy: name, file: kept };
  const other = kept === undefined || asked === undefined ? "" : `, where ${name} is another file`;
  throw new UserError(
    "invalid",
    `Cannot run ${
      JSON.stringify(strategy)
    } in the background: the service runs files of ${strategyDir}; put it there${other}`,
  );
}
