import { startApp } from "../../../src/app/app.ts";
import { readConfig } from "../../../src/config/config.ts";
import type { Candle, SeriesKey, Span } from "../../../src/core/candle.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { silentLog } from "../../../src/core/log.ts";
import { startSimulatedStockApi } from "../../../src/demo/stock_api/simulated_stock_api.ts";
import type { CandlePage } from "../../../src/exchanges/exchange.ts";
import { runBackfill } from "../../../src/market/backfill/backfill.ts";
import { percentile } from "../numbers.ts";
import { makeWorkDir, ROOT } from "../paths.ts";

const CANDLES = 1_000_000;
/** As Upbit answers. */
const PAGE = 200;
const ASK_EVERY_MS = 20;
const SERIES: SeriesKey = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" };

export interface BackfillFigures {
  readonly healthP99Ms: number;
  readonly rowsPerS: number;
  readonly polls: number;
  readonly missedPolls: number;
}

/** The whole program, polling, while a million candles are fetched in the same process from an exchange that never waits. */
export async function measureBackfill(): Promise<BackfillFigures> {
  await using dir = await makeWorkDir();
  await Deno.mkdir(`${dir.path}/data`);
  // A Friday in the market window, 60 times as fast: a poll a second.
  const real = createSystemClock();
  const beganMs = real.monotonic();
  const startMs = Date.parse("2026-11-20T09:30:00+09:00");
  const clock = {
    now: () => Math.floor(startMs + (real.monotonic() - beganMs) * 60),
    monotonic: () => (real.monotonic() - beganMs) * 60,
    sleep: (ms: number, signal?: AbortSignal) => real.sleep(ms / 60, signal),
    real,
  };
  await using stockApi = startSimulatedStockApi({ clock, seed: 1, apiKey: "bench", faults: [] });
  const values: Readonly<Record<string, string>> = {
    STOCK_API_URL: stockApi.url,
    WEBAI_API_KEY: "bench",
    SIGNAL_V2_PORT: "0",
    SIGNAL_V2_DATA_DIR: `${dir.path}/data`,
    SIGNAL_V2_HOLIDAYS: `${ROOT}holidays.json`,
    SIGNAL_V2_MARKETS: "upbit:ETH/KRW",
    SIGNAL_V2_UPBIT_URL: "http://127.0.0.1:48999",
    SIGNAL_V2_UPBIT_STREAM_URL: "ws://127.0.0.1:48999",
    SIGNAL_V2_BACKFILL_DAYS: "0",
  };
  const config = readConfig({ get: (name) => values[name], envFile: undefined });
  await using app = await startApp(config, {
    clock,
    fetch,
    log: silentLog,
    random: Math.random,
    version: "bench",
    mode: "live",
    embeddedHolidays: undefined,
    requestStop: () => {},
  });
  const shelf = app.market?.shelf;
  if (shelf === undefined) throw new Error("The program has no candles to fill");
  const asked = new AbortController();
  const answers = askHealth(`${app.url}/health`, asked.signal);
  const span = { fromMs: startMs - CANDLES * MINUTE_MS, toMs: startMs };
  const sinceMs = real.monotonic();
  const { addedBars: addedCandles } = await runBackfill({
    exchange: {
      id: "upbit",
      pageLimit: PAGE,
      fetchCandles: (question) => Promise.resolve(toPage(question.span)),
    },
    keeper: shelf,
    series: SERIES,
    span,
    clock: { ...real, now: () => startMs + 2 * MINUTE_MS },
    signal: asked.signal,
    onProgress: () => {},
    shouldYield: () => false,
  });
  const tookS = (real.monotonic() - sinceMs) / 1_000;
  asked.abort();
  if (addedCandles !== CANDLES) throw new Error(`${addedCandles} of ${CANDLES} candles came`);
  const { polls, missed } = app.view().schedule;
  return {
    healthP99Ms: percentile(await answers, 0.99),
    rowsPerS: CANDLES / tookS,
    polls,
    missedPolls: missed,
  };
}

/** The latest candles of the span, as an exchange answers that pages backwards. */
function toPage({ fromMs, toMs }: Span): CandlePage {
  const firstMs = Math.max(fromMs, toMs - PAGE * MINUTE_MS);
  const candles: Candle[] = [];
  for (let openTimeMs = firstMs; openTimeMs < toMs; openTimeMs += MINUTE_MS) {
    const close = 1_000 + (openTimeMs / MINUTE_MS) % 97;
    candles.push({ openTimeMs, open: close, high: close + 1, low: close - 1, close, volume: 2.5 });
  }
  return { candles, covered: { fromMs: firstMs, toMs } };
}

/** At a fixed rate, whatever the answers take. */
async function askHealth(url: string, signal: AbortSignal): Promise<readonly number[]> {
  const { monotonic, sleep } = createSystemClock();
  const answers: Promise<number>[] = [];
  while (!signal.aborted) {
    answers.push((async () => {
      const sentMs = monotonic();
      await (await fetch(url)).arrayBuffer();
      return monotonic() - sentMs;
    })());
    await sleep(ASK_EVERY_MS);
  }
  return await Promise.all(answers);
}
