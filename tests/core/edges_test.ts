/** Words of the core at their limits. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { findAdviceFault } from "../../src/core/advice.ts";
import { type Candle, findCandleFault, isSameCandle } from "../../src/core/candle.ts";
import { createStoreClock } from "../../src/core/clock.ts";
import { isShareCode } from "../../src/core/symbol.ts";
import { createRedactor } from "../../src/core/text.ts";

const CANDLE: Candle = { openTimeMs: 0, open: 2, high: 3, low: 1, close: 2, volume: 0 };

Deno.test("a candle may begin with 1970, have no volume and one price", () => {
  strictEqual(findCandleFault(CANDLE), undefined);
  strictEqual(findCandleFault({ ...CANDLE, open: 1, high: 1, close: 1 }), undefined);
  const faults = [
    { openTimeMs: -1 },
    { openTimeMs: 0.5 },
    { open: 0 },
    { close: Infinity },
    { volume: -1 },
    { high: 1.5 },
    { low: 2.5 },
  ].map((change) => findCandleFault({ ...CANDLE, ...change })?.field);
  deepStrictEqual(faults, ["openTimeMs", "openTimeMs", "open", "close", "volume", "high", "low"]);
});

Deno.test("two candles are the same when no field of theirs differs", () => {
  strictEqual(isSameCandle(CANDLE, { ...CANDLE }), true);
  for (const field of ["openTimeMs", "open", "high", "low", "close", "volume"] as const) {
    strictEqual(isSameCandle(CANDLE, { ...CANDLE, [field]: 9 }), false, field);
  }
});

Deno.test("the code of a share has six places, digits and capitals, and begins with a digit", () => {
  deepStrictEqual(["005930", "00104K", "0126Z0"].map(isShareCode), [true, true, true]);
  deepStrictEqual(
    ["A05930", "00593", "0059300", "00104k", "", "BTC/KRW"].map(isShareCode),
    Array(6).fill(false),
  );
});

Deno.test("a secret is taken out whole, also where JSON or a URL has spelled it in another way", () => {
  const secret = 'k"e y\\';
  const redact = createRedactor([secret]);
  for (const spelled of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
    strictEqual(redact(`<${spelled}>`), "<[redacted]>");
  }
});

Deno.test("a clock of stores has the dates of the program and the real time's pace", () => {
  const slept: number[] = [];
  const real = {
    now: () => 1,
    monotonic: () => 2,
    sleep: (ms: number) => {
      slept.push(ms);
      return Promise.resolve();
    },
    get real() {
      return real;
    },
  };
  const clock = {
    now: () => 100,
    monotonic: () => 200,
    sleep: () => Promise.reject(new Error("simulated")),
    real,
  };
  const storeClock = createStoreClock(clock);
  deepStrictEqual([storeClock.now(), storeClock.monotonic()], [100, 2]);
  void storeClock.sleep(5);
  deepStrictEqual(slept, [5]);
});

Deno.test("a wrong value of advice is shown whole up to sixty letters, and cut beyond", () => {
  const shownOf = (action: string) =>
    findAdviceFault({ action, confidence: 1, reason: "r" })?.what.split("received ")[1];
  strictEqual(shownOf("x".repeat(58)), JSON.stringify("x".repeat(58)));
  strictEqual(shownOf("x".repeat(59))?.length, 61);
  strictEqual(shownOf("x".repeat(59))?.endsWith("…"), true);
});
