/** The base price (기준가) of each day, of a file that tells by how much its close differs from it (대비). */
import type { CandleColumns } from "../../../core/candle.ts";
import { kstDayOf } from "../../../core/kst.ts";
import type { BasePrices } from "../../read/price_jumps.ts";
import { quote } from "../candle_file_error.ts";
import { toColumnName } from "../names.ts";
import { type DecimalMark, readCellNumber } from "../numbers.ts";
import type { CsvRow } from "../table.ts";

/** `대비` of KRX, and what programs of brokers call it. */
const CHANGES: readonly string[] = ["대비", "전일대비", "전일비", "등락폭"];
const RATES: readonly string[] = ["등락률", "등락율", "전일대비율"];
const FALLING = /^\s*[-▼▽▾↓]/;
/** Days after each other whose base price is the close before, or the column means something else. */
const FEWEST_PAIRS = 3;
const LEAST_SHARE = 0.5;

interface ChangeColumns {
  readonly changeAt: number;
  /** The same in percent, which keeps a sign that the change itself may have lost. */
  readonly rateAt: number | undefined;
  readonly name: string;
}

/** `undefined` for a file without such a column. */
function findChangeColumns(header: readonly string[]): ChangeColumns | undefined {
  const columns = header.map(toColumnName);
  const placeOf = (names: readonly string[]) => {
    const at = columns.findIndex((name) => names.includes(name));
    return at === -1 ? undefined : at;
  };
  const changeAt = placeOf(CHANGES);
  if (changeAt === undefined) return undefined;
  return { changeAt, rateAt: placeOf(RATES), name: header[changeAt] ?? "" };
}

/** Reads them row by row; what cannot be read is no base price, and no fault of a candle. */
export class BasePriceReader {
  readonly #columns: ChangeColumns | undefined;
  readonly #mark: DecimalMark;
  /** By the time of the row. */
  readonly #bases = new Map<number, number>();

  constructor(
    { header, mark, isAdjusted }: {
      readonly header: readonly string[];
      readonly mark: DecimalMark;
      readonly isAdjusted: boolean;
    },
  ) {
    // A price that was divided later and a change that was not make no base price.
    this.#columns = isAdjusted ? undefined : findChangeColumns(header);
    this.#mark = mark;
  }

  /** Whether the file has such a column, and raw prices. */
  get isThere(): boolean {
    return this.#columns !== undefined;
  }

  take(row: CsvRow, { openTimeMs, close }: { readonly openTimeMs: number; readonly close: number }): void {
    if (this.#columns === undefined) return;
    const { changeAt, rateAt } = this.#columns;
    const text = toText(row, changeAt);
    const size = this.#read(text);
    const isFalling = FALLING.test(text) || (rateAt !== undefined && FALLING.test(toText(row, rateAt)));
    // As whole hundredths: 71,300 less 0.1 is no 71299.90000000001.
    const base = Math.round((isFalling ? close + size : close - size) * 100) / 100;
    if (text !== "" && base > 0) this.#bases.set(openTimeMs, base);
  }

  /** By the Korean day; none where the column contradicts the closes of the days before. */
  settle({ openTimeMs, close }: Pick<CandleColumns, "openTimeMs" | "close">): {
    readonly bases: BasePrices;
    readonly note: string | undefined;
  } {
    let [pairs, same] = [0, 0];
    for (let i = 1; i < openTimeMs.length; i++) {
      const base = this.#bases.get(openTimeMs[i] ?? NaN);
      if (base === undefined) continue;
      pairs++;
      if (base === close[i - 1]) same++;
    }
    if (pairs >= FEWEST_PAIRS && same / pairs < LEAST_SHARE) {
      const name = quote(this.#columns?.name ?? "");
      return {
        bases: new Map(),
        note: `its column ${name} does not fit to the closes of the days before, and was not used`,
      };
    }
    const bases = new Map(Array.from(this.#bases, ([atMs, base]) => [kstDayOf(atMs), base]));
    return { bases, note: undefined };
  }

  /** Without its sign. */
  #read(text: string): number {
    const bytes = new TextEncoder().encode(text.replace(/^\s*[-+▲▼△▽▴▾↑↓]\s*/, ""));
    return readCellNumber({ bytes, from: 0, to: bytes.length }, { mark: this.#mark, withFactor: false });
  }
}

function toText({ bytes, edges: { starts, ends }, count }: CsvRow, at: number): string {
  return at >= count ? "" : new TextDecoder().decode(bytes.subarray(starts[at], ends[at]));
}
