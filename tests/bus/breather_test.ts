import assert from "node:assert/strict";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { NO_LETTERS, toLive, TOPIC, toTick } from "./bus_parts.ts";

Deno.test("a long queue lets timers through while it is handed over", async () => {
  const clock = createSystemClock();
  const bus = createMemoryBus({ clock, ...NO_LETTERS, onFault: () => {} });
  let handed = 0;
  bus.subscribe(toLive({ capacity: 1_000, batch: { size: 1, maxAgeMs: 0 } }), () => {
    const untilMs = performance.now() + 1;
    while (performance.now() < untilMs);
    handed++;
  });
  for (let i = 0; i < 60; i++) void bus.publish(TOPIC, toTick(i));
  await clock.sleep(0);
  assert.ok(handed < 60, `the timer came after ${handed} of 60 batches`);
  await bus[Symbol.asyncDispose]();
  assert.equal(handed, 60);
});
