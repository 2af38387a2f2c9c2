import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readServerTime, sureSkewMs } from "../../../src/lib/http/server_time.ts";

const AT_MS = Date.parse("2026-03-11T01:00:00Z");
const DATE = "Wed, 11 Mar 2026 01:00:00 GMT";
const told = (headers: Record<string, string>, sentAtMs: number, tookMs = 0) =>
  readServerTime(new Headers(headers), { sentAtMs, receivedAtMs: sentAtMs + tookMs });

Deno.test("the skew is ours minus theirs at the middle of the way, and the way is doubt", () => {
  deepStrictEqual(told({ date: DATE }, AT_MS + 500), { skewMs: 0, doubtMs: 500 });
  deepStrictEqual(told({ date: DATE }, AT_MS + 240_500, 2_000), { skewMs: 241_000, doubtMs: 1_500 });
  deepStrictEqual(told({ date: DATE }, AT_MS - 59_500), { skewMs: -60_000, doubtMs: 500 });
  deepStrictEqual(told({ date: DATE, age: "60" }, AT_MS + 60_500), { skewMs: 0, doubtMs: 500 });
  strictEqual(sureSkewMs({ skewMs: -60_000, doubtMs: 500 }), 59_500);
  strictEqual(sureSkewMs({ skewMs: 400, doubtMs: 500 }), 0);
});

Deno.test("without a usable Date nothing is told, and junk in Age is no age", () => {
  for (const date of [undefined, "", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"]) {
    strictEqual(told(date === undefined ? {} : { date }, AT_MS), undefined, date);
  }
  for (const age of ["-5", "1e9", "old", "99999999999"]) {
    strictEqual(told({ date: DATE, age }, AT_MS + 500)?.skewMs, 0, age);
  }
});
