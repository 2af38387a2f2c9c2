import { createSystemClock } from "../core/clock.ts";
import { EXIT, StartError, toErrorText } from "../core/errors.ts";
import type { Caller } from "./access.ts";

/** `shutdown()` waits for open streams and half-sent bodies without end (measured), so it gets this long. */
const SHUTDOWN_MS = 3_000;

/** What is served. `close` ends what would keep connections open for ever. */
export interface Served {
  fetch(request: Request): Response | Promise<Response>;
  close(): void;
}

export interface Listener extends AsyncDisposable {
  /** For a browser on this machine. */
  readonly url: string;
  /** The address that it is bound to; `0.0.0.0` and `::` are all of the machine's. */
  readonly bound: string;
}

/**
 * Serves on one address. `port` 0 takes any free one.
 * @throws {StartError} when the port is taken or the address is not ours.
 */
export function listen(
  options: { host: string; port: number; dataDir: string },
  create: (callerOf: (request: Request) => Caller) => Served,
): Listener {
  const callers = new WeakMap<Request, Caller>();
  const web = create((request) => callers.get(request) ?? { remoteAddress: "unknown" });
  const server = serve(options, (request, info) => {
    const caller = {
      remoteAddress: info.remoteAddr.transport === "tcp" ? info.remoteAddr.hostname : "unknown",
    };
    const asked = request.method === "HEAD" && !isStream(request) ? toGet(request) : request;
    callers.set(asked, caller);
    return asked === request ? web.fetch(request) : answerHead(asked, web);
  });
  const { hostname, port } = server.addr;
  return {
    url: `http://${toHostHere(hostname)}:${port}`,
    bound: hostname,
    [Symbol.asyncDispose]: async () => {
      web.close();
      const waiting = new AbortController();
      // Real time even in the demo: what is waited for are real connections.
      const patience = createSystemClock().sleep(SHUTDOWN_MS, waiting.signal).catch(() => {});
      await Promise.race([server.shutdown(), patience]);
      waiting.abort();
    },
  };
}

/** All addresses are none to go to; loopback is one of them. */
function toHostHere(bound: string): string {
  const host = bound === "0.0.0.0" ? "127.0.0.1" : bound === "::" ? "::1" : bound;
  return host.includes(":") ? `[${host}]` : host;
}

/** A stream has no length, and asking for its head must not open one. */
function isStream(request: Request): boolean {
  return new URL(request.url).pathname === "/events";
}

/** Made anew and not copied: copying reads `request.signal`, for which Deno prints a deprecation warning. */
function toGet(request: Request): Request {
  return new Request(request.url, { headers: request.headers });
}

/** The head of what GET answers, with its length (RFC 9110 8.6): the framework alone would announce 0. */
async function answerHead(asked: Request, web: Served): Promise<Response> {
  const { status, headers, body } = await web.fetch(asked);
  const bytes = body === null ? 0 : (await new Response(body).arrayBuffer()).byteLength;
  headers.set("content-length", String(bytes));
  return new Response(null, { status, headers });
}

function serve(
  { host, port, dataDir }: { host: string; port: number; dataDir: string },
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname: host, port, onListen: () => {} }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new StartError(
        `Cannot start: port ${port} on ${host} is in use by another program (data directory ${dataDir}); stop it or set SIGNAL_V2_PORT to a free port`,
        EXIT.portInUse,
      );
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw new StartError(
        `Cannot start: this program may not listen on ${host}:${port}; start it with --allow-net=${host}:${port}`,
        EXIT.config,
      );
    }
    throw new StartError(
      `Cannot start: ${host}:${port} cannot be listened on: ${toErrorText(error)}; check SIGNAL_V2_HOST`,
      EXIT.config,
    );
  }
}
