/** Prints the plan of polls at each instant of the arguments, for a test of machines in other zones. */
import { DEFAULT_POLL_STEPS, planAt } from "../../src/calendar/poll_plan.ts";
import { toKstIso } from "../../src/core/kst.ts";
import { HOLIDAYS_TEXT, toCalendar } from "./sample_calendars.ts";

const calendar = toCalendar(HOLIDAYS_TEXT);
for (const instant of Deno.args) {
  const { window, due, nextPollAtMs } = planAt(calendar, DEFAULT_POLL_STEPS, Date.parse(instant));
  // deno-lint-ignore no-console -- its only output
  console.log(instant, window, due, toKstIso(nextPollAtMs));
}
