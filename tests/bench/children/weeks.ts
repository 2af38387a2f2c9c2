/**
 * The whole program through simulated weeks on a clock without waiting, against a real server, with its web open.
 * Prints its address, then one line of JSON a week, then waits to be ended. Needs --allow-all to read /proc.
 */
import { startApp } from "../../../src/app/app.ts";
import { countTicks, DEFAULT_POLL_STEPS } from "../../../src/calendar/poll_plan.ts";
import { readConfig } from "../../../src/config/config.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { silentLog } from "../../../src/core/log.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { JumpClock } from "../jump_clock.ts";

const [url = "", dir = "", count = "1"] = Deno.args;
const weeks = Number(count);
const startMs = Date.parse("2026-03-09T00:00:00+09:00");
const clock = new JumpClock(startMs, startMs + weeks * 7 * DAY_MS);
const values: Readonly<Record<string, string>> = {
  STOCK_API_URL: url,
  WEBAI_API_KEY: "soak-key",
  SIGNAL_V2_PORT: "0",
  SIGNAL_V2_DATA_DIR: dir,
};
const app = await startApp(readConfig({ get: (name) => values[name], envFile: undefined }), {
  clock,
  fetch,
  log: silentLog,
  random: Math.random,
  version: "soak",
  mode: "demo",
  embeddedHolidays: undefined,
  requestStop() {},
}, ({ url }) => tell({ url }));
const calendar = shippedCalendar();
let told = 0;
while (told < weeks) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  // The end of the last week is one sleep away when the clock stops.
  const passed = Math.floor((clock.now() + 60_000 - startMs) / (7 * DAY_MS));
  if (passed <= told) continue;
  told = passed;
  const { polls, missed } = app.view().schedule;
  const expected = countTicks(calendar, DEFAULT_POLL_STEPS, startMs - 1, clock.now());
  const files = Deno.build.os === "linux" ? [...Deno.readDirSync("/proc/self/fd")].length : null;
  tell({ week: told, polls, missed, expected, rssBytes: Deno.memoryUsage().rss, files });
}
await new Promise(() => {});

function tell(facts: Record<string, unknown>): void {
  // deno-lint-ignore no-console -- the parent reads this
  console.log(JSON.stringify(facts));
}
