import { deepStrictEqual, notStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { toCacheKey, toCanonicalJson } from "../../../src/stock/sources/source.ts";
import {
  newsSentimentRequest,
  portfolioRequest,
  screenerPreviewRequest,
} from "../../../src/stock/sources/stock_requests.ts";

Deno.test("portfolioRequest() reads the portfolio, good for a minute", () => {
  deepStrictEqual(portfolioRequest(), { method: "GET", path: "/api/webai/portfolio", ttlMs: 60_000 });
});

Deno.test("newsSentimentRequest() reads the latest day, or the day it is given, good for five minutes", () => {
  deepStrictEqual(newsSentimentRequest(), {
    method: "GET",
    path: "/api/webai/news-sentiment",
    ttlMs: 300_000,
  });
  strictEqual(newsSentimentRequest("2026-03-11").path, "/api/webai/news-sentiment?date=2026-03-11");
});

Deno.test("newsSentimentRequest() refuses everything that is not a real day", () => {
  for (const date of ["", "today", "2026-02-30", "2026-03-11&x=1", "../portfolio", "2026-03-11\r\nX: 1"]) {
    throws(() => newsSentimentRequest(date), RangeError, JSON.stringify(date));
  }
});

Deno.test("newsSentimentRequest() keeps what it was given readable and on one line in its error", () => {
  throws(() => newsSentimentRequest("a\nb"), /received "a\\nb"/);
});

Deno.test("screenerPreviewRequest() asks for a preview of 20 rows unless it is told otherwise", () => {
  deepStrictEqual(screenerPreviewRequest(), {
    method: "POST",
    path: "/api/stock/screener/run",
    body: '{"mode":"preview","top_n":20}',
    ttlMs: 60_000,
  });
  strictEqual(
    screenerPreviewRequest({ weights: { value: 0.5, momentum: 1 }, topN: 5 }).body,
    '{"mode":"preview","top_n":5,"weights":{"momentum":1,"value":0.5}}',
  );
});

Deno.test("screenerPreviewRequest() accepts 1 to 500 rows and no other count", () => {
  for (const topN of [1, 500]) {
    strictEqual(JSON.parse(screenerPreviewRequest({ topN }).body ?? "").top_n, topN);
  }
  for (const topN of [0, -1, 501, 1.5, NaN, Infinity]) {
    throws(() => screenerPreviewRequest({ topN }), RangeError, String(topN));
  }
});

Deno.test("screenerPreviewRequest() refuses a weight that JSON cannot carry, by its name", () => {
  for (const weight of [NaN, Infinity, -Infinity]) {
    throws(() => screenerPreviewRequest({ weights: { momentum: weight } }), /weight "momentum"/);
  }
});

Deno.test("equal weights in another order are the same question, other weights are another one", () => {
  const key = (weights: Record<string, number>) => toCacheKey(screenerPreviewRequest({ weights }));
  strictEqual(key({ a: 1, b: 2 }), key({ b: 2, a: 1 }));
  notStrictEqual(key({ a: 1, b: 2 }), key({ a: 2, b: 1 }));
});

Deno.test("toCacheKey() tells requests apart that differ in method, path or body", () => {
  const base = { method: "GET", path: "/a", ttlMs: 1 } as const;
  const keys = [base, { ...base, method: "POST" } as const, { ...base, path: "/b" }, { ...base, body: "{}" }];
  strictEqual(new Set(keys.map(toCacheKey)).size, keys.length);
});

Deno.test("toCanonicalJson() keeps the value and does not depend on the order of keys", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
    const text = toCanonicalJson(value);
    const reversed = Object.fromEntries(Object.entries(value).toReversed());
    strictEqual(toCanonicalJson(reversed), text);
    deepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("toCanonicalJson() orders the keys at every depth and leaves lists in their order", () => {
  strictEqual(toCanonicalJson({ b: [{ z: 1, y: 2 }, 1], a: null }), '{"a":null,"b":[{"y":2,"z":1},1]}');
});
