/** What every implementation of `CandleStore` promises: a new one runs these and needs no tests of its own for them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Candle, candleAt, type CoveredSpan, type SeriesKey, type Span } from "../../src/core/candle.ts";
import type { CandleStore } from "../../src/market/candle_store.ts";
import { ALL, candle, candles, makeColumns, minute, SERIES, span } from "./store/candle_parts.ts";

export interface OpenedStore extends AsyncDisposable {
  readonly store: CandleStore;
}

const NONE = { added: 0, replaced: 0, kept: 0 };
const ETH: SeriesKey = { ...SERIES, symbol: "ETH/KRW" };
const fetched = (from: number, to: number) =>
  ({ ...span(from, to), kind: "fetched", reason: undefined }) as const;
const outage = (from: number, to: number, reason: string) =>
  ({ ...span(from, to), kind: "outage", reason }) as const;

/** @param open a store without anything in it. */
export function testCandleStore(name: string, open: () => Promise<OpenedStore>): void {
  const test = (what: string, work: (store: CandleStore) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using opened = await open();
      await work(opened.store);
    });
  const keep = (store: CandleStore, from: number, to: number) =>
    store.keep(SERIES, { candles: candles(from, to), closedUntilMs: Infinity, fetched: span(from, to) });
  const numbers = (candles: readonly Candle[]) => candles.map(({ close }) => close);

  test("a store that is empty answers every question", async (store) => {
    assert.deepEqual(await store.list(), []);
    assert.deepEqual(await store.read(SERIES, ALL), []);
    assert.deepEqual(await store.coverage(SERIES, ALL), []);
    assert.equal(await store.lastClosed(SERIES), undefined);
    assert.equal((await store.readColumns(SERIES, ALL)).openTimeMs.length, 0);
    assert.deepEqual(await store.readKnown(SERIES, ALL), {
      candles: [],
      coverage: [],
      firstClosedMs: undefined,
      lastClosedMs: undefined,
    });
    const known = await store.readKnownColumns(SERIES, ALL);
    assert.deepEqual([known.columns.openTimeMs.length, known.coverage], [0, []]);
    assert.equal(await store.countCandles(SERIES, ALL), 0);
    assert.equal(await store.remove(SERIES), 0);
    assert.equal(await store.removeSpan(SERIES, span(0, 1)), 0);
    assert.equal(await store.prune(undefined, minute(1)), 0);
    assert.deepEqual(await store.verify(), []);
    assert.equal(store.status().state, "ok");
  });

  test("of two names of a share the newer one stays, whichever came first", async (store) => {
    assert.deepEqual(await store.names(), []);
    const samsung = { code: "005930", name: "삼성전자", atMs: 2_000 };
    assert.equal(await store.learnNames([{ code: "035720", name: "다음", atMs: 1_000 }, samsung]), 2);
    assert.equal(await store.learnNames([samsung]), 0);
    assert.equal(await store.learnNames([{ code: "005930", name: "삼성 전자", atMs: 1_000 }]), 0);
    assert.equal(await store.learnNames([{ code: "035720", name: "카카오", atMs: 3_000 }]), 1);
    assert.deepEqual(await store.names(), [samsung, { code: "035720", name: "카카오", atMs: 3_000 }]);
  });

  test("a name from outside is kept as one short line, and what names nothing is left out", async (store) => {
    const atMs = 1_000;
    const learnt = await store.learnNames([
      { code: "A005930", name: " 삼성\u202e\u0007\n전자\u200b ", atMs },
      { code: "000660", name: "하".repeat(90), atMs },
      { code: "035420", name: "035420", atMs },
      { code: "BTC", name: "비트코인", atMs },
      { code: "051910", name: "LG화학", atMs: NaN },
    ]);
    assert.equal(learnt, 2);
    assert.deepEqual((await store.names()).map(({ code, name }) => [code, name]), [
      ["000660", "하".repeat(60)],
      ["005930", "삼성 전자"],
    ]);
  });

  test("a question that cannot be answered is a rejection and not a throw", async (store) => {
    const questions = [
      () => store.read(SERIES, ALL, { limit: 1.5 }),
      () => store.read(SERIES, { fromMs: NaN, toMs: 1 }),
      () => store.readKnown(SERIES, ALL, { limit: -1 }),
      () => store.keep({ ...SERIES, symbol: "?" }, { candles: [], closedUntilMs: 0 }),
      () => store.keep(SERIES, { candles: [], closedUntilMs: NaN }),
      () => store.removeSpan(SERIES, { fromMs: 2, toMs: 1 }),
      () => store.markOutage(SERIES, { fromMs: 2, toMs: 1, reason: "" }),
      () => store.reconcile({ ...SERIES, exchange: "" }, { candles: [], within: [] }),
    ];
    for (const question of questions) {
      const answer = question();
      await assert.rejects(answer, RangeError, String(question));
    }
  });

  test("an open candle is replaced until it closes, and a closed one is frozen", async (store) => {
    const put = (close: number, closedUntilMs: number) =>
      store.keep(SERIES, { candles: [candle(7, close)], closedUntilMs });
    assert.deepEqual(await put(100, minute(7)), { ...NONE, added: 1 });
    assert.deepEqual(await put(107, minute(8) - 1), { ...NONE, replaced: 1 });
    assert.deepEqual(numbers(await store.read(SERIES, ALL, { withOpen: true })), [107]);
    assert.deepEqual(await store.read(SERIES, ALL), []);
    assert.equal(await store.lastClosed(SERIES), undefined);
    assert.deepEqual(await put(109, minute(8)), { ...NONE, replaced: 1 });
    assert.deepEqual(await put(555, Infinity), { ...NONE, kept: 1 });
    assert.equal((await store.lastClosed(SERIES))?.close, 109);
  });

  test("a page with a bad candle stores nothing, and of many pages none", async (store) => {
    const bad = {
      candles: [candle(0), { ...candle(1), high: 1 }],
      closedUntilMs: Infinity,
      fetched: span(0, 2),
    };
    const good = { candles: candles(0, 2), closedUntilMs: Infinity, fetched: span(0, 2) };
    await assert.rejects(store.keep(SERIES, bad), RangeError);
    await assert.rejects(store.keepMany([{ series: ETH, ...good }, { series: SERIES, ...bad }]), RangeError);
    assert.deepEqual([await store.list(), await store.coverage(ETH, ALL)], [[], []]);
    const counts = await store.keepMany([{ series: ETH, ...good }, { series: SERIES, ...good }]);
    assert.deepEqual(counts, [{ ...NONE, added: 2 }, { ...NONE, added: 2 }]);
    assert.equal((await store.list()).length, 2);
  });

  test("only closed time counts as fetched, in whole candles, and outages never hide it", async (store) => {
    const mark = (fromMs: number, toMs: number, closedUntilMs: number) =>
      store.keep(SERIES, { candles: [], closedUntilMs, fetched: { fromMs, toMs } });
    await mark(minute(0), minute(10), minute(5) + 30_000);
    await mark(minute(20) + 1, minute(23) - 1, Infinity);
    await store.markFetched(SERIES, [span(30, 31), { fromMs: minute(31), toMs: minute(33) - 1 }]);
    assert.deepEqual(await store.coverage(SERIES, ALL), [fetched(0, 5), fetched(21, 22), fetched(30, 32)]);
    await store.markOutage(SERIES, { fromMs: minute(3) + 1, toMs: minute(24) - 1, reason: "HTTP 503" });
    const after = [fetched(0, 5), outage(5, 21, "HTTP 503"), fetched(21, 22), outage(22, 24, "HTTP 503")];
    assert.deepEqual(await store.coverage(SERIES, span(0, 25)), after);
    assert.deepEqual(await store.coverage(SERIES, span(4, 6)), [fetched(4, 5), outage(5, 6, "HTTP 503")]);
    await mark(minute(5), minute(24), Infinity);
    assert.deepEqual(await store.coverage(SERIES, span(0, 25)), [fetched(0, 24)]);
    assert.deepEqual(await store.list(), [], "a series without candles is not listed");
  });

  test("read() gives the first or the latest candles of a span, ascending", async (store) => {
    await store.keep(SERIES, { candles: candles(0, 20), closedUntilMs: minute(19) });
    const minutesOf = async (...question: [Span, Parameters<CandleStore["read"]>[2]?]) =>
      (await store.read(SERIES, ...question)).map(({ openTimeMs }) => (openTimeMs - minute(0)) / 60_000);
    assert.deepEqual(await minutesOf(span(3, 6)), [3, 4, 5]);
    assert.deepEqual(await minutesOf(ALL, { limit: 2 }), [0, 1]);
    assert.deepEqual(await minutesOf(ALL, { limit: 2, fromEnd: true }), [17, 18]);
    assert.deepEqual(await minutesOf(ALL, { limit: 2, fromEnd: true, withOpen: true }), [18, 19]);
    assert.deepEqual(await minutesOf(ALL, { limit: 0 }), []);
    assert.equal(await store.countCandles(SERIES, span(18, 30)), 2);
  });

  test("columns are the closed candles to the last bit", async (store) => {
    const columns = makeColumns(0, 6_000);
    const facts = { closedUntilMs: minute(5_999), fetched: span(0, 6_000) };
    assert.deepEqual(await store.keepColumns(SERIES, columns, facts), { ...NONE, added: 6_000 });
    const read = await store.readColumns(SERIES, ALL);
    for (const field of ["openTimeMs", "open", "high", "low", "close", "volume"] as const) {
      assert.deepEqual(read[field], columns[field].subarray(0, 5_999), field);
    }
    assert.deepEqual(await store.lastClosed(SERIES), candleAt(columns, 5_998));
    assert.deepEqual(await store.readKnownColumns(SERIES, span(10, 12)), {
      columns: makeColumns(10, 2),
      coverage: [fetched(10, 12)],
    });
  });

  test("readKnown() tells candles, coverage and the ends of the series", async (store) => {
    await store.keep(SERIES, { candles: candles(5, 20), closedUntilMs: minute(19), fetched: span(0, 20) });
    assert.deepEqual(await store.readKnown(SERIES, span(2, 8), { limit: 2 }), {
      candles: candles(5, 7),
      coverage: [fetched(2, 8)],
      firstClosedMs: minute(5),
      lastClosedMs: minute(18),
    });
    assert.deepEqual((await store.readKnown(SERIES, ALL, { limit: 0 })).candles, []);
  });

  test("whatever is stored and removed meanwhile, no candle is missing of what an answer calls fetched", async (store) => {
    const step = fc.record({
      do: fc.constantFrom("keep", "remove", "read", "columns"),
      from: fc.nat(40),
      length: fc.integer({ min: 1, max: 15 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const answers: Promise<{ times: readonly number[]; coverage: readonly CoveredSpan[] }>[] = [];
        const others: Promise<unknown>[] = [];
        for (const { do: what, from, length } of steps) {
          const part = span(from, from + length);
          if (what === "keep") others.push(keep(store, from, from + length));
          if (what === "remove") others.push(store.removeSpan(SERIES, part));
          if (what === "read") {
            answers.push(
              store.readKnown(SERIES, part).then(({ candles, coverage }) => ({
                times: candles.map(({ openTimeMs }) => openTimeMs),
                coverage,
              })),
            );
          }
          if (what === "columns") {
            answers.push(
              store.readKnownColumns(SERIES, part).then(({ columns, coverage }) => ({
                times: Array.from(columns.openTimeMs),
                coverage,
              })),
            );
          }
        }
        await Promise.all(others);
        for (const { times, coverage } of await Promise.all(answers)) {
          for (const { fromMs, toMs } of coverage) {
            const inside = times.filter((atMs) => atMs >= fromMs && atMs < toMs);
            assert.equal(inside.length, (toMs - fromMs) / 60_000);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test("what comes or goes while many rows are read is not claimed as known", async (store) => {
    await keep(store, 0, 900);
    for (let from = 900; from < 9_000; from += 900) {
      if (from !== 2_700) await keep(store, from, from + 900);
    }
    const reading = store.readKnownColumns(SERIES, span(0, 9_000));
    await Promise.all([keep(store, 2_700, 2_720), store.removeSpan(SERIES, span(8_000, 8_010))]);
    const { columns, coverage } = await reading;
    const times = new Set(columns.openTimeMs);
    for (const { fromMs, toMs } of coverage) {
      for (let atMs = fromMs; atMs < toMs; atMs += 60_000) assert.ok(times.has(atMs), `minute of ${atMs}`);
    }
    assert.ok(coverage.some(({ fromMs }) => fromMs === minute(0)), "and the rest still is");
  });

  test("a correction changes closed candles that are stored, and nothing else", async (store) => {
    await store.keep(SERIES, { candles: candles(0, 3), closedUntilMs: minute(2) });
    assert.equal(await store.correct(SERIES, [candle(0), candle(1, 555), candle(2, 7), candle(3, 9)]), 1);
    assert.deepEqual(await store.read(SERIES, ALL, { withOpen: true }), [
      candle(0),
      candle(1, 555),
      candle(2),
    ]);
    assert.equal(await store.correct(ETH, candles(0, 1)), 0);
    assert.equal((await store.list()).length, 1);
  });

  test("a later answer is compared within what is fetched: added, corrected, told", async (store) => {
    const candles = [candle(0), candle(1), candle(3)];
    await store.keep(SERIES, { candles, closedUntilMs: Infinity, fetched: span(0, 5) });
    await store.keep(SERIES, { candles: [candle(8)], closedUntilMs: Infinity });
    const answer = [candle(1, 555), candle(2), candle(4), candle(8, 1), candle(9)];
    assert.deepEqual(await store.reconcile(SERIES, { candles: answer, within: [span(0, 4), span(6, 10)] }), {
      added: 1,
      different: 3,
      corrected: 1,
      firstOpenTimeMs: minute(0),
    });
    assert.deepEqual(await store.read(SERIES, ALL), [
      candle(0),
      candle(1, 555),
      candle(2),
      candle(3),
      candle(8),
    ]);
    assert.equal((await store.list())[0]?.bars, 5);
    const same = { candles: [candle(1, 555)], within: [span(1, 2)] };
    const nothing = { added: 0, different: 0, corrected: 0, firstOpenTimeMs: undefined };
    assert.deepEqual(await store.reconcile(SERIES, same), nothing);
    assert.deepEqual(await store.reconcile(ETH, same), nothing);
    assert.deepEqual(await store.verify(), []);
  });

  test("a later answer brings nothing back that was removed since it was asked for", async (store) => {
    await keep(store, 0, 10);
    const [known] = await store.coverage(SERIES, span(0, 10));
    await store.removeSpan(SERIES, span(3, 6));
    const counts = await store.reconcile(SERIES, { candles: candles(0, 10), within: known ? [known] : [] });
    assert.deepEqual(counts, { added: 0, different: 0, corrected: 0, firstOpenTimeMs: undefined });
    assert.equal(await store.countCandles(SERIES, ALL), 7);
  });

  test("a silence is no knowledge: it hides nothing that is fetched, and a candle or an outage takes its place", async (store) => {
    await store.keep(SERIES, { candles: [], closedUntilMs: Infinity, fetched: span(0, 4) });
    await store.keep(SERIES, { candles: [], closedUntilMs: minute(8), silent: span(2, 20) });
    const silent = (from: number, to: number) =>
      ({ ...span(from, to), kind: "silent", reason: undefined }) as const;
    assert.deepEqual(await store.coverage(SERIES, ALL), [fetched(0, 4), silent(4, 8)]);
    await store.markOutage(SERIES, { ...span(3, 5), reason: "timeout" });
    assert.deepEqual(await store.coverage(SERIES, ALL), [
      fetched(0, 4),
      outage(4, 5, "timeout"),
      silent(5, 8),
    ]);
    await keep(store, 6, 7);
    assert.deepEqual((await store.coverage(SERIES, ALL)).slice(2), [
      silent(5, 6),
      fetched(6, 7),
      silent(7, 8),
    ]);
  });

  test("of looks at a silence the first counts, and a silence without a look is none", async (store) => {
    const look = (from: number, to: number, lookedAtMs?: number) =>
      store.keep(SERIES, { candles: [], closedUntilMs: Infinity, silent: span(from, to), lookedAtMs });
    const silent = (from: number, to: number, at?: number) =>
      ({
        ...span(from, to),
        kind: "silent",
        reason: undefined,
        ...(at === undefined ? {} : { lookedAtMs: at }),
      }) as const;
    await look(0, 6);
    await look(2, 4, 700);
    await look(1, 5, 900);
    await look(0, 8);
    assert.deepEqual(await store.coverage(SERIES, ALL), [
      silent(0, 1),
      silent(1, 2, 900),
      silent(2, 4, 700),
      silent(4, 5, 900),
      silent(5, 8),
    ]);
    // The clock was set back.
    await look(1, 5, 100);
    assert.deepEqual((await store.coverage(SERIES, ALL)).slice(1, 2), [silent(1, 5, 100)]);
    await keep(store, 1, 2);
    assert.deepEqual((await store.coverage(SERIES, ALL)).slice(1, 3), [fetched(1, 2), silent(2, 5, 100)]);
  });

  test("a second look proves a silence, or brings the candle that was missed", async (store) => {
    await store.keep(SERIES, { candles: [], closedUntilMs: Infinity, silent: span(0, 4) });
    const counts = await store.reconcile(SERIES, {
      candles: candles(2, 3),
      within: [],
      silent: [span(1, 3)],
    });
    assert.deepEqual([counts.added, counts.different], [1, 0]);
    assert.deepEqual(numbers(await store.read(SERIES, ALL)), [candle(2).close]);
    assert.deepEqual((await store.coverage(SERIES, ALL)).map(({ kind }) => kind), [
      "silent",
      "fetched",
      "silent",
    ]);
    // What is no longer silent is compared as everything that is fetched, and not looked at a second time.
    const again = await store.reconcile(SERIES, { candles: [], within: [], silent: [span(1, 3)] });
    assert.deepEqual([again.added, again.different], [0, 0]);
  });

  test("before a listing nothing counts as fetched, up to the first candle that is stored", async (store) => {
    await store.keep(SERIES, { candles: candles(6, 8), closedUntilMs: Infinity, fetched: span(0, 8) });
    await store.markUnlisted(SERIES, minute(4));
    const unlisted = (to: number) =>
      ({ fromMs: 0, toMs: minute(to), kind: "not_listed", reason: undefined }) as const;
    assert.deepEqual(await store.coverage(SERIES, ALL), [unlisted(4), fetched(4, 8)]);
    // Another answer: what was taken for not listed is to be asked for.
    await store.markUnlisted(SERIES, minute(2));
    assert.deepEqual(await store.coverage(SERIES, ALL), [unlisted(2), fetched(4, 8)]);
    await store.markOutage(SERIES, { ...span(0, 3), reason: "timeout" });
    await store.keep(SERIES, { candles: [], closedUntilMs: Infinity, silent: span(0, 3) });
    assert.deepEqual((await store.coverage(SERIES, ALL))[0], unlisted(2));
    await store.markUnlisted(SERIES, minute(99));
    assert.deepEqual(await store.coverage(SERIES, ALL), [unlisted(6), fetched(6, 8)]);
    // A candle from before shows that it was listed.
    await keep(store, 1, 2);
    assert.deepEqual((await store.coverage(SERIES, ALL)).map(({ kind }) => kind), [
      "not_listed",
      "fetched",
      "not_listed",
      "fetched",
    ]);
  });

  test("what is pruned looks like never asked for, of whole candles and of all series", async (store) => {
    await keep(store, 0, 10);
    await store.keep(ETH, { candles: candles(0, 4), closedUntilMs: Infinity });
    assert.equal(await store.prune(SERIES, minute(4) + 30_000), 4);
    assert.deepEqual(await store.coverage(SERIES, ALL), [fetched(4, 10)]);
    assert.equal(await store.prune(undefined, minute(5)), 5);
    assert.deepEqual((await store.list()).map(({ series, bars: candles }) => [series.symbol, candles]), [[
      "BTC/KRW",
      5,
    ]]);
    assert.equal(await store.remove(SERIES), 5);
    assert.deepEqual([await store.list(), await store.coverage(SERIES, ALL)], [[], []]);
  });

  test("candles are put in the place of others, with what is known of them", async (store) => {
    await keep(store, 0, 20);
    const columns = makeColumns(5, 10);
    const facts = { closedUntilMs: Infinity, fetched: [span(5, 7)] };
    assert.equal(await store.replaceColumns(SERIES, columns, facts), 10);
    assert.deepEqual(await store.readColumns(SERIES, span(5, 15)), columns);
    assert.deepEqual(await store.coverage(SERIES, ALL), [fetched(0, 7), fetched(15, 20)]);
    assert.deepEqual(await store.list(), [
      { series: SERIES, bars: 20, firstMs: minute(0), lastMs: minute(19) },
    ]);
  });

  test("series do not see each other and are listed by name", async (store) => {
    const others: SeriesKey[] = [
      { ...SERIES, exchange: "binance" },
      { ...SERIES, interval: "3m" },
      SERIES,
      ETH,
    ];
    for (const [i, series] of others.entries()) {
      await store.keep(series, { candles: [candle(0, 100 + i)], closedUntilMs: Infinity });
    }
    const lasts = await Promise.all(others.map((series) => store.lastClosed(series)));
    assert.deepEqual(lasts.map((last) => last?.close), [100, 101, 102, 103]);
    const listed = (await store.list()).map(({ series }) => series);
    assert.deepEqual(listed, [others[0], SERIES, others[1], ETH]);
  });
}
