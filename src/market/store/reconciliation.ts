/** Brings what is stored of fetched stretches to a later answer of the exchange: one look and one change. */
import type { Candle, CoveredSpan, SeriesKey, Span } from "../../core/candle.ts";
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
  async run(series: SeriesKey, { candles, within, silent = [] }: LaterAnswer): Promise<ReconcileCounts> {
    page.refuseBadSeries(series);
    page.refuseBadRows(series, page.toColumns(candles), { fromRow: 0, toRow: candles.length });
    const { queue, slice, transact } = this.#parts;
    let counts: ReconcileCounts = { added: 0, different: 0, corrected: 0, firstOpenTimeMs: undefined };
    const write = () => {
      const looked = this.#readKind(series, { spans: silent, kind: "silent" });
      const fetched = this.#readKind(series, { spans: within, kind: "fetched" });
      const known = [...fetched, ...looked].map((span) => ({
        ...span,
        candles: this.#reader.read(series, span),
      }));
      const found = compareLater(candles, known);
      const added = this.#add(series, found.missing);
      const corrected = this.#correct(series, found.changed);
      const proven = this.#prove(series, looked);
      const { different, firstOpenTimeMs } = found;
      counts = { added, different, corrected, firstOpenTimeMs };
      return added + corrected + proven;
    };
    await queue.run(() => slice.use(() => transact(write)));
    return counts;
  }

  /** The stretches that still count so. */
  #readKind(
    series: SeriesKey,
    { spans, kind }: { spans: readonly Span[]; kind: CoveredSpan["kind"] },
  ): readonly Span[] {
    const id = this.#parts.series.find(series);
    if (id === undefined) return [];
    return spans.flatMap((span) =>
      this.#parts.covered.read(id, toBounds(span)).filter((known) => known.kind === kind)
    ).map(({ fromMs, toMs }) => ({ fromMs, toMs }));
  }

  /** A second look has seen all of them. */
  #prove(series: SeriesKey, looked: readonly Span[]): number {
    const id = this.#parts.series.find(series);
    return id === undefined || looked.length === 0 ? 0 : this.#parts.covered.layFetched(id, looked);
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
