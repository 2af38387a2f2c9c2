import type { Clock } from "../../core/clock.ts";
import { hasNoBody, isEventStream, readAnswerBody, toAnswerHead } from "./answer.ts";
import { CallerGone } from "./caller_gone.ts";
import { RequestBody } from "./request_body.ts";
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

const LAST_CHUNK = new TextEncoder().encode("0\r\n\r\n");
const NO_BYTES = new Uint8Array(0);

export interface ConnectionParts {
  readonly clock: Clock;
  readonly handle: (request: Request, connection: HttpConnection) => Response | Promise<Response>;
  /** A mistake of ours; a caller who goes away is none. */
  readonly onFailure: (error: unknown) => void;
  readonly onClose: (connection: HttpConnection) => void;
}

/** One TCP connection and the requests on it, one after another. Whoever waits here does so until a deadline. */
export class HttpConnection {
  readonly remoteAddress: string;
  readonly #socket: Deno.TcpConn;
  readonly #parts: ConnectionParts;
  readonly #buffer = new Uint8Array(LARGEST_HEAD_BYTES);
  #filled = 0;
  #deadlineMs = Infinity;
  #headReadAtMs = 0;
  #requests = 0;
  #isEnding = false;
  #isClosed = false;
  #givesWay = false;
  #isStream = false;
  /** What the caller has to do next; `undefined` while it is our turn. */
  #turn: { readonly what: "send" | "receive"; readonly sinceMs: number } | undefined;

  constructor(socket: Deno.TcpConn, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.remoteAddress = socket.remoteAddr.hostname;
    this.#await("send", HEAD_MS);
  }

  /** Since when it is the caller's turn to send or to receive, or `undefined` while it is ours. */
  get waitsSinceMs(): number | undefined {
    return this.#turn?.sinceMs;
  }

  get givesWay(): boolean {
    return this.#givesWay;
  }

  get isStream(): boolean {
    return this.#isStream;
  }

  /** Until the next request: whatever is held back or answered here, somebody else comes first. */
  giveWay(): void {
    this.#givesWay = true;
  }

  /** Serves until the caller is gone, asks for the end or is too slow. Never rejects. */
  async run(): Promise<void> {
    try {
      this.#socket.setNoDelay(true);
      while (await this.#serveOne()) {
        // The next one on the same connection.
      }
    } catch (error) {
      if (!(error instanceof CallerGone)) this.#parts.onFailure(error);
    } finally {
      this.close();
    }
  }

  closeIfLate(nowMs: number): void {
    if (nowMs >= this.#deadlineMs) this.close();
  }

  /** Ends after the answer that is being made, or at once when there is nothing to answer yet. */
  end(): void {
    this.#isEnding = true;
    if (this.#turn?.what === "send") this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
    this.#parts.onClose(this);
  }

  #await(
    what: "send" | "receive",
    withinMs: number,
    sinceMs: number = this.#parts.clock.monotonic(),
  ): void {
    this.#turn = { what, sinceMs };
    this.#deadlineMs = sinceMs + withinMs;
  }

  #work(): void {
    this.#turn = undefined;
    this.#deadlineMs = this.#isStream ? Infinity : this.#parts.clock.monotonic() + ANSWER_MS;
  }

  /** @returns whether another request may follow. */
  async #serveOne(): Promise<boolean> {
    if (this.#isEnding) return false;
    const read = await this.#readHead();
    if (read === undefined) return false;
    this.#work();
    this.#headReadAtMs = this.#parts.clock.monotonic();
    this.#givesWay = false;
    this.#requests++;
    if ("status" in read) return await this.#refuse(read);
    const body = new RequestBody(read, {
      read: (into) => this.#readBody(into),
      write: (b) => this.#write(b),
    });
    const response = await this.#ask(read, body);
    const mayFollow = await this.#answer(read, response, body);
    if (!body.isRead) await this.#linger();
    return mayFollow;
  }

  async #ask(head: RequestHead, body: RequestBody): Promise<Response> {
    try {
      return await this.#parts.handle(toRequest(head, body), this);
    } catch (error) {
      if (error instanceof CallerGone) throw error;
      this.#parts.onFailure(error);
      return new Response(null, { status: 500 });
    }
  }

  /** @returns `undefined` when the caller is gone. */
  async #readHead(): Promise<RequestHead | HeadFault | undefined> {
    this.#await("send", this.#requests === 0 ? HEAD_MS : IDLE_MS);
    for (let isBegun = false;;) {
      if (this.#filled > 0) {
        if (!isBegun) this.#await("send", HEAD_MS);
        isBegun = true;
        const read = readHead(this.#buffer.subarray(0, this.#filled));
        if (read.kind === "refused") return read.fault;
        if (read.kind === "complete") {
          this.#drop(read.bytes);
          return read.head;
        }
      }
      const count = await this.#receive(this.#buffer.subarray(this.#filled));
      if (count === null) return undefined;
      this.#filled += count;
    }
  }

  #drop(bytes: number): void {
    this.#buffer.copyWithin(0, bytes, this.#filled);
    this.#filled -= bytes;
  }

  /** What came together with the head first. */
  async #readBody(into: Uint8Array): Promise<number | null> {
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

  #receive(into: Uint8Array): Promise<number | null> {
    return this.#socket.read(into).catch((cause) => {
      throw new CallerGone("Cannot read from the caller", { cause });
    });
  }

  async #answer(head: RequestHead, response: Response, body: RequestBody): Promise<boolean> {
    const isStream = isEventStream(response);
    if (isStream && head.method !== "HEAD") return await this.#stream(head, response);
    // Nobody would ever end a stream of which only the head is wanted.
    if (isStream) await response.body?.cancel();
    const bytes = isStream ? NO_BYTES : await readAnswerBody(response, head.headers.get("accept-encoding"));
    const keepsAlive = head.keepsAlive && body.isRead && !this.#isEnding;
    const length = isStream ? "close" : bytes.length;
    const facts = { nowMs: this.#parts.clock.now(), length, keepsAlive } as const;
    const isBodyless = head.method === "HEAD" || hasNoBody(response.status);
    await this.#write(join(toAnswerHead(response, facts), isBodyless ? NO_BYTES : bytes));
    return keepsAlive;
  }

  async #stream({ isOld }: RequestHead, response: Response): Promise<false> {
    const facts = {
      nowMs: this.#parts.clock.now(),
      length: isOld ? "close" : "chunked",
      keepsAlive: false,
    } as const;
    const reader = response.body?.getReader();
    this.#isStream = true;
    // Nothing is expected any more, so this ends when the caller leaves.
    this.#swallow(MOST_LINGER_BYTES).finally(() => reader?.cancel().catch(() => {}));
    try {
      await this.#write(toAnswerHead(response, facts));
      for (;;) {
        const { value, done } = await reader?.read() ?? { done: true };
        if (done) break;
        await this.#write(isOld ? value : toChunk(value));
      }
      if (!isOld) await this.#write(LAST_CHUNK);
    } finally {
      // Also when the caller left before the first byte: its place is somebody else's.
      await reader?.cancel();
    }
    return false;
  }

  async #refuse({ status, detail }: HeadFault): Promise<false> {
    const problem = {
      type: "about:blank",
      title: "Request refused",
      status,
      code: "request_refused",
      detail,
    };
    const response = new Response(JSON.stringify(problem), {
      status,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
    });
    const bytes = await readAnswerBody(response, null);
    const facts = { nowMs: this.#parts.clock.now(), length: bytes.length, keepsAlive: false };
    await this.#write(join(toAnswerHead(response, facts), bytes));
    await this.#linger();
    return false;
  }

  /** A caller that reads slower than anybody needs to is closed by the deadline. */
  async #write(bytes: Uint8Array): Promise<void> {
    this.#await("receive", WRITE_MS + bytes.length / SLOWEST_BYTES_PER_MS);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#socket.write(bytes.subarray(at));
    } catch (cause) {
      throw new CallerGone("Cannot write to the caller", { cause });
    }
    this.#work();
  }

  async #linger(): Promise<void> {
    this.#await("send", LINGER_MS);
    await this.#socket.closeWrite().catch(() => {});
    await this.#swallow(MOST_LINGER_BYTES);
  }

  async #swallow(mostBytes: number): Promise<void> {
    const into = new Uint8Array(4_096);
    try {
      for (let bytes = 0; bytes < mostBytes;) {
        const count = await this.#socket.read(into);
        if (count === null) return;
        bytes += count;
      }
    } catch {
      // Gone is as good as done.
    }
  }
}

function toRequest({ method, url, headers }: RequestHead, { stream }: RequestBody): Request {
  // The platform gives these two no body; one that came is left unread.
  const isBodyless = method === "GET" || method === "HEAD";
  return new Request(url, { method, headers, ...(stream === null || isBodyless ? {} : { body: stream }) });
}

function toChunk(bytes: Uint8Array): Uint8Array {
  const encoder = new TextEncoder();
  return join(encoder.encode(`${bytes.length.toString(16)}\r\n`), bytes, encoder.encode("\r\n"));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
