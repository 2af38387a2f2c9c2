import { createSystemClock } from "../../../src/core/clock.ts";
import { strictEqual } from "node:assert/strict";
import { startDeadline } from "../../../src/lib/limits/deadline.ts";

Deno.test("a deadline aborts its signal with a TimeoutError when its time is over", async () => {
  using deadline = startDeadline(1, createSystemClock());
  await new Promise<void>((resolve) => deadline.signal.addEventListener("abort", () => resolve()));
  strictEqual((deadline.signal.reason as DOMException).name, "TimeoutError");
});

Deno.test("a deadline that is disposed leaves no timer and never aborts", () => {
  const deadline = startDeadline(60_000, createSystemClock());
  deadline[Symbol.dispose]();
  strictEqual(deadline.signal.aborted, false);
});
