/** Finds strategies that know what they cannot know: by taking the future away, by changing it, and by asking twice. */
import type { Advice } from "../../core/advice.ts";
import { CANDLE_FIELDS, type CandleColumns, createColumns } from "../../core/candle.ts";
import { partOf } from "./column_part.ts";
import { createRandom } from "../sweep/sweep_space.ts";

/** What the strategy said at the closes of these candles; rows without advice are left out. */
export type AdviceByRow = ReadonlyMap<number, Advice>;

/** Runs a fresh strategy over some candles. */
export type AdviceRun = (columns: CandleColumns) => Promise<AdviceByRow>;

export interface LookaheadFinding {
  /** `repeated`: the same candles gave other advice; `removed`, `altered`: later candles were taken away or changed. */
  readonly kind: "repeated" | "removed" | "altered";
  /** Row of the first candle whose advice differs. */
  readonly row: number;
  /** Candles that were left as they were; the first one that was removed or altered. */
  readonly cutRow: number;
  /** With all candles as they are. */
  readonly advice: Advice | undefined;
  readonly otherAdvice: Advice | undefined;
}

/** What a check found, and how much there was to find something in. */
export interface LookaheadReport {
  readonly finding: LookaheadFinding | undefined;
  /** Pieces of advice with all candles as they are. */
  readonly advice: number;
  /** Cuts behind which there was advice; without one, nothing was compared. */
  readonly comparedCuts: number;
}

export interface LookaheadOptions {
  /** How many cuts to try; twice as many runs. */
  readonly cuts: number;
  readonly seed: number;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Advice at a candle must be the same whether later candles are there, are not there, or are other ones. Every cut is tried
 * in both ways; a run over all candles again comes first, because chance and the time of day show there.
 *
 * @returns no finding when nothing was found, which is no proof: other cuts may find something, and where there is no advice
 *   there is nothing to compare.
 */
export async function findLookahead(
  columns: CandleColumns,
  run: AdviceRun,
  options: LookaheadOptions,
): Promise<LookaheadReport> {
  const candles = columns.openTimeMs.length;
  const whole = await run(columns);
  const firstRow = Math.min(...whole.keys());
  let comparedCuts = 0;
  const report = (finding: LookaheadFinding | undefined) => ({ finding, advice: whole.size, comparedCuts });
  const repeated = firstDifference(whole, await run(columns), candles);
  if (repeated !== undefined) return report({ kind: "repeated", cutRow: candles, ...repeated });
  const random = createRandom(options.seed);
  for (let cut = 0; cut < options.cuts; cut++) {
    options.onProgress?.(cut, options.cuts);
    const cutRow = 1 + Math.floor(random() * Math.max(1, candles - 1));
    // At the last candle of a run everything is closed, so that a strategy may know of a fill that is none otherwise.
    const removed = firstDifference(
      whole,
      await run(partOf(columns, { from: 0, to: cutRow })),
      cutRow - 1,
    );
    if (removed !== undefined) return report({ kind: "removed", cutRow, ...removed });
    const altered = firstDifference(whole, await run(alterAfter(columns, { cutRow, random })), cutRow);
    if (altered !== undefined) return report({ kind: "altered", cutRow, ...altered });
    if (firstRow < cutRow) comparedCuts++;
  }
  return report(undefined);
}

/** In rows before `endRow`. Reasons count too: they are made of what was seen. */
function firstDifference(
  whole: AdviceByRow,
  other: AdviceByRow,
  endRow: number,
): Pick<LookaheadFinding, "row" | "advice" | "otherAdvice"> | undefined {
  const rows = [...new Set([...whole.keys(), ...other.keys()])].filter((row) => row < endRow);
  for (const row of rows.toSorted((a, b) => a - b)) {
    const advice = whole.get(row);
    const otherAdvice = other.get(row);
    if (JSON.stringify(advice) !== JSON.stringify(otherAdvice)) return { row, advice, otherAdvice };
  }
  return undefined;
}

/** From `cutRow` on, all prices are stretched by a factor of their candle, so that each of them is still a candle. */
function alterAfter(
  columns: CandleColumns,
  { cutRow, random }: { readonly cutRow: number; readonly random: () => number },
): CandleColumns {
  const candles = columns.openTimeMs.length;
  const altered = createColumns(candles);
  for (const field of CANDLE_FIELDS) altered[field].set(columns[field]);
  for (let row = cutRow; row < candles; row++) {
    const factor = 0.5 + random();
    for (const field of ["open", "high", "low", "close", "volume"] as const) {
      altered[field][row] = (columns[field][row] ?? NaN) * factor;
    }
  }
  return altered;
}
