/** One WebSocket to an exchange, from the handshake to its end. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import { escapeControls } from "../../core/text.ts";
import { RateLimiter } from "../../lib/limits/rate_limiter.ts";
import type { TimeSlice } from "../../lib/time_slice.ts";
import { BoundedWebSocket } from "../../lib/websocket/websocket.ts";
import type { PingRules, StreamDialect } from "./dialect.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const LONGEST_REASON = 200;
/** Above it a message is not even kept. What the dialects read is shorter; what lies between is refused by its length. */
const LONGEST_MESSAGE_BYTES = 2 * 1_024 * 1_024;

export interface ConnectionOptions {
  readonly url: string;
  /** Absent, the server is told no name. */
  readonly userAgent: string | undefined;
  readonly clock: Clock;
  /** Of the whole stream: messages that come at once rest with those of the connection before. */
  readonly slice: TimeSlice;
  readonly ping: PingRules;
  readonly messageLimits: StreamDialect["messageLimits"];
  /** The subscription as it is wanted now; asked for just before it is sent. */
  readonly requests: () => readonly string[];
  readonly onMessage: (message: string | Uint8Array) => void;
}

/**
 * Connects at once, sends the requests when the handshake is done, then a ping now and then. It is over when the other
 * side closes or is silent after a ping, or `end` is called; it never comes back.
 */
export class StreamConnection {
  /** Why it is over; `undefined` when that was wanted. Never rejects. */
  readonly ended: Promise<string | undefined>;
  /** The socket is given back. A peer that is gone may never confirm, so nobody should wait for this alone. */
  readonly released: Promise<void>;
  readonly #options: ConnectionOptions;
  readonly #socket: BoundedWebSocket;
  readonly #over = new AbortController();
  readonly #limits: readonly RateLimiter[];
  readonly #end: (reason: string | undefined) => void;
  #messages = 0;
  #isRenewing = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { clock, messageLimits } = options;
    this.#limits = messageLimits.map((rules) => new RateLimiter({ clock, ...rules }));
    ({ promise: this.ended, resolve: this.#end } = Promise.withResolvers<string | undefined>());
    this.#socket = this.#open();
    this.released = this.#socket.released;
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Sends the requests anew, as soon as the exchange's limits allow it. */
  renew(): void {
    if (this.#socket.isOpen) this.#inBackground(this.#renew());
  }

  /** @param reason `undefined` when nothing is wrong. */
  end(reason?: string): void {
    if (this.isOver) return;
    this.#over.abort();
    this.#end(reason === undefined ? undefined : escapeControls(reason.slice(0, LONGEST_REASON)));
    this.#socket.close();
  }

  #open(): BoundedWebSocket {
    const { url, userAgent, clock, slice } = this.#options;
    return new BoundedWebSocket({
      url,
      userAgent,
      clock,
      slice,
      connectWithinMs: CONNECT_TIMEOUT_MS,
      maxMessageBytes: LONGEST_MESSAGE_BYTES,
      onOpen: () => {
        this.#inBackground(this.#renew());
        this.#inBackground(this.#keepAlive());
      },
      onMessage: (message) => {
        if (this.isOver) return;
        this.#messages += 1;
        this.#options.onMessage(message);
      },
      onEnd: (reason) => this.end(reason),
    });
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    await this.#takePass();
    this.#isRenewing = false;
    for (const [i, text] of this.#options.requests().entries()) {
      if (i > 0) await this.#takePass();
      this.#send(text);
    }
  }

  /** The first ping follows the request at once, so that the answer shows that messages come through. */
  async #keepAlive(): Promise<void> {
    const { text, everyMs, answerWithinMs } = this.#options.ping;
    while (true) {
      await this.#takePass();
      const before = this.#messages;
      this.#send(text);
      await this.#sleep(answerWithinMs);
      if (this.#messages === before) {
        return this.end(`no message for ${answerWithinMs / 1_000} s after a PING`);
      }
      await this.#sleep(everyMs - answerWithinMs);
    }
  }

  #send(text: string): void {
    this.#socket.send(text);
  }

  async #takePass(): Promise<void> {
    for (const limit of this.#limits) {
      for (let waitMs = limit.take(); waitMs > 0; waitMs = limit.take()) await this.#sleep(waitMs);
    }
  }

  #sleep(ms: number): Promise<void> {
    return this.#options.clock.sleep(ms, this.#over.signal);
  }

  /** The end of the connection rejects whatever sleeps; anything else that fails is the end of it. */
  #inBackground(work: Promise<void>): void {
    work.catch((error) => this.end(`the connection failed: ${toErrorText(error)}`));
  }
}
