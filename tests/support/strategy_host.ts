import { runStrategyHost } from "../../src/engine/strategy_process.ts";

/** The hidden sub-command alone, as the program mounts it. */
const [, ...args] = Deno.args;
Deno.exit(await runStrategyHost(args));
