import assert from "node:assert/strict";
import {
  countTicks,
  DEFAULT_POLL_STEPS,
  nextTickAfter,
  planAt,
  type PollWindow,
} from "../../src/calendar/poll_plan.ts";
import { createStatutoryRules } from "../../src/calendar/statutory.ts";
import { readTimeOfDay, toDateText, toKstIso } from "../../src/core/kst.ts";
import { HOLIDAYS_TEXT, readText, toCalendar, toPlainText } from "./sample_calendars.ts";
import { readKnown } from "../support/known.ts";

interface Expected {
  readonly phase: PollWindow;
  readonly due: boolean;
  readonly next: string;
  readonly next_ms: number;
}
interface Case {
  readonly id: string;
  readonly instant: string;
  readonly epoch_ms: number;
  readonly aligned: Expected;
  readonly aligned_special: Expected;
}
interface Scenario {
  readonly id: string;
  readonly start?: string;
  readonly end?: string;
  readonly day?: string;
  readonly boot?: string;
  readonly at?: string;
  readonly to?: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const cases = readKnown<readonly Case[]>("polls_at.json");
const scenarios = readKnown<readonly Scenario[]>("poll_days.json");
/** Dates with kinds; dates with opening and close. */
const known = readKnown<{
  closures: readonly (readonly [string, string])[];
  special_sessions: readonly (readonly [string, string, string])[];
}>("krx_days.json");
const steps = DEFAULT_POLL_STEPS;
const special = toCalendar(HOLIDAYS_TEXT);

const ALIGNMENTS = [
  ["aligned_special", "the delivered file", special],
  ["aligned", "a plain list", toCalendar(toPlainText())],
] as const;
for (const [key, name, calendar] of ALIGNMENTS) {
  Deno.test({
    name: `Every row of polls_at.json comes out the same with ${name}`,
    fn() {
      for (const { id, instant, epoch_ms: nowMs, [key]: expected } of cases) {
        const plan = planAt(calendar, steps, nowMs);
        assert.equal(Date.parse(instant), nowMs, id);
        assert.deepEqual(
          { phase: plan.window, due: plan.due, nextMs: plan.nextPollAtMs },
          { phase: expected.phase, due: expected.due, nextMs: expected.next_ms },
          `${id} ${instant}`,
        );
      }
    },
  });
}

function scenario(id: string): Scenario {
  const found = scenarios.find((one) => one.id === id);
  assert.ok(found, `${id} is not in poll_days.json`);
  return found;
}

function ticksBetween(calendar: typeof special, from: string, to: string): number {
  return countTicks(calendar, steps, Date.parse(from) - 1, Date.parse(to) - 1);
}

for (const id of ["SC01", "SC03"]) {
  Deno.test({
    name: `Scenario ${id}: a simulated day has the expected polls`,
    fn() {
      const { start = "", end = "", expect } = scenario(id);
      assert.equal(ticksBetween(special, start, end), expect.cycles);
    },
  });
}

Deno.test({
  name: "Scenarios SC15 and SC17: 2026 has the expected polls with a plain and with an empty list",
  fn() {
    const [from, to] = ["2026-01-01T00:00:00+09:00", "2027-01-01T00:00:00+09:00"] as const;
    const plain = toCalendar(toPlainText((date) => date.startsWith("2026")));
    assert.equal(ticksBetween(plain, from, to), scenario("SC15").expect.cycles);
    assert.equal(ticksBetween(toCalendar("[]"), from, to), scenario("SC17").expect.cycles_2026);
  },
});

Deno.test({
  name: "Scenarios SC07, SC09 and SC19: the next poll and the number of missed ones are as expected",
  fn() {
    const { boot = "", expect: { polls } } = scenario("SC07");
    const first = toKstIso(nextTickAfter(special, steps, Date.parse(boot)).atMs);
    assert.deepEqual([first.slice(0, 19)], polls);
    const { at = "", to = "", expect: { skipped } } = scenario("SC09");
    assert.equal(countTicks(special, steps, Date.parse(at), Date.parse(to)), skipped);
    const { expect: { next } } = scenario("SC19");
    const changed = toCalendar(JSON.stringify([...JSON.parse(toPlainText()) as string[], "2026-03-16"]));
    const after = nextTickAfter(changed, steps, Date.parse("2026-03-14T12:00:00+09:00")).atMs;
    assert.equal(toKstIso(after).slice(0, 19), next);
  },
});

Deno.test("The delivered file holds exactly the known closures and special days", () => {
  const file = readText(HOLIDAYS_TEXT);
  assert.deepEqual([...file.closures].map(([day, { kind }]) => [toDateText(day), kind]), known.closures);
  assert.deepEqual(
    [...file.sessions].map(([day, { openMin, closeMin }]) => [toDateText(day), openMin, closeMin]),
    known.special_sessions.map(([date, open, close]) => [date, readTimeOfDay(open), readTimeOfDay(close)]),
  );
  assert.equal(file.counts.closedWeekdays, 268);
  assert.deepEqual(file.remarks, []);
  assert.equal(createStatutoryRules().closuresOf(2026).size, 16);
});
