import assert from "node:assert/strict";
import { readRowTime } from "../../src/cli/row_time.ts";

const AT_MS = Date.parse("2024-01-02T00:00:00Z");
const IN_KOREA = "2024-01-02T09:00:00+09:00";

const times: readonly [string, number, string][] = [
  ["1704153600", AT_MS, IN_KOREA],
  ["1704153600.0", AT_MS, IN_KOREA],
  ["1704153600000", AT_MS, IN_KOREA],
  ["1704153600000000", AT_MS, IN_KOREA],
  ["2024-01-02T00:00:00Z", AT_MS, IN_KOREA],
  ["2024-01-02 09:00:00+09:00", AT_MS, IN_KOREA],
  ["2024-01-02T09:00+0900", AT_MS, IN_KOREA],
  ["2024-01-02 00:00:00", AT_MS, "2024-01-02 00:00:00"],
  ["2024-01-02", AT_MS, "2024-01-02"],
  ["20240102", AT_MS, "20240102"],
];

for (const [cell, orderMs, text] of times) {
  Deno.test(`readRowTime() shows ${cell} as ${text}`, () => {
    assert.deepEqual(readRowTime(cell), { orderMs, text });
  });
}

Deno.test("readRowTime() refuses what is no time", () => {
  const bad = [
    "",
    "noon",
    "2024-02-30",
    "20240230",
    "2024-02-30T09:00:00Z",
    "2024-01-02T25:00:00Z",
    "-5",
    "1e12",
    "9".repeat(30),
  ];
  assert.deepEqual(bad.filter((cell) => readRowTime(cell) !== undefined), []);
});
