/** What was seen and what stands in, what is to be said out. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type LineLook,
  type LineMemory,
  type LineState,
  NO_MEMORY,
  OUTAGE_WAITS,
  type OutageRecord,
  planOutages,
} from "../../../src/notifiers/telling/outage_plan.ts";
import { toClock } from "../../../src/notifiers/texts/numbers.ts";

const START = Date.parse("2026-11-20T09:13:00+09:00");
const MINUTE_MS = 60_000;

const line = (id: string, state: LineState, change: Partial<LineLook> = {}): LineLook => ({
  ...{ id, group: "source", state, cause: state === "broken" ? "network" : "", isCertain: true },
  lastGoodAtMs: undefined,
  ...change,
});

/** A day of looks, each with what the one before left behind; a restart forgets what was only in memory. */
function createDay(atMs = START) {
  let memory: LineMemory = NO_MEMORY;
  let records: readonly OutageRecord[] = [];
  let ids = 0;
  const day = {
    nowMs: atMs,
    monotonicMs: 0,
    told: 0,
    edited: 0,
    get records() {
      return records;
    },
    restart: () => void (memory = NO_MEMORY),
    look(...looks: readonly LineLook[]) {
      const { nowMs, monotonicMs } = day;
      const known = records.filter(({ state, endedAtMs }) =>
        state === "open" || (endedAtMs ?? 0) >= nowMs - OUTAGE_WAITS.reopenMs
      );
      const plan = planOutages({
        ...{ looks, memory, records: known, moment: { nowMs, monotonicMs }, waits: OUTAGE_WAITS },
        createId: () => `o${++ids}`,
      });
      memory = plan.memory;
      for (const { isNew, record } of plan.changes) {
        if (isNew) day.told++;
        else day.edited++;
        records = [...records.filter(({ id }) => id !== record.id), record];
      }
      return plan.changes.map(({ isNew, record }) => `${isNew ? "tell" : "edit"} ${record.state}`);
    },
    pass(ms: number) {
      day.nowMs += ms;
      day.monotonicMs += ms;
    },
    /** Looks every 30 s for so long; the words of all of them. */
    lookFor(minutes: number, ...looks: readonly LineLook[]) {
      const all: string[] = [];
      for (let i = 0; i < minutes * 2; i++) {
        all.push(...day.look(...looks));
        day.pass(30_000);
      }
      return all;
    },
  };
  return day;
}

const broken = line("a", "broken", { lastGoodAtMs: START - 5_000 });
const fine = line("a", "fine");

Deno.test("fault 57: what lasts three minutes is told once, and its end is an edit that says from when to when", () => {
  const day = createDay();
  assert.deepEqual(day.lookFor(3, broken), []);
  assert.deepEqual(day.lookFor(15, broken), ["tell open"]);
  assert.deepEqual(day.lookFor(3, fine), []);
  assert.deepEqual(day.lookFor(10, fine), ["edit over"]);
  const [record] = day.records;
  assert.deepEqual([record?.sinceMs, toClock(record?.endedAtMs ?? 0)], [START - 5_000, "09:31:00"]);
  assert.deepEqual([record?.breaks, record?.edits, record?.members], [1, 1, ["a"]]);
});

Deno.test("a short break is told to nobody, and neither is a single failure that nothing follows", () => {
  const day = createDay();
  assert.deepEqual([...day.lookFor(2, broken), ...day.lookFor(10, fine)], []);
  assert.deepEqual(day.lookFor(30, line("a", "broken", { isCertain: false })), []);
});

Deno.test("fault 57: thirty changes are one message, edited, whether they are short or long", () => {
  for (const minutes of [1, 4, 10]) {
    const day = createDay();
    day.lookFor(4, broken);
    for (let i = 0; i < 30; i++) day.lookFor(minutes, i % 2 === 0 ? fine : broken);
    day.lookFor(10, fine);
    assert.equal(day.told, 1, `${minutes}`);
    assert.equal(day.records[0]?.state, "over");
    if (minutes === 4) assert.equal(day.records[0]?.breaks, 16);
  }
});

Deno.test("of one that comes and goes, the length is that of its breaks alone", () => {
  const day = createDay();
  const brokenNow = () => line("a", "broken", { lastGoodAtMs: day.nowMs });
  day.lookFor(5, brokenNow());
  day.lookFor(10, fine);
  assert.deepEqual(day.lookFor(5, brokenNow()), ["edit open"]);
  day.lookFor(10, fine);
  const [record] = day.records;
  assert.deepEqual([record?.breaks, record?.earlierMs, record?.firstMs], [2, 5 * MINUTE_MS, START]);
  assert.equal((record?.endedAtMs ?? 0) - (record?.sinceMs ?? 0), 5 * MINUTE_MS);
});

Deno.test("half an hour after its end a break is a new message", () => {
  const day = createDay();
  day.lookFor(5, broken);
  day.lookFor(40, fine);
  day.lookFor(5, line("a", "broken"));
  assert.equal(day.told, 2);
});

Deno.test("a restart in the middle tells it no second time and edits it at the end", () => {
  const day = createDay();
  day.lookFor(5, broken);
  day.restart();
  assert.deepEqual(day.lookFor(1, line("a", "unknown")), []);
  assert.deepEqual(day.lookFor(10, broken), []);
  day.restart();
  assert.deepEqual(day.lookFor(5, fine), ["edit over"]);
  assert.equal(day.told, 1);
});

Deno.test("what is not known is no end, and no break", () => {
  const day = createDay();
  assert.deepEqual(day.lookFor(30, line("a", "unknown")), []);
  day.lookFor(5, broken);
  assert.deepEqual(day.lookFor(30, line("a", "unknown")), []);
});

Deno.test("lines that break for one cause are one message, and one that is back first is taken out of it", () => {
  const day = createDay();
  day.lookFor(2, broken, fine);
  const all = [broken, line("b", "broken"), line("c", "fine")] as const;
  assert.deepEqual(day.lookFor(5, ...all), ["tell open"]);
  assert.deepEqual(day.records[0]?.members, ["a", "b"]);
  assert.deepEqual(day.lookFor(5, broken, line("b", "fine"), line("c", "fine")), ["edit open"]);
  assert.deepEqual(day.records[0]?.broken, ["a"]);
  // What is back breaks again: it is told in the same message.
  assert.deepEqual(day.lookFor(5, ...all), ["edit open"]);
  assert.deepEqual(day.lookFor(5, fine, line("b", "fine"), line("c", "fine")), ["edit over"]);
});

Deno.test("another cause, another group and a trouble are messages of their own", () => {
  const day = createDay();
  day.lookFor(
    5,
    broken,
    line("b", "broken", { cause: "auth" }),
    line("s", "broken", { group: "stream", cause: "network" }),
    line("t", "broken", { group: "trouble", cause: "storage" }),
    line("u", "broken", { group: "trouble", cause: "storage" }),
  );
  assert.deepEqual(day.records.map(({ members }) => members), [["a"], ["b"], ["s"], ["t"], ["u"]]);
});

Deno.test("a line that breaks while another is told long since rings by itself", () => {
  const day = createDay();
  day.lookFor(20, line("news", "broken"), line("portfolio", "fine"));
  day.lookFor(5, line("news", "broken"), line("portfolio", "broken"));
  assert.deepEqual(day.records.map(({ members }) => members), [["news"], ["portfolio"]]);
});

Deno.test("another cause is said by an edit when it stays, and not at each change", () => {
  const day = createDay();
  day.lookFor(5, broken);
  for (let i = 0; i < 10; i++) {
    assert.deepEqual(day.lookFor(1, line("a", "broken", { cause: i % 2 === 0 ? "timeout" : "network" })), []);
  }
  assert.deepEqual(day.lookFor(5, line("a", "broken", { cause: "auth" })), ["edit open"]);
  assert.equal(day.records[0]?.cause, "auth");
});

Deno.test("the end of a session ends it, and the next one begins with a message of its own", () => {
  const day = createDay();
  day.lookFor(5, broken);
  const closedAtMs = day.nowMs;
  // The program was off when the session ended.
  day.pass(10 * 60 * MINUTE_MS);
  assert.deepEqual(day.look(line("a", "closed", { closedAtMs })), ["edit unresolved"]);
  assert.equal(day.records[0]?.endedAtMs, closedAtMs);
  assert.deepEqual(day.lookFor(60, line("a", "closed")), []);
  day.lookFor(5, line("a", "broken"));
  assert.equal(day.told, 2);
});

Deno.test("a line that nobody looks at any more does not stay open for ever", () => {
  const day = createDay();
  day.lookFor(5, broken);
  assert.deepEqual(day.look(), ["edit unresolved"]);
});

Deno.test("after a sleep of the machine what looks broken holds anew", () => {
  const day = createDay();
  day.lookFor(1, broken);
  day.pass(4 * 60 * MINUTE_MS);
  assert.deepEqual(day.look(broken), []);
  assert.deepEqual(day.lookFor(2, broken), []);
  assert.deepEqual(day.lookFor(2, broken), ["tell open"]);
});

Deno.test("the wall clock may be set: what holds is measured, and no length is negative", () => {
  const day = createDay();
  day.lookFor(1, broken);
  day.nowMs += 60 * MINUTE_MS;
  assert.deepEqual(day.lookFor(2, broken), []);
  assert.deepEqual(day.lookFor(1, broken), ["tell open"]);
  day.nowMs -= 26 * 60 * MINUTE_MS;
  day.lookFor(5, fine);
  const [record] = day.records;
  assert.equal(record?.state, "over");
  assert.ok((record?.endedAtMs ?? 0) >= (record?.sinceMs ?? Infinity));
});

const STATES: readonly LineState[] = ["broken", "fine", "unknown", "closed"];

Deno.test("a day of random flaps: never two open messages of one line, and each that was opened is closed", () => {
  const step = fc.record({
    states: fc.tuple(...["a", "b", "c"].map(() => fc.constantFrom(...STATES))),
    causes: fc.tuple(...["a", "b", "c"].map(() => fc.constantFrom("network", "auth"))),
    looks: fc.integer({ min: 1, max: 12 }),
    isRestart: fc.boolean(),
    sleptMs: fc.constantFrom(0, 0, 0, 600_000),
    setMs: fc.constantFrom(0, 0, 0, 3_600_000, -3_600_000),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const day = createDay();
      for (const { states, causes, looks, isRestart, sleptMs, setMs } of steps) {
        if (isRestart) day.restart();
        day.pass(sleptMs);
        day.nowMs += setMs;
        for (let i = 0; i < looks; i++) {
          day.look(
            ...["a", "b", "c"].map((id, n) =>
              line(id, states[n] ?? "fine", { cause: states[n] === "broken" ? causes[n] ?? "" : "" })
            ),
          );
          day.pass(30_000);
          const open = day.records.filter(({ state }) => state === "open").flatMap((one) => one.broken);
          assert.equal(new Set(open).size, open.length);
          for (const { broken, members } of day.records) {
            assert.ok(broken.length > 0 && broken.every((id) => members.includes(id)));
          }
        }
      }
      day.lookFor(5, line("a", "fine"), line("b", "fine"), line("c", "fine"));
      assert.deepEqual(day.records.filter(({ state }) => state === "open"), []);
      for (const { sinceMs, endedAtMs, earlierMs } of day.records) {
        assert.ok((endedAtMs ?? -1) >= sinceMs && earlierMs >= 0);
      }
      // Nothing changes any more: nothing is said any more.
      assert.deepEqual(day.lookFor(40, line("a", "fine"), line("b", "fine"), line("c", "fine")), []);
    }),
    { numRuns: 2_000 },
  );
});
