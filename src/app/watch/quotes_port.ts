/** What is stored of a share: its last close and the close of the day before, and whether the last poll says it is held. */
import type { StockQuote, StockQuotesPort } from "../../commands/watch_ports.ts";
import { intervalLengthMs, type SeriesKey } from "../../core/candle.ts";
import { DAY_MS, kstDayOf, kstDayStartMs } from "../../core/kst.ts";
import type { HoursOf } from "../../core/market/hours.ts";
import { toNameMap } from "../../core/market/stock_name.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { CandleStore } from "../../market/candle_store.ts";

/** The rows of a poll of the portfolio, and when it was answered. */
export interface HeldPoll {
  readonly fetchedAtMs: number;
  readonly gap: string | undefined;
  readonly total: number | undefined;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface QuoteParts {
  /** `undefined` while no candles are kept. */
  readonly shelf: Pick<CandleStore, "list" | "lastClosed" | "names" | "read"> | undefined;
  readonly hoursOf: HoursOf;
  /** The last good one. */
  readonly portfolio: () => HeldPoll | undefined;
}

export function toQuotesPort(parts: QuoteParts): StockQuotesPort {
  const { shelf, portfolio } = parts;
  return {
    async quotesOf(codes) {
      const names = toNameMap(await shelf?.names() ?? []);
      const stored = await shelf?.list() ?? [];
      const poll = portfolio();
      return await Promise.all(codes.map(async (code) => {
        const symbol = `${code}/KRW`;
        const series = stored.map((facts) => facts.series)
          .filter((one) => one.exchange === STOCK_EXCHANGE && one.symbol === symbol);
        return {
          ...{ code, name: names.get(code), hasCandles: series.length > 0 },
          close: await readClose(parts, series),
          held: readHeld(poll, code),
        };
      }));
    },
  };
}

/** Of all series the one that ends last; where several do, days: their close is the official one. */
async function readClose(
  { shelf, hoursOf }: QuoteParts,
  stored: readonly SeriesKey[],
): Promise<StockQuote["close"]> {
  if (shelf === undefined) return undefined;
  const hours = await hoursOf(STOCK_EXCHANGE);
  const lengthOf = ({ interval }: SeriesKey) => intervalLengthMs(interval) ?? Infinity;
  const ends = [];
  for (const series of stored.filter((one) => lengthOf(one) <= DAY_MS)) {
    const candle = await shelf.lastClosed(series);
    if (candle === undefined) continue;
    ends.push({ series, candle, atMs: hours.closeTime(series.interval, candle.openTimeMs) });
  }
  const [last] = ends.toSorted((a, b) => b.atMs - a.atMs || lengthOf(b.series) - lengthOf(a.series));
  if (last === undefined) return undefined;
  const { series, candle, atMs } = last;
  const day = { fromMs: 0, toMs: kstDayStartMs(kstDayOf(candle.openTimeMs)) };
  const [before] = await shelf.read(series, day, { limit: 1, fromEnd: true });
  return {
    ...{ price: candle.close, atMs, interval: series.interval },
    before: before === undefined
      ? undefined
      : { price: before.close, atMs: hours.closeTime(series.interval, before.openTimeMs) },
  };
}

/** A list that was cut off cannot tell that something is not in it. */
function readHeld(poll: HeldPoll | undefined, code: string): StockQuote["held"] {
  if (poll === undefined || poll.gap !== undefined) return undefined;
  const { rows, total = rows.length, fetchedAtMs: atMs } = poll;
  const row = rows.find(({ ticker }) => typeof ticker === "string" && ticker.toUpperCase() === code);
  if (row === undefined) return total > rows.length ? undefined : { isHeld: false, atMs };
  return { isHeld: row.quantity === undefined || Number(row.quantity) > 0, atMs };
}
