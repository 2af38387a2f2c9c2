import assert from "node:assert/strict";
import fc from "fast-check";
import type { Clock } from "../../../src/core/clock.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { ALL, candle, candles, minute, openTempShelf, SERIES, span, toBatch } from "./candle_parts.ts";

const clock = new ManualClock(minute(5_000));
const NONE = { added: 0, replaced: 0, kept: 0 };
const ETH = { ...SERIES, symbol: "ETH/KRW" };

Deno.test("many pages are stored as if each had been kept alone", async () => {
  const page = fc.record({
    symbol: fc.constantFrom("BTC/KRW", "ETH/KRW", "XRP/KRW"),
    minutes: fc.uniqueArray(fc.nat(30), { maxLength: 20 }),
    closedUntil: fc.nat(35),
    close: fc.integer({ min: 1, max: 999 }),
    fetched: fc.option(fc.tuple(fc.nat(30), fc.nat(30)), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(page, { maxLength: 6 }), { maxLength: 4 }), async (batches) => {
      await using together = await openTempShelf({ clock });
      await using alone = await openTempShelf({ clock });
      for (const batch of batches) {
        const pages = batch.map(({ symbol, minutes, closedUntil, close, fetched }) => ({
          series: { ...SERIES, symbol },
          candles: minutes.toSorted((a, b) => a - b).map((i) => candle(i, close)),
          closedUntilMs: minute(closedUntil),
          fetched: fetched && span(Math.min(...fetched), Math.max(...fetched)),
        }));
        const expected = [];
        for (const { series, ...facts } of pages) expected.push(await alone.shelf.keep(series, facts));
        assert.deepEqual(await together.shelf.keepMany(pages), expected);
      }
      assert.deepEqual(await together.shelf.list(), await alone.shelf.list());
      for (const symbol of ["BTC/KRW", "ETH/KRW", "XRP/KRW"]) {
        const series = { ...SERIES, symbol };
        const read = ({ shelf }: typeof alone) => shelf.read(series, ALL, { withOpen: true });
        assert.deepEqual(await read(together), await read(alone));
        assert.deepEqual(await together.shelf.coverage(series, ALL), await alone.shelf.coverage(series, ALL));
      }
      const findings = await together.shelf.verify();
      assert.deepEqual(findings.filter(({ kind }) => kind !== "left_open"), []);
    }),
    { numRuns: 20 },
  );
});

Deno.test("among many pages too, an open bar is replaced until it closes and a closed one is frozen", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const keep = (close: number, closedUntilMs: number) =>
    shelf.keepMany([SERIES, ETH].map((series) => ({ series, candles: [candle(7, close)], closedUntilMs })));
  assert.deepEqual(await keep(100, minute(7)), [{ ...NONE, added: 1 }, { ...NONE, added: 1 }]);
  assert.deepEqual(await keep(101, minute(8)), [{ ...NONE, replaced: 1 }, { ...NONE, replaced: 1 }]);
  assert.deepEqual(await keep(555, Infinity), [{ ...NONE, kept: 1 }, { ...NONE, kept: 1 }]);
  assert.deepEqual(
    (await Promise.all([SERIES, ETH].map((series) => shelf.lastClosed(series)))).map((last) => last?.close),
    [101, 101],
  );
});

const BAD = [
  {
    name: "a bar off the grid",
    page: { candles: [{ ...candle(1), openTimeMs: minute(1) + 1 }] },
    says: /is not the beg/,
  },
  {
    name: "a price of 0",
    page: { candles: [{ ...candle(1), low: 0 }] },
    says: /ETH\/KRW 1m: row 0 at \d+: low \(0\)/,
  },
  { name: "bars out of order", page: { candles: [candle(2), candle(1)] }, says: /does not come after/ },
  { name: "no time of closing", page: { closedUntilMs: NaN }, says: /closedUntilMs is NaN/ },
  { name: "a stretch that ends first", page: { fetched: span(3, 2) }, says: /not a stretch of time/ },
  { name: "an unknown series", page: { series: { ...ETH, symbol: "eth" } }, says: /symbol is "eth"/ },
  {
    name: "more than a small page",
    page: { candles: candles(0, 1_001) },
    says: /1001 candles .* at most 1000/,
  },
];

for (const { name, page, says } of BAD) {
  Deno.test(`one page with ${name} is refused by name, and nothing of the others is stored`, async () => {
    await using opened = await openTempShelf({ clock });
    const { shelf } = opened;
    const good = { series: SERIES, candles: candles(0, 3), closedUntilMs: Infinity, fetched: span(0, 3) };
    const bad = { ...good, series: ETH, ...page };
    await assert.rejects(shelf.keepMany([good, bad, good]), (error) => {
      assert.ok(error instanceof RangeError, String(error));
      assert.match(error.message, says);
      return true;
    });
    assert.deepEqual(await shelf.list(), []);
    assert.deepEqual(await shelf.coverage(SERIES, ALL), []);
    assert.deepEqual(await shelf.keepMany([good]), [{ ...NONE, added: 3 }]);
  });
}

Deno.test("pages without bars mark what is known, and pages without anything leave no trace", async () => {
  await using opened = await openTempShelf({ clock });
  const { shelf } = opened;
  const empty = { candles: [], closedUntilMs: Infinity };
  assert.deepEqual(await shelf.keepMany([]), []);
  const pages = [{ ...empty, series: SERIES, fetched: span(0, 5) }, { ...empty, series: ETH }];
  assert.deepEqual(await shelf.keepMany(pages), [NONE, NONE]);
  assert.deepEqual(await shelf.coverage(SERIES, ALL), [{
    ...span(0, 5),
    kind: "fetched",
    reason: undefined,
  }]);
  assert.deepEqual(await shelf.coverage(ETH, ALL), []);
});

/** Each look at the time finds it half a millisecond later, and pauses are counted. */
function createBusyClock() {
  let [atMs, pauses] = [0, 0];
  const busy: Clock = {
    now: () => clock.now(),
    monotonic: () => atMs += 0.5,
    sleep: () => {
      pauses++;
      return new Promise((resolve) => setTimeout(resolve, 0));
    },
    get real() {
      return busy;
    },
  };
  return { busy, pauses: () => pauses };
}

Deno.test("hundreds of pages are split by time, and other work gets its turn between the parts", async () => {
  const { busy, pauses } = createBusyClock();
  await using opened = await openTempShelf({ clock: busy });
  const pages = toBatch(200, 0);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const counts = await opened.shelf.keepMany(pages);
  clearInterval(timer);
  assert.deepEqual(counts, pages.map(() => ({ ...NONE, added: 10 })));
  assert.ok(pauses() > 5, `${pauses()} pauses`);
  assert.ok(turns > 0);
  assert.equal((await opened.shelf.list()).length, 200);
});

Deno.test("many pages wait for another program's lock and are stored once", async () => {
  await using opened = await openTempShelf();
  const other = openDatabase(`${opened.dir}/candles.db`);
  try {
    other.prepare("BEGIN IMMEDIATE").run();
    const stored = opened.shelf.keepMany(toBatch(20, 0));
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(opened.shelf.status().state, "waiting");
    other.prepare("COMMIT").run();
    assert.deepEqual(await stored, Array(20).fill({ ...NONE, added: 10 }));
    assert.deepEqual(await opened.shelf.verify(), []);
  } finally {
    other.close();
  }
});
