/** `backtest sweep`: many sets of parameters on all cores, kept as they come. */
import { toNumberText } from "../../../core/words/numbers.ts";
import { OWNER } from "../../../core/actor.ts";
import { partOf } from "../../../backtest/run/column_part.ts";
import { type Fold, planFolds } from "../../../backtest/sweep/walk_forward.ts";
import { toCommand } from "../../../core/command_text.ts";
import { realClock } from "../../../app/runtime.ts";
import type { Span } from "../../../core/candle.ts";
import { UserError } from "../../../core/errors.ts";
import { openBacktestStore } from "../../../backtest/store/sqlite_backtest_store.ts";
import { loadConfig } from "../../kit/load_config.ts";
import { listenForStop } from "../../service/stop_signal.ts";
import type { Terminal } from "../../kit/terminal.ts";
import type { DataList } from "../../../backtest/run/backtest_data.ts";
import type { LoadedData } from "../load_data.ts";
import { openRunner } from "../run_options.ts";
import { planRuns, planSets, type SweepRequest, type SweepSets } from "./request.ts";
import { planTests, summarize, type SweepResult } from "./results.ts";
import { readSweep, type SweepOptions, type SweepSetup } from "./setup.ts";
import { toSweepJson, toSweepLines } from "./show.ts";
import { SweepWork } from "./work.ts";
import { createSayFrom } from "../../../core/lang.ts";
import { langOf } from "../../kit/language.ts";
import { SWEEP_TEXTS } from "../../texts/sweep.ts";

/** Reads what is asked, runs it and shows what came of it. @throws {UserError} */
export async function sweepCommand(
  terminal: Terminal,
  options: SweepOptions & { readonly json: boolean },
): Promise<void> {
  const result = await runSweep(terminal, await readSweep(terminal, options));
  if (options.json) return terminal.out(JSON.stringify(toSweepJson(result), null, 2));
  for (const line of await toSweepLines(result, terminal)) terminal.out(line);
}

/** @throws {UserError} */
async function runSweep(terminal: Terminal, setup: SweepSetup): Promise<SweepResult> {
  const { request, loaded, workers } = setup;
  using stop = listenForStop();
  const clock = realClock;
  const { dataDir } = await loadConfig();
  const sets = planSets(request);
  const folds = await findFolds(request, { terminal, loaded, sets });
  const plan = planRuns(sets.sets, { folds, span: loaded.span });
  await using store = await openBacktestStore({ dir: dataDir, clock });
  const id = setup.id ?? await store.sweeps.add(OWNER, { request, atMs: clock.now() });
  const done = await store.sweeps.runs(OWNER, id);
  const sweep = new SweepWork({
    ...{ terminal, table: store.sweeps, id },
    total: plan.length + folds.length,
    done,
  });
  const tests = () => planTests(folds, { results: sweep.done, sets, metric: request.metric });
  const resumed = sweep.done.size;
  const isOver = plan.every(({ number }) => sweep.done.has(number)) &&
    tests().every(({ number }) => sweep.done.has(number));
  if (!isOver) {
    const say = createSayFrom(SWEEP_TEXTS, langOf(terminal));
    const runs = plan.length === 1 ? say("runs_one") : say("runs_many", { count: toNumberText(plan.length) });
    terminal.err(say("begun", { id, runs, command: toCommand("backtest", "sweep", "--resume", String(id)) }));
  }
  const use = isOver
    ? undefined
    : await sweep.run({ request, data: loaded.data, workers, signal: stop.signal }, [() => plan, tests]);
  return { ...summarize({ request, sets, folds, plan, results: sweep.done }), id, resumed, use, workers };
}

async function findFolds(
  { walkForward, job, runWithinMs }: SweepRequest,
  about: { readonly terminal: Terminal; readonly loaded: LoadedData; readonly sets: SweepSets },
): Promise<readonly Fold[]> {
  const { terminal, loaded: { data, span }, sets } = about;
  if (walkForward === null) return [];
  await using runner = await openRunner(terminal, { job, data, runWithinMs });
  let warmUpCandles = 0;
  for (const params of sets.sets) {
    // A set that does not fit is refused when its turn comes.
    const resolved = await runner.resolve(params).catch(() => undefined);
    warmUpCandles = Math.max(warmUpCandles, resolved?.warmUpBars ?? 0);
  }
  try {
    return planFolds(timesWithin(data, span), { ...walkForward, warmUpBars: warmUpCandles });
  } catch (error) {
    if (error instanceof RangeError) throw new UserError("invalid", error.message);
    throw error;
  }
}

function timesWithin([{ columns }]: DataList, span: Span | undefined): Float64Array {
  if (span === undefined) return columns.openTimeMs;
  const from = columns.openTimeMs.findIndex((atMs) => atMs >= span.fromMs);
  const to = columns.openTimeMs.findLastIndex((atMs) => atMs < span.toMs) + 1;
  return partOf(columns, { from: Math.max(0, from), to }).openTimeMs;
}
