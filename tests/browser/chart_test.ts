/// <reference lib="dom" />
import { deepStrictEqual, match, notStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { ScriptedMarket, serveMarketWeb } from "../web/scripted_market.ts";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, saveScreenshot, type Visit } from "./browser.ts";

const CHART = "/chart/upbit/BTC-KRW?interval=1m&range=6h";

interface Opened extends AsyncDisposable {
  readonly market: ScriptedMarket;
  readonly url: string;
  /** Tells the open pages that prices have changed. */
  announce(): void;
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
}

async function open(market = new ScriptedMarket()): Promise<Opened> {
  await using opened = new AsyncDisposableStack();
  const served = serveMarketWeb({ market });
  opened.use(served.listener);
  const browser = opened.use(await openBrowser());
  const running = opened.move();
  return {
    market,
    url: served.url,
    announce: () => served.marketChanges.announce(),
    visit: (path, options) => browser.visit(served.url + path, options),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Waits until candles are drawn and the gaps are counted. */
async function waitForChart(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.body.classList.contains("has-chart") &&
    /\d/.test(document.querySelector("#gap-legend [data-kind] b")?.textContent ?? "")
  );
}

const textOf = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent() ?? "").trim();

async function visibleGaps(page: Page): Promise<readonly string[]> {
  const labels = await page.locator("#gap-labels .gap-label").evaluateAll((all) =>
    all.map((label) => ({
      text: label.textContent ?? "",
      isSeen: getComputedStyle(label).visibility === "visible",
    }))
  );
  return labels.filter(({ isSeen }) => isSeen).map(({ text }) => text);
}

/** Different colours on the largest canvas, which is the pane of prices. */
async function countColors(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>("#chart canvas")];
    const [largest] = canvases.toSorted((a, b) => b.width * b.height - a.width * a.height);
    const pixels = largest?.getContext("2d")?.getImageData(0, 0, largest.width, largest.height).data ?? [];
    const colors = new Set<number>();
    for (let i = 0; i < pixels.length; i += 4) {
      colors.add(((pixels[i] ?? 0) << 16) | ((pixels[i + 1] ?? 0) << 8) | (pixels[i + 2] ?? 0));
    }
    return colors.size;
  });
}

browserTest("the chart draws bars, gaps with their reasons, indicators and the library's mark", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  assertTrue(await countColors(page) >= 20, "the pane of prices is drawn");
  const [, open_, high, low, close, volume] = opened.market.openBar;
  deepStrictEqual(
    await Promise.all(
      ["open", "high", "low", "close", "volume"].map((name) => textOf(page, `legend-${name}`)),
    ),
    [open_, high, low, close, volume].map((value) =>
      value.toLocaleString("ko-KR", { maximumFractionDigits: 4 })
    ),
  );
  strictEqual(await textOf(page, "legend-time"), "03-11 10:00");
  strictEqual(await textOf(page, "last-price"), close.toLocaleString("ko-KR"));
  match(await page.title(), new RegExp(`^${close.toLocaleString("ko-KR")} · BTC/KRW`));
  deepStrictEqual(await visibleGaps(page), ["거래소 장애\nHTTP 503", "수집 안 됨", "체결 없음"]);
  const counts = await page.locator("#gap-legend [data-kind] b").allTextContents();
  deepStrictEqual(counts, ["1곳", "1곳", "1곳"]);
  deepStrictEqual(await page.locator(".indicator").evaluateAll((all) => all.map(({ id }) => id)), [
    "indicator-sma_20",
    "indicator-sma_60",
    "indicator-ema_200",
    "indicator-rsi_14",
  ]);
  const mark = page.locator("#tv-attr-logo");
  strictEqual(await mark.getAttribute("href"), "https://www.tradingview.com/");
  strictEqual(await mark.evaluate((link) => getComputedStyle(link).position), "absolute");
  strictEqual(await page.getByRole("link", { name: "TradingView Lightweight Charts™" }).isVisible(), true);
  await leave(visit);
});

browserTest(
  "without its hash in the policy the library's style would be refused, so nothing else gets in",
  async () => {
    await using opened = await open();
    const { page, faults } = await opened.visit("/data");
    await page.route("**/chart/**", async (route) => {
      const response = await route.fetch();
      const policy = response.headers()["content-security-policy"]?.replace(/; style-src.*$/, "") ?? "";
      await route.fulfill({
        response,
        headers: { ...response.headers(), "content-security-policy": policy },
      });
    });
    await page.goto(opened.url + CHART);
    await waitForChart(page);
    assertTrue(faults.length > 0 && faults.every((fault) => /inline style/.test(fault)), faults.join(" | "));
    await page.context().close();
  },
);

browserTest("a trade moves the last price at once, and a new bar is added, without a reload", async () => {
  await using opened = await open();
  const { market, announce } = opened;
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-marker", "from before"));
  await page.locator("#bars-summary").click();
  market.trade(146_210_000);
  announce();
  await page.waitForFunction(() => document.getElementById("last-price")?.textContent === "146,210,000");
  strictEqual(await textOf(page, "legend-close"), "146,210,000");
  match(await textOf(page, "day-change"), /\+0\.83%/);
  match((await page.locator("#bars-table tbody tr").first().textContent()) ?? "", /진행 중.*146,210,000/);
  market.nextBar();
  market.trade(146_300_000);
  announce();
  await page.waitForFunction(() => document.getElementById("legend-time")?.textContent === "03-11 10:01");
  strictEqual(await textOf(page, "last-price"), "146,300,000");
  strictEqual(await page.locator("html").getAttribute("data-marker"), "from before");
  await leave(visit);
});

browserTest("many events make at most one question a second", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART);
  await waitForChart(visit.page);
  const before = opened.market.questions.length;
  for (let i = 0; i < 30; i++) {
    opened.announce();
    await visit.page.waitForTimeout(100);
  }
  const asked = opened.market.questions.length - before;
  assertTrue(asked >= 2 && asked <= 5, `${asked} questions in three seconds`);
  await leave(visit);
});

browserTest("the badge says when the series is down and when the page has lost the server", async () => {
  await using opened = await open();
  const { market, announce } = opened;
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  const shown = () => page.locator("#live [data-for]:not([hidden])").innerText();
  strictEqual((await shown()).trim(), "실시간");
  match(await textOf(page, "live-lag"), /120 ms/);
  market.live = { state: "down", reason: "no message for 30 s", lastFrameAgeMs: 95_000, lagMs: undefined };
  announce();
  await page.waitForFunction(() => document.getElementById("live")?.dataset.state === "down");
  strictEqual((await shown()).trim(), "끊김");
  strictEqual(await textOf(page, "live-reason"), "no message for 30 s");
  match(await textOf(page, "live-heard"), /1분 전/);
  await leave(visit);
});

browserTest("when the server is gone the badge and the banner say since when", async () => {
  const market = new ScriptedMarket();
  const served = serveMarketWeb({ market });
  await using browser = await openBrowser();
  const { page } = await browser.visit(served.url + CHART);
  await waitForChart(page);
  await served.listener[Symbol.asyncDispose]();
  await page.waitForFunction(() => document.getElementById("live")?.dataset.state === "lost");
  match(await textOf(page, "live"), /끊김 · 10:00.* 이후 갱신 없음/);
  match(await textOf(page, "connection"), /연결 끊김/);
  assertTrue(await page.locator("#last-price").isVisible(), "the last known price stays");
});

browserTest("older bars are fetched when somebody scrolls to them", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  // A page that is up to date may have asked for its newest bar since.
  const first = Math.min(...opened.market.questions.map(({ fromMs }) => fromMs));
  const box = await page.locator("#chart").boundingBox();
  assertTrue(box !== null);
  await page.mouse.move(box.x + 200, box.y + 150);
  await page.mouse.down();
  await page.mouse.move(box.x + 900, box.y + 150, { steps: 8 });
  await page.mouse.up();
  await page.waitForTimeout(500);
  const older = opened.market.questions.filter(({ fromMs, toMs }) => toMs === first && fromMs < first);
  strictEqual(older.length, 1, "a question about what lies before");
  await page.locator("#chart").focus();
  for (let i = 0; i < 30; i++) await page.keyboard.press("PageUp");
  match(await textOf(page, "legend-time"), /03-10/);
  strictEqual(await textOf(page, "last-price"), opened.market.openBar[4].toLocaleString("ko-KR"));
  strictEqual(await page.locator("#chart-latest").isVisible(), true);
  await page.locator("#chart-latest").click();
  await page.waitForFunction(() => document.getElementById("chart-latest")?.hidden === true);
  await leave(visit);
});

browserTest("the keyboard walks over bars and gaps and says what they are", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  await page.locator("#chart").focus();
  await page.keyboard.press("ArrowLeft");
  strictEqual(await textOf(page, "legend-time"), "03-11 10:00");
  await page.keyboard.press("ArrowLeft");
  strictEqual(await textOf(page, "legend-time"), "03-11 09:59");
  for (let i = 0; i < 4; i++) await page.keyboard.press("PageUp");
  strictEqual(await textOf(page, "legend-time"), "03-11 08:39");
  match(await textOf(page, "bar-said"), /체결 없음/);
  match(await textOf(page, "legend-change"), /체결 없음/);
  await page.keyboard.press("End");
  strictEqual(await textOf(page, "legend-time"), "03-11 10:00");
  await leave(visit);
});

browserTest("indicators can be hidden and the choice is kept", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  const pressed = (id: string) => page.locator(`#indicator-${id}`).getAttribute("aria-pressed");
  deepStrictEqual([await pressed("sma_20"), await pressed("ema_200")], ["true", "false"]);
  await page.locator("#indicator-sma_20").click();
  await page.locator("#indicator-ema_200").press("Enter");
  deepStrictEqual([await pressed("sma_20"), await pressed("ema_200")], ["false", "true"]);
  await page.reload();
  await waitForChart(page);
  deepStrictEqual([await pressed("sma_20"), await pressed("ema_200")], ["false", "true"]);
  await leave(visit);
});

browserTest("a gap that is filled later disappears from the chart", async () => {
  await using opened = await open();
  const { market } = opened;
  const visit = await opened.visit(CHART);
  const { page } = visit;
  await waitForChart(page);
  market.holes = market.holes.filter(({ kind }) => kind !== "not_fetched");
  await page.waitForTimeout(15_500);
  opened.announce();
  await page.waitForFunction(() =>
    document.querySelector("#gap-legend [data-kind=not_fetched] b")?.textContent === "0곳"
  );
  deepStrictEqual(await visibleGaps(page), ["거래소 장애\nHTTP 503", "체결 없음"]);
  await leave(visit);
});

browserTest("a chart that cannot be read says so in words", async () => {
  await using opened = await open();
  const visit = await opened.visit("/data");
  const { page } = visit;
  await page.route(
    "**/api/candles*",
    (route) => route.fulfill({ status: 200, contentType: "application/problem+json", body: "broken" }),
  );
  await page.goto(`${opened.url}/chart/upbit/ETH-KRW`);
  await page.waitForFunction(() => (document.getElementById("chart-message")?.textContent ?? "").length > 12);
  match(await textOf(page, "chart-message"), /차트를 불러오지 못했습니다/);
  await page.context().close();
});

browserTest("without JavaScript the latest bars can be read", async () => {
  await using opened = await open();
  const visit = await opened.visit(CHART, { javaScriptEnabled: false });
  const { page } = visit;
  match(await textOf(page, "chart-message"), /자바스크립트가 필요합니다/);
  await page.locator("#bars-summary").click();
  strictEqual(await page.locator("#bars-table tbody tr").count(), 20);
  strictEqual(await page.locator("#bars-table tbody tr").first().isVisible(), true);
  await page.getByRole("link", { name: "1일", exact: true }).click();
  match(page.url(), /range=1d/);
  await leave(visit);
});

browserTest("/data follows what happens without a reload", async () => {
  await using opened = await open();
  const visit = await opened.visit("/data");
  const { page } = visit;
  match((await page.locator("h1").textContent()) ?? "", /문제가 있습니다/);
  opened.market.live = { ...opened.market.live, lagMs: { last: 1_540, p50: 100, p99: 2_000 } };
  opened.announce();
  await page.waitForFunction(() =>
    document.querySelector("main")?.textContent?.includes("1.5 s · 100 ms · 2 s")
  );
  await leave(visit);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries({ 360: PHONE, 1280: DESKTOP })) {
    browserTest(
      `chart and data page fit ${size} pixels in ${colorScheme} mode, and axe finds nothing serious`,
      async () => {
        await using opened = await open();
        for (
          const [name, path] of [["chart", CHART], ["market_data", "/data"], [
            "chart_en",
            `${CHART}&lang=en`,
          ]] as const
        ) {
          const visit = await opened.visit(path, { viewport, colorScheme });
          const { page } = visit;
          if (path !== "/data") await waitForChart(page);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          assertTrue(width <= viewport.width, `${name} is ${width} pixels wide`);
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(
            "axe.run(document, { resultTypes: ['violations'] })",
          ) as {
            violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
          };
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          deepStrictEqual(
            serious.map((
              { id, nodes },
            ) => [id, nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`)]),
            [],
          );
          assertTrue(await saveScreenshot(page, `chart_${name}_${size}_${colorScheme}`) > 5_000);
          await leave(visit);
        }
      },
    );
  }
}

browserTest(
  "candles rise red and fall blue in Korea, and the other way round where somebody set it so",
  async () => {
    const colorsOf = async (priceColors: "kr" | "intl") => {
      const served = serveMarketWeb({ market: new ScriptedMarket(), page: { priceColors } });
      await using _listener = served.listener;
      await using browser = await openBrowser();
      const { page } = await browser.visit(served.url + CHART, { colorScheme: "light" });
      await waitForChart(page);
      const style = await page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue("--price-up")
      );
      const [blue, green] = await page.evaluate(() => {
        const canvases = [...document.querySelectorAll<HTMLCanvasElement>("#chart canvas")];
        const [largest] = canvases.toSorted((a, b) => b.width * b.height - a.width * a.height);
        const pixels = largest?.getContext("2d")?.getImageData(0, 0, largest.width, largest.height).data ??
          [];
        const count = (wanted: readonly number[]) => {
          let found = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            if (wanted.every((part, k) => pixels[i + k] === part)) found++;
          }
          return found;
        };
        return [count([0x1a, 0x54, 0xb8]), count([0x1b, 0x7a, 0x34])];
      });
      return { style: style.trim(), blue: blue ?? 0, green: green ?? 0 };
    };
    const korean = await colorsOf("kr");
    const western = await colorsOf("intl");
    notStrictEqual(korean.style, western.style);
    assertTrue(korean.blue > 100 && korean.green === 0, JSON.stringify(korean));
    assertTrue(western.green > 100 && western.blue === 0, JSON.stringify(western));
  },
);
