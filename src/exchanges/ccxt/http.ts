/** The way of ccxt to the network: refuses by status and body before ccxt can make something of them. */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { attempt, type HttpAnswer } from "../../lib/http/attempt.ts";
import { readJson } from "../../lib/http/json_text.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";

/** The list of all markets of Binance has more than 10 MB. */
const LARGEST_ANSWER_BYTES = 64 * 1024 * 1024;
/** Codes in a body that mean success; any other is an error that ccxt has a name for. */
const GOOD_CODES: readonly unknown[] = [undefined, "0", 0, "00000"];

/** The part of a `Response` that ccxt reads from a fetch of one's own. */
export interface CcxtResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  text(): Promise<string>;
}

interface CcxtRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
}

export type CcxtFetch = (url: string, request: CcxtRequest) => Promise<CcxtResponse>;

/**
 * @param closing ends everything in flight.
 * @param onAnswer gets the headers of each good answer, in the asynchronous context of its question.
 * @returns a fetch whose errors are `UpstreamError`s; ccxt lets those through as they are.
 */
export function createCcxtFetch(
  options: {
    readonly clock: Clock;
    readonly userAgent: string;
    readonly closing: AbortSignal;
    readonly onAnswer: (headers: Headers) => void;
  },
): CcxtFetch {
  const { clock, userAgent, closing, onAnswer } = options;
  return async (url, { method, headers, body, signal }) => {
    try {
      return await attempt({
        fetch,
        clock,
        url,
        method,
        headers: { ...headers, "User-Agent": userAgent },
        body,
        signal: AbortSignal.any([signal, closing]),
        maxBytes: LARGEST_ANSWER_BYTES,
        address: "the exchange",
      }, async (answer) => {
        const refusal = findRefusal(answer, clock.now());
        if (refusal !== undefined) throw refusal;
        const text = await answer.text();
        checkCandleAnswer(url, readJson(text));
        onAnswer(answer.headers);
        return { ...answer, text: () => Promise.resolve(text) };
      });
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      // The only clocks on a request are ccxt's own timeout and the end of this process.
      throw new UpstreamError("timeout", "the exchange did not answer in time");
    }
  };
}

function findRefusal(
  { status, headers }: Pick<HttpAnswer, "status" | "headers">,
  nowMs: number,
): UpstreamError | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 429 || status === 418) {
    return new UpstreamError("rate_limited", `the exchange asks for silence (HTTP ${status})`, {
      status,
      retryAfterMs: readSilenceMs(headers, nowMs),
    });
  }
  if (status < 400) {
    return new UpstreamError("redirect_refused", `the exchange redirects (HTTP ${status})`, { status });
  }
  const kind = status === 401 || status === 403 ? "auth" : status < 500 ? "http_4xx" : "http_5xx";
  return new UpstreamError(kind, `the exchange refused the request (HTTP ${status})`, { status });
}

/** ccxt takes an answer without a list for an empty one, which would mean that nothing was traded. */
function checkCandleAnswer(url: string, json: unknown): void {
  if (!/candles|kline/i.test(new URL(url).pathname) || Array.isArray(json)) return;
  const { data, result, code, retCode, error } = toRecord(json);
  if (error !== undefined) return;
  if (!GOOD_CODES.includes(code) || !GOOD_CODES.includes(retCode)) return;
  if (Array.isArray(data) || Array.isArray(toRecord(result).list)) return;
  throw new UpstreamError("bad_shape", "the answer holds no list of candles");
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
