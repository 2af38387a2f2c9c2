import { deepStrictEqual, ok as assertTrue, strictEqual, throws } from "node:assert/strict";
import { closeTimeOf, type Interval, type Span } from "../../../src/core/candle.ts";
import { planWindow, toCandlePage } from "../../../src/exchanges/ccxt/pages.ts";
import { klineAt } from "../../support/ccxt/rest_server.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2023-11-14T22:00:00Z");
const span = (candles: number): Span => ({ fromMs: START_MS, toMs: START_MS + candles * MINUTE_MS });
const NOW_MS = START_MS + 10 * 86_400_000;
const plan = (interval: Interval, wanted: Span, nowMs = NOW_MS) =>
  planWindow({ interval, span: wanted }, { pageLimit: 100, nowMs });

Deno.test("planWindow() stays within the page, the wanted span and the present", () => {
  const far = START_MS + 1_000 * MINUTE_MS;
  strictEqual(plan("1m", { fromMs: START_MS, toMs: far }).toMs, START_MS + 97 * MINUTE_MS);
  strictEqual(plan("1m", { fromMs: START_MS + 1, toMs: far }).toMs, START_MS + 97 * MINUTE_MS);
  strictEqual(plan("1m", span(5)).toMs, START_MS + 5 * MINUTE_MS);
  strictEqual(plan("1m", span(5), START_MS + 90_000).toMs, START_MS + 90_000);
  throws(() => plan("1m", span(0)), RangeError);
  throws(() => plan("1m", span(5), START_MS), RangeError);
});

Deno.test("planWindow() asks for weeks and months one bar earlier, and for months as long as they are", () => {
  const monthMs = Date.parse("2015-02-01T00:00:00Z");
  const window = plan("1M", { fromMs: monthMs, toMs: NOW_MS });
  strictEqual(new Date(window.sinceMs).toISOString(), "2015-01-01T00:00:00.000Z");
  strictEqual(new Date(window.toMs).toISOString(), "2023-03-01T00:00:00.000Z");
});

Deno.test("toCandlePage() sorts, drops what lies outside, keeps the later of two and covers to the last end", () => {
  const [first, second, third] = [0, 1, 2].map((i) => [...klineAt(START_MS + i * MINUTE_MS)]);
  assertTrue(first !== undefined && second !== undefined && third !== undefined);
  const page = (rows: readonly number[][], bars: number) =>
    toCandlePage(rows, { interval: "1m", window: span(bars), title: "X" });
  const { candles, covered } = page([third, second, second.with(5, 9), first], 2);
  deepStrictEqual(candles.map(({ openTimeMs, volume }) => [openTimeMs, volume]), [
    [START_MS, first[5]],
    [START_MS + MINUTE_MS, 9],
  ]);
  deepStrictEqual(covered, span(2));
  deepStrictEqual(page([first], 10).covered, { ...span(10), toMs: closeTimeOf("1m", START_MS) });
  throws(() => page([third], 1), { kind: "bad_shape", message: /later than what was asked for/ });
  deepStrictEqual(page([], 10), { candles: [], covered: span(10), hasRows: false });
});

Deno.test("toCandlePage() refuses days that begin at another midnight", () => {
  const rows = [[...klineAt(Date.parse("2023-11-14T16:00:00Z"))]];
  const asked = { interval: "1d" as const, window: { fromMs: 0, toMs: NOW_MS }, title: "X" };
  throws(() => toCandlePage(rows, asked), { kind: "bad_shape", message: /is not where a bar of 1d begins/ });
});

Deno.test("toCandlePage() leaves one bad row of a page out, tells it, and says where a bar may be missing", () => {
  const rows: (readonly unknown[])[] = Array.from(
    { length: 50 },
    (_, i) => klineAt(START_MS + i * MINUTE_MS),
  );
  const told: string[] = [];
  const page = (edited: readonly (readonly unknown[])[]) =>
    toCandlePage(edited, {
      interval: "1m",
      window: span(50),
      title: "X",
      onFaults: (faults) => told.push(...faults.map(({ kind, text }) => `${kind}: ${text}`)),
    });
  const at20 = { fromMs: START_MS + 20 * MINUTE_MS, toMs: START_MS + 21 * MINUTE_MS };
  const bad = rows.with(20, (rows[20] ?? []).with(2, null));
  const { candles, covered, refused } = page(bad);
  deepStrictEqual([candles.length, covered, refused], [49, span(50), [at20]]);
  deepStrictEqual(told, ["unreadable: candle 20: high is not a price above 0"]);
  // The last one: the page ends with it, so that it is not asked for twice.
  const last = page(rows.with(49, (rows[49] ?? []).with(1, -1)));
  deepStrictEqual(last.covered, span(50));
  deepStrictEqual(last.refused?.map(({ toMs }) => toMs), [span(50).toMs]);
});
