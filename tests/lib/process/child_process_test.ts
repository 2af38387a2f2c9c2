import { deepStrictEqual, ok as assertTrue, rejects, strictEqual, throws } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type ChildOptions, ChildProcess, USUAL_CHILD } from "../../../src/lib/process/child_process.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";

const CHILD = fileURLToPath(new URL("../../support/obedient_child.ts", import.meta.url));
const SIGNAL = new AbortController().signal;
const LONG = { deadlineMs: 3_600_000, signal: SIGNAL };

type End = Parameters<ChildOptions["onEnd"]>[0];

interface Bench extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly clock: ManualClock;
  readonly ends: readonly End[];
  readonly told: readonly unknown[];
}

function startBench(change: Partial<ChildOptions> = {}, habits: readonly string[] = []): Bench {
  const clock = new ManualClock(0);
  const ends: End[] = [];
  const told: unknown[] = [];
  const child = new ChildProcess({
    ...USUAL_CHILD,
    name: "test",
    program: Deno.execPath(),
    args: ["run", "--no-prompt", "--cached-only", "--allow-env", CHILD, ...habits],
    clock,
    onTell: (body) => told.push(body),
    onEnd: (end) => ends.push(end),
    ...change,
  });
  return { child, clock, ends, told, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

const beating = ({ child }: Bench) =>
  until(() => child.status.lastHeartbeatMs !== undefined, "the first heartbeat");
const ended = ({ ends }: Bench, count = 1) => until(() => ends.length === count, `${count} ends`);

async function isAlive(pid: number): Promise<boolean> {
  return (await new Deno.Command("kill", { args: ["-0", String(pid)], stderr: "null" }).output()).success;
}

Deno.test("ChildProcess starts with the first question, answers it and shows what it is", async () => {
  await using bench = startBench();
  const { child } = bench;
  strictEqual(child.status.state, "stopped");
  const answers = Promise.all([1, 2, 3].map((value) => child.ask({ deed: "echo", value }, LONG)));
  strictEqual(child.status.state, "starting");
  deepStrictEqual(await answers, [1, 2, 3]);
  await beating(bench);
  const { state, restarts, lastEnd, rssBytes = 0, pid } = child.status;
  deepStrictEqual({ state, restarts, lastEnd }, { state: "running", restarts: 0, lastEnd: undefined });
  assertTrue(rssBytes > 10_000_000 && rssBytes < 256 * 1024 * 1024, `${rssBytes}`);
  assertTrue(await isAlive(pid ?? 0));
});

Deno.test("ChildProcess starts at once when told so, and is told things both ways", async () => {
  await using bench = startBench({ start: "now" });
  strictEqual(bench.child.status.state, "starting");
  assertTrue(bench.child.tell({ bar: 1 }));
  await until(() => bench.told.length === 1, "the echo");
  deepStrictEqual(bench.told, [{ heard: { bar: 1 } }]);
});

Deno.test("ChildProcess hands on what a child that is well refuses", async () => {
  await using bench = startBench();
  await rejects(bench.child.ask({ deed: "refuse", value: "too dear" }, LONG), {
    name: "ChildError",
    kind: "fault",
    fault: { said: "too dear" },
  });
  strictEqual(await bench.child.ask({ deed: "echo", value: 1 }, LONG), 1);
  strictEqual(bench.ends.length, 0);
});

Deno.test("ChildProcess gives the child the environment it was told to, and nothing of its own", async () => {
  Deno.env.set("SIGNAL_V2_TEST_SECRET", "hidden");
  try {
    await using bench = startBench({ env: { LANGUAGE: "ko" } });
    const names = await bench.child.ask({ deed: "names" }, LONG) as readonly string[];
    deepStrictEqual([names.includes("LANGUAGE"), names.includes("SIGNAL_V2_TEST_SECRET")], [true, false]);
  } finally {
    Deno.env.delete("SIGNAL_V2_TEST_SECRET");
  }
});

Deno.test("ChildProcess kills a child that answers too late, starts it after 1 s and answers then", async () => {
  await using bench = startBench();
  const { child, clock } = bench;
  await child.ask({ deed: "echo" }, LONG);
  const late = child.ask({ deed: "hang" }, { deadlineMs: 2_000, signal: SIGNAL });
  const lost = child.ask({ deed: "hang" }, LONG);
  const refused = Promise.all([
    rejects(late, { kind: "timeout", message: /"test" has no answer: it did not answer within 2000 ms/ }),
    rejects(lost, { kind: "ended" }),
  ]);
  await clock.advance(2_000);
  await refused;
  await ended(bench);
  strictEqual(child.status.state, "backing_off");
  strictEqual(bench.ends[0]?.reason, "it did not answer within 2000 ms");
  const next = child.ask({ deed: "echo", value: "again" }, LONG);
  await clock.advance(1_000);
  strictEqual(await next, "again");
  strictEqual(child.status.restarts, 1);
});

Deno.test("ChildProcess keeps a question alive whose asker gave up, and the child with it", async () => {
  await using bench = startBench();
  const { child, clock } = bench;
  await child.ask({ deed: "echo" }, LONG);
  const leaving = new AbortController();
  const left = child.ask({ deed: "hang" }, { deadlineMs: 2_000, signal: leaving.signal });
  leaving.abort(new Error("no longer wanted"));
  await rejects(left, { message: "no longer wanted" });
  strictEqual(await child.ask({ deed: "echo", value: 1 }, LONG), 1);
  await clock.advance(2_000);
  await ended(bench);
});

Deno.test("ChildProcess kills a child in an endless loop by its silence on pings", async () => {
  await using bench = startBench();
  await bench.child.ask({ deed: "echo" }, LONG);
  await beating(bench);
  const asked = rejects(bench.child.ask({ deed: "loop" }, LONG), { kind: "ended" });
  await bench.clock.advance(10_000);
  await asked;
  strictEqual(bench.ends[0]?.reason, "answered no ping within 5000 ms");
});

Deno.test("ChildProcess kills a child that is not ready in time", async () => {
  await using bench = startBench({ start: "now" }, ["deaf"]);
  await bench.clock.advance(20_000);
  await ended(bench);
  strictEqual(bench.ends[0]?.reason, "was not ready within 20000 ms");
});

Deno.test("ChildProcess kills a child that uses more memory than its ceiling", async () => {
  await using bench = startBench({
    start: "now",
    heartbeat: { ...USUAL_CHILD.heartbeat, maxRssBytes: 2 ** 20 },
  });
  await ended(bench);
  assertTrue(/^it used more than 1 MB$/.test(bench.ends[0]?.reason ?? ""));
});

Deno.test("ChildProcess kills a child that sends garbage, a line without an end or one too long", async () => {
  const deeds = [
    [{ deed: "print", value: "Listening on port 8000\n" }, "sent garbage: a line is not JSON"],
    [{ deed: "print", value: '{"unknown":1}\n' }, "sent garbage: a line holds no message of a child"],
    [{ deed: "flood", value: 2_000 }, "sent garbage: a line is longer than 1000 characters"],
    [{ deed: "long", value: 2_000 }, "sent garbage: a line is longer than 1000 characters"],
  ] as const;
  for (const [deed, reason] of deeds) {
    await using bench = startBench({ maxLineChars: 1_000 });
    // Some manage to answer before they are found out.
    await bench.child.ask(deed, LONG).catch(() => {});
    await ended(bench);
    strictEqual(bench.ends[0]?.reason, reason);
  }
});

Deno.test("ChildProcess kills a child whose words its owner cannot use", async () => {
  const onTell = () => {
    throw new TypeError("advice.size: is not a number");
  };
  await using bench = startBench({ start: "now", onTell });
  bench.child.tell(1);
  await ended(bench);
  strictEqual(bench.ends[0]?.reason, "sent what could not be used: advice.size: is not a number");
});

Deno.test("ChildProcess lets a child write much to stderr and keeps the last 4 KB, escaped", async () => {
  await using bench = startBench();
  await bench.child.ask({ deed: "chat", value: 2_000 }, LONG);
  await rejects(bench.child.ask({ deed: "exit", value: 3 }, LONG), { kind: "ended", message: /exit code 3/ });
  await ended(bench);
  const [end] = bench.ends;
  strictEqual(end?.reason, "exit code 3");
  assertTrue(end?.stderr.endsWith("last\\u0007words"), end?.stderr.slice(-40));
  assertTrue((end?.stderr.length ?? 0) > 4_000 && (end?.stderr.length ?? 0) < 4_200, `${end?.stderr.length}`);
});

Deno.test("ChildProcess kills a child that does not read what it is told", async () => {
  await using bench = startBench({ start: "now", maxQueuedChars: 200_000 }, ["deaf"]);
  const { child } = bench;
  // The pipe itself takes some, and all of it must be handed over piece by piece.
  for (let i = 0; i < 1_000 && bench.ends.length === 0; i++) {
    child.tell("x".repeat(1_000));
    if (i % 50 === 0) await until(() => true, "a turn");
  }
  await ended(bench);
  strictEqual(bench.ends[0]?.reason, "left more than 200000 characters of its input unread");
});

Deno.test("ChildProcess notices that its child was killed by somebody else", async () => {
  await using bench = startBench();
  await bench.child.ask({ deed: "echo" }, LONG);
  Deno.kill(bench.child.status.pid ?? 0, "SIGKILL");
  await ended(bench);
  deepStrictEqual(bench.ends, [{ reason: "signal SIGKILL", stderr: "", retryInMs: 1_000 }]);
});

Deno.test("ChildProcess backs off 1, 5 and 30 s, parks at the fourth end and goes on when told", async () => {
  await using bench = startBench({ program: "/nowhere/at/all" });
  const { child, clock, ends } = bench;
  const asked = rejects(child.ask(1, LONG), { kind: "parked", message: /it ended too often/ });
  for (const waitMs of [1_000, 5_000, 30_000]) {
    strictEqual(child.status.state, "backing_off");
    await clock.advance(waitMs);
  }
  await asked;
  strictEqual(child.status.state, "parked");
  deepStrictEqual(ends.map(({ retryInMs }) => retryInMs), [1_000, 5_000, 30_000, undefined]);
  assertTrue(/^it cannot be started: /.test(ends[0]?.reason ?? ""));
  await rejects(child.ask(1, LONG), { kind: "parked" });
  child.start();
  strictEqual(child.status.state, "backing_off");
});

Deno.test("ChildProcess lets a question time out while there is no child to kill", async () => {
  await using bench = startBench({ program: "/nowhere/at/all" });
  const asked = rejects(bench.child.ask(1, { deadlineMs: 500, signal: SIGNAL }), { kind: "timeout" });
  await bench.clock.advance(500);
  await asked;
});

Deno.test("ChildProcess refuses a question or a word that is longer than a line may be", async () => {
  await using bench = startBench({ maxLineChars: 100 });
  await rejects(bench.child.ask("x".repeat(100), LONG), { kind: "too_large" });
  throws(() => bench.child.tell("x".repeat(100)), RangeError);
});

Deno.test("ChildProcess is disposed without a wait when the child obeys, and its questions fail", async () => {
  const bench = startBench();
  await bench.child.ask({ deed: "echo" }, LONG);
  const { pid } = bench.child.status;
  const asked = rejects(bench.child.ask({ deed: "hang" }, LONG), { kind: "stopped" });
  await bench[Symbol.asyncDispose]();
  await asked;
  deepStrictEqual([bench.child.status.state, bench.child.status.pid, bench.ends], ["stopped", undefined, []]);
  strictEqual(await isAlive(pid ?? 0), false);
  await rejects(bench.child.ask(1, LONG), { kind: "stopped" });
});

Deno.test("ChildProcess makes a child end that neither minds its stdin nor SIGTERM", async () => {
  const bench = startBench({ start: "now", heartbeat: undefined }, ["stubborn"]);
  await until(() => bench.child.status.state === "running", "the child");
  const { pid } = bench.child.status;
  const disposing = bench[Symbol.asyncDispose]();
  await bench.clock.advance(1_999);
  assertTrue(await isAlive(pid ?? 0));
  await bench.clock.advance(1);
  await disposing;
  strictEqual(await isAlive(pid ?? 0), false);
});
