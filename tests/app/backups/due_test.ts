import assert from "node:assert/strict";
import { dueAt, isWanted } from "../../../src/app/backups/due.ts";
import { HOUR_MS } from "../../../src/core/kst.ts";

const at = (text: string) => Date.parse(`${text}+09:00`);
const SINCE = at("2026-11-20T10:00:00");
const rowOf = (goodAtMs: number | undefined) => ({
  ...{ sinceMs: SINCE, triedAtMs: goodAtMs, fault: undefined },
  good: goodAtMs === undefined ? undefined : { atMs: goodAtMs, bytes: 1, kept: 1 },
});

Deno.test("copies of the night are due at 20:05 in Korea, each day", () => {
  assert.deepEqual(dueAt(at("2026-11-20T20:04:59")), {
    lastMs: at("2026-11-19T20:05:00"),
    nextMs: at("2026-11-20T20:05:00"),
  });
  assert.deepEqual(dueAt(at("2026-11-20T20:05:00")), {
    lastMs: at("2026-11-20T20:05:00"),
    nextMs: at("2026-11-21T20:05:00"),
  });
});

Deno.test("a program that is new owes no copy of the night before it", () => {
  assert.equal(isWanted(rowOf(undefined), at("2026-11-20T10:30:00")), false);
  assert.equal(isWanted(rowOf(undefined), at("2026-11-20T20:05:00")), true);
  assert.equal(isWanted(undefined, at("2026-11-20T20:05:00")), false);
});

Deno.test("a night that the program was off is made up for, once", () => {
  const good = rowOf(at("2026-11-20T20:05:10"));
  assert.equal(isWanted(good, at("2026-11-21T08:00:00")), false);
  assert.equal(isWanted(good, at("2026-11-22T08:00:00")), true);
  assert.equal(isWanted(rowOf(at("2026-11-22T08:00:05")), at("2026-11-22T09:00:00")), false);
});

Deno.test("a copy of a time to come was made by a clock that was ahead, and counts for nothing", () => {
  const nowMs = at("2026-11-20T20:05:00");
  assert.equal(isWanted(rowOf(nowMs + HOUR_MS), nowMs), true);
});

Deno.test("a program that began by a clock that was ahead owes a copy at once, not when that time comes", () => {
  const nowMs = at("2026-11-20T20:05:00");
  assert.equal(isWanted({ ...rowOf(undefined), sinceMs: at("2030-01-01T00:00:00") }, nowMs), true);
});
