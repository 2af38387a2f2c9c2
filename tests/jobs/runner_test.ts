import "../support/sqlite.ts";
import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { OWNER } from "../../src/core/actor.ts";
import type { LogLevel } from "../../src/core/log.ts";
import { findFault, type JobDesk, type JobKind } from "../../src/jobs/job.ts";
import { type Jobs, startJobs } from "../../src/jobs/start_jobs.ts";
import { openJobStore } from "../../src/jobs/store/sqlite_job_store.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { ACTOR, wishOf } from "./job_store_contract.ts";

/** Work that ends when it is told to, and says what happened to it. */
function createScriptedKind(id = "backtest") {
  const requests: unknown[] = [];
  let desk: JobDesk | undefined;
  let finish: (exitCode: number) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const kind: JobKind = {
    id,
    work: (request, given) => {
      requests.push(request);
      desk = given;
      return new Promise<number>((resolve, reject) => {
        finish = resolve;
        fail = reject;
        given.signal.addEventListener("abort", () => reject(given.signal.reason), { once: true });
      });
    },
  };
  return {
    kind,
    requests,
    desk: () => {
      assertTrue(desk !== undefined);
      return desk;
    },
    finish: (exitCode: number) => finish(exitCode),
    fail: (error: Error) => fail(error),
  };
}

interface Bench extends AsyncDisposable {
  readonly jobs: Jobs;
  readonly clock: ManualClock;
  readonly dir: string;
  readonly events: readonly string[];
}

async function openBench(kinds: readonly JobKind[]): Promise<Bench> {
  const temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const events: string[] = [];
  const log = { write: (_: LogLevel, event: string) => void events.push(event) };
  const jobs = await startJobs({ store: await openJobStore({ dir: temp.path, clock }), kinds, clock, log });
  return {
    ...{ jobs, clock, events, dir: temp.path },
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      temp[Symbol.dispose]();
    },
  };
}

Deno.test("a queued job is begun within a second, told its request, and done with exit code 0", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  const { jobs, clock } = bench;
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  deepStrictEqual(script.requests, [{ strategy: "dca" }]);
  script.desk().write("one line\n");
  script.finish(0);
  await clock.advance(0);
  const done = await jobs.store.find(OWNER, job.id);
  deepStrictEqual([done?.state, done?.exitCode, done?.output], ["done", 0, "one line\n"]);
  deepStrictEqual(bench.events, ["job_started", "job_ended"]);
});

Deno.test("a job that is queued in this very process begins at once when it is told", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  await bench.clock.advance(0);
  await bench.jobs.store.add(OWNER, wishOf());
  bench.jobs.wake();
  await bench.clock.advance(0);
  strictEqual(script.requests.length, 1);
});

Deno.test("progress and output are in the row within a second, and a silent job still says that it is there", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  const { jobs, clock } = bench;
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  script.desk().report(0.4, "reading candles");
  script.desk().write("hello");
  await clock.advance(1_000);
  const said = await jobs.store.find(OWNER, job.id);
  deepStrictEqual([said?.progress, said?.progressText, said?.output], [0.4, "reading candles", "hello"]);
  const saidAtMs = said?.notedAtMs ?? 0;
  await clock.advance(6_000);
  const quiet = await jobs.store.find(OWNER, job.id);
  assertTrue((quiet?.notedAtMs ?? 0) >= saidAtMs + 5_000);
  script.desk().report(NaN, "odd");
  script.desk().report(17, "too far");
  await clock.advance(1_000);
  strictEqual((await jobs.store.find(OWNER, job.id))?.progress, 1);
});

Deno.test("another exit code, and a sentence that is thrown, are failures", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  const { jobs, clock } = bench;
  const { job: first } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  script.finish(2);
  await clock.advance(0);
  const coded = await jobs.store.find(OWNER, first.id);
  deepStrictEqual([coded?.state, coded?.exitCode], ["failed", 2]);
  const { job: second } = await jobs.store.add(OWNER, wishOf({ key: "two" }));
  await clock.advance(1_000);
  script.fail(new Error("Cannot read the candles: the file is gone"));
  await clock.advance(0);
  const thrown = await jobs.store.find(OWNER, second.id);
  deepStrictEqual([thrown?.state, thrown?.exitCode], ["failed", undefined]);
  strictEqual(thrown?.output, "Cannot read the candles: the file is gone\n");
});

Deno.test("the log of a failed job has what was asked for and the error, not the lines of its stack", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const said: string[] = [];
  const log = { write: (level: LogLevel, _: string, text: string) => void said.push(`${level} ${text}`) };
  const script = createScriptedKind();
  const kind = { ...script.kind, describe: () => "dca on upbit:BTC/KRW" };
  const store = await openJobStore({ dir: temp.path, clock });
  await using jobs = await startJobs({ store, kinds: [kind], clock, log });
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  script.desk().write("reading\nerror: TypeError: it is no function\n    at file.ts:1\n\n");
  script.finish(1);
  await clock.advance(0);
  strictEqual(
    said.at(-1),
    `warning job ${job.id} (backtest of dca on upbit:BTC/KRW) is failed: TypeError: it is no function`,
  );
});

Deno.test("a job that failed without a word has no reason, and one that is done has none whatever it said", () => {
  strictEqual(findFault({ state: "failed", output: " \n" }), undefined);
  strictEqual(
    findFault({ state: "failed", output: "one\nthe process was ended by SIGKILL\n" }),
    "the process was ended by SIGKILL",
  );
  strictEqual(findFault({ state: "done", output: "error: none\n" }), undefined);
});

Deno.test("a wish to cancel reaches the work within a second, and the job is cancelled", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  const { jobs, clock } = bench;
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  strictEqual(await jobs.store.askCancel(OWNER, job.id, ACTOR), "asked");
  await clock.advance(1_000);
  strictEqual(script.desk().signal.aborted, true);
  strictEqual((await jobs.store.find(OWNER, job.id))?.state, "cancelled");
});

Deno.test("work that was done before it heard of the wish to cancel is done", async () => {
  const work: JobKind["work"] = (_, { signal }) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(0), { once: true }));
  await using bench = await openBench([{ id: "backtest", work }]);
  const { jobs, clock } = bench;
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  await jobs.store.askCancel(OWNER, job.id, ACTOR);
  await clock.advance(1_000);
  strictEqual((await jobs.store.find(OWNER, job.id))?.state, "done");
});

Deno.test("jobs of two kinds run side by side", async () => {
  const [one, two] = [createScriptedKind("one"), createScriptedKind("two")];
  await using bench = await openBench([one.kind, two.kind]);
  await bench.jobs.store.add(OWNER, wishOf({ key: "1", kind: "one" }));
  await bench.jobs.store.add(OWNER, wishOf({ key: "2", kind: "two" }));
  await bench.clock.advance(1_000);
  deepStrictEqual([one.requests.length, two.requests.length], [1, 1]);
});

Deno.test("when the program stops, what runs is lost, and what waits is begun by the next one", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const log = { write: () => {} };
  const script = createScriptedKind();
  const open = () => openJobStore({ dir: temp.path, clock });
  const start = async () => await startJobs({ store: await open(), kinds: [script.kind], clock, log });
  const first = await start();
  const { job } = await first.store.add(OWNER, wishOf());
  const { job: waiting } = await first.store.add("somebody", wishOf());
  await clock.advance(1_000);
  await first[Symbol.asyncDispose]();
  strictEqual(script.desk().signal.aborted, true);
  await using second = await start();
  strictEqual((await second.store.find(OWNER, job.id))?.state, "lost");
  await clock.advance(1_000);
  strictEqual((await second.store.find("somebody", waiting.id))?.state, "running");
});

Deno.test("a job that is stopped with the program says so in its output, its reason and a warning of the log", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const said: string[] = [];
  const log = { write: (level: LogLevel, _: string, text: string) => void said.push(`${level} ${text}`) };
  const script = createScriptedKind();
  const store = await openJobStore({ dir: temp.path, clock });
  const jobs = await startJobs({ store, kinds: [script.kind], clock, log });
  const { job } = await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  script.desk().write("half a line");
  await jobs[Symbol.asyncDispose]();
  const why = "stopped with the service, its work is lost: ask for it again";
  strictEqual(said.at(-1), `warning job ${job.id} (backtest) is lost: ${why}`);
  await using reopened = await openJobStore({ dir: temp.path, clock });
  const lost = await reopened.find(OWNER, job.id);
  assertTrue(lost !== undefined);
  deepStrictEqual([lost.state, lost.output, findFault(lost)], ["lost", `half a line\n${why}\n`, why]);
});

Deno.test("a job whose program was killed has that for its reason, not the last thing it said", () => {
  strictEqual(
    findFault({ state: "lost", output: "error: a small one\n" }),
    "the service ended in the middle of it, its work is lost: ask for it again",
  );
});

Deno.test("a job that was running when the program died is lost at the next start, and the log says so", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const dead = await openJobStore({ dir: temp.path, clock });
  const { job } = await dead.add(OWNER, wishOf());
  await dead.begin("backtest");
  await dead[Symbol.asyncDispose]();
  const said: string[] = [];
  const log = { write: (_: LogLevel, event: string, text: string) => void said.push(`${event}: ${text}`) };
  await using jobs = await startJobs({
    store: await openJobStore({ dir: temp.path, clock }),
    ...{ kinds: [], clock, log },
  });
  strictEqual((await jobs.store.find(OWNER, job.id))?.state, "lost");
  strictEqual(
    said[0],
    "jobs_lost: a job was running when the program last ended, and it is lost: ask for it again " +
      `(backtest ${job.id})`,
  );
});

Deno.test("several jobs that were running when the program died are named in one line", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const dead = await openJobStore({ dir: temp.path, clock });
  const ids: string[] = [];
  for (const kind of ["backtest", "sweep"]) {
    ids.push((await dead.add(OWNER, { ...wishOf(), kind, key: kind })).job.id);
    await dead.begin(kind);
  }
  await dead[Symbol.asyncDispose]();
  const said: string[] = [];
  const log = { write: (_: LogLevel, event: string, text: string) => void said.push(`${event}: ${text}`) };
  await using _jobs = await startJobs({
    store: await openJobStore({ dir: temp.path, clock }),
    ...{ kinds: [], clock, log },
  });
  strictEqual(
    said[0],
    "jobs_lost: 2 jobs were running when the program last ended, and they are lost: ask for them again " +
      `(backtest ${ids[0]}, sweep ${ids[1]})`,
  );
});

/** A store whose endings fail while the disk is full, and whose `begin` may be held. */
async function openFaultyStore(dir: string, clock: ManualClock) {
  const store = await openJobStore({ dir, clock });
  const faults = { isDiskFull: false, afterBegin: undefined as Promise<void> | undefined };
  const { end, begin } = { end: store.end.bind(store), begin: store.begin.bind(store) };
  store.end = (id, ending) =>
    faults.isDiskFull ? Promise.reject(new Error("database or disk is full")) : end(id, ending);
  store.begin = async (kind) => {
    const job = await begin(kind);
    if (job !== undefined) await faults.afterBegin;
    return job;
  };
  return { store, faults };
}

Deno.test("an ending that cannot be written is kept and written later, and then the next job begins", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const events: string[] = [];
  const log = { write: (_: LogLevel, event: string) => void events.push(event) };
  const script = createScriptedKind();
  const { store, faults } = await openFaultyStore(temp.path, clock);
  await using _jobs = await startJobs({ store, kinds: [script.kind], clock, log });
  const { job } = await store.add(OWNER, wishOf());
  await clock.advance(1_000);
  faults.isDiskFull = true;
  script.desk().write("the result\n");
  script.finish(0);
  await clock.advance(20_000);
  strictEqual((await store.find(OWNER, job.id))?.state, "running");
  faults.isDiskFull = false;
  await clock.advance(5_000);
  const done = await store.find(OWNER, job.id);
  deepStrictEqual([done?.state, done?.exitCode, done?.output], ["done", 0, "the result\n"]);
  strictEqual((await store.add(OWNER, wishOf({ key: "two" }))).kind, "new");
  await clock.advance(1_000);
  strictEqual(script.requests.length, 2);
  deepStrictEqual(events, ["job_started", "job_end_not_kept", "job_ended", "job_started"]);
});

Deno.test("a program that stops while an ending cannot be written does not wait for it", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const script = createScriptedKind();
  const { store, faults } = await openFaultyStore(temp.path, clock);
  const jobs = await startJobs({ store, kinds: [script.kind], clock, log: { write: () => {} } });
  await store.add(OWNER, wishOf());
  await clock.advance(1_000);
  faults.isDiskFull = true;
  script.finish(0);
  await clock.advance(1_000);
  await jobs[Symbol.asyncDispose]();
});

Deno.test("a queued job that is taken while the program stops is put back and begun by the next one", async () => {
  using temp = makeTempDir();
  const clock = new ManualClock("2026-11-20T09:00:00+09:00");
  const log = { write: () => {} };
  const script = createScriptedKind();
  const { store, faults } = await openFaultyStore(temp.path, clock);
  const held = Promise.withResolvers<void>();
  faults.afterBegin = held.promise;
  const first = await startJobs({ store, kinds: [script.kind], clock, log });
  const { job } = await store.add(OWNER, wishOf());
  await clock.advance(1_000);
  const stopped = first[Symbol.asyncDispose]();
  held.resolve();
  await stopped;
  strictEqual(script.requests.length, 0);
  const reopened = await openJobStore({ dir: temp.path, clock });
  await using second = await startJobs({ store: reopened, kinds: [script.kind], clock, log });
  await clock.advance(1_000);
  strictEqual((await second.store.find(OWNER, job.id))?.state, "running");
  strictEqual(script.requests.length, 1);
});

Deno.test("jobs are not replaced while one is worked, only once their file is gone and nothing is at hand", async () => {
  const script = createScriptedKind();
  await using bench = await openBench([script.kind]);
  const { jobs, clock, dir } = bench;
  await jobs.store.add(OWNER, wishOf());
  await clock.advance(1_000);
  strictEqual(jobs.canBeReplaced(), false);
  Deno.renameSync(`${dir}/jobs.db`, `${dir}/aside.db`);
  strictEqual(jobs.canBeReplaced(), false, "its work would be lost");
  script.finish(0);
  await clock.advance(0);
  strictEqual(jobs.canBeReplaced(), true, "also while its end cannot be written");
  Deno.renameSync(`${dir}/aside.db`, `${dir}/jobs.db`);
});
