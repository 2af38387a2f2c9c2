import assert from "node:assert/strict";
import fc from "fast-check";
import {
  countTicks,
  DEFAULT_POLL_STEPS,
  nextTickAfter,
  planAt,
  type PollSteps,
  type PollWindow,
} from "../../src/calendar/poll_plan.ts";
import type { Session } from "../../src/calendar/session.ts";
import { kstDayOf, MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { HOLIDAYS_TEXT, toCalendar, toPlainText } from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
const steps = DEFAULT_POLL_STEPS;

function at(text: string): number {
  return Date.parse(`${text}+09:00`);
}

function nextPoll(text: string): string {
  return toKstIso(planAt(calendar, steps, at(text)).nextPollAtMs);
}

Deno.test("next_interval_pre_market_5min", () => {
  assert.equal(nextPoll("2026-03-11T07:00:00"), "2026-03-11T07:05:00+09:00");
  assert.equal(planAt(calendar, steps, at("2026-03-11T08:00:00")).window, "pre");
});

Deno.test("next_interval_market_open_1min", () => {
  assert.equal(nextPoll("2026-03-11T09:00:00"), "2026-03-11T09:01:00+09:00");
  assert.equal(planAt(calendar, steps, at("2026-03-11T10:00:00")).window, "market");
});

Deno.test("next_interval_post_market_5min", () => {
  assert.equal(nextPoll("2026-03-11T15:30:00"), "2026-03-11T15:35:00+09:00");
  assert.equal(planAt(calendar, steps, at("2026-03-11T16:00:00")).window, "post");
});

Deno.test("next_interval_overnight_skip_to_next_morning", () => {
  assert.equal(nextPoll("2026-03-11T20:00:00"), "2026-03-12T07:00:00+09:00");
  assert.equal(nextPoll("2026-03-13T20:30:00"), "2026-03-16T07:00:00+09:00");
});

Deno.test("next_interval_holiday_skip", () => {
  // Saturday says nothing about the list of holidays; Monday is closed only because it is listed.
  assert.equal(nextPoll("2026-08-15T10:00:00"), "2026-08-18T07:00:00+09:00");
  assert.equal(nextPoll("2026-08-17T10:00:00"), "2026-08-18T07:00:00+09:00");
});

const PLANS: readonly (readonly [string, PollWindow, boolean, string])[] = [
  ["2026-03-11T06:59:59.999", "closed", false, "2026-03-11T07:00:00"],
  ["2026-03-11T08:55:00.000", "pre", true, "2026-03-11T09:00:00"],
  ["2026-03-11T08:56:30.000", "pre", false, "2026-03-11T09:00:00"],
  ["2026-03-11T08:59:59.999", "pre", false, "2026-03-11T09:00:00"],
  ["2026-03-11T09:00:00.001", "market", false, "2026-03-11T09:01:00"],
  ["2026-03-11T15:29:00.000", "market", true, "2026-03-11T15:30:00"],
  ["2026-03-11T15:30:00.000", "post", true, "2026-03-11T15:35:00"],
  ["2026-03-11T19:55:00.000", "post", true, "2026-03-12T07:00:00"],
  ["2026-03-11T19:59:59.999", "post", false, "2026-03-12T07:00:00"],
  ["2026-03-11T20:00:00.000", "closed", false, "2026-03-12T07:00:00"],
  ["2026-06-03T09:00:00.000", "closed", false, "2026-06-04T07:00:00"],
  ["2026-07-17T10:00:00.000", "closed", false, "2026-07-20T07:00:00"],
  ["2026-12-30T20:00:00.000", "closed", false, "2027-01-04T07:00:00"],
  ["2026-12-31T23:59:59.999", "closed", false, "2027-01-04T07:00:00"],
  ["2026-01-02T09:00:00.000", "pre", true, "2026-01-02T09:05:00"],
  ["2026-01-02T10:00:00.000", "market", true, "2026-01-02T10:01:00"],
  ["2026-11-19T15:30:00.000", "market", true, "2026-11-19T15:31:00"],
  ["2026-11-19T16:30:00.000", "post", true, "2026-11-19T16:35:00"],
  ["2017-09-29T20:00:00.000", "closed", false, "2017-10-10T07:00:00"],
  ["2024-02-29T10:00:00.000", "market", true, "2024-02-29T10:01:00"],
  // Clocks change at these instants in Jerusalem, Cairo, New York.
  ["2026-03-27T09:00:00.000", "market", true, "2026-03-27T09:01:00"],
  ["2026-04-24T07:00:00.000", "pre", true, "2026-04-24T07:05:00"],
  ["2026-03-09T16:00:00.000", "post", true, "2026-03-09T16:05:00"],
];
for (const [now, window, due, next] of PLANS) {
  Deno.test(`At ${now} KST the window is ${window}${due ? ", a poll is due" : ""} and the next poll is ${next}`, () => {
    const plan = planAt(calendar, steps, at(now));
    assert.deepEqual([plan.window, plan.due, toKstIso(plan.nextPollAtMs)], [window, due, `${next}+09:00`]);
  });
}

Deno.test("A plan names today's session, also when it is over, and the one after today", () => {
  const plan = planAt(calendar, steps, at("2026-03-13T21:00:00"));
  assert.deepEqual([plan.session?.date, plan.nextSession.date], ["2026-03-13", "2026-03-16"]);
  assert.equal(planAt(calendar, steps, at("2026-03-14T12:00:00")).session, undefined);
});

const DAYS: readonly (readonly [string, number, number, number])[] = [
  ["2026-03-11", 24, 390, 54],
  ["2026-01-02", 36, 330, 54],
  ["2025-11-13", 36, 390, 42],
  ["2016-07-29", 24, 360, 60],
  ["2026-03-27", 24, 390, 54],
  ["2026-08-17", 0, 0, 0],
];
for (const [date, pre, market, post] of DAYS) {
  Deno.test(`The day ${date} has ${pre} polls before, ${market} during and ${post} after the market`, () => {
    const counts = { pre: 0, market: 0, post: 0 };
    let tick = nextTickAfter(calendar, steps, at(`${date}T00:00:00`));
    for (; tick.atMs < at(`${date}T23:59:59`); tick = nextTickAfter(calendar, steps, tick.atMs)) {
      counts[tick.window]++;
    }
    assert.deepEqual(counts, { pre, market, post });
  });
}

const YEAR_POLLS: readonly (readonly [string, string, number])[] = [
  ["the delivered file", HOLIDAYS_TEXT, 114_144],
  ["a plain list", toPlainText(), 114_192],
  ["a plain list of 2026 alone", toPlainText((date) => date.startsWith("2026")), 114_192],
  ["an empty list", "[]", 122_148],
];
for (const [name, text, polls] of YEAR_POLLS) {
  Deno.test(`Stepping through 2026 with ${name} makes ${polls} polls, as many as are counted`, () => {
    const loaded = toCalendar(text);
    let count = 0;
    let atMs = at("2025-12-31T23:59:59");
    while ((atMs = nextTickAfter(loaded, steps, atMs).atMs) < at("2027-01-01T00:00:00")) count++;
    assert.equal(count, polls);
    assert.equal(countTicks(loaded, steps, at("2026-01-01T00:00:00"), at("2026-12-31T23:59:59")), polls);
  });
}

Deno.test("countTicks() leaves out the first instant and takes in the last", () => {
  assert.equal(countTicks(calendar, steps, at("2026-03-11T10:00:30"), at("2026-03-11T10:30:30")), 30);
  assert.equal(countTicks(calendar, steps, at("2026-03-11T10:00:00"), at("2026-03-11T10:01:00")), 1);
  assert.equal(countTicks(calendar, steps, at("2026-03-11T10:01:00"), at("2026-03-11T10:01:00")), 0);
  assert.equal(countTicks(calendar, steps, at("2026-03-12T10:00:00"), at("2026-03-11T10:00:00")), 0);
});

for (
  const nowMs of [NaN, Infinity, -Infinity, -1, 0, at("1989-12-31T23:59:59"), at("2101-01-01T00:00:00"), 9e15]
) {
  Deno.test(`The instant ${nowMs} is refused`, () => {
    assert.throws(() => planAt(calendar, steps, nowMs), RangeError);
    assert.throws(() => nextTickAfter(calendar, steps, nowMs), RangeError);
    assert.throws(() => countTicks(calendar, steps, nowMs, at("2026-03-11T10:00:00")), RangeError);
  });
}

for (const stepMs of [0, -60_000, NaN, Infinity, 999, 60_000.5]) {
  Deno.test(`A step of ${stepMs} ms is refused, so that nothing can spin`, () => {
    assert.throws(
      () => nextTickAfter(calendar, { ...steps, marketMs: stepMs }, at("2026-03-11T10:00:00")),
      RangeError,
    );
  });
}

const instants = fc.integer({ min: at("2010-01-01T00:00:00"), max: at("2030-12-31T00:00:00") });
const someSteps: fc.Arbitrary<PollSteps> = fc.record({
  preMs: fc.integer({ min: 1000, max: 7_200_000 }),
  marketMs: fc.integer({ min: 1000, max: 7_200_000 }),
  postMs: fc.integer({ min: 1000, max: 7_200_000 }),
});

function windowOf(session: Session, atMs: number): PollWindow {
  if (atMs < session.preStartMs || atMs >= session.postEndMs) return "closed";
  return atMs < session.openMs ? "pre" : atMs < session.closeMs ? "market" : "post";
}

Deno.test("The next tick is later than any instant, lies in the window it names and on that window's grid", () => {
  fc.assert(fc.property(instants, someSteps, (nowMs, chosen) => {
    const tick = nextTickAfter(calendar, chosen, nowMs);
    assert.ok(tick.atMs > nowMs);
    const session = calendar.sessionOn(kstDayOf(tick.atMs));
    assert.ok(session);
    assert.equal(windowOf(session, tick.atMs), tick.window);
    const starts = { pre: session.preStartMs, market: session.openMs, post: session.closeMs };
    assert.equal((tick.atMs - starts[tick.window]) % chosen[`${tick.window}Ms`], 0);
    assert.equal(planAt(calendar, chosen, tick.atMs).due, true);
  }));
});

Deno.test("No tick lies between an instant and its next tick", () => {
  fc.assert(
    fc.property(instants, someSteps, fc.double({ min: 0, max: 1, noNaN: true }), (nowMs, chosen, part) => {
      const { atMs } = nextTickAfter(calendar, chosen, nowMs);
      const between = nowMs + Math.floor((atMs - 1 - nowMs) * part);
      assert.equal(nextTickAfter(calendar, chosen, between).atMs, atMs);
      assert.equal(countTicks(calendar, chosen, nowMs, atMs - 1), 0);
      assert.equal(countTicks(calendar, chosen, nowMs, atMs), 1);
    }),
  );
});

Deno.test("The window of an instant is the one its day's session says, and closed on a day without session", () => {
  fc.assert(fc.property(instants, (nowMs) => {
    const plan = planAt(calendar, steps, nowMs);
    const session = calendar.sessionOn(kstDayOf(nowMs));
    assert.equal(plan.window, session === undefined ? "closed" : windowOf(session, nowMs));
    assert.ok(!plan.due || plan.window !== "closed");
  }));
});

Deno.test("Counting ticks agrees with stepping over them, and adds up over a cut", () => {
  const spans = fc.integer({ min: 0, max: 3 * 24 * 60 * MINUTE_MS });
  fc.assert(
    fc.property(instants, spans, spans, (fromMs, first, second) => {
      const middleMs = fromMs + first;
      const toMs = middleMs + second;
      let stepped = 0;
      for (let atMs = fromMs; (atMs = nextTickAfter(calendar, steps, atMs).atMs) <= toMs;) stepped++;
      assert.equal(countTicks(calendar, steps, fromMs, toMs), stepped);
      const parts = countTicks(calendar, steps, fromMs, middleMs) +
        countTicks(calendar, steps, middleMs, toMs);
      assert.equal(parts, stepped);
    }),
    { numRuns: 60 },
  );
});
