import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { attempt, type HttpAnswer, type HttpAttempt } from "../../lib/http/attempt.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";
import type { JsonObject, StockRequest } from "../sources/source.ts";
import { readObject } from "./json_body.ts";

/** One request and its answer, with nothing around it: no retry, no cache. */
export interface StockTransport {
  /** @throws {UpstreamError} for every failure, or the signal's reason when the caller aborted. */
  send(request: StockRequest, options: { timeoutMs: number; signal: AbortSignal }): Promise<JsonObject>;
}

export interface StockTransportOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly fetch: typeof fetch;
  /** To read the date form of `Retry-After`; its real side measures the answers. */
  readonly clock: Clock;
}

export function createStockTransport(options: StockTransportOptions): StockTransport {
  return {
    async send(request, { timeoutMs, signal }) {
      const asked = { ...toAttempt(request, options), timeoutMs, signal };
      return await attempt(asked, async (answer) => {
        if (answer.status >= 200 && answer.status < 300) return readObject(await answer.text());
        throw toRefusal(answer, { nowMs: options.clock.now(), ends: findDoubledEnd(options, request) });
      });
    },
  };
}

function toAttempt(
  { method, path, body }: StockRequest,
  { fetch, clock, ...options }: StockTransportOptions,
): HttpAttempt {
  const headers: Record<string, string> = {
    "accept": "application/json",
    "user-agent": options.userAgent,
    "x-webai-key": options.apiKey,
  };
  if (body !== undefined) headers["content-type"] = "application/json";
  return { fetch, clock, url: `${options.baseUrl}${path}`, method, headers, body, address: "STOCK_API_URL" };
}

/** What a status outside 2xx means. */
function toRefusal(
  { status, headers }: Pick<HttpAnswer, "status" | "headers">,
  { nowMs, ends }: { readonly nowMs: number; readonly ends: string | undefined },
): UpstreamError {
  const retryAfterMs = readSilenceMs(headers, nowMs);
  if (status >= 300 && status < 400) {
    return new UpstreamError(
      "redirect_refused",
      `answered ${status} and pointed elsewhere; STOCK_API_URL must be the final address`,
      { status },
    );
  }
  if (status === 401 || status === 403) {
    return new UpstreamError("auth", `answered ${status}: the key was not accepted; check WEBAI_API_KEY`, {
      status,
    });
  }
  if (status === 429) {
    return new UpstreamError("rate_limited", "answered 429: too many requests", { status, retryAfterMs });
  }
  if (status >= 500) return new UpstreamError("http_5xx", `answered ${status}`, { status, retryAfterMs });
  const hint = status === 404 && ends !== undefined
    ? `; STOCK_API_URL is the address without the paths: leave ${ends} out at its end`
    : "";
  return new UpstreamError("http_4xx", `answered ${status}${hint}`, { status });
}

/** The end of the base address with which the path of a request begins too: `/api/webai`. */
function findDoubledEnd({ baseUrl }: StockTransportOptions, { path }: StockRequest): string | undefined {
  const base = new URL(baseUrl).pathname;
  const parts = path.split("?")[0]?.split("/").slice(1) ?? [];
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join("/")}`).find((begin) =>
    base.endsWith(begin)
  );
}
