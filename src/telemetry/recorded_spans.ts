/**
 * Spans for OpenTelemetry, which Deno exports by itself with `OTEL_DENO=true`. Without that, the API behind
 * them does nothing. The spans of `fetch`, made by Deno, become children of these.
 */
import { context, ROOT_CONTEXT, type Span, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { UpstreamError } from "../core/errors.ts";

const TRACER = "signal-v2";

/** A parent that says "not recorded": of any trace, because nothing is ever exported with its numbers. */
const UNSAMPLED = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: "1".repeat(32),
  spanId: "1".repeat(16),
  traceFlags: TraceFlags.NONE,
});

/** One poll: `window` and, at its end, `failed`, the number of sources without a new answer. */
export function runInCycleSpan<T extends { readonly error?: unknown }>(
  facts: { window: string },
  run: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  // A trace of its own: the context may still hold the span of an earlier request (seen with Deno 2.9).
  return runInSpan({ name: "poll cycle", attributes: { window: facts.window }, root: true }, async (span) => {
    const outcomes = await run();
    const failed = outcomes.filter(({ error }) => error !== undefined).length;
    span.setAttribute("failed", failed);
    if (failed > 0) span.setStatus({ code: SpanStatusCode.ERROR });
    return outcomes;
  });
}

/** One source with all its tries: `source` and, at its end, `outcome`, which is `ok` or the kind of the failure. */
export function runInSourceSpan<T>(source: string, run: () => Promise<T>): Promise<T> {
  return runInSpan({ name: "poll source", attributes: { source } }, async (span) => {
    try {
      const answer = await run();
      span.setAttribute("outcome", "ok");
      return answer;
    } catch (error) {
      span.setAttribute("outcome", error instanceof UpstreamError ? error.kind : "aborted");
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    }
  });
}

/**
 * Runs what must not be traced, because Deno puts the whole address of a `fetch` into its span.
 * It needs `OTEL_TRACES_SAMPLER=parentbased_always_on`; Deno's own default records everything.
 */
export function runUnsampled<T>(run: () => Promise<T>): Promise<T> {
  return context.with(UNSAMPLED, run);
}

/** Whether `runUnsampled` would be recorded all the same. */
export function recordsUnsampled(): boolean {
  const span = trace.getTracer(TRACER).startSpan("probe", {}, UNSAMPLED);
  // Never ended, so never exported.
  return span.isRecording() && (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

function runInSpan<T>(
  facts: { name: string; attributes: Readonly<Record<string, string>>; root?: boolean },
  run: (span: Span) => Promise<T>,
): Promise<T> {
  const { name, attributes, root = false } = facts;
  return trace.getTracer(TRACER).startActiveSpan(name, { attributes, root }, async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}
