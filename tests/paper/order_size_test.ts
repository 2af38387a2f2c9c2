import { ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import type { SizeHint } from "../../src/core/advice.ts";
import { toDecimal } from "../../src/core/decimal.ts";
import { OrderSizer } from "../../src/paper/order_size.ts";
import type { AccountRules } from "../../src/paper/account_rules.ts";
import { RULES } from "./paper_parts.ts";

const sizer = (rules: Partial<AccountRules>) => new OrderSizer({ ...RULES, ...rules });
const share = (part: number): SizeHint => ({ kind: "share", share: part });
const value = (amount: number): SizeHint => ({ kind: "value", value: amount });
const units = (count: number): SizeHint => ({ kind: "units", units: count });

interface Case {
  readonly hint: SizeHint;
  readonly price: number;
  readonly freeCash: number;
  readonly rules?: Partial<AccountRules>;
  readonly gives: number | string;
}

const CASES: readonly Case[] = [
  { hint: share(1), price: 100, freeCash: 10_000, gives: 100 },
  { hint: share(1 - 2 ** -52), price: 100, freeCash: 10_000, gives: 99 },
  { hint: share(1), price: 0.1, freeCash: 0.3, gives: 3 },
  { hint: share(0.5), price: 30, freeCash: 100, gives: 1 },
  { hint: share(1), price: 100, freeCash: 10_000, rules: { feeRate: 0.001 }, gives: 99 },
  { hint: share(1), price: 100, freeCash: 10_010, rules: { feeRate: 0.001 }, gives: 100 },
  { hint: share(1), price: 3, freeCash: 1, rules: { lotSize: "0.00000001" }, gives: 0.33333333 },
  { hint: share(1), price: 0.07, freeCash: 0.49, rules: { lotSize: "0.05" }, gives: 7 },
  { hint: share(1), price: 7e-7, freeCash: 1e6, rules: { lotSize: "0.001" }, gives: 1428571428571.428 },
  { hint: share(1), price: 101, freeCash: 100, gives: "not_enough_money" },
  { hint: share(1), price: 1, freeCash: 0, gives: "not_enough_money" },
  { hint: share(1), price: 1, freeCash: -5, gives: "not_enough_money" },
  { hint: units(10), price: 1_000, freeCash: 10_000, gives: 10 },
  { hint: units(10), price: 1_000.01, freeCash: 10_000, gives: "not_enough_money" },
  { hint: units(10), price: 1_000, freeCash: 10_000, rules: { feeRate: 0.0001 }, gives: "not_enough_money" },
  { hint: units(2.7), price: 1, freeCash: 100, gives: 2 },
  { hint: units(0.1 + 0.2), price: 1, freeCash: 100, rules: { lotSize: "0.1" }, gives: 0.3 },
  { hint: units(0.5), price: 1, freeCash: 100, gives: "below_minimum" },
  { hint: value(1_000), price: 300, freeCash: 10_000, gives: 3 },
  { hint: value(1_000), price: 300, freeCash: 999, gives: "not_enough_money" },
  { hint: value(0.3), price: 0.1, freeCash: 1 - 0.7, gives: 3 },
  { hint: value(1_000), price: 100, freeCash: 999.9999999999, rules: { lotSize: "0.01" }, gives: 9.99 },
  { hint: value(50), price: 100, freeCash: 10_000, gives: "below_minimum" },
  { hint: units(4), price: 1_000, freeCash: 1e6, rules: { minOrderValue: 5_000 }, gives: "below_minimum" },
  { hint: units(5), price: 1_000, freeCash: 1e6, rules: { minOrderValue: 5_000 }, gives: 5 },
  { hint: share(1.01), price: 1, freeCash: 100, gives: "not_a_size" },
  { hint: share(0), price: 1, freeCash: 100, gives: "not_a_size" },
  { hint: units(NaN), price: 1, freeCash: 100, gives: "not_a_size" },
  { hint: units(-1), price: 1, freeCash: 100, gives: "not_a_size" },
  { hint: value(Infinity), price: 1, freeCash: 100, gives: "not_a_size" },
];

for (const { hint, price, freeCash, rules = {}, gives } of CASES) {
  const terms = Object.entries(rules).map(([name, term]) => ` ${name} ${term}`).join("");
  Deno.test(`${JSON.stringify(hint)} of ${freeCash} at ${price}${terms} gives ${gives}`, () => {
    strictEqual(sizer(rules).toOpen(hint, { side: "buy", price, freeCash }), gives);
  });
}

Deno.test("no order costs more than there is, and one lot more would", () => {
  fc.assert(fc.property(
    // All of whose digits a decimal holds: from 1 on any double, below it prices of 8 digits.
    fc.oneof(
      fc.double({ min: 1, max: 1e8, noNaN: true }),
      fc.integer({ min: 1, max: 1e8 }).map((count) => count / 1e8),
    ),
    fc.double({ min: 1, max: 1e12, noNaN: true }),
    fc.constantFrom(0, 0.0005, 0.002),
    fc.constantFrom("1", "0.01", "0.00000001"),
    (price, freeCash, feeRate, lotSize) => {
      // With more lots a double cannot hold the units.
      fc.pre(freeCash / price / Number(lotSize) < 1e14);
      const size = sizer({ feeRate, lotSize }).toOpen(share(1), { side: "buy", price, freeCash });
      const one = toDecimal(1);
      const costOf = (count: bigint) => count * toDecimal(price) * (one + toDecimal(feeRate));
      const money = toDecimal(freeCash) * one * one;
      const lots = typeof size === "number" ? toDecimal(size) : 0n;
      assertTrue(costOf(lots) <= money);
      assertTrue(costOf(lots + toDecimal(Number(lotSize))) > money);
    },
  ));
});

Deno.test("prices are rounded to the tick, exactly", () => {
  const size = sizer({ tickSize: "0.1" });
  strictEqual(size.onTick(0.3, { atMs: 0, direction: "up" }), 0.3);
  strictEqual(size.onTick(0.30001, { atMs: 0, direction: "up" }), 0.4);
  strictEqual(size.onTick(0.39999, { atMs: 0, direction: "down" }), 0.3);
  const byPrice = sizer({ tickSize: (price) => price < 1_000 ? "1" : "5" });
  strictEqual(byPrice.onTick(999.5, { atMs: 0, direction: "down" }), 999);
  strictEqual(byPrice.onTick(1_004, { atMs: 0, direction: "down" }), 1_000);
  strictEqual(sizer({}).onTick(0.123456, { atMs: 0, direction: "up" }), 0.123456);
});

Deno.test("what is left of a position is exact", () => {
  strictEqual(sizer({}).without(0.1, 0.3), 0.2);
  strictEqual(sizer({}).without(0.3, 0.3), 0);
});

Deno.test("dust of adding fractions is no lot", () => {
  strictEqual(sizer({ lotSize: "0.1" }).wholeLots(0.30000000000000004 - 0.1 - 0.2), 0);
  strictEqual(sizer({ lotSize: "0.1" }).wholeLots(0.7999999999999999), 0.8);
});

for (const lotSize of ["0", "-1", "lots", "1e-8", ""]) {
  Deno.test(`a lot of "${lotSize}" is refused`, () => {
    throws(() => sizer({ lotSize }), { name: "RangeError", message: /as a step/ });
  });
}
