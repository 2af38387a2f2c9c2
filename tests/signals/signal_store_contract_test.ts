/** What every memory of signals keeps to; a new one is a line in `MEMORIES`. */
import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { type Actor, OWNER } from "../../src/core/actor.ts";
import { HOUR_MS } from "../../src/core/kst.ts";
import type { SignalStore } from "../../src/signals/signal_store.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { MemorySignals } from "./memory_signals.ts";

const START = "2026-11-20T09:00:00+09:00";
const SENDER: Actor = { kind: "strategy", id: "btc" };
const PERSON: Actor = { kind: "cli", id: "signals" };
const BUY = { ticker: "005930", action: "buy" };

const MEMORIES: Readonly<
  Record<string, (clock: ManualClock) => Promise<{ signals: SignalStore } & AsyncDisposable>>
> = {
  async SQLite(clock) {
    const opened = await openTempStore({ clock });
    return { signals: opened.store.signals, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  },
  memory: (clock) =>
    Promise.resolve({
      signals: new MemorySignals(clock),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

for (const [name, open] of Object.entries(MEMORIES)) {
  const test = (sentence: string, run: (signals: SignalStore, clock: ManualClock) => Promise<void>) =>
    Deno.test(`signals in ${name}: ${sentence}`, async () => {
      const clock = new ManualClock(START);
      await using opened = await open(clock);
      await run(opened.signals, clock);
    });

  test(
    "of many callers at once one wins the claim, and nobody while its lease lasts",
    async (signals, clock) => {
      const request = { ...BUY, leaseMs: 1_000, actor: SENDER };
      const claims = await Promise.all(Array.from({ length: 8 }, () => signals.claim(OWNER, request)));
      strictEqual(claims.filter((claim) => claim !== undefined).length, 1);
      deepStrictEqual(signals.counts(), { claimsWon: 1, claimsLost: 7 });
      await clock.advance(999);
      strictEqual(await signals.claim(OWNER, request), undefined);
      await clock.advance(1);
      assertTrue(await signals.claim(OWNER, request), "the lease is over");
    },
  );

  test("a claim that another took over can neither be confirmed nor released", async (signals, clock) => {
    const first = await signals.claim(OWNER, { ...BUY, leaseMs: 1_000, actor: SENDER });
    await clock.advance(1_000);
    const second = await signals.claim(OWNER, { ...BUY, actor: SENDER });
    const end = { claimId: first?.id ?? "", actor: SENDER };
    strictEqual(await signals.confirm(OWNER, end), false);
    strictEqual(await signals.release(OWNER, end), false);
    strictEqual(await signals.confirm(OWNER, { claimId: second?.id ?? "", actor: SENDER }), true);
  });

  test("a confirmed signal is recent for its window and may be confirmed twice", async (signals, clock) => {
    const claim = await signals.claim(OWNER, { ...BUY, actor: SENDER });
    const end = { claimId: claim?.id ?? "", actor: SENDER };
    strictEqual(await signals.confirm(OWNER, end), true);
    strictEqual(await signals.confirm(OWNER, end), true);
    await clock.advance(24 * HOUR_MS - 1);
    strictEqual(await signals.isRecent(OWNER, BUY), true);
    strictEqual(await signals.claim(OWNER, { ...BUY, actor: SENDER }), undefined);
    await clock.advance(1);
    strictEqual(await signals.isRecent(OWNER, BUY), false);
    assertTrue(await signals.claim(OWNER, { ...BUY, actor: SENDER }));
  });

  test(
    "a release leaves what was before the claim: nothing, or the time of the earlier signal",
    async (signals, clock) => {
      const first = await signals.claim(OWNER, { ...BUY, actor: SENDER });
      strictEqual(await signals.release(OWNER, { claimId: first?.id ?? "", actor: PERSON }), true);
      deepStrictEqual(await signals.list(OWNER, { limit: 9 }), []);
      await signals.record(OWNER, { ...BUY, confidence: 0.5, actor: SENDER });
      const sentAtMs = clock.now();
      await clock.advance(25 * HOUR_MS);
      const second = await signals.claim(OWNER, { ...BUY, actor: SENDER });
      strictEqual(await signals.release(OWNER, { claimId: second?.id ?? "", actor: PERSON }), true);
      const [row] = await signals.list(OWNER, { limit: 9 });
      deepStrictEqual([row?.state, row?.lastSentMs, row?.confidence], ["sent", sentAtMs, 0.5]);
    },
  );

  test("who changed a pair last stands in its row", async (signals, clock) => {
    const who = async () => (await signals.list(OWNER, { limit: 1 }))[0]?.actor;
    await signals.record(OWNER, { ...BUY, confidence: 0.5, actor: PERSON });
    deepStrictEqual(await who(), PERSON);
    await clock.advance(25 * HOUR_MS);
    const claim = await signals.claim(OWNER, { ...BUY, actor: SENDER });
    deepStrictEqual(await who(), SENDER);
    await signals.release(OWNER, { claimId: claim?.id ?? "", actor: PERSON });
    deepStrictEqual(await who(), PERSON);
    const again = await signals.claim(OWNER, { ...BUY, actor: PERSON });
    await signals.confirm(OWNER, { claimId: again?.id ?? "", actor: SENDER });
    deepStrictEqual(await who(), SENDER);
  });

  test("what one owner sent, claims and forgets is nothing to another", async (signals) => {
    const claim = await signals.claim(OWNER, { ...BUY, actor: SENDER });
    const end = { claimId: claim?.id ?? "", actor: SENDER };
    strictEqual(await signals.isRecent("another", BUY), false);
    deepStrictEqual(await signals.list("another", { limit: 9 }), []);
    strictEqual(await signals.confirm("another", end), false);
    strictEqual(await signals.release("another", end), false);
    strictEqual(await signals.forget("another", BUY), false);
    assertTrue(await signals.claim("another", { ...BUY, actor: SENDER }), "the same pair, of somebody else");
    strictEqual(await signals.confirm(OWNER, end), true);
  });

  test("a forgotten pair is claimed as if it had never been", async (signals) => {
    await signals.record(OWNER, { ...BUY, confidence: 0.5, actor: SENDER });
    strictEqual(await signals.forget(OWNER, { ticker: " 005930 ", action: "BUY" }), true);
    strictEqual(await signals.forget(OWNER, BUY), false);
    assertTrue(await signals.claim(OWNER, { ...BUY, actor: SENDER }));
  });

  test("a name that cannot be is a rejection, not a throw", async (signals) => {
    const bad = { ticker: "", action: "buy" };
    await rejects(signals.claim(OWNER, { ...bad, actor: SENDER }), RangeError);
    strictEqual((await signals.list(OWNER, { limit: 9 })).length, 0);
  });
}
