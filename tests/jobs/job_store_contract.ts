import { deepStrictEqual, notStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { type Actor, OWNER } from "../../src/core/actor.ts";
import type { Job, JobHead } from "../../src/jobs/job.ts";
import type { JobStore, JobWish } from "../../src/jobs/job_store.ts";
import { ManualClock } from "../support/manual_clock.ts";

export const ACTOR: Actor = { kind: "cli", id: "test" };
const NOTES = { progress: 0.5, progressText: "half", output: "so far\n", cutBytes: 3 };
const DONE = { ...NOTES, progress: 1, progressText: "", state: "done", exitCode: 0 } as const;

export function wishOf(change: Partial<JobWish> = {}): JobWish {
  return { key: "one", kind: "backtest", actor: ACTOR, request: { strategy: "dca" }, ...change };
}

/** What every memory of jobs promises. */
export function testJobStore(
  name: string,
  open: (clock: ManualClock) => Promise<JobStore & AsyncDisposable>,
): void {
  const test = (what: string, use: (store: JobStore, clock: ManualClock) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      const clock = new ManualClock("2026-11-20T09:00:00+09:00");
      await using store = await open(clock);
      await use(store, clock);
    });
  const begun = async (store: JobStore, wish: JobWish = wishOf()): Promise<Job> => {
    await store.add(OWNER, wish);
    const job = await store.begin(wish.kind);
    assertTrue(job !== undefined);
    return job;
  };

  test("a new job is queued and holds who asked for what, and when", async (store, clock) => {
    const { kind, job } = await store.add(OWNER, wishOf());
    strictEqual(kind, "new");
    const { id, ...rest } = job;
    strictEqual(id.length, 26);
    deepStrictEqual(rest, {
      ...{ key: "one", kind: "backtest", owner: OWNER, actor: ACTOR, request: { strategy: "dca" } },
      ...{ state: "queued", progress: 0, progressText: "", output: "", cutBytes: 0, exitCode: undefined },
      ...{ createdAtMs: clock.now(), startedAtMs: undefined, endedAtMs: undefined, notedAtMs: undefined },
      ...{ cancelAskedAtMs: undefined, cancelActor: undefined },
    });
    deepStrictEqual(await store.find(OWNER, id), job);
  });

  test("the same key again is the same job, also when it is over", async (store) => {
    const { job } = await store.add(OWNER, wishOf());
    const again = await store.add(OWNER, wishOf({ request: { strategy: "another" } }));
    deepStrictEqual(again, { kind: "same", job });
    await store.begin("backtest");
    await store.end(job.id, DONE);
    const later = await store.add(OWNER, wishOf());
    deepStrictEqual([later.kind, later.job.id, later.job.state], ["same", job.id, "done"]);
  });

  test("a second job of a kind is answered with the one that is under way; another kind is free", async (store) => {
    const { job } = await store.add(OWNER, wishOf());
    const second = await store.add(OWNER, wishOf({ key: "two" }));
    deepStrictEqual([second.kind, second.job.id], ["busy", job.id]);
    await store.begin("backtest");
    strictEqual((await store.add(OWNER, wishOf({ key: "two" }))).kind, "busy");
    strictEqual((await store.add(OWNER, wishOf({ key: "two", kind: "sweep" }))).kind, "new");
    await store.end(job.id, DONE);
    strictEqual((await store.add(OWNER, wishOf({ key: "three" }))).kind, "new");
  });

  test("of ten that ask at once, one is new and nine hear of it", async (store) => {
    const asked = Array.from({ length: 10 }, (_, i) => store.add(OWNER, wishOf({ key: `key ${i}` })));
    const answers = await Promise.all(asked);
    strictEqual(answers.filter(({ kind }) => kind === "new").length, 1);
    strictEqual(new Set(answers.map(({ job }) => job.id)).size, 1);
  });

  test("jobs of one owner are hidden from another", async (store) => {
    const { job } = await store.add(OWNER, wishOf());
    strictEqual(await store.find("somebody", job.id), undefined);
    deepStrictEqual(await store.list("somebody", { limit: 10 }), []);
    strictEqual(await store.askCancel("somebody", job.id, ACTOR), "unknown");
    strictEqual((await store.add("somebody", wishOf())).kind, "new");
  });

  test("a job is begun once, and none while another of its kind runs", async (store, clock) => {
    strictEqual(await store.begin("backtest"), undefined);
    await store.add(OWNER, wishOf());
    await store.add("somebody", wishOf());
    await clock.advance(1_000);
    const job = await store.begin("backtest");
    deepStrictEqual([job?.state, job?.owner, job?.startedAtMs], ["running", OWNER, clock.now()]);
    strictEqual(await store.begin("backtest"), undefined);
    await store.end(job?.id ?? "", DONE);
    strictEqual((await store.begin("backtest"))?.owner, "somebody");
  });

  test("what a running job says is kept with the time at which it was said", async (store, clock) => {
    const { id } = await begun(store);
    await clock.advance(2_000);
    await store.note(id, NOTES);
    const job = await store.find(OWNER, id);
    const { progress, progressText, output, cutBytes } = job ?? NOTES;
    deepStrictEqual({ progress, progressText, output, cutBytes }, NOTES);
    deepStrictEqual([job?.state, job?.notedAtMs], ["running", clock.now()]);
  });

  test("a job ends once, and nothing is noted of it afterwards", async (store, clock) => {
    const { id } = await begun(store);
    strictEqual(await store.end(id, { ...DONE, state: "failed", exitCode: 2 }), true);
    strictEqual(await store.end(id, DONE), false);
    await store.note(id, { ...NOTES, output: "late" });
    const job = await store.find(OWNER, id);
    deepStrictEqual([job?.state, job?.exitCode, job?.output], ["failed", 2, DONE.output]);
    strictEqual(job?.endedAtMs, clock.now());
  });

  test(
    "cancelling ends a queued job, asks a running one, and leaves one that is over",
    async (store, clock) => {
      const { job: queued } = await store.add(OWNER, wishOf());
      strictEqual(await store.askCancel(OWNER, queued.id, ACTOR), "cancelled");
      const cancelled = await store.find(OWNER, queued.id);
      deepStrictEqual([cancelled?.state, cancelled?.cancelActor], ["cancelled", ACTOR]);
      strictEqual(cancelled?.endedAtMs, clock.now());
      const { id } = await begun(store, wishOf({ key: "two" }));
      strictEqual(await store.isCancelAsked(id), false);
      const first: Actor = { kind: "http", id: "token" };
      strictEqual(await store.askCancel(OWNER, id, first), "asked");
      strictEqual(await store.askCancel(OWNER, id, ACTOR), "asked");
      strictEqual(await store.isCancelAsked(id), true);
      const asked = await store.find(OWNER, id);
      deepStrictEqual([asked?.state, asked?.cancelActor], ["running", first]);
      await store.end(id, { ...DONE, state: "cancelled", exitCode: undefined });
      strictEqual(await store.askCancel(OWNER, id, ACTOR), "over");
      strictEqual(await store.askCancel(OWNER, "nobody", ACTOR), "unknown");
    },
  );

  test("a row and the list tell in a line why a job failed, however much it said before", async (store) => {
    const { id } = await begun(store);
    const output = `error: an early one\n${"so far\n".repeat(9_000)}error: there is no such file\n`;
    await store.end(id, { ...DONE, output, state: "failed", exitCode: 2 });
    strictEqual((await store.find(OWNER, id))?.fault, "there is no such file");
    strictEqual((await store.list(OWNER, { limit: 1 }))[0]?.fault, "there is no such file");
  });

  test("the list is newest first and goes on behind any job", async (store, clock) => {
    for (const key of ["a", "b", "c", "d"]) {
      await store.add(OWNER, wishOf({ key, kind: key }));
      await clock.advance(1);
    }
    const keysOf = (jobs: readonly JobHead[]) => jobs.map(({ key }) => key).join("");
    const first = await store.list(OWNER, { limit: 3 });
    strictEqual(keysOf(first), "dcb");
    strictEqual(keysOf(await store.list(OWNER, { limit: 3, beforeId: first.at(-1)?.id })), "a");
  });

  test("a list tells all of a job but what was asked and what it said", async (store) => {
    const job = await begun(store);
    const { id } = job;
    await store.note(id, NOTES);
    const { request: _request, output: _output, cutBytes: _cut, ...head } = await store.find(OWNER, id) ??
      job;
    deepStrictEqual(await store.list(OWNER, { limit: 1 }), [head]);
  });

  test("of jobs that are over, the newest 500 are kept; those under way always are", async (store, clock) => {
    const { job: waiting } = await store.add(OWNER, wishOf({ key: "waiting", kind: "slow" }));
    for (let i = 0; i < 503; i++) {
      await clock.advance(1);
      const { id } = await begun(store, wishOf({ key: `job ${i}` }));
      await store.end(id, DONE);
    }
    await store.add(OWNER, wishOf({ key: "last" }));
    const kept = await store.list(OWNER, { limit: 1_000 });
    strictEqual(kept.length, 502);
    notStrictEqual(await store.find(OWNER, waiting.id), undefined);
    deepStrictEqual([kept[0]?.key, kept.at(-2)?.key, kept.at(-1)?.key], ["last", "job 3", "waiting"]);
  });

  test(
    "a begun job that is put back waits as before; one that was to be cancelled is",
    async (store, clock) => {
      const { id } = await begun(store);
      await store.putBack(id);
      const { job: same } = await store.add(OWNER, wishOf());
      deepStrictEqual([same.state, same.startedAtMs, same.notedAtMs], ["queued", undefined, undefined]);
      strictEqual((await store.begin("backtest"))?.id, id);
      await store.askCancel(OWNER, id, ACTOR);
      await store.putBack(id);
      const cancelled = await store.find(OWNER, id);
      deepStrictEqual([cancelled?.state, cancelled?.endedAtMs], ["cancelled", clock.now()]);
      await store.putBack(id);
      strictEqual((await store.find(OWNER, id))?.state, "cancelled", "what is over stays so");
    },
  );

  test("what was running when nobody runs it is lost; what waited still waits", async (store, clock) => {
    const { id } = await begun(store);
    const { job: waiting } = await store.add(OWNER, wishOf({ key: "two", kind: "sweep" }));
    await clock.advance(60_000);
    deepStrictEqual((await store.loseRunning()).map((job) => job.id), [id]);
    const lost = await store.find(OWNER, id);
    deepStrictEqual([lost?.state, lost?.endedAtMs], ["lost", clock.now()]);
    strictEqual((await store.find(OWNER, waiting.id))?.state, "queued");
    deepStrictEqual(await store.loseRunning(), []);
    strictEqual((await store.add(OWNER, wishOf({ key: "three" }))).kind, "new");
  });
}
