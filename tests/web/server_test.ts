import {
  deepStrictEqual,
  doesNotMatch,
  match,
  notStrictEqual,
  ok as assertTrue,
  strictEqual,
} from "node:assert/strict";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import { appViewOf, createTestWeb, sourceViewOf } from "../support/app_view.ts";

const ROUTES = ["/health", "/livez", "/readyz", "/state"] as const;

for (const path of ROUTES) {
  Deno.test(`GET ${path} answers with JSON that nobody may keep`, async () => {
    const response = await createTestWeb().ask(path);
    strictEqual(response.status, 200);
    match(response.headers.get("content-type") ?? "", /^application\/json/);
    strictEqual(response.headers.get("cache-control"), "no-store");
    notStrictEqual(await response.json(), null);
  });

  Deno.test(`HEAD ${path} answers like GET without a body`, async () => {
    const response = await createTestWeb().ask(path, { method: "HEAD" });
    strictEqual(response.status, 200);
    strictEqual(response.headers.get("cache-control"), "no-store");
    strictEqual(await response.text(), "");
  });

  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
    Deno.test(`${method} ${path} is refused with what is allowed`, async () => {
      const response = await createTestWeb().ask(path, { method });
      const body = await response.json();
      strictEqual(response.status, 405);
      strictEqual(response.headers.get("allow"), "GET, HEAD");
      match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
      deepStrictEqual([body.status, body.instance], [405, path]);
    });
  }
}

Deno.test("an unknown path is a problem that lists the routes there are", async () => {
  for (const path of ["/nothing", "/health/", "/HEALTH", "/state/portfolio", "/%2e%2e/etc/passwd"]) {
    const response = await createTestWeb().ask(path);
    const body = await response.json();
    strictEqual(response.status, 404, path);
    match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    strictEqual(response.headers.get("cache-control"), "no-store");
    deepStrictEqual(ROUTES.filter((route) => !body.routes.includes(route)), []);
    deepStrictEqual([body.type, body.title, body.status], ["about:blank", "Not found", 404]);
  }
});

Deno.test("a browser at an unknown path gets a page in its language with a way home", async () => {
  const { ask } = createTestWeb();
  const headers = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "ko" };
  const korean = await ask("/chrat/<b>", { headers });
  const text = await korean.text();
  strictEqual(korean.status, 404);
  match(korean.headers.get("content-type") ?? "", /^text\/html/);
  match(text, /없는 페이지입니다/);
  match(text, /<a href="\/">대시보드로 가기<\/a>/);
  doesNotMatch(text, /<b>/);
  const english = await (await ask("/nothing?lang=en", { headers })).text();
  match(english, /<a href="\/\?lang=en">Go to the dashboard<\/a>/);
});

Deno.test("/livez is 503 only when the poll loop is stuck", async () => {
  const stuck = createTestWeb({ view: appViewOf({ loop: { wakeAgeMs: 150_400, isAlive: false } }) });
  const response = await stuck.ask("/livez");
  strictEqual(response.status, 503);
  deepStrictEqual(await response.json(), { status: "stuck", loop_wake_age_s: 150 });
  const down = createTestWeb({
    view: appViewOf({ breakerOpen: true, sources: [sourceViewOf({ state: "unavailable", ageMs: null })] }),
  });
  const alive = await down.ask("/livez");
  strictEqual(alive.status, 200, "a dead upstream is no reason to restart");
  deepStrictEqual(await alive.json(), { status: "alive", loop_wake_age_s: 1 });
});

Deno.test("/livez lives while settings are missing", async () => {
  const { ask } = createTestWeb({ view: appViewOf({ missingSettings: ["WEBAI_API_KEY"] }) });
  strictEqual((await ask("/livez")).status, 200);
});

Deno.test("/state gives the data of each source with its state, age and time", async () => {
  const view = appViewOf({
    mode: "demo",
    sources: [sourceViewOf({ stale: true, state: "failing", ageMs: 125_000 })],
  });
  const body = await (await createTestWeb({ view }).ask("/state")).json();
  deepStrictEqual([body.now, body.mode], ["2026-03-11T10:00:00+09:00", "demo"]);
  deepStrictEqual(body.sources.portfolio.data, { holdings: [{ ticker: "005930", pnl_pct: 2.5 }] });
  deepStrictEqual([body.sources.portfolio.stale, body.sources.portfolio.age_s], [true, 125]);
  strictEqual(body.sources.portfolio.last_success_at, "2026-03-11T09:57:55+09:00");
});

Deno.test("/state gives null for a source without data", async () => {
  const view = appViewOf({
    sources: SOURCES.map(({ id }) => sourceViewOf({ id, ageMs: null, state: "waiting" })),
  });
  const { sources } = await (await createTestWeb({ view }).ask("/state")).json();
  deepStrictEqual(SOURCES.map(({ id }) => sources[id].data), SOURCES.map(() => null));
});

Deno.test("each request reads a view of its own", async () => {
  let views = 0;
  const { ask } = createTestWeb({ view: () => appViewOf({ cacheSize: ++views }) });
  deepStrictEqual([
    (await (await ask("/health")).json()).cache_size,
    (await (await ask("/health")).json()).cache_size,
  ], [
    1,
    2,
  ]);
});

Deno.test("a body over 64 KB is refused", async () => {
  const bytes = new Uint8Array(64 * 1024 + 1);
  const headers = { "content-length": String(bytes.length) };
  const response = await createTestWeb().ask("/health", { method: "POST", body: bytes, headers });
  strictEqual(response.status, 413);
  match((await response.json()).detail, /larger than 64 KB/);
});

Deno.test("a body without end and without a told length is refused and not read on", async () => {
  let chunks = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      chunks++;
      controller.enqueue(new Uint8Array(1024));
      if (chunks > 1_000) controller.close();
    },
  });
  const response = await createTestWeb().ask("/health", { method: "POST", body });
  strictEqual(response.ok, false);
  assertTrue(chunks <= 80, `${chunks} KB were read`);
  await response.body?.cancel();
});

Deno.test("a body that is announced without its length is refused", async () => {
  const headers = { "transfer-encoding": "chunked" };
  const response = await createTestWeb().ask("/health", { method: "POST", body: "x", headers });
  strictEqual(response.status, 411);
  match((await response.json()).detail, /Content-Length/);
});

Deno.test("a body of 64 KB is not too large", async () => {
  const response = await createTestWeb().ask("/health", { method: "POST", body: new Uint8Array(64 * 1024) });
  strictEqual(response.status, 405);
});

Deno.test("an exception becomes a problem without its message and is reported with the same id", async () => {
  const error = new Error("secret-path /home/me and key s3cret");
  const { ask, failures } = createTestWeb({
    view: () => {
      throw error;
    },
  });
  const response = await ask("/health");
  const text = await response.text();
  strictEqual(response.status, 500);
  match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
  strictEqual(response.headers.get("cache-control"), "no-store");
  doesNotMatch(text, /secret|s3cret|home|Error:|\.ts/);
  deepStrictEqual(failures, [{ path: "/health", requestId: JSON.parse(text).request_id, error }]);
});

Deno.test("an exception after many good answers is a problem like any other", async () => {
  let isBroken = false;
  const { ask, failures } = createTestWeb({
    view: () => {
      if (isBroken) throw new Error("s3cret");
      return appViewOf();
    },
  });
  await ask("/health");
  await ask("/health");
  isBroken = true;
  const response = await ask("/health");
  strictEqual(response.status, 500);
  strictEqual(response.headers.get("x-content-type-options"), "nosniff");
  strictEqual(response.headers.get("cache-control"), "no-store");
  doesNotMatch(await response.text(), /s3cret/);
  strictEqual(failures.length, 1);
});

Deno.test("HEAD /health has no body also after many good answers", async () => {
  const { ask } = createTestWeb();
  for (let i = 0; i < 20; i++) await ask("/health");
  strictEqual(await (await ask("/health", { method: "HEAD" })).text(), "");
});

Deno.test("every kind of answer carries the security headers, and none locks the name out of http", async () => {
  const { ask } = createTestWeb({
    view: () => {
      throw new Error("x");
    },
  });
  const good = createTestWeb();
  const answers = [
    await good.ask("/health"),
    await good.ask("/nothing"),
    await good.ask("/health", { method: "POST" }),
    await good.ask("/health", { headers: { host: "evil.com" } }),
    await ask("/health"),
  ];
  deepStrictEqual(answers.map(({ status }) => status), [200, 404, 405, 421, 500]);
  for (const { headers, status } of answers) {
    strictEqual(headers.get("x-content-type-options"), "nosniff", `${status}`);
    strictEqual(headers.get("content-security-policy"), "default-src 'self'", `${status}`);
    match(headers.get("x-frame-options") ?? "", /SAMEORIGIN|DENY/, `${status}`);
    strictEqual(headers.get("referrer-policy"), "no-referrer", `${status}`);
    strictEqual(headers.get("strict-transport-security"), null, `${status}`);
    strictEqual(headers.get("access-control-allow-origin"), null, `${status}`);
  }
});
