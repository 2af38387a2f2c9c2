/**
 * Taking a stretch of a series away, or putting other candles in its place: one transaction, so that a crash leaves the
 * old candles or the new ones. For the command line: a million of them take some seconds, in which this process does nothing
 * else and others cannot write.
 */
import { type CandleColumns, closeTimeOf, type SeriesKey, type Span } from "../../core/candle.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { ReplacementFacts } from "../candle_store.ts";
import * as page from "./page.ts";
import type { WritingParts } from "./writer.ts";
import type { Statement } from "../../sqlite/sql.ts";

/** Whoever else writes waits up to two minutes for the lock, which is time for some 30 million. */
const MOST_ROWS = 10_000_000;
const CHECK_ROWS = 10_000;

export class CandleReplacement {
  readonly #parts: WritingParts;
  readonly #count: Statement;
  readonly #delete: Statement;

  constructor(parts: WritingParts) {
    this.#parts = parts;
    const where = "FROM candle WHERE series_id = ? AND open_time >= ? AND open_time < ?";
    this.#count = parts.db.prepare(`SELECT count(*) ${where}`);
    this.#delete = parts.db.prepare(`DELETE ${where}`);
  }

  /** Candles that begin in the span, open ones included. */
  countCandles(series: SeriesKey, { fromMs, toMs }: Span): number {
    const id = this.#parts.series.find(series);
    return id === undefined ? 0 : Number(this.#count.rows(id, fromMs, toMs)[0]?.[0] ?? 0);
  }

  /** @returns how many candles went away. */
  async remove(series: SeriesKey, span: Span): Promise<number> {
    page.refuseBadSpan("what remains", span);
    const { queue, transact, series: table } = this.#parts;
    let removed = 0;
    await queue.run(() =>
      transact(() => {
        const id = table.find(series);
        removed = 0;
        if (id === undefined) return 0;
        const forgotten = this.#clear(id, span);
        removed = forgotten.candles;
        return removed + forgotten.spans;
      })
    );
    return removed;
  }

  /**
   * @param columns ascending; every stored candle from the first of them to the end of the last goes away.
   * @returns how many candles went away.
   * @throws {RangeError} for the first row that is no candle of the series; nothing is changed then.
   */
  async replace(series: SeriesKey, columns: CandleColumns, facts: ReplacementFacts): Promise<number> {
    page.refuseBadSeries(series);
    page.refuseUnequalLengths(columns);
    const { openTimeMs } = columns;
    const [firstMs, lastMs, length] = [openTimeMs[0], openTimeMs.at(-1), openTimeMs.length];
    if (firstMs === undefined || lastMs === undefined) return 0;
    if (length > MOST_ROWS) {
      throw new RangeError(`Cannot replace ${length} candles at once: at most ${MOST_ROWS}`);
    }
    for (let fromRow = 0; fromRow < length; fromRow += CHECK_ROWS) {
      page.refuseBadRows(series, columns, { fromRow, toRow: Math.min(fromRow + CHECK_ROWS, length) });
    }
    const span = { fromMs: firstMs, toMs: closeTimeOf(series.interval, lastMs) };
    const closedRows = page.countClosed(series.interval, openTimeMs, facts.closedUntilMs);
    const fetched = facts.fetched.flatMap((known) => page.toInnerCandles(series.interval, known) ?? []);
    const { queue, transact, series: table, rows, covered } = this.#parts;
    let removed = 0;
    await queue.run(() =>
      transact(() => {
        const id = table.findOrCreate(series);
        removed = this.#clear(id, span).candles;
        const { added } = rows.write(id, { columns, fromRow: 0, toRow: length, closedRows });
        table.addCandles(id, added);
        return removed + added + (fetched.length === 0 ? 0 : covered.layFetched(id, fetched));
      })
    );
    return removed;
  }

  /** Inside a transaction of the caller. */
  #clear(id: number, span: Span): { candles: number; spans: number } {
    const { series, covered, bases } = this.#parts;
    // A day that is left in part keeps its base price.
    bases.forget(id, { fromDay: kstDayOf(span.fromMs - 1) + 1, toDay: kstDayOf(span.toMs - 1) + 1 });
    const candles = this.#delete.run(id, span.fromMs, span.toMs);
    series.addCandles(id, -candles);
    return { candles, spans: covered.forget(id, span) };
  }
}
