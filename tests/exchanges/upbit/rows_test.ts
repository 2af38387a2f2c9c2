import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import {
  readBookTop,
  readCandleRows,
  readTickerRows,
  readTickSize,
} from "../../../src/exchanges/upbit/rows.ts";
import { readKnown } from "../../support/known.ts";
import { toUpbitRow, type UpbitRow } from "../../support/upbit_rest_server.ts";

const START_MS = Date.parse("2026-03-11T00:00:00Z");
const MINUTE_MS = 60_000;
const WANTED = {
  symbol: "BTC/KRW",
  interval: "1m",
  span: { fromMs: START_MS, toMs: START_MS + 10 * MINUTE_MS },
  maxRows: 200,
} as const;

/** Three rows as Upbit sends them, newest first: minutes 2, 1 and 0. */
function goodRows(): UpbitRow[] {
  return [2, 1, 0].map((minute) =>
    toUpbitRow("BTC/KRW", "1m", {
      openTimeMs: START_MS + minute * MINUTE_MS,
      open: 100,
      high: 110,
      low: 90,
      close: 105,
      volume: 1.5,
    })
  );
}

function editedRows(edit: (row: UpbitRow) => void): UpbitRow[] {
  const rows = goodRows();
  const second = rows[1];
  if (second !== undefined) edit(second);
  return rows;
}

function sentenceOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof UpstreamError && error.kind === "bad_shape") return error.message;
    throw error;
  }
  throw new Error("The rows were accepted");
}

Deno.test("readCandleRows() turns rows that come newest first into ascending candles", () => {
  const { candles, refused, faults } = readCandleRows(goodRows(), WANTED);
  deepStrictEqual([refused, faults], [[], []]);
  deepStrictEqual(candles.map(({ openTimeMs }) => (openTimeMs - START_MS) / MINUTE_MS), [0, 1, 2]);
  deepStrictEqual(candles[0], {
    openTimeMs: START_MS,
    open: 100,
    high: 110,
    low: 90,
    close: 105,
    volume: 1.5,
  });
});

const BAD_ROWS: readonly (readonly [string, (row: UpbitRow) => void, string])[] = [
  ["a missing price", (row) => delete row.opening_price, "row 2: opening_price is missing"],
  ["a price that is null", (row) => row.high_price = null, "row 2: high_price is null"],
  ["words for a price", (row) => row.low_price = "SECRET", "row 2: low_price does not hold what it should"],
  ["an object for a price", (row) => row.trade_price = {}, "row 2: trade_price does not hold what it should"],
  ["a price of 0", (row) => row.opening_price = 0, "row 2: opening_price is not a price above 0"],
  ["a price below 0", (row) => row.trade_price = "-1.0", "row 2: trade_price is not a price above 0"],
  [
    "a price too large to hold",
    (row) => row.trade_price = Infinity,
    "row 2: trade_price does not hold what it should",
  ],
  [
    "a high below the close",
    (row) => row.high_price = 101,
    "row 2: high_price lies below another price of its bar",
  ],
  [
    "a low above the open",
    (row) => row.low_price = 101,
    "row 2: low_price lies above another price of its bar",
  ],
  [
    "a volume below 0",
    (row) => row.candle_acc_trade_volume = -1,
    "row 2: candle_acc_trade_volume is not a volume",
  ],
  ["no volume", (row) => delete row.candle_acc_trade_volume, "row 2: candle_acc_trade_volume is missing"],
  ["another market", (row) => row.market = "KRW-ETH", "row 2: market is not the one asked for"],
  [
    "a time off the grid",
    (row) => row.candle_date_time_utc = "2026-03-11T00:01:30",
    "row 2: candle_date_time_utc is not where a bar of 1m begins",
  ],
  [
    "a time twice",
    (row) => row.candle_date_time_utc = "2026-03-11T00:02:00",
    "row 2: candle_date_time_utc is not before the row above it",
  ],
  [
    "a day that does not exist",
    (row) => row.candle_date_time_utc = "2026-02-30T00:01:00",
    "row 2: candle_date_time_utc does not hold what it should",
  ],
  [
    "a time with a zone",
    (row) => row.candle_date_time_utc = "2026-03-11T00:01:00Z",
    "row 2: candle_date_time_utc does not hold what it should",
  ],
];

Deno.test("readCandleRows() refuses rows of which nobody can say which are in their place", () => {
  const rows = editedRows((row) => row.candle_date_time_utc = "2026-03-11T00:05:00");
  strictEqual(
    sentenceOf(() => readCandleRows(rows, WANTED)),
    "row 1: candle_date_time_utc and those of the other rows are in no order",
  );
});

const toMinute = (ms: number) => (ms - START_MS) / MINUTE_MS;

for (const [name, edit, sentence] of BAD_ROWS) {
  Deno.test(`readCandleRows() names row and field of ${name}, and keeps what stands beside it`, () => {
    const { candles, refused, faults } = readCandleRows(editedRows(edit), WANTED);
    strictEqual(faults[0]?.text, sentence);
    const minutes = candles.map(({ openTimeMs }) => toMinute(openTimeMs));
    deepStrictEqual(minutes.filter((minute) => minute <= 2), [0, 2]);
    const holdsOne = refused.some(({ fromMs, toMs }) => toMinute(fromMs) <= 1 && toMinute(toMs) >= 2);
    strictEqual(holdsOne, true, "the minute of the row is to be asked for again");
  });

  Deno.test(`readCandleRows() refuses a page of nothing but ${name}`, () => {
    if (name.startsWith("a time ") && !name.includes("grid") && !name.includes("zone")) return;
    const [, row] = editedRows(edit);
    strictEqual(sentenceOf(() => readCandleRows([row], WANTED)), sentence.replace("row 2", "row 1"));
  });
}

Deno.test("readCandleRows() refuses a row at or after the end of what was asked for", () => {
  for (const minutes of [2, 1, 0]) {
    const span = { fromMs: START_MS - MINUTE_MS, toMs: START_MS + minutes * MINUTE_MS };
    const read = () => readCandleRows(goodRows(), { ...WANTED, span });
    const sentence = "row 1: candle_date_time_utc is not before the end of what was asked for";
    if (minutes === 0) strictEqual(sentenceOf(read), sentence);
    else {
      const { candles, refused, faults } = read();
      deepStrictEqual([candles.length, refused, faults[0]?.text], [minutes, [], sentence]);
    }
  }
});

Deno.test("readCandleRows() refuses more rows than were asked for", () => {
  strictEqual(
    sentenceOf(() => readCandleRows(goodRows(), { ...WANTED, maxRows: 2 })),
    "3 rows came where at most 2 were asked for",
  );
});

for (
  const [body, sentence] of [
    [{}, "the answer is not a list of rows"],
    [null, "the answer is not a list of rows"],
    ["[]", "the answer is not a list of rows"],
    [[null], "row 1 is not an object"],
    [[[]], "row 1 is not an object"],
  ] as const
) {
  Deno.test(`readCandleRows() refuses ${JSON.stringify(body)}`, () => {
    strictEqual(sentenceOf(() => readCandleRows(body, WANTED)), sentence);
  });
}

Deno.test("readCandleRows() reads prices that come as text", () => {
  const { candles } = readCandleRows(
    editedRows((row) => row.opening_price = "101.50000000").slice(1, 2),
    WANTED,
  );
  strictEqual(candles[0]?.open, 101.5);
});

const TICKER = {
  market: "KRW-BTC",
  trade_timestamp: 1_751_606_040_365,
  trade_price: "148601000.00000000",
  trade_volume: 0.00016823,
};

Deno.test("readTickerRows() gives one tick for each symbol, in their order", () => {
  const body = [TICKER, { ...TICKER, market: "KRW-ETH", trade_price: 3_510_000 }];
  const ticks = readTickerRows(body, { symbols: ["ETH/KRW", "BTC/KRW"], source: "upbit" });
  deepStrictEqual(ticks.map(({ symbol, price }) => [symbol, price]), [
    ["ETH/KRW", 3_510_000],
    ["BTC/KRW", 148_601_000],
  ]);
  deepStrictEqual(ticks[1], {
    atMs: 1_751_606_040_365,
    symbol: "BTC/KRW",
    price: 148_601_000,
    volume: 0.00016823,
    source: "upbit",
  });
});

const BAD_TICKERS: readonly (readonly [unknown, string])[] = [
  [[], "no row with market KRW-BTC came"],
  [[{ ...TICKER, market: "KRW-ETH" }], "no row with market KRW-BTC came"],
  [[{ ...TICKER, trade_price: 0 }], "row 1: trade_price is not a price above 0"],
  [[{ ...TICKER, trade_volume: -1 }], "row 1: trade_volume is not a volume"],
  [[{ ...TICKER, trade_timestamp: null }], "row 1: trade_timestamp is null"],
  [[{ ...TICKER, trade_timestamp: 1.5 }], "row 1: trade_timestamp does not hold what it should"],
];

for (const [body, sentence] of BAD_TICKERS) {
  Deno.test(`readTickerRows() answers ${JSON.stringify(body)} with "${sentence}"`, () => {
    strictEqual(sentenceOf(() => readTickerRows(body, { symbols: ["BTC/KRW"], source: "upbit" })), sentence);
  });
}

const UNIT = { ask_price: 101, bid_price: 100, ask_size: 1, bid_size: 2 };
const book = (unit: unknown) => [{ market: "KRW-BTC", timestamp: 5, orderbook_units: [unit, UNIT] }];

Deno.test("readBookTop() takes the first unit", () => {
  deepStrictEqual(readBookTop(book({ ...UNIT, bid_price: "100.5" }), "BTC/KRW"), {
    atMs: 5,
    symbol: "BTC/KRW",
    bid: 100.5,
    bidSize: 2,
    ask: 101,
    askSize: 1,
  });
});

const BAD_BOOKS: readonly (readonly [unknown, string])[] = [
  [
    [{ market: "KRW-BTC", timestamp: 5, orderbook_units: [] }],
    "row 1: orderbook_units.0 is missing",
  ],
  [book({ ...UNIT, bid_price: null }), "row 1: orderbook_units.0.bid_price is null"],
  [book({ ...UNIT, ask_price: 0 }), "row 1: ask_price is not a price above 0"],
  [book({ ...UNIT, ask_size: -1 }), "row 1: ask_size is not a volume"],
  [book({ ...UNIT, bid_price: 102 }), "row 1: bid_price lies above ask_price"],
];

for (const [body, sentence] of BAD_BOOKS) {
  Deno.test(`readBookTop() answers ${JSON.stringify(body)} with "${sentence}"`, () => {
    strictEqual(sentenceOf(() => readBookTop(body, "BTC/KRW")), sentence);
  });
}

for (const [tickSize, text] of [["1000", "1000"], ["0.10000000", "0.1"], [1e-8, "0.00000001"]] as const) {
  Deno.test(`readTickSize() reads ${JSON.stringify(tickSize)} as ${text}`, () => {
    strictEqual(readTickSize([{ market: "KRW-BTC", tick_size: tickSize }], "BTC/KRW"), text);
  });
}

for (const tickSize of ["0", "", "SECRET", -1, null]) {
  Deno.test(`readTickSize() refuses ${JSON.stringify(tickSize)} and repeats nothing of it`, () => {
    throws(() => readTickSize([{ market: "KRW-BTC", tick_size: tickSize }], "BTC/KRW"), {
      kind: "bad_shape",
      message: /^row 1: tick_size [a-z ]+$/,
    });
  });
}

const ALWAYS = { fromMs: 0, toMs: Infinity };

const recorded = readKnown<{
  candle_pages: readonly (readonly UpbitRow[])[];
  tickers: unknown;
  seconds: unknown;
  book: unknown;
}>("upbit_answers.json");

Deno.test({
  name: "recorded candle pages are read whole, in order and to the last digit",
  fn() {
    for (const page of recorded.candle_pages) {
      const { candles, refused, faults } = readCandleRows(page, { ...WANTED, span: ALWAYS });
      deepStrictEqual([candles.length, refused, faults], [page.length, [], []]);
      deepStrictEqual(
        candles.toReversed().map(({ open, high, low, close, volume }) => [open, high, low, close, volume]),
        page.map((row) =>
          ["opening_price", "high_price", "low_price", "trade_price", "candle_acc_trade_volume"].map((name) =>
            Number(row[name])
          )
        ),
      );
    }
  },
});

Deno.test({
  name: "recorded tickers, order books and second candles are read",
  fn() {
    const { tickers, book, seconds } = recorded;
    const ticks = readTickerRows(tickers, { symbols: ["BTC/KRW", "ETH/KRW"], source: "upbit" });
    deepStrictEqual(ticks.map(({ price }) => price), [148_601_000, 3_510_000]);
    const top = readBookTop(book, "BTC/KRW");
    deepStrictEqual([top.bid, top.bidSize, top.ask, top.askSize], [
      148_490_000,
      0.04296774,
      148_520_000,
      0.0134662,
    ]);
    const { candles } = readCandleRows(seconds, { ...WANTED, interval: "1s", span: ALWAYS });
    strictEqual(candles[0]?.openTimeMs, Date.parse("2025-06-30T23:59:59Z"));
  },
});

Deno.test("readBookTop() reads a locked book, whose best bid is the best ask", () => {
  const top = readBookTop(book({ ...UNIT, bid_price: 101, ask_price: 101 }), "BTC/KRW");
  deepStrictEqual([top.bid, top.ask], [101, 101]);
});

Deno.test("an answer with more rows than an address can name markets is refused before any is read", () => {
  const rows = Array(1_001).fill(1);
  strictEqual(
    sentenceOf(() => readTickSize(rows, "BTC/KRW")),
    "1001 rows came where at most 1000 were asked for",
  );
});
