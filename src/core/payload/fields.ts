/** Looking for values in payloads whose shape is documented only as "a JSON object": never guessed, never a throw. */
import { kstDayStartMs, readDateText } from "../kst.ts";
import { toShownText } from "../text.ts";

export type Json = Readonly<Record<string, unknown>>;

/** Names that servers give to the code of a stock. */
export const TICKER: readonly string[] = ["ticker", "symbol", "code", "stock_code", "stockCode"];

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The payload and one level down: `{data: {holdings: […]}}` is common. */
export function placesOf(payload: Json): readonly Json[] {
  return isObject(payload.data) ? [payload, payload.data] : [payload];
}

export function findList(payload: Json, names: readonly string[]): readonly unknown[] | undefined {
  return findNamedList(payload, names)?.list;
}

/** Under which of the names the list stands. */
export function findListName(payload: Json, names: readonly string[]): string | undefined {
  return findNamedList(payload, names)?.name;
}

function findNamedList(payload: Json, names: readonly string[]) {
  for (const place of placesOf(payload)) {
    for (const name of names) {
      const list: unknown = place[name];
      if (Array.isArray(list)) return { name, list };
    }
  }
  return undefined;
}

export function readText(row: Json, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    // A code may have lost its quotes on the way; a number is better than nothing.
    const text = typeof value === "string" || TICKER.includes(name) && typeof value === "number"
      ? toShownText(String(value))
      : "";
    if (text !== "") return text;
  }
  return undefined;
}

/** Numbers, and numbers as text the way Korean APIs send them: `"71,000"`, `"-2.50"`. */
export function readNumber(row: Json, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "string" && /^[+-]?(\d{1,20}|\d{1,3}(,\d{3}){1,6})(\.\d{1,20})?$/.test(value)) {
      return Number(value.replaceAll(",", ""));
    }
  }
  return undefined;
}

export function readCurrency(place: Json): string | undefined {
  return typeof place.currency === "string" && /^[A-Z]{3,5}$/.test(place.currency)
    ? place.currency
    : undefined;
}

/** The first name that holds a time, in epoch ms. */
export function readTime(place: Json, names: readonly string[]): number | undefined {
  for (const name of names) {
    const atMs = toTime(place[name]);
    if (atMs !== undefined) return atMs;
  }
  return undefined;
}

/** An ISO instant, a plain Korean date, or epoch seconds or milliseconds of this century. */
function toTime(value: unknown): number | undefined {
  if (typeof value === "number") {
    if (value >= 1e9 && value < 1e10) return value * 1_000;
    return value >= 1e12 && value < 1e13 ? value : undefined;
  }
  if (typeof value !== "string" || value.length > 40) return undefined;
  const day = readDateText(value);
  if (day !== undefined) return kstDayStartMs(day);
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value)) return undefined;
  // A time without a zone comes from a server in Korea, so it is Korean time.
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(value);
  const atMs = Date.parse(hasZone ? value : `${value.replace(" ", "T")}+09:00`);
  return Number.isNaN(atMs) ? undefined : atMs;
}
