import { z } from "zod";
import { kstDayStartMs, readDateText } from "../../core/kst.ts";
import type { JsonObject, PayloadSummary } from "./source.ts";

/**
 * The upstream's payloads are documented only as "a JSON object", so the main list is looked for under the
 * names such servers use, and its time likewise. What is not found is `undefined`, never guessed.
 */
export function summarizeBy(listNames: readonly string[]): (payload: JsonObject) => PayloadSummary {
  return (payload) => ({ items: findList(payload, listNames)?.length, dataAtMs: findDataTime(payload) });
}

const TIME_NAMES = ["as_of", "asOf", "updated_at", "generated_at", "timestamp", "date"] as const;

/** Looks one level down too: `{data: {holdings: […]}}` is common. */
export function findList(payload: JsonObject, names: readonly string[]): readonly unknown[] | undefined {
  for (const place of places(payload)) {
    for (const name of names) {
      const value = place[name];
      if (Array.isArray(value)) return value;
    }
  }
  return undefined;
}

function findDataTime(payload: JsonObject): number | undefined {
  for (const place of places(payload)) {
    for (const name of TIME_NAMES) {
      const atMs = readTime(place[name]);
      if (atMs !== undefined) return atMs;
    }
  }
  return undefined;
}

const jsonObject = z.record(z.string(), z.unknown());

function places(payload: JsonObject): readonly JsonObject[] {
  const inner = jsonObject.safeParse(payload.data);
  return inner.success ? [payload, inner.data] : [payload];
}

/** An ISO instant, a plain Korean date, or epoch seconds or milliseconds of this century. */
function readTime(value: unknown): number | undefined {
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
