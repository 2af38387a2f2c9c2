/** What an answer of Upbit outside of success means. */
import { UpstreamError } from "../../core/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { LONGEST_SILENCE_MS } from "../../lib/http/retry_after.ts";

/** Names that say more than the status that comes with them. */
const RATE_NAMES: ReadonlySet<string> = new Set(["too_many_requests"]);

/**
 * By status and `error.name`; Upbit's sentences stay out of ours.
 *
 * @param body of the answer; whatever it is.
 * @param blockMs how long Upbit wants silence, when it said so.
 */
export function toUpbitError(
  status: number,
  facts: { body: unknown; blockMs?: number | undefined },
): UpstreamError {
  const name = readErrorName(facts.body);
  const said = `answered ${status}${name === undefined ? "" : ` (${name})`}`;
  if (status === 418) {
    // The queue waits the block out; one more attempt by the request that met it would only prolong its wait.
    return new UpstreamError("rate_limited", `${said}: this address is shut out for a while`, {
      status,
      retryAfterMs: facts.blockMs,
      retryable: false,
    });
  }
  if (status === 429 || (name !== undefined && RATE_NAMES.has(name))) {
    return new UpstreamError("rate_limited", `${said}: too many requests`, {
      status,
      retryAfterMs: facts.blockMs,
    });
  }
  if (status >= 200 && status < 300) {
    return new UpstreamError("bad_shape", `${said} with an error report`, { status });
  }
  if (status >= 300 && status < 400) {
    return new UpstreamError(
      "redirect_refused",
      `${said} and pointed elsewhere; the address of the Upbit REST API must be the final one`,
      { status },
    );
  }
  if (status === 401 || status === 403) {
    return new UpstreamError("auth", `${said}: Upbit refuses this address or key`, { status });
  }
  if (status >= 500) {
    return new UpstreamError("http_5xx", said, { status, retryAfterMs: facts.blockMs });
  }
  return new UpstreamError("http_4xx", status === 404 ? `${said}: no such market` : said, { status });
}

/** `{"error":{"name":…}}`, also with status 200. */
export function isErrorReport(body: unknown): boolean {
  return isObject(body) && body.error !== undefined;
}

/**
 * How long a 418 says that it lasts: a number of seconds in a field, or words as in `1분 30초` or `90 seconds`.
 * Nobody documents its form, so what looks like none of these is `undefined`.
 *
 * @returns milliseconds, at most one hour.
 */
export function readBlockMs(body: unknown): number | undefined {
  if (!isObject(body)) return undefined;
  const report = isObject(body.error) ? body.error : body;
  for (const field of ["retry_after", "retryAfter", "block_time", "blockTime"]) {
    const seconds = Number(report[field] ?? NaN);
    if (Number.isFinite(seconds) && seconds > 0) return Math.min(seconds * 1_000, LONGEST_SILENCE_MS);
  }
  const message = typeof report.message === "string" ? report.message.slice(0, 300) : "";
  const found = [
    ...message.matchAll(/(\d{1,6})\s*(시간|분|초|hours?|minutes?|min|seconds?|sec|h|m|s)(?![a-z])/gi),
  ];
  const lengthMs = found.reduce((sum, [, count, unit = ""]) => sum + Number(count) * unitMs(unit), 0);
  return lengthMs > 0 ? Math.min(lengthMs, LONGEST_SILENCE_MS) : undefined;
}

function unitMs(unit: string): number {
  if (/^(시간|h)/i.test(unit)) return HOUR_MS;
  return /^(분|m)/i.test(unit) ? MINUTE_MS : 1_000;
}

function readErrorName(body: unknown): string | undefined {
  if (!isObject(body) || !isObject(body.error)) return undefined;
  const { name } = body.error;
  return typeof name === "string" && /^[a-z_]{1,60}$/.test(name) ? name : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
