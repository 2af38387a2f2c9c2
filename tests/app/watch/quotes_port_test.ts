import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { toQuotesPort } from "../../../src/app/watch/quotes_port.ts";
import type { Candle, Interval } from "../../../src/core/candle.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import { hours } from "../../market/read/session_reader.ts";

const at = (text: string) => Date.parse(`2026-11-${text}:00+09:00`);
const candle = (openTimeMs: number, close: number): Candle => (
  { openTimeMs, open: close, high: close, low: close, close, volume: 1 }
);

async function quoteOf(
  series: Readonly<Partial<Record<Interval, readonly (readonly [string, number])[]>>>,
  poll?: Parameters<typeof toQuotesPort>[0]["portfolio"],
) {
  await using shelf = new MemoryCandleStore();
  for (const [interval, rows] of Object.entries(series)) {
    await shelf.keep({ exchange: "krx", symbol: "005930/KRW", interval: interval as Interval }, {
      candles: rows.map(([time, close]) => candle(at(time), close)),
      closedUntilMs: Infinity,
    });
  }
  await shelf.learnNames([{ code: "005930", name: "삼성전자", atMs: 1 }]);
  const port = toQuotesPort({ shelf, hoursOf: () => hours, portfolio: poll ?? (() => undefined) });
  const [quote] = await port.quotesOf(["005930"]);
  return quote;
}

/** The last minute of a session begins at 15:30; on the day of the entrance exam all is an hour later. */
Deno.test("the last stored close has the time at which its session ended, and the close of the day before", async () => {
  const quote = await quoteOf({ "1d": [["19T09:00", 70_000], ["20T09:00", 71_300]] });
  deepStrictEqual(quote?.close, {
    ...{ price: 71_300, atMs: at("20T15:31"), interval: "1d" },
    before: { price: 70_000, atMs: at("19T16:31") },
  });
  deepStrictEqual([quote?.name, quote?.hasCandles, quote?.held], ["삼성전자", true, undefined]);
});

Deno.test("minutes of a later day are the later close, and it is compared with an earlier day, never with an earlier minute", async () => {
  const quote = await quoteOf({
    "1d": [["19T09:00", 70_000]],
    "1m": [["19T15:00", 70_100], ["20T09:00", 72_000], ["20T09:01", 72_100]],
  });
  deepStrictEqual(quote?.close, {
    ...{ price: 72_100, atMs: at("20T09:02"), interval: "1m" },
    before: { price: 70_100, atMs: at("19T15:01") },
  });
});

Deno.test("where days and minutes end together the close is that of the day", async () => {
  const quote = await quoteOf({ "1m": [["20T15:29", 71_200]], "1d": [["20T09:00", 71_300]] });
  deepStrictEqual([quote?.close?.price, quote?.close?.interval], [71_300, "1d"]);
});

Deno.test("without candles there is no close, and a week is none", async () => {
  strictEqual((await quoteOf({}))?.close, undefined);
  const week = await quoteOf({ "1w": [["16T09:00", 71_300]] });
  deepStrictEqual([week?.close, week?.hasCandles], [undefined, true]);
  const none = toQuotesPort({ shelf: undefined, hoursOf: () => hours, portfolio: () => undefined });
  deepStrictEqual(await none.quotesOf(["005930"]), [{
    ...{ code: "005930", name: undefined, hasCandles: false, close: undefined, held: undefined },
  }]);
});

Deno.test("whether it is held is told by the last poll, with its time, and nobody guesses", async () => {
  const pollOf =
    (rows: readonly Record<string, unknown>[], facts: { gap?: string; total?: number } = {}) => () => (
      { fetchedAtMs: 5_000, gap: facts.gap, total: facts.total, rows }
    );
  const heldOf = async (...poll: Parameters<typeof pollOf>) => (await quoteOf({}, pollOf(...poll)))?.held;
  deepStrictEqual(await heldOf([{ ticker: "005930", quantity: 3 }]), { isHeld: true, atMs: 5_000 });
  deepStrictEqual(await heldOf([{ ticker: "005930" }]), { isHeld: true, atMs: 5_000 });
  deepStrictEqual(await heldOf([{ ticker: "005930", quantity: 0 }]), { isHeld: false, atMs: 5_000 });
  deepStrictEqual(await heldOf([{ ticker: "000660" }]), { isHeld: false, atMs: 5_000 });
  strictEqual(await heldOf([{ ticker: "000660" }], { total: 9 }), undefined);
  strictEqual(await heldOf([], { gap: "no_list" }), undefined);
});
