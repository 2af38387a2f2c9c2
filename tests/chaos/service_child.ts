/**
 * The service, on a clock that runs faster than the real one: `service_child.ts <at real ms> <simulated ms then> <speed>`.
 * All else is as `start` has it; its settings are in the variables of its environment.
 */
import { EMBEDDED_HOLIDAYS, VERSION } from "../../src/cli/kit/embedded.ts";
import { runService } from "../../src/cli/service/service.ts";
import { readConfig } from "../../src/config/config.ts";
import { OWNER } from "../../src/core/actor.ts";
import { createSimulatedClock } from "../../src/core/clock.ts";
import type { Log } from "../../src/core/log.ts";
import { DEMO_STRATEGIES } from "../../src/demo/demo_strategies.ts";

const [anchorMs = NaN, simulatedMs = NaN, speed = NaN] = Deno.args.map(Number);
const clock = createSimulatedClock({ startMs: simulatedMs + (Date.now() - anchorMs) * speed, speed });
const encoder = new TextEncoder();
const log: Log = {
  write: (level, event, message, fields) => {
    if (level === "debug") return;
    const line = JSON.stringify(
      { level, event, message, ...fields },
      (_key, value) => value instanceof Error ? value.message : value,
    );
    Deno.stdout.writeSync(encoder.encode(`${line}\n`));
  },
};
const config = readConfig({ get: (name) => Deno.env.get(name), envFile: undefined });
const outside = {
  ...{ clock, fetch, log, random: Math.random, version: VERSION },
  mode: "live",
  embeddedHolidays: EMBEDDED_HOLIDAYS,
} as const;
const code = await runService(config, outside, {
  greet: ({ url }) => log.write("info", "started", "running", { url }),
  beside: async ({ strategyTable }) => {
    for (const wish of DEMO_STRATEGIES) {
      const isThere = await strategyTable.find(OWNER, wish.id) !== undefined;
      if (!isThere) await strategyTable.add(OWNER, { ...wish, actor: { kind: "schedule", id: "chaos" } });
    }
  },
});
Deno.exit(code);
