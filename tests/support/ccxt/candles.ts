import { closeTimeOf, type Interval, openTimeOf } from "../../../src/core/candle.ts";

/** Candles as OKX, Bitget and Bybit answer them: which candles, in which order, in which words. */

type Row = readonly [openTimeMs: number, ...prices: string[]];

const CANDLES: Readonly<Record<string, Interval>> = {
  "1m": "1m",
  "1Dutc": "1d",
  "1Wutc": "1w",
  "1Mutc": "1M",
  "1min": "1m",
  "1": "1m",
  "D": "1d",
  "W": "1w",
  "M": "1M",
};

/** `undefined` when the path is none of candles. */
export function candleAnswerOf({ pathname, searchParams }: URL): unknown {
  const number = (name: string, otherwise: number) => Number(searchParams.get(name) ?? otherwise);
  const interval = (name: string) => CANDLES[searchParams.get(name) ?? ""];
  const limit = number("limit", 100);
  if (/^\/api\/v5\/market\/(history-)?candles$/.test(pathname)) {
    // Newer than `before` and older than `after`, neither of them included; newest first.
    const rows = rowsOf(interval("bar"), number("before", 0) + 1, number("after", 0));
    return { code: "0", msg: "", data: rows.slice(-Math.min(limit, 100)).toReversed().map(toTexts) };
  }
  if (/^\/api\/v2\/spot\/market\/(history-)?candles$/.test(pathname)) {
    const isRecent = !pathname.includes("history");
    const rows = rowsOf(interval("granularity"), isRecent ? number("startTime", 0) : 0, number("endTime", 0));
    const data = rows.slice(-Math.min(limit, isRecent ? 1_000 : 200)).map(toTexts);
    return { code: "00000", msg: "success", requestTime: 1_700_000_000_000, data };
  }
  if (pathname === "/v5/market/kline") {
    const length = interval("interval") ?? "1m";
    // Both ends included; the candle that holds `start` belongs to it.
    const rows = rowsOf(length, openTimeOf(length, number("start", 0)), number("end", 0) + 1);
    const list = rows.slice(-Math.min(limit, 1_000)).toReversed().map(toTexts);
    return { retCode: 0, retMsg: "OK", result: { category: "spot", symbol: "BTCUSDT", list }, time: 1 };
  }
  return undefined;
}

/** Candles that begin within `[fromMs, toMs)`, at most the last thousand. */
function rowsOf(interval: Interval | undefined, fromMs: number, toMs: number): readonly Row[] {
  if (interval === undefined) return [];
  const floorMs = Math.max(fromMs, toMs - 1_000 * (interval === "1M" ? 31 * 86_400_000 : length(interval)));
  const rows: Row[] = [];
  for (let atMs = openTimeOf(interval, floorMs); atMs < toMs; atMs = closeTimeOf(interval, atMs)) {
    if (atMs >= fromMs) rows.push([atMs, "100", "110", "90", "105", "2", "210", "210", "1"]);
  }
  return rows;
}

const length = (interval: Interval) => closeTimeOf(interval, 0);
const toTexts = (row: Row) => row.map(String);
