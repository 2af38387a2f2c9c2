/** The opening handshake of a WebSocket, on a connection that is there. https://www.rfc-editor.org/rfc/rfc6455#section-4 */
import { readHead } from "./response_head.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const KEY_BYTES = 16;

/**
 * @param userAgent some servers answer nobody who has no name.
 * @returns what came after the head already.
 * @throws {Error} saying what the server answered instead.
 */
export async function shakeHands(
  conn: Deno.Conn,
  options: { readonly url: URL; readonly userAgent: string | undefined },
): Promise<Uint8Array> {
  const { url, userAgent } = options;
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toBase64();
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    ...(userAgent === undefined ? [] : [`User-Agent: ${userAgent}`]),
  ];
  await writeAll(conn, new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const { status, headers, rest } = await readHead(conn);
  const words = (name: string) => (headers.get(name) ?? "").toLowerCase().split(/\s*,\s*/);
  if (status !== 101) throw new Error(`the server answered ${status} and opened no stream`);
  if (!words("upgrade").includes("websocket") || !words("connection").includes("upgrade")) {
    throw new Error("the server agreed to something that is no WebSocket");
  }
  if (headers.get("sec-websocket-accept") !== await toAccept(key)) {
    throw new Error("the server's answer is not one to this handshake");
  }
  if (headers.has("sec-websocket-extensions") || headers.has("sec-websocket-protocol")) {
    throw new Error("the server chose an extension or a protocol that was not offered");
  }
  return rest;
}

/** All of it, however little the network takes at once. */
export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

async function toAccept(key: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + GUID));
  return new Uint8Array(hash).toBase64();
}
