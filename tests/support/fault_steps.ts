import type { Step } from "./fault_server.ts";

type Headers = Readonly<Record<string, string>>;

function headOf(code: number, headers: Headers): string {
  const lines = Object.entries({ "Connection": "close", ...headers }).map(([name, value]) =>
    `${name}: ${value}`
  );
  return `HTTP/1.1 ${code} Status\r\n${lines.join("\r\n")}\r\n\r\n`;
}

function jsonHeaders(length: number): Headers {
  return { "Content-Type": "application/json", "Content-Length": String(length) };
}

/** A complete response. The body's length is right unless `headers` says otherwise. */
export function status(
  code: number,
  options: { headers?: Headers; body?: string | Uint8Array } = {},
): Step {
  const body = toBytes(options.body ?? "");
  const headers = { "Content-Length": String(body.length), ...options.headers };
  return async ({ write }) => {
    await write(headOf(code, headers));
    await write(body);
  };
}

/** @param options.keepAliveMs how long the connection then waits for another request before it is closed. */
export function ok(json: unknown, options: { keepAliveMs?: number } = {}): Step {
  const { keepAliveMs } = options;
  if (keepAliveMs === undefined) return okBytes(toBytes(JSON.stringify(json)));
  const body = toBytes(JSON.stringify(json));
  const send = status(200, { headers: { ...jsonHeaders(body.length), "Connection": "keep-alive" }, body });
  return async (exchange) => {
    await send(exchange);
    exchange.keepAlive(keepAliveMs);
  };
}

function okBytes(body: Uint8Array): Step {
  return status(200, { headers: jsonHeaders(body.length), body });
}

/** Status 200 and a login page, as a captive portal or an expired session gives. */
export function html(): Step {
  const body = "<!doctype html><title>Login</title><form method=post></form>";
  return status(200, { headers: { "Content-Type": "text/html" }, body });
}

/** Takes the request and never answers. */
export function stall(): Step {
  return ({ untilHangUp }) => untilHangUp();
}

/** A good answer, one byte of the body every `everyMs`. */
export function drip(json: unknown, everyMs: number): Step {
  const body = toBytes(JSON.stringify(json));
  return async ({ write, sleep }) => {
    await write(headOf(200, jsonHeaders(body.length)));
    for (let i = 0; i < body.length; i++) {
      await sleep(everyMs);
      await write(body.subarray(i, i + 1));
    }
  };
}

/** Promises the whole length and sends half of it. */
export function truncate(json: unknown = { a: "b".repeat(100) }): Step {
  const body = toBytes(JSON.stringify(json));
  return status(200, { headers: jsonHeaders(body.length), body: body.subarray(0, body.length >> 1) });
}

/** A chunked body without its end. */
export function truncateChunked(): Step {
  return chunked('8\r\n{"a":1,\n\r\n');
}

/** A chunked body whose second length is no number. */
export function badChunk(): Step {
  return chunked('8\r\n{"a":1,\n\r\nzz\r\n');
}

function chunked(body: string): Step {
  const headers = { "Content-Type": "application/json", "Transfer-Encoding": "chunked" };
  return async ({ write }) => await write(headOf(200, headers) + body);
}

/** Closes after the request was read. */
export function closeWithoutResponse(): Step {
  return () => Promise.resolve();
}

/** Bytes that are no HTTP. */
export function garbage(): Step {
  return ({ write }) => write("\x00\x01\x02 this is not HTTP\r\n\r\n");
}

export function redirect(code: 301 | 302 | 303 | 307 | 308, location: string): Step {
  return status(code, { headers: { "Location": location } });
}

const PIECE_BYTES = 64 * 1024;

/** A valid JSON text of exactly `bytes`, sent in pieces and never held whole. */
export function big(bytes: number): Step {
  return async ({ write }) => {
    await write(headOf(200, jsonHeaders(bytes)));
    for (const piece of bigJson(bytes)) await write(piece);
  };
}

/** A small body that decodes to a valid JSON text of exactly `decodedBytes`. */
export function gzipBomb(decodedBytes: number): Step {
  return async ({ write }) => {
    const packed = ReadableStream.from(bigJson(decodedBytes)).pipeThrough(new CompressionStream("gzip"));
    const body = new Uint8Array(await new Response(packed).arrayBuffer());
    await write(headOf(200, { ...jsonHeaders(body.length), "Content-Encoding": "gzip" }));
    await write(body);
  };
}

function* bigJson(bytes: number): Generator<Uint8Array<ArrayBuffer>> {
  const piece = new Uint8Array(PIECE_BYTES).fill(0x20);
  yield new Uint8Array([0x7b]);
  for (let left = bytes - 2; left > 0; left -= PIECE_BYTES) yield piece.slice(0, Math.min(left, PIECE_BYTES));
  yield new Uint8Array([0x7d]);
}

export function empty200(): Step {
  return status(200);
}

export function noContent204(): Step {
  return async ({ write }) => await write(headOf(204, {}));
}

/** JSON with a byte inside a string that no UTF-8 text holds. */
export function invalidUtf8(): Step {
  const body = toBytes('{"name":"?"}');
  body[9] = 0xff;
  return okBytes(body);
}

/** Good JSON behind a byte order mark. */
export function bom(json: unknown = { bom: true }): Step {
  return okBytes(toBytes(`\uFEFF${JSON.stringify(json)}`));
}

/** Status 200 with an error inside. */
export function errorPayload(): Step {
  return ok({ error: "database is locked" });
}

/** More header lines than a client takes. */
export function manyHeaders(count = 150): Step {
  const headers = Object.fromEntries(Array.from({ length: count }, (_, i) => [`X-Many-${i}`, "x"]));
  return status(200, { headers, body: "{}" });
}

/** One header line of `bytes`. */
export function hugeHead(bytes = 600_000): Step {
  return status(200, { headers: { "X-Huge": "x".repeat(bytes) }, body: "{}" });
}

/** @param options.retryAfter the header as it is sent: `"30"`, a date, or junk; absent, no header. */
export function rateLimited(options: { retryAfter?: string } = {}): Step {
  const headers: Headers = options.retryAfter === undefined ? {} : { "Retry-After": options.retryAfter };
  return status(429, { headers, body: '{"detail":"too many requests"}' });
}

/** Waits, then does as `then` says. */
export function delay(ms: number, then: Step): Step {
  return async (exchange) => {
    await exchange.sleep(ms);
    await then(exchange);
  };
}

function toBytes(part: string | Uint8Array): Uint8Array {
  return typeof part === "string" ? new TextEncoder().encode(part) : part;
}
