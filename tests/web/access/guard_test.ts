import { deepStrictEqual, match, notStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import fc from "fast-check";
import { createGuard, isLocalPath, readForm, SESSION_COOKIE } from "../../../src/web/access/guard.ts";
import { createSecret, SESSION_MS, Sessions } from "../../../src/web/access/sessions.ts";
import { TryThrottle } from "../../../src/web/access/throttle.ts";
import { accessOf, createTestWeb, VIEW_NOW_MS } from "../../support/app_view.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const TOKEN = "0123456789abcdef";
const HOST = "minipc.local:8001";
const LAN = "192.168.0.77";

/** A web of one page, one piece of data and one action behind the guard. */
function createGuarded({ trustsLoopback = true } = {}) {
  const clock = new ManualClock(VIEW_NOW_MS);
  const sessions = new Sessions(clock);
  let remoteAddress = LAN;
  const access = accessOf({ allowedHosts: ["minipc.local"], token: TOKEN, trustsLoopback });
  const throttle = new TryThrottle(clock);
  const guard = createGuard({ access, callerOf: () => ({ remoteAddress }), sessions, throttle });
  const web = new Hono();
  web.get("/page", guard.page, (context) => context.text("page"));
  web.get("/data", guard.data, (context) => context.text("data"));
  web.post("/act", async (context) => {
    const permit = await guard.permitAction(context);
    return permit.kind === "refused"
      ? permit.response
      : context.text(permit.form === undefined ? "acted" : "form");
  });
  const ask = async (
    path: string,
    init: { from?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
  ) => {
    const { from = LAN, headers = {}, ...rest } = init;
    remoteAddress = from;
    return await web.request(`http://${HOST}${path}`, { ...rest, headers: { host: HOST, ...headers } });
  };
  return { ask, clock, sessions, guard };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookie = (id: string) => ({ cookie: `${SESSION_COOKIE}=${id}` });

Deno.test("a session opens what the token opens, until it ends", async () => {
  const { ask, clock, sessions } = createGuarded();
  strictEqual((await ask("/data")).status, 401);
  const id = sessions.open();
  strictEqual((await ask("/data", { headers: cookie(id) })).status, 200);
  strictEqual((await ask("/page", { headers: cookie(id) })).status, 200);
  strictEqual((await ask("/data", { headers: cookie(createSecret()) })).status, 401);
  strictEqual((await ask("/data", { headers: { ...cookie(id), ...bearer("wrong") } })).status, 401);
  await clock.advance(SESSION_MS - 1);
  strictEqual((await ask("/data", { headers: cookie(id) })).status, 200);
  await clock.advance(1);
  strictEqual((await ask("/data", { headers: cookie(id) })).status, 401);
});

Deno.test("Sessions keeps a hundred, drops the oldest and forgets those that ended", async () => {
  const clock = new ManualClock(VIEW_NOW_MS);
  const sessions = new Sessions(clock);
  const ids = Array.from({ length: 101 }, () => sessions.open());
  strictEqual(new Set(ids).size, 101);
  deepStrictEqual([sessions.size, sessions.has(ids[0] ?? ""), sessions.has(ids[1] ?? "")], [
    100,
    false,
    true,
  ]);
  sessions.end(ids[1] ?? "");
  deepStrictEqual([sessions.size, sessions.has(ids[1] ?? "")], [99, false]);
  strictEqual(sessions.has(""), false);
  await clock.advance(SESSION_MS);
  strictEqual(sessions.size, 0);
});

Deno.test("a secret is 256 random bits in letters that need no escaping", () => {
  match(createSecret(), /^[\w-]{43}$/);
  notStrictEqual(createSecret(), createSecret());
});

Deno.test("a stranger's page leads to the login form and back, and a program's question to 401", async () => {
  const { ask } = createGuarded();
  const page = await ask("/page?year=2026&lang=en");
  deepStrictEqual([page.status, page.headers.get("location")], [
    303,
    "/login?next=%2Fpage%3Fyear%3D2026%26lang%3Den",
  ]);
  strictEqual((await ask("/page?x=//evil.com")).headers.get("location"), "/login");
  strictEqual((await ask("/page", { headers: { "sec-fetch-mode": "navigate" } })).status, 303);
  strictEqual((await ask("/page", { headers: { "sec-fetch-mode": "cors" } })).status, 401);
  const data = await ask("/data");
  deepStrictEqual([data.status, data.headers.get("content-type"), data.headers.get("location")], [
    401,
    "application/problem+json",
    null,
  ]);
  strictEqual((await ask("/page", { from: "127.0.0.1" })).status, 200);
});

const PATHS: readonly (readonly [string, boolean])[] = [
  ["/", true],
  ["/calendar?year=2026&lang=en", true],
  ["/%2F%2Fevil.com", true],
  ["/@evil.com", true],
  ["", false],
  ["calendar", false],
  ["//evil.com", false],
  ["///evil.com", false],
  ["/\\evil.com", false],
  ["\\\\evil.com", false],
  ["/x//evil.com", false],
  ["/.//evil.com", false],
  ["/x\\y", false],
  ["/\t/evil.com", false],
  ["/\n/evil.com", false],
  ["/\r\nSet-Cookie: a=b", false],
  ["/ /evil.com", false],
  [" /calendar", false],
  ["/\u3000", false],
  ["http://evil.com", false],
  ["https:/evil.com", false],
  ["javascript:alert(1)", false],
  [`/${"x".repeat(1_000)}`, false],
];

for (const [path, isLocal] of PATHS) {
  Deno.test(`isLocalPath() says ${isLocal} for ${JSON.stringify(path.slice(0, 40))}`, () => {
    strictEqual(isLocalPath(path), isLocal);
  });
}

Deno.test("isLocalPath() lets nothing through that a browser reads as another host", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "\t",
    "\n",
    ".",
    "..",
    "evil.com",
    "@",
    ":",
    "?",
    "#",
    "%2f",
    " ",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = `/${pieces.join("")}`;
      if (isLocalPath(path)) strictEqual(new URL(path, `http://${HOST}/login`).host, HOST, path);
    }),
    { numRuns: 5_000 },
  );
});

interface Attempt {
  readonly who: string;
  readonly from?: string;
  readonly headers?: Record<string, string>;
  readonly isLoggedIn?: boolean;
  readonly body?: "csrf" | string;
  readonly status: number;
}

const LOCAL = "127.0.0.1";
const ACTION = { "x-signal-action": "1" };
const FORM = { "content-type": "application/x-www-form-urlencoded" };

const ATTEMPTS: readonly Attempt[] = [
  { who: "the token", headers: bearer(TOKEN), status: 200 },
  { who: "the token from this machine", from: LOCAL, headers: bearer(TOKEN), status: 200 },
  { who: "a wrong token", headers: bearer("wrong"), status: 401 },
  {
    who: "a wrong token from this machine with the header",
    from: LOCAL,
    headers: { ...bearer("wrong"), ...ACTION },
    status: 401,
  },
  { who: "a stranger", status: 401 },
  { who: "a stranger with the header", headers: ACTION, status: 401 },
  { who: "a stranger with the form's field", headers: FORM, body: "csrf", status: 401 },
  { who: "this machine without a sign", from: LOCAL, status: 403 },
  { who: "this machine with the header", from: LOCAL, headers: ACTION, status: 200 },
  { who: "this machine with another header", from: LOCAL, headers: { "x-signal-action": "0" }, status: 403 },
  { who: "this machine with the form's field", from: LOCAL, headers: FORM, body: "csrf", status: 200 },
  { who: "this machine with a wrong field", from: LOCAL, headers: FORM, body: "csrf=wrong", status: 403 },
  { who: "this machine with an empty field", from: LOCAL, headers: FORM, body: "csrf=", status: 403 },
  {
    who: "this machine with a form over 4 KB",
    from: LOCAL,
    headers: FORM,
    body: `csrf=${"x".repeat(4_100)}`,
    status: 403,
  },
  {
    who: "this machine with the field as text",
    from: LOCAL,
    headers: { "content-type": "text/plain" },
    body: "csrf",
    status: 403,
  },
  { who: "a session without a sign", isLoggedIn: true, status: 403 },
  { who: "a session with the header", isLoggedIn: true, headers: ACTION, status: 200 },
  { who: "a session with the form's field", isLoggedIn: true, headers: FORM, body: "csrf", status: 200 },
];

Deno.test("once there is a token, this machine alone may neither see nor do anything", async () => {
  const { ask, guard, sessions } = createGuarded({ trustsLoopback: false });
  strictEqual((await ask("/data", { from: LOCAL })).status, 401);
  strictEqual((await ask("/page", { from: LOCAL })).headers.get("location"), "/login?next=%2Fpage");
  const attempts = [{ headers: ACTION }, { headers: FORM, body: `csrf=${guard.csrfToken}` }];
  for (const attempt of attempts) {
    strictEqual((await ask("/act", { method: "POST", from: LOCAL, ...attempt })).status, 401);
  }
  strictEqual((await ask("/data", { from: LOCAL, headers: bearer(TOKEN) })).status, 200);
  const known = { ...cookie(sessions.open()), ...ACTION };
  strictEqual((await ask("/act", { method: "POST", from: LOCAL, headers: known })).status, 200);
});

for (const { who, from = LAN, headers = {}, isLoggedIn = false, body, status } of ATTEMPTS) {
  Deno.test(`an action by ${who} is answered with ${status}`, async () => {
    const { ask, guard, sessions } = createGuarded();
    const response = await ask("/act", {
      method: "POST",
      from,
      headers: { ...headers, ...(isLoggedIn ? cookie(sessions.open()) : {}) },
      body: body === "csrf" ? `csrf=${guard.csrfToken}` : body ?? "",
    });
    strictEqual(response.status, status);
    strictEqual(await response.text() === "form", status === 200 && body !== undefined);
  });
}

const ORIGINS: readonly (readonly [Record<string, string>, boolean])[] = [
  [{}, true],
  [{ origin: `http://${HOST}` }, true],
  [{ origin: `https://${HOST}` }, true],
  [{ origin: "http://MiniPC.local:8001" }, true],
  [{ "sec-fetch-site": "same-origin" }, true],
  [{ "sec-fetch-site": "none" }, true],
  [{ origin: `http://${HOST}`, "sec-fetch-site": "same-origin" }, true],
  [{ origin: "null" }, false],
  [{ origin: "" }, false],
  [{ origin: "http://evil.com" }, false],
  [{ origin: "http://minipc.local" }, false],
  [{ origin: "http://minipc.local:3000" }, false],
  [{ origin: `http://${HOST}.evil.com` }, false],
  [{ origin: `http://${HOST}, http://evil.com` }, false],
  [{ origin: `ftp://${HOST}` }, false],
  [{ origin: "http://localhost:8001" }, false],
  [{ "sec-fetch-site": "cross-site" }, false],
  [{ "sec-fetch-site": "same-site" }, false],
  [{ "sec-fetch-site": "" }, false],
  [{ origin: `http://${HOST}`, "sec-fetch-site": "cross-site" }, false],
  [{ origin: "http://evil.com", "sec-fetch-site": "same-origin" }, false],
];

for (const [headers, isOwn] of ORIGINS) {
  Deno.test(`an action with ${JSON.stringify(headers)} is ${isOwn ? "done" : "refused"}, also with the token`, async () => {
    const { ask, guard, sessions } = createGuarded();
    const attempts = [
      { headers: { ...headers, ...bearer(TOKEN) } },
      { from: LOCAL, headers: { ...headers, ...ACTION } },
      { headers: { ...headers, ...FORM, ...cookie(sessions.open()) }, body: `csrf=${guard.csrfToken}` },
    ];
    for (const attempt of attempts) {
      const response = await ask("/act", { method: "POST", ...attempt });
      strictEqual(response.status, isOwn ? 200 : 403);
      if (!isOwn) match((await response.json()).title, /Foreign page/);
    }
  });
}

Deno.test("a form that drips on without end is not read past 4 KB", async () => {
  const web = new Hono().post("/", async (context) => context.text(String(await readForm(context))));
  let chunks = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++;
      controller.enqueue(new Uint8Array(1_024));
    },
  });
  strictEqual(await (await web.request("/", { method: "POST", headers: FORM, body })).text(), "undefined");
  assertTrue(chunks <= 8, `${chunks} KB were read`);
});

// ---- the whole web ----

const PRIVATE: readonly (readonly [string, string, number])[] = [
  ["GET", "/", 303],
  ["HEAD", "/", 303],
  ["GET", "/?part=main", 303],
  ["GET", "/calendar", 303],
  ["GET", "/state", 401],
  ["GET", "/events", 401],
  ["HEAD", "/events", 401],
  ["POST", "/poll", 401],
  ["POST", "/admin/stop", 401],
  ["POST", "/logout", 401],
  ["GET", "/login", 200],
  ["GET", "/health", 200],
];

for (const [method, path, status] of PRIVATE) {
  Deno.test(`${method} ${path} answers a stranger with ${status}`, async () => {
    const { ask } = createTestWeb({ remoteAddress: LAN, token: TOKEN });
    const response = await ask(path, { method });
    strictEqual(response.status, status);
    strictEqual((await response.text()).includes("005930"), false);
  });
}

for (const path of ["/poll", "/admin/stop", "/logout"]) {
  Deno.test(`nothing is changed by a GET of ${path}`, async () => {
    const response = await createTestWeb().ask(path, { headers: ACTION });
    deepStrictEqual([response.status, response.headers.get("allow")], [405, "POST"]);
  });
}

Deno.test("pages may load only from here, run nothing inline, be framed by nobody and say where forms come from", async () => {
  const { ask } = createTestWeb();
  for (const path of ["/", "/calendar", "/login"]) {
    const { headers, status } = await ask(path);
    strictEqual(status, 200, path);
    const policy = headers.get("content-security-policy") ?? "";
    for (
      const rule of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
    ) {
      assertTrue(policy.split("; ").includes(rule), `${path}: ${rule}`);
    }
    strictEqual(/unsafe/.test(policy), false);
    // With no-referrer a browser would send our own forms with `Origin: null`.
    strictEqual(headers.get("referrer-policy"), "same-origin");
    strictEqual(headers.get("access-control-allow-origin"), null);
    strictEqual(headers.get("cache-control"), "no-store");
  }
});
