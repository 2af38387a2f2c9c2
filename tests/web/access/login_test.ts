import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import { createGuard } from "../../../src/web/access/guard.ts";
import { addLogin } from "../../../src/web/access/login.tsx";
import { Sessions } from "../../../src/web/access/sessions.ts";
import { MOST_WAITING, TryThrottle } from "../../../src/web/access/throttle.ts";
import { accessOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

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
    access: accessOf({ token }),
    callerOf: () => ({ remoteAddress }),
    sessions,
    throttle,
  };
  const guard = createGuard(parts);
  const web = new Hono();
  addLogin(web, { ...parts, guard });
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
  const login = createLogin({ token: TOKEN });
  const { ask, sessions } = login;
  const bodies: readonly (readonly [Record<string, string>, string])[] = [
    [{ "content-type": "application/json" }, JSON.stringify({ token: TOKEN })],
    [{ "content-type": "text/plain" }, `token=${TOKEN}`],
    [FORM, `token=${TOKEN}&x=${"x".repeat(4_096)}`],
  ];
  for (const [headers, body] of bodies) {
    strictEqual((await ask("/login", { method: "POST", headers, body })).status, 400);
  }
  strictEqual(sessions.size, 0);
  deepStrictEqual(await delaysOf(login, 3), [0, 0, 0], "none of them counts as a try");
});

Deno.test("another site cannot log a visitor in", async () => {
  const { ask } = createLogin({ token: TOKEN });
  const headers = { ...FORM, origin: "http://evil.com" };
  strictEqual((await ask("/login", { method: "POST", headers, body: `token=${TOKEN}` })).status, 403);
});

// ---- throttle ----

/** Whether `answer` has come by now, without waiting for it. */
async function isAnswered(answer: Promise<Response>): Promise<boolean> {
  let isHere = false;
  answer.then(() => isHere = true);
  // The form is read from a stream, which takes many turns.
  for (let i = 0; i < 20 && !isHere; i++) await settle();
  return isHere;
}

/** How long each of `tries` wrong tokens from one address, sent one after another, waits for its answer. */
async function delaysOf({ logIn, clock }: ReturnType<typeof createLogin>, tries: number, address = LAN) {
  const delays: number[] = [];
  for (let i = 0; i < tries; i++) {
    const sentMs = clock.monotonic();
    const answer = logIn({ token: "wrong" }, address);
    for (let waits = 0; waits < 50 && !await isAnswered(answer); waits++) await clock.advance(250);
    strictEqual((await answer).status, 401);
    delays.push(clock.monotonic() - sentMs);
  }
  return delays;
}

Deno.test("wrong tokens wait longer and longer for their answer, and the right one goes in at once", async () => {
  const login = createLogin({ token: TOKEN });
  deepStrictEqual(await delaysOf(login, 10), [0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  strictEqual((await login.logIn({ token: TOKEN })).status, 303);
  deepStrictEqual(await delaysOf(login, 1, "192.168.0.78"), [0], "another address is not held up");
  await login.clock.advance(300_000);
  deepStrictEqual(await delaysOf(login, 4), [0, 0, 0, 250], "five quiet minutes forget it");
});

Deno.test("whoever guesses from many addresses waits, too, and the owner does not", async () => {
  const login = createLogin({ token: TOKEN });
  for (let i = 0; i < 20; i++) deepStrictEqual(await delaysOf(login, 1, `10.0.0.${i}`), [0]);
  deepStrictEqual(await delaysOf(login, 1, "10.0.1.1"), [250]);
  for (let i = 0; i < 10; i++) await delaysOf(login, 1, `10.0.2.${i}`);
  deepStrictEqual(await delaysOf(login, 1, "10.0.3.1"), [5_000]);
  strictEqual((await login.logIn({ token: TOKEN }, "10.0.1.1")).status, 303);
});

Deno.test("tries sent all at once do not pass together, and the right one among them does", async () => {
  const { logIn, clock } = createLogin({ token: TOKEN });
  const answers = Array.from({ length: 30 }, () => logIn({ token: "wrong" }));
  const right = await logIn({ token: TOKEN });
  strictEqual(right.status, 303);
  const answered = await Promise.all(answers.map(isAnswered));
  const atOnce = (await Promise.all(answers.filter((_, i) => answered[i]))).map(({ status }) => status);
  deepStrictEqual(atOnce, [...Array(3).fill(401), ...Array(30 - 3 - MOST_WAITING).fill(429)]);
  await clock.advance(5_000);
  const all = await Promise.all(answers);
  strictEqual(all.filter(({ status }) => status === 401).length, 3 + MOST_WAITING);
  const flooded = all.find(({ status }) => status === 429);
  strictEqual(Number(flooded?.headers.get("retry-after")) > 0, true);
  match(await flooded?.text() ?? "", /role="alert"/);
});

Deno.test("a shutdown does not wait for late answers", async () => {
  const { logIn, throttle } = createLogin({ token: TOKEN });
  const answers = Array.from({ length: 10 }, () => logIn({ token: "wrong" }));
  await settle();
  throttle.close();
  strictEqual((await Promise.all(answers)).every(({ status }) => status === 401), true);
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
