import { createSystemClock } from "../../src/core/clock.ts";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { listen } from "../../src/web/listener.ts";
import { createWeb } from "../../src/web/server.ts";
import { accessOf, appViewOf, pageViewOf, VIEW_NOW_MS } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { ManualClock } from "../support/manual_clock.ts";

const TOKEN = "0123456789abcdef";

/** The whole web behind a real socket, as an owner with a token runs it. */
function serve(done: string[]) {
  return listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) =>
      createWeb({
        view: () => appViewOf(),
        pageView: () => pageViewOf(appViewOf()),
        calendarYear: (year) => ({ year, days: [] }),
        commands: createTestCommands({
          pollNow: () => {
            done.push("poll");
            return { kind: "started" };
          },
          requestStop: () => done.push("stop"),
        }),
        changes: new ChangeNotifier(),
        metrics: { contentType: "text/plain", text: () => Promise.resolve("signal_strategy_paper_equity 1") },
        clock: new ManualClock(VIEW_NOW_MS),
        access: accessOf({ token: TOKEN }),
        callerOf,
        onFailure: ({ error }) => {
          throw error;
        },
        onWrongToken: () => {},
      }),
  );
}

/** Passes bytes on and says nothing of whom they are from, as tunnels and plain reverse proxies do. */
function startPassThrough(targetUrl: string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const pass = async (from: Deno.TcpConn) => {
    const to = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(targetUrl).port) });
    await Promise.allSettled([from.readable.pipeTo(to.writable), to.readable.pipeTo(from.writable)]);
  };
  const passing: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) passing.push(pass(connection));
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(passing);
    },
  };
}

const DOORS: readonly (readonly [string, string, number])[] = [
  ["GET", "/state", 401],
  ["GET", "/events", 401],
  ["GET", "/metrics", 401],
  ["GET", "/api/candles", 401],
  ["GET", "/", 303],
  ["GET", "/strategies", 303],
  ["POST", "/poll", 401],
  ["POST", "/admin/stop", 401],
  ["POST", "/strategies/x/start", 401],
];

Deno.test("a silent proxy on this machine opens nothing once there is a token, and everything with it", async () => {
  const done: string[] = [];
  await using listener = serve(done);
  await using proxy = startPassThrough(listener.url);
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const init = {
      method,
      redirect: "manual",
      headers: { "x-signal-action": "1", connection: "close", ...headers },
    };
    const response = await fetch(proxy.url + path, init as RequestInit);
    await response.body?.cancel();
    return response.status;
  };
  for (const [method, path, status] of DOORS) {
    strictEqual(await ask(method, path), status, `${method} ${path}`);
  }
  deepStrictEqual(done, []);
  const authorization = `Bearer ${TOKEN}`;
  strictEqual(await ask("GET", "/state", { authorization }), 200);
  strictEqual(await ask("POST", "/poll", { authorization }), 202);
  deepStrictEqual(done, ["poll"]);
});
