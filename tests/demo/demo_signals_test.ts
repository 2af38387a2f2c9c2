import assert from "node:assert/strict";
import fc from "fast-check";
import { DAY_MS } from "../../src/core/kst.ts";
import { DEMO_SIGNALS, signalsDueBetween } from "../../src/demo/demo_signals.ts";
import { SIMULATED_STOCKS } from "../../src/demo/stock_api/stocks.ts";

const at = (text: string) => Date.parse(`${text}+09:00`);

Deno.test("signalsDueBetween() excludes its first instant and includes its last", () => {
  const before = signalsDueBetween(at("2026-11-20T09:19:00"), at("2026-11-20T09:20:00"));
  assert.deepEqual(before.map(({ ticker, action }) => `${action} ${ticker}`), ["BUY 005930"]);
  assert.equal(before[0]?.dueAtMs, at("2026-11-20T09:20:00"));
  assert.deepEqual(signalsDueBetween(at("2026-11-20T09:20:00"), at("2026-11-20T09:21:00")), []);
});

Deno.test("signalsDueBetween() gives each signal once, wherever the time is cut", () => {
  const startMs = at("2026-11-19T00:00:00");
  const cuts = fc.array(fc.nat({ max: 5 * DAY_MS }), { maxLength: 20 });
  fc.assert(fc.property(cuts, (offsets) => {
    const bounds = [0, ...offsets, 5 * DAY_MS].toSorted((a, b) => a - b).map((ms) => startMs + ms);
    const pieces = bounds.slice(1).flatMap((toMs, i) => signalsDueBetween(bounds[i] ?? NaN, toMs));
    assert.deepEqual(pieces, signalsDueBetween(startMs, startMs + 5 * DAY_MS));
  }));
});

Deno.test("signalsDueBetween() finds nothing at a weekend or in an empty time", () => {
  assert.deepEqual(signalsDueBetween(at("2026-11-21T00:00:00"), at("2026-11-22T23:59:00")), []);
  assert.deepEqual(signalsDueBetween(at("2026-11-20T12:00:00"), at("2026-11-20T09:00:00")), []);
});

Deno.test("signalsDueBetween() refuses a bound that is not finite", () => {
  assert.throws(() => signalsDueBetween(NaN, 0), RangeError);
  assert.throws(() => signalsDueBetween(0, Infinity), RangeError);
});

Deno.test("the demo signals are in order, name simulated stocks and repeat one within 24 h", () => {
  const times = DEMO_SIGNALS.map((signal) => signal.at);
  assert.deepEqual(times, times.toSorted());
  for (const { ticker, name, confidence } of DEMO_SIGNALS) {
    assert.ok(SIMULATED_STOCKS.some((stock) => stock.ticker === ticker && stock.name === name), ticker);
    assert.ok(confidence >= 0 && confidence <= 1);
  }
  const keys = DEMO_SIGNALS.map(({ ticker, action }) => `${action} ${ticker}`);
  assert.ok(new Set(keys).size < keys.length);
});
