import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import { createSessionHours } from "../../src/calendar/session_hours.ts";
import type { MarketCalendar } from "../../src/calendar/session.ts";
import { type SessionTable, toSessionTable } from "../../src/calendar/session_table.ts";
import { DAY_MS, kstDayOf, MINUTE_MS, toKstIso } from "../../src/core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../src/core/market/hours.ts";
import { readSessions } from "../../src/engine/host/protocol.ts";
import { StrategyHost } from "../../src/engine/host/strategy_process.ts";
import { ToldSessions } from "../../src/engine/session/told_sessions.ts";
import { buyAndHold } from "../../src/strategies/buy_and_hold.ts";
import type { Strategy } from "../../src/strategies/strategy.ts";
import { HOLIDAYS_TEXT, toCalendar } from "../calendar/sample_calendars.ts";
import { ManualClock } from "../support/manual_clock.ts";

const at = (text: string) => Date.parse(`${text}+09:00`);
const NOW_MS = at("2026-11-13T10:00:00");
const calendar = toCalendar(HOLIDAYS_TEXT);
/** Monday is closed after all. */
const changed: Pick<MarketCalendar, "sessionOn"> = {
  sessionOn: (day) => day === kstDayOf(at("2026-11-16T09:00:00")) ? undefined : calendar.sessionOn(day),
};

function follow() {
  let current: Pick<MarketCalendar, "sessionOn"> = calendar;
  const told = new ToldSessions(createSessionHours(() => current));
  return { told, reload: (next: typeof current) => current = next };
}

Deno.test("a process is told nothing while the calendar is as it was", () => {
  const { told } = follow();
  assertTrue((told.begin(NOW_MS)?.length ?? 0) > 400);
  for (let days = 0; days < 199; days += 20) strictEqual(told.findChange(NOW_MS + days * DAY_MS), undefined);
});

Deno.test("a calendar that was reloaded with another session is told once", () => {
  const { told, reload } = follow();
  told.begin(NOW_MS);
  reload(changed);
  const days = told.findChange(NOW_MS + MINUTE_MS)?.map(([day]) => day) ?? [];
  assertTrue(days.length > 400);
  assertTrue(!days.includes(kstDayOf(at("2026-11-16T09:00:00"))));
  strictEqual(told.findChange(NOW_MS + 2 * MINUTE_MS), undefined);
});

Deno.test("sessions of the next years are told before those that were told are over", () => {
  const { told } = follow();
  told.begin(NOW_MS);
  const laterMs = NOW_MS + 201 * DAY_MS;
  const [lastDay = 0] = told.findChange(laterMs)?.at(-1) ?? [];
  assertTrue(lastDay > kstDayOf(laterMs + 390 * DAY_MS));
  strictEqual(told.findChange(laterMs + DAY_MS), undefined);
});

Deno.test("a market that never closes has no sessions to be told", () => {
  const told = new ToldSessions(ALWAYS_OPEN);
  deepStrictEqual([told.begin(NOW_MS), told.findChange(NOW_MS + 500 * DAY_MS)], [undefined, undefined]);
});

/** Its memory is when the market opens next after each candle, as its own process knows it. */
function createProbe(): { readonly host: StrategyHost; readonly opens: string[] } {
  const opens: string[] = [];
  const probe: Strategy = {
    ...buyAndHold as Strategy,
    create: (_params, _interval, hours: MarketHours = ALWAYS_OPEN) => ({
      onCandle({ candle }) {
        opens.push(toKstIso(hours.nextOpenTime("1m", candle.openTimeMs)).slice(0, 16));
        return undefined;
      },
      save: () => null,
      restore: () => {},
    }),
  };
  const host = new StrategyHost(() => Promise.resolve(() => Promise.resolve(probe)), new ManualClock(NOW_MS));
  return { host, opens };
}

const SPAN = { fromMs: NOW_MS, toMs: NOW_MS };
const candle = {
  ...{ openTimeMs: at("2026-11-13T16:00:00"), open: 1, high: 1, low: 1, close: 1, volume: 1 },
};
const asked = { op: "candles", mode: "live", candles: [{ interval: "1m", candle, fills: [] }] } as const;

Deno.test("a running strategy plans by the sessions that its process was told last, and is not made anew", async () => {
  const { host, opens } = createProbe();
  const sessions = toSessionTable(calendar, SPAN);
  strictEqual((await host.answer({ op: "open", params: {}, interval: "1m", sessions })).kind, "open");
  await host.answer(asked);
  await host.answer({ ...asked, sessions: toSessionTable(changed, SPAN) });
  await host.answer(asked);
  deepStrictEqual(opens, ["2026-11-16T09:00", "2026-11-17T09:00", "2026-11-17T09:00"]);
});

const FAULTY: readonly (readonly [string, unknown])[] = [
  ["no list", {}],
  ["a row that is none", [7]],
  ["a row with more", [[1, 2, 3, 4]]],
  ["a time that is none", [[1, 2, "3"]]],
  ["a close before its open", [[1, 3, 2]]],
  ["days that go back", [[2, 3, 4], [1, 3, 4]]],
];
for (const [name, sessions] of FAULTY) {
  Deno.test(`sessions with ${name} are refused, and the ones before still hold`, async () => {
    throws(() => readSessions(sessions), { name: "ProtocolError", message: /^sessions/ });
    const { host, opens } = createProbe();
    await host.answer({ op: "open", params: {}, interval: "1m", sessions: toSessionTable(calendar, SPAN) });
    await host.answer({ ...asked, sessions: sessions as SessionTable }).catch(() => {});
    await host.answer(asked);
    deepStrictEqual(opens, ["2026-11-16T09:00"]);
  });
}
