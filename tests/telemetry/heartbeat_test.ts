import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { UpstreamError } from "../../src/core/errors.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { startApp } from "../../src/app/app.ts";
import { readConfig } from "../../src/config/config.ts";
import type { Clock } from "../../src/core/clock.ts";
import { createStatusReader } from "../../src/lib/http/attempt.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { Heartbeat } from "../../src/telemetry/heartbeat.ts";
import { PORTFOLIO, recordingLog } from "../support/client_parts.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { createHome, freePort, until } from "../support/program.ts";

const SECRET = "d34db33f-check-id";
const URL_TEXT = `https://hc.example/${SECRET}`;

type Answer = () => Promise<Response>;
const good: Answer = () => Promise.resolve(new Response("OK"));
const status = (code: number): Answer => () => Promise.resolve(new Response(null, { status: code }));
const broken: Answer = () => Promise.reject(new TypeError(`error sending request for url (${URL_TEXT})`));

const readStatusBy = (ask: typeof fetch, clock: Clock) =>
  createStatusReader({ fetch: ask, clock, address: "HEARTBEAT_URL" });

function createTestHeartbeat(options: { url?: string | undefined; answer?: Answer } = {}) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const log = recordingLog();
  const calls: { url: string; atMs: number; init: RequestInit | undefined }[] = [];
  const answers = { now: options.answer ?? good };
  const heartbeat = new Heartbeat({
    url: "url" in options ? options.url : URL_TEXT,
    readStatus: readStatusBy((url, init) => {
      calls.push({ url: String(url), atMs: clock.monotonic(), init });
      return answers.now();
    }, clock),
    clock,
    events: createEvents(log),
  });
  /** Calls `what` each half minute, as the loop wakes. */
  const wakeFor = async (ms: number, what: "onGoodCycle" | "onIdle") => {
    for (let at = 0; at < ms; at += 30_000) {
      heartbeat[what]();
      await settle();
      await clock.advance(30_000);
    }
  };
  return { heartbeat, clock, log, calls, answers, wakeFor };
}

Deno.test("a good cycle calls the address with GET and follows no redirect", async () => {
  const { heartbeat, calls } = createTestHeartbeat();
  heartbeat.onGoodCycle();
  await settle();
  deepStrictEqual(calls.map(({ url, init }) => [url, init?.method, init?.redirect]), [
    [URL_TEXT, undefined, "manual"],
  ]);
});

Deno.test("good cycles call at most once a minute", async () => {
  const { calls, wakeFor } = createTestHeartbeat();
  await wakeFor(10 * MINUTE_MS, "onGoodCycle");
  deepStrictEqual(calls.map(({ atMs }) => atMs / MINUTE_MS), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("a quiet night calls once in 15 minutes", async () => {
  const { calls, wakeFor } = createTestHeartbeat();
  await wakeFor(46 * MINUTE_MS, "onIdle");
  deepStrictEqual(calls.map(({ atMs }) => atMs / MINUTE_MS), [0, 15, 30, 45]);
});

Deno.test("without a good cycle and without a quiet night nothing is called", async () => {
  const { calls, clock } = createTestHeartbeat();
  await clock.advance(24 * 60 * MINUTE_MS);
  strictEqual(calls.length, 0);
});

Deno.test("without an address nothing is called", async () => {
  const { heartbeat, calls } = createTestHeartbeat({ url: undefined });
  heartbeat.onGoodCycle();
  heartbeat.onIdle();
  await settle();
  strictEqual(calls.length, 0);
});

const FAILURES: readonly [what: string, answer: Answer, reason: RegExp][] = [
  ["an address that is gone", status(404), /it answered HTTP 404/],
  ["a server in trouble", status(500), /it answered HTTP 500/],
  ["a captive portal", status(302), /it answered HTTP 302, and redirects are not followed/],
  ["no connection", broken, /no connection/],
];

for (const [what, answer, reason] of FAILURES) {
  Deno.test(`${what} is told once, and once that it is over, never with the address`, async () => {
    const { log, answers, wakeFor } = createTestHeartbeat({ answer });
    await wakeFor(5 * MINUTE_MS, "onGoodCycle");
    answers.now = good;
    await wakeFor(5 * MINUTE_MS, "onGoodCycle");
    deepStrictEqual(log.lines.map(({ event, level }) => [event, level]), [
      ["heartbeat_failed", "warning"],
      ["heartbeat_recovered", "info"],
    ]);
    match(log.lines[0]?.message ?? "", reason);
    strictEqual(log.lines[1]?.fields.failures, 5);
    doesNotMatch(JSON.stringify(log.lines), new RegExp(`${SECRET}|hc\\.example`));
  });
}

Deno.test("at night a failed call is tried again after a minute, so that grace is not used up", async () => {
  const { calls, answers, wakeFor } = createTestHeartbeat({ answer: broken });
  await wakeFor(2 * MINUTE_MS, "onIdle");
  answers.now = good;
  await wakeFor(17 * MINUTE_MS, "onIdle");
  deepStrictEqual(calls.map(({ atMs }) => atMs / MINUTE_MS), [0, 1, 2, 17]);
});

Deno.test("a server that never answers is given up, and meanwhile there is no second call", async () => {
  const log = recordingLog();
  let connections = 0;
  const clock = new ManualClock(0);
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    connections++;
    await new Promise((resolve) => request.signal.addEventListener("abort", resolve));
    return new Response(null);
  });
  const url = `http://127.0.0.1:${server.addr.port}/${SECRET}`;
  await using heartbeat = new Heartbeat({
    url,
    readStatus: readStatusBy(fetch, clock),
    clock,
    events: createEvents(log),
    timeoutMs: 200,
  });
  heartbeat.onGoodCycle();
  await clock.advance(5 * MINUTE_MS);
  heartbeat.onGoodCycle();
  await until(() => log.lines.length > 0, "the failure");
  match(log.lines[0]?.message ?? "", /no answer within 0\.2 s/);
  strictEqual(connections, 1);
});

Deno.test("a call may take 10 s unless told, and its failure says so", async () => {
  const log = recordingLog();
  const clock = new ManualClock(0);
  const limits: number[] = [];
  await using heartbeat = new Heartbeat({
    url: URL_TEXT,
    readStatus: (_url, { timeoutMs }) => {
      limits.push(timeoutMs);
      return Promise.reject(new UpstreamError("timeout", "too slow"));
    },
    clock,
    events: createEvents(log),
  });
  heartbeat.onGoodCycle();
  await settle();
  deepStrictEqual(limits, [10_000]);
  match(log.lines[0]?.message ?? "", /no answer within 10 s/);
});

Deno.test("a real refused connection is told without the address", async () => {
  const log = recordingLog();
  const port = freePort();
  const url = `http://127.0.0.1:${port}/${SECRET}`;
  await using heartbeat = new Heartbeat({
    url,
    readStatus: readStatusBy(fetch, new ManualClock(0)),
    clock: new ManualClock(0),
    events: createEvents(log),
  });
  heartbeat.onGoodCycle();
  await until(() => log.lines.length > 0, "the failure");
  doesNotMatch(JSON.stringify(log.lines), new RegExp(`${SECRET}|${port}`));
});

Deno.test("disposing ends a call that hangs, without a word, and later calls do nothing", async () => {
  const log = recordingLog();
  let calls = 0;
  const heartbeat = new Heartbeat({
    url: URL_TEXT,
    readStatus: readStatusBy((_url, init) => {
      calls++;
      return new Promise((_, reject) =>
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))
      );
    }, new ManualClock(0)),
    clock: new ManualClock(0),
    events: createEvents(log),
  });
  heartbeat.onGoodCycle();
  await heartbeat[Symbol.asyncDispose]();
  heartbeat.onIdle();
  strictEqual(calls, 1);
  deepStrictEqual(log.lines, []);
});

// ---- the whole program ----

/** The program on a manual clock; the stock API answers with what `statusOf` says for its path. */
async function startTestApp(start: string, statusOf: { now: (path: string) => number }) {
  await using opened = new AsyncDisposableStack();
  const home = opened.use(await createHome());
  const clock = new ManualClock(start);
  const log = recordingLog();
  const beats: number[] = [];
  const settings: Readonly<Record<string, string>> = {
    STOCK_API_URL: "http://127.0.0.1:18500",
    WEBAI_API_KEY: "test-key-0123456789",
    HEARTBEAT_URL: URL_TEXT,
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_RETRY_ATTEMPTS: "1",
    SIGNAL_V2_DATA_DIR: `${home.dir}/data`,
    SIGNAL_V2_HOLIDAYS: `${home.dir}/holidays.json`,
  };
  const answer: typeof fetch = (input) => {
    if (String(input) !== URL_TEXT) {
      return Promise.resolve(
        Response.json(PORTFOLIO, { status: statusOf.now(new URL(String(input)).pathname) }),
      );
    }
    beats.push(clock.now());
    return Promise.resolve(new Response("OK"));
  };
  const config = readConfig({ get: (name) => settings[name], envFile: undefined });
  const outside = { clock, fetch: answer, log, random: () => 0, version: "0.1.0", mode: "live" } as const;
  opened.use(await startApp(config, { ...outside, embeddedHolidays: undefined, requestStop: () => {} }));
  const parts = opened.move();
  /** Half a minute at a time, and never before the loop sleeps again: its files and answers take real time. */
  const passMinutes = async (minutes: number) => {
    for (let half = 0; half <= minutes * 2; half++) {
      while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 0));
      if (half < minutes * 2) await clock.advance(MINUTE_MS / 2);
    }
  };
  const eventsOf = (name: string) => log.lines.filter(({ event }) => event === name);
  return { beats, log, clock, eventsOf, passMinutes, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("the program beats while every source is fresh, and not while one fails", async () => {
  const statusOf = { now: (_path: string) => 200 };
  await using app = await startTestApp("2026-03-11T10:00:00+09:00", statusOf);
  await until(() => app.beats.length === 1, "the first beat");
  await app.passMinutes(5);
  strictEqual(app.beats.length >= 4, true, `${app.beats.length} beats`);
  statusOf.now = (path) => path.includes("portfolio") ? 500 : 200;
  await app.passMinutes(2);
  const { length } = app.beats;
  await app.passMinutes(5);
  strictEqual(app.beats.length, length);
  deepStrictEqual(app.eventsOf("source_failed").map(({ fields }) => fields.source)[0], "portfolio");
  statusOf.now = () => 200;
  await app.passMinutes(2);
  strictEqual(app.beats.length > length, true);
  strictEqual(app.eventsOf("source_recovered").length, 1);
  // The source has lines of its own, and no second one says the same.
  deepStrictEqual([...app.eventsOf("problem_began"), ...app.eventsOf("problem_ended")], []);
});

Deno.test("the program beats through a quiet night, and says each morning that it lives", async () => {
  await using app = await startTestApp("2026-03-11T23:00:00+09:00", { now: () => 200 });
  await app.passMinutes(90);
  strictEqual(app.beats.length, 7, `${app.beats.length} beats`);
  const alive = app.eventsOf("alive");
  deepStrictEqual(alive.map(({ fields }) => [fields.since, fields.polls]), [["2026-03-11", 0]]);
});

Deno.test("after an evening that failed, the program is silent all night", async () => {
  const statusOf = { now: () => 200 };
  await using app = await startTestApp("2026-03-11T19:50:00+09:00", statusOf);
  await app.passMinutes(1);
  const { length } = app.beats;
  statusOf.now = () => 500;
  await app.passMinutes(60);
  strictEqual(app.beats.length, length);
});
