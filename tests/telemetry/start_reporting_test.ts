import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createEvents } from "../../src/telemetry/events.ts";
import { type ReportedView, startReporting } from "../../src/telemetry/start_reporting.ts";
import { recordingLog } from "../support/client_parts.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";

const NIGHT = "2026-03-11T23:00:00+09:00";
const HANGS = { code: "loop_hangs", severity: "error", en: "The poll loop hangs." } as const;

const OLD = { code: "data_old", severity: "warning", en: "The data is old." } as const;

const fresh = { state: "ok", stale: false, facts: { consecutiveFailures: 0 } };
const failing = { state: "failing", stale: true, facts: { consecutiveFailures: 1 } };

function startTestReporting(options: { heartbeatUrl?: string; hasAddress?: boolean } = {}) {
  const { heartbeatUrl, hasAddress = true } = options;
  const clock = new ManualClock(NIGHT);
  const log = recordingLog();
  const beats: number[] = [];
  const readStatus = () => {
    beats.push(clock.now());
    return Promise.resolve(200);
  };
  const state: { view: Omit<ReportedView, "nowMs">; asked: number } = {
    asked: 0,
    view: {
      sources: [fresh],
      schedule: { window: "market", polls: 0, missed: 0 },
      calendar: { daysLeft: 100 },
      claims: { won: 0, lost: 0 },
      loop: { wakeAgeMs: 0, isAlive: true },
      clockProblem: undefined,
    },
  };
  const reporting = startReporting<ReportedView>({
    config: { heartbeatUrl, stockApi: hasAddress ? {} : undefined },
    runtime: { clock },
    readStatus,
    events: createEvents(log),
    findProblems: ({ loop, sources }) => {
      state.asked++;
      return [...loop.isAlive ? [] : [HANGS], ...sources.some(({ stale }) => stale) ? [OLD] : []];
    },
    toProblemKey: ({ code }) => code,
    toState: ({ schedule }) => schedule.window === "closed" ? "idle" : "ok",
  });
  const follower = reporting.follow(() => ({ ...state.view, nowMs: clock.now() }));
  const eventsOf = (name: string) => log.lines.filter(({ event }) => event === name);
  const change = (part: Partial<ReportedView>) => state.view = { ...state.view, ...part };
  const end = () => reporting[Symbol.asyncDispose]();
  return { reporting, follower, state, change, clock, log, beats, eventsOf, [Symbol.asyncDispose]: end };
}

const closed = { window: "closed", polls: 0, missed: 0 };

Deno.test("inside a window a wake reports no problem, because the poll that may be due comes first", async () => {
  await using test = startTestReporting();
  test.change({ sources: [failing] });
  test.follower.onWake();
  deepStrictEqual(test.eventsOf("problem_began"), []);
  test.change({ loop: { wakeAgeMs: 1e6, isAlive: false }, sources: [fresh] });
  test.follower.onCycle([{}]);
  deepStrictEqual(test.eventsOf("problem_began").map(({ fields }) => fields.code), ["loop_hangs"]);
  strictEqual(test.reporting.problemSinceMs("loop_hangs"), Date.parse(NIGHT));
});

Deno.test("a problem is there since the wake that saw it, also when only the poll after it tells of it", async () => {
  await using test = startTestReporting();
  test.change({ sources: [{ ...failing, facts: { consecutiveFailures: 0 } }] });
  test.follower.onWake();
  await test.clock.advance(50_000);
  test.follower.onCycle([{}]);
  deepStrictEqual(test.eventsOf("problem_began").map(({ fields }) => fields.code), ["data_old"]);
  strictEqual(test.reporting.problemSinceMs("data_old"), Date.parse(NIGHT));
  test.change({ sources: [fresh] });
  test.follower.onWake();
  test.follower.onCycle([{}]);
  await test.clock.advance(50_000);
  strictEqual(test.reporting.problemSinceMs("data_old"), Date.parse(NIGHT) + 100_000, "another one");
});

Deno.test("a loop that hangs wakes no more to note it: since when is known from the first look", async () => {
  await using test = startTestReporting();
  strictEqual(test.reporting.problemSinceMs("loop_hangs"), Date.parse(NIGHT));
  await test.clock.advance(200_000);
  strictEqual(test.reporting.problemSinceMs("loop_hangs"), Date.parse(NIGHT));
});

Deno.test("outside of them each wake reports, and a loop that asks is not said to hang", async () => {
  await using test = startTestReporting();
  test.change({ schedule: closed, loop: { wakeAgeMs: 1e6, isAlive: false } });
  test.follower.onWake();
  strictEqual(test.state.asked, 1);
  deepStrictEqual(test.eventsOf("problem_began"), []);
});

Deno.test("without an address there are no cycles, so each wake reports at any hour", async () => {
  await using test = startTestReporting({ hasAddress: false });
  test.follower.onWake();
  strictEqual(test.state.asked, 1);
});

Deno.test("the heart beats after a cycle with all sources fresh, and not while one is stale", async () => {
  await using test = startTestReporting({ heartbeatUrl: "http://127.0.0.1:1/beat" });
  test.change({ sources: [fresh, failing] });
  test.follower.onCycle([{}, { error: new Error("no answer") }]);
  await settle();
  strictEqual(test.beats.length, 0);
  test.change({ sources: [{ ...fresh, stale: true }] });
  test.follower.onCycle([{}]);
  await settle();
  strictEqual(test.beats.length, 0);
  test.change({ sources: [fresh, fresh] });
  test.follower.onCycle([{}, {}]);
  await settle();
  strictEqual(test.beats.length, 1);
});

Deno.test("at night the heart beats only when the last poll was good", async () => {
  await using test = startTestReporting({ heartbeatUrl: "http://127.0.0.1:1/beat" });
  test.change({ schedule: closed, sources: [{ ...failing, state: "idle" }] });
  test.follower.onWake();
  await settle();
  strictEqual(test.beats.length, 0);
  test.change({ sources: [{ ...fresh, state: "idle" }] });
  test.follower.onWake();
  await settle();
  strictEqual(test.beats.length, 1);
});

Deno.test("the line of a day counts its polls, failures and claims, and waits while the clock is wrong", async () => {
  await using test = startTestReporting();
  test.follower.onWake();
  test.change({
    schedule: { window: "market", polls: 61, missed: 2 },
    claims: { won: 3, lost: 1 },
    sources: [failing],
  });
  test.follower.onCycle([{ error: new Error("no answer") }]);
  await test.clock.advance(2 * 3_600_000);
  test.change({ clockProblem: "The clock says 1970." });
  test.follower.onWake();
  deepStrictEqual(test.eventsOf("alive"), []);
  test.change({ clockProblem: undefined });
  test.follower.onWake();
  const [alive] = test.eventsOf("alive");
  const { since, polls, missed, failed, claims_won, claims_lost, calendar_days_left } = alive?.fields ?? {};
  deepStrictEqual([since, polls, missed, failed, claims_won, claims_lost, calendar_days_left], [
    "2026-03-11",
    61,
    2,
    1,
    3,
    1,
    100,
  ]);
});

Deno.test("in a maintenance the heartbeat goes on once a minute although nothing is fresh, and stops with it", async () => {
  await using test = startTestReporting({ heartbeatUrl: "https://beat.example.com/x" });
  test.change({ sources: [failing], maintenance: { untilMs: 1 } });
  for (let i = 0; i < 10; i++) {
    test.follower.onWake();
    await settle();
    await test.clock.advance(30_000);
  }
  strictEqual(test.beats.length, 5);
  test.change({ maintenance: undefined });
  test.follower.onWake();
  await settle();
  strictEqual(test.beats.length, 5);
});
