/** Candles of two lengths in one file: rows one after the other that keep a regular distance of their own. */
import { DAY_MS } from "../../core/kst.ts";

export interface TimedLine {
  readonly atMs: number;
  readonly line: number;
}

/** Rows with the same distance from each to the next. */
export interface StepRun {
  readonly stepMs: number;
  /** As the file has them, the lower one first. */
  readonly firstLine: number;
  readonly lastLine: number;
}

interface CountedRun extends StepRun {
  /** Distances, so one less than rows. */
  steps: number;
  lastLine: number;
}

/** Fewer rows than ten prove no regularity. */
const FEWEST_STEPS = 8;
/** How often such a run may be expected in a file whose distances have no order, as candles of a rarely traded coin. */
const MOST_EXPECTED = 1e-3;
/** So many short runs are a rhythm of the market, like its auctions of each evening. */
const FEWEST_OF_RHYTHM = 3;
const MOST_STEPS = 10_000;

/**
 * The longest run of another regular distance than that between most rows.
 *
 * @param rows ascending, each time once.
 * @param stepMs the distance between most of them; months and years differ in length and count as one distance.
 */
export function findOtherSteps(rows: Iterable<TimedLine>, stepMs: number): StepRun | undefined {
  const usual = toEven(stepMs);
  const counts = new Map<number, number>();
  const runs = new Map<number, CountedRun[]>();
  let all = 0;
  let before: TimedLine | undefined;
  let current: CountedRun | undefined;
  for (const row of rows) {
    if (before !== undefined) {
      const step = toEven(row.atMs - before.atMs);
      all++;
      if (counts.size < MOST_STEPS || counts.has(step)) counts.set(step, (counts.get(step) ?? 0) + 1);
      if (current?.stepMs !== step) {
        keepRun(runs, current, usual);
        current = { stepMs: step, firstLine: before.line, lastLine: row.line, steps: 0 };
      }
      current.steps++;
      current.lastLine = row.line;
    }
    before = row;
  }
  keepRun(runs, current, usual);
  const found =
    [...runs.values()].flatMap((same) =>
      same.filter((run) => isOfItsOwn(run, { all, count: counts.get(run.stepMs) ?? 0, runs: same.length }))
    ).toSorted((a, b) => b.steps - a.steps)[0];
  if (found === undefined) return undefined;
  const lines = [found.firstLine, found.lastLine].toSorted((a, b) => a - b);
  return { stepMs: found.stepMs, firstLine: lines[0] ?? 0, lastLine: lines[1] ?? 0 };
}

function keepRun(runs: Map<number, CountedRun[]>, run: CountedRun | undefined, usual: number): void {
  if (run === undefined || run.steps < FEWEST_STEPS || run.stepMs === usual) return;
  const same = runs.get(run.stepMs);
  if (same === undefined) runs.set(run.stepMs, [run]);
  else same.push(run);
}

/** Chance makes a run of n distances that are a share p of all others as often as p to the power of n. */
function isOfItsOwn(
  { steps, stepMs }: CountedRun,
  { all, count, runs }: { readonly all: number; readonly count: number; readonly runs: number },
): boolean {
  if (runs >= FEWEST_OF_RHYTHM && steps * stepMs < DAY_MS) return false;
  const share = (count - steps + 1) / all;
  return all * share ** steps < MOST_EXPECTED;
}

function toEven(stepMs: number): number {
  const days = stepMs / DAY_MS;
  if (days >= 28 && days <= 31) return 30 * DAY_MS;
  return days >= 365 && days <= 366 ? 365 * DAY_MS : stepMs;
}
