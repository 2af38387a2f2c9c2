import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import { createGuard } from "../../src/web/guard.ts";
import { addLogin } from "../../src/web/login.tsx";
import { Sessions } from "../../src/web/sessions.ts";
import { TryThrottle } from "../../src/web/throttle.ts";
import { VIEW_NOW_MS } from "../support/app_view.ts";
import { ManualClock } from "../support/manual_clock.ts";

const TOKEN = "0123456789abcdef";
const LAN = "192.168.0.77";
const FORM = { "content-type": "application/x-www-form-urlencoded" };

function createLogin(options: { token?: string; origin?: string } = {}) {
  const { token, origin = "http://minipc.local:8001" } = options;
  const clock = new ManualClock(VIEW_NOW_MS);
  const sessions = new Sessions(clock);
  const throttle = new TryThrottle(clock);
  let remoteAddress = LAN;
  const parts = {
    access: { allowedHosts: [], allowsAddresses: false, token },
    callerOf: () => ({ remoteAddress }),
    sessions,
  };
  const guard = createGuard(parts);
  const web = new Hono();
  addLogin(web, { ...parts, guard, throttle });
  const ask = async (
    path: string,
    init: { from?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
  ) => {
    const { from = LAN, headers = {}, ...rest } = init;
    remoteAddress = from;
    return await web.request(origin + path, { ...rest, headers: { host: new URL(origin).host, ...headers } });
  };
  const logIn = (fields: Record<string, string>, from = LAN) =>
    ask("/login", { method: "POST", from, headers: FORM, body: new URLSearchParams(fields).toString() });
  return { ask, logIn, clock, sessions, guard, throttle };
}

Deno.test("GET /login is a form that works without JavaScript and keeps the token out of the address", async () => {
  const { ask } = createLogin({ token: TOKEN });
  const response = await ask("/login?next=%2Fcalendar&token=s3cret");
  const html = await response.text();
  strictEqual(response.status, 200);
  match(html, /^<!DOCTYPE html><html lang="ko">/);
  match(html, /<form method="post" action="\/login">/);
  match(html, /<label for="token">/);
  match(html, /<input type="hidden" name="next" value="\/calendar"\/>/);
  match(html, /id="token" name="token" type="password"/);
  doesNotMatch(html, /s3cret|<script|style=|onclick|role="alert"/);
});

Deno.test("the form speaks Korean, or English when the address or the browser asks for it", async () => {
  const { ask } = createLogin();
  match(await (await ask("/login?lang=en")).text(), /<html lang="en">.*action="\/login\?lang=en".*Log in/s);
  match(
    await (await ask("/login", { headers: { "accept-language": "en-GB,en" } })).text(),
    /<html lang="en">/,
  );
  match(await (await ask("/login", { headers: { "accept-language": "fr" } })).text(), /<html lang="ko">/);
});

Deno.test("a text in next is escaped", async () => {
  const { ask } = createLogin();
  const html = await (await ask(`/login?next=${encodeURIComponent('/"><script>alert(1)</script>')}`)).text();
  doesNotMatch(html, /<script/);
});

Deno.test("the right token opens a session in a cookie that scripts and other sites do not get", async () => {
  const { logIn, sessions } = createLogin({ token: TOKEN });
  const response = await logIn({ token: TOKEN, next: "/calendar?year=2026" });
  deepStrictEqual([response.status, response.headers.get("location")], [303, "/calendar?year=2026"]);
  const cookie = response.headers.get("set-cookie") ?? "";
  const [pair = "", ...attributes] = cookie.split("; ");
  match(pair, /^signal_v2_session=[\w-]{43}$/);
  deepStrictEqual(attributes.toSorted(), ["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict"]);
  assertTrue(sessions.has(pair.split("=")[1] ?? ""));
  doesNotMatch(cookie, new RegExp(TOKEN));
});

Deno.test("the cookie is Secure exactly when the connection is, whatever a header claims", async () => {
  const safe = createLogin({ token: TOKEN, origin: "https://minipc.local" });
  match((await safe.logIn({ token: TOKEN })).headers.get("set-cookie") ?? "", /; Secure/);
  const plain = createLogin({ token: TOKEN });
  const claimed = await plain.ask("/login", {
    method: "POST",
    headers: { ...FORM, "x-forwarded-proto": "https" },
    body: `token=${TOKEN}`,
  });
  doesNotMatch(claimed.headers.get("set-cookie") ?? "", /Secure/);
});

const WRONG = ["", "wrong", TOKEN.toUpperCase(), TOKEN.slice(1), `${TOKEN} `, "undefined", "null"];

Deno.test("a wrong token and a program without a token answer with the same words", async () => {
  const answers = new Set<string>();
  for (const token of [TOKEN, undefined]) {
    for (const guess of WRONG) {
      const { logIn, sessions } = createLogin(token === undefined ? {} : { token });
      const response = await logIn({ token: guess });
      deepStrictEqual([response.status, response.headers.get("set-cookie"), sessions.size], [401, null, 0]);
      const html = await response.text();
      match(html, /role="alert"/);
      answers.add(html);
    }
  }
  strictEqual(answers.size, 1);
});

const NEXTS = ["//evil.com", "/\\evil.com", "https://evil.com", "javascript:alert(1)", "/x\r\nA: b", "", "x"];

for (const next of NEXTS) {
  Deno.test(`a login does not lead to ${JSON.stringify(next)}`, async () => {
    const { logIn, ask } = createLogin({ token: TOKEN });
    strictEqual((await logIn({ token: TOKEN, next })).headers.get("location"), "/");
    const html = await (await ask(`/login?next=${encodeURIComponent(next)}`)).text();
    match(html, /name="next" value="\/"/);
  });
}

Deno.test("a body that is no form or over 4 KB is refused before it is judged", async () => {
  const { ask, sessions, throttle } = createLogin({ token: TOKEN });
  const bodies: readonly (readonly [Record<string, string>, string])[] = [
    [{ "content-type": "application/json" }, JSON.stringify({ token: TOKEN })],
    [{ "content-type": "text/plain" }, `token=${TOKEN}`],
    [FORM, `token=${TOKEN}&x=${"x".repeat(4_096)}`],
  ];
  for (const [headers, body] of bodies) {
    strictEqual((await ask("/login", { method: "POST", headers, body })).status, 400);
  }
  deepStrictEqual([sessions.size, throttle.waitMs(LAN)], [0, 0]);
});

Deno.test("another site cannot log a visitor in", async () => {
  const { ask } = createLogin({ token: TOKEN });
  const headers = { ...FORM, origin: "http://evil.com" };
  strictEqual((await ask("/login", { method: "POST", headers, body: `token=${TOKEN}` })).status, 403);
});

// ---- throttle ----

Deno.test("after five wrong tries an address waits five minutes, also with the right token", async () => {
  const { logIn, clock } = createLogin({ token: TOKEN });
  for (let i = 0; i < 5; i++) {
    strictEqual((await logIn({ token: "wrong" })).status, 401);
    await clock.advance(10_000);
  }
  const refused = await logIn({ token: TOKEN });
  deepStrictEqual([refused.status, refused.headers.get("retry-after")], [429, "250"]);
  strictEqual(refused.headers.get("set-cookie"), null);
  match(await refused.text(), /role="alert"/);
  strictEqual((await logIn({ token: TOKEN }, "192.168.0.78")).status, 303, "another address is not held up");
  await clock.advance(249_999);
  strictEqual((await logIn({ token: TOKEN })).status, 429);
  await clock.advance(1);
  strictEqual((await logIn({ token: TOKEN })).status, 303);
});

Deno.test("tries that are refused for their number do not lengthen the wait", async () => {
  const { logIn, clock } = createLogin({ token: TOKEN });
  for (let i = 0; i < 50; i++) await logIn({ token: "wrong" });
  await clock.advance(300_000);
  strictEqual((await logIn({ token: TOKEN })).status, 303);
});

Deno.test("twenty wrong tries from many addresses hold up everybody", async () => {
  const { logIn, clock } = createLogin({ token: TOKEN });
  for (let i = 0; i < 20; i++) {
    strictEqual((await logIn({ token: "wrong" }, `10.0.0.${i}`)).status, 401);
    await clock.advance(1_000);
  }
  const refused = await logIn({ token: TOKEN }, "10.0.1.1");
  deepStrictEqual([refused.status, refused.headers.get("retry-after")], [429, "280"]);
  await clock.advance(280_000);
  strictEqual((await logIn({ token: TOKEN }, "10.0.1.1")).status, 303);
});

Deno.test("tries sent all at once do not pass together", async () => {
  const { logIn } = createLogin({ token: TOKEN });
  const answers = await Promise.all(Array.from({ length: 30 }, () => logIn({ token: "wrong" })));
  strictEqual(answers.filter(({ status }) => status === 401).length, 5);
  strictEqual(answers.filter(({ status }) => status === 429).length, 25);
});

Deno.test("right tokens are not counted", async () => {
  const { logIn } = createLogin({ token: TOKEN });
  for (let i = 0; i < 30; i++) strictEqual((await logIn({ token: TOKEN })).status, 303);
});

// ---- logout ----

Deno.test("a logout ends the session, with the sign of a form of ours and not without", async () => {
  const { ask, logIn, sessions, guard } = createLogin({ token: TOKEN });
  const cookie = ((await logIn({ token: TOKEN })).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const unasked = await ask("/logout", { method: "POST", headers: { ...FORM, cookie }, body: "" });
  deepStrictEqual([unasked.status, sessions.size], [403, 1]);
  const body = `csrf=${guard.csrfToken}`;
  const response = await ask("/logout", { method: "POST", headers: { ...FORM, cookie }, body });
  deepStrictEqual([response.status, response.headers.get("location"), sessions.size], [303, "/login", 0]);
  match(response.headers.get("set-cookie") ?? "", /^signal_v2_session=; Max-Age=0/);
  strictEqual((await ask("/logout", { method: "POST", headers: { ...FORM, cookie }, body })).status, 401);
});
