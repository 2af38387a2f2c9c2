/** A worker process: gets data and a job over stdin, and runs what it is asked. It needs no permission for that. */
import { nearName } from "../../core/near_name.ts";
import type { BacktestData } from "../run/backtest_data.ts";
import { CANDLE_FIELDS } from "../../core/candle.ts";
import { EXIT, toErrorText, UserError } from "../../core/errors.ts";
import { openUserFile } from "../../strategies/user_file.ts";
import { readCpuMs } from "../../lib/process/cpu_time.ts";
import { startChildWatch } from "../../lib/process/parent_watch.ts";
import { serveRequests } from "../../lib/process/json_lines.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import type { LoadStrategy, Strategy } from "../../strategies/strategy.ts";
import { USER_KIT } from "../../strategies/user_kit.ts";
import { BacktestError, toWorkerFault } from "./backtest_error.ts";
import { BacktestRunner } from "./backtest_runner.ts";
import type { StrategyWish } from "./backtest_job.ts";
import { MemoryWear } from "./memory_wear.ts";
import {
  DataFiller,
  packResult,
  type StatisticsAnswer,
  WORKER_HEAP_MB,
  WORKER_LINE_CHARS,
  WORKER_ROOM_BYTES,
  type WorkerAnswer,
  type WorkerAnswers,
  type WorkerAsk,
} from "./worker_protocol.ts";

/** Runs until stdin closes. @returns the exit code. */
export async function runBacktestWorker(): Promise<number> {
  keepConsoleOffStdout();
  // The user's file takes `Deno` from everybody when it is loaded.
  const { stdin, stdout, stderr, memoryUsage } = Deno;
  const desk = new WorkerDesk(() => memoryUsage().rss);
  try {
    await serveRequests({
      input: stdin.readable,
      output: stdout.writable,
      maxLineChars: WORKER_LINE_CHARS,
    }, () => ({
      answer: (ask) => desk.answer(ask as WorkerAsk), // the parent is this same program
      onTell: () => {},
      toFault: toWorkerFault,
      rssBytes: () => memoryUsage().rss,
    }));
  } catch (error) {
    await stderr.write(new TextEncoder().encode(`${toErrorText(error)}\n`));
    return EXIT.runtime;
  }
  return EXIT.ok;
}

/** Takes the data and the job, and hands each question to the runner of it. */
class WorkerDesk {
  readonly #filler = new DataFiller();
  readonly #readRssBytes: () => number;
  #runner: BacktestRunner | undefined;
  #wear: MemoryWear | undefined;
  #warning: string | undefined;

  constructor(readRssBytes: () => number) {
    this.#readRssBytes = readRssBytes;
  }

  async answer(ask: WorkerAsk): Promise<WorkerAnswer> {
    const value = await this.#answer(ask);
    return this.#warning === undefined ? { value } : { value, warning: this.#warning };
  }

  async #answer(ask: WorkerAsk): Promise<WorkerAnswers[WorkerAsk["op"]]> {
    switch (ask.op) {
      case "data":
        this.#filler.begin(ask.heads);
        return null;
      case "column":
        this.#filler.fill(ask);
        return null;
      case "open": {
        const [first, ...more] = this.#filler.finish();
        if (first === undefined) throw new RangeError("Cannot open a job without data");
        const dataBytes = sizeOf([first, ...more]);
        const load = await openStrategy(ask.job.strategy, {
          dataBytes,
          onWarning: (sentence) => this.#warning = sentence,
        });
        // A file that cannot be used is told before it is asked for a run.
        await load();
        this.#runner = new BacktestRunner(load, { job: ask.job, data: [first, ...more] });
        if (ask.job.strategy.kind === "file") {
          this.#wear = new MemoryWear(dataBytes + WORKER_HEAP_MB * 2 ** 20);
        }
        return null;
      }
      case "resolve":
        return await this.#work((runner) => runner.resolve(ask.params));
      case "run":
        return ask.detail === "all"
          ? packResult(await this.#work((runner) => runner.run(ask.wish)))
          : await this.#measure(ask);
      case "advise":
        return await this.#work((runner) => runner.advise(ask.params));
      case "lookahead":
        return await this.#work((runner) => runner.findLookahead(ask.params, ask));
    }
  }

  async #measure({ wish }: Extract<WorkerAsk, { op: "run" }>): Promise<StatisticsAnswer> {
    const outcome = await this.#work((runner) => runner.run(wish)).then(
      ({ statistics }) => ({ kind: "done", statistics }) as const,
      (error) => ({ kind: "refused", problem: toErrorText(error) }) as const,
    );
    const isWorn = this.#wear?.isWornAt(this.#readRssBytes()) ?? false;
    return { ...outcome, isWorn, cpuMs: readCpuMs() ?? 0 };
  }

  /** The strategy's code runs in here: what is no refusal of ours is what that code threw. */
  async #work<T>(use: (runner: BacktestRunner) => Promise<T>): Promise<T> {
    const runner = this.#opened();
    try {
      return await use(runner);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new BacktestError("failed", "finish", `the strategy threw: ${toErrorText(error)}`);
    }
  }

  #opened(): BacktestRunner {
    if (this.#runner === undefined) throw new RangeError("Cannot run: no job was opened");
    return this.#runner;
  }
}

/** @throws {UserError} listing what there is. */
export function findShipped(id: string): Strategy {
  const strategy = STRATEGIES.find((known) => known.id === id);
  if (strategy !== undefined) return strategy;
  const ids = STRATEGIES.map((known) => known.id);
  const near = nearName(id, ids);
  const hint = near === undefined
    ? `use one of ${ids.join(", ")}, or a file like my_idea.ts`
    : `did you mean ${near}?`;
  throw new UserError("invalid", `There is no strategy ${JSON.stringify(id.slice(0, 60))}: ${hint}`);
}

async function openStrategy(
  wish: StrategyWish,
  { dataBytes, onWarning }: {
    readonly dataBytes: number;
    readonly onWarning: (sentence: string) => void;
  },
): Promise<LoadStrategy> {
  if (wish.kind !== "file") {
    const shipped = findShipped(wish.id);
    return () => Promise.resolve(shipped);
  }
  await startChildWatch({ mostRssBytes: WORKER_ROOM_BYTES + dataBytes });
  return await openUserFile(wish.path, { kit: USER_KIT, onWarning });
}

function sizeOf(data: readonly BacktestData[]): number {
  const columns = data.flatMap(({ columns, extra }) => [
    ...CANDLE_FIELDS.map((field) => columns[field]),
    ...Object.values(extra),
  ]);
  return columns.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}

/** stdout is the line to the parent; a strategy that prints to find a mistake must not die of it. */
function keepConsoleOffStdout(): void {
  const words: object = Reflect.get(globalThis, "console");
  for (
    const name of ["log", "info", "debug", "dir", "dirxml", "table", "group", "groupCollapsed", "timeEnd"]
  ) {
    Reflect.set(words, name, Reflect.get(words, "error"));
  }
}
