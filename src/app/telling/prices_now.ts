/** What the last polls say that shares cost, for signals that come late. */
import { kstDayOf, kstDayStartMs } from "../../core/kst.ts";
import type { NotifierParts } from "../../notifiers/start_notifiers.ts";
import type { Stock } from "../../stock/start_stock.ts";

export type PriceLookup = NonNullable<NotifierParts["pricesNow"]>;

/** In the order in which they are believed, where both are as old. */
const PRICED_SOURCES = ["portfolio", "screener_preview"];

interface Seen {
  readonly krw: number;
  readonly ageMs: number;
}

/** From memory. The age is that of the oldest price that is told; a price of another currency is none in won. */
export function createPricesNow(stock: Pick<Stock, "lastPolls">, now: () => number): PriceLookup {
  return (tickers) => {
    const polls = stock.lastPolls();
    const nowMs = now();
    const seen = tickers.map((ticker) =>
      PRICED_SOURCES.flatMap((source): Seen[] => {
        const poll = polls[source];
        const row = poll?.rows.find((cells) => cells.ticker === ticker);
        if (poll === undefined || typeof row?.price !== "number" || row.price <= 0) return [];
        if ((row.currency ?? "KRW") !== "KRW") return [];
        return [{ krw: row.price, ageMs: Math.max(0, nowMs - toDataTime(poll)) }];
      }).toSorted((a, b) => a.ageMs - b.ageMs)[0]
    );
    const ages = seen.flatMap((one) => one === undefined ? [] : [one.ageMs]);
    return {
      krw: seen.map((one) => one?.krw),
      ageMs: ages.length === 0 ? undefined : Math.max(...ages),
    };
  };
}

/** An answer that tells of an earlier time has the price of that time; one that names a day alone tells of no time. */
function toDataTime(
  { fetchedAtMs, dataAtMs = fetchedAtMs }: {
    readonly fetchedAtMs: number;
    readonly dataAtMs: number | undefined;
  },
): number {
  const isDayAlone = dataAtMs === kstDayStartMs(kstDayOf(fetchedAtMs));
  return isDayAlone ? fetchedAtMs : Math.min(fetchedAtMs, dataAtMs);
}
