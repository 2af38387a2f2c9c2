/** `POST /signal` of the whole program: who is let in, and every answer that there is, with what can be done about it. */
import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { withDatabase } from "../../signals/pipeline/pipeline_parts.ts";
import { type RunningApp, startRunningApp, WEDNESDAY } from "../running_app.ts";

const KEY = "inbound-key-of-more-than-32-characters";
const TOKEN = "a-token-of-this-program";
const SECRET_BYTES = new Uint8Array(32).fill(7);
const SETTINGS = {
  SIGNAL_V2_INBOUND_KEY: KEY,
  SIGNAL_V2_INBOUND_SECRET: `whsec_${SECRET_BYTES.toBase64()}`,
  SIGNAL_V2_TOKEN: TOKEN,
};
const BODY = { ticker: "BTC/KRW", action: "buy", confidence: 0.9, price: 100_000_000 };
const BEARER = { authorization: `Bearer ${TOKEN}` };

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

async function post(
  { app }: RunningApp,
  body: object | string,
  headers: Readonly<Record<string, string>> = BEARER,
): Promise<Answered> {
  const response = await fetch(`${app.url}/signal`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A refusal is a problem that says what was wrong. */
function refusal({ status, headers, body }: Answered): readonly [number, string] {
  strictEqual(headers.get("content-type"), "application/problem+json");
  strictEqual(body.status, status);
  assertTrue(String(body.title).length > 3);
  return [status, String(body.reason ?? body.code)];
}

async function sign(text: string, { id, atMs }: { readonly id: string; readonly atMs: number }) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", SECRET_BYTES, algorithm, false, ["sign"]);
  const timestamp = String(Math.trunc(atMs / 1_000));
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`);
  const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)).toBase64();
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

Deno.test("a signal is taken once by its ref, which the header may name, and both must not differ", async () => {
  await using test = await startRunningApp(SETTINGS);
  const first = await post(test, BODY, { ...BEARER, "idempotency-key": "i-1" });
  deepStrictEqual([first.status, first.body.label, first.headers.get("content-type")], [
    202,
    "S-0311-01",
    "application/json",
  ]);
  const again = await post(test, { ...BODY, ref: "i-1" });
  deepStrictEqual([again.status, again.body.id], [200, first.body.id]);
  const different = await post(test, { ...BODY, ref: "i-2" }, { ...BEARER, "idempotency-key": "i-1" });
  deepStrictEqual(refusal(different), [422, "not_a_signal"]);
  match(String(different.body.detail), /ref: differs from the header Idempotency-Key/);
});

Deno.test("fault 10: a bearer, a signature and a key in plain text let in; nothing else does, and no recording of a signature", async () => {
  await using test = await startRunningApp(SETTINGS);
  const nowMs = Date.parse(WEDNESDAY);
  const text = JSON.stringify({ ...BODY, ref: "signed" });
  const plain = { "content-type": "text/plain; charset=utf-8" };
  strictEqual((await post(test, { ...BODY, ref: "bearer" })).status, 202);
  strictEqual((await post(test, { ...BODY, ref: "key", ticker: "ETH/KRW", key: KEY }, plain)).status, 202);
  const signed = await sign(text.replace("BTC", "XRP"), { id: "msg_1", atMs: nowMs });
  strictEqual((await post(test, text.replace("BTC", "XRP"), signed)).status, 202);
  const strangers: readonly (readonly [object | string, Record<string, string>])[] = [
    [BODY, {}],
    [{ ...BODY, ref: "x", key: `${KEY}x` }, plain],
    [{ ...BODY, ref: "x" }, { authorization: "Bearer wrong-token-of-16+" }],
    [text, { ...signed, "webhook-id": "msg_2" }],
    [text, await sign(text, { id: "msg_3", atMs: nowMs - 301_000 })],
    [text, await sign(text, { id: "msg_3", atMs: nowMs + 301_000 })],
    [text, { ...(await sign(text, { id: "msg_4", atMs: nowMs })), "webhook-timestamp": "soon" }],
  ];
  for (const [body, headers] of strangers) {
    const refused = await post(test, body, headers);
    strictEqual(refusal(refused)[0], 401);
    match(refused.headers.get("www-authenticate") ?? "", /^Bearer/);
  }
  match(await postUnderName(test, "evil.example"), /^HTTP\/1\.1 421 .*application\/problem\+json/s);
  deepStrictEqual((await list(test)).length, 3);
});

/** As a page would whose own name leads here. @returns the answer as it comes. */
async function postUnderName({ app }: RunningApp, host: string): Promise<string> {
  const { hostname, port } = new URL(app.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const text = JSON.stringify({ ...BODY, ref: "host" });
  const lines = [
    ...["POST /signal HTTP/1.1", `host: ${host}`, `authorization: ${BEARER.authorization}`],
    ...["content-type: application/json", `content-length: ${text.length}`, "connection: close", "", text],
  ];
  await connection.write(new TextEncoder().encode(lines.join("\r\n")));
  return await new Response(connection.readable).text();
}

async function list({ app }: RunningApp) {
  const response = await fetch(`${app.url}/signals`, { headers: BEARER });
  const { signals } = await response.json();
  return signals as readonly Record<string, unknown>[];
}

Deno.test("what is not sent on is 409 with its reason: sent already, muted, too old, closed", async () => {
  await using test = await startRunningApp(SETTINGS, "2026-03-14T12:00:00+09:00");
  const nowMs = test.clock.now();
  withDatabase(test.dir, (db) => {
    db.prepare("INSERT INTO mute (owner, ticker, until_at, set_at, actor) VALUES ('owner', ?, ?, ?, ?)")
      .run("ETH/KRW", nowMs + 60_000, nowMs, "cli:test");
  });
  strictEqual((await post(test, { ...BODY, ref: "1" })).status, 202);
  const cases = {
    duplicate: { ...BODY, ref: "2" },
    muted: { ...BODY, ref: "3", ticker: "ETH/KRW" },
    stale: { ...BODY, ref: "4", ticker: "XRP/KRW", as_of: new Date(nowMs - 301_000).toISOString() },
    closed: { ...BODY, ref: "5", ticker: "005930" },
    below: { ...BODY, ref: "6", ticker: "SOL/KRW", confidence: 0.1 },
  };
  for (const [reason, body] of Object.entries(cases)) {
    const refused = await post(test, body);
    deepStrictEqual(refusal(refused), [409, reason]);
    assertTrue(String(refused.body.detail).endsWith("."), String(refused.body.detail));
    // The same ref again is the same answer, not another try.
    deepStrictEqual(refusal(await post(test, body)), [409, reason]);
  }
});

Deno.test("a body that cannot be one is 413, 415 or 422 with every fault in a sentence, and nothing of it is kept", async () => {
  await using test = await startRunningApp(SETTINGS);
  const refused = async (body: object | string, headers?: Record<string, string>) => {
    const answer = await post(test, body, headers && { ...BEARER, ...headers });
    return { told: refusal(answer), faults: (answer.body.faults ?? []) as readonly string[] };
  };
  deepStrictEqual((await refused({ ...BODY, reason: "x".repeat(17_000) })).told, [413, "body_refused"]);
  deepStrictEqual((await refused("x".repeat(70_000))).told, [413, "body_refused"]);
  for (const type of ["application/x-www-form-urlencoded", "text/html", "multipart/form-data", ""]) {
    deepStrictEqual((await refused(BODY, { "content-type": type })).told, [415, "not_json"], type);
  }
  for (const body of ["", "{", "[]", "null", '"buy"', "{}"]) {
    deepStrictEqual((await refused(body)).told, [422, "not_a_signal"], body);
  }
  const { faults } = await refused({ ...BODY, action: "hold", confidence: 86, quantity: 99, ref: "a b" });
  deepStrictEqual(faults.length, 4);
  const ahead = await refused({ ...BODY, ref: "r", as_of: Date.parse(WEDNESDAY) + 60_000 });
  match(ahead.faults.join(), /as_of: is later than 2026-03-11T10:00:00/);
  deepStrictEqual(await list(test), []);
});

Deno.test("the thirty-first signal of a sender within a minute is 429 with the time to wait, and another sender is heard", async () => {
  await using test = await startRunningApp(SETTINGS);
  const answers = await Promise.all(
    Array.from({ length: 31 }, (_, i) => post(test, { ...BODY, ticker: `C${i}/KRW`, ref: `r${i}` })),
  );
  deepStrictEqual(answers.filter(({ status }) => status === 202).length, 30);
  const [full] = answers.filter(({ status }) => status !== 202);
  assertTrue(full !== undefined);
  deepStrictEqual(refusal(full), [429, "too_many_signals"]);
  strictEqual(full.headers.get("retry-after"), "60");
  strictEqual((await post(test, { ...BODY, ref: "k", key: KEY }, {})).status, 202);
  await test.clock.advance(60_000);
  strictEqual((await post(test, { ...BODY, ticker: "NEXT/KRW", ref: "next" })).status, 202);
});

Deno.test("what cannot be written down is 503 and was not taken; sent again with its ref it is", async () => {
  await using test = await startRunningApp(SETTINGS);
  withDatabase(
    test.dir,
    (db) =>
      db.exec(
        "CREATE TRIGGER full BEFORE INSERT ON signal BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
      ),
  );
  const broken = await post(test, { ...BODY, ref: "r", key: KEY }, { "content-type": "text/plain" });
  deepStrictEqual(refusal(broken), [503, "not_taken"]);
  match(String(broken.body.detail), /send it again with the same ref/);
  doesNotMatch(JSON.stringify([broken.body, test.log.lines]), new RegExp(KEY));
  deepStrictEqual(await list(test), []);
  withDatabase(test.dir, (db) => db.exec("DROP TRIGGER full"));
  strictEqual((await post(test, { ...BODY, ref: "r", key: KEY }, {})).status, 202);
});

Deno.test("every answer of the door in one table: what was sent, the status, and the word for why", async () => {
  await using test = await startRunningApp(SETTINGS);
  const text = JSON.stringify({ ...BODY, ref: "t" });
  const table: readonly (readonly [string, object | string, Record<string, string>, number, string?])[] = [
    ["new", { ...BODY, ref: "t" }, BEARER, 202],
    ["the same ref again", { ...BODY, ref: "t" }, BEARER, 200],
    ["a ref of another signal", { ...BODY, ref: "t", ticker: "ETH/KRW" }, BEARER, 422, "not_a_signal"],
    ["the pair again", { ...BODY, ref: "t2" }, BEARER, 409, "duplicate"],
    ["nobody", text, {}, 401, "unknown_sender"],
    ["a wrong key", { ...BODY, ref: "t3", key: "x" }, {}, 401, "unknown_sender"],
    [
      "signed long ago",
      text,
      await sign(text, { id: "m", atMs: Date.parse(WEDNESDAY) - 3_600_000 }),
      401,
      "unknown_sender",
    ],
    ["too large", { ...BODY, ref: "t4", reason: "x".repeat(17_000) }, BEARER, 413, "body_refused"],
    ["no JSON by its type", "<x/>", { ...BEARER, "content-type": "text/xml" }, 415, "not_json"],
    ["no JSON", "{", BEARER, 422, "not_a_signal"],
  ];
  for (const [what, body, headers, status, word] of table) {
    const answer = await post(test, body, headers);
    strictEqual(answer.status, status, what);
    if (word !== undefined) deepStrictEqual(refusal(answer), [status, word], what);
    if (word !== undefined) assertTrue(String(answer.body.detail).length > 10, what);
  }
});

Deno.test("with the clock here set back, everything is 503 with what to do, also what is signed or dated by a right clock", async () => {
  await using test = await startRunningApp(SETTINGS);
  const nowMs = test.clock.now();
  const rightMs = nowMs + 2 * 3_600_000;
  strictEqual((await post(test, { ...BODY, ref: "before" })).status, 202);
  withDatabase(
    test.dir,
    (db) => db.prepare("INSERT INTO claim_clock (name, at) VALUES ('newest', ?)").run(rightMs),
  );
  const text = JSON.stringify({ ...BODY, ticker: "XRP/KRW", ref: "signed" });
  const cases: Readonly<Record<string, readonly [object | string, Record<string, string>?]>> = {
    plain: [{ ...BODY, ticker: "ETH/KRW", ref: "1" }],
    "protective sell": [{ ...BODY, ticker: "SOL/KRW", action: "sell", class: "protective", ref: "2" }],
    dated: [{ ...BODY, ticker: "ADA/KRW", ref: "3", as_of: rightMs }],
    signed: [text, await sign(text, { id: "m-1", atMs: rightMs })],
  };
  for (const [what, [body, headers]] of Object.entries(cases)) {
    const behind = await post(test, body, headers);
    deepStrictEqual(refusal(behind), [503, "clock_behind"], what);
    match(
      String(behind.body.detail),
      /2026-03-11T10:00:00.*2026-03-11T12:00:00.*same ref.*signals trust-clock --yes/,
    );
    strictEqual(behind.headers.get("retry-after"), "30");
  }
  strictEqual((await post(test, { ...BODY, ref: "before" })).status, 200, "what is known is known");
  strictEqual((await list(test)).length, 1);
  doesNotMatch(JSON.stringify(test.log.lines), /A signal of another program/);
  withDatabase(test.dir, (db) => db.exec("DELETE FROM claim_clock"));
  strictEqual((await post(test, { ...BODY, ticker: "ETH/KRW", ref: "1" })).status, 202);
});

Deno.test("fault 11: a key is in no file, no line and no page, whatever becomes of the signal that carried it", async () => {
  await using test = await startRunningApp(SETTINGS);
  const bodies = [
    { ...BODY, ref: "taken", key: KEY, reason: "RSI 28" },
    { ...BODY, ref: "again", key: KEY },
    { ...BODY, ref: "wrong", key: KEY, action: "hold" },
    { ...BODY, ref: "odd", key: KEY, Key: KEY, KEY: "x" },
  ];
  const answers = [];
  for (const body of bodies) answers.push(await post(test, body, { "content-type": "text/plain" }));
  deepStrictEqual(answers.map(({ status }) => status), [202, 409, 422, 422]);
  const page = await (await fetch(`${test.app.url}/signals/S-0311-01`, { headers: BEARER })).text();
  match(page, /"said":"RSI 28"/);
  const told = JSON.stringify([test.log.lines, answers.map(({ body }) => body), page]);
  assertTrue(!told.includes(KEY));
  for (const { name } of Deno.readDirSync(test.dir)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${test.dir}/${name}`));
    assertTrue(!text.includes(KEY), name);
  }
});
