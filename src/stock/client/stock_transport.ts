import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { startDeadline } from "../../lib/limits/deadline.ts";
import { readText } from "../../lib/http/body.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";
import { toTransportError } from "../../lib/http/transport_error.ts";
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
      // One deadline for head and body: a server that drips bytes must not hold a poll for ever.
      using deadline = startDeadline(timeoutMs, options.clock);
      const either = AbortSignal.any([deadline.signal, signal]);
      try {
        const response = await options.fetch(
          `${options.baseUrl}${request.path}`,
          toInit(request, options, either),
        );
        if (!response.ok) {
          throw await refuse(response, {
            nowMs: options.clock.now(),
            ends: findDoubledEnd(options, request),
          });
        }
        return readObject(await readText(response));
      } catch (error) {
        if (error instanceof UpstreamError) throw error;
        if (signal.aborted) throw signal.reason;
        if (deadline.signal.aborted) {
          throw new UpstreamError("timeout", `no complete answer within ${timeoutMs / 1_000} s`);
        }
        throw toTransportError(error, "STOCK_API_URL");
      }
    },
  };
}

function toInit(request: StockRequest, options: StockTransportOptions, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = {
    "accept": "application/json",
    "user-agent": options.userAgent,
    "x-webai-key": options.apiKey,
  };
  if (request.body !== undefined) headers["content-type"] = "application/json";
  // `manual`: a followed redirect would carry the key to another origin.
  return { method: request.method, headers, body: request.body ?? null, redirect: "manual", signal };
}

/** Turns a status outside 2xx into an error, and gives its body back to the connection unread. */
async function refuse(
  response: Response,
  { nowMs, ends }: { readonly nowMs: number; readonly ends: string | undefined },
): Promise<UpstreamError> {
  const { status } = response;
  const retryAfterMs = readSilenceMs(response.headers, nowMs);
  await response.body?.cancel().catch(() => {});
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
