import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type { CommandDeps } from "../../../src/commands/deps.ts";
import { OWNER } from "../../../src/core/actor.ts";
import { UserError } from "../../../src/core/errors.ts";
import type { AnswerMemory } from "../../../src/jobs/answers/answer_memory.ts";
import type { JobStore } from "../../../src/jobs/job_store.ts";
import { openJobStore } from "../../../src/jobs/store/sqlite_job_store.ts";
import { SqlError } from "../../../src/sqlite/sql_error.ts";
import { openCommandHome } from "../../commands/command_home.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { createTestWeb, VIEW_NOW_MS } from "../../support/app_view.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const TOKEN = "0123456789abcdef";
const LAN = "192.168.0.77";
const MEANT = { "x-signal-action": "1" };
const JSON_TYPE = { "content-type": "application/json" };
const BACKTEST = { strategy: "ma_cross", market: ["upbit:BTC/KRW"], timeframe: "1h" };

const READS = [
  ...[
    "/state",
    "/candles",
    "/strategies",
    "/strategies/one",
    "/strategy-removals",
    "/backtests",
    "/backtests/1",
    "/jobs",
    "/jobs/1",
    "/alerts",
  ],
  "/events",
];
const CHANGES = [
  ["POST", "/poll"],
  ["POST", "/admin/stop"],
  ["POST", "/strategies"],
  ["PATCH", "/strategies/one"],
  ["DELETE", "/strategies/one"],
  ["POST", "/strategies/one/start"],
  ["POST", "/strategies/one/stop"],
  ["POST", "/backtests"],
  ["POST", "/alerts"],
  ["DELETE", "/alerts/a1"],
  ["POST", "/jobs/1/cancel"],
  ["POST", "/signals/S-1/simulate"],
  ["POST", "/rules/stop/simulate"],
] as const;

/** The whole web over a home with a little of everything. */
async function openWeb(
  { deps: changed, ...access }: {
    token?: string;
    answers?: AnswerMemory;
    deps?: Pick<CommandDeps, "jobs" | "backtests">;
  } = {},
) {
  const home = await openCommandHome();
  const { clock: _clock, realClock: _real, program, ...deps } = home.deps;
  const web = createTestWeb({
    ...access,
    answers: access.answers ?? home.answers,
    deps: {
      ...deps,
      ...changed,
      clock: home.clock,
      pollNow: () => program?.pollNow({}) ?? { kind: "off" },
      requestStop: () => program?.requestStop(),
    },
  });
  const send = (
    path: string,
    body: unknown = undefined,
    headers: Record<string, string> = {},
    method = "POST",
  ) =>
    web.ask(`/api/v1${path}`, {
      method,
      headers: { ...MEANT, ...(body === undefined ? {} : JSON_TYPE), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { home, ...web, send, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
}

Deno.test("POST /api/v1/maintenance with nothing in it is answered 400 with a sentence, and a running one stays", async () => {
  await using web = await openWeb();
  const began = await (await web.send("/maintenance", { for: "8h", why: "disk" })).json();
  strictEqual(began.was_until, null);
  const refused = await web.send("/maintenance", {});
  strictEqual(refused.status, 400);
  match((await refused.json()).detail, /for is missing/);
  const { maintenance } = await (await web.ask("/api/v1/maintenance")).json();
  strictEqual(maintenance.until, began.until);
  const shorter = await (await web.send("/maintenance", { for: "1h" })).json();
  strictEqual(shorter.was_until, began.until);
});

// ---- access ----

for (const path of READS) {
  Deno.test(`GET /api/v1${path} is refused to a stranger, with and without a wrong token`, async () => {
    await using web = await openWeb({ token: TOKEN });
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic eA==" }]) {
      const response = await web.ask(`/api/v1${path}`, { from: LAN, headers: { ...headers } });
      deepStrictEqual([response.status, (await response.json()).code], [401, "private_data"]);
    }
    const local = await web.ask(`/api/v1${path}`, { headers: { "x-forwarded-for": "1.2.3.4" } });
    strictEqual(local.status, 401, "a proxy on this machine is a stranger once there is a token");
  });
}

for (const [method, path] of CHANGES) {
  Deno.test(`${method} /api/v1${path} needs somebody trusted, from no foreign page, who means it`, async () => {
    await using web = await openWeb({ token: TOKEN });
    const ask = async (headers: Record<string, string>) => {
      const response = await web.ask(`/api/v1${path}`, { method, from: LAN, headers });
      return [response.status, (await response.json()).code];
    };
    deepStrictEqual(await ask({ ...MEANT }), [401, "private_data"]);
    deepStrictEqual(await ask({ ...MEANT, authorization: "Bearer wrong" }), [401, "private_data"]);
    const authorization = `Bearer ${TOKEN}`;
    deepStrictEqual(await ask({ authorization, origin: "http://evil.com" }), [403, "foreign_page"]);
    deepStrictEqual(await ask({ authorization, "sec-fetch-site": "cross-site" }), [403, "foreign_page"]);
    deepStrictEqual(web.home.told, []);
    await using open = await openWeb();
    const careless = await open.ask(`/api/v1${path}`, { method });
    deepStrictEqual([careless.status, (await careless.json()).code], [403, "not_asked_for"]);
    deepStrictEqual(open.home.told, []);
  });
}

Deno.test("/api/v1/health tells a stranger as little as /health does", async () => {
  await using web = await openWeb({ token: TOKEN });
  const bodies = await Promise.all(
    ["/health", "/api/v1/health"].map(async (path) => (await web.ask(path, { from: LAN })).json()),
  );
  deepStrictEqual(bodies[0], bodies[1]);
  match(bodies[0].more, /SIGNAL_V2_TOKEN/);
});

// ---- the same by both addresses ----

for (const path of ["/health", "/state"]) {
  Deno.test(`GET ${path} and /api/v1${path} have one body`, async () => {
    await using web = await openWeb();
    const [old, current] = await Promise.all([web.ask(path), web.ask(`/api/v1${path}`)]);
    deepStrictEqual([current.status, await current.json()], [200, await old.json()]);
  });
}

for (const path of ["/poll", "/admin/stop", "/strategies/one/start", "/strategies/one/stop"]) {
  Deno.test(`POST ${path} and /api/v1${path} have one body`, async () => {
    await using web = await openWeb();
    const old = await web.ask(path, { method: "POST", headers: MEANT });
    const current = await web.send(path);
    deepStrictEqual([current.status, await current.json()], [202, await old.json()]);
  });
}

Deno.test("both addresses of stopping a strategy hear what is to become of its position", async () => {
  await using web = await openWeb();
  const policy = async () => (await web.home.deps.strategies?.store.table.find(OWNER, "one"))?.onStop;
  const body = JSON.stringify({ position: "close" });
  const headers = { ...MEANT, ...JSON_TYPE };
  const key = { "idempotency-key": "k1" };
  const stopped = await web.ask("/strategies/one/stop", {
    method: "POST",
    body,
    headers: { ...headers, ...key },
  });
  deepStrictEqual([stopped.status, await policy()], [202, "close"]);
  const again = await web.send("/strategies/one/stop", { position: "close" }, key);
  strictEqual(again.headers.get("idempotency-replayed"), "true");
  const wrong = await web.ask("/strategies/one/stop", {
    method: "POST",
    body: '{"position":"keep"}',
    headers,
  });
  deepStrictEqual([wrong.status, (await wrong.json()).code], [400, "bad_arguments"]);
});

Deno.test("candles and events are served under both addresses", async () => {
  await using web = await openWeb();
  for (const path of ["/api/candles", "/api/v1/candles"]) {
    const response = await web.ask(path);
    deepStrictEqual([response.status, (await response.json()).code], [503, "no_market"]);
  }
  for (const path of ["/events", "/api/v1/events"]) {
    const response = await web.ask(path, { method: "HEAD" });
    deepStrictEqual([response.status, response.headers.get("content-type")], [
      200,
      "text/event-stream; charset=utf-8",
    ]);
  }
  web.web.close();
});

// ---- what is wrong with a request ----

Deno.test("a wrong method under /api/v1 is told what there is, and an unknown path is a problem with a code", async () => {
  await using web = await openWeb();
  const wrong = await web.ask("/api/v1/strategies/one", { method: "PUT" });
  deepStrictEqual([wrong.status, wrong.headers.get("allow")], [405, "GET, HEAD, PATCH, DELETE"]);
  strictEqual((await wrong.json()).code, "method_not_allowed");
  const unknown = await web.ask("/api/v1/strategie");
  deepStrictEqual([unknown.status, (await unknown.json()).code], [404, "not_found"]);
});

const BODIES: readonly (readonly [what: string, init: RequestInit, status: number, code: string])[] = [
  [
    "that is no JSON by its type",
    { body: "strategy=dca", headers: { "content-type": "text/plain" } },
    415,
    "not_json",
  ],
  ["that is no JSON", { body: "{strategy}", headers: JSON_TYPE }, 400, "bad_json"],
  ["that is a list", { body: "[1]", headers: JSON_TYPE }, 400, "bad_json"],
  [
    "that is 17 deep",
    { body: `{"a":${"[".repeat(16)}${"]".repeat(16)}}`, headers: JSON_TYPE },
    400,
    "bad_json",
  ],
  [
    "that is 20,000 deep",
    { body: `{"a":${"[".repeat(2e4)}${"]".repeat(2e4)}}`, headers: JSON_TYPE },
    400,
    "bad_json",
  ],
  [
    "with an unknown key",
    { body: JSON.stringify({ ...BACKTEST, fees: 1 }), headers: JSON_TYPE },
    400,
    "bad_arguments",
  ],
  ["without what must be there", { body: "{}", headers: JSON_TYPE }, 400, "bad_arguments"],
];
for (const [what, init, status, code] of BODIES) {
  Deno.test(`a body ${what} is refused with the code ${code}, and nothing is done`, async () => {
    await using web = await openWeb();
    const headers = { ...MEANT, ...init.headers as Record<string, string> };
    const response = await web.ask("/api/v1/backtests", { method: "POST", ...init, headers });
    deepStrictEqual([response.status, (await response.json()).code], [status, code]);
    strictEqual((await web.home.deps.jobs?.store.list(OWNER, { limit: 9 }))?.length, 1);
  });
}

Deno.test("a misspelt argument is told the one that may be meant, in a body and behind a ?", async () => {
  await using web = await openWeb();
  const body = await (await web.send("/backtests", { ...BACKTEST, timefram: "1h" })).json();
  match(body.detail, /did you mean timeframe\?/);
  const query = await (await web.ask("/api/v1/jobs?limt=3")).json();
  match(query.detail, /did you mean limit\?/);
  strictEqual((await (await web.ask("/api/v1/jobs?limit=3&limit=4")).json()).code, "bad_arguments");
  for (const limit of ["0", "201", "-1", "all"]) {
    strictEqual((await web.ask(`/api/v1/jobs?limit=${limit}`)).status, 400, limit);
  }
});

Deno.test("what is not there is a 404 with a code of its own", async () => {
  await using web = await openWeb();
  for (
    const [path, code] of [
      ["/jobs/nobody", "unknown_job"],
      ["/strategies/nobody", "unknown_strategy"],
      ["/backtests/77", "unknown_backtest"],
    ]
  ) {
    const response = await web.ask(`/api/v1${path}`);
    const body = await response.json();
    deepStrictEqual([response.status, body.code, body.instance], [404, code, `/api/v1${path}`]);
  }
  const cancelled = await web.send("/jobs/nobody/cancel");
  deepStrictEqual([cancelled.status, (await cancelled.json()).code], [404, "unknown_job"]);
});

Deno.test("a NUL in an id, a cursor or a body is a 400, and no statement sees it", async () => {
  await using web = await openWeb();
  const asked = [
    web.ask("/api/v1/jobs/a%00b"),
    web.ask("/api/v1/jobs?cursor=a%00b"),
    web.ask("/api/v1/strategies/a%00b"),
    web.ask("/api/v1/strategies?cursor=%00"),
    web.send("/jobs/%00/cancel"),
    web.send("/strategies/one%00/stop"),
    web.send("/strategies/one", { params: { deep: [{ "a\0": 1 }] } }, {}, "PATCH"),
    web.ask("/strategies/one%00/stop", { method: "POST", headers: MEANT }),
  ];
  for (const response of await Promise.all(asked)) {
    const body = await response.json();
    deepStrictEqual([response.status, body.code], [400, "bad_arguments"], body.instance);
    match(body.detail, /must not hold a NUL letter/);
  }
});

// ---- jobs and backtests ----

Deno.test("POST /api/v1/backtests queues a job; a second one is answered with the id of the first", async () => {
  await using web = await openWeb();
  const first = await web.send("/backtests", { ...BACKTEST, params: { fast: 5 }, cash: 1_000 });
  const { is_new: isNew, job } = await first.json();
  deepStrictEqual([first.status, isNew, job.state, job.kind], [202, true, "queued", "backtest"]);
  deepStrictEqual(job.actor, { kind: "http", id: "this machine" });
  const second = await web.send("/backtests", BACKTEST);
  const body = await second.json();
  deepStrictEqual([second.status, body.code, body.job_id], [409, "job_is_running", job.id]);
  const shown = await (await web.ask(`/api/v1/jobs/${job.id}`)).json();
  deepStrictEqual(shown.request, { ...BACKTEST, params: { fast: 5 }, cash: 1_000 });
  const cancelled = await web.send(`/jobs/${job.id}/cancel`);
  deepStrictEqual([cancelled.status, await cancelled.json()], [202, { id: job.id, cancelled: true }]);
  const again = await web.send(`/jobs/${job.id}/cancel`);
  deepStrictEqual([again.status, (await again.json()).code], [409, "job_is_over"]);
});

Deno.test("a backtest that could not run is a 400 also while another one runs, and queues nothing", async () => {
  await using web = await openWeb();
  strictEqual((await web.send("/backtests", BACKTEST)).status, 202);
  const response = await web.send("/backtests", { ...BACKTEST, strategy: "ma_cros" });
  const body = await response.json();
  deepStrictEqual([response.status, body.code], [400, "refused_invalid"]);
  match(body.detail, /did you mean ma_cross\?/);
  strictEqual((await web.home.deps.jobs?.store.list(OWNER, { limit: 9 }))?.length, 2);
});

Deno.test("a backtest without a market, or with a bare one, is told how a list of them looks", async () => {
  await using web = await openWeb();
  for (const market of [undefined, "upbit:BTC/KRW"]) {
    const response = await web.send("/backtests", { strategy: "ma_cross", market });
    strictEqual(response.status, 400);
    const { detail } = await response.json();
    match(detail, /market.* must be a list of stored candles, like \["upbit:BTC\/KRW"\]/);
  }
});

Deno.test("saved backtests that cannot be read are a 503 with the reason, and no empty list", async () => {
  const why = "Saved backtests cannot be read: backtests.db is locked";
  const backtests = { table: () => Promise.reject(new UserError("failed", why)) };
  await using web = await openWeb({ deps: { backtests } });
  for (const path of ["/backtests", "/backtests/1"]) {
    const response = await web.ask(`/api/v1${path}`);
    deepStrictEqual([response.status, (await response.json()).detail], [503, why]);
  }
});

Deno.test("whoever comes with the token is the actor of what is done", async () => {
  await using web = await openWeb({ token: TOKEN });
  const response = await web.send("/backtests", BACKTEST, { authorization: `Bearer ${TOKEN}` });
  deepStrictEqual((await response.json()).job.actor, { kind: "http", id: "token" });
});

Deno.test("strategies are added, changed, shown and removed", async () => {
  await using web = await openWeb();
  const added = await web.send("/strategies", { kind: "dca", market: "upbit:ETH/KRW", id: "two" });
  deepStrictEqual([added.status, (await added.json()).id], [201, "two"]);
  const taken = await web.send("/strategies", { kind: "dca", market: "upbit:ETH/KRW", id: "two" });
  deepStrictEqual([taken.status, (await taken.json()).code], [409, "id_is_taken"]);
  const changed = await web.send("/strategies/two", { on_stop: "close" }, {}, "PATCH");
  const values = [{ name: "on_stop", before: "leave", after: "close" }];
  deepStrictEqual([changed.status, await changed.json()], [202, { id: "two", changed: ["on_stop"], values }]);
  const shown = await (await web.ask("/api/v1/strategies/two")).json();
  deepStrictEqual([shown.on_stop, shown.actor, shown.trades], [
    "close",
    { kind: "http", id: "this machine" },
    [],
  ]);
  await web.send("/strategies/two/start");
  const active = await web.send("/strategies/two", undefined, {}, "DELETE");
  deepStrictEqual([active.status, (await active.json()).code], [409, "strategy_is_active"]);
  const removed = await web.send("/strategies/two", { force: true }, {}, "DELETE");
  deepStrictEqual([removed.status, (await removed.json()).removed], [200, true]);
  const { items: [gone] } = await (await web.ask("/api/v1/strategy-removals")).json();
  deepStrictEqual([gone.id, gone.kind, gone.actor], ["two", "dca", { kind: "http", id: "this machine" }]);
});

for (const path of ["/strategies", "/jobs", "/backtests"]) {
  Deno.test(`GET /api/v1${path} goes on where the page before ended, and ends`, async () => {
    await using web = await openWeb();
    const { deps, clock } = web.home;
    for (const name of ["b", "c", "d", "e"]) {
      await clock.advance(1);
      const actor = { kind: "cli", id: "test" } as const;
      await deps.jobs?.store.add(OWNER, { key: name, kind: name, actor, request: {} });
      await deps.strategies?.store.table.add(OWNER, {
        ...{ id: name, kind: "dca", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m" },
        ...{ params: {}, money: {}, onStop: "leave", isActive: false, actor },
      });
      await web.home.addBacktest();
    }
    const sizes: number[] = [];
    const ids: unknown[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { items: { id: unknown }[]; next_cursor: string | null } = await (await web.ask(
        `/api/v1${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`,
      )).json();
      sizes.push(page.items.length);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    deepStrictEqual(sizes, [2, 2, 1]);
    strictEqual(new Set(ids).size, 5);
  });
}

// ---- Idempotency-Key ----

Deno.test("the same key and body is answered again, by either address, and done once", async () => {
  await using web = await openWeb();
  const key = { "idempotency-key": "k1" };
  const first = await web.send("/poll", undefined, key);
  deepStrictEqual([first.status, await first.json()], [202, { polling: true }]);
  const again = await web.ask("/poll", { method: "POST", headers: { ...MEANT, ...key } });
  deepStrictEqual([again.status, await again.json()], [202, { polling: true }]);
  strictEqual(again.headers.get("idempotency-replayed"), "true");
  strictEqual(again.headers.get("cache-control"), "no-store");
  deepStrictEqual(web.home.told, ["poll"]);
  await web.send("/poll");
  deepStrictEqual(web.home.told, ["poll", "poll"], "without a key it is done each time");
});

Deno.test("the same key with another body, or for something else, is a 422", async () => {
  await using web = await openWeb();
  const key = { "idempotency-key": "k1" };
  strictEqual((await web.send("/backtests", BACKTEST, key)).status, 202);
  for (
    const again of [web.send("/backtests", { ...BACKTEST, cash: 1 }, key), web.send("/poll", undefined, key)]
  ) {
    const response = await again;
    deepStrictEqual([response.status, (await response.json()).code], [422, "key_was_used"]);
  }
  deepStrictEqual(web.home.told, []);
});

Deno.test("a backtest that is asked for again with its key is the same job, also when the answer is forgotten", async () => {
  await using web = await openWeb();
  const key = { "idempotency-key": "k1" };
  const { job } = await (await web.send("/backtests", BACKTEST, key)).json();
  await web.home.clock.advance(25 * 3_600_000);
  const again = await web.send("/backtests", BACKTEST, key);
  const body = await again.json();
  deepStrictEqual([again.status, body.is_new, body.job.id], [202, false, job.id]);
  strictEqual(again.headers.get("idempotency-replayed"), null);
});

Deno.test("a key of a backtest that comes with another request is refused, however old it is", async () => {
  await using web = await openWeb();
  const asked = { ...BACKTEST, params: { fast: 5, slow: 20 } };
  const { job } = await (await web.send("/backtests", asked, { "idempotency-key": "k1" })).json();
  await web.home.clock.advance(25 * 3_600_000);
  const other = await web.send("/backtests", { ...asked, cash: 1 }, { "idempotency-key": "k1" });
  const body = await other.json();
  deepStrictEqual([other.status, body.code, body.job_id], [409, "key_was_used", job.id]);
  const turned = { ...BACKTEST, key: "k1", params: { slow: 20, fast: 5 } };
  strictEqual((await (await web.send("/backtests", turned)).json()).job.id, job.id, "in another order");
});

Deno.test("a refusal is remembered too, until 24 hours are over", async () => {
  await using web = await openWeb();
  const key = { "idempotency-key": "k1" };
  strictEqual((await web.send("/strategies/later/start", undefined, key)).status, 404);
  await web.send("/strategies", { kind: "dca", market: "upbit:BTC/KRW", id: "later" });
  const again = await web.send("/strategies/later/start", undefined, key);
  deepStrictEqual([again.status, again.headers.get("content-type")], [404, "application/problem+json"]);
  await web.home.clock.advance(24 * 3_600_000 + 1);
  strictEqual((await web.send("/strategies/later/start", undefined, key)).status, 202);
});

Deno.test("a key that was taken and never answered says that nobody knows; one in work asks for patience", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock(VIEW_NOW_MS);
  await using store = await openJobStore({ dir: dir.path, clock });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const answers: AnswerMemory = {
    take: (...asked) => store.answers.take(...asked),
    keep: async (...asked) => {
      await held;
      await store.answers.keep(...asked);
    },
    forget: (...asked) => store.answers.forget(...asked),
  };
  await using web = await openWeb({ answers });
  const key = { "idempotency-key": "k1" };
  const first = web.send("/poll", undefined, key);
  while (web.home.told.length === 0) await Promise.resolve();
  const second = await web.send("/poll", undefined, key);
  deepStrictEqual([second.status, (await second.json()).code], [409, "still_working"]);
  // Another process over the same file: it knows nothing of that work.
  await using other = await openWeb({ answers: store.answers });
  const unknown = await other.send("/poll", undefined, key);
  deepStrictEqual([unknown.status, (await unknown.json()).code], [409, "outcome_unknown"]);
  release();
  strictEqual((await first).status, 202);
  strictEqual((await web.send("/poll", undefined, key)).headers.get("idempotency-replayed"), "true");
  deepStrictEqual([web.home.told, other.home.told], [["poll"], []]);
});

Deno.test("a refusal that may pass is not remembered: its key is free as soon as it was given", async () => {
  await using web = await openWeb();
  const { job } = await (await web.send("/backtests", BACKTEST)).json();
  const key = { "idempotency-key": "k1" };
  const other = { ...BACKTEST, cash: 1 };
  const refused = await web.send("/backtests", other, key);
  deepStrictEqual([refused.status, (await refused.json()).code], [409, "job_is_running"]);
  await web.send(`/jobs/${job.id}/cancel`);
  const again = await web.send("/backtests", other, key);
  deepStrictEqual([again.status, (await again.json()).is_new], [202, true]);
});

Deno.test("a full disk is a 503 with its sentence, and its key may be used again", async () => {
  const { deps, isFull } = createFullDisk();
  await using web = await openWeb({ deps });
  const key = { "idempotency-key": "k1" };
  const refused = await web.send("/jobs/1/cancel", undefined, key);
  const body = await refused.json();
  deepStrictEqual([refused.status, body.code], [503, "store_failed"]);
  match(body.detail, /nothing was changed: database or disk is full/);
  isFull.value = false;
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 202);
});

Deno.test("a statement that the store refuses is a fault of the program, and its key may be used again", async () => {
  const { deps, isFull } = createFullDisk("constraint");
  await using web = await openWeb({ deps });
  const key = { "idempotency-key": "k1" };
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 500);
  isFull.value = false;
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 202);
});

Deno.test("what a fault of the program left behind is not known, and its key says so", async () => {
  const { deps } = createFullDisk(new TypeError("x is not a function"));
  await using web = await openWeb({ deps });
  const key = { "idempotency-key": "k1" };
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 500);
  const again = await web.send("/jobs/1/cancel", undefined, key);
  deepStrictEqual([again.status, (await again.json()).code], [409, "outcome_unknown"]);
});

/** Jobs whose store fails as it is told until `isFull` says otherwise. */
function createFullDisk(fault: Error | "full" | "constraint" = "full") {
  const isFull = { value: true };
  const error = typeof fault === "string" ? new SqlError(fault, "database or disk is full") : fault;
  const askCancel = () => isFull.value ? Promise.reject(error) : Promise.resolve("asked" as const);
  const jobs = { store: { askCancel } as Partial<JobStore> as JobStore, wake: () => {} };
  return { isFull, deps: { jobs } };
}

Deno.test("keys that cannot be remembered for a full disk are a 503, and nothing is done", async () => {
  const full = () => Promise.reject(new SqlError("full", "database or disk is full"));
  await using web = await openWeb({ answers: { take: full, keep: full, forget: full } });
  const response = await web.send("/poll", undefined, { "idempotency-key": "k1" });
  const body = await response.json();
  deepStrictEqual([response.status, body.code], [503, "memory_failed"]);
  match(body.detail, /nothing was done\. database or disk is full/);
  deepStrictEqual(web.home.told, []);
});

Deno.test("an answer that cannot be kept is given, and one that cannot be forgotten is forgotten later", async () => {
  using dir = makeTempDir();
  await using store = await openJobStore({ dir: dir.path, clock: new ManualClock(VIEW_NOW_MS) });
  let isFull = true;
  const guarded = (work: () => Promise<void>) =>
    isFull ? Promise.reject(new SqlError("full", "database or disk is full")) : work();
  const answers: AnswerMemory = {
    take: (...asked) => store.answers.take(...asked),
    keep: (...asked) => guarded(() => store.answers.keep(...asked)),
    forget: (...asked) => guarded(() => store.answers.forget(...asked)),
  };
  const disk = createFullDisk();
  await using web = await openWeb({ answers, deps: disk.deps });
  strictEqual((await web.send("/poll", undefined, { "idempotency-key": "kept" })).status, 202);
  const key = { "idempotency-key": "forgotten" };
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 503);
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 503);
  isFull = false;
  disk.isFull.value = false;
  strictEqual((await web.send("/jobs/1/cancel", undefined, key)).status, 202);
});

Deno.test("a key with spaces, an empty one and one of 201 letters are refused", async () => {
  await using web = await openWeb();
  for (const bad of ["a b", "x".repeat(201), "é"]) {
    const response = await web.send("/poll", undefined, { "idempotency-key": bad });
    deepStrictEqual([response.status, (await response.json()).code], [400, "bad_key"], bad);
  }
  deepStrictEqual(web.home.told, []);
});

Deno.test("without a memory a request with a key is refused, and one without is done", async () => {
  const { ask } = createTestWeb();
  const keyed = await ask("/api/v1/poll", { method: "POST", headers: { ...MEANT, "idempotency-key": "k" } });
  deepStrictEqual([keyed.status, (await keyed.json()).code], [503, "no_memory"]);
  strictEqual((await ask("/api/v1/poll", { method: "POST", headers: MEANT })).status, 202);
});
