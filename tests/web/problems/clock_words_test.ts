/** Times in Korean sentences about clocks: for eyes, with the year, which is what may be wrong. */
import assert from "node:assert/strict";
import { findProblems } from "../../../src/web/problems/problems.ts";
import { appViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";

const problems = findProblems(appViewOf({
  clockProblem: "The clock of this machine says 2026-03-11T10:00:00+09:00; set it, then polling begins.",
  claimClock: {
    behindMs: VIEW_NOW_MS + 60_000,
    future: { count: 1, ticker: "005930", action: "buy", lastSentMs: VIEW_NOW_MS + 86_400_000 },
  },
}));
const koOf = (code: string) => problems.find((one) => one.code === code)?.ko ?? "";

Deno.test("a clock that is wrong, one that is behind, and a signal of a time to come are told in Korean time for eyes", () => {
  assert.match(koOf("clock_wrong"), /시계가 2026-03-11 10:00:00 KST\(으\)로/);
  assert.match(koOf("clock_behind"), /시계\(2026-03-11 10:00:00 KST\)가 .*\(2026-03-11 10:01:00 KST\)보다/);
  assert.match(koOf("signal_future"), /2026-03-12 10:00:00 KST/);
});

Deno.test("no Korean sentence about a clock has a time as programs write it", () => {
  for (const { code, ko } of problems) assert.doesNotMatch(ko, /\dT\d\d:|\+09:00/, code);
});
