/** What went out, apart from what was held back, over a real memory. */
import assert from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import type { SkipReason } from "../../src/signals/signal_journal.ts";
import { startSignalBot } from "../bot/signal_parts.ts";
import { TESTER } from "../support/owned.ts";
import { signalOf } from "../web/scripted_signals.ts";

interface Fired {
  readonly items: readonly {
    readonly ticker: string;
    readonly state: string;
    readonly price: number | null;
    readonly verdict: string | null;
    readonly seen_at: string | null;
    readonly outcomes: readonly unknown[];
  }[];
  readonly held_back: readonly { readonly reason: string; readonly count: number }[];
}

async function openFired() {
  const test = await startSignalBot();
  return Object.assign(test, {
    async ask(args: Readonly<Record<string, unknown>>): Promise<Fired> {
      const answer = await test.door.run("signals.fired", args, TESTER);
      assert.equal(answer.kind, "done");
      return (answer.kind === "done" ? answer.result : undefined) as Fired;
    },
  });
}

const HELD: readonly SkipReason[] = ["duplicate", "muted", "muted", "stale"];

Deno.test("what was held back takes no room from what went out, and is counted by its reasons", async () => {
  await using test = await openFired();
  const id = await test.tell({ ticker: "005930", name: "삼성전자", price: 71_300 });
  for (const reason of HELD) await test.skip(reason);
  const { items, held_back: held } = await test.ask({ limit: 2, which: "told" });
  assert.deepEqual(items.map(({ ticker, price }) => [ticker, price]), [["005930", 71_300]]);
  assert.deepEqual(held[0], { reason: "muted", count: 2 });
  assert.deepEqual(held.map(({ count }) => count).reduce((a, b) => a + b), 4);
  const all = await test.ask({ limit: 2 });
  assert.deepEqual(all.items.map(({ state }) => state), ["skipped", "skipped"]);
  await test.press(`s:${id}:seen`);
  const { items: [seen] } = await test.ask({ limit: 2, which: "told" });
  assert.match(seen?.seen_at ?? "", /^2026-11-20T09:2/);
});

Deno.test("what was held back is counted to the last, however many there were", async () => {
  await using test = await openFired();
  const signals = Array.from({ length: 1_001 }, (_, i) => {
    const id = `01KAG${String(i).padStart(21, "0")}`;
    const signal = signalOf({ id, ref: id, sender: "api", firedAtMs: test.clock.now() });
    return { kind: "skip" as const, signal, reason: "below" as const };
  });
  await test.journal.take(OWNER, { signals });
  assert.deepEqual((await test.ask({})).held_back, [{ reason: "below", count: 1_001 }]);
});

Deno.test("of a day only its own signals are listed, and what became of them since", async () => {
  await using test = await openFired();
  const id = await test.tell({ ticker: "005930" });
  await test.journal.saveOutcome(OWNER, {
    ...{ signalId: id, horizon: 1, price: 72_000, pctNet: 0.7, hit: true, from: "polls" },
    atMs: test.clock.now(),
  });
  const { items: [item] } = await test.ask({ which: "told", day: "2026-11-20" });
  assert.deepEqual(item?.outcomes, [{ sessions: 1, pct_net: 0.7, hit: true }]);
  assert.deepEqual(await test.ask({ which: "told", day: "2026-11-19" }), { items: [], held_back: [] });
  assert.deepEqual((await test.ask({ which: "rejected" })).items, []);
  const answer = await test.door.run("signals.fired", { day: "20.11." }, TESTER);
  assert.equal(answer.kind === "refused" && answer.reason, "bad_arguments");
});
