/** What a portfolio is worth, whatever its server calls its total. */
import assert from "node:assert/strict";
import { toWorth } from "../../../src/core/payload/worth.ts";

const ROWS = [{ quantity: 100, price: 71_000, currency: "KRW" }, { quantity: 10, price: 38_000 }];
const HELD = 7_480_000;

function worthOf(totals: Parameters<typeof toWorth>[0], rows: Parameters<typeof toWorth>[1] = ROWS) {
  const { holdings, cash, total } = toWorth(totals, rows);
  return { holdings, cash, total };
}

Deno.test("a total with the cash in it stays the total, and what is held is told apart", () => {
  assert.deepEqual(worthOf({ cash: 1_000_000, value: HELD + 1_000_000 }), {
    ...{ holdings: HELD, cash: 1_000_000, total: HELD + 1_000_000 },
  });
});

Deno.test("a total that is the value of what is held gets the cash added, and is none without it", () => {
  assert.equal(worthOf({ cash: 1_000_000, value: HELD }).total, HELD + 1_000_000);
  assert.deepEqual(worthOf({ value: HELD }), { holdings: HELD, cash: undefined, total: undefined });
});

Deno.test("a total that fits neither is told as the server says it", () => {
  assert.equal(worthOf({ cash: 1_000_000, value: 20_000_000 }).total, 20_000_000);
  assert.equal(worthOf({ value: 9_000_000 }).total, 9_000_000);
});

Deno.test("without a total both are added, where both are known", () => {
  assert.equal(worthOf({ cash: 500 }).total, HELD + 500);
  assert.equal(worthOf({}).total, undefined);
});

Deno.test("a list that was cut, a price that is missing and another currency leave no sum, and the server's total", () => {
  const lists = [
    undefined,
    [...ROWS, { quantity: 1 }],
    [...ROWS, { price: 5 }],
    [...ROWS, { quantity: 1, price: 5, currency: "USD" }],
  ];
  for (const rows of lists) {
    assert.deepEqual(toWorth({ cash: 5, value: 9_000_000 }, rows), {
      ...{ currency: "KRW", holdings: undefined, cash: 5, total: 9_000_000 },
      ...{ pnl: undefined, pnlPct: undefined },
    });
  }
});

Deno.test("what was sold to the last share needs no price, and rounding makes no other total", () => {
  assert.equal(worthOf({}, [...ROWS, { quantity: 0 }]).holdings, HELD);
  assert.equal(worthOf({ cash: 1_000, value: HELD + 1_003 }).total, HELD + 1_003);
  assert.equal(worthOf({ cash: 0, value: 0 }, []).total, 0);
});
