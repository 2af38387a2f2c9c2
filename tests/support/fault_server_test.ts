import assert from "node:assert/strict";
import { startFaultServer, type Step } from "./fault_server.ts";
import {
  badChunk,
  big,
  bom,
  closeWithoutResponse,
  delay,
  drip,
  empty200,
  errorPayload,
  garbage,
  gzipBomb,
  html,
  hugeHead,
  invalidUtf8,
  manyHeaders,
  noContent204,
  ok,
  rateLimited,
  redirect,
  stall,
  status,
  truncate,
  truncateChunked,
} from "./fault_steps.ts";

/** How far a real `fetch` comes: no head, a head and no whole body, or both. */
type Outcome =
  | { readonly at: "head"; readonly error: string }
  | { readonly at: "body"; readonly status: number; readonly error: string }
  | { readonly at: "end"; readonly status: number; readonly headers: Headers; readonly bytes: Uint8Array };

async function outcomeOf(url: string, init: RequestInit = {}): Promise<Outcome> {
  let response: Response;
  try {
    response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(2_000), ...init });
  } catch (error) {
    return { at: "head", error: toText(error) };
  }
  try {
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { at: "end", status: response.status, headers: response.headers, bytes };
  } catch (error) {
    return { at: "body", status: response.status, error: toText(error) };
  }
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? String(error) : `${error} ${error.cause}`;
}

const BROKEN_MODES: readonly (readonly [string, Step, "head" | "body", RegExp])[] = [
  [
    "closeWithoutResponse",
    closeWithoutResponse(),
    "head",
    /^TypeError: fetch failed .*closed before message/,
  ],
  ["garbage", garbage(), "head", /^TypeError: fetch failed .*invalid HTTP version/],
  ["manyHeaders", manyHeaders(), "head", /^TypeError: fetch failed .*message head is too large/],
  ["hugeHead", hugeHead(), "head", /^TypeError: fetch failed .*message head is too large/],
  ["truncate", truncate(), "body", /^TypeError: error reading a body from connection/],
  ["truncateChunked", truncateChunked(), "body", /^TypeError: error reading a body from connection/],
  ["badChunk", badChunk(), "body", /^TypeError: error reading a body from connection/],
];

for (const [name, step, at, expected] of BROKEN_MODES) {
  Deno.test(`the fault server's ${name} makes fetch fail at the ${at}`, async () => {
    await using server = startFaultServer([step]);
    const outcome = await outcomeOf(server.url);
    assert.ok(outcome.at !== "end", "the request succeeded");
    assert.equal(outcome.at, at);
    assert.match(outcome.error, expected);
    assert.equal(server.requests.length, 1);
  });
}

const SLOW_MODES: readonly (readonly [string, Step, "head" | "body"])[] = [
  ["stall", stall(), "head"],
  ["delay", delay(60_000, ok({})), "head"],
  ["drip", drip({ a: 1 }, 100), "body"],
];

for (const [name, step, at] of SLOW_MODES) {
  Deno.test(`the fault server's ${name} makes fetch run into its deadline at the ${at}`, async () => {
    await using server = startFaultServer([step]);
    const outcome = await outcomeOf(server.url, { signal: AbortSignal.timeout(250) });
    assert.ok(outcome.at !== "end", "the request succeeded");
    assert.equal(outcome.at, at);
    assert.match(outcome.error, /^TimeoutError/);
  });
}

const COMPLETE_MODES: readonly (readonly [string, Step, number, string])[] = [
  ["ok", ok({ a: 1 }), 200, '{"a":1}'],
  ["delay", delay(10, ok({ a: 1 })), 200, '{"a":1}'],
  ["drip", drip({ a: 1 }, 1), 200, '{"a":1}'],
  ["status", status(503, { body: "busy" }), 503, "busy"],
  ["html", html(), 200, "<!doctype html><title>Login</title><form method=post></form>"],
  ["empty200", empty200(), 200, ""],
  ["noContent204", noContent204(), 204, ""],
  ["errorPayload", errorPayload(), 200, '{"error":"database is locked"}'],
  ["bom", bom(), 200, '\uFEFF{"bom":true}'],
  ["rateLimited", rateLimited({ retryAfter: "30" }), 429, '{"detail":"too many requests"}'],
  ["redirect", redirect(307, "http://127.0.0.1:9/"), 307, ""],
];

for (const [name, step, code, text] of COMPLETE_MODES) {
  Deno.test(`the fault server's ${name} gives a complete answer with status ${code}`, async () => {
    await using server = startFaultServer([step]);
    const outcome = await outcomeOf(server.url);
    assert.ok(outcome.at === "end", `failed at the ${outcome.at}`);
    assert.equal(outcome.status, code);
    assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(outcome.bytes), text);
  });
}

Deno.test("the fault server's rateLimited and redirect send their header as given, and no other", async () => {
  await using server = startFaultServer([
    rateLimited({ retryAfter: "junk" }),
    rateLimited(),
    redirect(301, "http://127.0.0.1:9/x"),
  ]);
  const seen: (string | null)[] = [];
  for (const name of ["retry-after", "retry-after", "location"]) {
    const outcome = await outcomeOf(server.url);
    seen.push(outcome.at === "end" ? outcome.headers.get(name) : outcome.at);
  }
  assert.deepEqual(seen, ["junk", null, "http://127.0.0.1:9/x"]);
});

Deno.test("the fault server's invalidUtf8 sends bytes that a fatal decoder refuses", async () => {
  await using server = startFaultServer([invalidUtf8()]);
  const outcome = await outcomeOf(server.url);
  assert.ok(outcome.at === "end");
  assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(outcome.bytes), TypeError);
  assert.equal(JSON.parse(new TextDecoder().decode(outcome.bytes)).name, "\uFFFD");
});

for (const bytes of [2, 65_537, 65_538, 65_539, 1_000_000]) {
  Deno.test(`the fault server's big sends valid JSON of ${bytes} bytes`, async () => {
    await using server = startFaultServer([big(bytes)]);
    const outcome = await outcomeOf(server.url);
    assert.ok(outcome.at === "end");
    assert.equal(outcome.bytes.length, bytes);
    assert.deepEqual(JSON.parse(new TextDecoder().decode(outcome.bytes)), {});
  });
}

Deno.test("the fault server's gzipBomb sends a few kilobytes that decode to what was asked", async () => {
  await using server = startFaultServer([gzipBomb(4_000_000)]);
  const outcome = await outcomeOf(server.url);
  assert.ok(outcome.at === "end");
  assert.equal(outcome.bytes.length, 4_000_000);
  assert.ok(Number(outcome.headers.get("content-length")) < 10_000);
});

Deno.test("the fault server remembers method, path, headers and body of every request", async () => {
  await using server = startFaultServer([ok({})]);
  await outcomeOf(`${server.url}/a/b?c=d`, {
    method: "POST",
    body: '{"이름":1}',
    headers: { "X-WebAI-Key": "k" },
  });
  await outcomeOf(server.url);
  const [first, second] = server.requests;
  assert.equal(first?.method, "POST");
  assert.equal(first?.path, "/a/b?c=d");
  assert.equal(first?.headers["x-webai-key"], "k");
  assert.equal(first?.body, '{"이름":1}');
  assert.equal(second?.method, "GET");
  assert.ok((second?.atMs ?? 0) >= (first?.atMs ?? Infinity));
  assert.equal(server.connections, 2);
});

Deno.test("the fault server walks its steps and then repeats the last one", async () => {
  await using server = startFaultServer([status(503), truncate(), ok({})]);
  const seen: string[] = [];
  for (let i = 0; i < 4; i++) {
    const outcome = await outcomeOf(server.url);
    seen.push(outcome.at === "head" ? "head" : `${outcome.at} ${outcome.status}`);
  }
  assert.deepEqual(seen, ["end 503", "body 200", "end 200", "end 200"]);
});

Deno.test("the fault server lets a function choose the step by request and number", async () => {
  await using server = startFaultServer(({ path }, index) => status(path === "/good" ? 200 + index : 404));
  const codes: number[] = [];
  for (const path of ["/good", "/bad", "/good"]) {
    const outcome = await outcomeOf(`${server.url}${path}`);
    codes.push(outcome.at === "end" ? outcome.status : 0);
  }
  assert.deepEqual(codes, [200, 404, 202]);
});

Deno.test("the fault server keeps a connection for a second request when the step says so", async () => {
  await using server = startFaultServer([ok({ n: 1 }, { keepAliveMs: 5_000 }), ok({ n: 2 })]);
  await outcomeOf(server.url);
  await outcomeOf(server.url);
  assert.equal(server.requests.length, 2);
  assert.equal(server.connections, 1);
});

Deno.test("a kept connection that the fault server has closed costs fetch no error", async () => {
  await using server = startFaultServer([ok({}, { keepAliveMs: 20 }), ok({})]);
  await outcomeOf(server.url);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const outcome = await outcomeOf(server.url);
  assert.equal(outcome.at, "end");
  assert.equal(server.connections, 2);
});

Deno.test("disposing the fault server ends stalled, dripping, delayed and kept connections at once", async () => {
  const server = startFaultServer(({ path }) => {
    const steps: Readonly<Record<string, Step>> = {
      "/stall": stall(),
      "/drip": drip({ a: 1 }, 60_000),
      "/delay": delay(60_000, ok({})),
    };
    return steps[path] ?? ok({}, { keepAliveMs: 60_000 });
  });
  assert.equal((await outcomeOf(`${server.url}/kept`)).at, "end");
  const pending = ["/stall", "/drip", "/delay"].map((path) => outcomeOf(`${server.url}${path}`));
  const waited = performance.now();
  while (server.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  await server[Symbol.asyncDispose]();
  const outcomes = await Promise.all(pending);
  assert.deepEqual(outcomes.map(({ at }) => at).toSorted(), ["body", "head", "head"]);
  assert.ok(performance.now() - waited < 1_000);
});

Deno.test("the fault server lives on when a client hangs up half-way through a request", async () => {
  await using server = startFaultServer([ok({})]);
  const client = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await client.write(new TextEncoder().encode("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n123"));
  client.close();
  assert.equal((await outcomeOf(server.url)).at, "end");
  assert.equal(server.requests.length, 1);
});
