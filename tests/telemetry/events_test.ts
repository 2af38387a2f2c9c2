import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createEvents, type Events } from "../../src/telemetry/events.ts";
import { recordingLog } from "../support/client_parts.ts";

/** The one line that `happen` writes. */
function lineOf(happen: (events: Events) => void) {
  const log = recordingLog();
  happen(createEvents(log));
  strictEqual(log.lines.length, 1);
  const line = log.lines[0];
  assertTrue(line !== undefined);
  return line;
}

/** Levels of the first 30 failures in a row of one kind. */
function levelsOfFailures(kind: string) {
  return Array.from(
    { length: 30 },
    (_, i) =>
      lineOf((events) =>
        events.sourceFailed({ source: "portfolio", kind, message: "no answer", failures: i + 1 })
      ).level,
  );
}

Deno.test("a failure is a warning the first and every tenth time, and a detail in between", () => {
  const said = levelsOfFailures("network").flatMap((level, i) => level === "warning" ? [i + 1] : []);
  deepStrictEqual(said, [1, 10, 20, 30]);
  deepStrictEqual(new Set(levelsOfFailures("network")), new Set(["warning", "debug"]));
});

Deno.test("a refused key is an error as often as a failure is a warning", () => {
  const said = levelsOfFailures("auth").flatMap((level, i) => level === "error" ? [i + 1] : []);
  deepStrictEqual(said, [1, 10, 20, 30]);
  strictEqual(levelsOfFailures("auth").includes("warning"), false);
});

Deno.test("a failure says how old the data shown is, or that there is none", () => {
  const failed = { source: "portfolio", kind: "timeout", message: "too slow", failures: 1 };
  strictEqual(
    lineOf((events) => events.sourceFailed({ ...failed, ageMs: 125_000 })).message,
    "portfolio: too slow (timeout, 1 in a row); showing STALE data, 2 min 5 s old",
  );
  match(lineOf((events) => events.sourceFailed(failed)).message, /no data yet$/);
});

Deno.test("a breaker that opens is a warning, one that closes is good news", () => {
  const opened = lineOf((events) => events.breakerChanged({ change: "opened", failedCycles: 5 }));
  const closed = lineOf((events) => events.breakerChanged({ change: "closed", failedCycles: 7 }));
  deepStrictEqual([opened.level, opened.event], ["warning", "breaker_opened"]);
  deepStrictEqual([closed.level, closed.event], ["info", "breaker_closed"]);
});

Deno.test("a cycle is told only when it is news, a retry never by default", () => {
  const level = (isNews: boolean) =>
    lineOf((events) => events.cycleDone({ parts: ["a"], failed: 0, isNews })).level;
  deepStrictEqual([level(true), level(false)], ["info", "debug"]);
  strictEqual(
    lineOf((events) => events.requestRetried({ path: "/a", kind: "timeout", waitMs: 1_000 })).level,
    "debug",
  );
});

Deno.test("a calendar problem is an error only when it is one", () => {
  const level = (isError: boolean) =>
    lineOf((events) => events.calendarProblem({ problem: "x", isError })).level;
  deepStrictEqual([level(true), level(false)], ["error", "warning"]);
});

Deno.test("a recovery says after how many cycles", () => {
  const text = (failures: number) =>
    lineOf((events) => events.sourceRecovered({ source: "p", failures })).message;
  deepStrictEqual([text(1), text(2)], [
    "p: fresh again after 1 failed cycle",
    "p: fresh again after 2 failed cycles",
  ]);
});

Deno.test("a closed window tells when polling goes on, an open one how often it polls", () => {
  const nextPollAtMs = Date.parse("2026-03-12T07:00:00+09:00");
  const facts = { stepMs: 300_000, nextPollAtMs, reason: "market closed" };
  const text = (window: string) => lineOf((events) => events.windowChanged({ ...facts, window })).message;
  strictEqual(text("closed"), "market closed; next poll 2026-03-12T07:00:00+09:00");
  strictEqual(text("pre"), "market closed; polling every 5 min");
});

Deno.test("missing settings are an error that names them and what to do", () => {
  const { level, message } = lineOf((events) =>
    events.unconfigured({ missing: ["STOCK_API_URL", "WEBAI_API_KEY"] })
  );
  strictEqual(level, "error");
  match(message, /STOCK_API_URL, WEBAI_API_KEY; polling is off.*doctor/);
});

Deno.test("a failed answer hands the error on to the writer, with the id that the caller saw", () => {
  const error = new Error("why");
  const { level, fields } = lineOf((events) =>
    events.requestFailed({ path: "/state", requestId: "id-1", error })
  );
  strictEqual(level, "error");
  deepStrictEqual(fields, { request_id: "id-1", error });
});

Deno.test("an answer that is served late says its age, or that nobody knows it", () => {
  const served = { path: "/a", kind: "timeout" };
  const known = lineOf((events) => events.staleServed({ ...served, ageMs: 61_000 }));
  const unknown = lineOf((events) => events.staleServed({ ...served, ageMs: undefined }));
  deepStrictEqual([known.message, known.fields.age_ms], [
    "/a: serving an answer that is 1 min 1 s old (timeout)",
    61_000,
  ]);
  deepStrictEqual([unknown.message, unknown.fields.age_ms], [
    "/a: serving an answer that is of unknown age (timeout)",
    null,
  ]);
});

Deno.test("the lines of a problem name what it is about, and null when it is about everything", () => {
  const problem = { code: "series_holes", severity: "warning", en: "p", lastedMs: 60_000 };
  for (const subject of ["upbit BTC/KRW 1m", undefined]) {
    const began = lineOf((events) => events.problemBegan({ ...problem, subject }));
    const ended = lineOf((events) => events.problemEnded({ ...problem, subject }));
    deepStrictEqual(began.fields, { code: "series_holes", subject: subject ?? null });
    deepStrictEqual(ended.fields, { code: "series_holes", subject: subject ?? null, lasted_ms: 60_000 });
  }
});

Deno.test("a digest says that all polls were fresh, or how many were not", () => {
  const digest = { polls: 5, spanMs: 300_000, slowestMs: 12_000 };
  const text = (failed: number) => lineOf((events) => events.digest({ ...digest, failed })).message;
  deepStrictEqual([text(0), text(2)], [
    "5 polls in 5 min, all fresh, slowest answer 12 s",
    "5 polls in 5 min, 2 with failures, slowest answer 12 s",
  ]);
});

Deno.test("every event has a snake_case name and a sentence without gaps", () => {
  const error = new Error("why");
  const all: readonly ((events: Events) => void)[] = [
    (events) => events.requestRetried({ path: "/a", kind: "timeout", waitMs: 1.5 }),
    (events) => events.staleServed({ path: "/a", kind: "timeout", ageMs: 61_000 }),
    (events) => events.sourceFailed({ source: "p", kind: "timeout", message: "m", failures: 1 }),
    (events) => events.sourceRecovered({ source: "p", failures: 1 }),
    (events) => events.listEmptied({ source: "p", before: 1 }),
    (events) => events.breakerChanged({ change: "opened", failedCycles: 5 }),
    (events) => events.keyEchoed({ path: "/a" }),
    (events) => events.snapshotUnusable({ source: "p", reason: "r" }),
    (events) => events.silenceBegan({ forMs: 3_600_000, untilMs: 0, isLongest: true }),
    (events) => events.silenceEnded({ leftMs: 60_000 }),
    (events) => events.sourceHeldBack({ source: "p", message: "m" }),
    (events) => events.ticksMissed({ ticks: 1, byWindow: { market: 1 } }),
    (events) => events.clockStepped({ byMs: -60_000 }),
    (events) => events.clockImplausible({ nowMs: 0 }),
    (events) => events.loopThrew({ error }),
    (events) => events.windowChanged({ window: "pre", stepMs: 1_000, nextPollAtMs: 0, reason: "r" }),
    (events) => events.cycleDone({ parts: ["a"], failed: 0, isNews: true }),
    (events) => events.digest({ polls: 5, failed: 1, spanMs: 300_000, slowestMs: 12.5 }),
    (events) => events.calendarReloaded({ path: "holidays.json" }),
    (events) => events.calendarProblem({ problem: "p", isError: false }),
    (events) => events.unconfigured({ missing: ["A"] }),
    (events) => events.snapshotNotKept({ source: "p", error }),
    (events) => events.historyOff({ reason: "r" }),
    (events) => events.historyNotKept({ source: "p", error }),
    (events) => events.historyNotCaredFor({ error }),
    (events) => events.requestFailed({ path: "/a", requestId: "1", error }),
    (events) =>
      events.problemBegan({
        code: "series_holes",
        subject: "upbit BTC/KRW 1m",
        severity: "warning",
        en: "p",
      }),
    (events) => events.problemEnded({ code: "storage", en: "p", lastedMs: 60_000 }),
    (events) => events.problemsLast({ problems: [] }),
    (events) =>
      events.alive({
        since: "2026-03-11",
        polls: 1,
        missed: 0,
        failed: 0,
        claimsWon: 1,
        claimsLost: 2,
        calendarDaysLeft: 9,
      }),
    (events) => events.heartbeatFailed({ reason: "no connection" }),
    (events) => events.heartbeatRecovered({ failures: 2 }),
    (events) => events.heartbeatTraced(),
    (events) => events.stopped({ tookMs: 1_234.5 }),
  ];
  strictEqual(
    // Two of them only count and write no line.
    all.length >= Object.keys(createEvents(recordingLog())).length - 2,
    true,
    "an event is not in this list",
  );
  const names = all.map((happen) => {
    const { event, message } = lineOf(happen);
    match(event, /^[a-z]+(_[a-z]+)*$/);
    doesNotMatch(message, /undefined|NaN|\[object/, event);
    return event;
  });
  strictEqual(new Set(names).size, names.length, "two events share a name");
});
