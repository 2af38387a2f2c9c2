import { runCcxtHost } from "../../src/exchanges/ccxt_child.ts";

/** The hidden sub-command alone, as the program mounts it. */
const [, ...args] = Deno.args;
Deno.exitCode = await runCcxtHost(args);
