import assert from "node:assert/strict";
import { type Clock, createSystemClock } from "../../src/core/clock.ts";
import { EXIT, UserError } from "../../src/core/errors.ts";
import type { LogLevel } from "../../src/core/log.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import type { Database } from "../../src/sqlite/sql.ts";
import { openStore } from "../../src/app/data/store.ts";
import { StoreBusyError, StoreClosedError } from "../../src/sqlite/write_queue.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { startChild } from "./child.ts";
import { makeTempDir, openTempStore } from "./temp_store.ts";
import { signalsOf } from "../support/owned.ts";

/** The write lock, held by another connection: for SQLite the same as another process. */
function holdLock(dir: string): Disposable & { db: Database } {
  const db = openDatabase(`${dir}/signal_v2.db`);
  db.prepare("BEGIN IMMEDIATE").run();
  return { db, [Symbol.dispose]: () => db.close() };
}

const request = { ticker: "A", action: "buy" };

Deno.test("while another process holds the lock the program goes on, and the claim succeeds afterwards", async () => {
  const clock = createSystemClock();
  await using opened = await openTempStore({ clock });
  await using child = startChild("holdWriteLock", opened.dir);
  assert.equal(await child.next(), "locked");

  let longestGapMs = 0;
  let ticks = 0;
  const ended = new AbortController();
  const ticking = tick(clock, ended.signal, (gapMs) => {
    ticks++;
    longestGapMs = Math.max(longestGapMs, gapMs);
  });
  const claiming = signalsOf(opened.store).claim(request);
  assert.equal(await signalsOf(opened.store).isRecent("A", "buy"), false, "reading does not wait");
  await clock.sleep(500);
  const waiting = opened.store.status();
  assert.equal(waiting.state, "waiting");
  assert.ok(waiting.waitingForMs !== undefined && waiting.waitingForMs >= 450);
  assert.equal(waiting.queued, 1);
  // The lock is held until `go`: a program that waited for it would not have come here, nor have ticked.
  assert.ok(ticks >= 2, `${ticks} ticks`);
  assert.ok(longestGapMs < waiting.waitingForMs, `${longestGapMs} ms without a tick`);
  await child.go();
  assert.ok(await claiming !== undefined);
  ended.abort();
  await ticking;
  const { state, queued, lockWaits, claimsWon } = opened.store.status();
  assert.deepEqual({ state, queued, lockWaits, claimsWon }, {
    state: "ok",
    queued: 0,
    lockWaits: 1,
    claimsWon: 1,
  });
});

async function tick(clock: Clock, signal: AbortSignal, note: (gapMs: number) => void): Promise<void> {
  let lastMs = clock.monotonic();
  while (!signal.aborted) {
    await clock.sleep(10, signal).catch(() => {});
    note(clock.monotonic() - lastMs);
    lastMs = clock.monotonic();
  }
}

Deno.test("after 120 s of a held lock a claim fails and is not won, and the store tells it until the next write", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const lines: [LogLevel, string][] = [];
  const log = { write: (level: LogLevel, event: string) => void lines.push([level, event]) };
  await using opened = await openTempStore({ clock, log });
  const { store } = opened;
  {
    using _lock = holdLock(opened.dir);
    const failed = assert.rejects(signalsOf(store).claim(request), (error) => {
      assert.ok(error instanceof StoreBusyError);
      assert.ok(error.waitedMs >= 120_000 && error.waitedMs < 120_200, String(error.waitedMs));
      return true;
    });
    await clock.advance(119_000);
    assert.equal(store.status().state, "waiting");
    await clock.advance(1200);
    await failed;
  }
  assert.equal(store.status().state, "degraded");
  assert.equal(store.status().lastError?.kind, "busy");
  assert.equal(store.status().waitingForMs, undefined);
  const delays = clock.sleptMs.slice(0, 50);
  assert.ok(delays.every((ms, i) => ms <= Math.min(5 * 2 ** i, 100) && ms >= Math.min(5 * 2 ** i, 100) / 2));
  assert.ok(await signalsOf(store).claim(request) !== undefined, "the failed claim left nothing behind");
  assert.equal(store.status().state, "ok");
  assert.equal(store.status().lastError?.kind, "busy", "the last fault stays to be seen");
  assert.deepEqual(lines, [["warning", "store_waiting"], ["error", "store_degraded"], [
    "info",
    "store_recovered",
  ]]);
});

Deno.test("the lease begins when the lock is taken, not when the claim began to wait", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await using opened = await openTempStore({ clock });
  const lock = holdLock(opened.dir);
  const claiming = signalsOf(opened.store).claim({ ...request, leaseMs: 1000 });
  await clock.advance(60_000);
  lock[Symbol.dispose]();
  await clock.advance(200);
  const claim = await claiming;
  assert.ok(claim !== undefined && claim.claimedAtMs >= clock.now() - 200, "claimed just now");
  assert.equal(claim.leaseUntilMs, claim.claimedAtMs + 1000);
});

Deno.test("writes that wait are made in the order in which they were asked for", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await using opened = await openTempStore({ clock });
  const lock = holdLock(opened.dir);
  const order: string[] = [];
  const all = ["A", "B", "C"].map((ticker) =>
    signalsOf(opened.store).record(ticker, "buy", 1).then(() => order.push(ticker))
  );
  await clock.advance(1000);
  assert.equal(opened.store.status().queued, 3);
  lock[Symbol.dispose]();
  await clock.advance(200);
  await Promise.all(all);
  assert.deepEqual(order, ["A", "B", "C"]);
});

Deno.test("an AbortSignal ends the waiting of its own claim at once, and the next in line goes on", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await using opened = await openTempStore({ clock });
  const lock = holdLock(opened.dir);
  const stop = new AbortController();
  const stopped = assert.rejects(
    signalsOf(opened.store).claim({ ...request, signal: stop.signal }),
    /enough/,
  );
  const next = signalsOf(opened.store).claim({ ...request, action: "sell" });
  await clock.advance(500);
  stop.abort(new Error("enough"));
  await stopped;
  assert.equal(opened.store.status().queued, 1);
  lock[Symbol.dispose]();
  await clock.advance(200);
  assert.ok(await next !== undefined);
  assert.equal(await signalsOf(opened.store).isRecent("A", "buy"), false, "the aborted claim was not made");
  await assert.rejects(signalsOf(opened.store).claim({ ...request, signal: stop.signal }), /enough/);
});

Deno.test("closing the store ends all waiting at once, and later writes are refused", async () => {
  const clock = createSystemClock();
  await using opened = await openTempStore({ clock });
  using _lock = holdLock(opened.dir);
  const beganMs = clock.monotonic();
  const refused = Promise.all([
    assert.rejects(signalsOf(opened.store).claim(request), StoreClosedError),
    assert.rejects(
      opened.store.snapshots.save("portfolio", { payloadText: "{}", fetchedAtMs: 1 }),
      StoreClosedError,
    ),
  ]);
  await clock.sleep(30);
  await opened.store[Symbol.asyncDispose]();
  await refused;
  assert.ok(clock.monotonic() - beganMs < 1000);
  await assert.rejects(signalsOf(opened.store).record("A", "buy", 1), StoreClosedError);
});

Deno.test("closing the store makes a waiting write when the lock is free by then", async () => {
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  using dir = makeTempDir();
  const store = await openStore({ dir: dir.path, clock });
  const lock = holdLock(dir.path);
  const recording = signalsOf(store).record("A", "buy", 1);
  await settle();
  lock[Symbol.dispose]();
  await store[Symbol.asyncDispose]();
  await recording;
  await using again = await openStore({ dir: dir.path, clock });
  assert.equal(await signalsOf(again).isRecent("A", "buy"), true);
});

Deno.test("a lock that is held for 5 s at start ends the start with a sentence and exit code 1", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await (await openStore({ dir: dir.path, clock }))[Symbol.asyncDispose]();
  using _lock = holdLock(dir.path);
  const failed = assert.rejects(openStore({ dir: dir.path, clock }), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.exitCode, EXIT.runtime, "4 is for the instance lock only");
    assert.match(
      error.message,
      /signal_v2\.db: another program has kept it locked for 5 s\. Stop .+ and start again$/,
    );
    return true;
  });
  await clock.advance(5200);
  await failed;
});

Deno.test("a lock that is let go within 5 s only delays the start", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await (await openStore({ dir: dir.path, clock }))[Symbol.asyncDispose]();
  const lock = holdLock(dir.path);
  const opening = openStore({ dir: dir.path, clock });
  await clock.advance(4000);
  lock[Symbol.dispose]();
  await clock.advance(200);
  await using store = await opening;
  assert.equal(store.status().state, "ok");
});

Deno.test("an AbortSignal ends the waiting of an opening at once, with its reason", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  await (await openStore({ dir: dir.path, clock }))[Symbol.asyncDispose]();
  const stop = new AbortController();
  {
    using _lock = holdLock(dir.path);
    const stopped = assert.rejects(openStore({ dir: dir.path, clock, signal: stop.signal }), /enough/);
    await clock.advance(1000);
    stop.abort(new Error("enough"));
    await stopped;
  }
  await assert.rejects(openStore({ dir: dir.path, clock, signal: stop.signal }), /enough/);
  await using store = await openStore({ dir: dir.path, clock });
  assert.equal(store.status().state, "ok");
});
