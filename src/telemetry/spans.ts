/** Spans, where Deno records them (`OTEL_DENO=true`); else work is only run, and nothing of OpenTelemetry is read in. */

type Recorded = typeof import("./recorded_spans.ts");

/** Where Deno hands its tracer to the API, before any module runs. */
const isRecording = Symbol.for("opentelemetry.js.api.1") in globalThis;
const recorded: Recorded | undefined = isRecording ? await import("./recorded_spans.ts") : undefined;

export const runInCycleSpan: Recorded["runInCycleSpan"] = (facts, run) =>
  recorded === undefined ? run() : recorded.runInCycleSpan(facts, run);

export const runInSourceSpan: Recorded["runInSourceSpan"] = (source, run) =>
  recorded === undefined ? run() : recorded.runInSourceSpan(source, run);

export const runUnsampled: Recorded["runUnsampled"] = (run) =>
  recorded === undefined ? run() : recorded.runUnsampled(run);

export const recordsUnsampled: Recorded["recordsUnsampled"] = () => recorded?.recordsUnsampled() ?? false;
