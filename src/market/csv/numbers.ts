/** Numbers as files write them for eyes: `1,234.5`, `1.234,5`, `5.50M`, `$180.02`. */
import { readDecimal } from "../../lib/csv.ts";
import { quote, toFileError } from "./candle_file_error.ts";

export type DecimalMark = "." | ",";

const POINT = /^[-+]?(\d{1,3}(,\d{3})+)(\.\d+)?$/;
const COMMA = /^[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/;
const SURE_POINT =
  /^[-+]?(\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,}|0\.\d+|\d{4,}\.\d+|\d+\.(\d{1,2}|\d{4,}))$/;
const SURE_COMMA =
  /^[-+]?(\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,}|0,\d+|\d{4,},\d+|\d+,(\d{1,2}|\d{4,}))$/;
const UNCLEAR = /^[-+]?\d{1,3}[.,]\d{3}$/;
/** As powers of ten: put behind the digits they are rounded once, `17.33M` is 17330000. */
const FACTORS: Readonly<Record<string, string>> = { k: "e3", m: "e6", b: "e9", t: "e12" };

/**
 * What stands between whole and broken parts: nobody can tell it from `1,234` alone, but from all of a file's numbers.
 *
 * @param about `areCellsApartByCommas`: then a comma inside of a quoted number groups its digits, and a point does not.
 *   `said` by somebody.
 * @throws {CandleFileError} when the numbers contradict each other, or none of them tells.
 */
export function findDecimalMark(
  cells: readonly string[],
  { areCellsApartByCommas, said }: {
    readonly areCellsApartByCommas: boolean;
    readonly said: DecimalMark | undefined;
  },
): DecimalMark {
  if (said !== undefined) return said;
  const bare = cells.map(toBare);
  const comma = bare.find((cell) => SURE_COMMA.test(cell));
  const point = bare.find((cell) => SURE_POINT.test(cell));
  if (comma !== undefined && point !== undefined) {
    throw toFileError(
      `${quote(comma)} has a decimal comma and ${quote(point)} a decimal point; write all numbers in one way`,
    );
  }
  if (comma !== undefined) return ",";
  const unclear = bare.find((cell) => UNCLEAR.test(cell));
  if (point === undefined && unclear !== undefined && !areCellsApartByCommas) {
    throw toFileError(
      `${
        quote(unclear)
      } may be a thousand or a broken number, and no other number tells: say --decimal dot or ` +
        "--decimal comma",
      "needs_option",
    );
  }
  return ".";
}

export interface NumberForm {
  readonly mark: DecimalMark;
  /** Whether `5.50M` is a number: of volumes it is. */
  readonly withFactor: boolean;
}

/** @returns NaN when the cell holds no number. */
export function readCellNumber(
  { bytes, from, to }: { readonly bytes: Uint8Array; readonly from: number; readonly to: number },
  form: NumberForm,
): number {
  // With a decimal comma `1.234` is more than a thousand.
  const value = form.mark === "." ? readDecimal(bytes, from, to) : NaN;
  return Number.isNaN(value) ? readMarked(new TextDecoder().decode(bytes.subarray(from, to)), form) : value;
}

function readMarked(text: string, { mark, withFactor }: NumberForm): number {
  const factor = withFactor ? FACTORS[text.at(-1)?.toLowerCase() ?? ""] : undefined;
  const bare = toBare(factor === undefined ? text : text.slice(0, -1));
  const plain = mark === "."
    ? POINT.test(bare) ? bare.replaceAll(",", "") : bare
    : COMMA.test(bare)
    ? bare.replaceAll(".", "").replace(",", ".")
    : "";
  const bytes = new TextEncoder().encode(plain === "" ? "" : plain + (factor ?? ""));
  return readDecimal(bytes, 0, bytes.length);
}

/** As programs of brokers write whether a price has risen. */
const ARROW = /^[▲▼△▽▴▾↑↓]\s*/;

/** A price that shows by its sign or arrow that it is higher than before. */
export function hasRisingMark(cell: string): boolean {
  return /^\s*[+▲△▴↑]\s*[\d,]/.test(cell);
}

/** Without an arrow and the sign of a currency. */
function toBare(text: string): string {
  return text.replace(ARROW, "").replace(/^([-+]?)\s*[$₩€£¥]\s*/, "$1").replace(/\s*원$/, "");
}
