import { createSystemClock } from "../../src/core/clock.ts";
import { runStrategyHost } from "../../src/engine/host/strategy_process.ts";

/** The hidden sub-command alone, as the program mounts it. */
const [, ...args] = Deno.args;
Deno.exit(await runStrategyHost(args, createSystemClock()));
