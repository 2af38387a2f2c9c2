import assert from "node:assert/strict";
import { createLateSignals } from "../../../src/app/signals/late_signals.ts";
import type { Signals } from "../../../src/signals/start_signals.ts";

/** What was asked of it, in order. */
function createWatched(): { readonly asked: string[]; readonly signals: Signals } {
  const asked: string[] = [];
  const note = <T>(word: string, answer: T): Promise<T> => (asked.push(word), Promise.resolve(answer));
  const today = { fired: 0, confirmed: 0, rejected: 0, unjudged: 0, skipped: {} };
  const view = { rules: 7, rulesFrom: "", problem: undefined, judge: "none", looks: 0, today };
  return {
    asked,
    signals: {
      reader: {
        view: () => view,
        list: () => note("list", []),
        counts: () => note("counts", today),
        judgeCounts: () => note("judge counts", { calls: 0, costKrw: 0 }),
        decisions: () => note("decisions", []),
        ruleIds: () => note("rule ids", []),
        find: () => note("find", undefined),
      },
      deliveries: {
        delivered: () => note("delivered", undefined),
        expired: () => note("expired", undefined),
      },
      dayLooks: { of: () => note("looks", { looks: 3, nearest: undefined }) },
      takeRequest: () => Promise.reject(new Error("not asked here")),
      receive: () => note("receive", { kind: "refused", reason: "no_rule", signal: undefined }),
      onCycle: () => void asked.push("cycle"),
      onWake: () => void asked.push("wake"),
      settled: () => note("settled", undefined),
      [Symbol.asyncDispose]: () => note("disposed", undefined),
    },
  };
}

Deno.test("late signals are started by the first who needs them, once, and followed from then on", async () => {
  const { asked, signals } = createWatched();
  let starts = 0;
  const late = createLateSignals(() => (starts++, Promise.resolve(signals)));
  late.onCycle();
  late.onWake();
  await late.settled();
  assert.deepEqual([starts, asked, late.reader.view()], [0, [], undefined]);
  await Promise.all([late.reader.list({ limit: 1 }), late.reader.find("S-1120-03")]);
  late.onCycle();
  assert.deepEqual([starts, asked], [1, ["list", "find", "cycle"]]);
  assert.equal(late.reader.view()?.rules, 7);
  assert.equal((await late.dayLooks.of(1)).looks, 3);
  await late[Symbol.asyncDispose]();
  assert.equal(asked.at(-1), "disposed");
});

Deno.test("late signals that could not start are tried again by the next who asks", async () => {
  const { asked, signals } = createWatched();
  let starts = 0;
  const late = createLateSignals(() =>
    ++starts === 1 ? Promise.reject(new Error("the file is locked")) : Promise.resolve(signals)
  );
  const refused = await late.takeRequest({ text: "{}", isTrusted: true });
  assert.deepEqual([refused.status, starts], [503, 1]);
  await late.reader.list({ limit: 1 });
  assert.deepEqual([starts, asked], [2, ["list"]]);
});

Deno.test("late signals that nobody needed end without having begun", async () => {
  const { asked, signals } = createWatched();
  const late = createLateSignals(() => Promise.resolve(signals));
  await late[Symbol.asyncDispose]();
  assert.deepEqual(asked, []);
});
