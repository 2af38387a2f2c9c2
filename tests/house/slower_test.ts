import { ok, strictEqual } from "node:assert/strict";
import { compareMedians } from "../bench/slower.ts";

const OLD = [100, 104, 98, 101, 99, 103, 97, 102, 100];

Deno.test("the same times twice are no slower, and the interval contains 0", () => {
  const { slower, low, high } = compareMedians({ old: OLD, now: OLD, isRate: false });
  strictEqual(slower, 0);
  ok(low <= 0 && high >= 0);
});

Deno.test("times that grew by a fifth are a fifth slower, and the interval stays away from 0", () => {
  const { slower, low, high } = compareMedians({
    old: OLD,
    now: OLD.map((ms) => ms * 1.2),
    isRate: false,
  });
  ok(Math.abs(slower - 0.2) < 1e-9);
  ok(low > 0.1 && high < 0.3);
});

Deno.test("a rate that grew is not slower", () => {
  const { slower, high } = compareMedians({ old: OLD, now: OLD.map((rate) => rate * 2), isRate: true });
  strictEqual(slower, -0.5);
  ok(high < 0);
});
