/** Answers of a real server that are behind, and markets that really are quiet. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type Candle, openTimeOf, type SeriesKey } from "../../../src/core/candle.ts";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import { UpbitRest } from "../../../src/exchanges/upbit/rest.ts";
import { runBackfill } from "../../../src/market/backfill/backfill.ts";
import { doubtedParts, type SilenceFacts } from "../../../src/market/backfill/silence.ts";
import { auditCandles } from "../../../src/market/live/audit.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import { startUpbitServer, type UpbitServer } from "../../support/upbit_rest_server.ts";

const T0 = Date.parse("2026-11-20T00:00:00Z");
const SERIES: SeriesKey = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };
const at = (minute: number) => T0 + minute * MINUTE_MS;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function candle(minute: number): Candle {
  return { openTimeMs: at(minute), open: 100, high: 200, low: 50, close: 100, volume: 1 };
}

/** A market whose server shows only what opens before `shownUntil`, as a cache does that is not told of what follows. */
class Market implements AsyncDisposable {
  readonly clock = new ManualClock(at(60) + 30_000);
  readonly keeper = new MemoryCandleStore();
  readonly shown: Candle[] = [];
  readonly #server: UpbitServer;
  readonly rest: UpbitRest;

  constructor() {
    // Each answer has the date of today, whatever is in it.
    this.#server = startUpbitServer({ candles: this.shown, now: () => this.clock.now() });
    this.rest = new UpbitRest({
      baseUrl: this.#server.url,
      userAgent: "signal-v2",
      clock: this.clock,
      fetch,
      random: () => 0.5,
      onEvent: () => {},
    });
  }

  get asked(): number {
    return this.#server.requests.length;
  }

  show(minutes: readonly number[]): void {
    this.shown.splice(0, this.shown.length, ...minutes.map(candle));
  }

  async fetch(fromMinute = 0) {
    const { clock, keeper, rest } = this;
    return await runBackfill({
      exchange: { id: "upbit", pageLimit: 200, fetchCandles: (question) => rest.fetchCandles(question) },
      keeper,
      series: SERIES,
      span: { fromMs: at(fromMinute), toMs: openTimeOf("1m", clock.now()) },
      clock,
      signal: new AbortController().signal,
      onProgress: () => {},
      shouldYield: () => false,
    });
  }

  async audit(fromMinute: number) {
    const { clock, keeper, rest } = this;
    return await auditCandles(SERIES, {
      exchange: rest,
      keeper,
      clock,
      span: { fromMs: at(fromMinute), toMs: at(60) },
      signal: new AbortController().signal,
    });
  }

  async known() {
    return (await this.keeper.coverage(SERIES, { fromMs: 0, toMs: at(9_999) }))
      .map(({ kind, fromMs, toMs }) => [kind, (fromMs - T0) / MINUTE_MS, (toMs - T0) / MINUTE_MS]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

Deno.test("an answer that ends half an hour before now is no proof of a quiet half hour, and costs none of its candles", async () => {
  await using market = new Market();
  market.show(range(0, 30));
  const first = await market.fetch();
  deepStrictEqual([first.isDone, first.isDoubted, first.addedBars], [false, true, 30]);
  deepStrictEqual(await market.known(), [["fetched", 0, 30], ["silent", 30, 60]]);
  // The same cache answers seconds later: a second look, but no other one.
  await market.clock.advance(5_000);
  strictEqual((await market.fetch()).isDone, false);
  deepStrictEqual(await market.known(), [["fetched", 0, 30], ["silent", 30, 60]]);
  market.show(range(0, 90));
  await market.clock.advance(10 * MINUTE_MS);
  const last = await market.fetch();
  deepStrictEqual([last.isDone, last.addedBars], [true, 40]);
  deepStrictEqual(await market.known(), [["fetched", 0, 70]]);
});

Deno.test("an answer with nothing but older candles is no proof either", async () => {
  await using market = new Market();
  market.show(range(0, 30));
  strictEqual((await market.fetch(35)).isDone, false);
  deepStrictEqual(await market.known(), [["silent", 35, 60]]);
});

Deno.test("a quiet market with a candle on both sides is believed ten minutes later, and asked once more for that", async () => {
  await using market = new Market();
  await market.keeper.keep(SERIES, {
    ...{ candles: [candle(58), candle(59)], closedUntilMs: at(60) },
    fetched: { fromMs: at(58), toMs: at(60) },
  });
  market.show([...range(0, 20), 58, 59]);
  strictEqual((await market.fetch()).isDone, false);
  await market.clock.advance(10 * MINUTE_MS);
  market.show([...range(0, 20), ...range(58, 70)]);
  const asked = market.asked;
  strictEqual((await market.fetch()).isDone, true);
  deepStrictEqual(await market.known(), [["fetched", 0, 70]]);
  strictEqual(market.asked, asked + 2, "the silence and what has come since");
});

Deno.test("a market that stays quiet until now is believed an hour later, however often it is asked in between", async () => {
  await using market = new Market();
  market.show(range(0, 20));
  for (const minutes of [0, 10, 20, 29]) {
    await market.clock.advance(minutes * MINUTE_MS);
    strictEqual((await market.fetch()).isDone, false);
    deepStrictEqual((await market.known())[0], ["fetched", 0, 20], "the first look counts");
  }
  await market.clock.advance(MINUTE_MS);
  await market.fetch();
  deepStrictEqual((await market.known()).slice(0, 2), [["fetched", 0, 60], ["silent", 60, 70]]);
});

Deno.test("comparing with the exchange is no second look moments after the first, and never with an answer that is behind", async () => {
  await using market = new Market();
  market.show(range(0, 30));
  await market.fetch();
  await market.audit(0);
  deepStrictEqual(await market.known(), [["fetched", 0, 30], ["silent", 30, 60]]);
  await market.clock.advance(10 * MINUTE_MS);
  market.show(range(0, 25));
  await market.audit(0);
  deepStrictEqual((await market.known()).at(-1), ["silent", 30, 60]);
  market.show(range(0, 60));
  deepStrictEqual((await market.audit(0)).added, 30);
  deepStrictEqual(await market.known(), [["fetched", 0, 60]]);
});

Deno.test("what a silence is believed for: its length, its age, the candles around it and an earlier look", () => {
  const silent = { fromMs: at(0), toMs: at(30) };
  const lookedAt = (ms: number) =>
    [{ ...silent, kind: "silent", reason: undefined, lookedAtMs: ms }] as const;
  const facts: SilenceFacts = {
    interval: "1m",
    nowMs: at(100),
    hasRows: true,
    isBetweenCandles: true,
    coverage: [],
  };
  const isBelieved = (more: Partial<SilenceFacts>, span = silent) =>
    doubtedParts(span, { ...facts, ...more }).length === 0;
  strictEqual(isBelieved({}), false);
  strictEqual(isBelieved({}, { fromMs: at(0), toMs: at(10) }), true);
  strictEqual(isBelieved({ nowMs: at(30) + 24 * HOUR_MS }), true, "no exchange is behind for a day");
  strictEqual(isBelieved({ nowMs: at(30) + 24 * HOUR_MS, hasRows: false }), false);
  strictEqual(isBelieved({ nowMs: at(30) + 24 * HOUR_MS, isBetweenCandles: false }), false);
  strictEqual(isBelieved({ coverage: lookedAt(at(90)) }), true);
  strictEqual(isBelieved({ coverage: lookedAt(at(90) + 1) }), false);
  strictEqual(isBelieved({ coverage: lookedAt(at(90)), isBetweenCandles: false }), false);
  strictEqual(isBelieved({ coverage: lookedAt(at(40)), isBetweenCandles: false }), true);
  strictEqual(isBelieved({ coverage: lookedAt(at(200)) }), false, "the clock was set back");
  strictEqual(isBelieved({ coverage: [{ ...silent, kind: "silent", reason: undefined }] }), false);
});
