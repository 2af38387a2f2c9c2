import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { readZone } from "../../../src/core/time_zone.ts";
import { readFile, refusalOf, toCsv } from "./csv_files.ts";

const five = <T>(make: (i: number) => T): readonly T[] => Array.from({ length: 5 }, (_, i) => make(i));
const minuteText = (i: number) => `2024-01-02 09:0${i}:00`;

const SMALL: readonly (readonly [string, readonly (string | number)[], RegExp])[] = [
  [
    "day numbers of Excel",
    five((i) => 45_348 + i),
    /45348 looks like a day number of Excel \(.* 2024-02-26\)/,
  ],
  ["day numbers with a time", five((i) => 45_348 + i / 1_440), /looks like a day number of Excel/],
  ["years", five((i) => 2_015 + i), /2015 looks like a year; write its first day, like 2015-01-01/],
  ["row numbers", five((i) => i), /0 is too small to count seconds since 1970; a row number/],
  ["a minute of the day", five((i) => 900 + i), /900 is too small to count seconds since 1970/],
  ["seconds of the day", five((i) => 90_000 + i), /90000 is too small/],
  ["parts of a day", five((i) => 0.375 + i / 1_440), /0.375 is too small/],
  ["dates without their century", five((i) => 240_102 + i), /240102 is too small/],
  ["times of day", five((i) => `09:0${i}`), /"09:00" is a time of day without its date/],
  ["numbers that a spreadsheet has rounded", five(() => "1.70E+12"), /a spreadsheet has rounded "1.70E\+12"/],
];

for (const [what, times, sentence] of SMALL) {
  Deno.test(`${what} in a column of times are refused by what they look like`, async () => {
    match(await refusalOf(toCsv(times)), sentence);
    match(await refusalOf(toCsv(times, ",open,high,low,close,volume")), sentence);
    match(await refusalOf(toCsv(times).split("\n").slice(1).join("\n")), sentence);
  });
}

const DIGITS: readonly (readonly [string, readonly (string | number)[], string, string])[] = [
  ["months", five((i) => 202_401 + i), "1M", "2024-01-01T00:00"],
  ["days", five((i) => 20_240_102 + i), "1d", "2024-01-02T00:00"],
  ["hours", five((i) => `202401020${i}`), "1h", "2024-01-02T00:00"],
  ["minutes", five((i) => `20240102090${i}`), "1m", "2024-01-02T09:00"],
  ["seconds", five((i) => `20240102090${i}00`), "1m", "2024-01-02T09:00"],
  ["epoch ns", five((i) => `${1_704_186_000 + 60 * i}000000000`), "1m", "2024-01-02T09:00"],
];

for (const [what, times, interval, first] of DIGITS) {
  Deno.test(`times of digits alone are read to ${what}`, async () => {
    const read = await readFile(toCsv(times));
    deepStrictEqual([read.interval, read.times[0], read.times.length], [interval, first, 5]);
  });
}

Deno.test("the time of the day may stand beside the date, with or without colons and leading zeros", async () => {
  const header = "Date,Time,Open,High,Low,Close,Volume";
  const cases: readonly (readonly [(i: number) => string, string])[] = [
    [(i) => `2024-01-02,17:0${i}`, "2024-01-02T17:00"],
    [(i) => `2024.01.02,17:0${i}:00`, "2024-01-02T17:00"],
    [(i) => `20240102,90${i}`, "2024-01-02T09:00"],
    [(i) => `20240102,90${i}00`, "2024-01-02T09:00"],
    [(i) => `20240102,000${i}00`, "2024-01-02T00:00"],
  ];
  for (const [time, first] of cases) {
    strictEqual((await readFile(toCsv(five(time), header))).times[0], first, time(0));
  }
  const bare = toCsv(five((i) => `2024.01.02,17:0${i}`)).split("\n").slice(1).join("\n");
  strictEqual((await readFile(bare)).times[0], "2024-01-02T17:00");
});

Deno.test("a column without a name is the time only where no other one is called so", async () => {
  const rows = five((i) => `${i},2024-01-0${i + 1}`);
  for (const name of ["날짜", "Date", "timestamp", "일자"]) {
    const read = await readFile(toCsv(rows, `,${name},open,high,low,close,volume`));
    deepStrictEqual([read.interval, read.times[0]], ["1d", "2024-01-01T00:00"], name);
  }
});

Deno.test("one file has times of one kind", async () => {
  const seconds = 1_704_186_000;
  match(
    await refusalOf(toCsv([seconds, (seconds + 60) * 1_000, (seconds + 120) * 1_000])),
    /line 2, .*not a time/,
  );
  match(await refusalOf(toCsv([minuteText(0), `${minuteText(1)}Z`, minuteText(2)])), /line 3, .*not a time/);
  match(
    await refusalOf(toCsv([...five(minuteText), 7])),
    /line 7, .*"7" is not a time as in the rows before/,
  );
});

Deno.test("dates with the year at their end are read when they tell the order, or somebody does", async () => {
  deepStrictEqual(
    (await readFile(toCsv(["1/30/2024", "1/31/2024", "2/1/2024"]))).times[2],
    "2024-02-01T00:00",
  );
  deepStrictEqual(
    (await readFile(toCsv(["30.01.2024", "31.01.2024", "01.02.2024"]))).times[2],
    "2024-02-01T00:00",
  );
  const unclear = toCsv(["1/2/2024", "2/2/2024", "3/2/2024"]);
  match(await refusalOf(unclear), /"1\/2\/2024", and nothing tells .* say --dates mdy or --dates dmy/);
  deepStrictEqual((await readFile(unclear, { dates: "dmy" })).times[1], "2024-02-02T00:00");
});

Deno.test("times without a zone are Korean in a Korean market, UTC elsewhere, and what somebody says they are", async () => {
  const csv = toCsv(five(minuteText));
  const newYork = readZone("America/New_York");
  const cases = [
    [{}, "UTC", true, "2024-01-02T09:00"],
    [{ isKorean: true }, "Asia/Seoul", true, "2024-01-02T00:00"],
    [{ isKorean: true, zone: readZone("UTC") }, "UTC", false, "2024-01-02T09:00"],
    [{ zone: newYork }, "America/New_York", false, "2024-01-02T14:00"],
  ] as const;
  for (const [options, zone, isAssumed, first] of cases) {
    const read = await readFile(csv, options as Parameters<typeof readFile>[1]);
    deepStrictEqual([read.zone, read.isZoneAssumed, read.times[0]], [zone, isAssumed, first]);
  }
  const gap = toCsv(five((i) => `2024-03-10 0${i}:00`));
  match(
    await refusalOf(gap, { zone: newYork ?? fail() }),
    /clocks in America\/New_York never show or show twice/,
  );
});

function fail(): never {
  throw new Error("no such zone");
}

Deno.test("times that say their zone, and columns that do, are left to it", async () => {
  const utc = await readFile(toCsv(five((i) => `2024-01-02T09:0${i}:00Z`)), { isKorean: true });
  deepStrictEqual([utc.zone, utc.times[0]], [undefined, "2024-01-02T09:00"]);
  const names = [
    ["candle_date_time_utc", "09:00"],
    ["candle_date_time_kst", "00:00"],
    ["Open Time (KST)", "00:00"],
    ["time_utc", "09:00"],
    ["일시(KST)", "00:00"],
  ] as const;
  for (const [name, first] of names) {
    const read = await readFile(toCsv(five(minuteText), `${name},open,high,low,close,volume`), {
      isKorean: true,
    });
    deepStrictEqual([read.isZoneAssumed, read.times[0]], [false, `2024-01-02T${first}`], name);
  }
});

Deno.test("a table as pyupbit writes it is Korean whatever its name, and its days begin at 09:00 in Korea", async () => {
  const header = ",open,high,low,close,volume,value";
  const days = toCsv(five((i) => `2024-01-0${i + 1} 09:00:00`), header).replaceAll(/(\d)$/gm, "$1,5");
  const { interval, times, zone } = await readFile(days);
  deepStrictEqual([interval, times[0], zone], ["1d", "2024-01-01T00:00", "Asia/Seoul"]);
});

Deno.test("a date without a time is a day of UTC, and midnight where other rows have times", async () => {
  const dates = await readFile(toCsv(five((i) => `2024-01-0${i + 1}`)), { isKorean: true });
  deepStrictEqual([dates.interval, dates.times[0], dates.zone], ["1d", "2024-01-01T00:00", undefined]);
  const hours = await readFile(toCsv(["2024-01-02", "2024-01-02 01:00:00", "2024-01-02 02:00:00"]), {
    isKorean: true,
  });
  deepStrictEqual([hours.interval, hours.times[0]], ["1h", "2024-01-01T15:00"]);
});

Deno.test("bars that begin as a market opens are kept as its days and hours, also over summer time", async () => {
  const days = await readFile(toCsv([
    "2024-03-07T09:30:00-05:00",
    "2024-03-08T09:30:00-05:00",
    "2024-03-11T09:30:00-04:00",
    "2024-03-12T09:30:00-04:00",
  ]));
  deepStrictEqual([days.interval, days.times], [
    "1d",
    ["07", "08", "11", "12"].map((day) => `2024-03-${day}T00:00`),
  ]);
  match(days.note ?? "", /its days begin at 13:30 UTC/);
  const berlin = await readFile(
    toCsv(["2024-03-28", "2024-03-29", "2024-04-01"].map((day, i) => `${day} 00:00:00+0${i < 2 ? 1 : 2}:00`)),
  );
  deepStrictEqual(berlin.times, ["2024-03-28T00:00", "2024-03-29T00:00", "2024-04-01T00:00"]);
  const closings = await readFile(toCsv(five((i) => `2024-03-0${i + 4} 16:00:00`)));
  deepStrictEqual(closings.times[0], "2024-03-04T00:00", "a day that is named is kept");
  const hours = await readFile(toCsv(five((i) => `2024-03-07T1${i + 4}:30:00Z`)));
  deepStrictEqual([hours.interval, hours.times[0]], ["1h", "2024-03-07T14:00"]);
  match(hours.note ?? "", /begin 30 min late/);
});

Deno.test("rows that no interval fits are refused with what there is", async () => {
  match(
    await refusalOf(toCsv(five((i) => `2024-01-02T0${2 * i}:00:00Z`))),
    /its candles are 2 h apart, and such candles are not supported; there are 1s, 1m,/,
  );
  match(
    await refusalOf(toCsv(["2024-01-05", "2024-01-12", "2024-01-19"])),
    /its candles of 1w do not begin when those here do/,
  );
  match(await refusalOf(toCsv(five((i) => `2024-01-02T00:0${i}:20Z`))), /candles of 1m do not begin when/);
});
