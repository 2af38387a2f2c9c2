/** The line of one plug to its child process: questions with retries, and the silence an exchange asks for. */
import type { z } from "zod";
import { UpstreamError } from "../../core/errors.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import { ChildError } from "../../lib/process/child_asks.ts";
import { ChildProcess, USUAL_CHILD } from "../../lib/process/child_process.ts";
import { retry } from "../../lib/limits/retry.ts";
import { CCXT_HOST_COMMAND, CCXT_LINE_CHARS, type CcxtAsk, ccxtFault, type CcxtSetup } from "./protocol.ts";
import { CcxtStream } from "./stream.ts";
import { ccxtNews } from "./stream_protocol.ts";
import type { ExchangeOptions, MarketStream, StreamMessage } from "../exchange.ts";
import type { CcxtVenue } from "./venue.ts";

export interface CcxtLimits {
  /** For one HTTP request of the child. */
  readonly requestTimeoutMs: number;
  /** For one answer of the child, its own waiting for the exchange's rate limit included. */
  readonly askTimeoutMs: number;
}

export interface CcxtSelf {
  readonly venue: CcxtVenue;
  readonly limits: CcxtLimits;
}

const ATTEMPTS = 3;
/** A question waits this long for the end of a silence; beyond that it fails at once. */
const LONGEST_WAIT_MS = 10_000;
/** Silence when the exchange asks for it and does not say for how long. */
const SILENCE_MS: Readonly<Record<number, number>> = { 429: 10_000, 418: 2 * MINUTE_MS };
/** One exchange takes some 95 MB; the list of all markets of Binance as much again while it is read. */
const MAX_RSS_BYTES = 512 * 1024 * 1024;
/** Of what the child wrote to stderr before it ended. */
const LONGEST_LAST_WORDS = 500;
/** A child that ended too often is tried again after this: with the next question, or for the sake of its stream. */
const PARKED_MS = 10 * MINUTE_MS;

export class CcxtLine implements AsyncDisposable {
  readonly #self: CcxtSelf;
  readonly #options: ExchangeOptions;
  readonly #child: ChildProcess;
  /** Monotonic. */
  #silentUntilMs = 0;
  #parkedAtMs: number | undefined;
  readonly #closing = new AbortController();
  readonly #streams = new Map<number, CcxtStream>();
  #lastStream = 0;
  /** A child that has said hello reads what it is told. */
  #hasHello = false;

  constructor(self: CcxtSelf, options: ExchangeOptions) {
    this.#self = self;
    this.#options = options;
    this.#child = this.#createChild();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#streams.values()].map((stream) => stream[Symbol.asyncDispose]()));
    await this.#child[Symbol.asyncDispose]();
  }

  /** Starts the child, which connects as soon as there is a wish. */
  openStream(onMessage: (message: StreamMessage) => void): MarketStream {
    const { clock, onEvent } = this.#options;
    const id = ++this.#lastStream;
    const stream = new CcxtStream({
      id,
      clock,
      onEvent,
      onMessage,
      send: (wish) => void (this.#hasHello && this.#child.tell(wish)),
      onClose: () => this.#streams.delete(id),
    });
    this.#streams.set(id, stream);
    if (this.#child.status.state === "stopped") this.#child.start();
    this.#unpark();
    return stream;
  }

  /** @throws {UpstreamError} after its own retries, or the signal's reason. */
  ask<T>(ask: CcxtAsk, options: { schema: z.ZodType<T>; signal: AbortSignal }): Promise<T> {
    const { random } = this.#options;
    return retry(() => this.#attempt(ask, options), {
      attempts: ATTEMPTS,
      clock: this.#options.clock,
      random,
      signal: options.signal,
      decideWaitMs: (error, proposedMs) => {
        if (!(error instanceof UpstreamError) || !error.retryable) return undefined;
        const waitMs = error.retryAfterMs ?? proposedMs;
        return waitMs > LONGEST_WAIT_MS ? undefined : waitMs;
      },
    });
  }

  #createChild(): ChildProcess {
    const { restUrl, streamUrl, userAgent, clock } = this.#options;
    const { venue, limits: { requestTimeoutMs } } = this.#self;
    const setup: CcxtSetup = {
      userAgent,
      requestTimeoutMs,
      ...(restUrl === undefined ? {} : { restUrl }),
      ...(streamUrl === undefined ? {} : { streamUrl }),
    };
    const stream = venue.stream === undefined ? [] : [streamUrl ?? venue.stream.url];
    const hosts = [restUrl ?? venue.restUrl, ...stream].map((url) => new URL(url).host);
    const command = this.#options.child({
      command: CCXT_HOST_COMMAND,
      args: [venue.id, JSON.stringify(setup)],
      allowNet: [...new Set(hosts)],
    });
    return new ChildProcess({
      ...USUAL_CHILD,
      name: `ccxt ${venue.id}`,
      program: command.program,
      args: command.args,
      env: command.env ?? {},
      clock,
      heartbeat: { ...USUAL_CHILD.heartbeat, maxRssBytes: MAX_RSS_BYTES },
      maxLineChars: CCXT_LINE_CHARS,
      onTell: (body) => this.#takeNews(body),
      onEnd: ({ reason, stderr, retryInMs }) => {
        this.#takeEnd({ reason, lastWords: stderr.slice(-LONGEST_LAST_WORDS), retryInMs });
      },
    });
  }

  /** @throws for what is no news; the child is ended then. */
  #takeNews(body: unknown): void {
    const news = ccxtNews.parse(body);
    if ("stream" in news) return this.#streams.get(news.stream)?.take(news);
    this.#hasHello = true;
    for (const stream of this.#streams.values()) stream.tellWishes();
  }

  /** Its last words are for the log alone: they may name files of this machine, and anybody may read why a stream is down. */
  #takeEnd(
    end: { readonly reason: string; readonly lastWords: string; readonly retryInMs: number | undefined },
  ): void {
    const { clock, onEvent } = this.#options;
    const { reason, lastWords, retryInMs } = end;
    this.#hasHello = false;
    onEvent({
      kind: "child_ended",
      reason: lastWords === "" ? reason : `${reason}: ${lastWords}`,
      retryInMs: retryInMs ?? PARKED_MS,
      isParked: retryInMs === undefined,
    });
    for (const stream of this.#streams.values()) stream.takeEnd(`its process ended: ${reason}`);
    if (retryInMs !== undefined) return;
    this.#parkedAtMs = clock.monotonic();
    if (this.#streams.size === 0) return;
    clock.sleep(PARKED_MS, this.#closing.signal).then(() => this.#unpark(), () => {});
  }

  async #attempt<T>(ask: CcxtAsk, options: { schema: z.ZodType<T>; signal: AbortSignal }): Promise<T> {
    const { onEvent, clock } = this.#options;
    this.#checkSilence();
    this.#unpark();
    const beganMs = clock.monotonic();
    const note = (outcome: string) =>
      onEvent({ kind: "request_done", group: ask.op, outcome, durationMs: clock.monotonic() - beganMs });
    try {
      const answer = await this.#child.ask(ask, {
        deadlineMs: this.#self.limits.askTimeoutMs,
        signal: options.signal,
      });
      const value = this.#read(answer, options.schema);
      note("ok");
      return value;
    } catch (error) {
      if (options.signal.aborted) throw error;
      const failure = this.#toUpstreamError(error);
      note(failure.kind);
      this.#noteSilence(failure, ask.op);
      throw failure;
    }
  }

  #checkSilence(): void {
    const leftMs = this.#silentUntilMs - this.#options.clock.monotonic();
    if (leftMs <= 0) return;
    throw new UpstreamError(
      "rate_limited",
      `${this.#self.venue.title}: it asked for silence, still for ${Math.ceil(leftMs)} ms`,
      {
        retryAfterMs: leftMs,
      },
    );
  }

  #noteSilence({ kind, status = 429, retryAfterMs }: UpstreamError, group: string): void {
    if (kind !== "rate_limited") return;
    const waitMs = retryAfterMs ?? SILENCE_MS[status] ?? 0;
    this.#silentUntilMs = Math.max(this.#silentUntilMs, this.#options.clock.monotonic() + waitMs);
    this.#options.onEvent({ kind: "throttled", group, status, waitMs });
  }

  #unpark(): void {
    if (this.#child.status.state !== "parked" || this.#parkedAtMs === undefined) return;
    if (this.#options.clock.monotonic() - this.#parkedAtMs >= PARKED_MS) this.#child.start();
  }

  #read<T>(answer: unknown, schema: z.ZodType<T>): T {
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const field = issue?.path.join(".") || "the answer";
    throw new UpstreamError(
      "bad_shape",
      `${this.#self.venue.title}: ${field}: ${issue?.message ?? "is wrong"}`,
    );
  }

  #toUpstreamError(error: unknown): UpstreamError {
    if (error instanceof UpstreamError) return error;
    if (!(error instanceof ChildError)) throw error;
    const fault = ccxtFault.safeParse(error.fault);
    if (error.kind === "fault" && fault.success) {
      const { kind, message, ...facts } = fault.data;
      return new UpstreamError(kind, `${this.#self.venue.title}: ${message}`, facts);
    }
    const { title } = this.#self.venue;
    if (error.kind === "ended" || error.kind === "parked" || error.kind === "stopped") {
      // Nobody was asked, so this says nothing of the exchange or of the network.
      const text = `${title}: its helper process does not run (${error.why})`;
      return new UpstreamError("helper", text, { retryable: error.kind === "ended" });
    }
    const isLate = error.kind === "timeout";
    return new UpstreamError(isLate ? "timeout" : "bad_shape", `${title}: ${error.message}`, {
      retryable: isLate,
    });
  }
}
