/** The same work over the SQLite that the environment names; each function is run in a process of its own. */
import { createColumns } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { openStore } from "../../../src/app/data/store.ts";
import "../../support/sqlite.ts";
import { makeWorkDir } from "../paths.ts";
import { signalsOf } from "../../support/owned.ts";

const CLAIMS = 3_000;
const ROWS = 500_000;
const LOOKUPS = 100_000;
const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const ALWAYS = { fromMs: 0, toMs: Infinity };

export interface SqliteSpeeds {
  readonly version: string;
  readonly claimsPerS: number;
  readonly writtenRowsPerS: number;
  readonly readRowsPerS: number;
  readonly lookupsPerS: number;
}

export async function measureSqlite(): Promise<SqliteSpeeds> {
  await using dir = await makeWorkDir();
  const clock = createSystemClock();
  await using store = await openStore({ dir: dir.path, clock });
  const claim = async (count: number, prefix: string) => {
    for (let i = 0; i < count; i++) {
      const won = await signalsOf(store).claim({ ticker: `${prefix}${i}`, action: "buy" });
      if (won === undefined) throw new Error("A claim of a new key was lost");
    }
  };
  await claim(300, "W");
  const claimsPerS = await speedOf(CLAIMS, () => claim(CLAIMS, "T"));
  await using shelf = await openSqliteCandleStore({ dir: dir.path, clock });
  const columns = makeColumns();
  const writtenRowsPerS = await speedOf(
    ROWS,
    () => shelf.keepColumns(SERIES, columns, { closedUntilMs: Infinity }),
  );
  await shelf.readColumns(SERIES, ALWAYS);
  const readRowsPerS = await speedOf(ROWS, () => shelf.readColumns(SERIES, ALWAYS));
  const db = openDatabase(`${dir.path}/candles.db`);
  const select = db.prepare("SELECT close FROM candle WHERE series_id = 1 AND open_time = ?");
  const lookupsPerS = await speedOf(LOOKUPS, () => {
    for (let i = 0; i < LOOKUPS; i++) select.rows((i * 7 % ROWS) * MINUTE_MS);
  });
  const version = String(db.prepare("SELECT sqlite_version()").rows()[0]?.[0]);
  db.close();
  return { version, claimsPerS, writtenRowsPerS, readRowsPerS, lookupsPerS };
}

async function speedOf(count: number, work: () => Promise<unknown> | void): Promise<number> {
  const startedMs = performance.now();
  await work();
  return count / ((performance.now() - startedMs) / 1_000);
}

function makeColumns() {
  const columns = createColumns(ROWS);
  for (let i = 0; i < ROWS; i++) {
    columns.openTimeMs[i] = i * MINUTE_MS;
    columns.open[i] = columns.low[i] = 50_000_000 + i % 997;
    columns.high[i] = columns.close[i] = 50_001_000 + i % 997;
    columns.volume[i] = 0.5 + (i % 97) / 7;
  }
  return columns;
}
