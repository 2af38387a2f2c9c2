/** The hidden sub-command `strategy-host` as a program of its own: what the process of one strategy loads. */
import { createSystemClock } from "../../core/clock.ts";
import { runStrategyHost } from "../../engine/host/strategy_process.ts";

const [, ...args] = Deno.args;
// Leaving by `exit`: the thread that watches the process would keep it here.
Deno.exit(await runStrategyHost(args, createSystemClock()));
