import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readHoldings, readNews, readRanking, readTotals } from "../../../src/core/payload/rows.ts";

const HOLDING = { name: undefined, ticker: undefined, quantity: undefined, avgPrice: undefined };

Deno.test("a list of holdings is empty, unrecognised without one, and unrecognised when no row says anything", () => {
  deepStrictEqual(readHoldings({ holdings: [] }), { kind: "empty" });
  deepStrictEqual(readHoldings({ holdings: "none" }), { kind: "unrecognized" });
  deepStrictEqual(readHoldings({ holdings: [{}, 3, null, { currency: "KRW" }] }), { kind: "unrecognized" });
});

Deno.test("rows that say something are shown, with the number of all that there are", () => {
  deepStrictEqual(readHoldings({ holdings: [{ ticker: "005930", quantity: 3 }, { other: 1 }] }), {
    kind: "rows",
    rows: [{
      ...HOLDING,
      ticker: "005930",
      quantity: 3,
      currency: "KRW",
      price: undefined,
      pnl: undefined,
      pnlPct: undefined,
    }],
    total: 2,
  });
});

Deno.test("a hundred rows are shown unless fewer are asked for", () => {
  const holdings = Array.from({ length: 130 }, (_, i) => ({ quantity: i }));
  const shown = (mostRows?: number) => {
    const read = readHoldings({ holdings }, mostRows);
    return read.kind === "rows" ? [read.rows.length, read.total] : read.kind;
  };
  deepStrictEqual(shown(), [100, 130]);
  deepStrictEqual(shown(7), [7, 130]);
});

Deno.test("the currency of a row goes before that of its payload, and won stand in for both", () => {
  const currenciesOf = (payload: Record<string, unknown>) => {
    const read = readHoldings(payload);
    return read.kind === "rows" ? read.rows.map(({ currency }) => currency) : [];
  };
  const holdings = [{ quantity: 1, currency: "USD" }, { quantity: 2 }];
  deepStrictEqual(currenciesOf({ holdings, currency: "EUR" }), ["USD", "EUR"]);
  deepStrictEqual(currenciesOf({ data: { holdings, currency: "JPY" } }), ["USD", "JPY"]);
  deepStrictEqual(currenciesOf({ holdings }), ["USD", "KRW"]);
});

Deno.test("totals are those of the payload before those of its data, and none without a figure", () => {
  strictEqual(readTotals({ currency: "USD" }), undefined);
  deepStrictEqual(readTotals({ cash: 1, data: { cash: 2, total: 3 } }), {
    currency: "KRW",
    cash: 1,
    value: 3,
    pnl: undefined,
    pnlPct: undefined,
  });
  for (const name of ["cash", "total_value", "total_pnl", "total_pnl_pct"]) {
    strictEqual(readTotals({ [name]: 0 })?.currency, "KRW", name);
  }
});

Deno.test("news tell their score and word, when they were published and about whom", () => {
  deepStrictEqual(readNews({ articles: [{ title: "Up", label: "good", score: 0.5, date: "2026-03-11" }] }), {
    kind: "rows",
    rows: [{
      headline: "Up",
      ticker: undefined,
      name: undefined,
      score: 0.5,
      word: "good",
      atMs: Date.parse("2026-03-11T00:00:00+09:00"),
    }],
    total: 1,
  });
});

Deno.test("a row of a ranking may say nothing but its factors, of which six are shown, numbers only", () => {
  const factors = { a: 1, b: "2", c: NaN, d: 4, e: 5, f: 6, g: 7 };
  const read = readRanking({ results: [{ factors }, { factors: { x: "none" } }, { factors: [1] }] });
  deepStrictEqual(read.kind === "rows" ? read.rows.map((row) => row.factors) : read, [
    [["a", 1], ["d", 4], ["e", 5], ["f", 6]],
  ]);
});
