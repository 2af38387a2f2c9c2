/** Wishes that change faster than they can be followed, and a store that fails once. */
import { match, strictEqual } from "node:assert/strict";
import type { EngineStore } from "../../src/engine/deps.ts";
import { journalOf, tableOf, wordsOf } from "../support/owned.ts";
import { until } from "../support/program.ts";
import { running, stateOf, viewOf, worked, World } from "./engine_parts.ts";

async function openWithPosition(world: World, engine: Awaited<ReturnType<World["engine"]>>): Promise<void> {
  await running(engine, "one");
  for (let minute = 0; minute < 5; minute++) world.tell(minute);
  await worked(engine, "one", 4);
  strictEqual(viewOf(engine, "one").account?.positions.length, 1);
}

Deno.test("a change that is followed at once by a stop with `close` ends with the position closed", async () => {
  await using world = await World.open();
  await world.add({ id: "one", params: { every: 3 } });
  await using engine = await world.engine();
  await openWithPosition(world, engine);
  const table = tableOf(world.store);
  await table.change("one", { params: { every: 4 } });
  await engine.poke();
  await table.stop("one", "close");
  await engine.poke();
  await until(() => stateOf(engine, "one") === "closing", "the closing");
  world.tell(5);
  await until(() => stateOf(engine, "one") === "stopped", "the stop");
  strictEqual(viewOf(engine, "one").account?.positions.length, 0);
  strictEqual((await journalOf(world.store).trades("one", 1)).length, 1);
});

Deno.test("a start that is followed at once by a stop ends stopped, and goes on when it is started again", async () => {
  await using world = await World.open();
  await world.add({ id: "one" });
  await using engine = await world.engine();
  await running(engine, "one");
  const table = tableOf(world.store);
  await table.start("one");
  await engine.poke();
  await table.stop("one", "leave");
  await engine.poke();
  await until(() => stateOf(engine, "one") === "stopped", "the stop");
  await table.start("one");
  await engine.poke();
  await running(engine, "one");
});

Deno.test("a strategy that is changed, removed and added again at once is started", async () => {
  await using world = await World.open();
  await world.add({ id: "one" });
  await using engine = await world.engine();
  await running(engine, "one");
  const { pid } = viewOf(engine, "one");
  const table = tableOf(world.store);
  await table.change("one", { params: { every: 4 } });
  await engine.poke();
  await table.remove("one");
  await engine.poke();
  await world.add({ id: "one", params: { every: 5 } });
  await engine.poke();
  await until(() => ![pid, undefined].includes(viewOf(engine, "one").pid), "its successor", 10_000);
  await running(engine, "one");
  for (let minute = 0; minute < 5; minute++) world.tell(minute);
  await worked(engine, "one", 4);
  match(wordsOf(viewOf(engine, "one").lastAdvice?.reason), /^bar 5 of /);
});

Deno.test("a strategy that is removed and added again between two looks shows nothing of the one before", async () => {
  await using world = await World.open();
  await world.add({ id: "one" });
  await using engine = await world.engine();
  await running(engine, "one");
  world.tell(0);
  await worked(engine, "one", 0);
  const { pid } = viewOf(engine, "one");
  await tableOf(world.store).remove("one");
  await world.add({ id: "one" });
  await engine.poke();
  await until(() => ![pid, undefined].includes(viewOf(engine, "one").pid), "another process");
  await running(engine, "one");
  const { totalSignals, account, lastAdvice } = viewOf(engine, "one");
  strictEqual(totalSignals, 0);
  strictEqual(account?.cash, account?.startCash);
  strictEqual(lastAdvice, undefined);
});

/** Rejects one read of what is stored, counted from 0. */
function failingOnce(world: World, failsAt: number): { readonly store: EngineStore } {
  const { table, journal } = world.store.strategies;
  let reads = 0;
  return {
    store: {
      table,
      journal: {
        save: (owner, step) => journal.save(owner, step),
        noteStatus: (owner, note) => journal.noteStatus(owner, note),
        advice: (owner, rows) => journal.advice(owner, rows),
        equity: (owner, rows) => journal.equity(owner, rows),
        load: (owner, id) =>
          reads++ === failsAt ? Promise.reject(new Error("disk I/O error")) : journal.load(owner, id),
      },
    },
  };
}

for (
  const [failsAt, which] of [[0, "for the view"], [1, "before its process"], [2, "of its process"]] as const
) {
  Deno.test(`a strategy runs although one read of the store failed, the one ${which}`, async () => {
    await using world = await World.open();
    await world.add({ id: "one" });
    // The pause after a failure is of real time, and nothing is learned from waiting.
    const realClock = {
      ...world.realClock,
      sleep: (ms: number, signal?: AbortSignal) => world.realClock.sleep(ms === 5_000 ? 10 : ms, signal),
    };
    await using engine = await world.engine({ realClock, ...failingOnce(world, failsAt) });
    await until(() => ["running", "parked"].includes(stateOf(engine, "one")), "an outcome", 30_000);
    strictEqual(stateOf(engine, "one"), "running");
    strictEqual(world.log.some(({ message }) => message.includes("disk I/O error")), true);
  });
}

Deno.test("a position that was to be closed while the engine was off is closed, although the first read failed", async () => {
  await using world = await World.open();
  await world.add({ id: "one", params: { every: 3 } });
  {
    await using engine = await world.engine();
    await openWithPosition(world, engine);
  }
  await tableOf(world.store).stop("one", "close");
  await using engine = await world.engine(failingOnce(world, 0));
  await until(() => stateOf(engine, "one") === "closing", "the closing");
  world.tell(5);
  await until(() => stateOf(engine, "one") === "stopped", "the stop");
  strictEqual(viewOf(engine, "one").account?.positions.length, 0);
});
