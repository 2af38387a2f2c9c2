/** The base prices (기준가) of days in candles.db: of those alone whose base price is not the close before. */
import type { SeriesKey } from "../../core/candle.ts";
import type { BasePrices } from "../read/price_jumps.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { SeriesTable } from "./series_table.ts";

/** Days of Korea, counted from 1970-01-01; the end is not included. */
export interface DayRange {
  readonly fromDay: number;
  readonly toDay: number;
}

/** Whichever series of a market knows it: minutes obey the base price that a file of days has told. */
const READ = `
  SELECT day, base FROM base_price JOIN series ON series.id = base_price.series_id
  WHERE exchange = ? AND symbol = ? AND day >= ? AND day < ? ORDER BY day`;

export class BasePriceTable {
  readonly #series: SeriesTable;
  readonly #read: Statement;
  readonly #keep: Statement;
  readonly #forget: Statement;

  constructor(db: Database, series: SeriesTable) {
    this.#series = series;
    this.#read = db.prepare(READ);
    this.#keep = db.prepare(
      `INSERT INTO base_price (series_id, day, base) VALUES (?, ?, ?)
      ON CONFLICT (series_id, day) DO UPDATE SET base = excluded.base WHERE base <> excluded.base`,
    );
    this.#forget = db.prepare("DELETE FROM base_price WHERE series_id = ? AND day >= ? AND day < ?");
  }

  read({ exchange, symbol }: Pick<SeriesKey, "exchange" | "symbol">, days: DayRange): BasePrices {
    const rows = this.#read.rows(exchange, symbol, days.fromDay, days.toDay);
    return new Map(rows.map(([day, base]) => [Number(day), Number(base)]));
  }

  /** Inside a transaction of the caller. @returns rows that changed; none of a series that is not there. */
  keep(series: SeriesKey, bases: BasePrices): number {
    const id = this.#series.find(series);
    if (id === undefined) return 0;
    return bases.entries().reduce((sum, [day, base]) => sum + this.#keep.run(id, day, base), 0);
  }

  /** With their candles, inside a transaction of the caller. */
  forget(id: number, { fromDay, toDay }: DayRange): number {
    return this.#forget.run(id, fromDay, toDay);
  }
}
