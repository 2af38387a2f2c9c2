/** Asks Upbit's REST API: waits for a turn, sends, tries again where that helps. */
import type { Clock } from "../../core/clock.ts";
import { UpstreamError, type UpstreamErrorKind } from "../../core/errors.ts";
import { attempt, type HttpAnswer } from "../../lib/http/attempt.ts";
import { readJson } from "../../lib/http/json_text.ts";
import { retry } from "../../lib/limits/retry.ts";
import { readSilenceMs } from "../../lib/http/retry_after.ts";
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
    const { fetch, clock, baseUrl, userAgent, timeoutMs = TIMEOUT_MS } = this.#options;
    // Nothing else: with an `Origin` header Upbit allows one request in ten seconds.
    const headers = { "accept": "application/json", "user-agent": userAgent };
    const address = "the Upbit REST API";
    return await attempt(
      { fetch, clock, url: `${baseUrl}${path}`, headers, timeoutMs, signal, address },
      (answer) => this.#readAnswer(answer, pass),
    );
  }

  async #readAnswer(answer: HttpAnswer, pass: UpbitPass): Promise<Answer> {
    const { status, headers } = answer;
    const saidMs = readSilenceMs(headers, this.#options.clock.now());
    const facts = { status, remaining: headers.get("remaining-req"), blockMs: saidMs };
    // The head is enough to hold others back; only the length of a block may stand in the body.
    const needsBody = status === 418 && saidMs === undefined;
    if (!needsBody) this.#limiter.learn(pass, facts);
    const body = status === 200 ? await readData(answer) : await readRefusal(answer);
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
async function readData(answer: HttpAnswer): Promise<unknown> {
  const text = await answer.text();
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw new UpstreamError(error.kind, error.message, { status: 200, retryable: true });
  }
}

/** The body of a refusal, `undefined` when it cannot be read; it only adds a name to what the status says. */
async function readRefusal(answer: HttpAnswer): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}
