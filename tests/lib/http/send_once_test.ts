import { createSystemClock } from "../../../src/core/clock.ts";
import assert from "node:assert/strict";
import { createOnceSender, type OnceRequest } from "../../../src/lib/http/send_once.ts";
import { startFaultServer, type Step } from "../../support/fault_server.ts";
import {
  big,
  closeWithoutResponse,
  drip,
  garbage,
  ok,
  redirect,
  stall,
  status,
  truncate,
} from "../../support/fault_steps.ts";

const KEY = "a-secret-key";

/** Answers the first request and keeps the connection; takes every later one and hangs up. */
const warmThenDead = (_: unknown, index: number): Step =>
  index === 0 ? ok({}, { keepAliveMs: 10_000 }) : closeWithoutResponse();

function post(url: string, more: Partial<OnceRequest> = {}): OnceRequest {
  return {
    method: "POST",
    url,
    headers: { authorization: KEY, "content-type": "application/json" },
    body: '{"n":1}',
    timeoutMs: 5_000,
    address: "ORDER_URL",
    ...more,
  };
}

Deno.test("fault 15: a request that is taken without an answer on a warm connection arrives once", async () => {
  await using server = startFaultServer(warmThenDead);
  using sender = createOnceSender(createSystemClock());
  const first = await sender.send(post(server.url, { body: "first" }));
  assert.equal(first.kind, "answered");
  const order = await sender.send(post(server.url, { body: "order" }));
  assert.deepEqual(server.requests.map(({ body }) => body), ["first", "order"]);
  assert.equal(server.connections, 2, "each request has a connection of its own");
  assert.equal(order.kind, "unknown");
});

/** The reason for all this. When it fails, the runtime has changed and a plain client may do. */
Deno.test("plain fetch sends the same request twice", async () => {
  for (let attempt = 0; attempt < 20; attempt++) {
    await using server = startFaultServer(warmThenDead);
    await (await fetch(server.url, { method: "POST", body: "first" })).text();
    await assert.rejects(fetch(server.url, { method: "POST", body: "order" }), TypeError);
    // Only when the connection was back in the pool by then, which nobody can wait for.
    if (server.requests.filter(({ body }) => body === "order").length === 2) return;
  }
  assert.fail("it arrived once, 20 times");
});

Deno.test("fault 12: an answer of any status is an answer, and a redirect is not followed", async () => {
  using sender = createOnceSender(createSystemClock());
  await using elsewhere = startFaultServer([ok({})]);
  const steps: readonly (readonly [Step, number, string])[] = [
    [status(201, { body: '{"id":"값"}', headers: { "x-left": "9" } }), 201, '{"id":"값"}'],
    [status(204), 204, ""],
    [status(429, { body: "slow down" }), 429, "slow down"],
    [status(500), 500, ""],
    [redirect(307, `${elsewhere.url}/x`), 307, ""],
  ];
  for (const [step, code, text] of steps) {
    await using server = startFaultServer([step]);
    const answer = await sender.send(post(server.url));
    assert.ok(answer.kind === "answered");
    assert.deepEqual([answer.status, answer.text], [code, text]);
    if (code === 201) assert.equal(answer.headers.get("x-left"), "9");
    const [request] = server.requests;
    assert.deepEqual([request?.method, request?.headers.authorization, request?.body], [
      "POST",
      KEY,
      '{"n":1}',
    ]);
  }
  assert.equal(elsewhere.requests.length, 0);
});

Deno.test("fault 52: a lost, broken, late or oversized answer is unknown, never to be sent again by itself, and arrives at most once", async () => {
  const steps: readonly (readonly [Step, Partial<OnceRequest>, object])[] = [
    [closeWithoutResponse(), {}, { kind: "network", status: undefined }],
    [garbage(), {}, { kind: "network", status: undefined }],
    [truncate(), {}, { kind: "body_truncated", status: 200 }],
    [big(5_000), { maxBytes: 4_096 }, { kind: "body_too_large", status: 200 }],
    [status(200, { body: new Uint8Array([0xff]) }), {}, { kind: "bad_encoding", status: 200 }],
    [stall(), { timeoutMs: 100 }, { kind: "timeout", status: undefined }],
    [drip({ slow: "for ever and ever" }, 50), { timeoutMs: 200 }, { kind: "timeout" }],
  ];
  using sender = createOnceSender(createSystemClock());
  for (const [step, more, facts] of steps) {
    await using server = startFaultServer([step]);
    const answer = await sender.send(post(server.url, more));
    assert.ok(answer.kind === "unknown", JSON.stringify(facts));
    const { kind, status, retryable } = answer.error;
    assert.deepEqual({ kind, status, ...facts }, { kind, status }, "as expected");
    assert.equal(retryable, false);
    assert.ok(server.requests.length <= 1);
    assert.ok(!Deno.inspect(answer).includes(KEY));
  }
});

Deno.test("an answer that is late says within how many seconds it was wanted", async () => {
  using sender = createOnceSender(createSystemClock());
  await using server = startFaultServer([stall()]);
  const answer = await sender.send(post(server.url, { timeoutMs: 100 }));
  assert.ok(answer.kind === "unknown");
  assert.match(answer.error.message, /no complete answer within 0\.1 s$/);
});

Deno.test("a caller that stops waiting gets unknown, and before the start not_sent", async () => {
  using sender = createOnceSender(createSystemClock());
  const stopping = new AbortController();
  await using server = startFaultServer([() => (stopping.abort(), Promise.resolve())]);
  const during = await sender.send(post(server.url, { signal: stopping.signal }));
  assert.deepEqual([during.kind, server.requests.length], ["unknown", 1]);
  const before = await sender.send(post(server.url, { signal: stopping.signal }));
  assert.deepEqual([before.kind, server.requests.length], ["not_sent", 1]);
});

Deno.test("what never left is not_sent: nobody listens, no handshake, no permission", async () => {
  using sender = createOnceSender(createSystemClock());
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [`http://127.0.0.1:${closed.addr.port}/`, "network", /^connection refused: .+ ORDER_URL$/],
    // The tests may reach 127.0.0.1 only.
    ["http://127.0.0.2/", "permission", /ORDER_URL/],
  ];
  for (const [url, kind, message] of cases) {
    const answer = await sender.send(post(url));
    assert.ok(answer.kind === "not_sent", url);
    assert.equal(answer.error.kind, kind);
    assert.match(answer.error.message, message);
  }
  const refused = await refuseHandshake((url) => sender.send(post(url)));
  assert.deepEqual([refused.kind, "error" in refused && refused.error.kind], ["not_sent", "tls"]);
});

/** A server that answers the beginning of a TLS handshake in plain text. */
async function refuseHandshake<T>(work: (url: string) => Promise<T>): Promise<T> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(4_096));
    await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
  })();
  const answer = await work(`https://127.0.0.1:${listener.addr.port}/`);
  await serving;
  return answer;
}

Deno.test("an address or a header that HTTP cannot carry is refused without being repeated", async () => {
  using sender = createOnceSender(createSystemClock());
  const bad: readonly Partial<OnceRequest>[] = [
    { headers: { authorization: `${KEY}\nmore` } },
    { headers: { authorization: `${KEY}키` } },
    { headers: { [`${KEY} name`]: "x" } },
    { url: `ftp://127.0.0.1/${KEY}` },
    { url: KEY },
    { method: `${KEY} GET` },
  ];
  for (const more of bad) {
    await assert.rejects(sender.send(post("http://127.0.0.1:9/", more)), (error) => {
      assert.ok(error instanceof TypeError);
      assert.ok(error.message.startsWith("Cannot send: ") && !Deno.inspect(error).includes(KEY));
      return true;
    });
  }
});
