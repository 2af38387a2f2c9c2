import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { startCalendar } from "../../src/calendar/start_calendar.ts";
import { ManualClock } from "../support/manual_clock.ts";

const HOLIDAYS = new URL("../../holidays.json", import.meta.url);
const WEDNESDAY = "2026-03-11T10:00:00+09:00";

async function startTestCalendar(options: { start?: string; text?: string } = {}) {
  const { start = WEDNESDAY, text = Deno.readTextFileSync(HOLIDAYS) } = options;
  await using opened = new AsyncDisposableStack();
  const dir = Deno.makeTempDirSync({ prefix: "signal-v2-calendar-" });
  opened.defer(() => Deno.removeSync(dir, { recursive: true }));
  const holidaysPath = `${dir}/holidays.json`;
  Deno.writeTextFileSync(holidaysPath, text);
  const clock = new ManualClock(start);
  const told: string[] = [];
  const calendar = opened.use(
    await startCalendar({
      config: { holidaysPath, frame: DEFAULT_DAY_FRAME },
      runtime: { clock, embeddedHolidays: undefined },
      events: {
        calendarReloaded: () => told.push("reloaded"),
        calendarProblem: ({ problem, isError }) => told.push(`${isError ? "error" : "warning"}: ${problem}`),
      },
    }),
  );
  const parts = opened.move();
  return { calendar, clock, told, holidaysPath, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("the calendar shows how far it reaches, and every day of a year with its hours or why it is closed", async () => {
  await using test = await startTestCalendar();
  const { calendar } = test;
  const view = calendar.view(test.clock.now());
  deepStrictEqual([view.level, view.problems, view.coveredUntil], ["ok", [], "2027-12-31"]);
  const { year, days } = calendar.year(2026);
  deepStrictEqual([year, days.length], [2026, 365]);
  const [newYear, , , , monday] = days;
  deepStrictEqual([newYear?.date, newYear?.openMs, newYear?.closure?.kind], [
    "2026-01-01",
    undefined,
    "public",
  ]);
  strictEqual(monday?.closeMs, Date.parse("2026-01-05T15:30:00+09:00"));
});

Deno.test("what is wrong with the calendar is said once a day, and not by a clock that cannot be right", async () => {
  const far = "2027-12-20T10:00:00+09:00";
  await using test = await startTestCalendar({ start: far });
  test.calendar.onWake();
  const { length } = test.told;
  assertTrue(length > 0, "the calendar ends in a few days");
  match(test.told[0] ?? "", /^warning: The calendar ends on 2027-12-31, in 11 days/);
  test.calendar.onWake();
  strictEqual(test.told.length, length, "the same day");
  test.clock.setWall(Date.parse(far) + 86_400_000);
  test.calendar.onWake();
  strictEqual(test.told.length, 2 * length);
  test.clock.setWall(0);
  test.calendar.onWake();
  strictEqual(test.told.length, 2 * length, "1970 is no day to judge by");
});

Deno.test("under a clock that cannot be right the calendar is shown all the same", async () => {
  await using test = await startTestCalendar({ start: "1970-01-01T09:00:00+09:00" });
  strictEqual(test.calendar.view(test.clock.now()).coveredUntil, "2027-12-31");
});

Deno.test("a changed file is told when it is taken over, and a broken one as an error that leaves the older calendar", async () => {
  await using test = await startTestCalendar();
  const check = async (text: string) => {
    Deno.writeTextFileSync(test.holidaysPath, text);
    await test.clock.advance(30_000);
    return await test.calendar.check();
  };
  strictEqual(await check(`${Deno.readTextFileSync(HOLIDAYS)}\n`), true);
  strictEqual(await check("{"), false);
  deepStrictEqual(test.told.map((line) => line.split(":")[0]), ["reloaded", "error"]);
  strictEqual(test.calendar.view(test.clock.now()).problems.length, 1);
  assertTrue(test.calendar.current().sessionOn(20_523) !== undefined, "2026-03-11 is open as before");
});

Deno.test("without a usable file the calendar does not start, and says which file", async () => {
  await rejects(startTestCalendar({ text: "[" }), { name: "CalendarFileError", message: /holidays\.json/ });
});
