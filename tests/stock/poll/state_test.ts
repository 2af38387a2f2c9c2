import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import { PollState } from "../../../src/stock/poll/state.ts";
import type { Source } from "../../../src/stock/sources/source.ts";

const NOW_MS = Date.parse("2026-03-11T10:00:00+09:00");

function sourceOf(id: string): Source {
  return {
    id,
    title: id.toUpperCase(),
    request: () => ({ method: "GET", path: `/api/${id}`, ttlMs: 1_000 }),
    listNames: ["rows"],
    summarize: ({ rows }) => ({ items: Array.isArray(rows) ? rows.length : undefined, dataAtMs: undefined }),
    recognize: () => ({ head: {}, list: { kind: "unrecognized" } }),
  };
}

function createState() {
  const state = new PollState([sourceOf("first"), sourceOf("second")]);
  return { state, facts: (id: string) => state.snapshot.sources.find((source) => source.id === id) };
}

const answer = (rows: number, fetchedAtMs = NOW_MS) => ({
  data: { rows: Array.from({ length: rows }, (_, i) => i) },
  fetched: { atMs: fetchedAtMs },
  durationMs: 120,
});

const down = new UpstreamError("network", "no answer");

Deno.test("PollState begins with every source in its order and nothing known", () => {
  const { state } = createState();
  deepStrictEqual(state.snapshot, {
    sources: ["first", "second"].map((id) => ({
      id,
      title: id.toUpperCase(),
      data: undefined,
      summary: undefined,
      lastSuccessAtMs: undefined,
      restored: false,
      consecutiveFailures: 0,
      lastError: undefined,
      lastDurationMs: undefined,
    })),
  });
});

Deno.test("PollState.recordSuccess() keeps the data, its summary and the time of the fetch", () => {
  const { state, facts } = createState();
  state.recordSuccess("first", answer(3));
  strictEqual(facts("first")?.summary?.items, 3);
  strictEqual(facts("first")?.lastSuccessAtMs, NOW_MS);
  strictEqual(facts("first")?.lastDurationMs, 120);
});

Deno.test("PollState.recordFailure() counts, and leaves data and the time of success as they are", () => {
  const { state, facts } = createState();
  state.recordSuccess("first", answer(3));
  const before = facts("first");
  state.recordFailure("first", down, { atMs: NOW_MS + 60_000 });
  state.recordFailure("first", new UpstreamError("timeout", "too slow"), { atMs: NOW_MS + 120_000 });
  deepStrictEqual(facts("first"), {
    ...before,
    consecutiveFailures: 2,
    lastError: { kind: "timeout", atMs: NOW_MS + 120_000, message: "too slow" },
    lastFailure: { kind: "timeout", atMs: NOW_MS + 120_000, recoveredAtMs: undefined },
  });
});

Deno.test("PollState.recordSuccess() ends a row of failures", () => {
  const { state, facts } = createState();
  state.recordFailure("first", down, { atMs: NOW_MS });
  state.recordSuccess("first", answer(1, NOW_MS + 1));
  strictEqual(facts("first")?.consecutiveFailures, 0);
  strictEqual(facts("first")?.lastError, undefined);
});

Deno.test("PollState changes one source and leaves the others the same objects", () => {
  const { state, facts } = createState();
  const second = facts("second");
  state.recordFailure("first", down, { atMs: NOW_MS });
  strictEqual(facts("second"), second);
});

Deno.test("PollState.restore() fills in an earlier run's data with its own time", () => {
  const { state, facts } = createState();
  state.restore("first", { data: { rows: [1, 2] }, fetched: { atMs: NOW_MS - 3_600_000 } });
  strictEqual(facts("first")?.lastSuccessAtMs, NOW_MS - 3_600_000);
  strictEqual(facts("first")?.summary?.items, 2);
  strictEqual(facts("first")?.restored, true);
  strictEqual(facts("first")?.lastDurationMs, undefined);
});

Deno.test("PollState.restore() never replaces an answer of this run", () => {
  const { state, facts } = createState();
  state.recordSuccess("first", answer(3));
  const before = state.snapshot;
  state.restore("first", { data: { rows: [] }, fetched: { atMs: NOW_MS + 1 } });
  strictEqual(state.snapshot, before);
  strictEqual(facts("first")?.restored, false);
});

Deno.test("restored data stays restored through failures and until the first new answer", () => {
  const { state, facts } = createState();
  state.restore("first", { data: {}, fetched: { atMs: NOW_MS - 1 } });
  state.recordFailure("first", down, { atMs: NOW_MS });
  strictEqual(facts("first")?.restored, true);
  state.recordSuccess("first", answer(1));
  strictEqual(facts("first")?.restored, false);
});

Deno.test("PollState.restore() passes over a source that is polled no longer", () => {
  const { state } = createState();
  const before = state.snapshot;
  state.restore("gone", { data: {}, fetched: { atMs: NOW_MS } });
  strictEqual(state.snapshot, before);
});

Deno.test("PollState refuses an outcome for a source that is not in the list", () => {
  const { state } = createState();
  throws(() => state.recordFailure("gone", down, { atMs: NOW_MS }), /"gone".*not in the list/);
  throws(() => state.recordSuccess("gone", answer(1)), RangeError);
});

Deno.test("PollState gives each change a new frozen snapshot that stays as it was", () => {
  const { state } = createState();
  const held = state.snapshot;
  state.recordSuccess("first", answer(1));
  state.recordFailure("second", down, { atMs: NOW_MS });
  assertTrue(state.snapshot !== held);
  strictEqual(held.sources[0]?.lastSuccessAtMs, undefined);
  for (const snapshot of [held, state.snapshot]) {
    assertTrue(Object.isFrozen(snapshot) && Object.isFrozen(snapshot.sources));
    assertTrue(snapshot.sources.every((facts) => Object.isFrozen(facts)));
  }
});

Deno.test("PollState keeps the last failure and notes the first success after it, and no later one", () => {
  const { state, facts } = createState();
  state.recordSuccess("first", answer(1));
  strictEqual(facts("first")?.lastFailure, undefined);
  state.recordFailure("first", down, { atMs: NOW_MS + 1 });
  const failed = { kind: "network", atMs: NOW_MS + 1 };
  deepStrictEqual(facts("first")?.lastFailure, { ...failed, recoveredAtMs: undefined });
  state.recordSuccess("first", answer(1, NOW_MS + 2));
  state.recordSuccess("first", answer(1, NOW_MS + 3));
  deepStrictEqual(facts("first")?.lastFailure, { ...failed, recoveredAtMs: NOW_MS + 2 });
});
