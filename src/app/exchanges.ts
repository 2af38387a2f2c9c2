/** Makes exchanges from the settings: which plug, at which address. */
import { toHelperCommand } from "../lib/process/helper_command.ts";
import type { Config } from "../config/config.ts";
import { type Clock, createStoreClock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import type { ChildCommand, ChildWish, Exchange, ExchangeEvent } from "../exchanges/exchange.ts";
import { EXCHANGES } from "../exchanges/mod.ts";
import type { Runtime } from "./runtime.ts";

export interface ExchangeRuntime {
  readonly clock: Clock;
  /** For connections and waits, which are real however fast the demo's time runs; `clock` unless told. */
  readonly ioClock?: Clock | undefined;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly version: string;
  readonly onEvent: (event: ExchangeEvent) => void;
}

/** @throws {UserError} naming the exchanges there are, when there is none of this name. */
export function createExchangeOf(
  id: string,
  options: { config: Pick<Config, "exchangeUrls">; runtime: ExchangeRuntime },
): Exchange {
  const { config, runtime } = options;
  const plug = EXCHANGES.find((known) => known.id === id);
  if (plug === undefined) {
    throw new UserError("invalid", `There is no exchange "${id}": ${listExchanges()}`);
  }
  const urls = config.exchangeUrls[id];
  return plug.create({
    restUrl: urls?.rest,
    streamUrl: urls?.stream,
    userAgent: `signal-v2/${runtime.version}`,
    clock: runtime.ioClock ?? runtime.clock,
    fetch: runtime.fetch,
    random: runtime.random,
    onEvent: runtime.onEvent,
    child: toChildCommand,
  });
}

/** For whoever needs exchanges by their names, on what this program runs on. */
export function createExchanges(
  config: Pick<Config, "exchangeUrls">,
  runtime: Pick<Runtime, "clock" | "fetch" | "random" | "version">,
): (id: string, onEvent: ExchangeRuntime["onEvent"]) => Exchange {
  // Connections and waits are real, however fast the demo's clock runs.
  const ioClock = createStoreClock(runtime.clock);
  return (id, onEvent) => createExchangeOf(id, { config, runtime: { ...runtime, ioClock, onEvent } });
}

/** `upbit, binance and okx are known` */
export function listExchanges(): string {
  const ids = EXCHANGES.map(({ id }) => id);
  return `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)} are known`;
}

/** A helper process that reaches the hosts of one exchange. */
function toChildCommand({ command, args, allowNet }: ChildWish): ChildCommand {
  return toHelperCommand({ command, args, allowNet, allowRead: [], v8Flags: [] });
}
