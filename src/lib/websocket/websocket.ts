/**
 * A WebSocket of a client that holds no more than one message of a known size. The runtime's own keeps whatever a server
 * sends, also a message without end (measured: 1.2 GB in two seconds), and reads on while nobody takes what came.
 */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import type { TimeSlice } from "../time_slice.ts";
import { closeQuietly, connectTo } from "./connect.ts";
import { FrameReader, OPCODE, toClientFrame, toCloseFrame, WebSocketFault } from "./frames.ts";
import { shakeHands, writeAll } from "./handshake.ts";

export interface WebSocketOptions {
  /** `ws:` or `wss:` */
  readonly url: string;
  readonly userAgent: string | undefined;
  readonly clock: Clock;
  /** Handshake included. */
  readonly connectWithinMs: number;
  /** A longer message, in one piece or many, ends the connection before it is kept. */
  readonly maxMessageBytes: number;
  /** Rests between messages, so that many that come at once do not keep the program from anything else. */
  readonly slice: TimeSlice;
  readonly onOpen: () => void;
  /** What it throws ends the connection. Nothing more is read before it returns. */
  readonly onMessage: (message: string | Uint8Array<ArrayBuffer>) => void;
  /** Once, and nothing comes after it. @param reason in words; of our own `close`, too. */
  readonly onEnd: (reason: string) => void;
}

const NORMAL = 1000;
const GOING_AWAY = 1001;
const PIECE_BYTES = 64 * 1_024;
/** How long the other side may take to confirm the end. */
const CLOSE_WITHIN_MS = 1_000;
/** What the other side leaves unread; requests are small, so it takes nothing any more. */
const MOST_QUEUED_BYTES = 1_024 * 1_024;

/** Connects at once. It is over after `onEnd` and never comes back. */
export class BoundedWebSocket {
  /** The socket is given back. Never rejects. */
  readonly released: Promise<void>;
  readonly #options: WebSocketOptions;
  readonly #connecting = new AbortController();
  readonly #over = new AbortController();
  #conn: Deno.Conn | undefined;
  #isOpen = false;
  #isClosing = false;
  #isEndTold = false;
  #queuedBytes = 0;
  #writing: Promise<void> = Promise.resolve();
  #isPongDue = false;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    const { signal } = this.#connecting;
    // At once: a server that answers nothing lets no read end before the network gives up.
    signal.addEventListener("abort", () => this.#tellEnd(toErrorText(signal.reason)), { once: true });
    this.released = this.#run();
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#isClosing;
  }

  /** Never waits; what is said before it is open or after its end is lost. */
  send(text: string): void {
    if (this.isOpen) this.#write(OPCODE.text, new TextEncoder().encode(text));
  }

  /** Asks the other side to end, and hangs up when it does not within a second. */
  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (!this.#isOpen) return this.#connecting.abort(new Error("closed"));
    this.#write(OPCODE.close, new Uint8Array([NORMAL >> 8, NORMAL & 0xff]));
    const hangUp = () => this.#conn && closeQuietly(this.#conn);
    this.#options.clock.sleep(CLOSE_WITHIN_MS, this.#over.signal).then(hangUp, () => {});
  }

  async #run(): Promise<void> {
    let reason = "";
    try {
      const rest = await this.#open();
      reason = await this.#read(rest);
    } catch (error) {
      reason = this.#toReason(error);
      if (this.#conn !== undefined && this.#isOpen) this.#sayGoodbye(this.#conn, error);
    }
    this.#isOpen = false;
    this.#isClosing = true;
    this.#over.abort();
    if (this.#conn !== undefined) closeQuietly(this.#conn);
    this.#tellEnd(reason);
  }

  #tellEnd(reason: string): void {
    if (this.#isEndTold) return;
    this.#isEndTold = true;
    this.#options.onEnd(reason);
  }

  async #open(): Promise<Uint8Array> {
    const { url: text, userAgent, clock, connectWithinMs, onOpen } = this.#options;
    const { signal } = this.#connecting;
    const url = new URL(text);
    const done = new AbortController();
    clock.sleep(connectWithinMs, done.signal).then(
      () => this.#connecting.abort(new Error(`no connection within ${connectWithinMs / 1_000} s`)),
      () => {},
    );
    const hangUp = () => this.#conn && closeQuietly(this.#conn);
    signal.addEventListener("abort", hangUp, { once: true });
    try {
      this.#conn = await connectTo(url, signal);
      const rest = await shakeHands(this.#conn, { url, userAgent });
      signal.throwIfAborted();
      this.#isOpen = true;
      onOpen();
      return rest;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      done.abort();
      signal.removeEventListener("abort", hangUp);
    }
  }

  /** @returns why the other side ended it. */
  async #read(first: Uint8Array): Promise<string> {
    const { maxMessageBytes, slice } = this.#options;
    const reader = new FrameReader(maxMessageBytes);
    const piece = new Uint8Array(PIECE_BYTES);
    for (let bytes: Uint8Array | undefined = first; bytes !== undefined; bytes = await this.#next(piece)) {
      const events = reader.read(bytes);
      const next = () => events.next().value ?? undefined;
      for (let event = slice.use(next); event !== undefined; event = slice.use(next)) {
        if (event.kind === "close") {
          this.#answerClose(event.code);
          return `the server closed the connection (${event.code}${event.reason && ` ${event.reason}`})`;
        }
        if (event.kind === "ping") this.#answerPing(event.payload);
        else this.#pass(event.data);
        await slice.pauseWhenOver();
      }
      await slice.pauseWhenOver();
    }
    return "the connection broke: the server hung up without a word";
  }

  #pass(message: string | Uint8Array<ArrayBuffer>): void {
    if (!this.#isClosing) this.#options.slice.use(() => this.#options.onMessage(message));
  }

  async #next(piece: Uint8Array): Promise<Uint8Array | undefined> {
    const count = await this.#conn?.read(piece) ?? null;
    return count === null ? undefined : piece.subarray(0, count);
  }

  /** Only the latest of many needs an answer (RFC 6455 5.5.3), so that pings without end leave nothing behind. */
  #answerPing(payload: Uint8Array): void {
    if (this.#isPongDue || this.#isClosing) return;
    this.#isPongDue = true;
    this.#write(OPCODE.pong, payload);
    void this.#writing.then(() => this.#isPongDue = false);
  }

  #answerClose(code: number): void {
    if (this.#isClosing || this.#conn === undefined) return;
    this.#conn.write(toCloseFrame(code >= NORMAL && code !== 1005 ? code : NORMAL)).catch(() => {});
  }

  /** In a hurry: whoever broke the rules may never read it. */
  #sayGoodbye(conn: Deno.Conn, error: unknown): void {
    conn.write(toCloseFrame(error instanceof WebSocketFault ? error.code : GOING_AWAY)).catch(() => {});
  }

  #write(opcode: number, payload: Uint8Array): void {
    const conn = this.#conn;
    if (conn === undefined) return;
    const frame = toClientFrame(opcode, payload);
    this.#queuedBytes += frame.length;
    // Reading fails when it is closed, and tells.
    if (this.#queuedBytes > MOST_QUEUED_BYTES) return closeQuietly(conn);
    this.#writing = this.#writing.then(async () => {
      await writeAll(conn, frame);
      this.#queuedBytes -= frame.length;
    }).catch(() => closeQuietly(conn));
  }

  #toReason(error: unknown): string {
    return `${this.#isOpen ? "the connection broke" : "cannot connect"}: ${toErrorText(error)}`;
  }
}
