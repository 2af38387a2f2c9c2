/** Reads what a sweep is asked, or what it was asked before it was interrupted. */
import { OWNER } from "../../../core/actor.ts";
import { SWEEP_METRICS, type SweepMetric } from "../../../backtest/sweep/sweep_ranking.ts";
import { closeTimeOf } from "../../../core/candle.ts";
import { realClock } from "../../../app/runtime.ts";
import { UserError } from "../../../core/errors.ts";
import type { AccountPlan } from "../../../paper/account_rules.ts";
import { openBacktestStore } from "../../../backtest/store/sqlite_backtest_store.ts";
import { loadConfig } from "../../kit/load_config.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { SIGNAL_COLUMNS } from "../../../strategies/signal_table.ts";
import { loadData, type LoadedData } from "../load_data.ts";
import { readSetup } from "../run_options.ts";
import type { SetupOptions } from "../setup_options.ts";
import type { SweepRequest } from "./request.ts";

export interface SweepOptions extends Omit<SetupOptions, "strategy"> {
  readonly strategy?: string;
  readonly random?: number;
  readonly seed: number;
  readonly workers?: number;
  readonly metric: string;
  readonly walkForward?: number;
  readonly trainShare: string;
  readonly resume?: number;
}

export interface SweepSetup {
  /** `undefined` begins a new one. */
  readonly id: number | undefined;
  readonly request: SweepRequest;
  readonly loaded: LoadedData;
  readonly workers: number;
}

/** @throws {UserError} */
export async function readSweep(terminal: Terminal, options: SweepOptions): Promise<SweepSetup> {
  const workers = options.workers ?? navigator.hardwareConcurrency;
  if (options.resume !== undefined) return { ...await readStored(terminal, options.resume), workers };
  const { strategy } = options;
  if (strategy === undefined) throw refuse("--strategy is missing");
  const asked = { ...options, strategy };
  const open = await readSetup(terminal, asked);
  // A running service adds a candle a minute: without an end, no sweep could go on later over the same data.
  const end = options.to === undefined ? endOf(open) : undefined;
  const setup = end === undefined ? open : await readSetup(terminal, { ...asked, to: end });
  const to = options.to ?? end;
  const { data, market, timeframe, symbol, only, keepOdd, skipBad, mixed, from } = options;
  const { timezone, dates, decimal, sheet, volume } = options;
  const request: SweepRequest = {
    format: 1,
    job: setup.job,
    // Relative paths would mean other files when it goes on in another folder.
    dataOptions: {
      ...(data === undefined ? {} : { data: await Promise.all(data.map((path) => Deno.realPath(path))) }),
      ...defined({
        market,
        timeframe,
        symbol,
        only,
        keepOdd,
        skipBad,
        mixed,
        from,
        to,
        timezone,
        dates,
        decimal,
        sheet,
        volume,
      }),
    },
    hashes: setup.data.map(({ hash }) => hash),
    space: setup.params,
    random: options.random === undefined ? null : { count: options.random, seed: options.seed },
    metric: readMetric(options.metric),
    walkForward: options.walkForward === undefined
      ? null
      : { folds: options.walkForward, trainShare: readTrainShare(options.trainShare) },
    runWithinMs: setup.runWithinMs,
  };
  return { id: undefined, request, loaded: setup, workers };
}

/** Of the stored candles, as `--to` takes it; a file ends by itself. */
function endOf({ data, isFile }: LoadedData): string | undefined {
  if (isFile) return undefined;
  const ends = data.map(({ series, columns }) =>
    closeTimeOf(series.interval, columns.openTimeMs.at(-1) ?? 0)
  );
  return String(Math.max(...ends));
}

async function readStored(terminal: Terminal, id: number): Promise<Omit<SweepSetup, "workers">> {
  const request = withPlainTick(await findRequest(id));
  const { strategy, modelId } = request.job;
  const isTable = strategy.kind === "shipped" && strategy.id === "signal_table";
  const loaded = await loadData(terminal, request.dataOptions, {
    withExtra: isTable || strategy.kind === "file",
    obeyed: isTable ? SIGNAL_COLUMNS : undefined,
    keepOdd: request.dataOptions.keepOdd ?? (isTable || modelId === "freqtrade"),
  });
  if (loaded.data.some(({ hash }, i) => hash !== request.hashes[i])) {
    throw refuse(`the data has changed since sweep ${id} was begun; begin a new one`);
  }
  return { id, request, loaded };
}

async function findRequest(id: number): Promise<SweepRequest> {
  const { dataDir } = await loadConfig();
  await using store = await openBacktestStore({ dir: dataDir, clock: realClock });
  const request = (await store.sweeps.find(OWNER, id))?.request;
  if (isRequest(request)) return request;
  const known = (await store.sweeps.list(OWNER, 5)).map((sweep) => sweep.id);
  throw refuse(
    `there is no sweep ${id}${known.length === 0 ? "" : `; the latest ones are ${known.join(", ")}`}`,
  );
}

/** Written by this program, so its form says enough. */
function isRequest(value: unknown): value is SweepRequest {
  return typeof value === "object" && value !== null && "format" in value && value.format === 1;
}

/** Earlier versions kept the tick in a form of its own. */
function withPlainTick(request: SweepRequest): SweepRequest {
  const { tick, ...account } = request.job.account as AccountPlan & {
    readonly tick?: { readonly kind: string; readonly step?: string };
  };
  return tick === undefined
    ? request
    : { ...request, job: { ...request.job, account: { ...account, tickSize: tick.step ?? tick.kind } } };
}

function readMetric(text: string): SweepMetric {
  const metric = SWEEP_METRICS.find((known) => known === text);
  if (metric !== undefined) return metric;
  throw refuse(`--metric must be one of ${SWEEP_METRICS.join(", ")}`);
}

function readTrainShare(text: string): number {
  const share = Number(text);
  if (share >= 0.1 && share <= 0.95) return share;
  throw refuse("--train-share must be a number from 0.1 to 0.95");
}

function defined<T extends object>(values: T): Partial<{ [Name in keyof T]: NonNullable<T[Name]> }> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    { [Name in keyof T]: NonNullable<T[Name]> }
  >;
}

function refuse(why: string): UserError {
  return new UserError("invalid", `Cannot run the sweep: ${why}`);
}
