import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { UpstreamError } from "../../../src/core/errors.ts";
import { attempt, createStatusReader, type HttpAttempt } from "../../../src/lib/http/attempt.ts";
import { startFaultServer } from "../../support/fault_server.ts";
import { big, drip, ok, redirect, stall, status } from "../../support/fault_steps.ts";

const clock = createSystemClock();

const toRequest = (url: string, more: Partial<HttpAttempt> = {}): HttpAttempt => ({
  fetch,
  clock,
  url,
  timeoutMs: 5_000,
  address: "THE_URL",
  ...more,
});

Deno.test("attempt() hands over status, headers and the body as JSON", async () => {
  await using server = startFaultServer(() => ok({ n: 1 }));
  const answer = await attempt(toRequest(server.url), async ({ status, headers, json }) => ({
    status,
    type: headers.get("content-type"),
    body: await json(),
  }));
  assert.deepEqual([answer.status, answer.body], [200, { n: 1 }]);
  assert.match(answer.type ?? "", /json/);
});

Deno.test("attempt() lets the reader judge a refusal and a redirect, and follows none", async () => {
  await using target = startFaultServer(() => ok({}));
  await using server = startFaultServer((_, index) => index === 0 ? redirect(302, target.url) : status(503));
  const statusOf = () => attempt(toRequest(server.url), (answer) => answer.status);
  assert.deepEqual([await statusOf(), await statusOf()], [302, 503]);
  assert.equal(target.requests.length, 0);
});

Deno.test("attempt() counts head and body within one deadline", async () => {
  for (const step of [stall(), drip({ long: "x".repeat(500) }, 20)]) {
    await using server = startFaultServer(() => step);
    await assert.rejects(attempt(toRequest(server.url, { timeoutMs: 150 }), ({ text }) => text()), {
      name: "UpstreamError",
      kind: "timeout",
      message: "no complete answer within 0.15 s",
    });
  }
});

Deno.test("attempt() gives the caller its own reason when it was the caller who ended the wait", async () => {
  await using server = startFaultServer(() => stall());
  const reason = new Error("the program stops");
  const stopping = new AbortController();
  const asked = attempt(toRequest(server.url, { signal: stopping.signal }), ({ text }) => text());
  stopping.abort(reason);
  await assert.rejects(asked, reason);
});

Deno.test("attempt() reads no more of a body than was allowed", async () => {
  await using server = startFaultServer(() => big(3 * 2 ** 20));
  await assert.rejects(attempt(toRequest(server.url, { maxBytes: 2 ** 20 }), ({ text }) => text()), {
    kind: "body_too_large",
    message: "the body is larger than 1 MB",
  });
});

Deno.test("attempt() says what a failed connection means without the address, and lets an error of the reader through", async () => {
  await using server = startFaultServer(() => ok({}));
  const own = new UpstreamError("bad_shape", "that is no list");
  await assert.rejects(attempt(toRequest(server.url), () => Promise.reject(own)), own);
  const broken: typeof fetch = () =>
    Promise.reject(new TypeError("error sending request for url (http://h/the-key)"));
  await assert.rejects(attempt(toRequest("http://h/the-key", { fetch: broken }), ({ text }) => text()), {
    kind: "network",
    message: "the connection failed",
  });
});

Deno.test("attempt() gives a body that nobody read back to the connection", async () => {
  let isCancelled = false;
  const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
  const answering: typeof fetch = () => Promise.resolve(new Response(body));
  const readStatus = createStatusReader({ fetch: answering, clock, address: "THE_URL" });
  const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
  assert.equal(await readStatus("http://127.0.0.1:1", limits), 200);
  assert.equal(isCancelled, true);
});
