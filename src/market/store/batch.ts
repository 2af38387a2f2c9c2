/** Many small pages of different series in few transactions, for the second in which all candles of a minute close. */
import type { Clock } from "../../core/clock.ts";
import * as page from "./page.ts";
import type { CandlePageToKeep, KeepCounts } from "../candle_store.ts";
import { type CandleWrite, readKnown, writePart, type WritingParts } from "./writer.ts";

/** More are no small page: they would keep the lock of the file for too long. */
const MOST_ROWS = 1_000;
/** A transaction takes no further page after this long, so that others get the lock and the program its turn. */
const TRANSACTION_MS = 8;
/** For clocks that stand still. */
const TRANSACTION_PAGES = 500;

export class CandleBatch {
  readonly #parts: WritingParts;
  readonly #clock: Clock;

  constructor(parts: WritingParts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** For the promises see `CandleStore.keepMany`. */
  async keepMany(pages: readonly CandlePageToKeep[]): Promise<readonly KeepCounts[]> {
    const { slice } = this.#parts;
    const parts: CandleWrite[] = [];
    for (const small of pages) {
      parts.push(slice.use(() => toPart(small)));
      await slice.pauseWhenOver();
    }
    const counts: KeepCounts[] = [];
    while (counts.length < parts.length) {
      counts.push(...await this.#writeFrom(parts, counts.length));
      // Whoever waits for the last of them is not held up: the next call pauses while it reads its pages.
      if (counts.length < parts.length) await slice.pauseWhenOver();
    }
    return counts;
  }

  /** One transaction. @returns the counts of as many pages as went into it, at least one. */
  async #writeFrom(parts: readonly CandleWrite[], first: number): Promise<readonly KeepCounts[]> {
    const { queue, slice, transact } = this.#parts;
    let counts: KeepCounts[] = [];
    const write = () => {
      counts = [];
      let changes = 0;
      const untilMs = this.#clock.monotonic() + TRANSACTION_MS;
      for (const part of parts.slice(first, first + TRANSACTION_PAGES)) {
        const written = writePart(this.#parts, part);
        counts.push(written.counts);
        changes += written.changes;
        if (this.#clock.monotonic() >= untilMs) break;
      }
      return changes;
    };
    await queue.run(() => slice.use(() => transact(write)));
    return counts;
  }
}

/** @throws {RangeError} naming what cannot be stored. */
function toPart({ series, candles, ...facts }: CandlePageToKeep): CandleWrite {
  const known = readKnown(series, facts);
  const length = candles.length;
  if (length > MOST_ROWS) {
    throw new RangeError(`Cannot store ${length} candles as one of many pages: at most ${MOST_ROWS}`);
  }
  const columns = page.toColumns(candles);
  page.refuseBadRows(series, columns, { fromRow: 0, toRow: length });
  const closedRows = page.countClosed(series.interval, columns.openTimeMs, facts.closedUntilMs);
  return { series, rows: { columns, fromRow: 0, toRow: length, closedRows }, ...known };
}
