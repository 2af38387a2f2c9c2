import { DatabaseSync } from "node:sqlite";
import { type Candle, type CandleColumns, createColumns, type SeriesKey } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { CANDLE_STEPS } from "../../../src/market/store/schema.ts";
import {
  openSqliteCandleStore,
  type SqliteCandleStore,
} from "../../../src/market/store/sqlite_candle_store.ts";
import { interleave, median } from "../numbers.ts";
import { makeWorkDir } from "../paths.ts";

const ROUNDS = 5;
const IMPORT_ROWS = 200_000;
const SCAN_ROWS = 1_000_000;
const PAGE_ROWS = 1_000;
const START_MS = Date.UTC(2020, 0);

export interface RowSpeeds {
  readonly ourRowsPerS: number;
  readonly bareRowsPerS: number;
}

/**
 * New one-minute candles into a file: `keep()` with pages of 1,000 candles, beside a bare loop that inserts row by row
 * into the same tables in transactions of 1,000, and `keepColumns()` of all at once. Medians; every round another series.
 */
export async function measureImport(): Promise<RowSpeeds & { readonly columnRowsPerS: number }> {
  await using dir = await makeWorkDir();
  await using shelf = await openSqliteCandleStore({ dir: `${dir.path}/ours`, clock: createSystemClock() });
  using db = openBare(`${dir.path}/bare.db`);
  const columns = makeColumns(IMPORT_ROWS);
  const pages = toPages(columns);
  let series = 0;
  const ours = () =>
    timed(IMPORT_ROWS, async () => {
      const key = toKey(series++);
      for (const candles of pages) await shelf.keep(key, { candles, closedUntilMs: Infinity });
    });
  const bare = () => timed(IMPORT_ROWS, () => insertBare(db, { series: series++, pages }));
  const atOnce = () =>
    timed(IMPORT_ROWS, async () => {
      await shelf.keepColumns(toKey(series++), columns, { closedUntilMs: Infinity });
    });
  const speeds: { ours: number[]; bare: number[]; columns: number[] } = { ours: [], bare: [], columns: [] };
  // All three in turn: the disk, which is busy with what was written before, meets them alike.
  for (let round = 0; round <= ROUNDS; round++) {
    const [own, plain, columnar] = [await ours(), await bare(), await atOnce()];
    if (round === 0) continue;
    speeds.ours.push(own);
    speeds.bare.push(plain);
    speeds.columns.push(columnar);
  }
  return {
    ourRowsPerS: median(speeds.ours),
    bareRowsPerS: median(speeds.bare),
    columnRowsPerS: median(speeds.columns),
  };
}

/** One million stored candles into typed arrays, beside a bare statement that reads them at once. Medians. */
export async function measureScan(): Promise<RowSpeeds> {
  await using dir = await makeWorkDir();
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock: createSystemClock() });
  await shelf.keepColumns(toKey(0), makeColumns(SCAN_ROWS), { closedUntilMs: Infinity });
  using db = new DatabaseSync(`${dir.path}/candles.db`);
  const ours = () => timed(SCAN_ROWS, () => scan(shelf));
  const bare = () => timed(SCAN_ROWS, () => scanBare(db));
  await ours();
  const pair = await interleave(ROUNDS, { ours, bare });
  return { ourRowsPerS: median(pair.ours), bareRowsPerS: median(pair.bare) };
}

async function scan(shelf: SqliteCandleStore): Promise<void> {
  const { openTimeMs } = await shelf.readColumns(toKey(0), { fromMs: 0, toMs: Infinity });
  if (openTimeMs.length !== SCAN_ROWS) throw new Error(`The scan read ${openTimeMs.length} rows`);
}

function scanBare(db: DatabaseSync): void {
  const statement = db.prepare(
    "SELECT open_time, open, high, low, close, volume FROM candle WHERE series_id = 1 ORDER BY open_time",
  );
  // Exists in the runtime; the shipped types lack it (Deno 2.9.6).
  (statement as unknown as { setReturnArrays(on: boolean): void }).setReturnArrays(true);
  const rows = statement.all() as unknown as number[][];
  const columns = Object.values(createColumns(rows.length)) as Float64Array[];
  rows.forEach((row, i) => columns.forEach((column, field) => column[i] = row[field] ?? NaN));
  if (rows.length !== SCAN_ROWS) throw new Error(`The bare scan read ${rows.length} rows`);
}

async function timed(rows: number, work: () => Promise<void> | void): Promise<number> {
  const startedMs = performance.now();
  await work();
  return rows / ((performance.now() - startedMs) / 1_000);
}

/** A file with the same tables, opened without our seam. */
function openBare(path: string): DatabaseSync & Disposable {
  const db = new DatabaseSync(path);
  for (const pragma of ["auto_vacuum = INCREMENTAL", "journal_mode = WAL", "synchronous = NORMAL"]) {
    db.prepare(`PRAGMA ${pragma}`).all();
  }
  for (const step of CANDLE_STEPS) db.exec(step);
  return db;
}

function insertBare(
  db: DatabaseSync,
  { series, pages }: { series: number; pages: readonly (readonly Candle[])[] },
): void {
  const insert = db.prepare("INSERT INTO candle VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const page of pages) {
    db.exec("BEGIN IMMEDIATE");
    for (const { openTimeMs, open, high, low, close, volume } of page) {
      insert.run(series, openTimeMs, open, high, low, close, volume, 1);
    }
    db.exec("COMMIT");
  }
}

function toKey(series: number): SeriesKey {
  return { exchange: "upbit", symbol: `C${series}/KRW`, interval: "1m" };
}

function makeColumns(rows: number): CandleColumns {
  const columns = createColumns(rows);
  for (let i = 0; i < rows; i++) {
    const price = 50_000_000 + Math.round(Math.sin(i / 500) * 1_000_000);
    columns.openTimeMs[i] = START_MS + i * MINUTE_MS;
    columns.open[i] = price;
    columns.high[i] = price + 3_000;
    columns.low[i] = price - 2_000;
    columns.close[i] = price + 1_000;
    columns.volume[i] = 0.12345678 + (i % 97) / 7;
  }
  return columns;
}

function toPages(columns: CandleColumns): readonly (readonly Candle[])[] {
  const pages: Candle[][] = [];
  columns.openTimeMs.forEach((openTimeMs, i) => {
    if (i % PAGE_ROWS === 0) pages.push([]);
    pages.at(-1)?.push({
      openTimeMs,
      open: columns.open[i] ?? NaN,
      high: columns.high[i] ?? NaN,
      low: columns.low[i] ?? NaN,
      close: columns.close[i] ?? NaN,
      volume: columns.volume[i] ?? NaN,
    });
  });
  return pages;
}
