import { deepStrictEqual, doesNotMatch, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { UpstreamError } from "../../src/core/errors.ts";
import { SOURCES } from "../../src/stock/sources/mod.ts";
import {
  recordsUnsampled,
  runInCycleSpan,
  runInSourceSpan,
  runUnsampled,
} from "../../src/telemetry/spans.ts";
import { createHome, startDeno, startProgram, until, urlOf } from "../support/program.ts";

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** `code` is 2 for an error. */
  readonly status: { readonly code?: number };
}

/** The protocol's own shape, as far as the tests look. */
interface Export {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, "attributes" | "parentSpanId"> & {
        readonly parentSpanId?: string;
        readonly attributes: readonly { key: string; value: Readonly<Record<string, unknown>> }[];
      })[];
    }[];
  }[];
}

/** A collector of OpenTelemetry on loopback; other requests get an empty answer and are kept by path. */
function startCollector() {
  const spans: Span[] = [];
  const paths: string[] = [];
  const texts: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    const text = await request.text();
    if (pathname.startsWith("/v1/")) texts.push(text);
    else paths.push(pathname);
    if (pathname === "/v1/traces") spans.push(...readSpans(JSON.parse(text)));
    return Response.json({});
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const env = {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "100",
  };
  return { url, env, spans, paths, texts, [Symbol.asyncDispose]: () => server.shutdown() };
}

function readSpans({ resourceSpans }: Export): readonly Span[] {
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).map((span) => ({
    ...span,
    parentSpanId: span.parentSpanId ?? "",
    attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
  }));
}

Deno.test("without OpenTelemetry the spans hand results and errors through", async () => {
  const outcomes = [{ error: undefined }, { error: new Error("x") }];
  strictEqual(await runInCycleSpan({ window: "market" }, () => Promise.resolve(outcomes)), outcomes);
  strictEqual(await runInSourceSpan("portfolio", () => Promise.resolve(7)), 7);
  strictEqual(await runUnsampled(() => Promise.resolve(8)), 8);
  const error = new UpstreamError("timeout", "no answer");
  await rejects(runInSourceSpan("portfolio", () => Promise.reject(error)), error);
  strictEqual(recordsUnsampled(), false);
});

Deno.test("without OpenTelemetry a span costs next to nothing", async () => {
  const startedMs = performance.now();
  for (let i = 0; i < 10_000; i++) await runInSourceSpan("portfolio", () => Promise.resolve(i));
  const microseconds = (performance.now() - startedMs) / 10;
  assertTrue(microseconds < 50, `${microseconds} µs a span`);
});

Deno.test("the real program with OTEL_DENO=true exports a cycle with its sources and their requests inside", async () => {
  await using collector = startCollector();
  await using home = await createHome();
  const args = ["demo", "--port", "0", "--speed", "600", "--clock", "2026-11-20T10:00:00+09:00"];
  await using program = startProgram(args, { dir: home.dir, env: collector.env });
  await urlOf(program);
  const { spans } = collector;
  const cyclesOf = () => spans.filter(({ name }) => name === "poll cycle");
  const insideOf = ({ spanId }: Span) => spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  const isWhole = (cycle: Span) => insideOf(cycle).length === SOURCES.length;
  await until(() => cyclesOf().filter(isWhole).length >= 3, "three whole cycles", 20_000);
  for (const cycle of cyclesOf().filter(isWhole)) {
    strictEqual(cycle.parentSpanId, "", "a cycle is a trace of its own");
    strictEqual(cycle.attributes.window, "market");
    const failures = insideOf(cycle).filter(({ attributes }) => attributes.outcome !== "ok").length;
    strictEqual(Number(cycle.attributes.failed), failures);
    deepStrictEqual(
      insideOf(cycle).map(({ name, attributes }) => [name, attributes.source]).toSorted(),
      SOURCES.map(({ id }) => ["poll source", id]).toSorted(),
    );
    for (const source of insideOf(cycle)) {
      strictEqual(source.traceId, cycle.traceId);
      assertTrue(insideOf(source).every(({ name }) => /^(GET|POST)/.test(name)));
      if (source.attributes.outcome === "ok") assertTrue(insideOf(source).length >= 1);
    }
  }
  strictEqual(new Set(cyclesOf().map(({ traceId }) => traceId)).size, cyclesOf().length);
  doesNotMatch(collector.texts.join("\n"), /demo-key/, "the key travels in a header and stays out");
});

interface Traced {
  readonly dir: string;
  readonly collector: { url: string; env: Record<string, string> };
  readonly sampler?: string | undefined;
}

/** Runs a text as a program of its own, whose first argument is the collector's address. @returns its first line. */
async function runTraced(text: string, { dir, collector, sampler }: Traced) {
  const file = `${dir}/traced_once.ts`;
  await Deno.writeTextFile(file, text);
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const env = { ...collector.env, ...(sampler === undefined ? {} : { OTEL_TRACES_SAMPLER: sampler }) };
  const flags = ["--no-prompt", "--no-lock", "--ignore-env", "--allow-net=127.0.0.1", "--config", config];
  await using program = startDeno([...flags, file, collector.url], { dir, env });
  await program.ended;
  return program.out[0];
}

const at = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

Deno.test("a cycle with a failed source is an error among the spans, one with all fresh is not", async () => {
  await using collector = startCollector();
  await using home = await createHome();
  await runTraced(
    `import { runInCycleSpan } from ${at("telemetry/spans.ts")};
    await runInCycleSpan({ window: "pre" }, () => Promise.resolve([{}, {}]));
    await runInCycleSpan({ window: "market" }, () => Promise.resolve([{}, { error: new Error("no answer") }]));`,
    { dir: home.dir, collector },
  );
  await until(() => collector.spans.length === 2, "both cycles");
  deepStrictEqual(
    collector.spans.map(({ attributes, status }) => [
      attributes.window,
      Number(attributes.failed),
      status.code === 2,
    ]),
    [["pre", 0, false], ["market", 1, true]],
  );
});

Deno.test("a source that failed is an error among the spans with its kind, one that answered is not", async () => {
  await using collector = startCollector();
  await using home = await createHome();
  await runTraced(
    `import { UpstreamError } from ${at("core/errors.ts")};
    import { runInSourceSpan } from ${at("telemetry/spans.ts")};
    await runInSourceSpan("portfolio", () => Promise.resolve(1));
    await runInSourceSpan("news", () => Promise.reject(new UpstreamError("timeout", "no answer"))).catch(() => {});
    await runInSourceSpan("screener", () => Promise.reject(new Error("stopped"))).catch(() => {});`,
    { dir: home.dir, collector },
  );
  await until(() => collector.spans.length === 3, "all sources");
  deepStrictEqual(
    collector.spans.map(({ attributes, status }) => [
      attributes.source,
      attributes.outcome,
      status.code === 2,
    ]),
    [["portfolio", "ok", false], ["news", "timeout", true], ["screener", "aborted", true]],
  );
});

/** A program that sends one heartbeat and one plain request. */
function runHeartbeatProgram(options: Traced) {
  return runTraced(
    `import { createSystemClock } from ${at("core/clock.ts")};
    import { createStatusReader } from ${at("lib/http/attempt.ts")};
    import { Heartbeat } from ${at("telemetry/heartbeat.ts")};
    import { recordsUnsampled } from ${at("telemetry/spans.ts")};
    const events = { heartbeatFailed() {}, heartbeatRecovered() {} };
    const url = Deno.args[0] + "/ping/the-secret-id";
    const clock = createSystemClock();
    const readStatus = createStatusReader({ fetch, clock, address: "HEARTBEAT_URL" });
    const heartbeat = new Heartbeat({ url, readStatus, clock, events });
    heartbeat.onGoodCycle();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await (await fetch(Deno.args[0] + "/plain")).body?.cancel();
    await Deno.stdout.write(new TextEncoder().encode(String(recordsUnsampled()) + "\\n"));`,
    options,
  );
}

const SAMPLERS: readonly [sampler: string | undefined, isExported: boolean][] = [
  ["parentbased_always_on", false],
  [undefined, true],
];

for (const [sampler, isExported] of SAMPLERS) {
  const what = isExported ? "is exported and the program can tell so" : "is not exported";
  Deno.test(`the address of the heartbeat ${what} with ${sampler ?? "Deno's default sampler"}`, async () => {
    await using collector = startCollector();
    await using home = await createHome();
    strictEqual(await runHeartbeatProgram({ dir: home.dir, collector, sampler }), String(isExported));
    deepStrictEqual(collector.paths, ["/ping/the-secret-id", "/plain"]);
    await until(
      () => collector.texts.some((text) => text.includes("/plain")),
      "the span of the other request",
    );
    strictEqual(collector.texts.some((text) => text.includes("the-secret-id")), isExported);
  });
}

for (const [sampler, isExported] of SAMPLERS) {
  const what = isExported ? "warns" : "says nothing";
  Deno.test(`a program with a heartbeat ${what} at its start with ${sampler ?? "Deno's default sampler"}`, async () => {
    await using collector = startCollector();
    await using home = await createHome();
    const said = await runTraced(
      `import { createSystemClock } from ${at("core/clock.ts")};
      import { createEvents } from ${at("telemetry/events.ts")};
      import { startReporting } from ${at("telemetry/start_reporting.ts")};
      const lines = [];
      await using _reporting = startReporting({
        config: { heartbeatUrl: Deno.args[0], stockApi: undefined },
        runtime: { clock: createSystemClock() },
        readStatus: () => Promise.resolve(200),
        events: createEvents({ write: (level, event) => lines.push(level + " " + event) }),
        findProblems: () => [],
        toProblemKey: String,
        toState: () => "ok",
      });
      await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(lines) + "\\n"));`,
      { dir: home.dir, collector, sampler },
    );
    strictEqual(said, JSON.stringify(isExported ? ["warning heartbeat_traced"] : []));
  });
}
