import { deepStrictEqual } from "node:assert/strict";
import { writeCandleCsv } from "../../../src/market/csv/write.ts";

function columnsOf(rows: number) {
  const column = (valueAt: (i: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => valueAt(i));
  return {
    openTimeMs: column((i) => i * 60_000),
    open: column(() => 1),
    high: column(() => 2),
    low: column(() => 0.5),
    close: column(() => 1e-8),
    volume: column((i) => i),
  };
}

Deno.test("candles become lines of a time and five numbers, under the names of the columns when they are wanted", () => {
  deepStrictEqual([...writeCandleCsv(columnsOf(2), { times: "iso", withHeader: true })], [
    "open_time,open,high,low,close,volume\n",
    "1970-01-01T00:00:00Z,1,2,0.5,1e-8,0\n1970-01-01T00:01:00Z,1,2,0.5,1e-8,1\n",
  ]);
  deepStrictEqual([...writeCandleCsv(columnsOf(1), { times: "ms", withHeader: false })], [
    "0,1,2,0.5,1e-8,0\n",
  ]);
  const late = { ...columnsOf(1), openTimeMs: Float64Array.of(1_250) };
  deepStrictEqual([...writeCandleCsv(late, { times: "iso", withHeader: false })], [
    "1970-01-01T00:00:01.250Z,1,2,0.5,1e-8,0\n",
  ]);
});

Deno.test("a piece has a thousand lines, each candle once, and no candle makes no piece", () => {
  const sizesOf = (rows: number) =>
    [...writeCandleCsv(columnsOf(rows), { times: "ms", withHeader: false })].map((piece) =>
      piece.split("\n").length - 1
    );
  deepStrictEqual([0, 1, 1_000, 1_001, 2_500].map(sizesOf), [[], [1], [1_000], [1_000, 1], [
    1_000,
    1_000,
    500,
  ]]);
});
