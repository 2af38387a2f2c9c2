import assert from "node:assert/strict";
import fc from "fast-check";
import type { CoveredSpan } from "../../../src/core/candle.ts";
import { spansToFetch } from "../../../src/market/read/holes.ts";
import { cut, lay, without } from "../../../src/market/store/coverage.ts";

const MINUTES = 40;

/** The same knowledge, minute by minute: `fetched`, the reason of an outage, or nothing. */
type Model = readonly (string | undefined)[];

const spans = fc.tuple(fc.nat(MINUTES), fc.nat(MINUTES)).map(([a, b]) => ({
  fromMs: Math.min(a, b),
  toMs: Math.max(a, b),
}));
const additions = fc.record({
  span: spans,
  what: fc.constantFrom("fetched", "outage:429", "outage:timeout", "forget"),
});

function toSpan({ span, what }: { span: { fromMs: number; toMs: number }; what: string }): CoveredSpan {
  return what === "fetched"
    ? { ...span, kind: "fetched", reason: undefined }
    : { ...span, kind: "outage", reason: what.slice(7) };
}

const history = fc.array(additions, { maxLength: 25 });
type Step = Parameters<typeof toSpan>[0];

function build(steps: readonly Step[]): readonly CoveredSpan[] {
  return steps.reduce<readonly CoveredSpan[]>(
    (covered, step) => step.what === "forget" ? without(covered, step.span) : lay(covered, toSpan(step)),
    [],
  );
}

function buildModel(steps: readonly Step[]): Model {
  const model: (string | undefined)[] = Array(MINUTES).fill(undefined);
  for (const { span, what } of steps) {
    for (let i = span.fromMs; i < span.toMs; i++) {
      if (what === "forget") model[i] = undefined;
      else if (what === "fetched" || model[i] !== "fetched") model[i] = what;
    }
  }
  return model;
}

/** The one list of spans that says what the model says with the fewest entries. */
function toSpans(model: Model): readonly CoveredSpan[] {
  const found: CoveredSpan[] = [];
  model.forEach((what, i) => {
    if (what === undefined) return;
    const last = found.at(-1);
    const continues = i > 0 && model[i - 1] === what && last !== undefined;
    if (continues) found[found.length - 1] = { ...last, toMs: i + 1 };
    else found.push(toSpan({ span: { fromMs: i, toMs: i + 1 }, what }));
  });
  return found;
}

Deno.test("whatever is laid and forgotten in whatever order, the spans say the same as a minute by minute list", () => {
  fc.assert(
    fc.property(history, (steps) => assert.deepEqual(build(steps), toSpans(buildModel(steps)))),
    { numRuns: 500 },
  );
});

Deno.test("cut() is what lies inside, minute by minute", () => {
  fc.assert(fc.property(history, spans, (steps, span) => {
    const model = buildModel(steps).map((what, i) => i >= span.fromMs && i < span.toMs ? what : undefined);
    assert.deepEqual(cut(build(steps), span), toSpans(model));
  }));
});

Deno.test("spansToFetch() is every minute of the span that is not fetched, outages included, as few stretches", () => {
  fc.assert(fc.property(history, spans, (steps, span) => {
    const model = buildModel(steps).map((what, i) =>
      i >= span.fromMs && i < span.toMs && what !== "fetched" ? "fetched" : undefined
    );
    const expected = toSpans(model).map(({ fromMs, toMs }) => ({ fromMs, toMs }));
    assert.deepEqual(spansToFetch(build(steps), span), expected);
  }));
});
