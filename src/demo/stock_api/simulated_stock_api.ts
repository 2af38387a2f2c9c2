import type { Clock } from "../../core/clock.ts";
import { createFaultDesk } from "./fault_injector.ts";
import { openOutageDoor } from "../upbit/outage_proxy.ts";
import { type DayFault, SIMULATED_DAY } from "./day.ts";
import { createStockRoutes } from "./routes.ts";

export interface SimulatedStockApi extends AsyncDisposable {
  /** `http://127.0.0.1:54321`, without a trailing slash. */
  readonly url: string;
  /** How many HTTP requests arrived since the start; those lost in an outage never arrive. */
  requests(): number;
}

export interface SimulatedStockApiOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** What `X-WebAI-Key` must say. */
  readonly apiKey: string;
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** A loopback name; `127.0.0.1` unless told. */
  readonly hostname?: string;
  /** `SIMULATED_DAY` unless told; an empty list makes a server without faults. */
  readonly faults?: readonly DayFault[];
  /** Real milliseconds every answer takes, however fast the simulated clock runs; 0 unless told. */
  readonly realLatencyMs?: number;
  /** Called once per fault and day, at the first request the fault hits. */
  readonly onFault?: (fault: DayFault) => void;
}

const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost", "::1"];
/**
 * Starts a home server that exists only on this machine: real HTTP, invented data, faults by the script.
 *
 * @throws {RangeError} for a hostname that is not loopback.
 * @throws {Deno.errors.AddrInUse} when the port is taken.
 */
export function startSimulatedStockApi(options: SimulatedStockApiOptions): SimulatedStockApi {
  const { clock, seed, apiKey, port = 0, hostname = "127.0.0.1", realLatencyMs = 0 } = options;
  if (!LOOPBACK_NAMES.includes(hostname)) {
    throw new RangeError(`Cannot start the simulated stock API on ${hostname}: it serves loopback only`);
  }
  using opened = new DisposableStack();
  const listener = opened.use(Deno.listen({ hostname, port }));
  const ending = new AbortController();
  const desk = createFaultDesk({ clock, faults: options.faults ?? SIMULATED_DAY, onFault: options.onFault });
  const routes = createStockRoutes({ clock, seed, apiKey, desk, realLatencyMs, ended: ending.signal });
  let requests = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    requests += 1;
    return routes.fetch(request);
  });
  opened.move();
  const door = openOutageDoor(listener, { targetPort: server.addr.port, isOut: () => desk.isOut() });
  return {
    url: `http://${hostname === "::1" ? "[::1]" : hostname}:${listener.addr.port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      // The door first: with its connections gone, the server has nothing left to wait for.
      await door[Symbol.asyncDispose]();
      ending.abort(new Error("the simulated stock API was stopped"));
      await server.shutdown();
    },
  };
}
