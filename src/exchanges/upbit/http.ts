/** Asks Upbit's REST API: waits for a turn, sends, tries again where that helps. */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError, type UpstreamErrorKind } from "../../core/errors.ts";
import { startDeadline } from "../../lib/limits/deadline.ts";
import { readJson, readText } from "../../lib/http/body.ts";
import { retry } from "../../lib/limits/retry.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";
import { toTransportError } from "../../lib/http/transport_error.ts";
import { readAnsweredAtMs } from "../answer_time.ts";
import type { ExchangeEvent } from "../exchange.ts";
import { isErrorReport, readBlockMs, toUpbitError } from "./errors.ts";
import { type UpbitGroup, type UpbitLane, UpbitLimiter, type UpbitPass } from "./limiter.ts";

/** For head and body of one attempt. */
const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
/** Who is asked for a longer silence than this gives up and leaves it to the caller. */
const LONGEST_RETRY_WAIT_MS = 30_000;
/** What a second try moments later can mend. A maintenance page lasts longer than that. */
const TRIED_AGAIN: ReadonlySet<UpstreamErrorKind> = new Set([
  "network",
  "timeout",
  "body_truncated",
  "http_5xx",
  "rate_limited",
]);
export interface UpbitHttpOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly onEvent: (event: ExchangeEvent) => void;
  /** For tests; absent, 10 s for head and body. */
  readonly timeoutMs?: number;
}

export interface UpbitQuestion<T> {
  readonly group: UpbitGroup;
  /** With the query. */
  readonly path: string;
  readonly lane: UpbitLane;
  /**
   * @param answeredAtMs see `CandlePage`.
   * @throws {UpstreamError} `bad_shape` when the body is not what was asked for.
   */
  readonly read: (body: unknown, answeredAtMs: number | undefined) => T;
}

interface Answer {
  readonly body: unknown;
  readonly answeredAtMs: number | undefined;
}

export class UpbitHttp {
  readonly #options: UpbitHttpOptions;
  readonly #limiter: UpbitLimiter;

  constructor(options: UpbitHttpOptions) {
    this.#options = options;
    this.#limiter = new UpbitLimiter({
      clock: options.clock,
      onThrottled: (pause) => options.onEvent({ kind: "throttled", ...pause }),
    });
  }

  /** @throws {UpstreamError} the last failure of up to three attempts, or the signal's reason. */
  ask<T>(question: UpbitQuestion<T>, signal: AbortSignal): Promise<T> {
    const { clock, random } = this.#options;
    return retry(() => this.#attempt(question, signal), {
      attempts: ATTEMPTS,
      clock,
      signal,
      random,
      decideWaitMs: (error, proposedMs) => {
        if (!(error instanceof UpstreamError) || !error.retryable) return undefined;
        if (!TRIED_AGAIN.has(error.kind)) return undefined;
        const waitMs = Math.max(error.retryAfterMs ?? 0, proposedMs);
        if (waitMs > LONGEST_RETRY_WAIT_MS) return undefined;
        // After a 429 the queue itself holds the whole group back for as long as it must.
        return error.kind === "rate_limited" ? 0 : waitMs;
      },
    });
  }

  async #attempt<T>(question: UpbitQuestion<T>, signal: AbortSignal): Promise<T> {
    const { group, lane } = question;
    const pass = await this.#limiter.enter(group, { lane, signal });
    const startedMs = this.#options.clock.real.monotonic();
    const tell = (outcome: string) =>
      this.#options.onEvent({
        kind: "request_done",
        group,
        outcome,
        durationMs: this.#options.clock.real.monotonic() - startedMs,
      });
    try {
      const { body, answeredAtMs } = await this.#exchange(question.path, pass, signal);
      const answer = question.read(body, answeredAtMs);
      tell("ok");
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) tell(error.kind);
      if (error instanceof UpstreamError && error.kind === "bad_shape") {
        this.#options.onEvent({ kind: "row_refused", reason: error.message });
      }
      throw error;
    }
  }

  async #exchange(path: string, pass: UpbitPass, signal: AbortSignal): Promise<Answer> {
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    using deadline = startDeadline(timeoutMs, this.#options.clock);
    try {
      const response = await this.#options.fetch(`${this.#options.baseUrl}${path}`, {
        // Nothing else: with an `Origin` header Upbit allows one request in ten seconds.
        headers: { "accept": "application/json", "user-agent": this.#options.userAgent },
        redirect: "manual",
        signal: AbortSignal.any([deadline.signal, signal]),
      });
      return await this.#readAnswer(response, pass);
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (signal.aborted) throw signal.reason;
      if (deadline.signal.aborted) {
        throw new UpstreamError("timeout", `no complete answer within ${timeoutMs / 1_000} s`);
      }
      throw toTransportError(error, "the Upbit REST API");
    }
  }

  async #readAnswer(response: Response, pass: UpbitPass): Promise<Answer> {
    const { status, headers } = response;
    const saidMs = readSilenceMs(headers, this.#options.clock.now());
    const facts = { status, remaining: headers.get("remaining-req"), blockMs: saidMs };
    // The head is enough to hold others back; only the length of a block may stand in the body.
    const needsBody = status === 418 && saidMs === undefined;
    if (!needsBody) this.#limiter.learn(pass, facts);
    const body = status === 200 ? readData(await readText(response)) : await readRefusal(response);
    if (status === 200 && !isErrorReport(body)) return { body, answeredAtMs: readAnsweredAtMs(headers) };
    const blockMs = needsBody ? readBlockMs(body) : saidMs;
    const error = toUpbitError(status, { body, blockMs });
    if (needsBody) this.#limiter.learn(pass, { ...facts, blockMs });
    else if (error.kind === "rate_limited" && status !== 418 && status !== 429) {
      this.#limiter.learn(pass, { ...facts, status: 429 });
    }
    throw error;
  }
}

/** A page in place of data is what Upbit's maintenance looks like, so asking later helps. */
function readData(text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw new UpstreamError(error.kind, error.message, { status: 200, retryable: true });
  }
}

/** The body of a refusal, `undefined` when it cannot be read; it only adds a name to what the status says. */
async function readRefusal(response: Response): Promise<unknown> {
  try {
    return readJson(await readText(response));
  } catch {
    return undefined;
  }
}
