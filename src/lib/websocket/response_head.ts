const LONGEST_HEAD_BYTES = 16 * 1_024;
const PIECE_BYTES = 4 * 1_024;

export interface ResponseHead {
  readonly status: number;
  readonly headers: Headers;
  /** What came after it already. */
  readonly rest: Uint8Array;
}

/**
 * Reads the head of an HTTP answer from a connection that is then used for something else.
 *
 * @throws {Error} when what comes is none, ends before it is whole, or is longer than 16 kB.
 */
export async function readHead(conn: Deno.Conn): Promise<ResponseHead> {
  const piece = new Uint8Array(PIECE_BYTES);
  let bytes = new Uint8Array();
  while (true) {
    const end = findEnd(bytes);
    if (end !== undefined) return { ...parseHead(bytes.subarray(0, end)), rest: bytes.slice(end) };
    if (bytes.length > LONGEST_HEAD_BYTES) throw new Error("the server's answer has too long a head");
    const count = await conn.read(piece);
    if (count === null) throw new Error("the server closed the connection during the handshake");
    const all = new Uint8Array(bytes.length + count);
    all.set(bytes);
    all.set(piece.subarray(0, count), bytes.length);
    bytes = all;
  }
}

/** The first byte after the empty line. */
function findEnd(bytes: Uint8Array): number | undefined {
  for (let i = 3; i < bytes.length; i++) {
    if (bytes[i] === 10 && bytes[i - 1] === 13 && bytes[i - 2] === 10 && bytes[i - 3] === 13) return i + 1;
  }
  return undefined;
}

function parseHead(bytes: Uint8Array): Pick<ResponseHead, "status" | "headers"> {
  const [first = "", ...lines] = new TextDecoder().decode(bytes).trimEnd().split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})( |$)/.exec(first)?.[1];
  if (status === undefined) throw new Error("the server does not speak HTTP");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    try {
      headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
    } catch {
      throw new Error("the server's answer has a line that is no header");
    }
  }
  return { status: Number(status), headers };
}
