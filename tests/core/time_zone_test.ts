import { strictEqual } from "node:assert/strict";
import { readZone } from "../../src/core/time_zone.ts";

const utcOf = (zone: string, local: string) => readZone(zone)?.toUtcMs(Date.parse(`${local}Z`));

Deno.test("readZone() knows UTC, Korea, offsets and places with their summer time", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["UTC", "2024-01-02T09:00", "2024-01-02T09:00Z"],
    ["KST", "2024-01-02T09:00", "2024-01-02T00:00Z"],
    ["asia/seoul", "2024-07-02T09:00", "2024-07-02T00:00Z"],
    ["+09:00", "2024-01-02T09:00", "2024-01-02T00:00Z"],
    ["-05", "2024-01-02T09:00", "2024-01-02T14:00Z"],
    ["+0530", "2024-01-02T05:30", "2024-01-02T00:00Z"],
    ["America/New_York", "2024-03-08T09:30", "2024-03-08T14:30Z"],
    ["America/New_York", "2024-03-11T09:30", "2024-03-11T13:30Z"],
  ];
  for (const [zone, local, utc] of cases) {
    strictEqual(utcOf(zone, local), Date.parse(utc), `${zone} ${local}`);
  }
});

Deno.test("a time that clocks never show, or show twice, is no instant", () => {
  strictEqual(utcOf("America/New_York", "2024-03-10T02:30"), NaN);
  strictEqual(utcOf("America/New_York", "2024-11-03T01:30"), NaN);
  strictEqual(utcOf("America/New_York", "2024-11-03T02:30"), Date.parse("2024-11-03T07:30Z"));
});

Deno.test("readZone() refuses what is no zone", () => {
  for (const text of ["", "Seoul", "EST", "+15", "+09:60", "Mars/Olympus", "../etc", "9"]) {
    strictEqual(readZone(text), undefined, text);
  }
});
