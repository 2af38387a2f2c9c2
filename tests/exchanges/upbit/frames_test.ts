import assert from "node:assert/strict";
import fc from "fast-check";
import { readKnown } from "../../support/known.ts";
import {
  LONGEST_FRAME_BYTES,
  readUpbitFrames,
  type UpbitFrame,
} from "../../../src/exchanges/upbit/frames.ts";

const TICKER = {
  type: "ticker",
  code: "KRW-BTC",
  trade_price: 109868000.0,
  trade_volume: 9.101e-05,
  trade_timestamp: 1787729040682,
  timestamp: 1787729042606,
  delisting_date: null,
  stream_type: "SNAPSHOT",
};
const CANDLE = {
  type: "candle.1m",
  code: "KRW-BTC",
  candle_date_time_utc: "2026-08-26T08:08:00",
  candle_date_time_kst: "2026-08-26T17:08:00",
  opening_price: 109715000.0,
  high_price: 109756000.0,
  low_price: 109714000.0,
  trade_price: 109755000.0,
  candle_acc_trade_volume: 0.71326612,
  candle_acc_trade_price: 78269528.64757,
  timestamp: 1787731717049,
  stream_type: "SNAPSHOT",
};
const SHORT_TRADE = {
  ty: "trade",
  cd: "BTC-BCH",
  tms: 1523531745481,
  td: "2018-04-12",
  ttm: "11:15:48",
  ttms: 1523531748370,
  tp: 0.09601999,
  tv: 0.18711789,
  ab: "BID",
  st: "SNAPSHOT",
};
const SHORT_CANDLE = {
  ty: "candle.240m",
  cd: "KRW-BTC",
  cdttmu: "2026-08-26T08:00:00",
  cdttmk: "2026-08-26T17:00:00",
  op: 3,
  hp: 5,
  lp: 2,
  tp: 4,
  catv: 10,
  catp: 35,
  tms: 1787731717049,
  st: "REALTIME",
};
const TICK = {
  kind: "tick",
  type: "ticker",
  tick: {
    atMs: 1787729040682,
    symbol: "BTC/KRW",
    price: 109868000,
    volume: 0.00009101,
    source: "upbit",
  },
};

function read(value: object): UpbitFrame {
  const frames = readUpbitFrames(JSON.stringify(value));
  assert.equal(frames.length, 1);
  return frames[0] as UpbitFrame;
}

function reasonOf(frame: UpbitFrame | undefined): string {
  assert.equal(frame?.kind, "refused", JSON.stringify(frame));
  return frame.reason;
}

Deno.test("a ticker is the trade it tells of, with the time of that trade", () => {
  assert.deepEqual(read(TICKER), TICK);
});

Deno.test("bytes of UTF-8, as Upbit sends them, say the same as text", () => {
  const bytes = new TextEncoder().encode(JSON.stringify(TICKER));
  assert.deepEqual(readUpbitFrames(bytes), [TICK]);
});

Deno.test("numbers may come as decimal text", () => {
  const frame = read({ ...TICKER, trade_price: "109868000.00000000", trade_volume: "0.00009101" });
  assert.deepEqual(frame, TICK);
});

Deno.test("a trade in the SIMPLE format is a tick of its market", () => {
  assert.deepEqual(read(SHORT_TRADE), {
    kind: "tick",
    type: "trade",
    tick: {
      atMs: 1523531748370,
      symbol: "BCH/BTC",
      price: 0.09601999,
      volume: 0.18711789,
      source: "upbit",
    },
  });
});

Deno.test("a candle has the time, the prices and the volume in units of base", () => {
  assert.deepEqual(read(CANDLE), {
    kind: "candle",
    series: { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" },
    candle: {
      openTimeMs: Date.parse("2026-08-26T08:08:00Z"),
      open: 109715000,
      high: 109756000,
      low: 109714000,
      close: 109755000,
      volume: 0.71326612,
    },
  });
});

Deno.test("a candle in the SIMPLE format reads as the one with long names", () => {
  assert.deepEqual(read(SHORT_CANDLE), {
    kind: "candle",
    series: { exchange: "upbit", symbol: "BTC/KRW", interval: "4h" },
    candle: {
      openTimeMs: Date.parse("2026-08-26T08:00:00Z"),
      open: 3,
      high: 5,
      low: 2,
      close: 4,
      volume: 10,
    },
  });
});

Deno.test("the time of a candle is given as sent, also between two minutes", () => {
  const frame = read({ ...CANDLE, candle_date_time_utc: "2025-01-02T04:28:05" });
  assert.equal(frame.kind === "candle" && frame.candle.openTimeMs, Date.parse("2025-01-02T04:28:05Z"));
});

Deno.test("each type of candle has its interval", () => {
  const types = ["1s", "1m", "3m", "5m", "10m", "15m", "30m", "60m", "240m"];
  const intervals = types.map((type) => {
    const frame = read({ ...CANDLE, type: `candle.${type}` });
    return frame.kind === "candle" ? frame.series.interval : frame.kind;
  });
  assert.deepEqual(intervals, ["1s", "1m", "3m", "5m", "10m", "15m", "30m", "1h", "4h"]);
});

Deno.test("a list is as many frames, good and bad ones in their order", () => {
  const frames = readUpbitFrames(JSON.stringify([TICKER, { ...TICKER, trade_price: null }, SHORT_CANDLE]));
  assert.deepEqual(frames.map(({ kind }) => kind), ["tick", "refused", "candle"]);
});

Deno.test("the answer to PING is a sign of life", () => {
  assert.deepEqual(read({ status: "UP" }), { kind: "alive" });
});

Deno.test("an error is told with its name and its words", () => {
  assert.deepEqual(read({ error: { name: "NO_CODES", message: "codes 필드가 존재하지 않습니다." } }), {
    kind: "error",
    name: "NO_CODES",
    message: "codes 필드가 존재하지 않습니다.",
  });
});

Deno.test("a type that is not read here is named, not refused", () => {
  assert.deepEqual(read({ type: "orderbook", code: "KRW-BTC" }), { kind: "other", type: "orderbook" });
  assert.deepEqual(read({ ty: "candle.1d", cd: "KRW-BTC" }), { kind: "other", type: "candle.1d" });
});

const REFUSED: readonly (readonly [string, object, RegExp])[] = [
  ["a price of null", { ...TICKER, trade_price: null }, /^trade_price is not .*: null$/],
  ["a price of 0", { ...TICKER, trade_price: 0 }, /^trade_price is not a price above 0: 0$/],
  ["a negative price", { ...TICKER, trade_price: -1 }, /^trade_price is not a price above 0: -1$/],
  ["a price in words", { ...TICKER, trade_price: "NaN" }, /^trade_price is not .*: "NaN"$/],
  ["an empty price", { ...TICKER, trade_price: "" }, /^trade_price is not .*: ""$/],
  ["a price missing", { ...TICKER, trade_price: undefined }, /^trade_price is missing$/],
  ["a negative volume", { ...TICKER, trade_volume: -0.1 }, /^trade_volume is not a volume: -0.1$/],
  ["a time in seconds and a half", { ...TICKER, trade_timestamp: 1.5 }, /^trade_timestamp is not a time/],
  ["no market", { ...TICKER, code: undefined }, /^code is missing$/],
  ["a market that is none", { ...TICKER, code: "BTCKRW" }, /^code is not a market: "BTCKRW"$/],
  ["a market of another shape", { ...TICKER, code: 7 }, /^code is not .*: 7$/],
  ["no type", { code: "KRW-BTC", trade_price: 1 }, /^type is missing$/],
  ["a type that is no text", { ...TICKER, type: 1 }, /^type is not a type: 1$/],
  [
    "a candle without a time",
    { ...CANDLE, candle_date_time_utc: undefined },
    /^candle_date_time_utc is missing$/,
  ],
  [
    "a candle at no time",
    { ...CANDLE, candle_date_time_utc: "yesterday" },
    /^candle_date_time_utc is not a time: "yest/,
  ],
  [
    "a high below the close",
    { ...CANDLE, high_price: 109714500 },
    /^high_price lies below another price of its bar: 1/,
  ],
  [
    "a low above the open",
    { ...CANDLE, low_price: 109755000 },
    /^low_price lies above another price of its bar: 1/,
  ],
  [
    "a candle's volume of null",
    { ...CANDLE, candle_acc_trade_volume: null },
    /^candle_acc_trade_volume is not .*: null$/,
  ],
  ["a short name", { ...SHORT_TRADE, tp: "x" }, /^trade_price \(tp\) is not .*: "x"$/],
  [
    "a short name missing",
    { ...SHORT_CANDLE, catv: undefined },
    /^candle_acc_trade_volume \(catv\) is missing$/,
  ],
  ["another status", { status: "DOWN" }, /^type is missing$/],
];

for (const [what, value, expected] of REFUSED) {
  Deno.test(`a frame with ${what} is refused by Upbit's name of the field`, () => {
    assert.match(reasonOf(read(value)), expected);
  });
}

Deno.test("a number too large for a float is refused, not infinite", () => {
  const text = JSON.stringify(TICKER).replace("109868000", "1e999");
  assert.match(reasonOf(readUpbitFrames(text)[0]), /^trade_price is not /);
});

Deno.test("what is no JSON, no object or no UTF-8 is refused with a glimpse of it on one line", () => {
  assert.match(
    reasonOf(readUpbitFrames("<html>\nmaintenance")[0]),
    /^the frame is not JSON .*<html>\\u000amaint/,
  );
  assert.match(reasonOf(readUpbitFrames("")[0]), /^the frame is not JSON .*nothing/);
  assert.match(reasonOf(readUpbitFrames("12")[0]), /^the frame is not an object \(it is 12\)$/);
  assert.match(reasonOf(readUpbitFrames("null")[0]), /^the frame is not an object \(it is null\)$/);
  assert.match(reasonOf(readUpbitFrames(new Uint8Array([0x7b, 0xff, 0x7d]))[0]), /^the frame is not JSON/);
});

Deno.test("a frame of 256 kB is read, and a longer one refused unread", () => {
  const short = JSON.stringify(TICKER);
  assert.deepEqual(readUpbitFrames(short.padEnd(LONGEST_FRAME_BYTES)), [TICK]);
  assert.match(reasonOf(readUpbitFrames(short.padEnd(LONGEST_FRAME_BYTES + 1))[0]), /longer than 256 kB/);
});

Deno.test("whatever is sent, no price, volume or time leaves that is not a number", () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.double(),
    fc.constantFrom("1e5", "-0", "0x10", " 1", "١", 1e21, "9".repeat(30)),
  );
  const change = fc.dictionary(
    fc.constantFrom(...Object.keys(TICKER), ...Object.keys(CANDLE), ...Object.keys(SHORT_CANDLE)),
    odd,
  );
  fc.assert(
    fc.property(fc.constantFrom(TICKER, CANDLE, SHORT_TRADE, SHORT_CANDLE), change, (base, changed) => {
      for (const frame of readUpbitFrames(JSON.stringify({ ...base, ...changed }))) {
        const numbers = frame.kind === "tick"
          ? [frame.tick.atMs, frame.tick.price, frame.tick.volume]
          : frame.kind === "candle"
          ? Object.values(frame.candle)
          : [];
        assert.ok(numbers.every((value) => Number.isFinite(value) && value >= 0), JSON.stringify(frame));
        if (frame.kind === "refused") assert.ok(frame.reason.length < 200 && !/\p{Cc}/u.test(frame.reason));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test({
  name: "the recorded frames are a candle and a tick of ETH/KRW",
  fn: () => {
    const [candle, ticker] = readKnown<readonly object[]>("upbit_frames.json").map((message) =>
      read(message)
    );
    assert.deepEqual(candle?.kind === "candle" && [candle.series.symbol, candle.candle.volume], [
      "ETH/KRW",
      0.00606119,
    ]);
    assert.deepEqual(ticker?.kind === "tick" && ticker.tick, {
      atMs: 1693383665811,
      symbol: "ETH/KRW",
      price: 36929,
      volume: 0.00006314,
      source: "upbit",
    });
  },
});

Deno.test("a list of more frames than any market needs is one refusal, and none of it is read", () => {
  assert.equal(readUpbitFrames(`[${Array(200).fill(1).join()}]`).length, 200);
  const frames = readUpbitFrames(`[${Array(120_001).fill(1).join()}]`);
  assert.deepEqual(frames, [
    { kind: "refused", reason: "the list holds 120001 frames, which is more than 200" },
  ]);
});
