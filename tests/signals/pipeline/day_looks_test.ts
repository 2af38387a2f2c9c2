import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { DayLooksCounter } from "../../../src/signals/pipeline/day_looks.ts";
import type { Taken } from "../../../src/signals/pipeline/pipeline.ts";
import type { DayLooks } from "../../../src/signals/look_journal.ts";
import type { NewSignal } from "../../../src/signals/signal_journal.ts";
import { signalOf } from "../../web/scripted_signals.ts";

const found = (outcome: Taken["outcome"], change: Partial<NewSignal>): Taken => ({
  signal: { ...signalOf(), action: "sell", score: 68, threshold: 75, ...change },
  outcome,
});

function createCounter() {
  const kept: [number, DayLooks][] = [];
  const counter = new DayLooksCounter("owner", {
    addLooks: (_owner, day, looks) => (kept.push([day, looks]), Promise.resolve()),
    looksOn: () => Promise.resolve({ looks: 0, nearest: undefined }),
  }, () => {});
  return { counter, kept };
}

Deno.test("nearest is what lacked least of what its own rule asks for, and nothing else that was skipped", async () => {
  const { counter } = createCounter();
  counter.note(1, [
    found("below", { ticker: "A", score: 60, threshold: 75 }),
    found("below", { ticker: "B", score: 50, threshold: 55 }),
    found("below", { ticker: "C", score: 70, threshold: 75 }),
    found("muted", { ticker: "D", score: 74, threshold: 75 }),
    found("below", { ticker: "E", score: undefined }),
    found("below", { ticker: "F", score: 74, threshold: 75, action: "notice" }),
  ]);
  const { looks, nearest } = await counter.of(1);
  strictEqual(looks, 1);
  deepStrictEqual([nearest?.ticker, nearest?.score, nearest?.threshold], ["B", 50, 55]);
});

Deno.test("each day is kept by itself, and what was kept is not kept again", async () => {
  const { counter, kept } = createCounter();
  counter.note(1, []);
  counter.note(2, []);
  counter.note(2, []);
  await counter.save();
  await counter.save();
  deepStrictEqual(kept, [
    [1, { looks: 1, nearest: undefined }],
    [2, { looks: 2, nearest: undefined }],
  ]);
});
