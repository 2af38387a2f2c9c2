/** How money is written in a chat. */
import type { Lang } from "../../../core/lang.ts";

export const toNumber = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 8 });

export function toMoney(value: number, currency: string, lang: Lang): string {
  const [sign, text] = [value < 0 ? "−" : "", toNumber(Math.abs(value))];
  if (currency !== "KRW") return `${sign}${text} ${currency}`;
  return lang === "ko" ? `${sign}${text}원` : `${sign}₩${text}`;
}

/** Of sums: a won has no parts. */
export function toWhole(value: number, currency: string, lang: Lang): string {
  return toMoney(currency === "KRW" ? Math.round(value) : value, currency, lang);
}

/** With a sign also where it is a gain. */
export function toGain(value: number, currency: string, lang: Lang): string {
  const rounded = currency === "KRW" ? Math.round(value) : Math.round(value * 1e8) / 1e8;
  return `${rounded > 0 ? "+" : ""}${toMoney(rounded, currency, lang)}`;
}

/** ▲ and ▼ besides the sign, as the eye looks for them. */
export function toSigned(value: number, unit: string): string {
  const text = `${Math.abs(value).toFixed(1)}${unit}`;
  return value === 0 ? text : `${value > 0 ? "▲" : "▼"}${text}`;
}
