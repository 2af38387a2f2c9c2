import { deepStrictEqual, ok as assertTrue } from "node:assert/strict";
import fc from "fast-check";
import type { Candle, Span } from "../../src/core/candle.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { CandleArrivals } from "../../src/engine/session/candle_source.ts";
import { readHistory } from "../../src/engine/session/candle_history.ts";
import { readStoredCandles } from "../../src/engine/session/stored_candles.ts";
import type { ReadOptions } from "../../src/market/candle_store.ts";
import { MemoryCandleStore } from "../support/memory_candle_store.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { candleAt, START_MS } from "./engine_parts.ts";

const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const at = (minute: number) => START_MS + minute * MINUTE_MS;
const span = (from: number, to: number): Span => ({ fromMs: at(from), toMs: at(to) });
const candlesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => candleAt(from + i));

function keep(store: MemoryCandleStore, from: number, to: number) {
  return store.keep(SERIES, {
    candles: candlesOf(from, to),
    closedUntilMs: Infinity,
    fetched: span(from, to),
  });
}

/** Right after each answer a repair fills the hole in the middle. */
class RepairedStore extends MemoryCandleStore {
  #isRepaired = false;

  override async read(series: typeof SERIES, part: Span, options?: ReadOptions): Promise<readonly Candle[]> {
    const answer = await super.read(series, part, options);
    await this.#repair();
    return answer;
  }

  override async readKnown(series: typeof SERIES, part: Span, options?: ReadOptions) {
    const answer = await super.readKnown(series, part, options);
    await this.#repair();
    return answer;
  }

  async #repair(): Promise<void> {
    if (this.#isRepaired) return;
    this.#isRepaired = true;
    await keep(this, 3, 6);
  }
}

Deno.test("a repair that ends while a strategy reads never makes a hole look like a quiet stretch", async () => {
  const store = new RepairedStore();
  await keep(store, 0, 3);
  await keep(store, 6, 9);
  const read = (part: Span, limit: number) => readStoredCandles(store, { series: SERIES, span: part, limit });
  deepStrictEqual(await read(span(0, 9), 100), {
    candles: [...candlesOf(0, 3), ...candlesOf(6, 9)],
    knownUntilMs: at(3),
    lookedUntilMs: at(3),
  });
  const whole = { candles: candlesOf(0, 9), knownUntilMs: at(9), lookedUntilMs: at(9) };
  deepStrictEqual(await read(span(0, 9), 100), whole);
  deepStrictEqual(await readHistory(read, span(0, 9)), whole);
});

Deno.test("a page that is full is known to its last candle, and a quiet beginning that was fetched counts", async () => {
  const store = new MemoryCandleStore();
  await store.keep(SERIES, { candles: candlesOf(2, 9), closedUntilMs: Infinity, fetched: span(0, 9) });
  const read = (part: Span, limit: number) => readStoredCandles(store, { series: SERIES, span: part, limit });
  deepStrictEqual((await read(span(0, 9), 3)).knownUntilMs, at(5));
  deepStrictEqual(await read(span(0, 2), 3), {
    candles: [],
    knownUntilMs: at(2),
    lookedUntilMs: at(2),
  });
  deepStrictEqual((await read(span(-1, 9), 100)).knownUntilMs, at(-1));
});

Deno.test("a quiet end that somebody looked at is not known yet, and an outage is not even that", async () => {
  const store = new MemoryCandleStore();
  const read = () => readStoredCandles(store, { series: SERIES, span: span(0, 9), limit: 100 });
  const page = { candles: candlesOf(0, 3), closedUntilMs: Infinity };
  await store.keep(SERIES, { ...page, fetched: span(0, 3), silent: span(3, 6) });
  await store.markOutage(SERIES, { ...span(6, 9), reason: "test" });
  const { knownUntilMs, lookedUntilMs } = await read();
  deepStrictEqual([knownUntilMs, lookedUntilMs], [at(3), at(6)]);
});

Deno.test("live candles come each once and in order, however long each answer of the store takes", async () => {
  const delays = fc.array(fc.nat(30), { minLength: 1, maxLength: 20 });
  const steps = fc.array(fc.constantFrom("store", "tell", "lose", "wait"), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, delays, async (all, waits) => {
      const clock = new ManualClock(START_MS);
      const store = new MemoryCandleStore();
      let asked = 0;
      const source = new CandleArrivals({
        read: async (part, limit) => {
          const answer = await readStoredCandles(store, { series: SERIES, span: part, limit });
          await clock.sleep(waits[asked++ % waits.length] ?? 0);
          return answer;
        },
        realClock: clock,
        patienceMs: 600_000,
        onHole: (hole) => assertTrue(false, JSON.stringify(hole)),
      });
      source.restartFrom(START_MS);
      const seen: number[] = [];
      const stop = new AbortController();
      const reading = (async () => {
        for (;;) seen.push(...(await source.next(stop.signal)).map(({ candle }) => candle.openTimeMs));
      })().catch(() => {});
      let minute = 0;
      for (const step of [...all, "tell"]) {
        if (step === "wait") await clock.advance(7);
        else await keep(store, minute, minute + 1);
        // One that is lost on the bus is read from the store with the next one.
        if (step === "tell") source.push(candleAt(minute));
        if (step !== "wait") minute++;
      }
      await clock.advance(5_000);
      stop.abort(new Error("the test is over"));
      await settle();
      await reading;
      deepStrictEqual(seen, candlesOf(0, minute).map(({ openTimeMs }) => openTimeMs));
    }),
    { numRuns: 100 },
  );
});
