/** The names of the series in candles.db and how many candles each has. */
import type { SeriesFacts } from "../candle_store.ts";
import { isInterval, type SeriesKey } from "../../core/candle.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";

export interface SeriesRow {
  readonly id: number;
  readonly series: SeriesKey;
  readonly bars: number;
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
}

const LIST = `
  SELECT id, exchange, symbol, interval, bars,
    (SELECT min(open_time) FROM candle WHERE series_id = series.id),
    (SELECT max(open_time) FROM candle WHERE series_id = series.id)
  FROM series ORDER BY exchange, symbol, interval`;

/** Ids are asked for again each time: another process may have removed the series. */
export class SeriesTable {
  readonly #find: Statement;
  readonly #countCandles: Statement;
  readonly #insert: Statement;
  readonly #addCandles: Statement;
  readonly #remove: Statement;
  readonly #list: Statement;

  constructor(db: Database) {
    this.#find = db.prepare("SELECT id FROM series WHERE exchange = ? AND symbol = ? AND interval = ?");
    this.#countCandles = db.prepare(
      "SELECT bars FROM series WHERE exchange = ? AND symbol = ? AND interval = ?",
    );
    this.#insert = db.prepare("INSERT INTO series (exchange, symbol, interval) VALUES (?, ?, ?)");
    this.#addCandles = db.prepare("UPDATE series SET bars = bars + ? WHERE id = ?");
    this.#remove = db.prepare("DELETE FROM series WHERE id = ?");
    this.#list = db.prepare(LIST);
  }

  find({ exchange, symbol, interval }: SeriesKey): number | undefined {
    const id = this.#find.rows(exchange, symbol, interval)[0]?.[0];
    return id === undefined ? undefined : Number(id);
  }

  /** Open ones included; 0 for a series that is not there. */
  countCandles({ exchange, symbol, interval }: SeriesKey): number {
    return Number(this.#countCandles.rows(exchange, symbol, interval)[0]?.[0] ?? 0);
  }

  /** Inside a transaction of the caller. */
  findOrCreate(series: SeriesKey): number {
    const id = this.find(series);
    if (id !== undefined) return id;
    this.#insert.run(series.exchange, series.symbol, series.interval);
    return this.findOrCreate(series);
  }

  /** In the transaction that adds or, with a negative number, deletes the candles. */
  addCandles(id: number, count: number): void {
    if (count !== 0) this.#addCandles.run(count, id);
  }

  remove(id: number): number {
    return this.#remove.run(id);
  }

  /** All, also those of which only the coverage is known. */
  rows(): readonly SeriesRow[] {
    return this.#list.rows().flatMap(([id, exchange, symbol, interval, candles, firstMs, lastMs]) => {
      const name = String(interval);
      // Written by a newer version of the program, which shares the file.
      if (!isInterval(name)) return [];
      return [{
        id: Number(id),
        series: { exchange: String(exchange), symbol: String(symbol), interval: name },
        bars: Number(candles),
        firstMs: firstMs === null ? undefined : Number(firstMs),
        lastMs: lastMs === null ? undefined : Number(lastMs),
      }];
    });
  }

  /** Those with candles. */
  list(): readonly SeriesFacts[] {
    return this.rows().flatMap(({ series, bars: candles, firstMs, lastMs }) =>
      firstMs === undefined || lastMs === undefined ? [] : [{ series, bars: candles, firstMs, lastMs }]
    );
  }
}
