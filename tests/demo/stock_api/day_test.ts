import assert from "node:assert/strict";
import { readTimeOfDay } from "../../../src/core/kst.ts";
import { ENDPOINTS, faultsAt, SIMULATED_DAY } from "../../../src/demo/stock_api/day.ts";

function idsAt(text: string): string[] {
  return faultsAt(Date.parse(text)).map(({ id }) => id);
}

Deno.test("the script of faults is in order of time, within the market day, and never overlaps", () => {
  let endedAt = 9 * 60;
  for (const { id, from, to } of SIMULATED_DAY) {
    const fromMinutes = readTimeOfDay(from) ?? NaN;
    const toMinutes = readTimeOfDay(to) ?? NaN;
    assert.ok(endedAt <= fromMinutes && fromMinutes < toMinutes && toMinutes <= 15 * 60 + 30, id);
    endedAt = toMinutes;
  }
});

Deno.test("every fault has its own id, a whole sentence and at least one endpoint", () => {
  assert.equal(new Set(SIMULATED_DAY.map(({ id }) => id)).size, SIMULATED_DAY.length);
  for (const { id, sentence, endpoints, effect } of SIMULATED_DAY) {
    assert.match(id, /^[a-z0-9_]+$/);
    assert.match(sentence, /^[A-Z].*\.$/);
    assert.ok(endpoints.length > 0);
    // A connection is closed before anybody knows which endpoint it wants.
    if (effect.kind === "outage") assert.deepEqual(endpoints, ENDPOINTS);
  }
});

Deno.test("faultsAt() includes the first instant of a window and excludes the last", () => {
  assert.deepEqual(idsAt("2026-11-20T09:06:59.999+09:00"), []);
  assert.deepEqual(idsAt("2026-11-20T09:07:00+09:00"), ["rate_limited"]);
  assert.deepEqual(idsAt("2026-11-20T09:07:59.999+09:00"), ["rate_limited"]);
  assert.deepEqual(idsAt("2026-11-20T09:08:00+09:00"), []);
});

Deno.test("faultsAt() finds nothing on a Saturday or a Sunday", () => {
  assert.deepEqual(idsAt("2026-11-21T09:07:30+09:00"), []);
  assert.deepEqual(idsAt("2026-11-22T10:31:00+09:00"), []);
});

Deno.test("faultsAt() refuses a fault whose time cannot be read", () => {
  const [first] = SIMULATED_DAY;
  assert.ok(first);
  const atMs = Date.parse("2026-11-20T09:00:00+09:00");
  assert.throws(() => faultsAt(atMs, [{ ...first, from: "9 o'clock" }]), RangeError);
});
