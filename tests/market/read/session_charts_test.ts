import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Interval } from "../../../src/core/candle.ts";
import { dayOfDate } from "../../../src/core/kst.ts";
import { dayBefore } from "../../../src/market/read/chart_sessions.ts";
import { at, hours, MARKET, minutesOf, openSessionReader, toText } from "./session_reader.ts";

Deno.test("a chart of a perfect week of a stock has no hole and no place for anything but its candles", async () => {
  const week = minutesOf("09", "14");
  await using all = await openSessionReader(week, at("16T08:00"));
  const chart = await all.chart("1m", at("09T00:00"));
  strictEqual(chart.candles.length, 1905);
  deepStrictEqual([chart.holes, chart.emptySlots], [[], []]);
});

Deno.test("minutes that are missing within a session keep their places, and the night between has none", async () => {
  const isThere = (atMs: number) => atMs < at("12T15:18") || atMs >= at("13T09:02");
  await using all = await openSessionReader(minutesOf("12", "14").filter(isThere), at("14T12:00"));
  const { holes, emptySlots = [] } = await all.chart("1m", at("12T09:00"));
  deepStrictEqual(holes.map(({ fromMs, toMs }) => [toText(fromMs), toText(toMs)]), [[
    "12T15:18",
    "13T09:02",
  ]]);
  deepStrictEqual(emptySlots.map(toText), ["12T15:18", "12T15:19", "12T15:30", "13T09:00", "13T09:01"]);
});

Deno.test("the day of a stock is a closed candle at 15:31, on the day of the exam at 16:31", async () => {
  for (const [now, count] of [["18T15:30", 2], ["18T15:31", 3], ["19T16:30", 3], ["19T16:31", 4]] as const) {
    const known = minutesOf("16", "20").filter((atMs) => atMs < at(now));
    await using all = await openSessionReader(known, at(now));
    const chart = await all.chart("1d", at("16T00:00"));
    strictEqual(chart.candles.length, count, now);
    const isOpen = now.endsWith(":30");
    strictEqual(chart.openBar !== undefined, isOpen, now);
  }
});

Deno.test("indicators of the first minutes are warmed up with the session before", async () => {
  await using all = await openSessionReader(minutesOf("12", "17"), at("16T16:00"));
  const chart = await all.chart("1m", at("16T09:00"));
  const sma = chart.indicators.find(({ id }) => id === "sma_200");
  strictEqual(sma?.values.every((value) => value !== null), true);
});

Deno.test("a stock that is collected no more ended with its last candle, whatever the length", async () => {
  await using all = await openSessionReader(minutesOf("12", "14"), at("13T18:00"));
  const endOf = async (interval: Interval) => toText(await all.reader.endMs({ ...MARKET, interval }) ?? 0);
  deepStrictEqual([await endOf("1m"), await endOf("1d"), await endOf("1w")], Array(3).fill("13T15:31"));
});

Deno.test("a day's change is counted from the close of the session before, on a weekend from Thursday's", async () => {
  const openTimes = minutesOf("12", "17");
  const priceAt = (text: string) => 100 + openTimes.indexOf(at(text));
  for (
    const [now, close] of [["13T10:00", "12T15:30"], ["15T12:00", "12T15:30"], [
      "16T09:00",
      "12T15:30",
    ]] as const
  ) {
    await using all = await openSessionReader(openTimes, at(now));
    strictEqual((await all.chart("1m", at("12T09:00"))).dayReference, priceAt(close), now);
  }
  await using all = await openSessionReader(openTimes, at("16T09:01"));
  strictEqual((await all.chart("1d", at("12T09:00"))).dayReference, priceAt("13T15:30"));
});

Deno.test("a day's change is counted from its base price, where that is not the close before", async () => {
  await using all = await openSessionReader(minutesOf("12", "17"), at("13T10:00"));
  const day = dayOfDate("2026-11-13");
  await all.shelf.keepBasePrices({ ...MARKET, interval: "1m" }, new Map([[day - 1, 40], [day, 50]]));
  strictEqual((await all.chart("1m", at("12T09:00"))).dayReference, 50);
});

Deno.test("a calendar without sessions has no day before", () => {
  strictEqual(dayBefore(at("16T09:00"), { ...hours, openSpans: () => [] }), undefined);
});

Deno.test("the last seven sessions of a stock are looked at, and no piece of them is a night", async () => {
  const isThere = (atMs: number) => atMs < at("18T11:00") || atMs >= at("18T11:30");
  await using all = await openSessionReader(minutesOf("02", "21").filter(isThere), at("22T12:00"));
  const { series: [one] } = await all.reader.overview();
  const coverage = one?.coverage;
  deepStrictEqual([coverage?.sessions, toText(coverage?.fromMs ?? 0)], [7, "12T09:00"]);
  strictEqual(coverage?.counts.expected, 7 * 381);
  strictEqual(coverage?.counts.noTrade, 30);
  strictEqual(coverage?.cells.every(({ expected }) => expected > 0), true);
  strictEqual(coverage?.cells.reduce((sum, { present }) => sum + present, 0), 7 * 381 - 30);
});
