import { HOUR_MS, isPlausibleNow } from "../../core/kst.ts";

/** Longer requests for silence are cut to this, so that a wrong header cannot switch polling off for days. */
export const LONGEST_SILENCE_MS = HOUR_MS;

/** RFC 9110 5.6.7: the preferred form and the two obsolete ones all begin with a weekday name. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/**
 * `Retry-After` of an answer. A date is counted from the answer's own `Date`, when it has one: the clock that wrote
 * both is right about their difference, whatever ours says.
 */
export function readSilenceMs(headers: Headers, nowMs: number): number | undefined {
  const writtenAtMs = Date.parse(headers.get("date") ?? "");
  return readRetryAfterMs(headers.get("retry-after"), isPlausibleNow(writtenAtMs) ? writtenAtMs : nowMs);
}

/** Whole seconds are what the standard knows; some servers send a fraction, or name the unit. */
const SECONDS = /^(\d+(?:\.\d+)?)\s*(?:s|secs?|seconds?)?$/i;

/**
 * Reads a `Retry-After` header (RFC 9110 10.2.3): seconds or an HTTP date.
 *
 * @returns milliseconds to keep silent, 0 for a date that has passed, at most one hour; `undefined` for
 * no header or junk, which means "use your own back-off".
 */
export function readRetryAfterMs(value: string | null, nowMs: number): number | undefined {
  const text = value?.trim() ?? "";
  const [, seconds] = SECONDS.exec(text) ?? [];
  // Up to the next millisecond: never before the host wants it.
  if (seconds !== undefined) return Math.min(Math.ceil(Number(seconds) * 1_000), LONGEST_SILENCE_MS);
  if (!HTTP_DATE.test(text)) return undefined;
  // The asctime form names no zone and means GMT; without one it would be read as the host's.
  const untilMs = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  if (Number.isNaN(untilMs)) return undefined;
  return Math.min(Math.max(0, untilMs - nowMs), LONGEST_SILENCE_MS);
}
