/** The way to the server of a WebSocket: directly or through a proxy, with TLS where the address says so. */
import { bare, findProxyFor, type Proxy } from "./proxy.ts";
import { readHead } from "./response_head.ts";
import { writeAll } from "./handshake.ts";

/** Over the connection alone; HTTP/2 knows no such handshake. */
const ALPN = ["http/1.1"];

/**
 * @param signal ends the attempt at any moment.
 * @throws what the runtime says, or {Error} saying what the proxy answered.
 */
export async function connectTo(url: URL, signal: AbortSignal): Promise<Deno.Conn> {
  const isTls = url.protocol === "wss:";
  const target = { hostname: bare(url.hostname), port: Number(url.port) || (isTls ? 443 : 80) };
  const proxy = findProxyFor(url, readEnvironment);
  let conn: Deno.TcpConn | Deno.TlsConn = await Deno.connect({ ...(proxy ?? target), signal });
  const onAbort = () => closeQuietly(conn);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    if (proxy?.isTls) conn = await Deno.startTls(conn, { hostname: proxy.hostname, alpnProtocols: ALPN });
    if (proxy !== undefined) await tunnel(conn, { proxy, target });
    if (isTls) conn = await secure(conn, target.hostname);
    signal.throwIfAborted();
    return conn;
  } catch (error) {
    closeQuietly(conn);
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

export function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed, or was handed over to TLS.
  }
}

async function secure(conn: Deno.TcpConn | Deno.TlsConn, hostname: string): Promise<Deno.TlsConn> {
  if (!isTcp(conn)) throw new Error("streams with TLS cannot go through a proxy with TLS of its own");
  const tls = await Deno.startTls(conn, { hostname, alpnProtocols: ALPN });
  await tls.handshake();
  return tls;
}

function isTcp(conn: Deno.TcpConn | Deno.TlsConn): conn is Deno.TcpConn {
  return !("handshake" in conn);
}

/** RFC 9110 9.3.6. Also for plain connections, so that the proxy passes on what is no HTTP any more. */
async function tunnel(
  conn: Deno.Conn,
  { proxy, target }: { proxy: Proxy; target: { hostname: string; port: number } },
): Promise<void> {
  const name = target.hostname.includes(":") ? `[${target.hostname}]` : target.hostname;
  const lines = [
    `CONNECT ${name}:${target.port} HTTP/1.1`,
    `Host: ${name}:${target.port}`,
    ...(proxy.authorization === undefined ? [] : [`Proxy-Authorization: ${proxy.authorization}`]),
  ];
  await writeAll(conn, new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  const { status, rest } = await readHead(conn);
  if (status < 200 || status > 299) throw new Error(`the proxy answered ${status}`);
  if (rest.length > 0) throw new Error("the proxy said more than its answer");
}

/** A helper may see no variable, and then there is no proxy. */
function readEnvironment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
}
