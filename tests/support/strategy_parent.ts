/** A parent of one strategy's process, to be killed: prints the process's id and sends it a candle. */
import { createSystemClock } from "../../src/core/clock.ts";
import { StrategyChild } from "../../src/engine/host/strategy_child.ts";
import { STRATEGY_DIR, toHostCommand } from "../engine/engine_parts.ts";

const [kind = ""] = Deno.args;
const child = new StrategyChild({
  id: "bad",
  kind,
  strategyDir: STRATEGY_DIR,
  realClock: createSystemClock(),
  toCommand: toHostCommand,
  restarts: { backoffMs: [0], maxRestarts: 0, withinMs: 60_000 },
  onEnd: () => {},
});
const { signal } = new AbortController();
await child.open({ params: { at: 1 }, interval: "1m", state: undefined }, signal);
const candle = { openTimeMs: 60_000, open: 1, high: 1, low: 1, close: 1, volume: 1 };
const working = child.work("live", [{ interval: "1m", candle, fills: [] }], signal);
await Deno.stdout.write(new TextEncoder().encode(`${child.status.pid}\n`));
await working;
