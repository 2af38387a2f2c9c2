/** Whether an answer still has the list that was known of its source. What nobody has ever recognised cannot be lost. */
import { UpstreamError } from "../../core/errors.ts";
import { findListName, isObject, placesOf } from "../../core/payload/fields.ts";
import { toShownText } from "../../core/text.ts";
import type { JsonObject, Source } from "../sources/source.ts";

/** Enough to tell rows from none. */
const MOST_ROWS = 500;
const MOST_NAMES = 3;
const LONGEST_NAME = 40;

/**
 * An empty list is data: a portfolio may be sold. It is believed under the name that is known, and nowhere else.
 *
 * @param before the answer that is shown; `undefined` when there was none.
 * @returns `shape_changed` with what is odd about it.
 */
export function findLostShape(
  source: Source,
  { before, now }: { readonly before: JsonObject | undefined; readonly now: JsonObject },
): UpstreamError | undefined {
  if (before === undefined || kindOf(source, before) === "unrecognized") return undefined;
  const kind = kindOf(source, now);
  if (kind === "rows") return undefined;
  const name = findListName(before, source.listNames);
  if (name === undefined || kind === "empty" && findListName(now, source.listNames) === name) {
    return undefined;
  }
  return new UpstreamError(
    "shape_changed",
    `the shape of the answer has changed: ${describe(name, { before, now })}`,
  );
}

function kindOf(source: Source, payload: JsonObject) {
  return source.recognize(payload, MOST_ROWS).list.kind;
}

function describe(
  name: string,
  { before, now }: { readonly before: JsonObject; readonly now: JsonObject },
): string {
  const value = placesOf(now).map((place) => place[name]).find((found) => found !== undefined);
  if (Array.isArray(value)) return `no entry of "${name}" (${value.length}) has a field that is known`;
  if (value !== undefined) return `"${name}" is no list any more`;
  const known = new Set(placesOf(before).flatMap(Object.keys));
  const fresh = placesOf(now).flatMap(Object.entries)
    .filter(([other, part]) => !known.has(other) && (Array.isArray(part) || isObject(part)))
    .slice(0, MOST_NAMES).map(([other]) => `"${toShownText(other, LONGEST_NAME)}"`);
  return `"${name}" is not in it${
    fresh.length === 0 ? "" : `, ${fresh.join(", ")} ${fresh.length === 1 ? "is" : "are"} new`
  }`;
}
