import "../../src/web/assets/chart_book.js";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { MINUTE_MS } from "../../src/core/kst.ts";

type Row = readonly number[];
interface Hole {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: string;
  readonly reason?: string;
}
interface Answer {
  readonly fromMs: number;
  readonly toMs: number;
  readonly candles: readonly Row[];
  readonly openBar?: Row;
  readonly emptySlots?: readonly number[];
  readonly holes: readonly Hole[];
  readonly indicators: readonly { readonly id: string; readonly values: readonly (number | null)[] }[];
}
interface Book {
  add(answer: Answer): void;
  clear(): void;
  slots(): readonly number[];
  slotAfter(openMs: number): number;
  sessionStarts(): readonly number[];
  rowBefore(openMs: number): Row | undefined;
  valueOf(id: string, openMs: number): number | undefined;
  holeAt(openMs: number): Hole | undefined;
  firstOpenEndMs(sinceMs: number): number | undefined;
  lastBars(count: number): readonly Row[];
  readonly holes: readonly Hole[];
  readonly fromMs: number | undefined;
}
interface SignalChart {
  createBook(setup: { readonly barMs: number | null; readonly interval: string }): Book;
  toChartTime(openMs: number): number;
  fromChartTime(seconds: number): number;
}

const { createBook, toChartTime, fromChartTime } =
  (globalThis as unknown as { readonly signalChart: SignalChart }).signalChart;
const START_MS = Date.parse("2026-03-11T00:00:00Z");
const at = (minute: number) => START_MS + minute * MINUTE_MS;
const candle = (minute: number, close = 100): Row => [at(minute), 100, 110, 90, close, 1];
const minutesOf = (times: readonly number[]) => times.map((ms) => (ms - START_MS) / MINUTE_MS);
const answer = (from: number, to: number, change: Partial<Answer> = {}): Answer => ({
  fromMs: at(from),
  toMs: at(to),
  candles: [],
  holes: [],
  indicators: [],
  ...change,
});
const minutes = () => createBook({ barMs: MINUTE_MS, interval: "1m" });

Deno.test("a gap keeps a slot for each bar that is missing in it, also at the end", () => {
  const book = minutes();
  book.add(answer(0, 10, {
    candles: [candle(0), candle(1), candle(5)],
    holes: [{ fromMs: at(2), toMs: at(5), kind: "outage" }, {
      fromMs: at(6),
      toMs: at(8),
      kind: "not_fetched",
    }],
  }));
  deepStrictEqual(minutesOf(book.slots()), [0, 1, 2, 3, 4, 5, 6, 7]);
  strictEqual(book.holeAt(at(4))?.kind, "outage");
  strictEqual(book.holeAt(at(5)), undefined);
});

Deno.test("what an answer says about gaps replaces what was known in its stretch only", () => {
  const book = minutes();
  book.add(answer(0, 20, {
    candles: [candle(0), candle(19)],
    holes: [{ fromMs: at(1), toMs: at(19), kind: "not_fetched" }],
  }));
  book.add(answer(5, 10, { candles: [5, 6, 7, 8, 9].map((minute) => candle(minute)) }));
  const spans = book.holes.map(({ fromMs, toMs }) => minutesOf([fromMs, toMs]));
  deepStrictEqual(spans, [[1, 5], [10, 19]]);
});

Deno.test("a gap that reaches over the edge of two answers is one gap", () => {
  const book = minutes();
  const hole = { kind: "outage", reason: "HTTP 503" };
  book.add(answer(10, 20, { candles: [candle(15)], holes: [{ ...hole, fromMs: at(10), toMs: at(15) }] }));
  deepStrictEqual(book.holes, [], "before the first bar nothing can be missing");
  book.add(answer(0, 10, { candles: [candle(0)], holes: [{ ...hole, fromMs: at(5), toMs: at(10) }] }));
  deepStrictEqual(book.holes, [{ ...hole, fromMs: at(5), toMs: at(15) }]);
});

Deno.test("a later answer replaces the open bar and the values that belong to it", () => {
  const book = minutes();
  const withValue = (close: number, value: number | null) =>
    answer(0, 2, {
      candles: [candle(0)],
      openBar: candle(1, close),
      indicators: [{ id: "sma_2", values: [null, value] }],
    });
  book.add(withValue(101, 7));
  book.add(withValue(102, 8));
  deepStrictEqual(book.lastBars(1), [candle(1, 102)]);
  deepStrictEqual([book.valueOf("sma_2", at(0)), book.valueOf("sma_2", at(1))], [undefined, 8]);
});

Deno.test("only a gap that can still be filled is asked for again", () => {
  const book = minutes();
  book.add(answer(0, 30, {
    candles: [candle(0), candle(29)],
    holes: [{ fromMs: at(1), toMs: at(5), kind: "no_trade" }, {
      fromMs: at(10),
      toMs: at(20),
      kind: "not_fetched",
    }],
  }));
  strictEqual(book.firstOpenEndMs(at(0)), at(10));
  strictEqual(book.firstOpenEndMs(at(15)), at(15));
  strictEqual(book.firstOpenEndMs(at(25)), undefined);
});

Deno.test("months follow each other by the calendar", () => {
  const book = createBook({ barMs: null, interval: "1M" });
  const month = (text: string): Row => [Date.parse(text), 1, 1, 1, 1, 1];
  book.add(answer(0, 1, { candles: [month("2025-12-01T00:00:00Z"), month("2026-03-01T00:00:00Z")] }));
  deepStrictEqual(book.slots().map((ms) => new Date(ms).toISOString().slice(0, 7)), [
    "2025-12",
    "2026-01",
    "2026-02",
    "2026-03",
  ]);
});

Deno.test("the axis is in Korean wall time and the way back is exact", () => {
  strictEqual(new Date(toChartTime(START_MS) * 1_000).toISOString().slice(11, 16), "09:00");
  strictEqual(fromChartTime(toChartTime(START_MS)), START_MS);
});

Deno.test("a book knows from when on it has asked, and forgets everything when it begins anew", () => {
  const book = minutes();
  book.add(answer(20, 30, { candles: [candle(25)] }));
  book.add(answer(10, 20));
  strictEqual(book.fromMs, at(10));
  book.clear();
  deepStrictEqual([book.fromMs, book.slots(), book.holes], [undefined, [], []]);
});

const DAY_MINUTES = 1_440;

Deno.test("where a market has sessions a night has no width, and what is missing within one keeps its own", () => {
  const book = minutes();
  const next = DAY_MINUTES;
  book.add(answer(0, next + 10, {
    candles: [candle(0), candle(1), candle(next + 1), candle(next + 2)],
    holes: [{ fromMs: at(2), toMs: at(next + 1), kind: "outage" }],
    emptySlots: [at(2), at(next)],
  }));
  deepStrictEqual(minutesOf(book.slots()), [0, 1, 2, next, next + 1, next + 2]);
  deepStrictEqual(minutesOf(book.sessionStarts()), [next]);
  deepStrictEqual(minutesOf([book.slotAfter(at(2)), book.slotAfter(at(next + 2))]), [next, next + 3]);
  strictEqual(book.rowBefore(at(next + 1))?.[0], at(1));
  book.add(answer(0, 5, { candles: [candle(0), candle(1), candle(2)], emptySlots: [] }));
  deepStrictEqual(minutesOf(book.slots()), [0, 1, 2, next, next + 1, next + 2]);
  book.clear();
  book.add(answer(0, 3, { candles: [candle(0), candle(2)] }));
  deepStrictEqual(minutesOf(book.slots()), [0, 1, 2]);
});

Deno.test("a market that is always open has no sessions to be told apart", () => {
  const book = minutes();
  book.add(answer(0, DAY_MINUTES + 1, { candles: [candle(0), candle(DAY_MINUTES)] }));
  deepStrictEqual(book.sessionStarts(), []);
  strictEqual(book.slotAfter(at(0)), at(1));
});
