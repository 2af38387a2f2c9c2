/** What `run`, `sweep` and `check-lookahead` have in common: options, data, and where the strategy runs. */
import { realClock } from "../../app/runtime.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { isStockMarket } from "../../core/symbol.ts";
import type { KrxFees } from "../../exchanges/krx_rules.ts";
import { escapeControls } from "../../core/text.ts";
import { loadConfig } from "../kit/load_config.ts";
import { VERSION } from "../kit/embedded.ts";
import { listenForStop } from "../service/stop_signal.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findUsual, readAccount } from "./account_options.ts";
import { BacktestRunner } from "../../backtest/jobs/backtest_runner.ts";
import type { BacktestJob, Runner, StrategyWish } from "../../backtest/jobs/backtest_job.ts";
import type { BacktestData, DataList } from "../../backtest/run/backtest_data.ts";
import { currencyOf } from "./data_currency.ts";
import { readExits } from "./exit_options.ts";
import { SIGNAL_COLUMNS } from "../../strategies/signal_table.ts";
import { loadData, type LoadedData } from "./load_data.ts";
import { type SetupOptions, USUAL_RUN_S } from "./setup_options.ts";
import { findShipped } from "../../backtest/jobs/worker.ts";
import { BacktestWorker } from "../../backtest/jobs/worker_client.ts";

/** Read and found good. */
export interface Setup extends LoadedData {
  readonly job: BacktestJob;
  /** As they were given. */
  readonly params: unknown;
  readonly runWithinMs: number;
}

/** Strategies that read columns of the file, and are there to try fills on candles of any kind. */
const TABLE_STRATEGY = "signal_table";

/** @throws {UserError} one sentence about what is wrong. */
export async function readSetup(terminal: Terminal, options: SetupOptions): Promise<Setup> {
  const strategy = await readStrategyWish(options.strategy);
  const { modelId } = readExits(options);
  const params = readParams(options.params);
  const isTable = strategy.kind === "shipped" && strategy.id === TABLE_STRATEGY;
  const loaded = await loadData(terminal, options, {
    withExtra: isTable || strategy.kind === "file",
    obeyed: isTable ? SIGNAL_COLUMNS : undefined,
    keepOdd: options.keepOdd ?? (isTable || modelId === "freqtrade"),
  });
  const [first] = loaded.data;
  return {
    ...loaded,
    job: planJob(options, {
      strategy,
      first,
      isFile: loaded.isFile,
      krxFees: await readKrxFees(options, first.series),
    }),
    params,
    runWithinMs: readTimeout(options.timeout),
  };
}

async function readKrxFees(
  { krx }: Pick<SetupOptions, "krx">,
  series: BacktestData["series"],
): Promise<KrxFees | undefined> {
  return krx !== undefined || isStockMarket(series) ? (await loadConfig()).krxFees : undefined;
}

/** @throws {UserError} naming the option of the account or of the exits. */
export function planJob(
  options: SetupOptions,
  { strategy, first, isFile, krxFees }: {
    readonly strategy: StrategyWish;
    readonly first: Pick<BacktestData, "series" | "currency">;
    readonly isFile: boolean;
    readonly krxFees?: KrxFees | undefined;
  },
): BacktestJob {
  const { modelId, exits } = readExits(options);
  const account = readAccount(options, {
    series: first.series,
    currency: currencyOf(first),
    isFile,
    modelId,
    krxFees,
  });
  const isShortSwitched = options.allowShort === true;
  const job = { strategy, modelId, account, usual: findUsual(options, account), exits, version: VERSION };
  return isShortSwitched ? { ...job, isShortSwitched } : job;
}

/** @throws {UserError} */
export function readTimeout(text: string | undefined, what: "backtest" | "replay" = "backtest"): number {
  const seconds = Number(text ?? USUAL_RUN_S);
  if (seconds >= 1 && seconds <= 86_400) return seconds * 1_000;
  throw new UserError(
    "invalid",
    `Cannot run the ${what}: --timeout must be a number of seconds from 1 to 86400`,
  );
}

/** @throws {UserError} when there is no such strategy, or no such file. */
export async function readStrategyWish(text: string): Promise<StrategyWish> {
  if (!/\.ts$/i.test(text)) return { kind: "shipped", id: findShipped(text).id };
  try {
    return { kind: "file", path: await Deno.realPath(text) };
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : toErrorText(error);
    throw new UserError("invalid", `Cannot read the strategy ${escapeControls(text)}: ${why}`);
  }
}

export function readParams(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError("invalid", '--params must be JSON, like {"fast":10,"slow":30}');
  }
}

/** @param terminal for what is to be said about a user's file. @throws {UserError} */
export async function openRunner(
  terminal: Terminal,
  { job, data, runWithinMs }: {
    readonly job: BacktestJob;
    readonly data: DataList;
    readonly runWithinMs: number;
  },
): Promise<Runner> {
  const { strategy } = job;
  if (strategy.kind !== "file") {
    const shipped = findShipped(strategy.id);
    return new BacktestRunner(() => Promise.resolve(shipped), { job, data });
  }
  // Ctrl-C ends the other process too. Without one it must end this one at once, so nobody listens for it.
  const stop = listenForStop();
  return await BacktestWorker.start({
    ...{ job, data, runWithinMs },
    signal: stop.signal,
    owned: stop,
    clock: realClock,
    onWarning: (sentence) => warnOnce(terminal, sentence),
  });
}

const warned = new WeakMap<Terminal, Set<string>>();

/** A command may start several processes of the same file. */
export function warnOnce(terminal: Terminal, sentence: string): void {
  const told = warned.getOrInsertComputed(terminal, () => new Set());
  if (told.has(sentence)) return;
  told.add(sentence);
  terminal.err(`warning: ${sentence}`);
}
