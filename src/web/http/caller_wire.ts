/** The socket to one caller, with what it sent ahead and until when it is waited for. */
import type { Clock } from "../../core/clock.ts";
import { CallerGone } from "./caller_gone.ts";
import { type HeadFault, LARGEST_HEAD_BYTES, readHead, type RequestHead } from "./request_head.ts";

/** From the first byte of a head to its last one, and from the connection to the first byte. */
const HEAD_MS = 10_000;
/** Between an answer and the next request. */
const IDLE_MS = 60_000;
/** For all of it, however it drips. */
const BODY_MS = 20_000;
/** For an answer to be made. A stream is made for as long as somebody listens. */
const ANSWER_MS = 120_000;
/** For an answer: this, and a millisecond more for so many bytes, which is 16 KB a second. */
const WRITE_MS = 20_000;
const SLOWEST_BYTES_PER_MS = 16;
/** For the caller to read a last answer before the connection ends, which would take it away unread. */
const LINGER_MS = 2_000;
const MOST_LINGER_BYTES = 256 * 1024;

/** What the caller has to do next. */
export interface CallerTurn {
  readonly what: "send" | "receive";
  /** Monotonic. */
  readonly sinceMs: number;
}

export class CallerWire {
  readonly #socket: Deno.TcpConn;
  readonly #clock: Clock;
  readonly #buffer = new Uint8Array(LARGEST_HEAD_BYTES);
  #filled = 0;
  #deadlineMs = Infinity;
  #headReadAtMs = 0;
  #isFirst = true;
  #isStream = false;
  #turn: CallerTurn | undefined;

  constructor(socket: Deno.TcpConn, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
    this.#await("send", HEAD_MS);
  }

  /** `undefined` while it is our turn. */
  get turn(): CallerTurn | undefined {
    return this.#turn;
  }

  get isStream(): boolean {
    return this.#isStream;
  }

  isLate(nowMs: number): boolean {
    return nowMs >= this.#deadlineMs;
  }

  /** @returns `undefined` when the caller is gone. @throws {CallerGone} */
  async readHead(): Promise<RequestHead | HeadFault | undefined> {
    this.#await("send", this.#isFirst ? HEAD_MS : IDLE_MS);
    this.#isFirst = false;
    for (let isBegun = false;;) {
      if (this.#filled > 0) {
        if (!isBegun) this.#await("send", HEAD_MS);
        isBegun = true;
        const read = readHead(this.#buffer.subarray(0, this.#filled));
        if (read.kind === "complete") this.#drop(read.bytes);
        if (read.kind !== "partial") {
          this.#work();
          this.#headReadAtMs = this.#clock.monotonic();
          return read.kind === "refused" ? read.fault : read.head;
        }
      }
      const count = await this.#receive(this.#buffer.subarray(this.#filled));
      if (count === null) return undefined;
      this.#filled += count;
    }
  }

  /** What came together with the head first. @returns how many bytes; `null` at the end. @throws {CallerGone} */
  async readBody(into: Uint8Array): Promise<number | null> {
    if (this.#filled > 0) {
      const part = this.#buffer.subarray(0, Math.min(this.#filled, into.length));
      into.set(part);
      const count = part.length;
      this.#drop(count);
      return count;
    }
    // From its beginning: a body that drips is waited for all the time.
    this.#await("send", BODY_MS, this.#headReadAtMs);
    const count = await this.#receive(into);
    this.#work();
    return count;
  }

  /** A caller that reads slower than anybody needs to is closed by the deadline. @throws {CallerGone} */
  async write(bytes: Uint8Array): Promise<void> {
    this.#await("receive", WRITE_MS + bytes.length / SLOWEST_BYTES_PER_MS);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#socket.write(bytes.subarray(at));
    } catch (cause) {
      throw new CallerGone("Cannot write to the caller", { cause });
    }
    this.#work();
  }

  /** From here on an answer may take as long as somebody listens. Resolves when nobody does. Never rejects. */
  async startStream(): Promise<void> {
    this.#isStream = true;
    // Nothing is expected any more, so this ends when the caller leaves.
    await this.#swallow();
  }

  /** Before the connection ends with something unread. */
  async linger(): Promise<void> {
    this.#await("send", LINGER_MS);
    await this.#socket.closeWrite().catch(() => {});
    await this.#swallow();
  }

  #await(what: CallerTurn["what"], withinMs: number, sinceMs: number = this.#clock.monotonic()): void {
    this.#turn = { what, sinceMs };
    this.#deadlineMs = sinceMs + withinMs;
  }

  #work(): void {
    this.#turn = undefined;
    this.#deadlineMs = this.#isStream ? Infinity : this.#clock.monotonic() + ANSWER_MS;
  }

  #drop(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
  }

  #receive(into: Uint8Array): Promise<number | null> {
    return this.#socket.read(into).catch((cause) => {
      throw new CallerGone("Cannot read from the caller", { cause });
    });
  }

  async #swallow(): Promise<void> {
    const into = new Uint8Array(4_096);
    try {
      for (let bytes = 0; bytes < MOST_LINGER_BYTES;) {
        const count = await this.#socket.read(into);
        if (count === null) return;
        bytes += count;
      }
    } catch {
      // Gone is as good as done.
    }
  }
}
