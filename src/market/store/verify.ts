/** The full check of candles.db: every page, every row, every promise of the tables. For the command line. */
import {
  type Candle,
  closeTimeOf,
  findCandleFault,
  isOpenTime,
  type SeriesKey,
  toSeriesText,
} from "../../core/candle.ts";
import type { CandleFinding } from "../candle_store.ts";
import type { Clock } from "../../core/clock.ts";
import { DAY_MS } from "../../core/kst.ts";
import { toCoveredSpan } from "./covered_spans.ts";
import type { SeriesRow, SeriesTable } from "./series_table.ts";
import type { Database } from "../../sqlite/sql.ts";
import { SqlError } from "../../sqlite/sql_error.ts";
import { TimeSlice } from "../../lib/time_slice.ts";

const PAGE_ROWS = 5_000;

const READ = `
  SELECT open_time, open, high, low, close, volume, closed FROM candle
  WHERE series_id = ? AND open_time > ? ORDER BY open_time LIMIT ${PAGE_ROWS}`;

/**
 * Reading all pages of the file at once stops the program for that time (measured: 1.2 s for 100 MB, 1.5 million
 * candles), so the service must not call it.
 *
 * @returns what is wrong; at most one finding of each kind a series, with the number of its rows.
 */
export async function verifyCandles(
  parts: { db: Database; series: SeriesTable; clock: Clock },
): Promise<readonly CandleFinding[]> {
  const findings = new Map<string, CandleFinding>();
  const note = (finding: Omit<CandleFinding, "count">) => {
    const key = `${finding.kind} ${finding.series === undefined ? "" : toSeriesText(finding.series)}`;
    const first = findings.get(key) ?? { ...finding, count: 0 };
    findings.set(key, { ...first, count: first.count + 1 });
  };
  const noteDamage = (text: string) =>
    note({ kind: "damaged", series: undefined, atMs: undefined, text: `The file is damaged: ${text}` });
  try {
    for (const [verdict] of parts.db.prepare("PRAGMA quick_check(10)").rows()) {
      if (verdict !== "ok") noteDamage(String(verdict).replace(/\s+/g, " "));
    }
    for (const row of parts.series.rows()) {
      noteCoverage(parts.db, { row, note });
      await noteRows({ ...parts, row, note });
    }
  } catch (error) {
    if (!(error instanceof SqlError) || error.kind !== "corrupt") throw error;
    noteDamage(error.message);
  }
  return [...findings.values()];
}

type Note = (finding: Omit<CandleFinding, "count">) => void;

async function noteRows(parts: { db: Database; clock: Clock; row: SeriesRow; note: Note }): Promise<void> {
  const { db, clock, row, note } = parts;
  const { id, series } = row;
  const read = db.prepare(READ);
  const slice = new TimeSlice(clock);
  let candles = 0;
  for (let lastMs = -1;;) {
    const rows = slice.use(() => read.rows(id, lastMs)) as unknown as number[][];
    slice.use(() => rows.forEach((values) => noteRow(values, { series, nowMs: clock.now(), note })));
    candles += rows.length;
    lastMs = rows.at(-1)?.[0] ?? lastMs;
    if (rows.length < PAGE_ROWS) break;
    await slice.pauseWhenOver();
  }
  const [counted] = db.prepare("SELECT bars FROM series WHERE id = ?").rows(id)[0] ?? [];
  // Another number than at the beginning: somebody stored or removed candles meanwhile, and neither sum is wrong.
  if (counted !== row.bars || counted === candles) return;
  note({
    kind: "wrong_count",
    series,
    atMs: undefined,
    text: `${toSeriesText(series)} has ${candles} bars, and its entry says ${counted}`,
  });
}

function noteCoverage(db: Database, { row: { id, series }, note }: { row: SeriesRow; note: Note }): void {
  const spans = db.prepare(
    "SELECT from_ms, to_ms, kind, reason FROM covered WHERE series_id = ? ORDER BY from_ms",
  )
    .rows(id).map(toCoveredSpan);
  let endMs = -Infinity;
  for (const { fromMs, toMs } of spans) {
    if (fromMs < endMs) {
      note({
        kind: "bad_coverage",
        series,
        atMs: fromMs,
        text: `${toSeriesText(series)}: what is known of it contradicts itself`,
      });
    }
    endMs = toMs;
  }
}

function noteRow(row: readonly number[], about: { series: SeriesKey; nowMs: number; note: Note }): void {
  const { series, nowMs, note } = about;
  const [openTimeMs = NaN, open = NaN, high = NaN, low = NaN, close = NaN, volume = NaN, closed] = row;
  const candle: Candle = { openTimeMs, open, high, low, close, volume };
  const name = toSeriesText(series);
  const fault = findCandleFault(candle);
  if (fault !== undefined) {
    note({ kind: "bad_candle", series, atMs: openTimeMs, text: `In ${name} ${fault.field} ${fault.what}` });
  }
  if (!isOpenTime(series.interval, openTimeMs)) {
    note({
      kind: "off_grid",
      series,
      atMs: openTimeMs,
      text: `${name} has bars that begin between two bars`,
    });
  }
  if (closed === 0 && closeTimeOf(series.interval, openTimeMs) + DAY_MS < nowMs) {
    note({
      kind: "left_open",
      series,
      atMs: openTimeMs,
      text: `${name} has bars that were never closed: fetch them again`,
    });
  }
}
