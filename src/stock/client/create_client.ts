import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import type { Events } from "../../telemetry/events.ts";
import type { StockSettings } from "../settings.ts";
import { StockClient, type StockClientOptions } from "./stock_client.ts";
import { createStockTransport, type StockTransport, type StockTransportOptions } from "./stock_transport.ts";
import { UpstreamClock } from "./upstream_clock.ts";

export interface ClientRuntime {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly version: string;
}

/** Without address and key nothing is sent, whoever asks. */
export function createStockClient(
  options: {
    readonly config: Pick<StockSettings, "stockApi" | "missing" | "attempts" | "timeoutMs">;
    readonly runtime: ClientRuntime;
    readonly events: Events;
    readonly staleLimitMs: StockClientOptions["staleLimitMs"];
    readonly keepSilence?: StockClientOptions["keepSilence"];
  },
): StockClient {
  const { config, runtime, events, staleLimitMs, keepSilence } = options;
  const { attempts, timeoutMs } = config;
  const { clock, random } = runtime;
  const upstreamClock = new UpstreamClock(clock);
  const transport = createTransport(config, runtime, {
    onKeyEcho: createKeyEchoTeller(events),
    onServerTime: (told) => upstreamClock.note(told),
  });
  return new StockClient({
    ...{ transport, upstreamClock, clock, events, random, attempts, timeoutMs, staleLimitMs, keepSilence },
  });
}

function createTransport(
  { stockApi, missing }: Pick<StockSettings, "stockApi" | "missing">,
  { version, fetch, clock }: Omit<ClientRuntime, "random">,
  listeners: Pick<StockTransportOptions, "onKeyEcho" | "onServerTime">,
): StockTransport {
  if (stockApi === undefined) {
    const sentence = `nothing is asked before ${missing.join(" and ")} are set`;
    return { send: () => Promise.reject(new UpstreamError("permission", sentence)) };
  }
  return createStockTransport({ ...stockApi, userAgent: `signal-v2/${version}`, fetch, clock, ...listeners });
}

/** Once a path: what echoes a key does so in every answer. */
function createKeyEchoTeller(events: Pick<Events, "keyEchoed">): (path: string) => void {
  const told = new Set<string>();
  return (path) => {
    if (told.has(path)) return;
    told.add(path);
    events.keyEchoed({ path });
  };
}
