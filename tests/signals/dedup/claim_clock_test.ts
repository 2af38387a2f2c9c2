import assert from "node:assert/strict";
import { DAY_MS, HOUR_MS } from "../../../src/core/kst.ts";
import { ClockBehindError } from "../../../src/signals/signal_store.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { signalsOf } from "../../support/owned.ts";

const NOON = Date.parse("2026-11-20T12:00:00+09:00");
const YEAR_MS = 365 * DAY_MS;

async function openAt(startMs: number) {
  const clock = new ManualClock(startMs);
  const opened = await openTempStore({ clock });
  return { clock, store: opened.store, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

Deno.test("a lease of a year from now, dated by a clock that was ahead, has ended", async () => {
  await using opened = await openAt(NOON + YEAR_MS);
  const { clock } = opened;
  const dedup = signalsOf(opened.store);
  assert.ok(await dedup.claim({ ticker: "A", action: "buy" }));
  clock.setWall(NOON);
  assert.equal(await dedup.isRecent("A", "buy"), false);
  assert.deepEqual((await dedup.list({ limit: 1 })).map(({ state, isInFuture }) => [state, isInFuture]), [[
    "abandoned",
    true,
  ]]);
  assert.ok(await dedup.claim({ ticker: "A", action: "buy" }));
});

Deno.test("a lease of a clock that stepped back by less than a lease can last still holds", async () => {
  await using opened = await openAt(NOON);
  const { clock } = opened;
  const dedup = signalsOf(opened.store);
  assert.ok(await dedup.claim({ ticker: "A", action: "buy" }));
  clock.setWall(NOON - HOUR_MS);
  assert.equal(await dedup.claim({ ticker: "A", action: "buy" }), undefined);
});

Deno.test("a signal sent in the future stays blocked and is told, until a person forgets it", async () => {
  await using opened = await openAt(NOON + YEAR_MS);
  const { clock, store: { claimClock } } = opened;
  const dedup = signalsOf(opened.store);
  await dedup.record("A", "buy", 1);
  clock.setWall(NOON);
  assert.equal(await dedup.claim({ ticker: "A", action: "buy" }), undefined);
  const lastSentMs = NOON + YEAR_MS;
  assert.deepEqual(claimClock.check(), {
    behindMs: lastSentMs,
    future: { count: 1, ticker: "A", action: "buy", lastSentMs },
  });
  await assert.rejects(dedup.claim({ ticker: "B", action: "buy" }), ClockBehindError);
  assert.equal(await dedup.forget("a", "BUY"), true);
  assert.equal(await dedup.forget("a", "BUY"), false);
  assert.deepEqual(claimClock.check(), { behindMs: undefined, future: undefined });
  assert.ok(await dedup.claim({ ticker: "A", action: "buy" }));
});

Deno.test("a clock behind any row of the database claims nothing until it has passed it", async () => {
  const writers: readonly ((store: Awaited<ReturnType<typeof openAt>>["store"]) => Promise<unknown>)[] = [
    (store) => signalsOf(store).record("A", "buy", 1),
    (store) => store.snapshots.save("portfolio", { payloadText: "{}", fetchedAtMs: NOON }),
    (store) => store.runs.begin(NOON),
    (store) => store.runs.noteTick({ plannedAtMs: NOON, hasFailed: false, fromMs: NOON }),
  ];
  for (const write of writers) {
    await using opened = await openAt(NOON);
    const { clock, store } = opened;
    await write(store);
    clock.setWall(NOON - 2 * DAY_MS);
    await assert.rejects(signalsOf(store).claim({ ticker: "B", action: "sell" }), (error: Error) => {
      assert.ok(error instanceof ClockBehindError && error.newestMs === NOON);
      assert.match(
        error.message,
        /2026-11-18T12:00:00\+09:00, and the database has rows of 2026-11-20T12:00:00/,
      );
      return true;
    });
    clock.setWall(NOON - 30_000);
    assert.ok(await signalsOf(store).claim({ ticker: "B", action: "sell" }), "a small step back is no fault");
  }
});

Deno.test("a program that starts with its clock behind remembers so, though it replaces its own later rows", async () => {
  await using opened = await openAt(NOON);
  const { clock, store } = opened;
  await store.runs.begin(NOON);
  clock.setWall(NOON - DAY_MS);
  await store.claimClock.begin();
  await store.runs.begin(NOON - DAY_MS);
  const { spans } = await store.runs.load();
  assert.deepEqual(spans.map(({ untilMs }) => untilMs), [NOON - DAY_MS], "the later row is gone");
  assert.equal(store.claimClock.check().behindMs, NOON);
  await assert.rejects(signalsOf(store).claim({ ticker: "B", action: "sell" }), ClockBehindError);
  clock.setWall(NOON);
  assert.equal(store.claimClock.check().behindMs, undefined);
  assert.ok(await signalsOf(store).claim({ ticker: "B", action: "sell" }));
});

Deno.test("a person who trusts the clock is believed up to the newest row of that moment, and no further", async () => {
  await using opened = await openAt(NOON + YEAR_MS);
  const { clock, store: { claimClock } } = opened;
  const dedup = signalsOf(opened.store);
  await dedup.record("A", "buy", 1);
  clock.setWall(NOON);
  await claimClock.trust();
  assert.ok(await dedup.claim({ ticker: "B", action: "buy" }));
  assert.equal(await dedup.claim({ ticker: "A", action: "buy" }), undefined, "still not sent twice");
  assert.equal(claimClock.state.future?.ticker, "A");
  clock.setWall(NOON + YEAR_MS + DAY_MS);
  await dedup.record("C", "buy", 1);
  clock.setWall(NOON);
  await assert.rejects(dedup.claim({ ticker: "D", action: "buy" }), ClockBehindError);
});
