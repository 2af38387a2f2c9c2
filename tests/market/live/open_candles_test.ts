import { strictEqual } from "node:assert/strict";
import type { Candle } from "../../../src/core/candle.ts";
import { OpenCandles } from "../../../src/market/live/open_candles.ts";

const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const at = (openTimeMs: number): Candle => ({ openTimeMs, open: 1, high: 1, low: 1, close: 1, volume: 1 });
const live = (candle: Candle) => ({
  series: SERIES,
  candle,
  atMs: candle.openTimeMs,
  from: "stream" as const,
});

Deno.test("the open candle of a series is the last one that was noted, until it or a later one has closed", () => {
  const open = new OpenCandles();
  strictEqual(open.of(SERIES), undefined);
  open.noteClosed(live(at(60_000)));
  const second = at(120_000);
  open.noteOpen(live(second));
  open.noteClosed(live(at(60_000)));
  strictEqual(open.of(SERIES), second);
  strictEqual(open.of({ ...SERIES, symbol: "ETH/KRW" }), undefined);
  open.noteClosed(live(at(120_000)));
  strictEqual(open.of(SERIES), undefined);
  open.noteOpen(live(second));
  open.noteClosed(live(at(180_000)));
  strictEqual(open.of(SERIES), undefined);
});
