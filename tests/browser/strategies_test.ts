/// <reference lib="dom" />
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import axe from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { VIEW_NOW_MS } from "../support/app_view.ts";
import {
  accountOf,
  ScriptedReports,
  ScriptedStrategies,
  serveStrategyWeb,
} from "../web/scripted_strategies.ts";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, saveScreenshot, type Visit } from "./browser.ts";

interface Opened extends AsyncDisposable {
  readonly strategies: ScriptedStrategies;
  /** Tells the open pages that prices have changed. */
  announce(): void;
  visit(path: string, options?: BrowserContextOptions): Promise<Visit>;
}

async function open(
  options: { priceColors?: "kr" | "intl"; strategies?: ScriptedStrategies } = {},
): Promise<Opened> {
  await using opened = new AsyncDisposableStack();
  const { strategies = new ScriptedStrategies() } = options;
  const served = serveStrategyWeb({ reports: new ScriptedReports(), ...options, strategies });
  opened.use(served.listener);
  const browser = opened.use(await openBrowser());
  const running = opened.move();
  return {
    strategies,
    announce: () => served.marketChanges.announce(),
    visit: (path, visitOptions) => browser.visit(served.url + path, visitOptions),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const PAGES: readonly (readonly [name: string, path: string])[] = [
  ["list", "/strategies"],
  ["list_en", "/strategies?lang=en"],
  ["one", "/strategies/btc_ma"],
  ["one_en", "/strategies/btc_ma?lang=en"],
  ["parked", "/strategies/my-idea"],
  ["dashboard", "/"],
  ["backtests", "/backtests"],
  ["backtests_en", "/backtests?lang=en"],
  ["report", "/backtests/2"],
  ["unknown", "/strategies/nobody"],
];

async function findSerious(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'], iframes: false })",
  ) as { violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [
      id,
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    ]);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of Object.entries({ 360: PHONE, 1280: DESKTOP })) {
    browserTest(
      `pages of strategies and backtests fit ${size} pixels in ${colorScheme} mode, and axe finds nothing serious`,
      async () => {
        await using opened = await open();
        for (const [name, path] of PAGES) {
          const visit = await opened.visit(path, { viewport, colorScheme });
          const { page, faults } = visit;
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          assertTrue(width <= viewport.width, `${name} is ${width} pixels wide`);
          deepStrictEqual([name, await findSerious(page)], [name, []]);
          assertTrue(await saveScreenshot(page, `strategies_${name}_${size}_${colorScheme}`) > 5_000);
          await page.context().close();
          // The browser writes down that the address is unknown, and that it runs no script in a report.
          const expected = /status of 404|Blocked script execution/;
          deepStrictEqual([name, faults.filter((fault) => !expected.test(fault))], [name, []]);
        }
      },
    );
  }
}

/** Opens the page, presses the button of the strategy and waits for the page that answers. */
async function press({ page }: Visit, id: string): Promise<string> {
  await Promise.all([page.waitForURL(/notice=/), page.locator(`#set-${id}`).click()]);
  return await page.locator(".notice").innerText();
}

for (const javaScriptEnabled of [true, false]) {
  browserTest(
    `strategies are stopped and started by their buttons, ${
      javaScriptEnabled ? "with" : "without"
    } JavaScript`,
    async () => {
      await using opened = await open();
      const visit = await opened.visit("/strategies", { javaScriptEnabled });
      const { page } = visit;
      match(await press(visit, "btc_ma"), /btc_ma 전략을 멈추라고 했습니다/);
      match(await page.locator("#strategy-btc_ma .mark").innerText(), /멈춤/);
      await page.reload();
      strictEqual(await page.locator(".notice").count(), 0, "a reload says nothing again");
      match(await press(visit, "my-idea"), /my-idea 전략을 시작하라고 했습니다/);
      deepStrictEqual(opened.strategies.told, [["btc_ma", false], ["my-idea", true]]);
      await page.getByRole("link", { name: "btc_ma", exact: true }).click();
      await page.locator("#advice").waitFor();
      match(await press(visit, "btc_ma"), /btc_ma 전략을 시작하라고 했습니다/);
      match(page.url(), /\/strategies\/btc_ma\?.*notice=/);
      await leave(visit);
    },
  );
}

browserTest("the list follows what happens without a reload, at most every two seconds", async () => {
  await using opened = await open();
  const { strategies, announce } = opened;
  const visit = await opened.visit("/strategies");
  const { page } = visit;
  let fetched = 0;
  page.on("request", (request) => fetched += request.url().includes("part=main") ? 1 : 0);
  await page.waitForTimeout(2_500);
  fetched = 0;
  await page.evaluate(() => document.documentElement.setAttribute("data-marker", "from before"));
  strategies.change("btc_ma", { account: accountOf({ equity: 11_500_000 }), lastUpdateMs: VIEW_NOW_MS });
  for (let i = 0; i < 40; i++) {
    announce();
    await page.waitForTimeout(100);
  }
  await page.waitForFunction(() =>
    document.getElementById("strategy-btc_ma")?.textContent?.includes("11,500,000원")
  );
  assertTrue(fetched >= 1 && fetched <= 3, `${fetched} questions in four seconds`);
  strictEqual(await page.locator("html").getAttribute("data-marker"), "from before");
  await leave(visit);
});

browserTest("a button that is being pressed is not taken away under the finger", async () => {
  await using opened = await open();
  const visit = await opened.visit("/strategies");
  const { page } = visit;
  // The first event has made the page anew; from here on nothing happens until it is announced.
  await page.waitForTimeout(2_500);
  await page.locator("#set-btc_ma").scrollIntoViewIfNeeded();
  await page.locator("#set-btc_ma").evaluate((button) => button.setAttribute("data-marker", "pressed"));
  await page.locator("#set-btc_ma").hover();
  await page.mouse.down();
  opened.announce();
  await page.waitForTimeout(3_000);
  strictEqual(await page.locator("#set-btc_ma").getAttribute("data-marker"), "pressed");
  await Promise.all([page.waitForURL(/notice=/), page.mouse.up()]);
  deepStrictEqual(opened.strategies.told, [["btc_ma", false]]);
  await leave(visit);
});

browserTest(
  "gains are red and losses blue in Korea, green and red where somebody set it so, and what rests is grey",
  async () => {
    for (
      const [priceColors, gain, loss] of [
        ["kr", "rgb(196, 36, 43)", "rgb(26, 84, 184)"],
        ["intl", "rgb(27, 122, 52)", "rgb(196, 36, 43)"],
      ] as const
    ) {
      await using opened = await open({ priceColors });
      const visit = await opened.visit("/strategies", { colorScheme: "light" });
      // Looked up and read in one turn: the page may be renewed at any time, and a line that is gone has no colour.
      const strokeOf = (id: string) =>
        visit.page.evaluate((selector) => {
          const line = document.querySelector(selector);
          return line === null ? "no line" : getComputedStyle(line).stroke;
        }, `#strategy-${id} .curve-line`);
      deepStrictEqual([await strokeOf("btc_ma"), await strokeOf("my-idea")], [gain, "rgb(87, 99, 106)"]);
      const lossOf = () =>
        visit.page.evaluate(() => {
          const line = document.querySelector(
            "#strategy-my-idea .curve-line",
          );
          for (let at: Element | null = line; at !== null; at = at.parentElement) {
            at.classList.remove("is-old");
          }
          return line === null ? "no line" : getComputedStyle(line).stroke;
        });
      strictEqual(await lossOf(), loss);
      await leave(visit);
    }
  },
);

browserTest("a report is shown in its page and alone, and its script never runs", async () => {
  await using opened = await open();
  const { page } = await opened.visit("/backtests");
  await page.getByRole("link", { name: "ma_cross" }).click();
  const title = page.frameLocator("iframe.report").locator("#report-title");
  strictEqual(await title.innerText(), "Report of the test");
  assertTrue(((await page.locator("iframe.report").boundingBox())?.height ?? 0) > 400);
  assertTrue(await saveScreenshot(page, "strategies_report_shown") > 5_000);
  await page.locator("#backtest-alone").click();
  await page.locator("#report-title").waitFor();
  match(page.url(), /\/backtests\/2\/report(\?lang=ko)?$/);
  strictEqual(await page.locator("#report-title").innerText(), "Report of the test");
  await page.goBack();
  await page.locator("#backtest-all").click();
  await page.locator("#backtests table").waitFor();
  await page.context().close();
});

browserTest("without a strategy the page tells how to add one, and fits a phone", async () => {
  await using opened = await open({ strategies: new ScriptedStrategies([]) });
  const visit = await opened.visit("/strategies", { viewport: PHONE });
  const { page } = visit;
  match(await page.locator("#add-command").innerText(), /strategy add --kind ma_cross/);
  assertTrue(await page.evaluate(() => document.documentElement.scrollWidth) <= PHONE.width);
  deepStrictEqual(await findSerious(page), []);
  assertTrue(await saveScreenshot(page, "strategies_none_360") > 5_000);
  await leave(visit);
});
