import { UpstreamError } from "../../core/errors.ts";
import { isObject } from "../../core/payload/fields.ts";
import { readExactJson } from "../../lib/http/json_text.ts";
import type { JsonObject } from "../sources/source.ts";
import { type KeyStriker, STRUCK } from "./key_striker.ts";

export interface ReadBody {
  readonly data: JsonObject;
  /** Something of the answer was the key, and is struck out. */
  readonly hadKey: boolean;
}

/**
 * The answer of the stock API as it may be kept and shown: no deeper than what walks it can go, numbers that are what
 * was written, and without the key.
 *
 * @throws {UpstreamError} `bad_json` or `bad_shape`; the text itself never enters the message.
 */
export function readBody(text: string, strike: KeyStriker): ReadBody {
  const value = readExactJson(text);
  if (!isObject(value)) throw new UpstreamError("bad_shape", "the answer is not a JSON object");
  if (isErrorPayload(value)) {
    throw new UpstreamError("bad_shape", "the answer is an error report with status 200");
  }
  refuseInfinity(value);
  const data = strikeObject(value, strike);
  return { data, hadKey: data !== value };
}

/** `{"error": …}` or `{"detail": …}` and nothing that looks like data beside it. */
function isErrorPayload(payload: JsonObject): boolean {
  const isSet = (name: string) =>
    payload[name] !== undefined && payload[name] !== null && payload[name] !== false;
  return isSet("error") || isSet("detail");
}

/** `1e400` parses to Infinity, which no JSON can say again. */
function refuseInfinity(value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new UpstreamError("bad_shape", "the answer holds a number too large to represent");
  }
  if (typeof value === "object" && value !== null) Object.values(value).forEach(refuseInfinity);
}

function strikeObject(object: JsonObject, strike: KeyStriker): JsonObject {
  const entries = Object.entries(object);
  const clean = entries.map(([name, part]) => [strike(name), strikeValue(part, strike)] as const);
  const isSame = clean.every(([name, part], i) => name === entries[i]?.[0] && part === entries[i]?.[1]);
  // Never by assignment: a key named `__proto__` is a key here.
  return isSame ? object : Object.fromEntries(clean);
}

/** The very same value when there is nothing to strike. */
function strikeValue(value: unknown, strike: KeyStriker): unknown {
  if (typeof value === "string") return strike(value);
  if (typeof value === "number") return strikeNumber(value, strike);
  if (isObject(value)) return strikeObject(value, strike);
  if (!Array.isArray(value)) return value;
  const parts = value.map((part) => strikeValue(part, strike));
  return parts.every((part, i) => part === value[i]) ? value : parts;
}

/** A key may be all digits; a number that only has it within is another number. */
function strikeNumber(value: number, strike: KeyStriker): unknown {
  return strike(String(value)) === STRUCK ? STRUCK : value;
}
