/** Candles that are imported beside a running program which has none: pages show them without a restart. */
import assert from "node:assert/strict";
import { createSystemClock } from "../../src/core/clock.ts";
import { HOUR_MS, MINUTE_MS } from "../../src/core/kst.ts";
import { LateMarketReader } from "../../src/app/late_market.ts";
import { openSqliteCandleStore } from "../../src/market/store/sqlite_candle_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { createDataDir, startTestApp, WEDNESDAY } from "./test_app.ts";

const SERIES = { exchange: "file", symbol: "K4/USD", interval: "1h" } as const;
const FIRST_MS = Date.parse("2026-03-01T00:00:00Z");

async function importCandles(dir: string): Promise<void> {
  await using store = await openSqliteCandleStore({ dir, clock: createSystemClock() });
  const candles = [0, 1, 2].map((hour) => ({
    ...{ openTimeMs: FIRST_MS + hour * HOUR_MS, open: 10, high: 12, low: 9, close: 11, volume: 1 },
  }));
  await store.keep(SERIES, { candles, closedUntilMs: Infinity });
}

Deno.test("what is imported beside a program without markets is charted and listed at once", async () => {
  await using dir = await createDataDir();
  await using test = await startTestApp({ start: WEDNESDAY, dir: dir.path });
  const ask = async (path: string) => {
    const answer = await fetch(`${test.app.url}${path}`, { headers: { accept: "text/html" } });
    return { status: answer.status, text: await answer.text() };
  };
  const candles = "/api/candles?exchange=file&symbol=K4-USD&interval=1h";
  assert.match((await ask("/data")).text, /SIGNAL_V2_MARKETS/);
  assert.equal((await ask(candles)).status, 503);
  assert.equal((await ask("/chart/file/K4-USD")).status, 404);
  assert.equal(await Deno.stat(`${dir.path}/candles.db`).catch(() => undefined), undefined);
  await importCandles(dir.path);
  const data = await ask("/data");
  assert.match(data.text, /K4\/USD/);
  assert.doesNotMatch(data.text, /market-help/);
  assert.equal((await ask("/chart/file/K4-USD")).status, 200);
  assert.equal(JSON.parse((await ask(candles)).text).candles.length, 3);
});

Deno.test("candles that cannot be used are tried again a minute later, and not with every page", async () => {
  const clock = new ManualClock(WEDNESDAY);
  let [starts, isThere] = [0, false];
  await using reader = new LateMarketReader({
    clock,
    path: "candles.db",
    hasCandles: () => isThere,
    start: () => {
      starts++;
      return Promise.resolve(undefined);
    },
  });
  assert.deepEqual(await reader.markets(), []);
  assert.equal((await reader.overview()).storage.path, "candles.db");
  isThere = true;
  await Promise.all([reader.markets(), reader.overview()]);
  assert.deepEqual([await reader.markets(), starts], [[], 1]);
  await clock.advance(MINUTE_MS);
  await reader.markets();
  assert.equal(starts, 2);
});
