/** Storing pages of candles, each part in a transaction of its own, and what is known of the time they cover. */
import type { KeepCounts, PageFacts } from "../candle_store.ts";
import {
  type CandleColumns,
  type CoveredSpan,
  openTimeOf,
  type SeriesKey,
  type Span,
} from "../../core/candle.ts";
import type { BasePrices } from "../read/price_jumps.ts";
import type { BasePriceTable } from "./base_price_table.ts";
import * as page from "./page.ts";
import type { CandleRows, Rows } from "./rows.ts";
import type { CoveredSpans } from "./covered_spans.ts";
import type { SeriesTable } from "./series_table.ts";
import type { Database } from "../../sqlite/sql.ts";
import type { TimeSlice } from "../../lib/time_slice.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** Rows of one transaction: some 3 ms of work, after which others get the lock. */
export const PART_ROWS = 1_000;
/** They are changed one by one, and few at a time. */
const CORRECTED_ROWS = 200;
/** Spans of one transaction: some 4 ms of work. */
const PART_SPANS = 500;
/** Rows that are checked between two looks at the time. */
const CHECK_ROWS = 10_000;
const LONGEST_REASON = 200;

/** What everybody needs who changes the file. */
export interface WritingParts {
  readonly db: Database;
  readonly slice: TimeSlice;
  /** Rows of one transaction. */
  readonly partRows: number;
  readonly queue: WriteQueue;
  readonly series: SeriesTable;
  readonly covered: CoveredSpans;
  readonly bases: BasePriceTable;
  readonly rows: CandleRows;
  readonly transact: <T>(work: () => T) => T;
}

/** For the promises of each method see `CandleStore`. */
export class CandleWriter {
  readonly #parts: WritingParts;

  constructor(parts: WritingParts) {
    this.#parts = parts;
  }

  async keepColumns(series: SeriesKey, columns: CandleColumns, facts: PageFacts): Promise<KeepCounts> {
    const known = readKnown(series, facts);
    await this.#refuseBad(series, columns);
    const length = columns.openTimeMs.length;
    const closedRows = page.countClosed(series.interval, columns.openTimeMs, facts.closedUntilMs);
    const sum = { added: 0, replaced: 0, kept: 0 };
    const { partRows } = this.#parts;
    for (let fromRow = 0; fromRow < length || fromRow === 0; fromRow += partRows) {
      const toRow = Math.min(fromRow + partRows, length);
      const isLast = toRow === length;
      const counts = await this.#write({
        series,
        rows: { columns, fromRow, toRow, closedRows },
        ...(isLast ? known : NOTHING_KNOWN),
      });
      sum.added += counts.added;
      sum.replaced += counts.replaced;
      sum.kept += counts.kept;
      await this.#parts.slice.pauseWhenOver();
    }
    return sum;
  }

  async correct(series: SeriesKey, columns: CandleColumns): Promise<number> {
    page.refuseBadSeries(series);
    await this.#refuseBad(series, columns);
    const { queue, rows, slice, transact } = this.#parts;
    const length = columns.openTimeMs.length;
    let corrected = 0;
    for (let fromRow = 0; fromRow < length; fromRow += CORRECTED_ROWS) {
      const part = { columns, fromRow, toRow: Math.min(fromRow + CORRECTED_ROWS, length) };
      let changes = 0;
      const write = () => {
        const id = this.#parts.series.find(series);
        return changes = id === undefined ? 0 : rows.correct(id, part);
      };
      await queue.run(() => slice.use(() => transact(write)));
      corrected += changes;
      await slice.pauseWhenOver();
    }
    return corrected;
  }

  async markFetched(series: SeriesKey, spans: readonly Span[]): Promise<void> {
    page.refuseBadSeries(series);
    for (const span of spans) page.refuseBadSpan("a fetched span", span);
    const whole = spans.flatMap((span) => page.toInnerCandles(series.interval, span) ?? []);
    const { queue, covered, slice, transact } = this.#parts;
    for (let from = 0; from < whole.length; from += PART_SPANS) {
      const part = whole.slice(from, from + PART_SPANS);
      const mark = () => covered.layFetched(this.#parts.series.findOrCreate(series), part);
      await queue.run(() => slice.use(() => transact(mark)));
      await slice.pauseWhenOver();
    }
  }

  async markOutage(series: SeriesKey, outage: Span & { readonly reason: string }): Promise<void> {
    page.refuseBadSeries(series);
    page.refuseBadSpan("an outage", outage);
    const span = page.toTouchedCandles(series.interval, outage);
    const reason = outage.reason.replaceAll("\0", "").slice(0, LONGEST_REASON);
    const { queue, covered, transact } = this.#parts;
    await queue.run(() =>
      transact(() =>
        covered.lay(this.#parts.series.findOrCreate(series), { ...span, kind: "outage", reason })
      )
    );
  }

  async markUnlisted(series: SeriesKey, untilMs: number): Promise<void> {
    page.refuseBadSeries(series);
    page.refuseBadSpan("a time before a listing", { fromMs: 0, toMs: untilMs });
    const { db, queue, covered, transact } = this.#parts;
    const first = db.prepare("SELECT min(open_time) FROM candle WHERE series_id = ?");
    await queue.run(() =>
      transact(() => {
        const id = this.#parts.series.findOrCreate(series);
        const firstMs = first.rows(id)[0]?.[0] ?? null;
        const endMs = Math.min(untilMs, firstMs === null ? Infinity : Number(firstMs));
        return covered.layUnlisted(id, openTimeOf(series.interval, endMs));
      })
    );
  }

  async keepBasePrices(series: SeriesKey, bases: BasePrices): Promise<void> {
    page.refuseBadSeries(series);
    if (bases.size === 0) return;
    const { queue, slice, transact } = this.#parts;
    await queue.run(() => slice.use(() => transact(() => this.#parts.bases.keep(series, bases))));
  }

  async #refuseBad(series: SeriesKey, columns: CandleColumns): Promise<void> {
    page.refuseUnequalLengths(columns);
    const length = columns.openTimeMs.length;
    for (let fromRow = 0; fromRow < length; fromRow += CHECK_ROWS) {
      const toRow = Math.min(fromRow + CHECK_ROWS, length);
      this.#parts.slice.use(() => page.refuseBadRows(series, columns, { fromRow, toRow }));
      await this.#parts.slice.pauseWhenOver();
    }
  }

  async #write(part: CandleWrite): Promise<KeepCounts> {
    const { queue, transact, slice } = this.#parts;
    let written: Written = { counts: NONE, changes: 0 };
    const write = () => {
      written = writePart(this.#parts, part);
      return written.changes;
    };
    if (!isEmpty(part)) await queue.run(() => slice.use(() => transact(write)));
    return written.counts;
  }
}

/** What is stored together: rows that were checked before, and what is known with them. */
export interface CandleWrite {
  readonly series: SeriesKey;
  readonly rows: Rows;
  readonly fetched: Span | undefined;
  readonly silent: Span | undefined;
  readonly lookedAtMs?: number | undefined;
}

export interface Written {
  readonly counts: KeepCounts;
  /** Rows of all tables; 0 when everything was known already. */
  readonly changes: number;
}

const NONE: KeepCounts = { added: 0, replaced: 0, kept: 0 };
const NOTHING_KNOWN = { fetched: undefined, silent: undefined };

/** Inside a transaction of the caller. */
export function writePart(parts: WritingParts, part: CandleWrite): Written {
  const { series, rows, fetched, silent, lookedAtMs } = part;
  if (isEmpty(part)) return { counts: NONE, changes: 0 };
  const id = parts.series.findOrCreate(series);
  const { added, replaced } = parts.rows.write(id, rows);
  parts.series.addCandles(id, added);
  const mark = (span: Span | undefined, known: Pick<CoveredSpan, "kind" | "lookedAtMs">) =>
    span === undefined ? 0 : parts.covered.lay(id, { ...span, ...known, reason: undefined });
  const look = lookedAtMs === undefined ? {} : { lookedAtMs };
  const marked = mark(fetched, { kind: "fetched" }) + mark(silent, { kind: "silent", ...look });
  const kept = rows.toRow - rows.fromRow - added - replaced;
  return { counts: { added, replaced, kept }, changes: added + replaced + marked };
}

function isEmpty({ rows, fetched, silent }: CandleWrite): boolean {
  return rows.fromRow === rows.toRow && fetched === undefined && silent === undefined;
}

/** What may be marked as known: whole candles that are closed. @throws {RangeError} for what is none. */
export function readKnown(
  series: SeriesKey,
  { closedUntilMs, fetched, silent, lookedAtMs }: PageFacts,
): Pick<CandleWrite, "fetched" | "silent" | "lookedAtMs"> {
  page.refuseBadSeries(series);
  if (Number.isNaN(closedUntilMs)) throw new RangeError("Cannot store candles: closedUntilMs is NaN");
  const cut = (span: Span | undefined, what: string) => {
    if (span === undefined) return undefined;
    page.refuseBadSpan(what, span);
    const toMs = Math.min(span.toMs, closedUntilMs);
    return page.toInnerCandles(series.interval, { fromMs: span.fromMs, toMs });
  };
  return { fetched: cut(fetched, "a fetched span"), silent: cut(silent, "a silent span"), lookedAtMs };
}
