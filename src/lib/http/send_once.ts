/**
 * For what must not arrive twice: an order, a message, a question that is paid for. Whatever
 * of that kind is added sends through it.
 *
 * The runtime's `fetch` sends a request a second time, a POST as well, when a connection that it kept from an earlier
 * one ends before an answer came (Deno 2.9.6, measured). `connection: close` and a short idle time do not help; a client
 * that keeps no connection does.
 */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { startDeadline } from "../limits/deadline.ts";
import { LARGEST_BODY_BYTES, readText } from "./body.ts";
import { toTransportError } from "./transport_error.ts";

export interface OnceRequest {
  readonly method: string;
  /** http or https. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For connecting, head and body together, in real time. */
  readonly timeoutMs: number;
  /** After decoding; absent, 2 MB. */
  readonly maxBytes?: number;
  /** What a person knows the host by; stands in the errors. */
  readonly address: string;
  /** Stops the waiting for an answer. What was sent by then stays sent. */
  readonly signal?: AbortSignal;
}

export type OnceAnswer =
  /** Whatever the status is, also of a redirect, which is not followed. */
  | { readonly kind: "answered"; readonly status: number; readonly headers: Headers; readonly text: string }
  /** Certain: no byte of the request left. Sending it again is safe. */
  | { readonly kind: "not_sent"; readonly error: UpstreamError }
  /** It may have arrived, now or later; `error.status` is there when the head of an answer came. */
  | { readonly kind: "unknown"; readonly error: UpstreamError };

export interface OnceSender extends Disposable {
  /** @throws {TypeError} for an address, a method or a header that cannot be sent; it repeats none of them. */
  send(request: OnceRequest): Promise<OnceAnswer>;
}

/** @param clock of which the real side measures the deadline. */
export function createOnceSender(clock: Clock): OnceSender {
  // HTTP/2 has ways of its own to send again.
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0, http2: false });
  return {
    send: (request) => send(request, { client, clock }),
    [Symbol.dispose]: () => client.close(),
  };
}

async function send(
  request: OnceRequest,
  { client, clock }: { readonly client: Deno.HttpClient; readonly clock: Clock },
): Promise<OnceAnswer> {
  const { timeoutMs, maxBytes = LARGEST_BODY_BYTES, address, signal } = request;
  const sendable = toRequest(request);
  if (signal?.aborted) return { kind: "not_sent", error: stopped() };
  using deadline = startDeadline(timeoutMs, clock);
  const either = AbortSignal.any([deadline.signal, ...(signal === undefined ? [] : [signal])]);
  let status: number | undefined;
  try {
    const response = await fetch(sendable, { client, signal: either });
    status = response.status;
    const text = await readText(response, maxBytes);
    return { kind: "answered", status, headers: response.headers, text };
  } catch (error) {
    // Before the transport's word: an abort shows there as a failure of its own.
    if (deadline.signal.aborted) return unknown(late(timeoutMs), status);
    if (signal?.aborted) return unknown(stopped(), status);
    const told = error instanceof UpstreamError ? error : toTransportError(error, address);
    return isBeforeSending(error) ? { kind: "not_sent", error: told } : unknown(told, status);
  }
}

/** The runtime's own sentence about a wrong header holds its value, which may be a key. */
function toRequest({ method, url, headers, body }: OnceRequest): Request {
  try {
    if (!/^https?:$/.test(new URL(url).protocol)) throw new TypeError("scheme");
    return new Request(url, { method, headers, body: body ?? null, redirect: "manual" });
  } catch {
    throw new TypeError("Cannot send: the address, the method or a header is not one that HTTP can carry");
  }
}

/**
 * A refused connection, an unknown name, a TLS handshake that failed, a missing permission. The runtime tells the phase
 * in words only; in other words than these the answer is "unknown", which is the safe one.
 */
function isBeforeSending(error: unknown): boolean {
  if (error instanceof Deno.errors.NotCapable) return true;
  return error instanceof Error && error.cause instanceof Error &&
    error.cause.message.includes("client error (Connect)");
}

function late(timeoutMs: number): UpstreamError {
  return new UpstreamError("timeout", `no complete answer within ${timeoutMs / 1_000} s`);
}

function stopped(): UpstreamError {
  return new UpstreamError("network", "stopped before a complete answer came");
}

/** Not retryable, whatever it is: that nothing came back does not mean that nothing arrived. */
function unknown({ kind, message }: UpstreamError, status: number | undefined): OnceAnswer {
  return { kind: "unknown", error: new UpstreamError(kind, message, { status, retryable: false }) };
}
