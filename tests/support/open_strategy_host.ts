/** The process of one strategy as if every wall had fallen: what limits there are must hold without them. */
import { createSystemClock } from "../../src/core/clock.ts";
import { runStrategyHost } from "../../src/engine/host/strategy_process.ts";
import { startChildWatch } from "../../src/lib/process/parent_watch.ts";
import { MOST_RSS_BYTES } from "../../src/engine/host/protocol.ts";
import { readStrategy } from "../../src/strategies/strategy.ts";
import { USER_KIT } from "../../src/strategies/user_kit.ts";

const [, ...args] = Deno.args;
Deno.exit(
  await runStrategyHost(args, createSystemClock(), async (_kind, { path }) => {
    await startChildWatch({ mostRssBytes: MOST_RSS_BYTES });
    const { default: make } = await import(`file://${path}`);
    return () => Promise.resolve(readStrategy(make(USER_KIT)));
  }),
);
