import { deepStrictEqual } from "node:assert/strict";
import { createSignalEvents } from "../../src/signals/signal_events.ts";
import type { DecisionResult, SignalRecord } from "../../src/signals/signal_journal.ts";

const SIGNAL = {
  id: "s1",
  label: "S-1130-01",
  ticker: "105560",
  action: "sell",
  rule: "stop",
} as SignalRecord;

function sayOf(result: Partial<DecisionResult>, about: { judge?: string; isOpinion?: boolean } = {}): string {
  const lines: string[] = [];
  const events = createSignalEvents({ write: (_level, _event, text) => void lines.push(text) });
  const whole = { errorKind: undefined, confidence: undefined, reason: undefined, latencyMs: 1, ...result };
  events.decided(SIGNAL, whole as DecisionResult, { judge: "none", isOpinion: false, ...about });
  return lines.join().replace("S-1130-01 sell 105560 (rule stop) ", "");
}

Deno.test("the log says of a decided signal what becomes of it, before it says what a judge said", () => {
  const skipped = { raw: "SKIPPED", effective: "CONFIRM" } as const;
  deepStrictEqual([
    sayOf({ ...skipped, errorKind: "no_judge" }),
    sayOf({ ...skipped, errorKind: "budget" }, { judge: "model" }),
    sayOf({ raw: "CONFIRM", effective: "REJECT" }, { judge: "model" }),
    sayOf({ raw: "TIMEOUT", effective: "NONE" }, { judge: "model" }),
    sayOf({ raw: "REJECT", effective: "REJECT" }, { judge: "model", isOpinion: true }),
  ], [
    "goes out; no judge was asked",
    "goes out; model was not asked (budget)",
    "is not sent; model says CONFIRM",
    "goes out marked as not judged; model says TIMEOUT",
    "is out already; model says REJECT",
  ]);
});
