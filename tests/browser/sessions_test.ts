/// <reference lib="dom" />
import { match, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { Candle } from "../../src/core/candle.ts";
import { at, minutesOf, openSessionReader } from "../market/read/session_reader.ts";
import { serveMarketWeb } from "../web/scripted_market.ts";
import { browserTest, leave, openBrowser, PHONE, saveScreenshot } from "./browser.ts";

const NOW_MS = at("22T12:00");

/** Prices that jump over night. */
function toCandle(openTimeMs: number, i: number): Candle {
  const price = (row: number) => 70_000 + Math.round(15 * Math.sin(row / 31) + 4 * Math.sin(row / 3)) * 100;
  const [open, close] = [price(i), price(i + 1)];
  return {
    openTimeMs,
    open,
    high: Math.max(open, close) + 100,
    low: Math.min(open, close) - 100,
    close,
    volume: 500 + (i * 7_919) % 900,
  };
}

/** Two weeks with the day of the exam in the second, of which half an hour was not fetched. */
const isThere = (atMs: number) => atMs < at("18T11:00") || atMs >= at("18T11:30");

browserTest(
  "the chart of a stock has a line per session, no nights, and a hole with its own width",
  async () => {
    const openTimes = minutesOf("09", "21").filter(isThere);
    await using all = await openSessionReader(openTimes, NOW_MS, toCandle);
    const served = serveMarketWeb({ market: all.reader });
    await using _listener = served.listener;
    await using browser = await openBrowser();
    for (const [name, size] of [["desktop", undefined], ["phone", PHONE]] as const) {
      const visit = await browser.visit(
        `${served.url}/chart/krx/005930-KRW?interval=5m&range=1w`,
        size === undefined ? {} : { viewport: size },
      );
      const { page } = visit;
      await page.waitForFunction(() => document.body.classList.contains("has-chart"));
      const text = await page.locator("main").innerText();
      match(text, /KRX 정규장 가격; NXT는 보지 않음/);
      match(text, /전일 종가 대비/);
      const facts = await page.locator("#chart").evaluate((box) => {
        const library = (globalThis as unknown as { signalChart: Record<string, unknown> }).signalChart;
        return { has: typeof library.createSessionLines, size: box.clientWidth };
      });
      strictEqual(facts.has, "function");
      assertTrue(await saveScreenshot(page, `sessions_${name}`) > 10_000);
      await leave(visit);
    }
    const day = await browser.visit(`${served.url}/chart/krx/005930-KRW?interval=1m&range=1d`);
    await day.page.waitForFunction(() => document.body.classList.contains("has-chart"));
    // One session: the perfect day of 20 November.
    match(await day.page.locator("#chart-summary").innerText(), /381/);
    await saveScreenshot(day.page, "sessions_day");
    await leave(day);
  },
);
