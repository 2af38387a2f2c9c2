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
    ...["날짜", "일자", "일시", "거래일", "거래일자", "거래일시", "영업일", "영업일자", "매매일", "매매일자"],
    ...["기준일", "기준일자", "년월일", "일자시간", "날짜시간", "체결일시", "체결일자", "체결시간", "시간"],
    ...["", "index", "unnamed_0"],
  ],
  open: ["open", "o", "opening_price", "open_price", "시가", "시작가"],
  high: ["high", "h", "high_price", "고가", "최고가"],
  low: ["low", "l", "low_price", "저가", "최저가"],
  close: [
    ...["close", "c", "trade_price", "close_price", "closing_price", "close_last"],
    ...["종가", "현재가", "종가현재가", "현재가종가", "체결가"],
  ],
  volume: ["volume", "vol", "v", "candle_acc_trade_volume", "base_volume", "tickvol", "거래량"],
};

/** Of prices that were divided by later splits (수정주가): a table that calls its close so holds them. */
export const ADJUSTED_NAMES: Readonly<Partial<Record<keyof Candle, readonly string[]>>> = {
  open: ["수정시가"],
  high: ["수정고가"],
  low: ["수정저가"],
  close: ["수정종가", "수정주가", "수정현재가"],
};

/** Besides a column of dates these hold the time of the day. */
export const TIME_OF_DAY_NAMES: readonly string[] = ["time", "시간", "시각", "체결시간", "체결시각"];

/** A column of these says of which market a row is. */
export const MARKET_NAMES: readonly string[] = [
  ...["symbol", "ticker", "code", "market", "name", "pair"],
  ...["종목", "종목코드", "종목명", "단축코드"],
];

export const CANDLE_COLUMNS = Object.keys(COLUMN_NAMES) as (keyof Candle)[];

/** Behind a name: in what it is counted, when that is what everybody takes it for. */
const USUAL_UNIT = /[(（[]\s*(원|krw|₩|주|주식수|usd|\$)\s*[)）\]]\s*$/i;
const BETWEEN_HANGUL = /(?<=\p{Script=Hangul})_(?=\p{Script=Hangul})/gu;
/** `거래량(천주)` */
const THOUSANDS = /거래량\s*[(（[]\s*천\s*주?\s*[)）\]]\s*$/;

/** `Open Time` and `<OPEN_TIME>` are `open_time`; `시 가` and `시가(원)` are `시가`. */
export function toColumnName(cell: string): string {
  const bare = isInThousands(cell) ? cell.replace(/[(（[].*$/, "") : cell.replace(USUAL_UNIT, "");
  const name = bare.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
  return name.replace(BETWEEN_HANGUL, "");
}

/** Of a column of volumes: 12 means 12,000. */
export function isInThousands(cell: string): boolean {
  return THOUSANDS.test(cell);
}

/** Whether a line of cells is one of names: most of a candle is called by its name there. */
export function isCandleHeader(cells: readonly string[]): boolean {
  const names = new Set(cells.map(toColumnName));
  const prices = (["open", "high", "low", "close"] as const).filter((field) =>
    [...COLUMN_NAMES[field], ...ADJUSTED_NAMES[field] ?? []].some((name) => names.has(name))
  );
  return prices.length >= 3;
}
