import type { Clock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import { type Caller, toPlainAddress } from "./access/access.ts";
import { acceptAll, type AcceptEvents } from "./http/accept_loop.ts";
import { HttpConnection } from "./http/connection.ts";
import { ConnectionLimits } from "./http/connection_limits.ts";
import { toListenFault } from "./listen_fault.ts";

/** What answers that are being made and streams that end get to leave. */
const SHUTDOWN_MS = 3_000;
const LATE_CHECK_MS = 1_000;

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

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Addresses that many callers share. */
  readonly proxies?: readonly string[];
  /** The real one also in the demo: connections are real. */
  readonly clock: Clock;
  readonly events?: ListenerEvents;
}

export interface ListenerEvents extends AcceptEvents {
  connectionFailed(facts: { error: unknown }): void;
}

const NO_EVENTS: ListenerEvents = {
  acceptFailed() {},
  acceptRecovered() {},
  callersLeft() {},
  connectionFailed() {},
};

/**
 * Serves on one address. `port` 0 takes any free one. Not `Deno.serve`: that one holds idle and half-sent requests for
 * ever and ends the program when the system has no descriptor left for a further connection (measured with 2.9.6).
 *
 * @throws {UserError} when the port is taken or the address is not ours.
 */
export function listen(
  options: ListenOptions,
  create: (callerOf: (request: Request) => Caller) => Served,
): Listener {
  const { proxies = [], clock, events = NO_EVENTS } = options;
  const callers = new WeakMap<Request, Caller>();
  const web = create((request) => callers.get(request) ?? { remoteAddress: "unknown" });
  const socket = openSocket(options);
  const held = new Set<HttpConnection>();
  const stopping = new AbortController();
  const limits = new ConnectionLimits((address) => proxies.includes(toPlainAddress(address)));
  const parts = {
    clock,
    handle: (request: Request, connection: HttpConnection) => {
      const asked = request.method === "HEAD" ? toGet(request) : request;
      const { remoteAddress } = connection;
      callers.set(asked, { remoteAddress, giveWay: () => connection.giveWay() });
      return web.fetch(asked);
    },
    onFailure: (error: unknown) => events.connectionFailed({ error }),
    onClose: (connection: HttpConnection) => held.delete(connection),
  };
  const take = (accepted: Deno.TcpConn) => {
    if (!limits.makeRoom(accepted.remoteAddr.hostname, held)) return accepted.close();
    const connection = new HttpConnection(accepted, parts);
    held.add(connection);
    connection.run();
  };
  const accepting = acceptAll({
    accept: () => socket.accept(),
    clock,
    signal: stopping.signal,
    take,
    giveBack: () => {
      const connections = held.size;
      limits.giveBack(held, clock.monotonic());
      return connections;
    },
    events,
  });
  const checking = tidy({ held, limits, clock, signal: stopping.signal });
  const { hostname, port } = socket.addr;
  return {
    url: `http://${toHostHere(hostname)}:${port}`,
    bound: hostname,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      socket.close();
      web.close();
      for (const connection of held) connection.end();
      await Promise.all([accepting, checking]);
      await untilEmpty(held, clock.real);
      for (const connection of held) connection.close();
    },
  };
}

/** All addresses are none to go to; loopback is one of them. */
function toHostHere(bound: string): string {
  const host = bound === "0.0.0.0" ? "127.0.0.1" : bound === "::" ? "::1" : bound;
  return host.includes(":") ? `[${host}]` : host;
}

interface TidyParts {
  readonly held: ReadonlySet<HttpConnection>;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function tidy({ held, limits, clock, signal }: TidyParts): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(LATE_CHECK_MS, signal).catch(() => {});
    const nowMs = clock.monotonic();
    for (const connection of held) connection.closeIfLate(nowMs);
    limits.grow(nowMs);
  }
}

/** Real time even in a test: what is waited for are real connections. */
async function untilEmpty(held: ReadonlySet<HttpConnection>, clock: Clock): Promise<void> {
  const untilMs = clock.monotonic() + SHUTDOWN_MS;
  while (held.size > 0 && clock.monotonic() < untilMs) await clock.sleep(5);
}

/** The head of an answer is that of the GET, with its length. */
function toGet(request: Request): Request {
  return new Request(request.url, { headers: request.headers });
}

function openSocket({ host, port, dataDir }: ListenOptions): Deno.TcpListener {
  try {
    return Deno.listen({ hostname: host, port });
  } catch (error) {
    const { kind, problem, fix } = toListenFault(error, { host, port });
    throw kind === "in_use"
      ? new UserError("port_in_use", `Cannot start with the data directory ${dataDir}: ${problem}`, fix)
      : new UserError("invalid", `Cannot start: ${problem}`, fix);
  }
}
