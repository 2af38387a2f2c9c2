/** How files of the world call the columns of a candle. */
import type { Candle } from "../../core/candle.ts";

/**
 * Earlier names win: `timestamp` beside `candle_date_time_utc` is the time of the last trade. A column without a name,
 * as tables are written with their row names, is a time only where no other column is called one.
 */
export const COLUMN_NAMES: Readonly<Record<keyof Candle, readonly string[]>> = {
  openTimeMs: [
    ...[
      "open_time",
      "opentime",
      "open_time_ms",
      "opentimems",
      "candle_date_time_utc",
      "candle_date_time_kst",
    ],
    ...["unix", "datetime", "date_time", "date", "gmt_time", "time", "ts", "timestamp"],
    ...["날짜", "일자", "일시", "거래일", "영업일자", "기준일", "기준일자", "체결시간", "시간"],
    ...["", "index", "unnamed_0"],
  ],
  open: ["open", "o", "opening_price", "open_price", "시가"],
  high: ["high", "h", "high_price", "고가"],
  low: ["low", "l", "low_price", "저가"],
  close: ["close", "c", "trade_price", "close_price", "closing_price", "close_last", "종가", "현재가"],
  volume: ["volume", "vol", "v", "candle_acc_trade_volume", "base_volume", "tickvol", "거래량"],
};

/** Besides a column of dates these hold the time of the day. */
export const TIME_OF_DAY_NAMES: readonly string[] = ["time", "시간", "체결시간"];

/** A column of these says of which market a row is. */
export const MARKET_NAMES: readonly string[] = [
  ...["symbol", "ticker", "code", "market", "name", "pair"],
  ...["종목", "종목코드", "종목명", "단축코드"],
];

export const CANDLE_COLUMNS = Object.keys(COLUMN_NAMES) as (keyof Candle)[];

/** `Open Time` and `<OPEN_TIME>` are `open_time`. */
export function toColumnName(cell: string): string {
  return cell.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
}

/** Whether a line of cells is one of names: most of a candle is called by its name there. */
export function isCandleHeader(cells: readonly string[]): boolean {
  const names = new Set(cells.map(toColumnName));
  const prices = (["open", "high", "low", "close"] as const).filter((field) =>
    COLUMN_NAMES[field].some((name) => names.has(name))
  );
  return prices.length >= 3;
}
