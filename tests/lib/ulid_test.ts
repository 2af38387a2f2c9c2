import assert from "node:assert/strict";
import { createUlids } from "../../src/lib/ulid.ts";

Deno.test("ids begin with their time, as the specification of ULIDs has it", () => {
  assert.equal(createUlids(() => 1_469_918_176_385)().slice(0, 10), "01ARYZ6S41");
});

Deno.test("ids of one millisecond are all different and sort in the order of their making", () => {
  const create = createUlids(() => 1_700_000_000_000);
  const ids = Array.from({ length: 50_000 }, create);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(ids, ids.toSorted());
  for (const id of ids.slice(0, 100)) assert.match(id, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
});

Deno.test("a clock that is set back brings no id that sorts before one that was given", () => {
  let nowMs = 1_700_000_000_000;
  const create = createUlids(() => nowMs);
  const ids = [create()];
  for (const step of [1, -10_000, 5, 20_000]) {
    nowMs += step;
    ids.push(create());
  }
  assert.deepEqual(ids, ids.toSorted());
});

Deno.test("two makers of ids do not meet in the same millisecond", () => {
  const ids = Array.from({ length: 1_000 }, () => createUlids(() => 1_700_000_000_000)());
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("the ids of a millisecond begin in the lower half of their numbers, so that the last one is far", () => {
  const halves = Array.from({ length: 200 }, () => createUlids(() => 1_700_000_000_000)()[20] ?? "");
  for (const digit of halves) assert.match(digit, /^[0-9A-F]$/);
});

Deno.test("the two random parts of an id are no copies of each other", () => {
  const ids = Array.from({ length: 200 }, () => createUlids(() => 1_700_000_000_000)());
  assert.ok(ids.filter((id) => id.slice(10, 15) === id.slice(15, 20)).length < 10);
});
