import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { readInbound, strikeKey } from "../../../src/signals/inbound/read_inbound.ts";
import { NOW_MS } from "../signal_parts.ts";

const ABOUT = { sender: "tradingview", receivedAtMs: NOW_MS };
const BODY = { ticker: "005930", action: "buy", confidence: 0.82, ref: "tv-1" };
const read = (change: object = {}, about: object = {}) =>
  readInbound(JSON.stringify({ ...BODY, ...change }), { ...ABOUT, ...about });
const faultOf = (change: object, about?: object) => {
  const reading = read(change, about);
  return reading.kind === "refused" ? `${reading.status} ${reading.faults.join("; ")}` : "taken";
};

Deno.test("a signal of another program is read with its own time, and everything else is as it came", () => {
  const reading = read({
    as_of: "2026-11-20T09:19:58+09:00",
    price: 71_300,
    name: " 삼성 전자 ",
    reason: "RSI 28",
  });
  deepStrictEqual(reading, {
    kind: "signal",
    fact: {
      reason: "RSI 28",
      sender: "tradingview",
      ref: "tv-1",
      ticker: "005930",
      name: "삼성 전자",
      action: "buy",
      isProtective: false,
      confidence: 0.82,
      price: 71_300,
      asOfMs: NOW_MS - 2_000,
      receivedAtMs: NOW_MS,
    },
  });
});

Deno.test("tickers are spelled one way: full width, small letters and the exchange's own form", () => {
  const tickerOf = (ticker: string) => {
    const reading = read({ ticker });
    return reading.kind === "signal" ? reading.fact.ticker : undefined;
  };
  deepStrictEqual(["００５９３０", "btc/krw", "KRW-BTC", "AAPL"].map(tickerOf), [
    "005930",
    "BTC/KRW",
    "BTC/KRW",
    undefined,
  ]);
});

Deno.test("fault 10: a body of more than 16 kB is not read", () => {
  match(faultOf({ reason: "가".repeat(6_000) }), /^413 .*16 kB/);
});

Deno.test("fault 13: a field that there is not is refused, with what was meant", () => {
  match(faultOf({ quantity: 99 }), /^422 there is no field "quantity"/);
  match(faultOf({ confidnce: 1 }), /did you mean confidence\?/);
});

Deno.test("values that cannot be are refused by their field", () => {
  match(faultOf({ confidence: 86 }), /confidence/);
  match(faultOf({ action: "hold" }), /action/);
  match(faultOf({ ref: "" }), /ref/);
  match(faultOf({ as_of: "09:20" }), /as_of: must be a time with its zone/);
  match(faultOf({ as_of: 1_763_598_000 }), /as_of/);
  match(faultOf({ price: 0 }), /price/);
  match(faultOf({ class: "protective" }), /for a sell/);
  strictEqual(faultOf({ class: "protective", action: "SELL " }), "taken");
});

Deno.test("the header names the signal when the body does not, and must not contradict it", () => {
  const bare = readInbound(JSON.stringify({ ...BODY, ref: undefined }), { ...ABOUT, idempotencyKey: "h-1" });
  strictEqual(bare.kind === "signal" && bare.fact.ref, "h-1");
  match(faultOf({}, { idempotencyKey: "h-1" }), /differs from the header/);
  match(faultOf({ ref: undefined }), /ref/);
});

Deno.test("fault 11: a key in the body is struck before anything looks at it, and is in no fault", () => {
  deepStrictEqual(strikeKey({ ...BODY, key: "k".repeat(32) }), { key: "k".repeat(32), body: BODY });
  strictEqual(faultOf({ key: "very-secret-key-of-32-characters!" }), "taken");
  assertTrue(!faultOf({ key: "very-secret-key-of-32-characters!", confidence: 9 }).includes("very-secret"));
});

Deno.test("whatever comes is answered: no text makes it throw", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    const reading = readInbound(text, ABOUT);
    assertTrue(reading.kind === "signal" || reading.faults.length > 0);
  }));
  for (const text of ["", "[]", "null", "{", '"x"']) strictEqual(readInbound(text, ABOUT).kind, "refused");
});

Deno.test("a signal with nothing in it is told field by field what is missing, in sentences", () => {
  const reading = readInbound("{}", ABOUT);
  deepStrictEqual(reading.kind === "refused" && reading.faults, [
    "ticker is missing; it must be text",
    "action is missing; it must be text",
    "confidence is missing; it must be a number",
    "ref is missing; it must be text",
  ]);
  strictEqual(faultOf({ confidence: 86 }), "422 confidence must be at most 1");
  strictEqual(faultOf({ price: 0 }), "422 price must be above 0");
  strictEqual(faultOf({ action: "hold" }), "422 action must be one of buy, sell");
  strictEqual(faultOf({ as_of: true }), "422 as_of must be text or a number");
});
