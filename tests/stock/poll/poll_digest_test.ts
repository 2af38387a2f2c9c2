import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createEvents } from "../../../src/telemetry/events.ts";
import { PollDigest } from "../../../src/stock/poll/poll_digest.ts";
import { recordingLog } from "../../support/client_parts.ts";

const START_MS = Date.parse("2026-03-11T10:00:00+09:00");

function createDigest() {
  const log = recordingLog();
  const digest = new PollDigest(createEvents(log));
  const add = (minute: number, failed = 0, slowestMs = 100) =>
    digest.add({ atMs: START_MS + minute * 60_000, failed, slowestMs });
  return { add, log };
}

Deno.test("PollDigest says nothing within the first five minutes", () => {
  const { add, log } = createDigest();
  for (let minute = 0; minute < 5; minute++) add(minute);
  strictEqual(log.lines.length, 0);
});

Deno.test("PollDigest sums up the cycles, those with failures and the slowest answer", () => {
  const { add, log } = createDigest();
  add(0);
  add(1, 2, 900);
  add(2, 1, 50);
  add(5);
  deepStrictEqual(log.lines, [{
    level: "info",
    event: "poll_digest",
    message: "4 polls in 5 min, 2 with failures, slowest answer 900 ms",
    fields: { polls: 4, failed: 2, slowest_ms: 900 },
  }]);
});

Deno.test("PollDigest says in words that all was fresh", () => {
  const { add, log } = createDigest();
  add(0);
  add(5);
  strictEqual(log.lines[0]?.message, "2 polls in 5 min, all fresh, slowest answer 100 ms");
});

Deno.test("PollDigest writes twelve lines in an hour of one poll a minute, and counts each poll once", () => {
  const { add, log } = createDigest();
  for (let minute = 0; minute <= 60; minute++) add(minute);
  strictEqual(log.lines.length, 12);
  strictEqual(log.lines.reduce((sum, { fields }) => sum + Number(fields.polls), 0), 61);
});

Deno.test("PollDigest begins anew after each line", () => {
  const { add, log } = createDigest();
  for (const minute of [0, 5]) add(minute, 1, 900);
  for (const minute of [6, 10]) add(minute);
  strictEqual(log.lines[1]?.message, "2 polls in 5 min, all fresh, slowest answer 100 ms");
});

Deno.test("PollDigest does not fall silent when the clock goes back", () => {
  const { add, log } = createDigest();
  add(0);
  add(-180);
  strictEqual(log.lines.length, 1);
  add(-175);
  strictEqual(log.lines.length, 2);
});

Deno.test("PollDigest begins each sum at nothing, the first one too", () => {
  const { add, log } = createDigest();
  for (const minute of [0, 5, 10]) add(minute, 0, 0);
  deepStrictEqual(log.lines.map(({ fields }) => fields), [
    { polls: 2, failed: 0, slowest_ms: 0 },
    { polls: 1, failed: 0, slowest_ms: 0 },
  ]);
});
