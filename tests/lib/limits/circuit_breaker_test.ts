import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { CircuitBreaker } from "../../../src/lib/limits/circuit_breaker.ts";

Deno.test("CircuitBreaker opens at the last of `threshold` failures in a row and says so once", () => {
  const breaker = new CircuitBreaker(3);
  deepStrictEqual([1, 2, 3, 4].map(() => breaker.record(false)), [
    "unchanged",
    "unchanged",
    "opened",
    "unchanged",
  ]);
  strictEqual(breaker.isOpen, true);
  strictEqual(breaker.failuresInARow, 4);
});

Deno.test("CircuitBreaker starts closed", () => {
  strictEqual(new CircuitBreaker(1).isOpen, false);
});

Deno.test("CircuitBreaker closes at the first success and says so once", () => {
  const breaker = new CircuitBreaker(1);
  breaker.record(false);
  deepStrictEqual([breaker.record(true), breaker.record(true)], ["closed", "unchanged"]);
  strictEqual(breaker.isOpen, false);
  strictEqual(breaker.failuresInARow, 0);
});

Deno.test("CircuitBreaker begins to count anew after each success", () => {
  const breaker = new CircuitBreaker(2);
  for (const succeeded of [false, true, false, true, false]) breaker.record(succeeded);
  strictEqual(breaker.isOpen, false);
  strictEqual(breaker.record(false), "opened");
});
