import assert from "node:assert/strict";
import fc from "fast-check";
import { closeTimeOf, isSameCandle, openTimeOf } from "../../../src/core/candle.ts";
import { CandleCollector } from "../../../src/market/live/collector.ts";
import { FIRST_MS, MINUTE, SERIES, startCollector, type Started } from "./collector_parts.ts";
import { type Answer, toBar } from "./scripted_exchange.ts";

type Step =
  | { do: "wait"; ms: number }
  | { do: "trade" | "repeat" | "old_frame" | "down" | "up" | "repair" | "restart" | "rewatch" }
  | { do: "answer"; answer: Answer };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  { weight: 6, arbitrary: fc.constant({ do: "trade" as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...["repeat", "old_frame", "down", "up", "up", "repair", "restart", "rewatch"] as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("answer" as const),
      answer: fc.constantFrom<Answer>("fail", "hang"),
    }),
  },
);

Deno.test("each bar is announced at most once, in order and as it truly was, whatever happens in between", async () => {
  let announced = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      const trial = new Trial();
      for (const one of steps) await trial.take(one);
      announced += await trial.end();
    }),
    { numRuns: 200 },
  );
  assert.ok(announced > 200, `only ${announced} bars were announced`);
});

/** A market in which every trade is known, and an honest stream that says at once when it is down. */
class Trial {
  readonly #parts: Started = startCollector();
  #collector: CandleCollector = this.#parts.collector;
  #isUp = false;
  #repaired = 0;

  async take(step: Step): Promise<void> {
    const { clock, exchange } = this.#parts;
    if (step.do === "wait") await clock.advance(step.ms);
    if (step.do === "trade") this.#trade();
    if (step.do === "repeat") this.#frame(openTimeOf("1m", clock.now()));
    if (step.do === "old_frame") this.#frame(openTimeOf("1m", clock.now()) - MINUTE);
    if (step.do === "down" && this.#isUp) exchange.down();
    if (step.do === "down") this.#isUp = false;
    if (step.do === "up") this.#comeUp();
    if (step.do === "answer") exchange.answers.push(step.answer);
    if (step.do === "repair") await this.#repair();
    if (step.do === "restart") await this.#restart();
    if (step.do === "rewatch") {
      this.#collector.setWatched([]);
      this.#collector.setWatched(this.#parts.options.watched);
    }
  }

  /** @returns how many candles were announced. */
  async end(): Promise<number> {
    const { clock, closed, keeper, exchange } = this.#parts;
    await clock.advance(70_000);
    await this.#collector[Symbol.asyncDispose]();
    const times = closed.map(({ candle }) => candle.openTimeMs);
    assert.deepEqual([...new Set(times)], times, "none twice");
    assert.deepEqual(times.toSorted((a, b) => a - b), times, "in order");
    const stored = new Map(
      (await keeper.read(SERIES, { fromMs: 0, toMs: Infinity })).map((candle) => [candle.openTimeMs, candle]),
    );
    const truth = exchange.market.get(SERIES.symbol) ?? new Map();
    for (const { candle } of closed) assert.deepEqual(stored.get(candle.openTimeMs), candle);
    for (const { fromMs, toMs, kind } of await keeper.coverage(SERIES, { fromMs: 0, toMs: Infinity })) {
      for (let openMs = fromMs; kind === "fetched" && openMs < toMs; openMs += MINUTE) {
        const [known, true_] = [stored.get(openMs), truth.get(openMs)];
        const isTrue = known === undefined || true_ === undefined
          ? known === true_
          : isSameCandle(known, true_);
        assert.ok(isTrue, `minute ${(openMs - FIRST_MS) / MINUTE}`);
      }
    }
    return closed.length;
  }

  #trade(): void {
    const { clock, exchange } = this.#parts;
    const openMs = openTimeOf("1m", clock.now());
    const volume = (exchange.market.get(SERIES.symbol)?.get(openMs)?.volume ?? 0) + 1;
    exchange.put(toBar(openMs, volume));
    if (this.#isUp) exchange.tick();
    this.#frame(openMs);
  }

  #frame(openMs: number): void {
    const candle = this.#parts.exchange.market.get(SERIES.symbol)?.get(openMs);
    if (this.#isUp && candle !== undefined) this.#parts.exchange.frame(candle);
  }

  #comeUp(): void {
    if (this.#isUp) return;
    this.#isUp = true;
    this.#parts.exchange.up(this.#parts.clock.now() - 5_000);
    this.#frame(openTimeOf("1m", this.#parts.clock.now()));
  }

  /** What a backfill does: the truth of closed candles, marked as fetched. */
  async #repair(): Promise<void> {
    const { clock, wishes, keeper, exchange } = this.#parts;
    for (const { span } of wishes.slice(this.#repaired)) {
      const toMs = Math.min(span.toMs, openTimeOf("1m", clock.now()));
      const candles = [...exchange.market.get(SERIES.symbol)?.values() ?? []]
        .filter(({ openTimeMs }) => openTimeMs >= span.fromMs && closeTimeOf("1m", openTimeMs) <= toMs)
        .toSorted((a, b) => a.openTimeMs - b.openTimeMs);
      await keeper.keep(SERIES, { candles, closedUntilMs: toMs, fetched: { fromMs: span.fromMs, toMs } });
    }
    this.#repaired = wishes.length;
  }

  async #restart(): Promise<void> {
    await this.#collector[Symbol.asyncDispose]();
    this.#isUp = false;
    this.#collector = new CandleCollector(this.#parts.options);
  }
}
