/** Taking candles away in small transactions, and their space back from the file. */
import { openTimeOf, type SeriesKey } from "../../core/candle.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { WritingParts } from "./writer.ts";
import type { Statement } from "../../sqlite/sql.ts";

const BATCH_ROWS = 1_000;
const BATCH_PAGES = 200;

export class CandleRemoval {
  readonly #parts: WritingParts;
  readonly #endOfBatch: Statement;
  readonly #delete: Statement;
  readonly #freePages: Statement;
  readonly #vacuum: Statement;

  constructor(parts: WritingParts) {
    this.#parts = parts;
    const { db } = parts;
    this.#endOfBatch = db.prepare(
      `SELECT max(open_time) FROM
        (SELECT open_time FROM candle WHERE series_id = ? AND open_time < ? ORDER BY open_time LIMIT ${BATCH_ROWS})`,
    );
    this.#delete = db.prepare("DELETE FROM candle WHERE series_id = ? AND open_time <= ?");
    this.#freePages = db.prepare("PRAGMA freelist_count");
    this.#vacuum = db.prepare(`PRAGMA incremental_vacuum(${BATCH_PAGES})`);
  }

  /** @returns how many candles went away. */
  async prune(series: SeriesKey | undefined, beforeMs: number): Promise<number> {
    if (!Number.isSafeInteger(beforeMs)) {
      throw new RangeError(`Cannot prune candles: beforeMs is ${beforeMs}, not a time`);
    }
    const all = series === undefined ? this.#parts.series.rows().map((row) => row.series) : [series];
    let removed = 0;
    // A candle that has not ended by then stays whole.
    for (const one of all) removed += await this.#removeBefore(one, openTimeOf(one.interval, beforeMs));
    await this.giveSpaceBack();
    return removed;
  }

  async remove(series: SeriesKey): Promise<number> {
    const removed = await this.#removeBefore(series, Number.MAX_SAFE_INTEGER);
    const { queue, covered, transact } = this.#parts;
    await queue.run(() =>
      transact(() => {
        const id = this.#parts.series.find(series);
        // Somebody may be storing candles of it again.
        if (id === undefined || this.#findEndOfBatch(id, Number.MAX_SAFE_INTEGER) !== undefined) return 0;
        return covered.forgetAll(id) + this.#parts.series.remove(id);
      })
    );
    await this.giveSpaceBack();
    return removed;
  }

  /** What is known goes first: killed in between, nothing is taken for fetched that is not there. */
  async #removeBefore(series: SeriesKey, beforeMs: number): Promise<number> {
    const { slice } = this.#parts;
    for (let removed = 0;;) {
      const batch = await this.#removeBatch(series, beforeMs);
      removed += batch;
      if (batch === 0) return removed;
      await slice.pauseWhenOver();
    }
  }

  async #removeBatch(series: SeriesKey, beforeMs: number): Promise<number> {
    const { queue, covered, transact, slice } = this.#parts;
    let removed = 0;
    const write = () => {
      removed = 0;
      const id = this.#parts.series.find(series);
      if (id === undefined) return 0;
      const forgotten = covered.forget(id, { fromMs: Number.MIN_SAFE_INTEGER, toMs: beforeMs });
      const endMs = this.#findEndOfBatch(id, beforeMs);
      if (endMs === undefined) return forgotten;
      removed = this.#delete.run(id, endMs);
      this.#parts.bases.forget(id, { fromDay: Number.MIN_SAFE_INTEGER, toDay: kstDayOf(endMs) + 1 });
      this.#parts.series.addCandles(id, -removed);
      return forgotten + removed;
    };
    await queue.run(() => slice.use(() => transact(write)));
    return removed;
  }

  #findEndOfBatch(id: number, beforeMs: number): number | undefined {
    const endMs = this.#endOfBatch.rows(id, beforeMs)[0]?.[0] ?? null;
    return endMs === null ? undefined : Number(endMs);
  }

  /** Makes the file as small as what is left in it. */
  async giveSpaceBack(): Promise<void> {
    const { slice } = this.#parts;
    const countFree = () => Number(this.#freePages.rows()[0]?.[0]);
    for (let before = countFree(), freed = before; freed > 0 && before > 0;) {
      freed = await this.#parts.queue.run(() => {
        slice.use(() => this.#vacuum.rows());
        return Math.max(0, before - countFree());
      });
      before = countFree();
      await slice.pauseWhenOver();
    }
  }
}
