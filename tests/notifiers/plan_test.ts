import assert from "node:assert/strict";
import type { MessageRow } from "../../src/notifiers/message_store.ts";
import { type PlanState, planStep } from "../../src/notifiers/sender/plan.ts";
import { REAL_WAITS } from "../../src/notifiers/sender/waits.ts";
import { draft } from "./message_store_contract.ts";
import { CHAT, protectiveSell } from "./notify_parts.ts";

const NOW = 1_700_000_000_000;

function row(seq: number, change: Partial<MessageRow> = {}): MessageRow {
  return {
    ...draft(`k${seq}`, { chat: CHAT, facts: protectiveSell(), ring: true, rank: 1 }),
    ...{ seq, id: `m${seq}`, form: "rich", state: "queued", attempt: 0, failures: 0, absences: 0 },
    ...{
      isMarked: false,
      isGivenUp: false,
      knownId: undefined,
      messageId: undefined,
      notBeforeMs: undefined,
    },
    ...{ sendingAtMs: undefined, handedOnAtMs: undefined, doneAtMs: undefined, error: undefined },
    ...{ queuedAtMs: NOW, validUntilMs: NOW + 600_000 },
    ...change,
  };
}

function stateOf(rows: readonly MessageRow[], change: Partial<PlanState> = {}): PlanState {
  const rang = [5, 4, 3, 2, 1].map((ms) => NOW - ms);
  return {
    ...{ nowMs: NOW, rows, chats: [], blockedMs: 1, checkedAtMs: new Map(), paceMs: () => 0 },
    ...{ quietUntilMs: undefined, ringLimit: 5, rangAtMs: new Map([[CHAT, rang]]), waits: REAL_WAITS },
    ...{ alone: new Set(), idleMs: 1_000_000 },
    ...change,
  };
}

Deno.test("a step looks at each waiting row a few times, however many there are", () => {
  const readsOf = (n: number) => {
    let reads = 0;
    const counted = Array.from({ length: n }, (_, i) =>
      new Proxy(row(i), {
        get(target, name) {
          reads++;
          return Reflect.get(target, name);
        },
      }));
    const step = planStep(stateOf(counted));
    assert.deepEqual(step, { kind: "wait", ms: REAL_WAITS.silentGatherMs });
    return reads;
  };
  assert.ok(readsOf(400) <= 4.5 * readsOf(100), `${readsOf(100)} reads of 100 rows, ${readsOf(400)} of 400`);
});

Deno.test("a row waits for its chat's silence and for the part before it, and no other chat does", () => {
  const later = (ms: number) => NOW + ms;
  const silent = row(1, { error: "limited: 429", notBeforeMs: later(5_000) });
  assert.deepEqual(planStep(stateOf([silent, row(2)])), { kind: "wait", ms: 5_000 });
  const elsewhere = row(3, { chat: "888", ring: false });
  assert.deepEqual(planStep(stateOf([silent, row(2), elsewhere])), {
    ...{ kind: "send", row: elsewhere, isRinging: false },
  });
  const parts = [1, 2].map((part) => row(3 + part, { key: "long", part, parts: 2, ring: false }));
  const [first, second] = parts;
  assert.ok(first !== undefined && second !== undefined);
  const stumbled = { ...first, notBeforeMs: later(2_000) };
  assert.deepEqual(planStep(stateOf([stumbled, second])), { kind: "wait", ms: 2_000 });
});
