/**
 * Numbers for eyes, the same on pages, in messages, in reports and in a terminal: commas, one minus sign as wide as a
 * plus, `%` without a space, won without fractions. What programs read is JSON and CSV, and has none of this.
 */
import type { Lang } from "../lang.ts";

/** The sign of typography. */
export const MINUS = "\u2212";

/** Money of which a hundredth is much. */
const COINS: ReadonlySet<string> = new Set(["BTC", "ETH"]);
const MOST_DECIMALS = 8;

/** Making one costs a hundred times as much as using it. */
const MADE = new Map<string, Intl.NumberFormat>();

/** `1,234.5`: at most so many decimals. */
export function toNumberText(value: number, most = MOST_DECIMALS): string {
  return toText(value, { least: 0, most });
}

/** `0.570`: exactly so many decimals, for columns. */
export function toFixedText(value: number, decimals: number): string {
  return toText(value, { least: decimals, most: decimals });
}

/** `+0.62` of `0.62`; what is shown as zero has no sign. */
export function withPlus(text: string): string {
  return text.startsWith(MINUS) || !/[1-9∞]/.test(text) ? text : `+${text}`;
}

/** `12.50%`, `−3.00%`; the value is a percentage already. */
export function toPercentText(percent: number, decimals = 2): string {
  return `${toFixedText(percent, decimals)}%`;
}

/** `+2.50%` */
export function toSignedPercentText(percent: number, decimals = 2): string {
  return withPlus(toPercentText(percent, decimals));
}

/** `▲1.2%`, `▼3.4%`, `0.0%`: the arrow is the sign. */
export function toMoveText(percent: number, unit = "%"): string {
  const text = toFixedText(Math.abs(percent), 1);
  return `${/[1-9]/.test(text) ? percent > 0 ? "▲" : "▼" : ""}${text}${unit}`;
}

/** `0.05%` of 0.0005: the digits that count, none of them made up. */
export function toShareText(share: number): string {
  return `${toNumberText(Number((share * 100).toPrecision(6)))}%`;
}

/** A sum: won without fractions, coins with up to eight decimals, other currencies with two; with their code. */
export function toMoneyText(value: number, currency: string, lang: Lang): string {
  const text = currency === "KRW"
    ? toNumberText(value, 0)
    : COINS.has(currency)
    ? toNumberText(value)
    : toFixedText(value, 2);
  return withCurrency(text, currency, lang);
}

/** `+₩2,166,758` */
export function toSignedMoneyText(value: number, currency: string, lang: Lang): string {
  const text = toMoneyText(value, currency, lang);
  return value > 0 ? withPlus(text) : text;
}

/** The price of one unit: won as fine as the price steps of Korean markets, others with what they have, cents at least. */
export function toPriceText(price: number, currency: string, lang: Lang): string {
  return withCurrency(toPriceNumberText(price, currency), currency, lang);
}

/** A price that a person has chosen: as exact as it was typed. */
export function toChosenPriceText(price: number, currency: string, lang: Lang): string {
  return withCurrency(toNumberText(price), currency, lang);
}

/** A price without a word for the currency. */
export function toPriceNumberText(price: number, currency: string): string {
  if (currency === "KRW") return toNumberText(price, wonDecimalsOf(price));
  return toText(price, { least: Math.abs(price) >= 1 ? 2 : 0, most: MOST_DECIMALS });
}

/** No Korean market has a step below one won from 100 won on; below, each tenth of the price has a digit more. */
export function wonDecimalsOf(price: number): number {
  const size = Math.abs(price);
  if (!(size > 0) || size >= 100) return 0;
  return Math.min(MOST_DECIMALS, 2 - Math.floor(Math.log10(size)));
}

/** Digits behind the point that a number really has, eight at most. */
export function countDecimals(value: number): number {
  return /\.(\d+)$/.exec(value.toFixed(MOST_DECIMALS).replace(/0+$/, ""))?.[1]?.length ?? 0;
}

/** `640 kB`, `12.3 MB` */
export function toSizeText(bytes: number): string {
  return bytes < 1_000_000
    ? `${toNumberText(Math.ceil(bytes / 1_000))} kB`
    : `${toFixedText(bytes / 1_000_000, 1)} MB`;
}

function withCurrency(text: string, currency: string, lang: Lang): string {
  if (currency !== "KRW") return `${text} ${currency}`;
  return lang === "ko" ? `${text}원` : text.replace(/^[+\u2212]?/, (sign) => `${sign}₩`);
}

function toText(value: number, { least, most }: { readonly least: number; readonly most: number }): string {
  const key = `${least} ${most}`;
  let made = MADE.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
    MADE.set(key, made);
  }
  const text = made.format(Math.abs(value));
  return value < 0 && /[1-9∞]/.test(text) ? MINUS + text : text;
}
