import assert from "node:assert/strict";
import { MemoryWear } from "../../../src/backtest/jobs/memory_wear.ts";

Deno.test("a process is worn when half of the room that its first run left is taken", () => {
  const wear = new MemoryWear(1_000);
  assert.deepEqual([200, 600, 601].map((bytes) => wear.isWornAt(bytes)), [false, false, true]);
});

Deno.test("a process whose first run took all there is is replaced after each further growth", () => {
  const wear = new MemoryWear(1_000);
  assert.deepEqual([1_100, 1_000, 1_101].map((bytes) => wear.isWornAt(bytes)), [true, false, true]);
});
