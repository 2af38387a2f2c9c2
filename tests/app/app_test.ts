import { BOT_TOKEN, startTelegramServer } from "../support/telegram_server.ts";
import assert from "node:assert/strict";
import { type App, startApp } from "../../src/app/app.ts";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { startSimulatedStockApi } from "../../src/demo/stock_api/simulated_stock_api.ts";
import { kstDayOf } from "../../src/core/kst.ts";
import { openHistoryStore } from "../../src/stock/history/store/sqlite_history_store.ts";
import { createLog } from "../../src/telemetry/log_writer.ts";
import { openStore } from "../../src/app/data/store.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import type { AppView } from "../../src/web/view.ts";
import { PORTFOLIO, TEST_KEY } from "../support/client_parts.ts";
import { startFaultServer, type Step } from "../support/fault_server.ts";
import * as steps from "../support/fault_steps.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { freePort, sendHalfABody, until } from "../support/program.ts";
import { signalsOf, tableOf } from "../support/owned.ts";
import {
  configOf,
  createDataDir,
  getJson,
  HOLIDAYS,
  outsideOf,
  passMinutes,
  passQuietly,
  polled,
  startTestApp,
  WEDNESDAY,
} from "./test_app.ts";

const SATURDAY = "2026-03-14T12:00:00+09:00";
const SOURCES = ["news_sentiment", "portfolio", "screener_preview"];

/** A server whose answer can be changed while it runs. */
function startSwitchable(first: Step) {
  let current = first;
  const server = startFaultServer(() => current);
  return {
    server,
    answer: (step: Step) => current = step,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const FINE = steps.ok(PORTFOLIO);
const OUT = steps.status(503);

async function startErrorOf(work: Promise<App>): Promise<UserError> {
  try {
    await (await work)[Symbol.asyncDispose]();
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError, got ${error}`);
    return error;
  }
  throw new Error("The program started");
}

function sourceOf(view: AppView, id: string) {
  const found = view.sources.find(({ facts }) => facts.id === id);
  assert.ok(found, `${id} is not a source`);
  return found;
}

Deno.test("one cycle fills all three sources and /health says ok with the time of the poll", async () => {
  await using dir = await createDataDir();
  const clock = new ManualClock(WEDNESDAY);
  await using stockApi = startSimulatedStockApi({ clock, seed: 1, apiKey: TEST_KEY, faults: [] });
  const { outside } = outsideOf(clock);
  await using app = await startApp(
    configOf({ STOCK_API_URL: stockApi.url, SIGNAL_V2_DATA_DIR: dir.path }),
    outside,
  );
  await polled(app, 1);
  const { status, body } = await getJson(app, "/health");
  assert.equal(status, 200);
  assert.equal(body.status, "online");
  assert.equal(body.state, "ok");
  assert.equal(body.stock_api_url, stockApi.url);
  assert.deepEqual(Object.keys(body.last_poll).toSorted(), SOURCES);
  for (const id of SOURCES) {
    assert.equal(body.last_poll[id], "2026-03-11T10:00:00+09:00", id);
    assert.equal(body.sources[id].stale, false, id);
    assert.ok(body.sources[id].items > 0, id);
  }
  assert.equal(body.cache_size, 3);
  assert.deepEqual(body.problems, []);
  assert.equal(body.schedule.next_poll_at, "2026-03-11T10:01:00+09:00");
  assert.equal(stockApi.requests(), 3);
});

Deno.test("an hour of the market is 61 polls of three requests each", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  await passMinutes(test.app, test.clock, 60);
  assert.equal(api.server.requests.length, 61 * 3);
  assert.equal(test.app.view().schedule.missed, 0);
});

Deno.test("an outage freezes last_success_at, lets the age grow and marks the data stale", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  api.answer(OUT);
  for (const minute of [1, 2, 3]) {
    await passMinutes(test.app, test.clock, 1);
    const { body } = await getJson(test.app, "/health");
    assert.equal(body.state, "degraded");
    const { portfolio } = body.sources;
    assert.deepEqual(
      [portfolio.state, portfolio.stale, portfolio.last_success_at, portfolio.age_s],
      ["failing", true, "2026-03-11T10:00:00+09:00", minute * 60],
    );
    assert.equal(portfolio.consecutive_failures, minute);
    assert.equal(portfolio.last_error.kind, "http_5xx");
    assert.equal(body.last_poll.portfolio, "2026-03-11T10:00:00+09:00");
    assert.match(body.problems.join("\n"), /portfolio: .*the data shown is \d min old/);
  }
});

Deno.test("an outage within the stale limit is ready, beyond it not ready with a reason per source", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  api.answer(OUT);
  await passMinutes(test.app, test.clock, 10);
  assert.deepEqual(await getJson(test.app, "/readyz"), { status: 200, body: { ready: true, reasons: [] } });
  await passMinutes(test.app, test.clock, 1);
  const { status, body } = await getJson(test.app, "/readyz");
  assert.equal(status, 503);
  assert.equal(body.ready, false);
  assert.equal(body.reasons.length, 3);
  for (const id of SOURCES) {
    assert.ok(
      body.reasons.includes(`${id}: the data is 11 min old, the limit is 10 min`),
      body.reasons.join("\n"),
    );
  }
  assert.equal((await getJson(test.app, "/livez")).status, 200);
});

Deno.test("the end of an outage makes everything fresh, ready and ok within one tick", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(OUT);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  await passMinutes(test.app, test.clock, 12);
  assert.equal((await getJson(test.app, "/readyz")).status, 503);
  assert.equal((await getJson(test.app, "/health")).body.upstream.breaker, "open");
  api.answer(FINE);
  await passMinutes(test.app, test.clock, 1);
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.state, "ok");
  assert.equal(body.upstream.breaker, "closed");
  for (const id of SOURCES) {
    assert.equal(body.sources[id].stale, false, id);
    assert.equal(body.sources[id].last_success_at, "2026-03-11T10:13:00+09:00", id);
  }
  assert.equal((await getJson(test.app, "/readyz")).status, 200);
});

Deno.test("a long outage costs one request a minute, and the log one line in ten failures", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(OUT);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  await passMinutes(test.app, test.clock, 4);
  assert.equal(test.app.view().breakerOpen, true);
  const before = api.server.requests.length;
  await passMinutes(test.app, test.clock, 30);
  assert.equal(api.server.requests.length - before, 30);
  const said = test.log.lines.filter(({ event, level }) => event === "source_failed" && level !== "debug");
  assert.ok(said.length <= 9, `${said.length} lines in 35 minutes`);
});

Deno.test("a closed market is idle and ready, says why, and nothing is asked", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: SATURDAY, dir: dir.path, url: api.server.url });
  await passQuietly(test.clock, 3_600_000);
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.state, "idle");
  assert.equal(body.schedule.window, "closed");
  assert.match(body.schedule.closed_because, /Saturday/);
  assert.equal(body.schedule.next_poll_at, "2026-03-16T07:00:00+09:00");
  assert.deepEqual(await getJson(test.app, "/readyz"), { status: 200, body: { ready: true, reasons: [] } });
  assert.equal(api.server.connections, 0);
});

Deno.test("startup_warns_if_webai_api_key_missing", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({
    start: WEDNESDAY,
    dir: dir.path,
    url: api.server.url,
    settings: { WEBAI_API_KEY: undefined },
  });
  await passQuietly(test.clock, 3_600_000);
  const errors = test.log.lines.filter(({ level }) => level === "error");
  assert.equal(errors.length, 1);
  assert.match(errors[0]?.message ?? "", /WEBAI_API_KEY/);
  assert.match(errors[0]?.message ?? "", /demo/);
  assert.ok(!errors[0]?.message.includes("STOCK_API_URL"), "the address is set, so it is not missing");
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.state, "unconfigured");
  assert.equal(body.stock_api_url, api.server.url);
  assert.match(body.problems.join("\n"), /WEBAI_API_KEY/);
  assert.equal((await getJson(test.app, "/readyz")).status, 503);
  assert.equal((await getJson(test.app, "/livez")).status, 200);
  await assert.rejects(test.app.client.getPortfolio(), { kind: "permission", message: /WEBAI_API_KEY/ });
  assert.equal(api.server.connections, 0);
});

Deno.test("with neither address nor key the missing settings are both named", async () => {
  await using dir = await createDataDir();
  await using test = await startTestApp({
    start: WEDNESDAY,
    dir: dir.path,
    settings: { WEBAI_API_KEY: undefined },
  });
  const { body } = await getJson(test.app, "/readyz");
  assert.deepEqual(body.reasons.slice(0, 1), ["settings missing: STOCK_API_URL, WEBAI_API_KEY"]);
});

Deno.test("a restart during an outage shows the last good payload, stale, with its own age", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  {
    await using first = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
    await polled(first.app, 1);
  }
  api.answer(OUT);
  await using second = await startTestApp({
    start: "2026-03-11T10:04:20+09:00",
    dir: dir.path,
    url: api.server.url,
  });
  await polled(second.app, 1);
  const { body } = await getJson(second.app, "/state");
  const { portfolio } = body.sources;
  assert.deepEqual(portfolio.data, PORTFOLIO);
  assert.deepEqual([portfolio.stale, portfolio.age_s, portfolio.last_success_at, portfolio.items], [
    true,
    260,
    "2026-03-11T10:00:00+09:00",
    1,
  ]);
  assert.equal((await getJson(second.app, "/health")).body.state, "degraded");
  const reading = await second.app.client.getPortfolio();
  assert.deepEqual([reading.stale, reading.ageMs], [true, 260_000]);
});

Deno.test("a restart while the upstream is slow shows restored data as stale before anything came", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  {
    await using first = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
    await polled(first.app, 1);
  }
  api.answer(steps.stall());
  await using second = await startTestApp({
    start: "2026-03-11T10:01:30+09:00",
    dir: dir.path,
    url: api.server.url,
  });
  await until(() => api.server.requests.length >= 6, "the requests of the second start");
  const { portfolio } = (await getJson(second.app, "/health")).body.sources;
  assert.deepEqual([portfolio.state, portfolio.stale, portfolio.age_s], ["waiting", true, 90]);
});

Deno.test("a refused key is state auth at once, and each source is asked once in five minutes", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  api.answer(steps.status(401));
  await passMinutes(test.app, test.clock, 1);
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.state, "auth");
  assert.equal(body.sources.portfolio.stale, true, "the data shown does not hide that the key is refused");
  assert.match(body.problems.join("\n"), /WEBAI_API_KEY/);
  assert.ok(
    test.log.lines.some(({ level, message }) => level === "error" && message.includes("WEBAI_API_KEY")),
  );
  const before = api.server.requests.length;
  await passMinutes(test.app, test.clock, 4);
  assert.equal(api.server.requests.length, before);
  api.answer(FINE);
  await passMinutes(test.app, test.clock, 1);
  assert.equal((await getJson(test.app, "/health")).body.state, "ok");
});

Deno.test("on this machine /state gives the data of every source with its age", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  await test.clock.advance(20_000);
  const { status, body } = await getJson(test.app, "/state");
  assert.equal(status, 200);
  assert.equal(body.now, "2026-03-11T10:00:20+09:00");
  for (const id of SOURCES) {
    assert.deepEqual(body.sources[id].data, PORTFOLIO, id);
    assert.equal(body.sources[id].age_s, 20, id);
    assert.equal(body.sources[id].stale, false, id);
  }
});

Deno.test("an unknown path is a 404 that lists the routes", async () => {
  await using dir = await createDataDir();
  await using test = await startTestApp({ start: SATURDAY, dir: dir.path });
  const response = await fetch(`${test.app.url}/nothing-here`);
  const body = await response.json();
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  for (const route of ["/", "/calendar", "/health", "/livez", "/readyz", "/state", "/metrics"]) {
    assert.ok(body.routes.includes(route), route);
  }
});

Deno.test("disposal takes less than 5 s with a stalled upstream, a half-sent body and an idle connection", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(steps.stall());
  const test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await until(() => api.server.requests.length === 3, "the requests to the stalled upstream");
  using half = await sendHalfABody(test.app.url);
  const { hostname, port } = new URL(test.app.url);
  using idle = await Deno.connect({ hostname, port: Number(port) });
  await idle.write(new TextEncoder().encode(`GET /livez HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`));
  await idle.read(new Uint8Array(4_096));
  const startedMs = performance.now();
  await test[Symbol.asyncDispose]();
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 5_000, `${Math.round(tookMs)} ms`);
  assert.equal(test.clock.sleeping, 0, "no timer is left");
  half.close();
  // The directory and its lock are free again although a connection outlived the program.
  await using again = await startTestApp({ start: SATURDAY, dir: dir.path });
  assert.equal((await getJson(again.app, "/livez")).status, 200);
});

Deno.test("a taken port ends the start with code 3, names port and directory, and leaves nothing locked", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const error = await startErrorOf(
    startTestApp({
      start: WEDNESDAY,
      dir: dir.path,
      url: api.server.url,
      settings: { SIGNAL_V2_PORT: port },
    }).then(({ app }) => app),
  );
  assert.equal(error.exitCode, EXIT.portInUse);
  assert.ok(error.message.includes(port), error.message);
  assert.ok(error.message.includes(dir.path), error.message);
  assert.match(error.message, /SIGNAL_V2_PORT/);
  assert.equal(api.server.connections, 0, "a program that did not start asks nothing");
  await using _other = await startTestApp({ start: SATURDAY, dir: dir.path });
});

Deno.test("a second program on the same data directory ends with code 4 and the first goes on", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  const port = String(freePort());
  await using first = await startTestApp({
    start: WEDNESDAY,
    dir: dir.path,
    url: api.server.url,
    settings: { SIGNAL_V2_PORT: port },
  });
  const error = await startErrorOf(
    startTestApp({
      start: WEDNESDAY,
      dir: dir.path,
      url: api.server.url,
      settings: { SIGNAL_V2_PORT: port },
    }).then(({ app }) => app),
  );
  assert.equal(error.exitCode, EXIT.locked);
  assert.ok(error.message.includes(dir.path), error.message);
  assert.ok(error.message.includes(port), error.message);
  assert.ok(error.message.includes(String(Deno.pid)), error.message);
  await polled(first.app, 1);
  await passMinutes(first.app, first.clock, 1);
  assert.equal((await getJson(first.app, "/health")).body.state, "ok");
});

Deno.test("done, failed, missed, not running and to come are all polls of the day, on the page as in /health", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using started = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  const { app, clock } = started;
  await polled(app, 1);
  await passMinutes(app, clock, 2);
  api.answer(OUT);
  await passMinutes(app, clock, 2);
  const { date: _date, ...windows } = (await getJson(app, "/health")).body.schedule.today;
  const counts: Record<string, number>[] = Object.values(windows);
  const sums = counts.map((window) => Object.values(window).reduce((sum, count) => sum + count, 0));
  assert.deepEqual(sums, [24, 390, 54]);
  assert.deepEqual([windows.market.done, windows.market.failed], [2, 2]);
  const html = await (await fetch(`${app.url}/?lang=en`)).text();
  const shown = [...html.matchAll(/class="count count-(\w+)[^>]*>[^<]*<b>(\d+)<\/b>/g)];
  assert.deepEqual(
    shown.slice(5, 10).map(([, name, count]) => [name, Number(count)]),
    [["not_running", windows.market.not_running], ["done", 2], ["failed", 2], ["missed", 0], [
      "to_come",
      windows.market.to_come,
    ]],
  );
});

Deno.test("without settings nothing is said of polls that were never planned", async () => {
  await using dir = await createDataDir();
  await using started = await startTestApp({ start: WEDNESDAY, dir: dir.path });
  const { body } = await getJson(started.app, "/health");
  const none = { done: 0, failed: 0, missed: 0, not_running: 0, to_come: 0 };
  const { date: _date, ...windows } = body.schedule.today;
  assert.deepEqual(windows, { pre: none, market: none, post: none });
  const html = await (await fetch(`${started.app.url}/?lang=en`)).text();
  assert.doesNotMatch(html, /polls every/);
});

Deno.test("the last failure of a source is told after it is over, also after a restart", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  const sourceOf = async (app: App) => (await getJson(app, "/health")).body.sources.portfolio;
  let told: { kind: string; at: string; recovered_at: string };
  {
    await using first = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
    await polled(first.app, 1);
    assert.equal((await sourceOf(first.app)).last_failure, null);
    api.answer(OUT);
    await passMinutes(first.app, first.clock, 1);
    const failing = await sourceOf(first.app);
    assert.deepEqual([failing.last_error.kind, failing.last_failure.recovered_at], [
      failing.last_failure.kind,
      null,
    ]);
    api.answer(FINE);
    await passMinutes(first.app, first.clock, 2);
    const { last_error: lastError, last_failure: lastFailure } = await sourceOf(first.app);
    assert.equal(lastError, null);
    assert.ok(Date.parse(lastFailure.recovered_at) > Date.parse(lastFailure.at));
    told = lastFailure;
  }
  const start = new Date(Date.parse(WEDNESDAY) + 20 * 60_000).toISOString();
  await using second = await startTestApp({ start, dir: dir.path, url: api.server.url });
  await polled(second.app, 1);
  assert.deepEqual((await sourceOf(second.app)).last_failure, told);
  assert.match(await (await fetch(`${second.app.url}/?lang=ko`)).text(), /뒤 회복/);
});

Deno.test("a restart knows today's polls of the run before, and the gap between both was not missed", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  const marketOf = async (app: App) => (await getJson(app, "/health")).body.schedule.today.market;
  {
    await using first = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
    await polled(first.app, 1);
    await passMinutes(first.app, first.clock, 5);
    const { done, missed } = await marketOf(first.app);
    assert.deepEqual({ done, missed }, { done: 5, missed: 0 });
  }
  const start = new Date(Date.parse(WEDNESDAY) + 20 * 60_000).toISOString();
  await using second = await startTestApp({ start, dir: dir.path, url: api.server.url });
  await polled(second.app, 1);
  const before = await marketOf(second.app);
  assert.deepEqual([before.done, before.failed, before.missed], [5, 0, 0]);
  await passMinutes(second.app, second.clock, 2);
  const { done, missed, not_running: notRunning } = await marketOf(second.app);
  assert.deepEqual({ done, missed, notRunning }, { done: 7, missed: 0, notRunning: before.not_running });
  second.clock.setWall(second.clock.now() + 10 * 60_000);
  await passMinutes(second.app, second.clock, 1);
  assert.equal((await marketOf(second.app)).missed, 10, "the machine slept");
});

Deno.test("a calendar file that breaks keeps the old calendar, and /health says so until it is mended", async () => {
  await using dir = await createDataDir();
  const path = `${dir.path}/holidays.json`;
  const good = await Deno.readTextFile(HOLIDAYS);
  await Deno.writeTextFile(path, good);
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({
    start: WEDNESDAY,
    dir: `${dir.path}/data`,
    url: api.server.url,
    settings: { SIGNAL_V2_HOLIDAYS: path },
  });
  await polled(test.app, 1);
  await Deno.writeTextFile(path, '["2026-13-45"');
  await passMinutes(test.app, test.clock, 1);
  await until(() => test.app.view().calendar.problems.length > 0, "the problem");
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.state, "degraded");
  assert.match(body.problems.join("\n"), /holidays\.json.*stays in use/);
  assert.equal(body.schedule.next_poll_at, "2026-03-11T10:02:00+09:00", "polling goes on");
  assert.ok(test.log.lines.some(({ event }) => event === "calendar_problem"));
  await Deno.writeTextFile(path, good);
  await passMinutes(test.app, test.clock, 1);
  await until(() => test.app.view().calendar.problems.length === 0, "the end of the problem");
  assert.equal((await getJson(test.app, "/health")).body.state, "ok");
});

Deno.test("a holiday added to the calendar file while the program runs ends the polling of that day", async () => {
  await using dir = await createDataDir();
  const path = `${dir.path}/holidays.json`;
  await Deno.writeTextFile(path, "[]");
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({
    start: WEDNESDAY,
    dir: `${dir.path}/data`,
    url: api.server.url,
    settings: { SIGNAL_V2_HOLIDAYS: path },
  });
  await polled(test.app, 1);
  await Deno.writeTextFile(path, '["2026-03-11"]');
  await test.clock.advance(30_000);
  await until(() => test.log.lines.some(({ event }) => event === "calendar_reloaded"), "the reload");
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.schedule.window, "closed");
  assert.equal(body.schedule.next_poll_at, "2026-03-12T07:00:00+09:00");
});

Deno.test("a database file deleted while in use shows as degraded storage with a sentence", async () => {
  await using dir = await createDataDir();
  await using api = startSwitchable(FINE);
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: api.server.url });
  await polled(test.app, 1);
  assert.equal((await getJson(test.app, "/health")).body.storage.state, "ok");
  await Deno.remove(`${dir.path}/signal_v2.db`);
  await passMinutes(test.app, test.clock, 1);
  const { body } = await getJson(test.app, "/health");
  assert.equal(body.storage.state, "degraded");
  assert.equal(body.state, "degraded");
  assert.match(body.problems.join("\n"), /signal_v2\.db was deleted/);
  assert.equal(sourceOf(test.app.view(), "portfolio").state, "ok", "polling goes on");
  await assert.rejects(signalsOf(test.app).claim({ ticker: "005930", action: "buy" }), /was deleted/);
});

Deno.test("a database file deleted while the market is closed shows in /health within a minute", async () => {
  await using dir = await createDataDir();
  await using test = await startTestApp({ start: SATURDAY, dir: dir.path });
  await Deno.remove(`${dir.path}/signal_v2.db`);
  await passQuietly(test.clock, 60_000);
  assert.equal((await getJson(test.app, "/health")).body.storage.state, "degraded");
});

const LEAKY: readonly (readonly [string, Step])[] = [
  ["refuses the key", steps.status(401, { body: TEST_KEY })],
  ["redirects elsewhere", steps.redirect(308, `http://127.0.0.1:9/?key=${TEST_KEY}`)],
  ["fails and repeats the key", steps.status(500, { body: TEST_KEY })],
  ["answers a page that repeats the key", steps.status(200, { body: `<p>${TEST_KEY}</p>` })],
  ["answers an error that repeats the key", steps.ok({ error: TEST_KEY })],
  ["answers in a shape that repeats the key", steps.ok([TEST_KEY])],
  ["closes the connection", steps.closeWithoutResponse()],
];

for (const [name, step] of LEAKY) {
  Deno.test(`no log line and no answer holds the key when the stock API ${name}`, async () => {
    await using dir = await createDataDir();
    await using api = startSwitchable(step);
    const lines: string[] = [];
    const clock = new ManualClock(WEDNESDAY);
    // Without secrets to redact: nobody may hand the key to the log in the first place.
    const log = createLog({
      level: "debug",
      format: "json",
      hasColor: false,
      secrets: [],
      mark: undefined,
      now: () => clock.now(),
      write: (line) => lines.push(line),
    });
    const { outside } = outsideOf(clock, { log });
    const config = configOf({ STOCK_API_URL: api.server.url, SIGNAL_V2_DATA_DIR: dir.path });
    await using app = await startApp(config, outside);
    await polled(app, 1);
    assert.equal(api.server.requests[0]?.headers["x-webai-key"], TEST_KEY);
    assert.ok(lines.some((line) => line.includes("source_failed")));
    const answers = await Promise.all(
      ["/health", "/readyz", "/state", "/livez", "/x"].map(async (path) =>
        JSON.stringify(await getJson(app, path))
      ),
    );
    for (const text of [...lines, ...answers]) assert.ok(!text.includes(TEST_KEY), text);
  });
}

Deno.test("a strategy that was started without any market is a problem in /health, from the start on", async () => {
  await using dir = await createDataDir();
  {
    await using store = await openStore({ dir: dir.path, clock: createSystemClock() });
    const money = { params: {}, money: {}, onStop: "leave", isActive: true } as const;
    const market = { exchange: "upbit", symbol: "BTC/KRW", timeframe: "1d" };
    await tableOf(store).add({ id: "waits", kind: "ma_cross", ...market, ...money });
  }
  await using running = await startTestApp({ start: SATURDAY, dir: dir.path, url: "http://127.0.0.1:9" });
  const { body: health } = await getJson(running.app, "/health");
  assert.equal(health.state, "degraded");
  assert.deepEqual(
    health.problem_details.map(({ code, subject }: { code: string; subject: string }) => [code, subject]),
    [["strategy_without_candles", "waits"]],
  );
});

Deno.test("a candle store that cannot be used leaves the program running and shows in /health", async () => {
  await using dir = await createDataDir();
  await Deno.writeTextFile(
    `${dir.path}/candles.db`,
    "this is no database, and long enough to be looked at as one ".repeat(40),
  );
  await using running = await startTestApp({
    start: SATURDAY,
    dir: dir.path,
    settings: { SIGNAL_V2_MARKETS: "upbit:BTC/KRW", WEBAI_API_KEY: undefined },
  });
  const { body: health } = await getJson(running.app, "/health");
  assert.equal(health.state, "degraded");
  assert.match(health.problems.join("\n"), /No candles are collected: .*candles\.db cannot be used/);
});

Deno.test("each poll is in the history as it came: values, a renamed list as a gap, an outage as a gap", async () => {
  await using dir = await createDataDir();
  const { as_of, holdings } = PORTFOLIO;
  {
    await using upstream = startSwitchable(FINE);
    const running = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: upstream.server.url });
    await using _ = running;
    const { app, clock } = running;
    await polled(app, 1);
    upstream.answer(steps.ok({ as_of, holdings_v2: holdings }));
    await passMinutes(app, clock, 1);
    upstream.answer(OUT);
    await passMinutes(app, clock, 1);
  }
  await using store = await openHistoryStore({ dir: dir.path, clock: new ManualClock(WEDNESDAY).real });
  const polls = await store.read("portfolio", kstDayOf(Date.parse(WEDNESDAY)));
  assert.deepEqual(polls.map(({ gap, total, rows }) => [gap, total, rows.map(({ price }) => price)]), [
    [undefined, 1, [71_000]],
    ["shape_changed", undefined, []],
    ["http_5xx", undefined, []],
  ]);
  assert.equal(polls[0]?.dataAtMs, Date.parse(as_of));
  assert.equal((polls[1]?.fetchedAtMs ?? 0) - (polls[0]?.fetchedAtMs ?? 0), 60_000);
});

Deno.test("a history that cannot be used leaves the polling running and shows in /health", async () => {
  await using dir = await createDataDir();
  await Deno.writeTextFile(`${dir.path}/history.db`, "this is no database at all ".repeat(90));
  await using upstream = startSwitchable(FINE);
  await using running = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: upstream.server.url });
  await polled(running.app, 1);
  const { body: health } = await getJson(running.app, "/health");
  assert.match(health.problems.join("\n"), /No polls are kept in the history: .*history\.db/);
});

Deno.test("while nothing is polled no rule watches, and the signals of another program are taken all the same", async () => {
  await using dir = await createDataDir();
  await using test = await startTestApp({
    start: WEDNESDAY,
    dir: dir.path,
    settings: { WEBAI_API_KEY: undefined },
  });
  assert.equal((await getJson(test.app, "/health")).body.signals, null);
  const sent = { ticker: "005930", action: "buy", confidence: 0.9, price: 71_300, ref: "one" };
  const response = await fetch(`${test.app.url}/signal`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  });
  const answer = await response.json();
  assert.equal(response.status, 202, JSON.stringify(answer));
  assert.equal((await getJson(test.app, "/health")).body.signals.rules, 7);
  assert.equal((await getJson(test.app, "/signals")).body.signals[0].ref, "one");
});

Deno.test("a holding at its stop becomes a signal of this day, and no pair is called sent while nobody is told", async () => {
  await using dir = await createDataDir();
  const holdings = [{
    ticker: "035720",
    name: "카카오",
    quantity: 120,
    avg_price: 41_200,
    current_price: 38_150,
    pnl_pct: -7.4,
  }];
  await using server = startFaultServer(() => steps.ok({ holdings }));
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url });
  await passMinutes(test.app, test.clock, 1);
  await until(() => test.app.view().watching?.today.fired === 1, "the signal");
  const { signals } = (await getJson(test.app, "/health")).body;
  assert.deepEqual(signals, {
    rules: 7,
    from: "the built-in rules",
    problem: null,
    judge: "none",
    fired_today: 1,
    confirmed: 1,
    rejected: 0,
    unjudged: 0,
    halted: false,
    paused_until: null,
    muted: 0,
  });
  assert.deepEqual(await test.app.signals.list("owner", { limit: 9 }), []);
});

Deno.test("a holding at its stop reaches Telegram once, in the words of its evidence, and the page knows that it did", async () => {
  await using dir = await createDataDir();
  await using telegram = startTelegramServer();
  const holdings = [{
    ticker: "035720",
    name: "카카오",
    quantity: 120,
    avg_price: 41_200,
    current_price: 38_150,
    pnl: -366_000,
    pnl_pct: -7.4,
  }];
  await using server = startFaultServer(() => steps.ok({ holdings }));
  const settings = {
    SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN,
    SIGNAL_V2_TELEGRAM_URL: telegram.url,
    SIGNAL_V2_TELEGRAM_USERS: "777",
  };
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, url: server.url, settings });
  await passMinutes(test.app, test.clock, 1);
  await until(() => telegram.texts.length === 1, "the message");
  const [text = ""] = telegram.texts;
  assert.match(text, /매도 신호\(손절선\) · 카카오 38,150원/);
  assert.match(text, /보유 120주 · 평단 41,200원 · 손익 −7\.4% \(−366,000원\)/);
  assert.match(text, /손절선 −7% 아래로 내려감/);
  const stateNow = async () => {
    const { signals } = (await getJson(test.app, "/signals")).body;
    // A poll that finds the same loss again is held back, and has a row of its own.
    return signals.map(({ state, reason }: Record<string, string>) => reason ?? state);
  };
  await until(
    async () => (await stateNow()).filter((state: string) => state !== "duplicate").join() === "delivered",
    "the state of the signal",
  );
  const { messages } = (await getJson(test.app, "/outbox")).body;
  assert.deepEqual(messages.map(({ state, kind }: Record<string, string>) => [state, kind]), [
    ["delivered", "sell_protective"],
  ]);
  // The next polls find the same loss, and say nothing again.
  await passMinutes(test.app, test.clock, 2);
  assert.equal(telegram.texts.length, 1);
  assert.equal((await test.app.signals.list("owner", { limit: 9 }))[0]?.state, "sent");
  const metrics = await (await fetch(`${test.app.url}/metrics`)).text();
  assert.match(metrics, /signal_deliveries_total\{channel="telegram",outcome="delivered"\} 1/);
  assert.match(metrics, /signal_rules_fired_total\{rule="stop",action="sell"\} 1/);
});

Deno.test("another program sends a signal with its key in the body, once by its ref, and the key is nowhere afterwards", async () => {
  await using dir = await createDataDir();
  const key = "inbound-key-of-more-than-32-characters";
  const settings = { SIGNAL_V2_INBOUND_KEY: key, SIGNAL_V2_TOKEN: "a-token-of-this-program" };
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path, settings });
  const body = { ticker: "BTC/KRW", action: "buy", confidence: 0.9, price: 100_000_000, ref: "tv-1" };
  const send = async (more: object) => {
    const headers = { "content-type": "text/plain" };
    const response = await fetch(`${test.app.url}/signal`, {
      method: "POST",
      headers,
      body: JSON.stringify({ ...body, ...more }),
    });
    return { status: response.status, body: await response.json() };
  };
  assert.equal((await send({})).status, 401);
  const first = await send({ key });
  assert.deepEqual([first.status, first.body.label], [202, "S-0311-01"]);
  assert.equal((await send({ key })).status, 200);
  const second = await send({ key, ref: "tv-2" });
  assert.equal(second.body.reason, "duplicate", JSON.stringify([second, test.log.lines.slice(-3)]));
  assert.ok(!JSON.stringify(test.log.lines).includes(key));
  for (const { name } of Deno.readDirSync(dir.path)) {
    const bytes = Deno.readFileSync(`${dir.path}/${name}`);
    assert.ok(!new TextDecoder("latin1").decode(bytes).includes(key), name);
  }
});
