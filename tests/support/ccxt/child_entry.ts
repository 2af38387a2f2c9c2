import { createSystemClock } from "../../../src/core/clock.ts";
import { runCcxtHost } from "../../../src/exchanges/ccxt/child.ts";

/** The hidden sub-command alone, as the program mounts it. */
const [, ...args] = Deno.args;
Deno.exitCode = await runCcxtHost(args, createSystemClock());
