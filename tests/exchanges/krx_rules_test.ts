import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { KRX_FEE_SHARE, type KrxKind, krxRulesOf } from "../../src/exchanges/krx_rules.ts";
import { isOutsideThere, urlOfOutside } from "../support/outside_data.ts";
import { HOUR_MS, kstDayStartMs, readDateText, toDateText } from "../../src/core/kst.ts";

function at(date: string): number {
  return kstDayStartMs(readDateText(date) ?? NaN) + 10 * HOUR_MS;
}

const STEPS: readonly (readonly [KrxKind, string, number, string])[] = [
  ["KOSPI", "2023-01-20", 1_500, "5"],
  ["KOSPI", "2023-01-25", 1_500, "1"],
  ["KOSPI", "2023-01-20", 15_000, "50"],
  ["KOSPI", "2023-01-25", 15_000, "10"],
  ["KOSPI", "2023-01-20", 150_000, "500"],
  ["KOSDAQ", "2023-01-20", 150_000, "100"],
  ["KOSDAQ", "2023-01-25", 199_900, "100"],
  ["KOSDAQ", "2023-01-25", 200_000, "500"],
  ["KOSDAQ", "2023-01-20", 800_000, "100"],
  ["KOSPI", "2026-11-30", 499_500, "500"],
  ["KOSPI", "2026-11-30", 500_000, "1000"],
  ["KOSPI", "2026-11-30", 1_999, "1"],
  ["KOSPI", "2026-11-30", 4_995, "5"],
  ["KONEX", "2026-11-30", 49_950, "50"],
  ["etf", "2023-12-15", 1_500, "5"],
  ["etf", "2023-12-18", 1_500, "1"],
  ["etf", "2026-11-30", 150_000, "5"],
  ["etn", "2026-11-30", 2_000, "5"],
];
for (const [kind, date, price, step] of STEPS) {
  Deno.test(`${kind} at ${price} won goes in steps of ${step} on ${date}`, () => {
    strictEqual(krxRulesOf({ kind }).tickSizeAt(price, at(date)), step);
  });
}

/** Last day of one rate, first day of the next, in hundredths of a per cent. */
const TAX_CHANGES: readonly (readonly [string, number, string, number])[] = [
  ["2019-05-29", 30, "2019-05-30", 25],
  ["2020-12-28", 25, "2020-12-29", 23],
  ["2022-12-27", 23, "2022-12-28", 20],
  ["2023-12-26", 20, "2023-12-27", 18],
  ["2024-12-26", 18, "2024-12-27", 15],
  ["2025-12-26", 15, "2025-12-29", 20],
];
for (const [last, before, first, after] of TAX_CHANGES) {
  Deno.test(`A sale of 1,000,000 won is taxed ${before}00 won on ${last} and ${after}00 won on ${first}`, () => {
    const { taxOn } = krxRulesOf({ kind: "KOSDAQ" });
    const taxes = [last, first].map((date) =>
      taxOn({ side: "sell", value: 1_000_000, tradedAtMs: at(date) })
    );
    deepStrictEqual(taxes, [before * 100, after * 100]);
  });
}

Deno.test("Purchases and funds are not taxed, KONEX less than the others", () => {
  const value = 1_000_000;
  const tradedAtMs = at("2026-11-30");
  strictEqual(krxRulesOf({ kind: "KOSPI" }).taxOn({ side: "buy", value, tradedAtMs }), 0);
  strictEqual(krxRulesOf({ kind: "etf" }).taxOn({ side: "sell", value, tradedAtMs }), 0);
  strictEqual(krxRulesOf({ kind: "etn" }).taxOn({ side: "sell", value, tradedAtMs }), 0);
  strictEqual(krxRulesOf({ kind: "KONEX" }).taxOn({ side: "sell", value, tradedAtMs }), 1_000);
});

Deno.test("Tax is cut to whole won, and 0.23 % of 100,000 won are 230", () => {
  const { taxOn } = krxRulesOf({ kind: "KOSPI" });
  strictEqual(taxOn({ side: "sell", value: 100_000, tradedAtMs: at("2021-03-02") }), 230);
  strictEqual(taxOn({ side: "sell", value: 71_350, tradedAtMs: at("2024-03-04") }), 128);
});

/** As the law's table has it, year by year and by the last two sessions of a year, independent of the product's table. */
function taxByHand(value: bigint, date: string): bigint {
  const year = Number(date.slice(0, 4));
  const early: Readonly<Record<string, string>> = {
    2020: "2020-12-29",
    2022: "2022-12-28",
    2023: "2023-12-27",
    2024: "2024-12-27",
    2025: "2025-12-29",
  };
  const counted = date >= (early[year] ?? "9999") ? year + 1 : year;
  const rate = counted === 2019 && date < "2019-05-30" ? 30n : new Map([
    [2019, 25n],
    [2020, 25n],
    [2021, 23n],
    [2022, 23n],
    [2023, 20n],
    [2024, 18n],
    [2025, 15n],
    [2026, 20n],
  ]).get(counted);
  ok(rate !== undefined, date);
  return value * rate / 10_000n;
}

Deno.test("Tax of 200 sales from 2019 to 2026 equals the law's table to the won", () => {
  const { taxOn } = krxRulesOf({ kind: "KOSPI" });
  const firstDay = readDateText("2019-01-02") ?? NaN;
  const lastDay = readDateText("2026-12-30") ?? NaN;
  fc.assert(
    fc.property(
      fc.integer({ min: firstDay, max: lastDay }),
      fc.integer({ min: 100, max: 2_000_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      (day, priceWon, shares) => {
        const value = priceWon * shares;
        const tax = taxOn({ side: "sell", value, tradedAtMs: kstDayStartMs(day) + 10 * HOUR_MS });
        strictEqual(BigInt(tax), taxByHand(BigInt(value), toDateText(day)));
      },
    ),
    { numRuns: 200, seed: 1 },
  );
});

/** Seen in the market's published days: base, lowest and highest price that were traded, where two readings of the rule differ. */
const LIMITS: readonly (readonly [KrxKind, string, string, string, string])[] = [
  ["KOSPI", "2024-01-18", "6820", "4780", "8860"],
  ["KOSDAQ", "2024-01-18", "5050", "3540", "6560"],
  ["KOSDAQ", "2024-01-18", "7020", "4920", "9120"],
  ["KOSDAQ", "2022-01-18", "11600", "8150", "15050"],
  ["KOSDAQ", "2022-01-18", "58300", "40900", "75700"],
  ["KOSPI", "2026-11-30", "71300", "50000", "92600"],
  ["KOSPI", "2026-11-30", "385000", "269500", "500000"],
  ["KONEX", "2026-11-30", "10000", "8500", "11500"],
  ["KOSPI", "2015-06-12", "10000", "8500", "11500"],
];
for (const [kind, date, base, lower, upper] of LIMITS) {
  Deno.test(`Around ${base} won ${kind} takes orders from ${lower} to ${upper} on ${date}`, () => {
    deepStrictEqual(krxRulesOf({ kind }).priceLimits(base, at(date)), { lower, upper });
  });
}

Deno.test("Whatever the base, both limits lie on their own step and inside 30 %", () => {
  const rules = krxRulesOf({ kind: "KOSPI" });
  const atMs = at("2026-11-30");
  fc.assert(fc.property(fc.integer({ min: 100, max: 3_000_000 }), (base) => {
    const limits = rules.priceLimits(String(base), atMs);
    ok(limits !== undefined);
    const [lower, upper] = [Number(limits.lower), Number(limits.upper)];
    strictEqual(lower % Number(rules.tickSizeAt(lower, atMs)), 0);
    strictEqual(upper % Number(rules.tickSizeAt(upper, atMs)), 0);
    ok(upper <= base * 1.3 && lower >= base * 0.7, `${base}: ${lower} to ${upper}`);
  }));
});

/** Before and after the reform of steps; other rows of these days are a halt, a first day or a liquidation. */
const MARKET_DAYS: readonly (readonly [file: string, rows: number, without: number, atUpper: number])[] = [
  ["market/krx_all_1d_2022-01-03_2022-02-17.csv.gz", 77_572, 6, 272],
  ["market/krx_all_1d_2024-01-02_2024-02-13.csv.gz", 77_534, 15, 368],
];
for (const [file, rows, without, atUpper] of MARKET_DAYS) {
  Deno.test({
    name: `All prices of ${file} lie on the steps of their day, and inside its limits`,
    ignore: !isOutsideThere(file),
    async fn() {
      const counts = { rows: 0, without: 0, atUpper: 0 };
      for (const line of await readLines(file)) {
        const [date = "", , market = "", open, high, low, close, volume, change] = line.split(",");
        if (volume === "0" || open === "0" || date === "date") continue;
        counts.rows++;
        const rules = krxRulesOf({ kind: market.startsWith("KOSDAQ") ? "KOSDAQ" : market as KrxKind });
        for (const price of [open, high, low, close].map(Number)) {
          strictEqual(price % Number(rules.tickSizeAt(price, at(date))), 0, line);
        }
        const limits = rules.priceLimits(String(Number(close) - Number(change)), at(date));
        if (Number(high) > Number(limits?.upper) || Number(low) < Number(limits?.lower)) counts.without++;
        if (high === limits?.upper) counts.atUpper++;
      }
      deepStrictEqual(counts, { rows, without, atUpper });
    },
  });
}

async function readLines(file: string): Promise<readonly string[]> {
  const packed = await Deno.open(urlOfOutside(file));
  const text = await new Response(packed.readable.pipeThrough(new DecompressionStream("gzip"))).text();
  return text.trim().split("\n");
}

Deno.test("The fee is the account's own, or what an online account usually pays", () => {
  strictEqual(krxRulesOf({ kind: "KOSPI" }).feeShare("sell"), KRX_FEE_SHARE.stock);
  strictEqual(krxRulesOf({ kind: "etf" }).feeShare("buy"), KRX_FEE_SHARE.fund);
  const halved = krxRulesOf({ kind: "etf", fees: { buy: 0 } });
  deepStrictEqual([halved.feeShare("buy"), halved.feeShare("sell")], [0, KRX_FEE_SHARE.fund]);
  strictEqual(krxRulesOf({ kind: "KOSPI" }).lotSize, "1");
});

for (const price of [0, -5, NaN]) {
  Deno.test(`${price} is no price, and has no step`, () => {
    throws(() => krxRulesOf({ kind: "KOSPI" }).tickSizeAt(price, 0), RangeError);
  });
}

Deno.test("A base price with fractions is refused, since won have none", () => {
  throws(() => krxRulesOf({ kind: "KOSPI" }).priceLimits("100.5", 0), RangeError);
});
