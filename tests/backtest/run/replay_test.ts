import assert from "node:assert/strict";
import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../../calendar/sample_calendars.ts";
import type { Advice } from "../../../src/core/advice.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { compareAdvice, type ReplayFacts, type SaidAdvice } from "../../../src/backtest/run/replay.ts";

const DAY = Date.UTC(2026, 10, 20);
const at = (minute: number) => DAY + minute * MINUTE_MS;

const said = (minute: number, change: Partial<Advice> = {}): SaidAdvice => ({
  barOpenMs: at(minute),
  advice: { action: "buy", confidence: 0.5, reason: "It rose.", ...change },
});

const FACTS: ReplayFacts = {
  interval: "1m",
  hasBar: () => true,
  missingBefore: () => 0,
  warmFromMs: at(-5_000),
  addedAtMs: at(-5_000),
  startsMs: [at(-5_000)],
};

const compare = (
  live: readonly SaidAdvice[],
  replayed: readonly SaidAdvice[],
  facts: Partial<ReplayFacts> = {},
) => compareAdvice({ live, replayed }, { ...FACTS, ...facts });

Deno.test("the same advice is the same, in order of time, whatever its confidence", () => {
  const lines = compare([said(9), said(3, { action: "sell" })], [
    said(3, { action: "sell" }),
    said(9, { confidence: 1 }),
  ]);
  assert.deepEqual(lines.map(({ kind, barOpenMs: candleOpenMs }) => [kind, candleOpenMs]), [["same", at(3)], [
    "same",
    at(9),
  ]]);
});

Deno.test("a stop that differs in the last bit only is the same", () => {
  const [line] = compare([said(1, { stopPrice: 0.1 + 0.2 })], [said(1, { stopPrice: 0.3 })]);
  assert.equal(line?.kind, "same");
});

Deno.test("a reason with a key is the same as its sentence that an earlier version stored", () => {
  const reason = { key: "rsi", value: 68.64, relation: "above", limit: 62 } as const;
  const [line] = compare([said(1, { reason: "The RSI is 68.6, above 62." })], [said(1, { reason })]);
  assert.equal(line?.kind, "same");
  const [other] = compare([said(1, { reason: "The RSI is 68.7, above 62." })], [said(1, { reason })]);
  assert.equal(other?.kind, "differs");
});

Deno.test("the same action for other numbers means that a candle was changed", () => {
  const [line] = compare([said(1, { stopPrice: 95 })], [said(1, { stopPrice: 94 })]);
  assert.deepEqual([line?.kind, line?.cause], ["differs", "candle_changed"]);
  assert.match(line?.why ?? "", /the stop was 95, now 94/);
});

const causes:
  readonly (readonly [string, readonly SaidAdvice[], readonly SaidAdvice[], Partial<ReplayFacts>])[] = [
    ["missing_bar", [said(1)], [], { hasBar: () => false }],
    ["missing_bar", [said(1)], [], { missingBefore: () => 2 }],
    ["warm_up", [said(1)], [], { warmFromMs: at(10) }],
    ["not_running", [], [said(1)], { addedAtMs: at(5), startsMs: [at(5)] }],
    ["restart", [], [said(100)], { startsMs: [at(-5_000), at(60)] }],
    ["unexplained", [], [said(1)], {}],
    ["unexplained", [said(1)], [], {}],
    ["unexplained", [said(1)], [said(1, { action: "sell" })], {}],
  ];

for (const [cause, live, replayed, facts] of causes) {
  const what = live.length === 0
    ? "only the replay"
    : replayed.length === 0
    ? "only live"
    : "both differently";
  const known = Object.keys(facts).join(", ") || "nothing else";
  Deno.test(`where ${what} speaks and ${known} is known, the cause is ${cause}`, () => {
    const [line] = compare(live, replayed, facts);
    assert.equal(line?.cause, cause);
    assert.ok((line?.why ?? "").length > 10);
  });
}

Deno.test("what comes after the first difference follows from it, and what is the same stays the same", () => {
  const lines = compare([said(1), said(9)], [said(5, { action: "sell" }), said(9)]);
  assert.deepEqual(lines.map(({ kind, cause }) => [kind, cause]), [
    ["only_live", "unexplained"],
    ["only_replay", "follows"],
    ["same", undefined],
  ]);
});

Deno.test("a restart of a day ago lies one session back for a stock, and not as many minutes as a day has", () => {
  const calendar = toCalendar(HOLIDAYS_TEXT);
  const facts: Partial<ReplayFacts> = {
    hours: createSessionHours(() => calendar),
    warmFromMs: 0,
    startsMs: [Date.parse("2026-11-19T17:00:00+09:00")],
  };
  const openMs = Date.parse("2026-11-20T09:04:00+09:00");
  const [line] = compare([{ ...said(0), barOpenMs: openMs }], [], facts);
  assert.match(line?.why ?? "", /^it had been started 5 bars before/);
  const [late] = compare([], [{ ...said(0), barOpenMs: openMs }], {
    ...facts,
    addedAtMs: openMs + MINUTE_MS,
  });
  assert.equal(late?.cause, "not_running");
});
