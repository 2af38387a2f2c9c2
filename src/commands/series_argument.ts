/** How commands read markets, intervals and times. */
import { UserError } from "../core/errors.ts";
import { type Interval, INTERVALS, isInterval, type Span } from "../core/candle.ts";
import { DAY_MS, readDateText, readTimeOfDay } from "../core/kst.ts";
import { isShareCode, readSymbol } from "../core/symbol.ts";

/** `upbit:BTC/KRW` or, with the exchange given apart, `BTC/KRW`. @throws {UserError} */
export function readMarketArgument(
  text: string,
  exchange: string | undefined,
): { exchange: string; symbol: string } {
  const [first = "", second, third] = text.split(":");
  const symbol = readSymbol(second ?? first);
  const id = second === undefined ? exchange ?? "upbit" : first;
  if (symbol === undefined || third !== undefined || !/^[a-z][a-z0-9_]{0,39}$/.test(id)) {
    throw new UserError(
      "invalid",
      `Cannot read the market ${JSON.stringify(text.slice(0, 60))}: ${toMarketHint(text)}`,
    );
  }
  return { exchange: id, symbol };
}

/** What to write instead: of a share's code that is known exactly. */
function toMarketHint(text: string): string {
  const name = text.trim();
  const [first = "", second] = name.split(":");
  const code = (second ?? first).toUpperCase();
  if (isShareCode(code)) {
    return `write it with its currency, ${second === undefined ? "" : `${first}:`}${code}/KRW`;
  }
  if (/[^\x20-\x7e]/.test(name)) {
    return "a market has letters A to Z and digits only; write a share by its code, like 005930/KRW, and a coin " +
      "like BTC/KRW";
  }
  return "write it like BTC/KRW or upbit:BTC/KRW, and a share like 005930/KRW";
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
