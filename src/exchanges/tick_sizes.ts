/** Price steps of Upbit's KRW markets, for when Upbit itself cannot be asked. */
import { type Decimal, readDecimal, toDecimal, toDecimalText } from "../core/decimal.ts";

/**
 * From which price which step holds, highest band first. Policy of 2025-07-31 (earlier prices may lie on other steps) as Upbit documented it on 2026-05-04.
 * @see https://docs.upbit.com/kr/docs/krw-market-info
 */
export const UPBIT_KRW_TICKS: readonly { readonly from: string; readonly tickSize: string }[] = [
  { from: "1000000", tickSize: "1000" },
  { from: "500000", tickSize: "500" },
  { from: "100000", tickSize: "100" },
  { from: "50000", tickSize: "50" },
  { from: "10000", tickSize: "10" },
  { from: "5000", tickSize: "5" },
  { from: "1000", tickSize: "1" },
  { from: "100", tickSize: "1" },
  { from: "10", tickSize: "0.1" },
  { from: "1", tickSize: "0.01" },
  { from: "0.1", tickSize: "0.001" },
  { from: "0.01", tickSize: "0.0001" },
  { from: "0.001", tickSize: "0.00001" },
  { from: "0.0001", tickSize: "0.000001" },
  { from: "0.00001", tickSize: "0.0000001" },
  { from: "0", tickSize: "0.00000001" },
];

/**
 * The step at a price, as decimal text.
 *
 * @param price KRW; a number counts as the decimal that it prints as, so 0.1 is the edge of its band and not just below.
 * @throws {RangeError} when it is no price above 0.
 */
export function tickSizeAt(price: string | number): string {
  const exact = readPositive(price);
  const band = exact === undefined ? undefined : BANDS.find(({ from }) => exact >= from);
  if (band === undefined) throw new RangeError(`Cannot find a tick size: ${price} is not a price above 0`);
  return band.tickSize;
}

/** `1000` of `1000.00`, `0.00000001` of 1e-8; `undefined` when it is no number above 0. */
export function toTickText(value: string | number): string | undefined {
  const exact = readPositive(value);
  return exact === undefined ? undefined : toDecimalText(exact);
}

function readPositive(value: string | number): Decimal | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  const exact = typeof value === "number" ? toDecimal(value) : readDecimal(value);
  return exact !== undefined && exact > 0n ? exact : undefined;
}

const BANDS = UPBIT_KRW_TICKS.map(({ from, tickSize }) => ({ from: readDecimal(from) ?? 0n, tickSize }));
