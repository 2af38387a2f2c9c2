/** Days as the market in Korea has them: the gate and the window of a pair, over the calendar that is shipped. */
import { deepStrictEqual } from "node:assert/strict";
import { kstDayOf } from "../../../src/core/kst.ts";
import { shippedCalendar } from "../../support/calendars.ts";
import { piece } from "../signal_parts.ts";
import { type Bench, found, openBench, rule, STOP } from "./pipeline_parts.ts";

const calendar = shippedCalendar();
const COIN = { exchange: "upbit", ticker: "BTC/KRW" };

/** What becomes of a condition that is met at this time in Korea, like `2026-11-20 09:20:30`. */
async function takeAt(
  bench: Bench,
  time: string,
  options: { readonly window?: string; readonly firing?: object } = {},
) {
  const { window = "trading_day", firing = {} } = options;
  const nowMs = Date.parse(`${time.replace(" ", "T")}+09:00`);
  bench.clock.setWall(nowMs);
  const moment = { nowMs, session: calendar.sessionOn(kstDayOf(nowMs)), openQuietMs: 300_000, mutes: [] };
  const evidence = [piece({ fetchedAtMs: nowMs - 1_000, dataAtMs: nowMs - 1_000 })];
  const firings = [{ occasion: time, evidence, ...firing }];
  const { taken } = await bench.pipeline.take(
    found(bench.clock, firings, { moment, rule: rule({ window }) }),
  );
  await bench.pipeline.settled();
  return taken[0]?.outcome;
}

async function takeAll(
  times: readonly string[],
  options: Parameters<typeof takeAt>[2] = {},
): Promise<readonly string[]> {
  await using bench = await openBench();
  const outcomes = [];
  for (const time of times) outcomes.push(`${time.slice(5)} ${await takeAt(bench, time, options)}`);
  return outcomes;
}

Deno.test("fault 38: what goes out at 09:20 each day goes out on each trading day, some seconds earlier or later", async () => {
  const times = ["2026-11-20 09:20:30", "2026-11-20 15:29:00", "2026-11-23 09:20:00", "2026-11-24 09:19:30"];
  deepStrictEqual(await takeAll(times), [
    "11-20 09:20:30 begun",
    "11-20 15:29:00 duplicate",
    "11-23 09:20:00 begun",
    "11-24 09:19:30 begun",
  ]);
  deepStrictEqual(await takeAll(times, { window: "24h" }), [
    "11-20 09:20:30 begun",
    "11-20 15:29:00 duplicate",
    "11-23 09:20:00 begun",
    "11-24 09:19:30 duplicate",
  ]);
});

Deno.test("fault 38: the day of a coin ends at midnight in Korea, and 24 hours end to the millisecond", async () => {
  const days = ["2026-11-20 23:59:58.000", "2026-11-20 23:59:59.999", "2026-11-21 00:00:00.000"];
  deepStrictEqual(await takeAll(days, { firing: COIN }), [
    "11-20 23:59:58.000 begun",
    "11-20 23:59:59.999 duplicate",
    "11-21 00:00:00.000 begun",
  ]);
  const hours = ["2026-11-20 23:59:58.000", "2026-11-21 23:59:57.999", "2026-11-21 23:59:58.000"];
  deepStrictEqual(await takeAll(hours, { firing: COIN, window: "24h" }), [
    "11-20 23:59:58.000 begun",
    "11-21 23:59:57.999 duplicate",
    "11-21 23:59:58.000 begun",
  ]);
});

Deno.test("a share is told of in its session alone: not in the minutes after the open, also when that is late", async () => {
  const at = async (day: string, ...times: readonly string[]) =>
    (await takeAll(times.map((time) => `${day} ${time}`), { firing: STOP })).map((told) => told.slice(6));
  deepStrictEqual(await at("2026-11-20", "08:59:59", "09:00:00", "09:04:59", "09:05:00", "15:30:00"), [
    "08:59:59 closed",
    "09:00:00 closed",
    "09:04:59 closed",
    "09:05:00 begun",
    "15:30:00 closed",
  ]);
  // The first session of a year begins at ten, as does the day of the exam, which also ends later.
  deepStrictEqual(await at("2026-01-02", "09:30:00", "10:04:59", "10:05:00", "15:30:00"), [
    "09:30:00 closed",
    "10:04:59 closed",
    "10:05:00 begun",
    "15:30:00 closed",
  ]);
  deepStrictEqual(await at("2026-11-19", "09:30:00", "10:04:59", "16:29:59", "16:30:00"), [
    "09:30:00 closed",
    "10:04:59 closed",
    "16:29:59 begun",
    "16:30:00 closed",
  ]);
});

Deno.test("on weekends, holidays and the last day of the year no share is told of, and a coin is", async () => {
  for (const day of ["2026-11-21", "2026-11-22", "2026-12-25", "2026-12-31", "2026-01-01"]) {
    const time = `${day} 11:00:00`;
    deepStrictEqual(await takeAll([time], { firing: STOP }), [`${day.slice(5)} 11:00:00 closed`]);
    deepStrictEqual(await takeAll([time], { firing: COIN }), [`${day.slice(5)} 11:00:00 begun`]);
  }
});
