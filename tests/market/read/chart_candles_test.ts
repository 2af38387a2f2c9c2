import assert from "node:assert/strict";
import type { Candle, Interval } from "../../../src/core/candle.ts";
import { firstRowFrom, readChartCandles } from "../../../src/market/read/chart_candles.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
/** An hour begins here, in Korea and in UTC. */
const BASE_MS = Date.parse("2026-03-11T10:00:00+09:00");

function candleAt(minute: number, volume = 1): Candle {
  const open = Math.max(10, 100 + minute);
  const openTimeMs = BASE_MS + minute * MINUTE;
  return { openTimeMs, open, high: open + 2, low: open - 1, close: open + 1, volume };
}

async function keeperWith(
  minutes: readonly number[],
  fetched: readonly [number, number],
): Promise<MemoryCandleStore> {
  const keeper = new MemoryCandleStore();
  await keeper.keep(SERIES, {
    candles: minutes.map((minute) => candleAt(minute)),
    closedUntilMs: Infinity,
    fetched: { fromMs: BASE_MS + fetched[0] * MINUTE, toMs: BASE_MS + fetched[1] * MINUTE },
  });
  return keeper;
}

/** Asks for three hours from the base, at 12:10:30. */
function ask(
  keeper: MemoryCandleStore,
  change: Partial<Parameters<typeof readChartCandles>[1]> & { interval?: Interval } = {},
) {
  const { interval = "1h", ...question } = change;
  return readChartCandles(keeper, {
    series: { ...SERIES, interval },
    span: { fromMs: BASE_MS, toMs: BASE_MS + 3 * HOUR },
    warmUpCandles: 0,
    nowMs: BASE_MS + 130 * MINUTE + 30_000,
    stored: ["1m"],
    openBaseCandle: undefined,
    ...question,
  });
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

Deno.test("hours are made of minutes, and the hour of now is the open bar with the open minute in it", async () => {
  const candles = await ask(await keeperWith(range(0, 130), [0, 130]), {
    openBaseCandle: candleAt(130, 0.25),
  });
  assert.deepEqual(Array.from(candles?.columns.openTimeMs ?? []), [BASE_MS, BASE_MS + HOUR]);
  assert.deepEqual(candles?.openBar, {
    openTimeMs: BASE_MS + 2 * HOUR,
    open: 220,
    high: 232,
    low: 219,
    close: 231,
    volume: 10.25,
  });
  assert.equal(candles.base.interval, "1m");
});

Deno.test("an open minute that is stored as closed already counts once", async () => {
  const candles = await ask(await keeperWith(range(120, 131), [0, 131]), { openBaseCandle: candleAt(130) });
  assert.equal(candles?.openBar?.volume, 11);
});

Deno.test("an open minute of the hour before is no part of the open bar", async () => {
  const candles = await ask(await keeperWith(range(0, 110), [0, 120]), { openBaseCandle: candleAt(119) });
  assert.equal(candles?.openBar, undefined);
});

Deno.test("an hour whose first minutes nobody knows is left out", async () => {
  const unknown = await ask(await keeperWith(range(17, 130), [17, 130]));
  assert.deepEqual(Array.from(unknown?.columns.openTimeMs ?? []), [BASE_MS + HOUR]);
  const quiet = await ask(await keeperWith(range(17, 130), [0, 130]));
  assert.deepEqual(Array.from(quiet?.columns.openTimeMs ?? []), [BASE_MS, BASE_MS + HOUR]);
});

Deno.test("bars before the span warm up and are told apart from it", async () => {
  const keeper = await keeperWith(range(-300, 130), [-300, 130]);
  const candles = await ask(keeper, { warmUpCandles: 4 });
  assert.equal(candles?.firstRow, 4);
  assert.equal(candles.columns.openTimeMs[candles.firstRow], BASE_MS);
});

Deno.test("an interval that is neither stored nor made of what is stored has no bars", async () => {
  const keeper = await keeperWith([0], [0, 1]);
  assert.equal(await ask(keeper, { interval: "1h", stored: ["1d"] }), undefined);
  assert.equal(await ask(keeper, { interval: "1s" }), undefined);
});

for (const [atMs, row] of [[0, 0], [10, 0], [11, 1], [20, 1], [30, 2], [31, 3]] as const) {
  Deno.test(`firstRowFrom() of 10, 20, 30 at ${atMs} is row ${row}`, () => {
    assert.equal(firstRowFrom({ openTimeMs: Float64Array.of(10, 20, 30) }, atMs), row);
  });
}

Deno.test("weeks are made of days where nothing shorter is stored", async () => {
  const keeper = new MemoryCandleStore();
  const days = { ...SERIES, interval: "1d" } as const;
  const DAY = 24 * HOUR;
  const mondayMs = Date.parse("2021-02-01T00:00:00Z");
  const at = (day: number) => ({ ...candleAt(day), openTimeMs: mondayMs + day * DAY });
  await keeper.keep(days, { candles: range(0, 14).map(at), closedUntilMs: Infinity });
  const made = await ask(keeper, {
    interval: "1w",
    stored: ["1d"],
    span: { fromMs: mondayMs, toMs: mondayMs + 14 * DAY },
  });
  assert.deepEqual(Array.from(made?.columns.openTimeMs ?? []), [mondayMs, mondayMs + 7 * DAY]);
  assert.deepEqual(Array.from(made?.columns.volume ?? []), [7, 7]);
  assert.equal(made?.base.interval, "1d");
});

Deno.test("a longer bar that began before the market was listed is whole, and one before what was fetched is not", async () => {
  const keeper = await keeperWith(range(17, 120), [17, 120]);
  const first = async () => (await ask(keeper, { warmUpCandles: 1 }))?.columns.openTimeMs[0];
  assert.equal(await first(), BASE_MS + HOUR);
  await keeper.markUnlisted(SERIES, BASE_MS + 17 * MINUTE);
  assert.equal(await first(), BASE_MS);
});

Deno.test("months of minutes are read part by part, and no bar and no gap is cut where two parts meet", async () => {
  // One bar a day at noon of UTC, and everything known: 200 days are three parts.
  const keeper = new MemoryCandleStore();
  const DAY = 24 * HOUR;
  const startMs = Date.parse("2021-01-01T00:00:00Z");
  const noon = (day: number) => ({ ...candleAt(day % 50), openTimeMs: startMs + day * DAY + 12 * HOUR });
  const span = { fromMs: startMs, toMs: startMs + 200 * DAY };
  await keeper.keep(SERIES, { candles: range(0, 200).map(noon), closedUntilMs: Infinity, fetched: span });
  const made = await ask(keeper, { interval: "1d", span });
  assert.deepEqual(
    Array.from(made?.columns.openTimeMs ?? []),
    range(0, 200).map((day) => startMs + day * DAY),
  );
  assert.deepEqual(made?.coverage, [{ ...span, kind: "fetched", reason: undefined }]);
});
