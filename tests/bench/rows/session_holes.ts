import { createSessionHours } from "../../../src/calendar/session_hours.ts";
import { kstDayStartMs } from "../../../src/core/kst.ts";
import { findHoles } from "../../../src/market/read/holes.ts";
import { dayOf, HOLIDAYS_TEXT, minutesThatExist, toCalendar } from "../../calendar/sample_calendars.ts";

const STOCKS = 200;
const RUNS = 5;
const YEAR = { from: "2025-12-01", to: "2026-12-01" };

export interface SessionHoleFigures {
  readonly oursMs: number;
  readonly bareMs: number;
  readonly minutes: number;
}

/**
 * What is missing in a year of minutes of 200 stocks, each with an hour lost somewhere; beside a loop that has a
 * list of every minute of the year and goes through both lists at once.
 *
 * @throws {Error} when both do not find the same.
 */
export function measureSessionHoles(): SessionHoleFigures {
  const calendar = toCalendar(HOLIDAYS_TEXT);
  const hours = createSessionHours(() => calendar);
  const all = minutesThatExist(calendar, YEAR);
  const span = { fromMs: kstDayStartMs(dayOf(YEAR.from)), toMs: kstDayStartMs(dayOf(YEAR.to)) };
  const stocks = Array.from({ length: STOCKS }, (_, i) => {
    const lostFrom = 60 + i * 400;
    return Float64Array.from(all.filter((_, row) => row < lostFrom || row >= lostFrom + 60));
  });
  const coverage = [{ kind: "fetched", reason: undefined, ...span }] as const;
  const ours = () =>
    stocks.reduce(
      (sum, openTimes) =>
        sum + findHoles({ coverage, span, interval: "1m", openTimes, hours }).completeness.noTrade,
      0,
    );
  const bare = () => stocks.reduce((sum, openTimes) => sum + countBare(all, openTimes), 0);
  if (ours() !== bare()) throw new Error(`${ours()} minutes are missing, and ${bare()} by the bare way`);
  return {
    oursMs: fastest(ours),
    bareMs: fastest(bare),
    minutes: stocks.reduce((sum, { length }) => sum + length, 0),
  };
}

function countBare(all: readonly number[], openTimes: Float64Array): number {
  let missing = 0;
  let i = 0;
  for (const atMs of all) {
    if (openTimes[i] === atMs) i++;
    else missing++;
  }
  return missing;
}

function fastest(run: () => number): number {
  let least = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const beganMs = performance.now();
    run();
    least = Math.min(least, performance.now() - beganMs);
  }
  return least;
}
