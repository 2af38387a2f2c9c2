import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { closeTimeOf, type CoveredSpan, type Interval, openTimeOf } from "../../../src/core/candle.ts";
import { DAY_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { countCandles, findHoles, planStartSpan, spansToFetch } from "../../../src/market/read/holes.ts";

const T0 = Date.parse("2024-03-01T00:00:00Z");
const at = (minute: number) => T0 + minute * MINUTE_MS;

function fetched(from: number, to: number): CoveredSpan {
  return { kind: "fetched", reason: undefined, fromMs: at(from), toMs: at(to) };
}

function outage(from: number, to: number, reason = "upbit: network"): CoveredSpan {
  return { kind: "outage", reason, fromMs: at(from), toMs: at(to) };
}

function holesOf(coverage: readonly CoveredSpan[], minutes: readonly number[], end = 10) {
  const span = { fromMs: at(0), toMs: at(end) };
  return findHoles({ coverage, span, interval: "1m", openTimes: minutes.map(at) });
}

Deno.test("findHoles() joins quiet minutes of a fetched stretch into runs without trade", () => {
  const { holes, completeness } = holesOf([fetched(0, 10)], [0, 1, 4, 9]);
  deepStrictEqual(holes, [
    { kind: "no_trade", reason: "no trade", fromMs: at(2), toMs: at(4), bars: 2 },
    { kind: "no_trade", reason: "no trade", fromMs: at(5), toMs: at(9), bars: 4 },
  ]);
  deepStrictEqual(completeness, {
    expected: 10,
    present: 4,
    noTrade: 6,
    notFetched: 0,
    outage: 0,
    notListed: 0,
  });
});

Deno.test("findHoles() tells what was asked in vain from what nobody asked for", () => {
  const { holes, completeness } = holesOf([fetched(0, 3), outage(5, 8)], [0, 1, 2, 6]);
  deepStrictEqual(holes.map(({ kind, reason, bars: candles }) => [kind, reason, candles]), [
    ["not_fetched", "not fetched yet", 2],
    ["outage", "upbit: network", 1],
    ["outage", "upbit: network", 1],
    ["not_fetched", "not fetched yet", 2],
  ]);
  deepStrictEqual(completeness, {
    expected: 10,
    present: 4,
    noTrade: 0,
    notFetched: 4,
    outage: 2,
    notListed: 0,
  });
});

Deno.test("findHoles() does not call a minute quiet of which only a half was fetched", () => {
  const half = { kind: "fetched", reason: undefined, fromMs: at(0), toMs: at(2.5) } as const;
  const { holes } = holesOf([half], [0], 4);
  deepStrictEqual(holes.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]), [
    ["no_trade", at(1), at(2)],
    ["not_fetched", at(2), at(4)],
  ]);
});

Deno.test("findHoles() looks only at intervals that lie in the span as a whole", () => {
  const { completeness } = findHoles({
    coverage: [],
    span: { fromMs: at(0.5), toMs: at(3.5) },
    interval: "1m",
    openTimes: [at(0), at(3)],
  });
  deepStrictEqual(completeness, {
    expected: 2,
    present: 0,
    noTrade: 0,
    notFetched: 2,
    outage: 0,
    notListed: 0,
  });
});

Deno.test("findHoles() counts months and years by the calendar", () => {
  const month = (n: number) => Date.UTC(2024, n);
  const { holes, completeness } = findHoles({
    coverage: [{ kind: "fetched", reason: undefined, fromMs: month(0), toMs: month(6) }],
    span: { fromMs: month(0), toMs: month(12) },
    interval: "1M",
    openTimes: [month(0), month(1), month(4)],
  });
  deepStrictEqual(holes.map(({ kind, bars: candles }) => [kind, candles]), [
    ["no_trade", 2],
    ["no_trade", 1],
    [
      "not_fetched",
      6,
    ],
  ]);
  strictEqual(completeness.expected, 12);
});

Deno.test("findHoles() adds up: every interval is present or missing for one reason, for any coverage", () => {
  const intervals: Interval[] = ["1m", "1h", "1dKST", "1w", "1M"];
  const piece = fc.record({
    kind: fc.constantFrom("fetched" as const, "outage" as const, "silent" as const, "not_listed" as const),
    gap: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(fc.property(
    fc.constantFrom(...intervals),
    fc.array(piece, { maxLength: 6 }),
    fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 30 }),
    (interval, pieces, present) => {
      const opens = [openTimeOf(interval, T0)];
      while (opens.length <= 100) opens.push(closeTimeOf(interval, opens.at(-1) ?? 0));
      let cursor = 0;
      const coverage = pieces.flatMap(({ kind, gap, length }): CoveredSpan[] => {
        const from = Math.min(cursor + gap, 100);
        cursor = Math.min(from + length, 100);
        const fromMs = opens[from] ?? 0;
        const toMs = opens[cursor] ?? 0;
        return from === cursor
          ? []
          : [{ kind, reason: kind === "outage" ? "down" : undefined, fromMs, toMs }];
      });
      const openTimes = [...new Set(present)].toSorted((a, b) => a - b).map((i) => opens[i] ?? 0);
      const span = { fromMs: opens[0] ?? 0, toMs: opens[100] ?? 0 };
      const { holes, completeness } = findHoles({ coverage, span, interval, openTimes });
      const { expected, noTrade, notFetched, outage, notListed } = completeness;
      strictEqual(expected + notListed, 100);
      strictEqual(completeness.present, openTimes.length);
      strictEqual(holes.reduce((sum, { bars: candles }) => sum + candles, 0), 100 - completeness.present);
      strictEqual(noTrade + notFetched + outage, expected - completeness.present);
      for (const hole of holes) {
        strictEqual(countCandles(interval, hole), hole.bars);
        strictEqual(openTimes.some((openMs) => openMs >= hole.fromMs && openMs < hole.toMs), false);
        const kinds = {
          fetched: "no_trade",
          outage: "outage",
          silent: "not_fetched",
          not_listed: "not_listed",
          none: "not_fetched",
        } as const;
        // Interval by interval: two stretches that touch and were both fetched are one quiet stretch.
        for (const openMs of opens.filter((open) => open >= hole.fromMs && open < hole.toMs)) {
          const cover = coverage.find(({ fromMs, toMs }) => fromMs <= openMs && openMs < toMs);
          strictEqual(hole.kind, kinds[cover?.kind ?? "none"]);
        }
      }
    },
  ));
});

Deno.test("findHoles() takes a year of seconds without a bar in no time", () => {
  const span = { fromMs: T0, toMs: T0 + 365 * DAY_MS };
  const { holes } = findHoles({ coverage: [], span, interval: "1s", openTimes: [] });
  deepStrictEqual(holes.map(({ bars: candles }) => candles), [365 * 86_400]);
});

Deno.test("spansToFetch() gives everything that is not fetched, outages too", () => {
  const span = { fromMs: at(0), toMs: at(10) };
  deepStrictEqual(spansToFetch([], span), [span]);
  deepStrictEqual(spansToFetch([fetched(0, 10)], span), []);
  deepStrictEqual(spansToFetch([fetched(2, 4), outage(4, 6), fetched(7, 20)], span), [
    { fromMs: at(0), toMs: at(2) },
    { fromMs: at(4), toMs: at(7) },
  ]);
  deepStrictEqual(spansToFetch([fetched(20, 30)], span), [span]);
});

function planWith(facts: { lastMinute?: number; coverage?: readonly CoveredSpan[] }) {
  const { lastMinute, coverage = [] } = facts;
  const lastClosedMs = lastMinute === undefined ? undefined : at(lastMinute);
  return planStartSpan({ lastClosedMs, coverage, nowMs: at(0) + 30_500, daysBack: 1, interval: "1m" });
}

const DAY_BACK = at(-1440);
/** The candle that is open now belongs to it. */
const END = at(1);

Deno.test("planStartSpan() takes the days asked for when nothing is stored", () => {
  deepStrictEqual(planWith({}), { fromMs: DAY_BACK, toMs: END });
});

Deno.test("planStartSpan() goes on after the last stored bar, however long ago", () => {
  deepStrictEqual(planWith({ lastMinute: -10 * 1440, coverage: [fetched(-11 * 1440, -10 * 1440 + 1)] }), {
    fromMs: at(-10 * 1440 + 1),
    toMs: END,
  });
  deepStrictEqual(planWith({ lastMinute: -6, coverage: [fetched(-3000, -5)] }), {
    fromMs: at(-5),
    toMs: END,
  });
});

Deno.test("planStartSpan() goes back to a hole inside the days asked for, and not to an older one", () => {
  const coverage = [fetched(-9000, -8000), fetched(-7000, -700), outage(-700, -600), fetched(-600, 0)];
  deepStrictEqual(planWith({ lastMinute: -1, coverage }), { fromMs: at(-700), toMs: END });
});

Deno.test("planStartSpan() plans nothing when all is fetched", () => {
  strictEqual(planWith({ lastMinute: -1, coverage: [fetched(-9000, 0)] }), undefined);
});
