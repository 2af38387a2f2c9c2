import assert from "node:assert/strict";
import fc from "fast-check";
import { UpstreamError } from "../../../src/core/errors.ts";
import { fetchSpan } from "../../../src/market/live/fetch_candles.ts";
import { LagRing } from "../../../src/market/live/lag_ring.ts";
import { LiveSeries } from "../../../src/market/live/series.ts";
import { RequestGate } from "../../../src/market/live/request_gate.ts";
import { percentile } from "../../bench/numbers.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { FIRST_MS, MINUTE, SERIES } from "./collector_parts.ts";
import { ScriptedExchange, toBar } from "./scripted_exchange.ts";

Deno.test("a lag ring gives the percentiles of its last thousand values", () => {
  assert.deepEqual(new LagRing().view(), { lastMs: undefined, p50Ms: undefined, p99Ms: undefined });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 1_500 }),
      (values) => {
        const ring = new LagRing();
        for (const value of values) ring.add(value);
        const last = values.slice(-1_000);
        assert.deepEqual(ring.view(), {
          lastMs: values.at(-1),
          p50Ms: percentile(last, 0.5),
          p99Ms: percentile(last, 0.99),
        });
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a request gate lets four through at once, in order, and goes on after a failure", async () => {
  const gate = new RequestGate(4);
  const started: number[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const all = Array.from({ length: 6 }, (_, i) =>
    gate.run(() => {
      started.push(i);
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    }).catch(() => {}));
  await settle();
  assert.deepEqual(started, [0, 1, 2, 3]);
  ends[2]?.reject(new Error("failed"));
  await settle();
  assert.deepEqual(started, [0, 1, 2, 3, 4]);
  for (let i = 0; i < 6; i++) {
    ends[i]?.resolve();
    await settle();
  }
  await Promise.all(all);
  assert.deepEqual(started, [0, 1, 2, 3, 4, 5]);
});

Deno.test("more than a page of bars is fetched whole and ascending", async () => {
  const clock = new ManualClock(FIRST_MS + 500 * MINUTE);
  const exchange = new ScriptedExchange({ clock });
  for (let minute = 0; minute < 450; minute++) exchange.put(toBar(FIRST_MS + minute * MINUTE));
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + 450 * MINUTE };
  const { signal } = new AbortController();
  const { candles } = await fetchSpan(SERIES, { exchange, clock, signal, span, neededUntilMs: span.toMs });
  assert.deepEqual(candles.map(({ openTimeMs }) => (openTimeMs - FIRST_MS) / MINUTE), [...Array(450).keys()]);
  assert.equal(exchange.asked.length, 3);
  assert.equal(clock.sleeping, 0);
});

Deno.test("a plug whose pages bring no progress is refused and not asked for ever", async () => {
  const clock = new ManualClock(FIRST_MS);
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE };
  const exchange = {
    fetchCandles: () =>
      Promise.resolve({ candles: [], covered: { fromMs: span.fromMs + 1, toMs: span.toMs - 1 } }),
  };
  const { signal } = new AbortController();
  await assert.rejects(
    fetchSpan(SERIES, { exchange, clock, signal, span, neededUntilMs: span.toMs }),
    UpstreamError,
  );
});

Deno.test("bars that wait for a store are bounded, and what was forgotten is not taken for complete", () => {
  const series = new LiveSeries(SERIES, { exchangeNowMs: FIRST_MS, monotonicMs: 0 });
  series.noteStored(undefined);
  for (let minute = 0; minute < 501; minute++) series.take(toBar(FIRST_MS + minute * MINUTE));
  assert.equal(series.framesIn({ fromMs: 0, toMs: Infinity }).length, 500);
  assert.equal(series.completeFromMs, FIRST_MS + MINUTE);
});

Deno.test("a fuller frame that comes while its bar is being stored counts as late", () => {
  const series = new LiveSeries(SERIES, { exchangeNowMs: FIRST_MS, monotonicMs: 0 });
  series.noteStored(undefined);
  series.takeDoubt();
  series.take(toBar(FIRST_MS, 1));
  const stored = series.framesIn({ fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE });
  series.take(toBar(FIRST_MS, 2));
  series.closeUntil(FIRST_MS + MINUTE, stored);
  assert.equal(series.counts.lateFrames, 1);
  assert.deepEqual(series.takeDoubt(), { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE });
});
