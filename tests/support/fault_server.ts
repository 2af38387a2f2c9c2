import { createSystemClock } from "../../src/core/clock.ts";
import { type RawRequest, RawRequestReader } from "./raw_http.ts";

export interface FaultRequest extends RawRequest {
  /** Epoch milliseconds UTC at which the request was complete. */
  readonly atMs: number;
}

/** One connection in the hands of a step. */
export interface Exchange {
  readonly request: FaultRequest;
  /** Sends all of it; throws when the client is gone. */
  write(part: string | Uint8Array): Promise<void>;
  /** Rejects when the server is disposed. */
  sleep(ms: number): Promise<void>;
  /** Resolves when the client hangs up or the server is disposed. */
  untilHangUp(): Promise<void>;
  /** Leaves the connection open for another request, for so long; else it is closed after the step. */
  keepAlive(idleMs: number): void;
}

/** How one request is answered, or not. */
export type Step = (exchange: Exchange) => Promise<void>;

/** Steps in order, the last one for every request after it; or a choice per request, `index` from 0. */
export type Script = readonly [Step, ...Step[]] | ((request: FaultRequest, index: number) => Step);

export interface FaultServer extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Every complete request, in order of arrival, over all connections. */
  readonly requests: readonly FaultRequest[];
  /** How many connections were accepted. */
  readonly connections: number;
}

const clock = createSystemClock();

/** A raw TCP server on loopback that misbehaves as told. Disposing closes every connection at once. */
export function startFaultServer(script: Script): FaultServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const ending = new AbortController();
  const open = new Map<Deno.TcpConn, Promise<void>>();
  const requests: FaultRequest[] = [];
  let connections = 0;

  const stepFor = (request: RawRequest): { request: FaultRequest; step: Step } => {
    const known = { ...request, atMs: clock.now() };
    const index = requests.push(known) - 1;
    if (typeof script === "function") return { request: known, step: script(known, index) };
    return { request: known, step: script[Math.min(index, script.length - 1)] ?? script[0] };
  };
  const accepting = (async () => {
    for await (const connection of listener) {
      connections += 1;
      const served = serveOne(connection, { stepFor, ended: ending.signal }).finally(() => {
        if (open.delete(connection)) connection.close();
      });
      open.set(connection, served);
    }
  })();

  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    port: listener.addr.port,
    requests,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      ending.abort();
      const serving = [...open.values()];
      for (const connection of open.keys()) {
        open.delete(connection);
        connection.close();
      }
      await Promise.all(serving);
    },
  };
}

/** Never rejects: a client that gives up is what many steps are for. */
async function serveOne(
  connection: Deno.TcpConn,
  options: { stepFor: (request: RawRequest) => { request: FaultRequest; step: Step }; ended: AbortSignal },
): Promise<void> {
  const { stepFor, ended } = options;
  const reader = new RawRequestReader(connection);
  // Without it a drip would be gathered into larger pieces.
  connection.setNoDelay(true);
  let idleMs: number | undefined;
  do {
    const received = await withinIdle(reader, { idleMs, ended });
    if (received === undefined) return;
    idleMs = undefined;
    const { request, step } = stepFor(received);
    try {
      await step({
        request,
        write: (part) =>
          writeAll(connection, typeof part === "string" ? new TextEncoder().encode(part) : part),
        sleep: (ms) => clock.sleep(ms, ended),
        untilHangUp: () => reader.untilHangUp(),
        keepAlive: (ms) => idleMs = ms,
      });
    } catch {
      // The client hung up or the server was disposed; in both cases nobody is left to be told.
      return;
    }
  } while (idleMs !== undefined);
}

/** The next request, or `undefined` when it does not come within `idleMs`. */
async function withinIdle(
  reader: RawRequestReader,
  options: { idleMs: number | undefined; ended: AbortSignal },
): Promise<RawRequest | undefined> {
  if (options.idleMs === undefined) return await reader.next();
  const came = new AbortController();
  const tooLong = clock.sleep(options.idleMs, AbortSignal.any([came.signal, options.ended]));
  try {
    return await Promise.race([reader.next(), tooLong.then(() => undefined, () => undefined)]);
  } finally {
    came.abort();
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += await connection.write(bytes.subarray(written));
}
