/**
 * The service on a clock that runs faster than the real one, also where it waits for the world outside: every wait of it
 * shrinks by the same factor, deadlines of requests too. `signals_child.ts <at real ms> <simulated ms then> <speed>`. All
 * else is as `start` has it; its settings are in the variables of its environment.
 */
import { EMBEDDED_HOLIDAYS, VERSION } from "../../src/cli/kit/embedded.ts";
import { runService } from "../../src/cli/service/service.ts";
import { readConfig } from "../../src/config/config.ts";
import type { Log } from "../../src/core/log.ts";
import { createWholeClock } from "./whole_clock.ts";

const [anchorMs = NaN, simulatedMs = NaN, speed = NaN] = Deno.args.map(Number);
const clock = createWholeClock({ anchorMs, simulatedMs, speed });
const encoder = new TextEncoder();
const log: Log = {
  write: (level, event, message, fields) => {
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
const greet = ({ url }: { url: string }) => log.write("info", "started", "running", { url });
Deno.exit(await runService(config, outside, { greet }));
