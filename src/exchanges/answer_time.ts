/** When an exchange answered, by its own clock. */
import { isPlausibleNow } from "../core/kst.ts";

/**
 * The state that an answer shows is at least as late as this.
 *
 * @returns the `Date` header (RFC 9110 6.6.1, cut to whole seconds) less `Age`: a cache may tell either when it got
 *   the answer or when it passed it on, and what it holds must not count as newer than it is. `undefined` without a
 *   usable `Date`.
 */
export function readAnsweredAtMs(headers: Headers): number | undefined {
  const toldMs = Date.parse(headers.get("date") ?? "");
  if (!isPlausibleNow(toldMs)) return undefined;
  const age = headers.get("age")?.trim() ?? "";
  return /^\d{1,9}$/.test(age) ? toldMs - Number(age) * 1_000 : toldMs;
}
