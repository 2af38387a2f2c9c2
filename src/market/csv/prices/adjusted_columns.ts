/** Columns of prices that were divided by later splits (수정주가), alone or beside raw ones. */
import type { Candle } from "../../../core/candle.ts";
import { quote, toFileError } from "../candle_file_error.ts";
import { ADJUSTED_NAMES, COLUMN_NAMES } from "../names.ts";

const PRICES = ["open", "high", "low", "close"] as const;

/**
 * Columns of adjusted prices, where there is no raw close or they are asked for.
 *
 * @throws {CandleFileError} when only the close is adjusted: with raw opens and lows it makes no candle.
 */
export function findAdjusted(
  columns: readonly string[],
  isAdjusted: boolean | undefined,
): Partial<Record<keyof Candle, number>> {
  const places: Partial<Record<keyof Candle, number>> = {};
  for (const field of PRICES) {
    const at = columns.findIndex((name) => ADJUSTED_NAMES[field]?.includes(name));
    if (at !== -1) places[field] = at;
  }
  const hasRaw = PRICES.every((field) => COLUMN_NAMES[field].some((name) => columns.includes(name)));
  if (places.close === undefined || (hasRaw && isAdjusted !== true)) return {};
  const missing = PRICES.filter((field) => places[field] === undefined);
  if (missing.length === 0 || (missing.length === 3 && !hasRaw)) return places;
  throw toFileError(
    `only some of its prices are adjusted (${
      quote(columns[places.close] ?? "")
    }); adjusted candles need all four: 수정시가, ` +
      "수정고가, 수정저가, 수정종가",
  );
}

export function isAdjustedColumn(name: string): boolean {
  return ADJUSTED_NAMES.close?.includes(name) === true;
}
