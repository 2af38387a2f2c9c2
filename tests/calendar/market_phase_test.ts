import { deepStrictEqual } from "node:assert/strict";
import { marketPhaseAt } from "../../src/calendar/market_phase.ts";
import { toKstIso } from "../../src/core/kst.ts";
import { HOLIDAYS_TEXT, toCalendar } from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);

const PHASES: readonly (readonly [string, string, string | undefined])[] = [
  ["2026-11-13T08:29:59", "closed", "2026-11-13T08:30"],
  ["2026-11-13T08:30:00", "opening_auction", "2026-11-13T09:00"],
  ["2026-11-13T09:00:00", "open", "2026-11-13T15:20"],
  ["2026-11-13T15:19:59", "open", "2026-11-13T15:20"],
  ["2026-11-13T15:20:00", "closing_auction", "2026-11-13T15:30"],
  ["2026-11-13T15:30:00", "closed", "2026-11-13T16:00"],
  ["2026-11-13T16:00:00", "after_market", "2026-11-13T20:00"],
  // A weekend follows.
  ["2026-11-13T20:00:00", "closed", "2026-11-16T08:30"],
  ["2026-11-15T12:00:00", "closed", "2026-11-16T08:30"],
  // The day of the entrance exam; nobody has told when its after-market begins.
  ["2026-11-19T09:15:00", "closed", "2026-11-19T09:30"],
  ["2026-11-19T10:00:00", "open", "2026-11-19T16:20"],
  ["2026-11-19T16:25:00", "closing_auction", "2026-11-19T16:30"],
  ["2026-11-19T17:00:00", "closed", "2026-11-20T08:30"],
  // Before there was an after-market of this kind.
  ["2026-03-11T16:30:00", "closed", "2026-03-12T08:30"],
];
for (const [time, phase, until] of PHASES) {
  Deno.test(`at ${time} the market is ${phase} until ${until}`, () => {
    const { phase: found, untilMs = NaN } = marketPhaseAt(calendar, Date.parse(`${time}+09:00`));
    deepStrictEqual([found, toKstIso(untilMs).slice(0, 16)], [phase, until]);
  });
}

Deno.test("a calendar without a session to come has a closed market, and says no time", () => {
  const never = { sessionOn: () => undefined };
  deepStrictEqual(marketPhaseAt(never, Date.parse("2026-11-13T10:00:00+09:00")), {
    phase: "closed",
    untilMs: undefined,
  });
});
