import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { startTelemetry } from "../../src/telemetry/start_telemetry.ts";
import { toAccessRules } from "../../src/web/access/access.ts";
import { startWeb, type WebSettings } from "../../src/web/start_web.ts";
import { appViewOf } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { recordingLog } from "../support/client_parts.ts";

async function startTestWeb(change: Partial<WebSettings> = {}) {
  await using opened = new AsyncDisposableStack();
  const clock = createSystemClock();
  const log = recordingLog();
  const { webEvents } = opened.use(startTelemetry({ runtime: { clock, log, version: "0" }, sources: [] }));
  const stops: string[] = [];
  const listener = opened.use(startWeb({
    config: {
      ...{ host: "127.0.0.1", port: 0, dataDir: "data", allowedHosts: [], token: undefined },
      ...{ trustsLoopback: true, proxies: [], publicHealth: "full" as const },
      ...change,
    },
    runtime: { clock },
    events: webEvents,
    parts: {
      view: () => appViewOf(),
      pageView: () => {
        throw new Error("the page cannot be made");
      },
      calendarYear: (year) => ({ year, days: [] }),
      commands: createTestCommands({ clock, requestStop: () => stops.push("stop") }),
      changes: new ChangeNotifier(),
    },
  }));
  const { port } = new URL(listener.url);
  /** As another name of this machine would be asked, which `fetch` does not allow. */
  const ask = async (path: string, host: string) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const head = `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(head));
    const answer = await new Response(connection.readable).text();
    return Number(answer.split(" ")[1]);
  };
  const parts = opened.move();
  return { listener, ask, log, stops, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("the host of the settings and those that are allowed are names of ours, and no other is", async () => {
  await using web = await startTestWeb({ allowedHosts: ["box.example"] });
  const statuses = [];
  for (const host of ["127.0.0.1", "localhost", "box.example", "evil.example", "192.0.2.7"]) {
    statuses.push(await web.ask("/health", host));
  }
  deepStrictEqual(statuses, [200, 200, 200, 421, 421]);
});

Deno.test("when other machines are listened for, any address is a name of ours", () => {
  const settings = {
    allowedHosts: ["box.example"],
    token: "t",
    trustsLoopback: false,
    proxies: ["10.0.0.1"],
  };
  const rulesOf = (host: string) => toAccessRules({ ...settings, host, publicHealth: "brief" });
  deepStrictEqual(rulesOf("0.0.0.0"), {
    ...settings,
    ...{ publicHealth: "brief", allowedHosts: ["0.0.0.0", "box.example"], allowsAddresses: true },
  });
  strictEqual(rulesOf("localhost").allowsAddresses, false);
});

Deno.test("a request that fails here is an answer with an id and a line in the log", async () => {
  await using web = await startTestWeb();
  strictEqual(await web.ask("/", "127.0.0.1"), 500);
  deepStrictEqual(web.log.lines.map(({ event, level }) => [event, level]), [["request_failed", "error"]]);
});
