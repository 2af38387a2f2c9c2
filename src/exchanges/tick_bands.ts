/** Price steps that depend on the price. */
import { readDecimal, toDecimal, toDecimalText } from "../core/decimal.ts";
import { UpstreamError } from "../core/errors.ts";

/** From which price which step holds, both as decimal text. */
export interface TickBand {
  readonly from: string;
  readonly tickSize: string;
}

/**
 * @param bands in any order.
 * @returns the step at the price, as plain decimal text.
 * @throws {UpstreamError} `bad_shape` when there is no price, or no step for it.
 */
export function tickSizeIn(bands: readonly TickBand[], price: number | undefined, name: string): string {
  const exact = price !== undefined && Number.isFinite(price) ? toDecimal(price) : undefined;
  if (exact === undefined || exact <= 0n) {
    throw new UpstreamError("bad_shape", `${name} has no price, and without one no price step`);
  }
  const [band] = bands.flatMap(({ from, tickSize }) => {
    const [floor, step] = [readNumber(from), readNumber(tickSize)];
    return floor !== undefined && step !== undefined && step > 0n && floor <= exact ? [{ floor, step }] : [];
  }).toSorted((a, b) => (a.floor < b.floor ? 1 : -1));
  if (band === undefined) throw new UpstreamError("bad_shape", `${name} has no price step at its price`);
  return toDecimalText(band.step);
}

/** Also `1e-8`, as numbers print. */
function readNumber(text: string): bigint | undefined {
  const value = Number(text);
  return readDecimal(text) ?? (Number.isFinite(value) && text.trim() !== "" ? toDecimal(value) : undefined);
}
