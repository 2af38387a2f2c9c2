/** One request as it came over the wire. Header names are lower case. */
export interface RawRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const decoder = new TextDecoder();

/** Reads requests off one connection, keeping the bytes that belong to the next. Knows no chunked requests. */
export class RawRequestReader {
  readonly #connection: Deno.Conn;
  #rest = new Uint8Array(0);

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
  }

  /** `undefined` when the client hung up before its request was complete. */
  async next(): Promise<RawRequest | undefined> {
    let headEnd = findHeadEnd(this.#rest);
    while (headEnd === -1) {
      if (!await this.#readMore()) return undefined;
      headEnd = findHeadEnd(this.#rest);
    }
    const [firstLine = "", ...lines] = decoder.decode(this.#rest.subarray(0, headEnd)).split("\r\n");
    const headers = readHeaders(lines);
    const bodyStart = headEnd + 4;
    const bodyEnd = bodyStart + Number(headers["content-length"] ?? 0);
    while (this.#rest.length < bodyEnd) {
      if (!await this.#readMore()) return undefined;
    }
    const body = decoder.decode(this.#rest.subarray(bodyStart, bodyEnd));
    this.#rest = this.#rest.slice(bodyEnd);
    const [method = "", path = ""] = firstLine.split(" ");
    return { method, path, headers, body };
  }

  /** Resolves when the client hangs up or the connection is closed here; swallows what it still sends. */
  async untilHangUp(): Promise<void> {
    while (await this.#readMore()) this.#rest = new Uint8Array(0);
  }

  async #readMore(): Promise<boolean> {
    const buffer = new Uint8Array(16 * 1024);
    // A reset or a connection closed by us is a hang-up like any other.
    const count = await this.#connection.read(buffer).catch(() => null);
    if (count === null) return false;
    const joined = new Uint8Array(this.#rest.length + count);
    joined.set(this.#rest);
    joined.set(buffer.subarray(0, count), this.#rest.length);
    this.#rest = joined;
    return true;
  }
}

function findHeadEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i;
  }
  return -1;
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}
