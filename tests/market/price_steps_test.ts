import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Candle } from "../../src/core/candle.ts";
import { UpstreamError } from "../../src/core/errors.ts";
import { DAY_MS, MINUTE_MS } from "../../src/core/kst.ts";
import type { Exchange, Instrument } from "../../src/exchanges/exchange.ts";
import { fitsStep, PriceSteps } from "../../src/market/price_steps.ts";
import { ManualClock } from "../support/manual_clock.ts";

function candle(close: number): Candle {
  return { openTimeMs: 0, open: close, high: close, low: close, close, volume: 1 };
}

function watch(answers: (string | undefined)[]) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const told: string[] = [];
  let asked = 0;
  const fetchInstrument = (symbol: string): Promise<Instrument> => {
    const tickSize = answers[Math.min(asked++, answers.length - 1)];
    return tickSize === undefined
      ? Promise.reject(new UpstreamError("timeout", "no answer"))
      : Promise.resolve({ symbol, tickSize, minOrderValue: undefined, feeRate: 0, from: "exchange" });
  };
  const steps = new PriceSteps({
    clock,
    events: {
      stepUnknown: ({ symbol }) => void told.push(`${symbol} unknown`),
      stepChanged: ({ before, after }) => void told.push(`${before} to ${after}`),
    },
    signal: new AbortController().signal,
  });
  steps.watch({ id: "upbit", fetchInstrument } as unknown as Exchange, "BTC/KRW");
  return {
    clock,
    told,
    asked: () => asked,
    learn: () => steps.learnDue(),
    see: (price: number) => steps.noteCandle("upbit", { symbol: "BTC/KRW", candle: candle(price) }),
    step: () => steps.of("upbit", "BTC/KRW"),
  };
}

Deno.test("a price step is asked for at the start and every day", async () => {
  const steps = watch(["1000"]);
  await steps.learn();
  strictEqual(steps.step(), "1000");
  await steps.clock.advance(DAY_MS - 1);
  await steps.learn();
  strictEqual(steps.asked(), 1);
  await steps.clock.advance(1);
  await steps.learn();
  strictEqual(steps.asked(), 2);
});

Deno.test("a step is learnt anew when a price no longer fits to it, and the change is told", async () => {
  const steps = watch(["1000", "500"]);
  await steps.learn();
  await steps.clock.advance(10 * MINUTE_MS);
  steps.see(95_001_000);
  await steps.learn();
  strictEqual(steps.asked(), 1, "it fits");
  steps.see(95_000_500);
  await steps.learn();
  deepStrictEqual([steps.step(), steps.told], ["500", ["1000 to 500"]]);
});

Deno.test("prices that fit to no step are asked about every ten minutes and not at every bar", async () => {
  const steps = watch(["1000"]);
  await steps.learn();
  for (let minute = 0; minute < 25; minute++) {
    await steps.clock.advance(MINUTE_MS);
    steps.see(95_000_500);
    await steps.learn();
  }
  strictEqual(steps.asked(), 3);
});

Deno.test("a step that could not be learnt is told once, tried again, and the known one stays meanwhile", async () => {
  const steps = watch([undefined, undefined, "0.1", undefined]);
  for (let i = 0; i < 3; i++) {
    await steps.learn();
    await steps.clock.advance(10 * MINUTE_MS);
  }
  deepStrictEqual([steps.step(), steps.told], ["0.1", ["BTC/KRW unknown"]]);
  await steps.clock.advance(DAY_MS);
  await steps.learn();
  strictEqual(steps.step(), "0.1");
});

Deno.test("whether a price fits is decided by decimals", () => {
  deepStrictEqual([fitsStep(0.3, "0.1"), fitsStep(0.35, "0.1"), fitsStep(1e-8, "0.00000001")], [
    true,
    false,
    true,
  ]);
});
