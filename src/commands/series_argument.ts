/** How commands read markets, intervals and times. */
import { UserError } from "../core/errors.ts";
import { type Interval, INTERVALS, isInterval, type Span } from "../core/candle.ts";
import { DAY_MS, readDateText, readTimeOfDay } from "../core/kst.ts";
import {
  ADJUSTED_EXCHANGE,
  isStockCode,
  isStockExchange,
  readMarketSymbol,
  readStockCode,
  STOCK_EXCHANGE,
} from "../core/symbol.ts";

/** Where a market is looked for when nobody says it. */
const USUAL_EXCHANGE = "upbit";

/**
 * `upbit:BTC/KRW` or, with the exchange given apart, `BTC/KRW`; of a Korean stock `krx:005930`, or its code alone.
 *
 * @throws {UserError}
 */
export function readMarketArgument(
  text: string,
  exchange: string | undefined,
): { exchange: string; symbol: string } {
  const [first = "", second, third] = text.split(":");
  const name = second ?? first;
  const id = second !== undefined ? first : chooseExchange(name, exchange);
  const symbol = readMarketSymbol(id, name);
  if (symbol === undefined || third !== undefined || !/^[a-z][a-z0-9_]{0,39}$/.test(id)) {
    throw new UserError(
      "invalid",
      `Cannot read the market ${JSON.stringify(text.slice(0, 60))}: ${toMarketHint(text)}`,
    );
  }
  return { exchange: id, symbol };
}

/**
 * The series of adjusted prices of a Korean stock, where those are wanted.
 *
 * @throws {UserError} for a market that has none.
 */
export function withPriceKind<Market extends { readonly exchange: string; readonly symbol: string }>(
  market: Market,
  isAdjusted: boolean | undefined,
): Market {
  if (isAdjusted !== true) return market;
  if (isStockExchange(market.exchange)) return { ...market, exchange: ADJUSTED_EXCHANGE };
  throw new UserError(
    "invalid",
    `--adjusted is for Korean stocks, like krx:005930; ${market.exchange}:${market.symbol} has no adjusted prices`,
  );
}

/** The usual exchange sells no stocks, so a code alone can only be meant as one of KRX. */
function chooseExchange(name: string, exchange = USUAL_EXCHANGE): string {
  return exchange === USUAL_EXCHANGE && isStockCode(name.trim()) ? STOCK_EXCHANGE : exchange;
}

/** What to write instead: of a share's code that is known exactly. */
function toMarketHint(text: string): string {
  const name = text.trim();
  const [first = "", second] = name.split(":");
  const code = readStockCode(second ?? first);
  if (code !== undefined) return `it is the code of a Korean stock; write it like ${STOCK_EXCHANGE}:${code}`;
  if (/[^\x20-\x7e]/.test(name)) {
    return "a market has letters A to Z and digits only; write a stock by its code, like krx:005930, and a coin " +
      "like BTC/KRW";
  }
  if (first === STOCK_EXCHANGE) {
    const meant = /^\d{1,5}$/.test(second ?? "") ? `; perhaps krx:${second?.padStart(6, "0")} is meant` : "";
    return "the code of a Korean stock has six places, like krx:005930 or krx:0009K0, and that of an ETN a Q before " +
      `six digits${meant}`;
  }
  return "write it like BTC/KRW or upbit:BTC/KRW, and a stock like krx:005930";
}

/** @throws {UserError} listing the intervals there are. */
export function readIntervalArgument(text: string): Interval {
  if (isInterval(text)) return text;
  throw new UserError(
    "invalid",
    `Cannot read the interval ${JSON.stringify(text.slice(0, 20))}: it must be one of ${
      INTERVALS.join(", ")
    }`,
  );
}

/**
 * A time: a day in Korea (`2026-11-14`), a time in Korea (`2026-11-14T09:00`), one with its zone (`…Z`, `…+09:00`) or
 * epoch ms.
 *
 * @throws {UserError}
 */
export function readTimeArgument(name: string, text: string): number {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const [date = "", time = "00:00"] = text.split(/[T ]/);
  const hasZone = /(Z|[+-]\d{2}:\d{2})$/.test(time);
  const isReal = readDateText(date) !== undefined && readTimeOfDay(time.slice(0, 5)) !== undefined;
  const atMs = isReal ? Date.parse(hasZone ? `${date}T${time}` : `${date}T${time}+09:00`) : NaN;
  if (Number.isFinite(atMs) && atMs >= 0) return atMs;
  throw new UserError(
    "invalid",
    `Cannot read ${name}: it must be a time like 2026-11-14, 2026-11-14T09:00 (Korea) or 2026-11-14T00:00:00Z`,
  );
}

/** From and to, with the end exclusive. Without `to` it ends now. @throws {UserError} */
export function readSpan(
  options: { from?: string | undefined; to?: string | undefined },
  fallback: { nowMs: number; days: number },
): Span {
  const toMs = options.to === undefined ? fallback.nowMs : readTimeArgument("--to", options.to);
  const fromMs = options.from === undefined
    ? toMs - fallback.days * DAY_MS
    : readTimeArgument("--from", options.from);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new UserError(
    "invalid",
    options.to === undefined ? "--from lies in the future" : "--from must lie before --to",
  );
}
