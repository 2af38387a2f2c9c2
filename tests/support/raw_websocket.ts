/** A server on loopback that gets a WebSocket's handshake right and then does whatever it likes with the bytes. */
export interface RawWebSocketServer extends AsyncDisposable {
  /** `ws://127.0.0.1:…/stream` */
  readonly url: string;
  readonly port: number;
  /** Heads of the requests, in order. */
  readonly heads: readonly string[];
  /** Bytes that clients sent after the handshake. */
  readonly received: readonly number[];
}

export interface RawWebSocketOptions {
  /** Stands in for the whole answer to the handshake. */
  readonly answer?: (accept: string) => string;
  /** What happens after it; the connection is closed when it is over, unless it holds it. */
  readonly speak?: (conn: Deno.Conn) => Promise<void>;
  readonly tls?: { readonly cert: string; readonly key: string };
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export function startRawWebSocket({ answer, speak, tls }: RawWebSocketOptions): RawWebSocketServer {
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener: Deno.Listener<Deno.Conn, Deno.NetAddr> = tls === undefined
    ? Deno.listen(address)
    : Deno.listenTls({ ...address, ...tls });
  const conns = new Set<Deno.Conn>();
  const heads: string[] = [];
  const received: number[] = [];
  const serve = async (conn: Deno.Conn) => {
    const head = await readHead(conn);
    heads.push(head);
    const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? "";
    const hash = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + GUID));
    const accept = new Uint8Array(hash).toBase64();
    await writeAll(conn, new TextEncoder().encode((answer ?? toAgreement)(accept)));
    const listening = listen(conn, received).catch(() => {});
    await speak?.(conn);
    await listening;
  };
  const running: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const conn of listener) {
      conns.add(conn);
      running.push(serve(conn).catch(() => {}).finally(() => closeQuietly(conn)));
    }
  })();
  return {
    url: `ws://127.0.0.1:${listener.addr.port}/stream`,
    port: listener.addr.port,
    heads,
    received,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      conns.forEach(closeQuietly);
      await Promise.all(running);
    },
  };
}

export function toAgreement(accept: string): string {
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`;
}

/** Unmasked, as a server sends it. */
export function toServerFrame(
  payload: Uint8Array | string,
  { opcode = 1, isLast = true }: { opcode?: number; isLast?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const size = bytes.length;
  const lengthBytes = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + size);
  const view = new DataView(frame.buffer);
  frame[0] = (isLast ? 0x80 : 0) | opcode;
  frame[1] = lengthBytes === 0 ? size : lengthBytes === 2 ? 126 : 127;
  if (lengthBytes === 2) view.setUint16(2, size);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(size));
  frame.set(bytes, 2 + lengthBytes);
  return frame;
}

export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

async function readHead(conn: Deno.Conn): Promise<string> {
  let head = "";
  const piece = new Uint8Array(1_024);
  while (!head.includes("\r\n\r\n")) {
    const count = await conn.read(piece);
    if (count === null) break;
    head += new TextDecoder().decode(piece.subarray(0, count));
  }
  return head;
}

async function listen(conn: Deno.Conn, received: number[]): Promise<void> {
  const piece = new Uint8Array(4_096);
  for (let count = await conn.read(piece); count !== null; count = await conn.read(piece)) {
    received.push(...piece.subarray(0, count));
  }
}

function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // The client may have been faster.
  }
}
