/** A plug with its real child process and the real ccxt, against a server on loopback. */
import { fileURLToPath } from "node:url";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createCcxtPlug } from "../../../src/exchanges/ccxt/exchange.ts";
import type { CcxtLimits } from "../../../src/exchanges/ccxt/line.ts";
import { CCXT_VENUES } from "../../../src/exchanges/ccxt/venues.ts";
import type { Exchange, ExchangeEvent, ExchangeOptions } from "../../../src/exchanges/exchange.ts";
import type { CcxtVenue } from "../../../src/exchanges/ccxt/venue.ts";
import { type CcxtServer, startCcxtServer } from "./rest_server.ts";

const ENTRY = fileURLToPath(new URL("child_entry.ts", import.meta.url));
const FLAGS = ["run", "--no-prompt", "--ignore-env", "--cached-only"];

export const startCcxtChild: ExchangeOptions["child"] = ({ command, args, allowNet }) => ({
  program: Deno.execPath(),
  args: [...FLAGS, `--allow-net=${allowNet.join(",")}`, ENTRY, command, ...args],
});

export interface CcxtBench extends AsyncDisposable {
  readonly server: CcxtServer;
  readonly exchange: Exchange;
  readonly events: readonly ExchangeEvent[];
  readonly pids: () => Promise<readonly number[]>;
}

/** Retries are real too, so a failure that is retried takes 3 s. */
export function startCcxtBench(
  id = "binance",
  options: { readonly limits?: CcxtLimits; readonly streamUrl?: string } = {},
): CcxtBench {
  const server = startCcxtServer();
  const events: ExchangeEvent[] = [];
  const exchange = createCcxtPlug(venueOf(id), options.limits).create({
    restUrl: server.url,
    streamUrl: options.streamUrl,
    userAgent: "signal-v2 test",
    clock: createSystemClock(),
    fetch,
    random: () => 0,
    onEvent: (event) => events.push(event),
    child: startCcxtChild,
  });
  return {
    server,
    exchange,
    events,
    pids: () => findChildren(server.host),
    async [Symbol.asyncDispose]() {
      await exchange[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

export function venueOf(id: string): CcxtVenue {
  const venue = CCXT_VENUES.find((known) => known.id === id);
  if (venue === undefined) throw new RangeError(`There is no venue ${id}`);
  return venue;
}

/** Processes that were told the address of this server. */
async function findChildren(host: string): Promise<readonly number[]> {
  const { stdout } = await new Deno.Command("pgrep", { args: ["-f", `allow-net=${host}`] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "").map(Number);
}
