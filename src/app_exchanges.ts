/** Makes exchanges from the settings: which plug, at which address, and how its helper process is started. */
import type { Config } from "./config.ts";
import type { Clock } from "./core/clock.ts";
import { EXIT, StartError } from "./core/errors.ts";
import type { ChildCommand, ChildWish, Exchange, ExchangeEvent } from "./exchanges/exchange.ts";
import { EXCHANGES } from "./exchanges/mod.ts";

export interface ExchangeOutside {
  readonly clock: Clock;
  /** For connections and waits, which are real however fast the demo's time runs; `clock` unless told. */
  readonly ioClock?: Clock | undefined;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  readonly version: string;
  readonly onEvent: (id: string, event: ExchangeEvent) => void;
}

/** @throws {StartError} naming the exchanges there are, when there is none of this name. */
export function createExchangeOf(
  id: string,
  options: { config: Pick<Config, "exchangeUrls">; outside: ExchangeOutside },
): Exchange {
  const { config, outside } = options;
  const plug = EXCHANGES.find((known) => known.id === id);
  if (plug === undefined) {
    throw new StartError(`There is no exchange "${id}": ${listExchanges()}`, EXIT.config);
  }
  const urls = config.exchangeUrls[id];
  return plug.create({
    restUrl: urls?.rest,
    streamUrl: urls?.stream,
    userAgent: `signal-v2/${outside.version}`,
    clock: outside.ioClock ?? outside.clock,
    fetch: outside.fetch,
    random: outside.random,
    onEvent: (event) => outside.onEvent(id, event),
    child: toChildCommand,
  });
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

/** What a process of this program's own is given; it gets no other right. */
export interface HelperWish {
  readonly command: string;
  readonly args: readonly string[];
  readonly allowNet?: readonly string[];
  readonly allowRead: readonly string[];
  /** For V8, without dashes. */
  readonly v8Flags: readonly string[];
}

/**
 * Starts this very program again as a hidden sub-command, with as few rights as it needs. A compiled program carries
 * its permissions with it and is started as it is.
 */
export function toHelperCommand(
  { command, args, allowNet = [], allowRead, v8Flags }: HelperWish,
): ChildCommand {
  if (Deno.build.standalone) return { program: Deno.execPath(), args: [command, ...args] };
  const flags = [
    ...["run", "--no-prompt", "--ignore-env", "--quiet", "--no-lock", ...sourceFlags()],
    ...(v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.map((flag) => `--${flag}`).join(",")}`]),
    ...(allowNet.length === 0 ? [] : [`--allow-net=${allowNet.join(",")}`]),
    ...allowRead.map((path) => `--allow-read=${path}`),
  ];
  return { program: findDeno(), args: [...flags, entryOf(command), command, ...args] };
}

/** Whether this is the one file that `deno task package` makes, which has everything in it and needs no cache. */
function isPackaged(): boolean {
  return !import.meta.url.endsWith("/app_exchanges.ts");
}

function sourceFlags(): readonly string[] {
  return isPackaged() ? ["--no-config", "--no-remote", "--no-npm"] : ["--cached-only"];
}

/** Each helper has a small entry of its own, so that it does not carry the whole program. */
function entryOf(command: string): string {
  const name = command.replaceAll("-", "_");
  return isPackaged()
    ? new URL(`${name}.js`, Deno.mainModule).href
    : new URL(`./${name}.ts`, import.meta.url).href;
}

/** The right to start `deno` may have been given by that name or by the path of the one that runs. */
function findDeno(): string {
  const path = Deno.execPath();
  const isByPath = Deno.permissions.querySync({ name: "run", command: path }).state === "granted";
  return isByPath ? path : "deno";
}
