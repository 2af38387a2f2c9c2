/** One try of an HTTP request: its deadline, the rule about redirects, the limit of the body and what failures mean. */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { startDeadline } from "../limits/deadline.ts";
import { LARGEST_BODY_BYTES, readBytes, readText } from "./body.ts";
import { readJson } from "./json_text.ts";
import { toTransportError } from "./transport_error.ts";

export interface HttpAttempt {
  readonly fetch: typeof fetch;
  /** Of which the real side measures the deadline. */
  readonly clock: Clock;
  readonly url: string;
  /** Absent, GET. */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For connecting, head and body together: who drips bytes must not hold the asker for ever. Absent, `signal` alone. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** After decoding; absent, 2 MB. */
  readonly maxBytes?: number;
  /** What a person knows the host by; stands in the errors. */
  readonly address: string;
}

/** Whatever the status is. A body that is not read is given back to the connection. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  /** @throws {UpstreamError} `body_truncated`, `body_too_large` or `bad_encoding`. */
  text(): Promise<string>;
  /** @throws {UpstreamError} `body_truncated` or `body_too_large`. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws {UpstreamError} also `bad_json`, or `bad_shape` for one that is nested too deep. */
  json(): Promise<unknown>;
}

/**
 * Sends once and follows no redirect: that would carry a key to another origin, and a captive portal's would look like
 * success. The runtime itself may send a second time; what must not arrive twice goes through `send_once.ts`.
 *
 * @param read within the same deadline; judges the status, too.
 * @throws {UpstreamError} for every failure, what `read` throws, or the signal's reason when the caller aborted.
 */
export async function attempt<T>(
  request: HttpAttempt,
  read: (answer: HttpAnswer) => T | Promise<T>,
): Promise<T> {
  const { timeoutMs, signal, clock, maxBytes = LARGEST_BODY_BYTES, address } = request;
  using deadline = timeoutMs === undefined ? undefined : startDeadline(timeoutMs, clock);
  try {
    const response = await request.fetch(request.url, toInit(request, deadline?.signal));
    const text = () => readText(response, maxBytes);
    const { status, statusText, headers } = response;
    const bytes = () => readBytes(response, maxBytes);
    try {
      return await read({
        status,
        statusText,
        headers,
        text,
        bytes,
        json: async () => readJson(await text()),
      });
    } finally {
      if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
    }
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    // Before the transport's word: an abort shows there as a failure of its own.
    if (signal?.aborted) throw signal.reason;
    if (timeoutMs !== undefined && deadline?.signal.aborted) {
      throw new UpstreamError("timeout", `no complete answer within ${timeoutMs / 1_000} s`);
    }
    throw toTransportError(error, address);
  }
}

/** For whoever wants to know no more than whether somebody answers. */
export function createStatusReader(
  outside: Pick<HttpAttempt, "fetch" | "clock" | "address">,
): (url: string, limits: Required<Pick<HttpAttempt, "timeoutMs" | "signal">>) => Promise<number> {
  return (url, limits) => attempt({ ...outside, ...limits, url }, ({ status }) => status);
}

function toInit(
  { method, headers, body, signal }: HttpAttempt,
  deadline: AbortSignal | undefined,
): RequestInit {
  const ends = [deadline, signal].filter((end) => end !== undefined);
  return {
    redirect: "manual",
    signal: AbortSignal.any(ends),
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
}
