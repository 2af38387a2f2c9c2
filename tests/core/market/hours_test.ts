import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { closeTimeOf, INTERVALS, isOpenTime, openTimeOf } from "../../../src/core/candle.ts";
import { DAY_MS, HOUR_MS, kstDayOf } from "../../../src/core/kst.ts";
import { ALWAYS_OPEN, beginOfLast } from "../../../src/core/market/hours.ts";

const at = (text: string) => Date.parse(text);
const ODD_MS = at("2026-03-14T03:27:41.123+09:00");

Deno.test("a market that is always open trades in all of a span, and in none that is empty", () => {
  deepStrictEqual(ALWAYS_OPEN.openSpans({ fromMs: 5, toMs: 9 }), [{ fromMs: 5, toMs: 9 }]);
  deepStrictEqual(ALWAYS_OPEN.openSpans({ fromMs: 9, toMs: 9 }), []);
  deepStrictEqual(ALWAYS_OPEN.openSpans({ fromMs: 9, toMs: 5 }), []);
});

for (const interval of INTERVALS) {
  Deno.test(`where it is always open, candles of ${interval} follow each other without a break`, () => {
    const openMs = ALWAYS_OPEN.nextOpenTime(interval, ODD_MS);
    strictEqual(isOpenTime(interval, openMs), true);
    strictEqual(openMs, closeTimeOf(interval, openTimeOf(interval, ODD_MS)));
    strictEqual(ALWAYS_OPEN.nextOpenTime(interval, openMs), openMs);
    let endMs = openMs;
    for (let count = 1; count <= 3; count++) {
      endMs = ALWAYS_OPEN.closeTime(interval, endMs);
      strictEqual(ALWAYS_OPEN.nextOpenTime(interval, endMs), endMs);
      strictEqual(ALWAYS_OPEN.countCandles(interval, { fromMs: openMs, toMs: endMs }), count);
    }
    strictEqual(ALWAYS_OPEN.countCandles(interval, { fromMs: endMs, toMs: openMs }), 0);
  });
}

Deno.test("a Saturday night counts like any other time", () => {
  const span = { fromMs: at("2026-03-14T00:00:00+09:00"), toMs: at("2026-03-16T00:00:00+09:00") };
  strictEqual(ALWAYS_OPEN.countCandles("1m", span), 2 * 1_440);
});

Deno.test("the day of coins changes at 09:00 in Korea, that of Korean days at midnight", () => {
  const day = ALWAYS_OPEN.dayOf("1m", at("2026-03-14T09:00:00+09:00"));
  strictEqual(day, at("2026-03-14T00:00:00Z") / DAY_MS);
  strictEqual(ALWAYS_OPEN.dayOf("1m", at("2026-03-14T08:59:59+09:00")), day - 1);
  strictEqual(ALWAYS_OPEN.dayOf("1dKST", at("2026-03-14T00:00:00+09:00")), kstDayOf(ODD_MS));
  strictEqual(ALWAYS_OPEN.dayOf("1d", -1), -1);
});

Deno.test("where it is always open, so many candles lie in as many of their lengths", () => {
  const question = { candles: 90, beforeMs: ODD_MS, hours: ALWAYS_OPEN };
  strictEqual(beginOfLast("1h", question), ODD_MS - 90 * HOUR_MS);
  strictEqual(beginOfLast("1h", { ...question, candles: 0 }), ODD_MS);
});
