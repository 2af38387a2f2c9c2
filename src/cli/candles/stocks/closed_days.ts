/** Rows of a file that are of days on which its market was closed: told, and left out where bad rows are. */
import { CANDLE_FIELDS, type CandleColumns, createColumns } from "../../../core/candle.ts";
import { kstDayOf, kstDayStartMs, toDateText } from "../../../core/kst.ts";
import type { MarketHours } from "../../../core/market/hours.ts";
import { isStockExchange } from "../../../core/symbol.ts";

const MOST_NAMED = 5;

export class ClosedDays {
  readonly #hours: MarketHours | undefined;
  readonly #leavesOut: boolean;
  readonly #isClosed = new Map<number, boolean>();
  readonly #days = new Set<number>();
  #count = 0;

  /** Nobody knows closed days of anything but Korean stocks. */
  constructor(
    { exchange, hours, leavesOut }: {
      readonly exchange: string;
      readonly hours: MarketHours;
      readonly leavesOut: boolean;
    },
  ) {
    this.#hours = isStockExchange(exchange) ? hours : undefined;
    this.#leavesOut = leavesOut;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the columns that are to be stored. */
  take(columns: CandleColumns): CandleColumns {
    const { openTimeMs } = columns;
    const kept: number[] = [];
    for (let row = 0; row < openTimeMs.length; row++) {
      const day = kstDayOf(openTimeMs[row] ?? NaN);
      if (!this.#isClosed.getOrInsertComputed(day, () => this.#look(day))) {
        kept.push(row);
        continue;
      }
      this.#count++;
      this.#days.add(day);
    }
    if (!this.#leavesOut || kept.length === openTimeMs.length) return columns;
    const rest = createColumns(kept.length);
    for (const field of CANDLE_FIELDS) {
      kept.forEach((row, i) => {
        rest[field][i] = columns[field][row] ?? NaN;
      });
    }
    return rest;
  }

  /** A sentence, when there was one. */
  notes(): readonly string[] {
    if (this.#count === 0) return [];
    const days = [...this.#days].toSorted((a, b) => a - b);
    const named = days.slice(0, MOST_NAMED).map(toDateText).join(", ");
    const list = days.length > MOST_NAMED ? `${named} …` : named;
    const found = `${this.#count} (${list})`;
    return [
      this.#leavesOut
        ? `rows of days on which the market was closed: ${found}; left out`
        : `rows of days on which the market was closed: ${found}; stored all the same; if they are wrong, import the ` +
          "file with --skip-bad, which leaves them out",
    ];
  }

  #look(day: number): boolean {
    const span = { fromMs: kstDayStartMs(day), toMs: kstDayStartMs(day + 1) };
    return this.#hours !== undefined && this.#hours.openSpans(span).length === 0;
  }
}
