import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { type Now, nowOf } from "../../core/stamp.ts";
import { attempt, type HttpAnswer, type HttpAttempt } from "../../lib/http/attempt.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";
import { readServerTime, type ServerTime } from "../../lib/http/server_time.ts";
import type { JsonObject, StockRequest } from "../sources/source.ts";
import { readBody } from "./json_body.ts";
import { createKeyStriker } from "./key_striker.ts";

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
  /** The answer to this path had the key in it, which was struck out. */
  readonly onKeyEcho?: ((path: string) => void) | undefined;
  /** What the host's clock says, by any answer. */
  readonly onServerTime?: ((told: ServerTime) => void) | undefined;
}

export function createStockTransport(options: StockTransportOptions): StockTransport {
  const strike = createKeyStriker(options.apiKey);
  return {
    async send(request, { timeoutMs, signal }) {
      const asked = { ...toAttempt(request, options), timeoutMs, signal };
      const sent = nowOf(options.clock);
      return await attempt(asked, async (answer) => {
        tellServerTime(answer.headers, sent, options);
        if (answer.status >= 200 && answer.status < 300) {
          const { data, hadKey } = readBody(await answer.text(), strike);
          if (hadKey) options.onKeyEcho?.(request.path);
          return data;
        }
        throw toRefusal(answer, { nowMs: options.clock.now(), ends: findDoubledEnd(options, request) });
      });
    },
  };
}

/** Our clock must not have been set while the answer was on its way. */
const SAME_CLOCK_MS = 500;

function tellServerTime(
  headers: Headers,
  sent: Now,
  { clock, onServerTime }: Pick<StockTransportOptions, "clock" | "onServerTime">,
): void {
  const received = nowOf(clock);
  const byWallMs = received.nowMs - sent.nowMs;
  if (Math.abs(byWallMs - (received.monotonicMs - sent.monotonicMs)) > SAME_CLOCK_MS) return;
  const told = readServerTime(headers, { sentAtMs: sent.nowMs, receivedAtMs: received.nowMs });
  if (told !== undefined) onServerTime?.(told);
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
  if (status >= 300 && status < 400) return toRedirection(status, headers.has("location"));
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

/** Only some of 3xx point somewhere; the others say something else, and each is told as what it is. */
function toRedirection(status: number, hasLocation: boolean): UpstreamError {
  const words = THREE_HUNDREDS[status];
  if (words === undefined && hasLocation || MOVED.has(status)) {
    return new UpstreamError(
      "redirect_refused",
      `answered ${status} and pointed elsewhere; STOCK_API_URL must be the final address`,
      { status },
    );
  }
  return new UpstreamError("http_3xx", `answered ${status}: ${words ?? "a status without a meaning"}`, {
    status,
  });
}

const MOVED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const THREE_HUNDREDS: Readonly<Record<number, string>> = {
  300: "it offers several answers instead of one",
  304: "it takes its data for unchanged, which nobody asked; look at a cache or proxy in front of it",
  305: "it wants to be asked through a proxy, which this program does not do",
};

/** The end of the base address with which the path of a request begins too: `/api/webai`. */
function findDoubledEnd({ baseUrl }: StockTransportOptions, { path }: StockRequest): string | undefined {
  const base = new URL(baseUrl).pathname;
  const parts = path.split("?")[0]?.split("/").slice(1) ?? [];
  return parts.map((_, i) => `/${parts.slice(0, parts.length - i).join("/")}`).find((begin) =>
    base.endsWith(begin)
  );
}
