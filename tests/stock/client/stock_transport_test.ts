import { ManualClock } from "../../support/manual_clock.ts";
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { UpstreamError, type UpstreamErrorKind } from "../../../src/core/errors.ts";
import { createStockTransport } from "../../../src/stock/client/stock_transport.ts";
import { readObject } from "../../../src/stock/client/json_body.ts";
import { startFaultServer, type Step } from "../../support/fault_server.ts";
import * as steps from "../../support/fault_steps.ts";

const KEY = "a-secret-key-that-must-stay-here";
const REQUEST = { method: "GET", path: "/api/webai/portfolio?x=SECRETQUERY", ttlMs: 0 } as const;

async function sendTo(baseUrl: string, timeoutMs = 2_000) {
  const exchange = createStockTransport({
    baseUrl,
    apiKey: KEY,
    userAgent: "test",
    fetch,
    clock: new ManualClock("2026-01-01T00:00:00Z"),
  });
  return await exchange.send(REQUEST, { timeoutMs, signal: new AbortController().signal });
}

async function failureOf(step: Step, timeoutMs?: number): Promise<UpstreamError> {
  await using server = startFaultServer([step]);
  try {
    await sendTo(server.url, timeoutMs);
  } catch (error) {
    assertTrue(error instanceof UpstreamError, `expected an UpstreamError, got ${error}`);
    return error;
  }
  throw new Error("The exchange succeeded");
}

const FAULTS: readonly (readonly [string, Step, UpstreamErrorKind, boolean])[] = [
  ["a server that never answers", steps.stall(), "timeout", true],
  ["a body that drips for longer than the deadline", steps.drip({ a: "b".repeat(200) }, 20), "timeout", true],
  ["a body cut short of its length", steps.truncate(), "body_truncated", true],
  ["a chunked body without an end", steps.truncateChunked(), "body_truncated", true],
  ["a chunked body with a bad length", steps.badChunk(), "body_truncated", true],
  ["a connection closed without a response", steps.closeWithoutResponse(), "network", true],
  ["bytes that are not HTTP", steps.garbage(), "network", true],
  ["too many headers", steps.manyHeaders(), "network", true],
  ["a head of 600 KB", steps.hugeHead(), "network", true],
  ["a body of 3 MB", steps.big(3 * 1024 * 1024), "body_too_large", false],
  ["a gzip bomb of 50 MB", steps.gzipBomb(50 * 1024 * 1024), "body_too_large", false],
  ["a login page with status 200", steps.html(), "bad_json", false],
  ["an empty answer with status 200", steps.empty200(), "bad_json", false],
  ["status 204", steps.noContent204(), "bad_json", false],
  ["bytes that are not UTF-8", steps.invalidUtf8(), "bad_encoding", false],
  ["an error report with status 200", steps.errorPayload(), "bad_shape", false],
  ["a detail report with status 200", steps.ok({ detail: "no" }), "bad_shape", false],
  ["a list", steps.ok([1, 2]), "bad_shape", false],
  ["status 401", steps.status(401), "auth", false],
  ["status 403", steps.status(403), "auth", false],
  ["status 404", steps.status(404), "http_4xx", false],
  ["status 408", steps.status(408), "http_4xx", true],
  ["status 429", steps.rateLimited(), "rate_limited", true],
  ["status 500", steps.status(500), "http_5xx", true],
  ["status 503", steps.status(503), "http_5xx", true],
];

for (const [name, step, kind, retryable] of FAULTS) {
  Deno.test(`${name} is ${kind} and ${retryable ? "worth" : "not worth"} another try`, async () => {
    const error = await failureOf(step, kind === "timeout" ? 80 : undefined);
    deepStrictEqual([error.kind, error.retryable], [kind, retryable]);
    const text = `${error.message}${error.stack}${Deno.inspect(error)}`;
    assertTrue(
      !text.includes(KEY) && !text.includes("SECRETQUERY"),
      "neither key nor URL may be in the error",
    );
  });
}

for (const code of [301, 302, 303, 307, 308] as const) {
  Deno.test(`a ${code} to another origin is refused and the key never gets there`, async () => {
    await using elsewhere = startFaultServer([steps.ok({ stolen: true })]);
    const error = await failureOf(steps.redirect(code, `${elsewhere.url}/steal`));
    deepStrictEqual([error.kind, error.retryable], ["redirect_refused", false]);
    strictEqual(elsewhere.connections, 0);
  });
}

for (
  const [end, hint] of [
    ["", /^answered 404$/],
    ["/home", /^answered 404$/],
    ["/api", /without the paths: leave \/api out at its end/],
    ["/behind/api/webai", /leave \/api\/webai out at its end/],
    ["/api/webai/portfolio", /leave \/api\/webai\/portfolio out at its end/],
  ] as const
) {
  Deno.test(`a 404 of a base address that ends with ${end || "its host"} says ${hint.source}`, async () => {
    await using server = startFaultServer([steps.status(404)]);
    await rejects(sendTo(`${server.url}${end}`), { kind: "http_4xx", message: hint });
  });
}

Deno.test("nothing listening is a network error that says so", async () => {
  const { port } = startAndStop();
  await rejects(sendTo(`http://127.0.0.1:${port}`), { kind: "network", message: /refused/ });
});

Deno.test("a host that the permissions do not allow is a permission error that names the flag", async () => {
  await rejects(sendTo("http://192.0.2.1:9999"), { kind: "permission", message: /--allow-net/ });
});

Deno.test("plain http behind an https address is a tls error", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("{}"),
  );
  await rejects(sendTo(`https://127.0.0.1:${server.addr.port}`), { kind: "tls", retryable: false });
});

Deno.test("a certificate that nobody vouches for is a tls error that names DENO_CERT", async () => {
  const [cert, key] = await Promise.all(
    ["cert", "key"].map((part) =>
      Deno.readTextFile(new URL(`../../fixtures/self_signed_${part}.pem`, import.meta.url))
    ),
  );
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: cert ?? "",
    key: key ?? "",
    onListen() {},
  }, () => new Response("{}"));
  await rejects(sendTo(`https://127.0.0.1:${server.addr.port}`), {
    kind: "tls",
    retryable: false,
    message: /DENO_CERT/,
  });
});

Deno.test("a byte-order mark before good JSON is accepted", async () => {
  await using server = startFaultServer([steps.bom({ a: 1 })]);
  deepStrictEqual({ ...await sendTo(server.url) }, { a: 1 });
});

Deno.test("the date form of Retry-After is read against the clock", async () => {
  const error = await failureOf(steps.rateLimited({ retryAfter: "Thu, 01 Jan 2026 00:00:05 GMT" }));
  strictEqual(error.retryAfterMs, 5_000);
});

Deno.test("an answer is one object of any fields", () => {
  deepStrictEqual(readObject('{"anything":{"goes":[1]}}'), { anything: { goes: [1] } });
  deepStrictEqual(readObject('{"error":null,"holdings":[]}'), { error: null, holdings: [] });
});

Deno.test("a number too large to represent is refused, wherever it stands", () => {
  for (const text of ['{"a":1e400}', '{"a":[{"b":-1e999}]}', `{"a":${"9".repeat(400)}}`]) {
    let kind: string | undefined;
    try {
      readObject(text);
    } catch (error) {
      kind = (error as UpstreamError).kind;
    }
    strictEqual(kind, "bad_shape", text.slice(0, 20));
  }
  deepStrictEqual(readObject('{"a":1e100,"b":"1e400"}'), { a: 1e100, b: "1e400" });
});

Deno.test("a key named __proto__ changes no prototype", () => {
  readObject('{"__proto__":{"polluted":true}}');
  strictEqual(({} as Record<string, unknown>).polluted, undefined);
});

function startAndStop(): { port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return { port };
}

Deno.test("fault 12: any status from 300 to 399 is a redirect that is refused, and one of 2xx is an answer", async () => {
  const body = JSON.stringify({ a: 1 });
  for (const code of [300, 399]) {
    strictEqual((await failureOf(steps.status(code, { body }))).kind, "redirect_refused");
  }
  await using server = startFaultServer([steps.status(299, { body })]);
  deepStrictEqual(await sendTo(server.url), { a: 1 });
});
