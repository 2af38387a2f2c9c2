import { startApp } from "../../src/app/app.ts";
import { readConfig } from "../../src/config/config.ts";
import { createSimulatedClock } from "../../src/core/clock.ts";
import { toKstIso } from "../../src/core/kst.ts";
import { EMBEDDED_HOLIDAYS } from "../../src/cli/kit/embedded.ts";
import { listenForStop, waitForStop } from "../../src/cli/service/stop_signal.ts";

/**
 * The real program on a simulated clock beside a stock API in another process, which a test can kill: `start` would
 * poll only while the market is open. Arguments: address of the API, whose clock it takes over, and speed. Any line on standard
 * input is answered with the time of its clock.
 */
const [baseUrl = "", speed = "30"] = Deno.args;
// Of the two the API is up first, and a second of a busy machine is a minute of both clocks.
const { headers, body } = await fetch(baseUrl);
await body?.cancel();
const clock = createSimulatedClock({ startMs: Date.parse(headers.get("date") ?? ""), speed: Number(speed) });
const settings: Readonly<Record<string, string>> = {
  STOCK_API_URL: baseUrl,
  WEBAI_API_KEY: "demo-key",
  SIGNAL_V2_PORT: "0",
  SIGNAL_V2_DATA_DIR: "data",
  SIGNAL_V2_TIMEOUT_S: "2",
};

using stop = listenForStop();
const app = await startApp(readConfig({ get: (name) => settings[name], envFile: undefined }), {
  clock,
  fetch,
  log: { write: () => {} },
  random: Math.random,
  version: "0.1.0",
  mode: "live",
  embeddedHolidays: EMBEDDED_HOLIDAYS,
  requestStop: stop.stop,
});
write({ event: "started", url: app.url });
await waitForStop(stop.signal);
await app[Symbol.asyncDispose]();
write({ event: "stopped", at: toKstIso(clock.now()) });
Deno.exit(0);

function write(facts: Readonly<Record<string, unknown>>): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(facts)}\n`));
}
