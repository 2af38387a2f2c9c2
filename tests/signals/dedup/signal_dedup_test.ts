import assert from "node:assert/strict";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { signalsOf } from "../../support/owned.ts";

const START = "2026-11-20T09:00:00+09:00";

Deno.test("is_recent_returns_false_for_new_ticker_action", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  assert.equal(await signalsOf(opened.store).isRecent("005930", "buy"), false);
});

Deno.test("is_recent_true_within_24h", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  await signalsOf(opened.store).record("005930", "buy", 0.8);
  await clock.advance(1000);
  assert.equal(await signalsOf(opened.store).isRecent("005930", "buy"), true);
});

Deno.test("is_recent_false_after_24h", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  await signalsOf(opened.store).record("005930", "buy", 0.8);
  await clock.advance(DAY_MS + MINUTE_MS);
  assert.equal(await signalsOf(opened.store).isRecent("005930", "buy"), false);
});

Deno.test("a signal is allowed again at exactly the end of the window, and not a millisecond before", async () => {
  const table = [
    { afterMs: 0, withinHours: 24, free: false },
    { afterMs: DAY_MS - 1, withinHours: 24, free: false },
    { afterMs: DAY_MS, withinHours: 24, free: true },
    { afterMs: DAY_MS + 1, withinHours: 24, free: true },
    { afterMs: HOUR_MS / 2 - 1, withinHours: 0.5, free: false },
    { afterMs: HOUR_MS / 2, withinHours: 0.5, free: true },
    { afterMs: 0, withinHours: 0, free: true },
    { afterMs: -1, withinHours: 24, free: false },
    { afterMs: -3 * HOUR_MS, withinHours: 24, free: false },
    { afterMs: -400 * DAY_MS, withinHours: 0, free: false },
  ];
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  for (const [i, { afterMs, withinHours, free }] of table.entries()) {
    clock.setWall(START);
    await dedup.record(`T${i}`, "sell", 1);
    clock.setWall(Date.parse(START) + afterMs);
    const name = JSON.stringify(table[i]);
    assert.equal(await dedup.isRecent(`T${i}`, "sell", withinHours), !free, name);
    assert.equal(
      await dedup.claim({ ticker: `T${i}`, action: "sell", withinHours }) !== undefined,
      free,
      name,
    );
  }
});

Deno.test("different spellings of a ticker and an action are one signal", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  const dedup = signalsOf(opened.store);
  await dedup.record("AAPL", "buy", 0.5);
  for (const ticker of [" aapl ", "AAPL\n", "ＡＡＰＬ", "aApL\u3000", "\u00a0aapl"]) {
    for (const action of ["buy", "BUY", " Buy\t"]) {
      assert.equal(await dedup.isRecent(ticker, action), true, ticker);
    }
    assert.equal(await dedup.isRecent(ticker, "sell"), false);
    assert.equal(await dedup.claim({ ticker, action: "BUY" }), undefined);
  }
  assert.equal(await dedup.isRecent("AAP", "buy"), false);
});

Deno.test("a ticker, action, window, confidence or lease that cannot be is refused with a sentence", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  const dedup = signalsOf(opened.store);
  const bad: readonly (readonly [string, string, RegExp])[] = [
    ["", "buy", /ticker: it is empty/],
    [" \t\u3000", "buy", /ticker: it is empty/],
    ["A".repeat(33), "buy", /33 characters, 32 are allowed/],
    ["A\nB", "buy", /control characters/],
    ["A\u001b[2J", "buy", /control characters/],
    ["A\u202eB", "buy", /control characters/],
    ["A\u0000", "buy", /control characters/],
    ["A\ud800", "buy", /control characters/],
    ["A", "hold", /must be buy or sell/],
    ["A", "", /must be buy or sell/],
  ];
  for (const [ticker, action, sentence] of bad) {
    await assert.rejects(() => dedup.isRecent(ticker, action), sentence);
    await assert.rejects(dedup.claim({ ticker, action }), sentence);
    await assert.rejects(dedup.record(ticker, action, 1), sentence);
  }
  await dedup.record("A".repeat(32), "buy", 1);
  for (const withinHours of [NaN, -1, Infinity, 8785]) {
    await assert.rejects(() => dedup.isRecent("A", "buy", withinHours), /withinHours/);
  }
  await assert.rejects(dedup.record("A", "buy", NaN), /confidence/);
  await assert.rejects(dedup.claim({ ticker: "A", action: "buy", leaseMs: 0 }), /leaseMs/);
  assert.equal(opened.store.status().state, "ok", "a wrong argument is no fault of the store");
});

Deno.test("of many callers in one process one gets the claim", async () => {
  await using opened = await openTempStore();
  const dedup = signalsOf(opened.store);
  const claims = await Promise.all(
    Array.from({ length: 200 }, (_, i) => dedup.claim({ ticker: `T${i % 10}`, action: "buy" })),
  );
  assert.equal(claims.filter((claim) => claim !== undefined).length, 10);
  assert.deepEqual(dedup.counts(), { claimsWon: 10, claimsLost: 190 });
});

Deno.test("a claim counts as recent until its lease ends and is then taken up by one caller", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  const request = { ticker: "A", action: "buy", leaseMs: 1000 };
  const lost = await dedup.claim(request);
  assert.ok(lost !== undefined);
  await clock.advance(999);
  assert.equal(await dedup.isRecent("A", "buy"), true);
  assert.equal(await dedup.claim(request), undefined);
  await clock.advance(1);
  assert.equal(await dedup.isRecent("A", "buy"), false);
  assert.equal((await dedup.list({ limit: 1 }))[0]?.state, "abandoned");
  const retaken = await Promise.all([dedup.claim(request), dedup.claim(request)]);
  assert.equal(retaken.filter((claim) => claim !== undefined).length, 1);
  assert.equal(await dedup.confirm(lost.id), false, "the first holder is fenced");
  assert.equal(await dedup.release(lost.id), false);
  assert.equal(await dedup.confirm(retaken.find((claim) => claim !== undefined)?.id ?? ""), true);
});

Deno.test("a late confirm counts as long as nobody took the claim over", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const claim = await signalsOf(opened.store).claim({ ticker: "A", action: "buy", leaseMs: 1000 });
  await clock.advance(5000);
  assert.equal(await signalsOf(opened.store).confirm(claim?.id ?? ""), true);
  await clock.advance(DAY_MS - 1);
  assert.equal(await signalsOf(opened.store).isRecent("A", "buy"), true, "the window begins at the confirm");
});

Deno.test("confirm() said twice is true twice, and false for an unknown or released claim", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  const dedup = signalsOf(opened.store);
  const claim = await dedup.claim({ ticker: "A", action: "buy" });
  assert.equal(await dedup.confirm(claim?.id ?? ""), true);
  assert.equal(await dedup.confirm(claim?.id ?? ""), true);
  assert.equal(await dedup.release(claim?.id ?? ""), false, "what went out cannot be taken back");
  assert.equal(await dedup.confirm("nobody"), false);
  const other = await dedup.claim({ ticker: "B", action: "buy" });
  assert.equal(await dedup.release(other?.id ?? ""), true);
  assert.equal(await dedup.confirm(other?.id ?? ""), false);
});

Deno.test("release() gives the pair back as it was, with the time of the earlier signal", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  const first = await dedup.claim({ ticker: "A", action: "buy" });
  assert.equal(await dedup.release(first?.id ?? ""), true);
  assert.deepEqual(await dedup.list({ limit: 9 }), [], "a first claim that was given back leaves nothing");

  await dedup.record("A", "buy", 0.25);
  await clock.advance(DAY_MS);
  const second = await dedup.claim({ ticker: "A", action: "buy", confidence: 0.75 });
  assert.equal(await dedup.release(second?.id ?? ""), true);
  const expected = {
    ticker: "A",
    action: "buy",
    state: "sent",
    lastSentMs: Date.parse(START),
    confidence: 0.25,
  };
  assert.deepEqual(await dedup.list({ limit: 9 }), [expected]);
  assert.equal(await dedup.isRecent("A", "buy", 25), true);
});

Deno.test("list() keeps the confidence of an open claim apart from that of the signal before it", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  await dedup.record("A", "buy", 0.25);
  await clock.advance(DAY_MS);
  const claim = await dedup.claim({ ticker: "A", action: "buy", confidence: 0.75 });
  const [open] = await dedup.list({ limit: 1 });
  assert.deepEqual([open?.confidence, open?.claimConfidence], [0.25, 0.75]);
  await dedup.confirm(claim?.id ?? "");
  const [sent] = await dedup.list({ limit: 1 });
  assert.deepEqual([sent?.confidence, sent?.claimConfidence], [0.75, undefined]);
});

Deno.test("list() shows the latest first with state, time and confidence", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  await dedup.record("A", "buy", 0.1);
  await clock.advance(1);
  const claim = await dedup.claim({ ticker: "B", action: "sell", confidence: 0.2 });
  await clock.advance(1);
  await dedup.confirm(claim?.id ?? "");
  await clock.advance(1);
  await dedup.claim({ ticker: "C", action: "buy" });
  const short = (await dedup.list({ limit: 3 })).map((
    row,
  ) => [row.ticker, row.state, row.lastSentMs, row.confidence]);
  const atMs = Date.parse(START);
  assert.deepEqual(short, [
    ["C", "claimed", undefined, undefined],
    ["B", "sent", atMs + 2, 0.2],
    ["A", "sent", atMs, 0.1],
  ]);
  assert.equal((await dedup.list({ limit: 2 })).length, 2);
});

Deno.test("a record() older than what is stored changes nothing", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  await signalsOf(opened.store).record("A", "buy", 0.1);
  clock.setWall(Date.parse(START) - 1000);
  await signalsOf(opened.store).record("A", "buy", 0.9);
  assert.equal((await signalsOf(opened.store).list({ limit: 1 }))[0]?.lastSentMs, Date.parse(START));
});

Deno.test("a clock with fractions of a millisecond is no fault", async () => {
  const clock = new ManualClock(Date.parse(START) + 0.75);
  await using opened = await openTempStore({ clock });
  const claim = await signalsOf(opened.store).claim({ ticker: "A", action: "buy" });
  assert.equal(claim?.claimedAtMs, Date.parse(START));
  assert.equal(await signalsOf(opened.store).confirm(claim?.id ?? ""), true);
  await opened.store.snapshots.save("s", { payloadText: "{}", fetchedAtMs: Date.parse(START) });
});

Deno.test("a confirm after the clock was set back does not move the time of a later signal back", async () => {
  const clock = new ManualClock(START);
  await using opened = await openTempStore({ clock });
  const dedup = signalsOf(opened.store);
  const claim = await dedup.claim({ ticker: "A", action: "buy" });
  clock.setWall(Date.parse(START) + HOUR_MS);
  await dedup.record("A", "buy", 0.9);
  clock.setWall(Date.parse(START) + MINUTE_MS);
  assert.equal(await dedup.confirm(claim?.id ?? ""), true);
  assert.equal((await dedup.list({ limit: 1 }))[0]?.lastSentMs, Date.parse(START) + HOUR_MS);
});

Deno.test("the longest window and the longest lease are allowed, and a claim tells when it was taken and ends", async () => {
  await using opened = await openTempStore({ clock: new ManualClock(START) });
  const dedup = signalsOf(opened.store);
  const atMs = Date.parse(START);
  const claim = await dedup.claim({ ticker: "A", action: "buy", withinHours: 8_784, leaseMs: DAY_MS });
  assert.deepEqual([claim?.claimedAtMs, claim?.leaseUntilMs], [atMs, atMs + DAY_MS]);
  assert.equal(await dedup.isRecent("A", "buy", 8_784), true);
});
