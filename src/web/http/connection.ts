/** One TCP connection and the requests on it, one after another. Whoever waits here does so until a deadline. */
import type { Clock } from "../../core/clock.ts";
import { hasNoBody, isEventStream, readAnswerBody, toAnswerHead } from "./answer.ts";
import { CallerGone } from "./caller_gone.ts";
import { CallerWire } from "./caller_wire.ts";
import { RequestBody } from "./request_body.ts";
import type { HeadFault, RequestHead } from "./request_head.ts";

const LAST_CHUNK = new TextEncoder().encode("0\r\n\r\n");
const NO_BYTES = new Uint8Array(0);

export interface ConnectionParts {
  readonly clock: Clock;
  readonly handle: (request: Request, connection: HttpConnection) => Response | Promise<Response>;
  /** A mistake of ours; a caller who goes away is none. */
  readonly onFailure: (error: unknown) => void;
  readonly onClose: (connection: HttpConnection) => void;
}

export class HttpConnection {
  readonly remoteAddress: string;
  readonly #socket: Deno.TcpConn;
  readonly #wire: CallerWire;
  readonly #parts: ConnectionParts;
  #isEnding = false;
  #isClosed = false;
  #givesWay = false;

  constructor(socket: Deno.TcpConn, parts: ConnectionParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#wire = new CallerWire(socket, parts.clock);
    this.remoteAddress = socket.remoteAddr.hostname;
  }

  /** Since when it is the caller's turn to send or to receive, or `undefined` while it is ours. */
  get waitsSinceMs(): number | undefined {
    return this.#wire.turn?.sinceMs;
  }

  get givesWay(): boolean {
    return this.#givesWay;
  }

  get isStream(): boolean {
    return this.#wire.isStream;
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
    if (this.#wire.isLate(nowMs)) this.close();
  }

  /** Ends after the answer that is being made, or at once when there is nothing to answer yet. */
  end(): void {
    this.#isEnding = true;
    if (this.#wire.turn?.what === "send") this.close();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
    this.#parts.onClose(this);
  }

  /** @returns whether another request may follow. */
  async #serveOne(): Promise<boolean> {
    if (this.#isEnding) return false;
    const read = await this.#wire.readHead();
    if (read === undefined) return false;
    this.#givesWay = false;
    if ("status" in read) return await this.#refuse(read);
    const body = new RequestBody(read, {
      read: (into) => this.#wire.readBody(into),
      write: (bytes) => this.#wire.write(bytes),
    });
    const response = await this.#ask(read, body);
    const mayFollow = await this.#answer(read, response, body);
    if (!body.isRead) await this.#wire.linger();
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
    await this.#wire.write(join(toAnswerHead(response, facts), isBodyless ? NO_BYTES : bytes));
    return keepsAlive;
  }

  async #stream({ isOld }: RequestHead, response: Response): Promise<false> {
    const facts = {
      nowMs: this.#parts.clock.now(),
      length: isOld ? "close" : "chunked",
      keepsAlive: false,
    } as const;
    const reader = response.body?.getReader();
    this.#wire.startStream().finally(() => reader?.cancel().catch(() => {}));
    try {
      await this.#wire.write(toAnswerHead(response, facts));
      for (;;) {
        const { value, done } = await reader?.read() ?? { done: true };
        if (done) break;
        await this.#wire.write(isOld ? value : toChunk(value));
      }
      if (!isOld) await this.#wire.write(LAST_CHUNK);
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
    await this.#wire.write(join(toAnswerHead(response, facts), bytes));
    await this.#wire.linger();
    return false;
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
