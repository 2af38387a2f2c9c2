import { deepStrictEqual, throws } from "node:assert/strict";
import { SlidingWindow } from "../../src/indicators/window.ts";

Deno.test("a restored window holds what was saved and nothing of what it held before", () => {
  const window = new SlidingWindow(3);
  for (const value of [1, 2, 3, 4]) window.add(value);
  window.restore([9]);
  deepStrictEqual(window.save(), [9]);
  deepStrictEqual([10, 11, 12, 13].map((value) => window.add(value)), [0, 0, 9, 10]);
  deepStrictEqual(window.save(), [11, 12, 13]);
});

Deno.test("a full window is restored oldest first, and one too many is refused", () => {
  const window = new SlidingWindow(3);
  window.restore([7, 8, 9]);
  deepStrictEqual([window.oldest, window.add(10), window.oldest], [7, 7, 8]);
  throws(() => window.restore([1, 2, 3, 4]), RangeError);
});
