/** The hidden sub-command `ccxt-host` as a program of its own: what a process that asks another exchange loads. */
import { createSystemClock } from "../../core/clock.ts";
import { runCcxtHost } from "../../exchanges/ccxt/child.ts";

const [, ...args] = Deno.args;
// Leaving by `exit`: the signals that it listens for would keep it here.
Deno.exit(await runCcxtHost(args, createSystemClock()));
