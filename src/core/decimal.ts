/**
 * Prices and sizes where a tick or a balance decides: whole numbers of the smallest unit, never a comparison of
 * fractions in binary. Decimal texts have at most 18 digits behind the point.
 */
const SCALE_DIGITS = 18;
const TEXT = /^(-?)(\d{1,30})(?:\.(\d{1,18}))?$/;

/** Units of 10^-18. */
export type Decimal = bigint;

/** @returns `undefined` for anything but plain decimal text (`0.1`, `-12`, no exponent). */
export function readDecimal(text: string): Decimal | undefined {
  const match = TEXT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", rest = ""] = match;
  const value = BigInt(whole + rest.padEnd(SCALE_DIGITS, "0"));
  return sign === "-" ? -value : value;
}

/** The shortest decimal text of a number that JavaScript prints it as, exponents written out. @throws {RangeError} */
export function toDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot make a decimal of ${value}`);
  const [mantissa = "0", exponentText = "0"] = String(value).split("e");
  const [whole = "0", rest = ""] = mantissa.split(".");
  const shift = Number(exponentText) + SCALE_DIGITS - rest.length;
  const digits = BigInt(whole + rest);
  // Digits beyond the scale are cut: they are below any tick there is.
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

/** `0.05`, without trailing zeros. */
export function toDecimalText(value: Decimal): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE_DIGITS + 1, "0");
  const whole = digits.slice(0, -SCALE_DIGITS);
  const rest = digits.slice(-SCALE_DIGITS).replace(/0+$/, "");
  return `${sign}${whole}${rest === "" ? "" : `.${rest}`}`;
}

export function toNumber(value: Decimal): number {
  return Number(toDecimalText(value));
}

/** The nearest multiple of `step` that is not above (`down`) or not below (`up`) the value. @throws {RangeError} */
export function roundToStep(value: Decimal, options: { step: Decimal; direction: "down" | "up" }): Decimal {
  const { step, direction } = options;
  if (step <= 0n) throw new RangeError("Cannot round to a step that is not above 0");
  const rest = ((value % step) + step) % step;
  return rest === 0n ? value : direction === "down" ? value - rest : value - rest + step;
}
