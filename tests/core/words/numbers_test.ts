import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  countDecimals,
  toFixedText,
  toMoneyText,
  toMoveText,
  toNumberText,
  toPercentText,
  toPriceText,
  toShareText,
  toSignedMoneyText,
  toSignedPercentText,
  toSizeText,
  withPlus,
} from "../../../src/core/words/numbers.ts";

Deno.test("numbers have commas and one minus sign, and what is shown as zero has none", () => {
  const cases: readonly (readonly [string, string])[] = [
    [toNumberText(1_234.5), "1,234.5"],
    [toNumberText(-1_234.5), "−1,234.5"],
    [toNumberText(-0.000_000_001), "0"],
    [toNumberText(-0.4, 0), "0"],
    [toNumberText(-0), "0"],
    [toFixedText(0.57, 3), "0.570"],
    [toFixedText(-0.001, 2), "0.00"],
    [withPlus(toFixedText(0.62, 2)), "+0.62"],
    [withPlus(toFixedText(-0.62, 2)), "−0.62"],
    [withPlus(toFixedText(0.001, 2)), "0.00"],
  ];
  for (const [shown, wanted] of cases) strictEqual(shown, wanted);
});

Deno.test("percent have one form", () => {
  deepStrictEqual([2.5, -3, 0, -0.001].map((value) => toSignedPercentText(value)), [
    "+2.50%",
    "−3.00%",
    "0.00%",
    "0.00%",
  ]);
  deepStrictEqual([12.5, -3].map((value) => toPercentText(value, 1)), ["12.5%", "−3.0%"]);
  deepStrictEqual([0.0005, 0, 0.123456789].map(toShareText), ["0.05%", "0%", "12.3457%"]);
  deepStrictEqual([1.24, -3.4, 0, 0.04, -0.04].map((value) => toMoveText(value)), [
    "▲1.2%",
    "▼3.4%",
    "0.0%",
    "0.0%",
    "0.0%",
  ]);
});

Deno.test("sums of won have no fractions, other money has its own", () => {
  strictEqual(toMoneyText(49_481_354.4, "KRW", "ko"), "49,481,354원");
  strictEqual(toMoneyText(-318_312.2, "KRW", "en"), "−₩318,312");
  strictEqual(toSignedMoneyText(2_166_758, "KRW", "en"), "+₩2,166,758");
  strictEqual(toSignedMoneyText(0.3, "KRW", "ko"), "0원");
  strictEqual(toSignedMoneyText(-1_234, "KRW", "ko"), "−1,234원");
  strictEqual(toMoneyText(12.3, "USDT", "ko"), "12.30 USDT");
  strictEqual(toSignedMoneyText(0.001_234_56, "BTC", "en"), "+0.00123456 BTC");
});

Deno.test("prices in won are as fine as their market's steps", () => {
  const prices: readonly (readonly [number, string])[] = [
    [146_210_000, "146,210,000원"],
    [106_942.37, "106,942원"],
    [100.4, "100원"],
    [99.96, "100원"],
    [95, "95원"],
    [57.34, "57.3원"],
    [5.128, "5.13원"],
    [0.57, "0.57원"],
    [0.01234, "0.0123원"],
    [0.000_012_345, "0.0000123원"],
    [0, "0원"],
  ];
  for (const [price, shown] of prices) strictEqual(toPriceText(price, "KRW", "ko"), shown);
  strictEqual(toPriceText(0.000_012_34, "USDT", "en"), "0.00001234 USDT");
  strictEqual(toPriceText(231.4, "USD", "en"), "231.40 USD");
  strictEqual(toPriceText(57.34, "KRW", "en"), "₩57.3");
});

Deno.test("decimals are counted and sizes are short", () => {
  deepStrictEqual([146_210_000, 0.1, 0.000_000_01, 1.50].map(countDecimals), [0, 1, 8, 1]);
  deepStrictEqual([1, 640_000, 12_345_678].map(toSizeText), ["1 kB", "640 kB", "12.3 MB"]);
});
