import { findList, type Json, placesOf, readTime } from "../../core/payload/fields.ts";
import type { PayloadRows } from "../../core/payload/rows.ts";
import type { Cells, JsonObject, PayloadSummary } from "./source.ts";

/**
 * The upstream's payloads are documented only as "a JSON object", so the main list is looked for under the
 * names such servers use, and its time likewise. What is not found is `undefined`, never guessed.
 */
export function summarizeBy(listNames: readonly string[]): (payload: JsonObject) => PayloadSummary {
  return (payload) => ({ items: findList(payload, listNames)?.length, dataAtMs: findDataTime(payload) });
}

const TIME_NAMES = ["as_of", "asOf", "updated_at", "generated_at", "timestamp", "date"] as const;

function findDataTime(payload: Json): number | undefined {
  for (const place of placesOf(payload)) {
    const atMs = readTime(place, TIME_NAMES);
    if (atMs !== undefined) return atMs;
  }
  return undefined;
}

export function toCells<Row>(list: PayloadRows<Row>, toRow: (row: Row) => Cells): PayloadRows<Cells> {
  return list.kind === "rows" ? { ...list, rows: list.rows.map(toRow) } : list;
}
