import { strictEqual } from "node:assert/strict";
import { createMarketCalendar, DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { createHoursOf } from "../../../src/calendar/session_hours.ts";
import { findClosedMs } from "../../../src/cli/candles/file_runs.ts";
import { closeTimeOf } from "../../../src/core/candle.ts";
import { ALWAYS_OPEN } from "../../../src/core/market/hours.ts";
import { HOLIDAYS_TEXT, readText } from "../../calendar/sample_calendars.ts";

const calendar = createMarketCalendar(readText(HOLIDAYS_TEXT), DEFAULT_DAY_FRAME);
const KRX = await createHoursOf(() => calendar)("krx");
const at = (text: string) => Date.parse(`2026-11-${text}+09:00`);
/** The candle of Friday, which is followed by none before Monday. */
const FRIDAY_MS = at("20T09:00");
const columns = { openTimeMs: Float64Array.of(FRIDAY_MS) };

Deno.test("a day of a stock in a file of after its session is finished, also on the same evening", () => {
  const writtenMs = at("20T16:10");
  for (const nowMs of [at("20T18:00"), at("21T12:00")]) {
    const closedMs = findClosedMs({ nowMs, writtenMs, hours: KRX }, "1d", columns);
    strictEqual(closedMs, Math.max(nowMs, closeTimeOf("1d", FRIDAY_MS)));
  }
});

Deno.test("a day of a stock in a file of before the end of its session stays open for ever", () => {
  const writtenMs = at("20T11:00");
  strictEqual(findClosedMs({ nowMs: at("23T12:00"), writtenMs, hours: KRX }, "1d", columns), writtenMs);
});

Deno.test("a day of a coin is finished when the next one begins", () => {
  const writtenMs = at("20T16:10");
  strictEqual(
    findClosedMs({ nowMs: at("23T12:00"), writtenMs, hours: ALWAYS_OPEN }, "1d", columns),
    writtenMs,
  );
});
