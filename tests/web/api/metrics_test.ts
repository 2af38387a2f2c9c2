import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { startApp } from "../../../src/app/app.ts";
import { readConfig } from "../../../src/config/config.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { createHome } from "../../support/program.ts";

/** The whole program in this process, without settings: it polls nothing and answers everything. */
async function startTestApp() {
  await using opened = new AsyncDisposableStack();
  const home = opened.use(await createHome());
  const settings: Readonly<Record<string, string>> = {
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_DATA_DIR: `${home.dir}/data`,
    SIGNAL_V2_HOLIDAYS: `${home.dir}/holidays.json`,
  };
  const log = recordingLog();
  const config = readConfig({ get: (name) => settings[name], envFile: undefined });
  const app = opened.use(
    await startApp(config, {
      clock: createSystemClock(),
      fetch: () => Promise.reject(new Error("nothing may be asked")),
      log,
      random: Math.random,
      version: "9.9.9",
      mode: "live",
      embeddedHolidays: undefined,
      requestStop: () => {},
    }),
  );
  const parts = opened.move();
  return { url: app.url, log, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("GET /metrics answers in Prometheus' text format to whoever may see /health, and nobody keeps it", async () => {
  await using app = await startTestApp();
  const response = await fetch(`${app.url}/metrics`);
  const text = await response.text();
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  strictEqual(response.headers.get("cache-control"), "no-store");
  strictEqual(response.headers.get("x-content-type-options"), "nosniff");
  match(text, /^signal_build_info\{version="9\.9\.9",deno="[\d.]+"\} 1$/m);
  match(text, /^signal_state\{state="unconfigured"\} 1$/m);
  match(text, /^signal_poll_next_timestamp_seconds 0$/m);
  assertTrue(text.endsWith("\n"));
});

Deno.test("HEAD /metrics has no body, and other methods are refused with what is allowed", async () => {
  await using app = await startTestApp();
  const head = await fetch(`${app.url}/metrics`, { method: "HEAD" });
  deepStrictEqual([head.status, await head.text()], [200, ""]);
  for (const method of ["POST", "PUT", "DELETE"]) {
    const response = await fetch(`${app.url}/metrics`, { method });
    await response.body?.cancel();
    deepStrictEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"], method);
  }
});

Deno.test("/metrics under a foreign host name is refused as /health is", async () => {
  await using app = await startTestApp();
  const { hostname, port } = new URL(app.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const head = "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(head));
  const buffer = new Uint8Array(64);
  const length = await connection.read(buffer) ?? 0;
  match(new TextDecoder().decode(buffer.subarray(0, length)), /^HTTP\/1\.1 421/);
});

Deno.test("a program without settings says so once, and counts it", async () => {
  await using app = await startTestApp();
  const text = await (await fetch(`${app.url}/metrics`)).text();
  match(text, /^signal_problems\{code="settings_missing"\} 1$/m);
  match(text, /^signal_problems\{code="series_holes"\} 0$/m);
  const told = app.log.lines.filter(({ message }) => message.includes("STOCK_API_URL"));
  deepStrictEqual(told.map(({ event }) => event), ["unconfigured"]);
});
