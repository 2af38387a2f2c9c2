/** Brings what is stored of fetched stretches to a later answer of the exchange: one look and one change. */
import type { Candle, SeriesKey, Span } from "../../core/candle.ts";
import type { LaterAnswer, ReconcileCounts } from "../candle_store.ts";
import { compareLater } from "../later_answer.ts";
import * as page from "./page.ts";
import { type CandleReader, toBounds } from "./reader.ts";
import type { WritingParts } from "./writer.ts";

export class CandleReconciliation {
  readonly #parts: WritingParts;
  readonly #reader: CandleReader;

  constructor(parts: WritingParts, reader: CandleReader) {
    this.#parts = parts;
    this.#reader = reader;
  }

  /** For the promises see `CandleStore.reconcile`. */
  async run(series: SeriesKey, { candles, within }: LaterAnswer): Promise<ReconcileCounts> {
    page.refuseBadSeries(series);
    page.refuseBadRows(series, page.toColumns(candles), { fromRow: 0, toRow: candles.length });
    const { queue, slice, transact } = this.#parts;
    let counts: ReconcileCounts = { added: 0, different: 0, corrected: 0, firstOpenTimeMs: undefined };
    const write = () => {
      const found = compareLater(candles, this.#readFetched(series, within));
      const added = this.#add(series, found.missing);
      const corrected = this.#correct(series, found.changed);
      const { different, firstOpenTimeMs } = found;
      counts = { added, different, corrected, firstOpenTimeMs };
      return added + corrected;
    };
    await queue.run(() => slice.use(() => transact(write)));
    return counts;
  }

  /** The stretches that count as fetched now, with their closed candles. */
  #readFetched(
    series: SeriesKey,
    within: readonly Span[],
  ): readonly (Span & { readonly candles: readonly Candle[] })[] {
    const id = this.#parts.series.find(series);
    if (id === undefined) return [];
    return within.flatMap((span) =>
      this.#parts.covered.read(id, toBounds(span)).filter(({ kind }) => kind === "fetched")
    ).map(({ fromMs, toMs }) => ({ fromMs, toMs, candles: this.#reader.read(series, { fromMs, toMs }) }));
  }

  #add(series: SeriesKey, candles: readonly Candle[]): number {
    if (candles.length === 0) return 0;
    const id = this.#parts.series.findOrCreate(series);
    const { length } = candles;
    const rows = { columns: page.toColumns(candles), fromRow: 0, toRow: length, closedRows: length };
    const { added, replaced } = this.#parts.rows.write(id, rows);
    this.#parts.series.addCandles(id, added);
    return added + replaced;
  }

  #correct(series: SeriesKey, candles: readonly Candle[]): number {
    const id = this.#parts.series.find(series);
    if (id === undefined || candles.length === 0) return 0;
    const columns = page.toColumns(candles);
    return this.#parts.rows.correct(id, { columns, fromRow: 0, toRow: candles.length });
  }
}
