import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { readCpuMs } from "../../src/lib/process/cpu_time.ts";
import { percentile } from "../bench/numbers.ts";
import { until } from "../support/program.ts";
import { candleAt, running, stateOf, viewOf, worked, World } from "./engine_parts.ts";
import { journalOf, tableOf, wordsOf } from "../support/owned.ts";

const clock = createSystemClock();

/** By how much timers of this program come late. */
class LagWatch implements AsyncDisposable {
  readonly #lagsMs: number[] = [];
  readonly #over = new AbortController();
  readonly #watching = this.#watch();

  /** What one in twenty is later than: single ones are late on a machine that is busy with other things, too. */
  get usualWorstMs(): number {
    return percentile(this.#lagsMs, 0.95);
  }

  async #watch(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const beganMs = clock.monotonic();
      await clock.sleep(10, this.#over.signal).catch(() => {});
      this.#lagsMs.push(clock.monotonic() - beganMs - 10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#watching;
  }
}

function killIfThere(pid: number | undefined): void {
  try {
    if (pid !== undefined) Deno.kill(pid, "SIGKILL");
  } catch (error) {
    // Killed a moment ago, and not missed yet.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

const BAD: readonly (readonly [string, RegExp, number])[] = [
  ["loops", /answered no ping within 3000 ms/, 5_000],
  ["sleeps", /answered no ping within 3000 ms/, 5_000],
  ["allocates", /it used more than 96 MB(;|$)/, 5_000],
  ["hoards", /it used more than 256 MB(;|$)/, 5_000],
  ["throws", /it threw at the 1m bar 2026-11-20T00:02:00\.000Z: out of/, 2_000],
  ["prints", /sent garbage: a line is not JSON/, 2_000],
  ["bad_price", /gave what cannot be used: advice\.stopPrice must be a price above 0/, 2_000],
  ["leaves", /it ended its own process(;|$)/, 2_000],
  ["promises", /onCandle must answer at once: it returned a promise/, 2_000],
];

for (const [name, reason, withinMs] of BAD) {
  Deno.test(`a strategy that ${name} is noticed, started again and parked; its neighbour goes on`, async () => {
    await using world = await World.open();
    await world.add({ id: "bad", kind: `${name}.ts`, onStop: "close" });
    await world.add({ id: "good", params: { every: 2 } });
    await using engine = await world.engine({
      restarts: { backoffMs: [50], maxRestarts: 1, withinMs: 60_000 },
    });
    await running(engine, "bad", "good");
    await using lag = new LagWatch();
    const pid = viewOf(engine, "good").pid;
    for (let minute = 0; minute < 4; minute++) world.tell(minute);
    const firstEnd = () => world.log.find(({ event }) => event === "strategy_ended");
    await until(() => firstEnd() !== undefined, "the first end", withinMs);
    match(firstEnd()?.message ?? "", reason);
    await worked(engine, "good", 3);
    await until(() => stateOf(engine, "bad") === "parked", "the parking", 2 * withinMs);
    for (let minute = 4; minute < 8; minute++) world.tell(minute);
    await worked(engine, "good", 7);
    strictEqual(viewOf(engine, "good").totalSignals, 4);
    strictEqual(viewOf(engine, "good").pid, pid);
    match(viewOf(engine, "bad").detail ?? "", reason);
    await until(() => world.facts("events.strategy_parked", "bad").length === 1, "the alert");
    assertTrue(lag.usualWorstMs < 100, `timers were ${lag.usualWorstMs} ms late`);
  });
}

const ENDED: readonly (readonly [string, string, RegExp])[] = [
  // As long as the machine gives the thread a third of a core.
  [
    "keeps a thread busy while nothing is asked of it",
    "burns.ts",
    /used more than 5 s of processor time while nothing was asked of it/,
  ],
  [
    "floods its line with what looks right",
    "floods.ts",
    /more than 2000 lines a second that nobody asked for/,
  ],
];

for (const [what, kind, reason] of ENDED) {
  Deno.test(`a strategy that ${what} is ended for that`, async () => {
    await using world = await World.open();
    await world.add({ id: "bad", kind });
    await using engine = await world.engine({
      restarts: { backoffMs: [50], maxRestarts: 0, withinMs: 600_000 },
    });
    await running(engine, "bad");
    for (let minute = 0; minute < 4; minute++) world.tell(minute);
    await until(() => stateOf(engine, "bad") === "parked", "the parking", 120_000);
    match(viewOf(engine, "bad").detail ?? "", reason);
  });
}

Deno.test("a strategy that writes notes without end has to wait: the program reads a megabyte a second, and it lives on", async () => {
  await using world = await World.open();
  await world.add({ id: "loud", kind: "chatters.ts", params: { at: 1 } });
  await using engine = await world.engine();
  await running(engine, "loud");
  world.tell(0);
  await worked(engine, "loud", 0);
  const pid = viewOf(engine, "loud").pid;
  const beganMs = clock.monotonic();
  const usedMs = readCpuMs() ?? 0;
  await clock.sleep(6_000);
  const shareOfCore = ((readCpuMs() ?? 0) - usedMs) / (clock.monotonic() - beganMs);
  assertTrue(shareOfCore < 0.2, `${shareOfCore} of a core`);
  world.tell(1);
  await worked(engine, "loud", 1);
  strictEqual(viewOf(engine, "loud").pid, pid);
});

Deno.test("a strategy that hangs while it is loaded is told as that", async () => {
  await using world = await World.open();
  await world.add({ id: "spins", kind: "spins.ts" });
  await using engine = await world.engine({
    restarts: { backoffMs: [50], maxRestarts: 0, withinMs: 600_000 },
  });
  await until(() => stateOf(engine, "spins") === "parked", "the parking");
  match(viewOf(engine, "spins").detail ?? "", /answered no ping within 3000 ms while it was being loaded/);
});

Deno.test("a strategy whose process is killed loses no bar, works none twice and trades as if nothing had been", async () => {
  const params = { every: 3 };
  const minutes = 60;
  await using calm = await World.open();
  await calm.add({ id: "one", params });
  await using calmEngine = await calm.engine();
  await running(calmEngine, "one");
  for (let minute = 0; minute < minutes; minute++) calm.tell(minute);
  await worked(calmEngine, "one", minutes - 1);

  await using rough = await World.open();
  await rough.add({ id: "one", params });
  await using roughEngine = await rough.engine({
    restarts: { backoffMs: [20], maxRestarts: 100, withinMs: 60_000 },
  });
  await running(roughEngine, "one");
  for (let minute = 0; minute < minutes; minute++) {
    rough.tell(minute);
    if (minute % 7 !== 3) continue;
    killIfThere(viewOf(roughEngine, "one").pid);
    await clock.sleep(30);
  }
  await worked(roughEngine, "one", minutes - 1);
  assertTrue(viewOf(roughEngine, "one").restarts > 0, "it was never started again");
  const trades = (world: World) => journalOf(world.store).trades("one", 1_000);
  strictEqual((await trades(calm)).length, 9);
  deepStrictEqual(await trades(rough), await trades(calm));
  const advice = async (world: World) =>
    (await journalOf(world.store).advice("one", 1_000)).map(({ number, barTimeMs: candleTimeMs, reason }) => [
      number,
      candleTimeMs,
      reason,
    ]);
  strictEqual((await advice(calm)).length, 20);
  deepStrictEqual(await advice(rough), await advice(calm));
  const ids = rough.facts("events.advice_given", "one").map(({ adviceId }) => adviceId);
  strictEqual(new Set(ids).size, ids.length);
});

Deno.test("an engine that starts again goes on with the bars that were missed and repeats none", async () => {
  const params = { every: 4 };
  await using world = await World.open();
  await world.add({ id: "one", params });
  {
    await using engine = await world.engine();
    await running(engine, "one");
    for (let minute = 0; minute < 10; minute++) {
      world.tell(minute);
      await worked(engine, "one", minute);
    }
  }
  for (let minute = 10; minute < 23; minute++) world.keep(minute);
  await using engine = await world.engine();
  await worked(engine, "one", 22);
  world.tell(23);
  await worked(engine, "one", 23);
  const advice = (await journalOf(world.store).advice("one", 100)).toReversed();
  deepStrictEqual(advice.map(({ number, reason }) => [number, wordsOf(reason).split(" ")[1]]), [
    [1, "4"],
    [2, "8"],
    [3, "12"],
    [4, "16"],
    [5, "20"],
    [6, "24"],
  ]);
  deepStrictEqual(advice.map(({ isLate }) => isLate), [false, false, true, true, false, false]);
});

Deno.test("adding, changing and stopping a strategy leaves the others' processes alone", async () => {
  await using world = await World.open();
  await world.add({ id: "a" });
  await world.add({ id: "b" });
  await using engine = await world.engine();
  await running(engine, "a", "b");
  const pids = () => ["a", "b"].map((id) => viewOf(engine, id).pid);
  const [pidA, pidB] = pids();
  await world.add({ id: "c" });
  await running(engine, "c");
  deepStrictEqual(pids(), [pidA, pidB]);
  const pidC = viewOf(engine, "c").pid;
  await tableOf(world.store).change("c", { params: { every: 2 } });
  await until(() => stateOf(engine, "c") === "running" && viewOf(engine, "c").pid !== pidC, "the change");
  await tableOf(world.store).stop("b", "leave");
  await until(() => stateOf(engine, "b") === "stopped", "the stop");
  deepStrictEqual(pids(), [pidA, undefined]);
  await tableOf(world.store).start("b");
  await running(engine, "b");
  await tableOf(world.store).remove("c");
  await until(() => stateOf(engine, "c") === "none", "the removal");
  strictEqual(viewOf(engine, "a").pid, pidA);
});

Deno.test("a stop with `close` closes the position at the next open and is acknowledged; `leave` leaves it", async () => {
  await using world = await World.open();
  await world.add({ id: "closes", params: { every: 3 } });
  await world.add({ id: "leaves", params: { every: 3 } });
  await using engine = await world.engine();
  await running(engine, "closes", "leaves");
  for (let minute = 0; minute < 4; minute++) world.tell(minute);
  await worked(engine, "closes", 3);
  await worked(engine, "leaves", 3);
  strictEqual(viewOf(engine, "closes").account?.positions.length, 1);
  await tableOf(world.store).stop("closes", "close");
  await tableOf(world.store).stop("leaves", "leave");
  await until(() => stateOf(engine, "closes") === "closing", "the closing");
  await until(() => stateOf(engine, "leaves") === "stopped", "the stop");
  world.tell(4);
  await until(() => stateOf(engine, "closes") === "stopped", "the end of the closing");
  strictEqual(viewOf(engine, "closes").account?.positions.length, 0);
  strictEqual(
    (await journalOf(world.store).trades("closes", 1))[0]?.exitPrice,
    Math.floor(candleAt(4).open * 0.9995),
  );
  strictEqual(viewOf(engine, "leaves").account?.positions.length, 1);
  const noted = (await journalOf(world.store).status("closes"))?.status as { state: string };
  strictEqual(noted.state, "stopped");
});

Deno.test("a parked strategy is started again when somebody asks for it", async () => {
  await using world = await World.open();
  await world.add({ id: "bad", kind: "no_such_file.ts" });
  await using engine = await world.engine();
  await until(() => stateOf(engine, "bad") === "parked", "the parking");
  match(viewOf(engine, "bad").detail ?? "", /Cannot read .*no_such_file\.ts/);
  const sinceMs = viewOf(engine, "bad").stateSinceMs ?? NaN;
  world.nowMs += 60_000;
  await tableOf(world.store).start("bad");
  await until(() => (viewOf(engine, "bad").stateSinceMs ?? NaN) > sinceMs, "another start");
  await until(() => stateOf(engine, "bad") === "parked", "the second parking");
});
