import { ALL_ALWAYS_OPEN } from "../../../src/core/market/hours.ts";
import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { SeriesMemory } from "../../../src/market/read/series_memory.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { HeldCandleStore } from "../../support/held_candle_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { candles, minute, SERIES, span } from "../store/candle_parts.ts";

/** Ages are real time; here the test moves that too. */
function startMemory() {
  const shelf = new HeldCandleStore();
  const moved = new ManualClock(minute(500));
  const clock: Clock = Object.assign(moved, { real: moved });
  const lists = () => shelf.asked.filter((what) => what === "list").length;
  const keep = (from: number, to: number) =>
    shelf.keep(SERIES, { candles: candles(from, to), closedUntilMs: Infinity, fetched: span(from, to) });
  return { shelf, moved, memory: new SeriesMemory({ shelf, clock, hoursOf: ALL_ALWAYS_OPEN }), lists, keep };
}

Deno.test("pages that look at once share one question to the store, and later ones ask nothing", async () => {
  const { memory, lists, keep } = startMemory();
  await keep(0, 3);
  const all = await Promise.all(Array.from({ length: 50 }, () => memory.look()));
  deepStrictEqual(all.map(([first]) => first?.bars), Array(50).fill(3));
  for (let i = 0; i < 50; i++) await memory.look();
  strictEqual(lists(), 1);
});

Deno.test("a change is seen by the next look, also one that comes while the store is answering", async () => {
  const { shelf, memory, lists, keep } = startMemory();
  await keep(0, 3);
  await memory.look();
  const release = shelf.hold();
  memory.noteChange();
  const early = memory.look();
  await keep(3, 5);
  memory.noteChange();
  const late = memory.look();
  release();
  deepStrictEqual([(await early)[0]?.bars, (await late)[0]?.bars], [5, 5]);
  deepStrictEqual((await memory.look())[0]?.lastClosedMs, minute(4));
  strictEqual(lists(), 3, "one at first, one for both, and one for what came meanwhile");
});

Deno.test("what another process stored is seen a second later", async () => {
  const { memory, moved, keep } = startMemory();
  deepStrictEqual(await memory.look(), []);
  await keep(0, 3);
  deepStrictEqual(await memory.look(), []);
  await moved.advance(1_000);
  strictEqual((await memory.look())[0]?.bars, 3);
});

Deno.test("a store that fails is told to whoever looks, and asked again by the next one", async () => {
  const { shelf, memory, keep } = startMemory();
  await keep(0, 3);
  const { list } = shelf;
  shelf.list = () => Promise.reject(new Error("no connection"));
  await rejects(memory.look(), /no connection/);
  shelf.list = list;
  strictEqual((await memory.look())[0]?.bars, 3);
});

Deno.test("how complete a week is is read anew after twenty seconds, and until then from memory", async () => {
  const { memory, moved, keep } = startMemory();
  await keep(0, 3);
  await memory.look();
  const presentOf = async () => (await memory.lookAtCoverage(() => true))(SERIES)?.counts.present;
  strictEqual(await presentOf(), 3);
  await keep(3, 5);
  strictEqual(await presentOf(), 3);
  await moved.advance(20_000);
  strictEqual(await presentOf(), 5);
});
