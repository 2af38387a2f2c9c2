import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { IdleCpu } from "../../../src/lib/process/idle_cpu.ts";

const RULES = { share: 0.25, burstMs: 2_000 };

/** Once a second; each look is processor time used since the one before, and whether nothing was asked. */
function lookAll(looks: readonly (readonly [number, boolean])[]): readonly boolean[] {
  const watch = new IdleCpu(RULES);
  let cpuMs = 500;
  return looks.map(([usedMs, wasIdle], i) =>
    watch.isTooMuch({ cpuMs: cpuMs += usedMs, atMs: i * 1_000, wasIdle })
  );
}

const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

Deno.test("a core that is busy while nothing is asked is too much after its burst", () => {
  deepStrictEqual(lookAll(times(5, [1_000, true])), [false, false, false, true, true]);
});

Deno.test("what is used while something was asked does not count, whatever it is", () => {
  strictEqual(lookAll(times(60, [4_000, false])).includes(true), false);
});

Deno.test("a quarter of a core for ever is allowed, and a rest makes up for a burst", () => {
  strictEqual(lookAll(times(600, [250, true])).includes(true), false);
  const burst = [...times(2, [1_000, true] as const), ...times(8, [0, true] as const)];
  strictEqual(lookAll([...burst, ...burst, ...burst]).includes(true), false);
});

Deno.test("what was used before the first look, as by a start, does not count", () => {
  deepStrictEqual(lookAll([[60_000, true], [0, true]]), [false, false]);
});
