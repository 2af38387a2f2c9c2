import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import { addActions } from "../../../src/web/api/actions.ts";
import { createGuard } from "../../../src/web/access/guard.ts";
import { Sessions } from "../../../src/web/access/sessions.ts";
import { TryThrottle } from "../../../src/web/access/throttle.ts";
import { accessOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { createTestCommands } from "../../support/command_door.ts";
import { Idempotency } from "../../../src/web/api/v1/idempotency.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const TOKEN = "0123456789abcdef";

function createActions({ canPoll = true } = {}) {
  const clock = new ManualClock(VIEW_NOW_MS);
  const done: string[] = [];
  const guard = createGuard({
    access: accessOf({ token: TOKEN }),
    callerOf: () => ({ remoteAddress: "192.168.0.77" }),
    sessions: new Sessions(clock),
    throttle: new TryThrottle(clock),
  });
  const web = new Hono();
  addActions(web, {
    guard,
    commands: createTestCommands({
      clock,
      pollNow: () => {
        done.push("poll");
        return { kind: canPoll ? "started" : "off" };
      },
      requestStop: () => done.push("stop"),
    }),
    idempotency: new Idempotency(() => Promise.resolve(undefined)),
  });
  const post = async (path: string, headers: Record<string, string> = {}, body = "") =>
    await web.request(path, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, ...headers },
      body,
    });
  return { post, web, guard, clock, done };
}

/** A trusted caller without the token: what a browser on this machine is. */
function createLocalActions() {
  const clock = new ManualClock(VIEW_NOW_MS);
  const guard = createGuard({
    access: accessOf(),
    callerOf: () => ({ remoteAddress: "127.0.0.1" }),
    sessions: new Sessions(clock),
    throttle: new TryThrottle(clock),
  });
  const web = new Hono();
  let polls = 0;
  const commands = createTestCommands({
    clock,
    pollNow: () => ({ kind: polls++ === 0 ? "started" : "running" }),
  });
  addActions(web, { guard, commands, idempotency: new Idempotency(() => Promise.resolve(undefined)) });
  const submit = async (fields: Record<string, string>) =>
    await web.request("/poll", {
      method: "POST",
      body: new URLSearchParams({ csrf: guard.csrfToken, ...fields }),
    });
  return { submit };
}

Deno.test("POST /poll asks for a poll", async () => {
  const { post, done } = createActions();
  const response = await post("/poll");
  deepStrictEqual([response.status, await response.json(), done], [202, { polling: true }, ["poll"]]);
});

Deno.test("POST /poll is a 409 problem when none can begin", async () => {
  const response = await createActions({ canPoll: false }).post("/poll");
  deepStrictEqual([response.status, response.headers.get("content-type")], [409, "application/problem+json"]);
  strictEqual((await response.json()).title, "Not polled");
});

Deno.test("a plain form gets back to the page it came from, whether a poll began or not", async () => {
  const { submit } = createLocalActions();
  for (const [next, location] of [["/", "/"], ["/?lang=en", "/?lang=en"], ["//evil.com", "/"], ["", "/"]]) {
    const response = await submit({ next: next ?? "" });
    deepStrictEqual([response.status, response.headers.get("location")], [303, location]);
  }
  strictEqual((await submit({})).headers.get("location"), "/");
});

Deno.test("POST /admin/stop answers first and stops then", async () => {
  const { post, clock, done } = createActions();
  const response = await post("/admin/stop");
  deepStrictEqual([response.status, await response.json(), done], [202, { stopping: true }, []]);
  await clock.advance(100);
  await settle();
  deepStrictEqual(done, ["stop"]);
});

Deno.test("nothing is done for a stranger or for a foreign page", async () => {
  const { post, clock, done } = createActions();
  for (const path of ["/poll", "/admin/stop"]) {
    strictEqual((await post(path, { authorization: "Bearer wrong" })).status, 401);
    strictEqual((await post(path, { authorization: "" })).status, 401);
    strictEqual((await post(path, { origin: "http://evil.com" })).status, 403);
    strictEqual((await post(path, { "sec-fetch-site": "cross-site" })).status, 403);
  }
  await clock.advance(1_000);
  deepStrictEqual(done, []);
});

Deno.test("nothing is done by a GET", async () => {
  const { web, done } = createActions();
  const headers = { authorization: `Bearer ${TOKEN}`, "x-signal-action": "1" };
  for (const path of ["/poll", "/admin/stop"]) {
    strictEqual((await web.request(path, { headers })).status, 404);
  }
  deepStrictEqual(done, []);
});
