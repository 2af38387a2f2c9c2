import { UpstreamError } from "../../core/errors.ts";
import { readJson } from "../../lib/http/body.ts";
import type { JsonObject } from "../sources/source.ts";

/** @throws {UpstreamError} `bad_json` or `bad_shape`; the text itself never enters the message. */
export function readObject(text: string): JsonObject {
  const value = readJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UpstreamError("bad_shape", "the answer is not a JSON object");
  }
  const payload = value as JsonObject; // checked by the line above
  if (isErrorPayload(payload)) {
    throw new UpstreamError("bad_shape", "the answer is an error report with status 200");
  }
  if (hasInfinity(text, value)) {
    throw new UpstreamError("bad_shape", "the answer holds a number too large to represent");
  }
  return payload;
}

/** `{"error": …}` or `{"detail": …}` and nothing that looks like data beside it. */
function isErrorPayload(payload: JsonObject): boolean {
  const isSet = (name: string) =>
    payload[name] !== undefined && payload[name] !== null && payload[name] !== false;
  return isSet("error") || isSet("detail");
}

/** `1e400` parses to Infinity. Only a text with a three-digit exponent or a very long number can hold one. */
function hasInfinity(text: string, value: unknown): boolean {
  if (!/[eE]\+?\d{3}|\d{300}/.test(text)) return false;
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => hasInfinity("1e999", part));
}
