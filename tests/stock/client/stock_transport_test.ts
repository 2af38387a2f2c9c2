import { ManualClock } from "../../support/manual_clock.ts";
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { UpstreamError, type UpstreamErrorKind } from "../../../src/core/errors.ts";
import { createStockTransport } from "../../../src/stock/client/stock_transport.ts";
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

function startAndStop(): { port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return { port };
}

Deno.test("fault 12: what points elsewhere is a redirect that is refused, and what is 3xx without doing so is told as what it is", async () => {
  const told = async (code: number, headers: Record<string, string> = {}) => {
    const { kind, message, retryable } = await failureOf(steps.status(code, { headers, body: '{"a":1}' }));
    return [kind, message, retryable];
  };
  const elsewhere = { location: "http://127.0.0.1:9/" };
  deepStrictEqual(await Promise.all([300, 304, 305, 306, 399].map((code) => told(code))), [
    ["http_3xx", "answered 300: it offers several answers instead of one", false],
    [
      "http_3xx",
      "answered 304: it takes its data for unchanged, which nobody asked; look at a cache or proxy in front of it",
      false,
    ],
    ["http_3xx", "answered 305: it wants to be asked through a proxy, which this program does not do", false],
    ["http_3xx", "answered 306: a status without a meaning", false],
    ["http_3xx", "answered 399: a status without a meaning", false],
  ]);
  for (const [code, headers] of [[301, {}], [308, elsewhere], [399, elsewhere]] as const) {
    deepStrictEqual((await told(code, headers))[0], "redirect_refused", `${code}`);
  }
  deepStrictEqual((await told(304, elsewhere))[0], "http_3xx");
});

Deno.test("any status of 2xx is an answer", async () => {
  await using server = startFaultServer([steps.status(299, { body: JSON.stringify({ a: 1 }) })]);
  deepStrictEqual(await sendTo(server.url), { a: 1 });
});
