/** How money is written in a chat. */
export const toNumber = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 8 });

export function toMoney(value: number, currency: string): string {
  const text = `${value < 0 ? "−" : ""}${toNumber(Math.abs(value))}`;
  return currency === "KRW" ? `${text}원` : `${text} ${currency}`;
}

/** With a sign also where it is a gain. */
export function toGain(value: number, currency: string): string {
  const rounded = currency === "KRW" ? Math.round(value) : Math.round(value * 1e8) / 1e8;
  return `${rounded > 0 ? "+" : ""}${toMoney(rounded, currency)}`;
}

/** ▲ and ▼ besides the sign, as the eye looks for them. */
export function toSigned(value: number, unit: string): string {
  const text = `${Math.abs(value).toFixed(1)}${unit}`;
  return value === 0 ? text : `${value > 0 ? "▲" : "▼"}${text}`;
}
