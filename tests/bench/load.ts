/**
 * HTTP load over raw keep-alive connections. `fetch` would cost more than the server and hide its speed.
 * One request at a time per connection, no pipelining; an answer counts once its last byte is here.
 */
const CONNECTIONS = 32;
const READ_BYTES = 16 * 1024;
const LINE_END = 10;

export interface LoadTarget {
  readonly port: number;
  readonly path: string;
}

/** @returns complete answers with status 200 per second. @throws {Error} for any other answer. */
export async function measureRequestsPerSecond(target: LoadTarget, forMs: number): Promise<number> {
  const startedMs = performance.now();
  const untilMs = startedMs + forMs;
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, () => askUntil(target, untilMs)));
  const answers = counts.reduce((sum, count) => sum + count, 0);
  return answers / ((performance.now() - startedMs) / 1_000);
}

async function askUntil({ port, path }: LoadTarget, untilMs: number): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  const request = new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  const buffer = new Uint8Array(READ_BYTES);
  let answers = 0;
  while (performance.now() < untilMs) {
    await writeAll(connection, request);
    await readAnswer(connection, buffer);
    answers++;
  }
  return answers;
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readAnswer(connection: Deno.Conn, buffer: Uint8Array): Promise<void> {
  let filled = 0;
  let expected = Infinity;
  while (filled < expected) {
    if (filled === buffer.length) throw new Error(`An answer is larger than ${READ_BYTES} bytes`);
    const count = await connection.read(buffer.subarray(filled));
    if (count === null) throw new Error("The server closed a keep-alive connection");
    filled += count;
    if (expected === Infinity) expected = readExpectedBytes(buffer, filled);
  }
  if (filled > expected) throw new Error("More bytes came than content-length announced");
}

/** Head and body together, or Infinity while the head is incomplete. */
function readExpectedBytes(buffer: Uint8Array, filled: number): number {
  let contentLength: number | undefined;
  for (let start = 0, end = buffer.indexOf(LINE_END); end !== -1 && end < filled;) {
    if (end - start === 1) {
      if (contentLength === undefined) throw new Error("An answer has no content-length");
      if (!isOk(buffer)) throw new Error(`An answer is not 200: ${toText(buffer.subarray(0, 15))}`);
      return end + 1 + contentLength;
    }
    contentLength ??= readContentLength(buffer, start, end);
    start = end + 1;
    end = buffer.indexOf(LINE_END, start);
  }
  return Infinity;
}

/** `HTTP/1.1 200` */
function isOk(buffer: Uint8Array): boolean {
  return buffer[9] === 0x32 && buffer[10] === 0x30 && buffer[11] === 0x30;
}

const NAME = new TextEncoder().encode("content-length:");

function readContentLength(buffer: Uint8Array, start: number, end: number): number | undefined {
  for (let i = 0; i < NAME.length; i++) {
    // The bit that tells upper from lower case does not matter in a header's name.
    if (((buffer[start + i] ?? 0) | 0x20) !== ((NAME[i] ?? 0) | 0x20)) return undefined;
  }
  return Number(toText(buffer.subarray(start + NAME.length, end)).trim());
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
