import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { Candle, SeriesKey, Span } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { UpstreamError, type UpstreamErrorKind } from "../../../src/core/errors.ts";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import type { CandlePage, CandleQuestion } from "../../../src/exchanges/exchange.ts";
import {
  type BackfillProgress,
  type BackfillSource,
  runBackfill,
} from "../../../src/market/backfill/backfill.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import { startUpbitServer } from "../../support/upbit_rest_server.ts";

const T0 = Date.parse("2024-03-01T00:00:00Z");
const SERIES: SeriesKey = { exchange: "fake", symbol: "BTC/KRW", interval: "1m" };
const at = (minute: number) => T0 + minute * MINUTE_MS;

function candle(minute: number, close = 100): Candle {
  return { openTimeMs: at(minute), open: 100, high: 200, low: 50, close, volume: 1 };
}

interface FakeOptions {
  /** Minutes that have a candle. */
  readonly minutes: readonly number[];
  readonly pageLimit?: number;
  /** Oldest first, as some exchanges answer; else latest first. */
  readonly forward?: boolean;
  /** What goes wrong with a question, by its number from 0. */
  readonly fault?: (question: CandleQuestion, index: number) => UpstreamErrorKind | undefined;
  readonly edit?: (page: CandlePage) => CandlePage;
  /** The clock of the exchange: later candles are not there yet, the last one is unfinished, and answers are dated. */
  readonly now?: () => number;
}

const UNFINISHED_CLOSE = 60;

/** An exchange that keeps the contract, and the questions that it was asked. */
class FakeExchange implements BackfillSource {
  readonly id = "fake";
  readonly pageLimit: number;
  readonly asked: Span[] = [];
  readonly #options: FakeOptions;

  constructor(options: FakeOptions) {
    this.#options = options;
    this.pageLimit = options.pageLimit ?? 10;
  }

  fetchCandles(question: CandleQuestion): Promise<CandlePage> {
    const { minutes, forward = false, fault, edit, now } = this.#options;
    const nowMs = now?.() ?? Infinity;
    const { span, signal } = question;
    if (signal.aborted) return Promise.reject(signal.reason);
    const index = this.asked.push(span) - 1;
    const kind = fault?.(question, index);
    if (kind !== undefined) return Promise.reject(new UpstreamError(kind, "no answer"));
    const all = minutes.filter((minute) => at(minute) >= span.fromMs && at(minute) < span.toMs)
      .filter((minute) => at(minute) <= nowMs)
      .map((minute) => at(minute + 1) > nowMs ? candle(minute, UNFINISHED_CLOSE) : candle(minute));
    const candles = forward ? all.slice(0, this.pageLimit) : all.slice(-this.pageLimit);
    const isAll = candles.length === all.length;
    const covered = isAll
      ? span
      : forward
      ? { fromMs: span.fromMs, toMs: (candles.at(-1)?.openTimeMs ?? 0) + MINUTE_MS }
      : { fromMs: candles[0]?.openTimeMs ?? 0, toMs: span.toMs };
    const answeredAtMs = now === undefined ? undefined : Math.floor(nowMs / 1_000) * 1_000;
    const page = { candles, covered, answeredAtMs };
    return Promise.resolve(edit?.(page) ?? page);
  }
}

interface RunOptions {
  readonly keeper?: MemoryCandleStore;
  readonly clock?: ManualClock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BackfillProgress) => void;
  readonly shouldYield?: () => boolean;
}

const runAt = run;

function run(exchange: BackfillSource, span: readonly [number, number], options: RunOptions = {}) {
  return runBackfill({
    exchange,
    keeper: options.keeper ?? new MemoryCandleStore(),
    series: SERIES,
    span: { fromMs: at(span[0]), toMs: at(span[1]) },
    clock: options.clock ?? new ManualClock(at(1_000)),
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => {}),
    shouldYield: options.shouldYield ?? (() => false),
  });
}

async function storedMinutes(
  keeper: MemoryCandleStore,
  options = { withOpen: false },
): Promise<readonly number[]> {
  return (await keeper.read(SERIES, { fromMs: 0, toMs: at(99_999) }, options))
    .map(({ openTimeMs }) => (openTimeMs - T0) / MINUTE_MS);
}

async function coverageOf(keeper: MemoryCandleStore) {
  return (await keeper.coverage(SERIES, { fromMs: 0, toMs: at(99_999) }))
    .map(({ kind, fromMs, toMs }) => [kind, (fromMs - T0) / MINUTE_MS, (toMs - T0) / MINUTE_MS]);
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("an answer without a single candle is believed when a later one says the same, and not before", async () => {
  const keeper = new MemoryCandleStore();
  const minutes = range(0, 10).concat(range(20, 30));
  const silent = (page: CandlePage) => ({ ...page, candles: [], hasRows: false });
  const lost = new FakeExchange({ minutes, edit: silent, pageLimit: 30 });
  const first = await run(lost, [0, 30], { keeper });
  strictEqual(first.isDone, false);
  strictEqual(
    first.error?.message,
    "fake: it answered without a bar; a later look decides whether there was none",
  );
  deepStrictEqual(await coverageOf(keeper), [["silent", 0, 30]]);
  // It found its way again: nothing of the half hour was lost for ever.
  const well = new FakeExchange({ minutes, pageLimit: 30, edit: (page) => ({ ...page, hasRows: true }) });
  strictEqual((await run(well, [0, 30], { keeper })).isDone, true);
  deepStrictEqual(await storedMinutes(keeper), minutes);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 30]]);
});

Deno.test("a stretch that is empty again an hour later is one without a trade; another failure between does not count as a look", async () => {
  const keeper = new MemoryCandleStore();
  const clock = new ManualClock(at(1_000));
  const run = (exchange: BackfillSource, span: readonly [number, number], options: RunOptions) =>
    runAt(exchange, span, { ...options, clock });
  const edit = (page: CandlePage) => ({ ...page, hasRows: false });
  const quiet = () => new FakeExchange({ minutes: [], edit, pageLimit: 60 });
  strictEqual((await run(quiet(), [30, 60], { keeper })).isDone, false);
  const failing = new FakeExchange({ minutes: [], fault: () => "timeout", pageLimit: 60 });
  await clock.advance(HOUR_MS);
  strictEqual((await run(failing, [30, 60], { keeper })).isDone, false);
  strictEqual((await run(quiet(), [30, 60], { keeper })).isDone, false);
  await clock.advance(HOUR_MS);
  // Longer than what was looked at before: the rest is seen for the first time.
  strictEqual((await run(quiet(), [0, 60], { keeper })).isDone, false);
  await clock.advance(HOUR_MS);
  strictEqual((await run(quiet(), [0, 60], { keeper })).isDone, true);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 60]]);
});

Deno.test("ten candles of silence are believed at once, and so is a silence beside candles of the same answer", async () => {
  const edit = (page: CandlePage) => ({ ...page, hasRows: page.candles.length > 0 });
  const quiet = new MemoryCandleStore();
  strictEqual((await run(new FakeExchange({ minutes: [], edit }), [0, 10], { keeper: quiet })).isDone, true);
  const beside = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: [0, 59], edit, pageLimit: 60 });
  strictEqual((await run(exchange, [0, 60], { keeper: beside })).isDone, true);
  deepStrictEqual(await coverageOf(beside), [["fetched", 0, 60]]);
});

Deno.test("runBackfill() fetches a span page by page, by the cursor and not by short pages", async () => {
  for (const forward of [false, true]) {
    const minutes = range(0, 100).filter((minute) => minute % 3 !== 0 && (minute < 40 || minute > 60));
    const keeper = new MemoryCandleStore();
    const exchange = new FakeExchange({ minutes, forward });
    const result = await run(exchange, [0, 100], { keeper });
    deepStrictEqual([result.isDone, result.error], [true, undefined]);
    deepStrictEqual([result.fetchedBars, result.addedBars], [minutes.length, minutes.length]);
    deepStrictEqual(await storedMinutes(keeper), minutes);
    deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 100]]);
    strictEqual(exchange.asked.length, Math.ceil(minutes.length / 10));
  }
});

Deno.test("runBackfill() asks nothing twice: what is fetched stays fetched, quiet or not", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: [5, 6, 90] });
  await run(exchange, [20, 60], { keeper });
  await run(exchange, [0, 100], { keeper });
  deepStrictEqual(exchange.asked.map(({ fromMs, toMs }) => [(fromMs - T0) / 60_000, (toMs - T0) / 60_000]), [
    [20, 60],
    [60, 100],
    [0, 20],
  ]);
  const again = await run(exchange, [0, 100], { keeper });
  deepStrictEqual([again.isDone, again.pages, exchange.asked.length], [true, 0, 3]);
});

Deno.test("runBackfill() ends with the last closed bar and keeps the open one as open", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: range(0, 30) });
  const result = await run(exchange, [10, 500], { keeper, clock: new ManualClock(at(20) + 30_000) });
  strictEqual(result.isDone, true);
  deepStrictEqual(await storedMinutes(keeper), range(10, 20));
  deepStrictEqual(await storedMinutes(keeper, { withOpen: true }), range(10, 21));
  deepStrictEqual(await coverageOf(keeper), [["fetched", 10, 20]]);
});

const SETTLING: readonly (readonly [string, number, number | undefined])[] = [
  ["whose exchange tells its time", 1_000, at(100)],
  ["whose exchange does not tell its time", 10_000, undefined],
];

for (const [name, settleMs, answeredAtMs] of SETTLING) {
  Deno.test(`a bar is frozen no earlier than ${settleMs / 1_000} s after its end in a run ${name}`, async () => {
    const keeper = new MemoryCandleStore();
    const clock = new ManualClock(at(20) + settleMs - 1);
    const edit = (page: CandlePage) => ({ ...page, answeredAtMs });
    await run(new FakeExchange({ minutes: range(0, 20), edit }), [10, 20], { keeper, clock });
    deepStrictEqual(await storedMinutes(keeper), range(10, 19));
    deepStrictEqual(await coverageOf(keeper), [["fetched", 10, 19]]);
    clock.setWall(at(20) + settleMs);
    await run(new FakeExchange({ minutes: range(0, 20), edit }), [10, 20], { keeper, clock });
    deepStrictEqual(await storedMinutes(keeper), range(10, 20));
  });
}

Deno.test("a later bar proves that one has ended, where the exchange does not tell its time", async () => {
  const keeper = new MemoryCandleStore();
  const clock = new ManualClock(at(20) + 2_000);
  const exchange = new FakeExchange({
    minutes: range(0, 21),
    edit: ({ candles, covered }) => ({ candles, covered }),
  });
  const result = await run(exchange, [10, 30], { keeper, clock });
  deepStrictEqual([result.isDone, result.untilMs], [true, at(20)]);
  deepStrictEqual(await storedMinutes(keeper), range(10, 20));
});

Deno.test("what ended while the answer was on its way is not frozen by it", async () => {
  const keeper = new MemoryCandleStore();
  const clock = new ManualClock(at(20) - 5_000);
  const fake = new FakeExchange({
    minutes: range(0, 20),
    edit: (page) => ({ ...page, answeredAtMs: at(100) }),
  });
  const exchange: BackfillSource = {
    id: fake.id,
    pageLimit: fake.pageLimit,
    fetchCandles: async (question) => {
      const page = await fake.fetchCandles(question);
      await clock.advance(8_000);
      return page;
    },
  };
  await run(exchange, [10, 30], { keeper, clock });
  deepStrictEqual(await storedMinutes(keeper), range(10, 19));
});

const FAST_MS = [3_000, 5 * MINUTE_MS, 400 * MINUTE_MS];

for (const skewMs of FAST_MS) {
  for (const forward of [false, true]) {
    const name = `${skewMs / 1_000} s fast, ${forward ? "oldest" : "latest"} first`;
    Deno.test(`a run freezes no half-finished bar and no time to come with a clock ${name}`, async () => {
      const keeper = new MemoryCandleStore();
      let exchangeMs = at(20) - 1_000;
      const options = { keeper, clock: new ManualClock(exchangeMs + skewMs) };
      const exchange = new FakeExchange({ minutes: range(0, 60), forward, now: () => exchangeMs });
      const told: BackfillProgress[] = [];
      const first = await run(exchange, [0, 1_000], { ...options, onProgress: (facts) => told.push(facts) });
      deepStrictEqual([first.isDone, first.untilMs], [true, at(19)]);
      deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 19]]);
      deepStrictEqual(await storedMinutes(keeper), range(0, 19));
      deepStrictEqual(told.at(-1)?.doneMs, told.at(-1)?.totalMs);
      assertTrue(exchange.asked.length <= 3, `${exchange.asked.length} pages`);
      exchangeMs = at(60) + 30_000;
      options.clock.setWall(exchangeMs + skewMs);
      await run(exchange, [0, 1_000], options);
      deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 60]]);
      deepStrictEqual(
        await keeper.read(SERIES, { fromMs: at(0), toMs: at(99) }),
        range(0, 60).map((n) => candle(n)),
      );
    });
  }
}

Deno.test("a run ends with our own clock when it is slow", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: range(0, 30), now: () => at(25) });
  const result = await run(exchange, [10, 20], { keeper, clock: new ManualClock(at(15) + 30_000) });
  deepStrictEqual([result.isDone, result.untilMs, result.skewMs], [true, at(15), -570_000]);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 10, 15]]);
});

const SKEWS: readonly (readonly [number, number | undefined])[] = [
  // A second of it may be what the header cuts off.
  [300_000, 299_000],
  [6_001, 5_001],
  [6_000, undefined],
  [0, undefined],
  [-5_000, undefined],
  [-6_000, -6_000],
];

for (const [aheadMs, skewMs] of SKEWS) {
  Deno.test(`a clock that is ahead by ${aheadMs} ms is ${skewMs === undefined ? "not " : ""}told`, async () => {
    const exchange = new FakeExchange({ minutes: range(0, 30), now: () => at(500) });
    const result = await run(exchange, [0, 30], { clock: new ManualClock(at(500) + aheadMs) });
    strictEqual(result.skewMs, skewMs);
  });
}

Deno.test("an answer that takes half a minute on a busy machine does not make our clock look ahead", async () => {
  const clock = new ManualClock(at(500));
  const exchange = new FakeExchange({ minutes: range(0, 30), now: () => clock.now() });
  const slow: BackfillSource = {
    ...{ id: "fake", pageLimit: 10 },
    fetchCandles: async (question) => {
      const page = await exchange.fetchCandles(question);
      await clock.advance(30_000);
      return page;
    },
  };
  strictEqual((await run(slow, [0, 30], { clock })).skewMs, undefined);
});

Deno.test("one late answer does not make our clock look ahead", async () => {
  let ageMs = 60_000;
  const exchange = new FakeExchange({ minutes: range(0, 30), now: () => at(1_000) - ageMs });
  const onProgress = () => void (ageMs = 0);
  strictEqual((await run(exchange, [0, 30], { onProgress })).skewMs, undefined);
});

Deno.test("runBackfill() has nothing to do for a span in the future or without length", async () => {
  for (const span of [[2_000, 3_000], [5, 5]] as const) {
    const exchange = new FakeExchange({ minutes: [] });
    const result = await run(exchange, span);
    deepStrictEqual([result.isDone, exchange.asked.length], [true, 0]);
  }
});

Deno.test("an exchange that does not answer ends the run; one page counts as outage and is tried again", async () => {
  for (const kind of ["network", "timeout", "rate_limited", "http_5xx"] as const) {
    const keeper = new MemoryCandleStore();
    const minutes = range(0, 100);
    const failing = new FakeExchange({ minutes, fault: (_q, index) => index === 3 ? kind : undefined });
    const result = await run(failing, [0, 100], { keeper });
    deepStrictEqual([result.isDone, result.error?.kind, failing.asked.length], [false, kind, 4]);
    deepStrictEqual(result.outages, [{ fromMs: at(60), toMs: at(70), reason: `fake: ${kind}` }]);
    deepStrictEqual(await coverageOf(keeper), [["outage", 60, 70], ["fetched", 70, 100]]);
    const again = await run(new FakeExchange({ minutes }), [0, 100], { keeper });
    deepStrictEqual([again.isDone, again.addedBars], [true, 70]);
    deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 100]]);
  }
});

Deno.test("a question that is refused as such is told and leaves no mark, not even a series", async () => {
  for (const kind of ["http_4xx", "auth"] as const) {
    const keeper = new MemoryCandleStore();
    const exchange = new FakeExchange({ minutes: range(0, 100), fault: () => kind });
    const result = await run(exchange, [0, 100], { keeper });
    deepStrictEqual([result.isDone, result.error?.kind, exchange.asked.length], [false, kind, 1]);
    deepStrictEqual([result.outages, await coverageOf(keeper), await keeper.list()], [[], [], []]);
  }
});

Deno.test("a 408 is an outage as any other silence", async () => {
  const keeper = new MemoryCandleStore();
  const exchange: BackfillSource = {
    id: "fake",
    pageLimit: 10,
    fetchCandles: () => Promise.reject(new UpstreamError("http_4xx", "answered 408", { status: 408 })),
  };
  await run(exchange, [0, 100], { keeper });
  deepStrictEqual(await coverageOf(keeper), [["outage", 90, 100]]);
});

Deno.test("a bad page is marked and passed over, and the rest is fetched, whichever way pages come", async () => {
  for (const forward of [false, true]) {
    const keeper = new MemoryCandleStore();
    const hasBadRow = ({ span: { fromMs, toMs } }: CandleQuestion) =>
      forward ? fromMs <= at(30) && at(30) < fromMs + 10 * MINUTE_MS : toMs === at(40);
    const exchange = new FakeExchange({
      minutes: range(0, 100),
      forward,
      fault: (question) => hasBadRow(question) ? "bad_shape" : undefined,
    });
    const result = await run(exchange, [0, 100], { keeper });
    deepStrictEqual([result.isDone, result.error?.kind, result.addedBars], [false, "bad_shape", 90]);
    deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 30], ["outage", 30, 40], ["fetched", 40, 100]]);
  }
});

Deno.test("three bad pages in a row end the run", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: range(0, 100), fault: () => "bad_json" });
  const result = await run(exchange, [0, 100], { keeper });
  deepStrictEqual([result.isDone, exchange.asked.length], [false, 3]);
  deepStrictEqual(await coverageOf(keeper), [["outage", 70, 100]]);
});

Deno.test("a page that brings no progress ends the run at once", async () => {
  const empty = (page: CandlePage) => ({
    ...page,
    covered: { fromMs: page.covered.toMs, toMs: page.covered.toMs },
  });
  const middle = (page: CandlePage) => ({ ...page, covered: { fromMs: at(40), toMs: at(50) }, candles: [] });
  const outside = (page: CandlePage) => ({ ...page, covered: { fromMs: at(-5), toMs: at(100) } });
  for (const edit of [empty, middle, outside]) {
    const exchange = new FakeExchange({ minutes: range(0, 100), edit });
    const keeper = new MemoryCandleStore();
    const result = await run(exchange, [0, 100], { keeper });
    deepStrictEqual([result.isDone, result.error?.kind, exchange.asked.length], [false, "bad_shape", 1]);
    strictEqual(result.error?.message, "Cannot go on with fake BTC/KRW 1m: a page brought no progress");
    deepStrictEqual(await storedMinutes(keeper), []);
  }
});

Deno.test("a page with bars out of place is not stored", async () => {
  const backwards = (page: CandlePage) => ({ ...page, candles: page.candles.toReversed() });
  const elsewhere = (page: CandlePage) => ({ ...page, candles: [candle(500)] });
  for (const edit of [backwards, elsewhere]) {
    const keeper = new MemoryCandleStore();
    const result = await run(new FakeExchange({ minutes: range(0, 10), edit }), [0, 10], { keeper });
    deepStrictEqual([result.isDone, result.error?.kind], [false, "bad_shape"]);
    deepStrictEqual(await storedMinutes(keeper), []);
  }
});

Deno.test("progress counts what was missing, and the rest by the pace so far", async () => {
  const clock = new ManualClock(at(1_000));
  const keeper = new MemoryCandleStore();
  await keeper.keep(SERIES, {
    candles: [],
    closedUntilMs: Infinity,
    fetched: { fromMs: at(20), toMs: at(40) },
  });
  const facts: BackfillProgress[] = [];
  const fake = new FakeExchange({ minutes: range(0, 60), pageLimit: 20 });
  const exchange: BackfillSource = {
    id: fake.id,
    pageLimit: fake.pageLimit,
    fetchCandles: async (question) => {
      await clock.advance(500);
      return await fake.fetchCandles(question);
    },
  };
  await run(exchange, [0, 60], { keeper, clock, onProgress: (progress) => facts.push(progress) });
  const total = 40 * MINUTE_MS;
  deepStrictEqual(facts, [
    { doneMs: total / 2, totalMs: total, pages: 1, bars: 20, etaMs: 500 },
    { doneMs: total, totalMs: total, pages: 2, bars: 40, etaMs: 0 },
  ]);
});

Deno.test("an abort ends the run with its reason, keeps every page before, and is no outage", async () => {
  const stopping = new AbortController();
  const keeper = new MemoryCandleStore();
  const reason = new DOMException("stopping", "AbortError");
  const exchange = new FakeExchange({ minutes: range(0, 100) });
  const onProgress = ({ pages }: BackfillProgress) => pages === 4 && stopping.abort(reason);
  await rejects(
    run(exchange, [0, 100], { keeper, signal: stopping.signal, onProgress }),
    (error) => error === reason,
  );
  deepStrictEqual(await coverageOf(keeper), [["fetched", 60, 100]]);
});

Deno.test("runBackfill() stops between two pages when it is asked to make room", async () => {
  const keeper = new MemoryCandleStore();
  const exchange = new FakeExchange({ minutes: range(0, 100) });
  const result = await run(exchange, [0, 100], { keeper, shouldYield: () => true });
  deepStrictEqual([result.isDone, result.pages, result.error], [false, 1, undefined]);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 90, 100]]);
});

Deno.test("whatever fails on the way, running again until done gives every bar once and full coverage", async () => {
  const kinds = ["network", "bad_shape", "timeout", undefined, undefined, undefined] as const;
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 80 }),
    fc.boolean(),
    fc.integer({ min: 1, max: 15 }),
    fc.array(fc.constantFrom(...kinds), { maxLength: 30 }),
    async (picks, forward, pageLimit, faults) => {
      const minutes = picks.toSorted((a, b) => a - b);
      const keeper = new MemoryCandleStore();
      const left = [...faults];
      const exchange = new FakeExchange({ minutes, forward, pageLimit, fault: () => left.shift() });
      let added = 0;
      for (let i = 0; i <= faults.length; i++) {
        const result = await run(exchange, [0, 200], { keeper });
        added += result.addedBars;
        strictEqual(result.isDone, result.error === undefined);
        if (result.isDone) break;
      }
      deepStrictEqual(await storedMinutes(keeper), minutes);
      strictEqual(added, minutes.length);
      deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 200]]);
    },
  ));
});

Deno.test("whatever our clock says, what is frozen is final and what counts as known had happened", async () => {
  const daySeconds = 86_400;
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.integer({ min: 0, max: 199 }), { maxLength: 80 }),
    fc.record({ forward: fc.boolean(), pageLimit: fc.integer({ min: 1, max: 15 }) }),
    fc.integer({ min: -daySeconds, max: daySeconds }),
    fc.integer({ min: 0, max: 200 * 60 }),
    async (picks, options, skewS, exchangeS) => {
      const minutes = picks.toSorted((a, b) => a - b);
      const keeper = new MemoryCandleStore();
      let exchangeMs = T0 + exchangeS * 1_000;
      const exchange = new FakeExchange({ ...options, minutes, now: () => exchangeMs });
      const clock = new ManualClock(exchangeMs + skewS * 1_000);
      const result = await run(exchange, [0, 200], { keeper, clock });
      strictEqual(result.isDone, true);
      assertTrue(
        (await keeper.coverage(SERIES, { fromMs: 0, toMs: at(999) })).every(({ toMs }) => toMs <= exchangeMs),
      );
      assertTrue(
        (await keeper.read(SERIES, { fromMs: 0, toMs: at(999) })).every(({ close }) =>
          close !== UNFINISHED_CLOSE
        ),
      );
      assertTrue(
        (await keeper.read(SERIES, { fromMs: 0, toMs: at(999) })).every(({ openTimeMs }) =>
          openTimeMs < exchangeMs
        ),
      );
      exchangeMs = at(300);
      clock.setWall(exchangeMs);
      await run(exchange, [0, 200], { keeper, clock });
      deepStrictEqual(await storedMinutes(keeper), minutes);
      deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 200]]);
    },
  ));
});

Deno.test("a backfill that is killed goes on where it was, with the real store and over real HTTP", async () => {
  const dir = await Deno.makeTempDir();
  const minutes = range(0, 3_000).filter((minute) => minute % 7 !== 0);
  await using server = startUpbitServer({
    candles: minutes.map((minute) => candle(minute)),
    faults: () => ({ kind: "delay", ms: 20 }),
  });
  const start = () =>
    new Deno.Command("deno", {
      args: [
        ...["run", "--no-prompt", "--quiet", "--allow-net=127.0.0.1"],
        ...[`--allow-read=${dir}`, `--allow-write=${dir}`, `${import.meta.dirname}/backfill_child.ts`],
        ...[dir, server.url, String(at(0)), String(at(3_000))],
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
  try {
    const first = start();
    let text = "";
    for await (const part of first.stdout.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.includes("page 4\n")) first.kill("SIGKILL");
    }
    strictEqual((await first.status).signal, "SIGKILL");
    assertTrue(!text.includes("done"), text);
    const asked = server.requests.length;
    const second = await start().output();
    const lines = new TextDecoder().decode(second.stdout).trim().split("\n");
    assertTrue(/^done true \d+$/.test(lines.at(-1) ?? ""), lines.at(-1));
    // 14 pages, of which only the one that was under way may have been asked for twice.
    assertTrue(asked >= 4 && server.requests.length <= 15, `${asked} of ${server.requests.length}`);
    await using shelf = await openSqliteCandleStore({ dir, clock: createSystemClock() });
    const series = { ...SERIES, exchange: "upbit" };
    const span = { fromMs: at(0), toMs: at(3_000) };
    deepStrictEqual(await shelf.coverage(series, span), [{ ...span, kind: "fetched", reason: undefined }]);
    deepStrictEqual(await shelf.read(series, span), minutes.map((minute) => candle(minute)));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("bars longer than a day are fetched in their own steps", async () => {
  const keeper = new MemoryCandleStore();
  const month = (n: number) => Date.UTC(2022, n);
  const asked: Span[] = [];
  const exchange: BackfillSource = {
    id: "fake",
    pageLimit: 3,
    fetchCandles: ({ span }) => {
      asked.push(span);
      if (asked.length === 2) return Promise.reject(new UpstreamError("network", "no answer"));
      return Promise.resolve({ candles: [], covered: { fromMs: month(20), toMs: span.toMs } });
    },
  };
  const series = { ...SERIES, interval: "1M" } as const;
  const result = await runBackfill({
    exchange,
    keeper,
    series,
    span: { fromMs: month(0) + HOUR_MS, toMs: month(24) - HOUR_MS },
    clock: new ManualClock(at(0)),
    signal: new AbortController().signal,
    onProgress: () => {},
    shouldYield: () => false,
  });
  deepStrictEqual(asked[0], { fromMs: month(0), toMs: month(24) });
  deepStrictEqual(result.outages, [{ fromMs: month(17), toMs: month(20), reason: "fake: network" }]);
});

Deno.test("a row that cannot be used costs its own candle of a page, and the next run asks for it again", async () => {
  const keeper = new MemoryCandleStore();
  const minutes = range(0, 40);
  const lost = (page: CandlePage) => ({
    ...page,
    candles: page.candles.filter(({ openTimeMs }) => openTimeMs !== at(17)),
    refused: [{ fromMs: at(17), toMs: at(18) }].filter(({ fromMs }) =>
      fromMs >= page.covered.fromMs && fromMs < page.covered.toMs
    ),
  });
  const first = await run(new FakeExchange({ minutes, edit: lost, pageLimit: 40 }), [0, 40], { keeper });
  deepStrictEqual([first.isDone, first.addedBars, first.error?.kind], [false, 39, "bad_shape"]);
  deepStrictEqual(await coverageOf(keeper), [["fetched", 0, 17], ["outage", 17, 18], ["fetched", 18, 40]]);
  const well = new FakeExchange({ minutes, pageLimit: 40 });
  strictEqual((await run(well, [0, 40], { keeper })).isDone, true);
  deepStrictEqual(well.asked, [{ fromMs: at(17), toMs: at(18) }]);
  deepStrictEqual(await storedMinutes(keeper), minutes);
});
