/// <reference lib="dom" />
import { deepStrictEqual, match, notStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, saveScreenshot, startDemo } from "./browser.ts";

const CARDS = "main article.source";
const PORTFOLIO_ROWS = "#data-portfolio tbody tr";

/** Waits until all three cards and the portfolio have data. */
async function waitForData(page: Page): Promise<void> {
  await page.waitForFunction(
    ([cards, rows]) =>
      document.querySelectorAll(`${cards} .age [data-ago]`).length === 3 &&
      document.querySelectorAll(rows).length > 0,
    [CARDS, PORTFOLIO_ROWS] as const,
  );
}

browserTest("the demo's page fills: three sources, holdings, news, ranking and the clock", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  const visit = await browser.visit(demo.url);
  const { page } = visit;
  await waitForData(page);
  strictEqual(await page.locator(CARDS).count(), 3);
  deepStrictEqual(await page.locator(CARDS).evaluateAll((cards) => cards.map(({ id }) => id)), [
    "source-portfolio",
    "source-news_sentiment",
    "source-screener_preview",
  ]);
  assertTrue(await page.locator(PORTFOLIO_ROWS).count() >= 3);
  assertTrue(await page.locator("#data-screener_preview tbody tr").count() >= 3);
  assertTrue(await page.locator("#data-news_sentiment li").count() >= 3);
  match(await page.locator(".countdown").innerText(), /\d/);
  match(await page.title(), /^\[DEMO\]/);
  strictEqual(await page.locator(".demo-band").isVisible(), true, "the DEMO watermark");
  strictEqual(await page.locator("html").getAttribute("lang"), "ko");
  await leave(visit);
});

browserTest("the page updates without a reload", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  const visit = await browser.visit(demo.url);
  const { page } = visit;
  await waitForData(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-marker", "from before"));
  const read = async () => ({
    now: await page.locator("[data-now]").getAttribute("data-now"),
    fetched: await page.locator("#source-portfolio [data-ago]").first().getAttribute("data-ago"),
    polls: await page.locator(".clock .day > p").last().innerText(),
  });
  const before = await read();
  await page.waitForFunction(
    (old) => document.querySelector("#source-portfolio [data-ago]")?.getAttribute("data-ago") !== old,
    before.fetched,
  );
  const after = await read();
  assertTrue(Number(after.now) > Number(before.now));
  assertTrue(Number(after.fetched) > Number(before.fetched));
  notStrictEqual(after.polls, before.polls);
  strictEqual(await page.locator("html").getAttribute("data-marker"), "from before");
  await leave(visit);
});

browserTest("the ages on the page go on between two updates", async () => {
  await using demo = await startDemo({ speed: 1 });
  await using browser = await openBrowser();
  const visit = await browser.visit(demo.url);
  const { page } = visit;
  await waitForData(page);
  const age = page.locator("#source-portfolio .ago").first();
  const before = await age.innerText();
  await page.waitForFunction(
    (old) => document.querySelector<HTMLElement>("#source-portfolio .ago")?.innerText !== old,
    before,
  );
  notStrictEqual(await age.innerText(), before);
  await leave(visit);
});

browserTest("the keyboard reaches the skip link first and the poll button, which polls", async () => {
  await using demo = await startDemo({ speed: 1 });
  await using browser = await openBrowser();
  const visit = await browser.visit(demo.url);
  const { page } = visit;
  await waitForData(page);
  await page.keyboard.press("Tab");
  const skip = page.locator("a.skip");
  strictEqual(await skip.evaluate((link) => link === document.activeElement), true);
  assertTrue(((await skip.boundingBox())?.y ?? -1) >= 0, "it is seen while it has the focus");
  await page.keyboard.press("Enter");
  strictEqual(await page.evaluate(() => document.activeElement?.id), "main");
  const button = page.locator("#poll-now-button");
  // A strategy that just started may renew the page in between, and the walk begins again at the top.
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    if (await button.evaluate((element) => element === document.activeElement)) break;
  }
  strictEqual(await button.evaluate((element) => element === document.activeElement), true);
  await page.keyboard.press("Enter");
  const answer = page.locator("#poll-answer");
  await page.waitForFunction(() => document.getElementById("poll-answer")?.textContent !== "");
  strictEqual(await answer.textContent(), await answer.getAttribute("data-ok"));
  await leave(visit);
});

browserTest("?lang=en shows English and keeps it in every link", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  const visit = await browser.visit(`${demo.url}/?lang=en`);
  const { page } = visit;
  await waitForData(page);
  strictEqual(await page.locator("html").getAttribute("lang"), "en");
  await page.getByRole("navigation").getByRole("link", { name: "Market calendar" }).click();
  await page.waitForURL(/\/calendar\?.*lang=en/);
  match(await page.title(), /Market calendar/);
  // The update by events keeps the language, though the browser itself prefers Korean.
  await page.goto(`${demo.url}/?lang=en`);
  const before = await page.locator("[data-now]").getAttribute("data-now");
  await page.waitForFunction(
    (old) => document.querySelector("[data-now]")?.getAttribute("data-now") !== old,
    before,
  );
  await page.getByRole("button", { name: "Poll now" }).waitFor();
  await leave(visit);
});

browserTest("with JavaScript off the page shows the same data and says that it stands still", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  // The first poll may not be in yet, and without JavaScript the page does not wait for it.
  const live = await browser.visit(demo.url);
  await waitForData(live.page);
  await leave(live);
  const visit = await browser.visit(demo.url, { javaScriptEnabled: false });
  const { page } = visit;
  strictEqual(await page.locator(CARDS).count(), 3);
  assertTrue(await page.locator(PORTFOLIO_ROWS).count() >= 3);
  strictEqual(await page.locator(".no-script").isVisible(), true);
  await page.goto(`${demo.url}/calendar`);
  assertTrue(await page.locator("main table").count() >= 1);
  await leave(visit);
});

for (const [size, viewport] of Object.entries({ 360: PHONE, 1280: DESKTOP })) {
  for (const colorScheme of ["light", "dark"] as const) {
    browserTest(`the pages fit ${size} pixels in ${colorScheme} mode`, async () => {
      await using demo = await startDemo({ speed: 60 });
      await using browser = await openBrowser();
      const visit = await browser.visit(demo.url, { viewport, colorScheme });
      const { page } = visit;
      await waitForData(page);
      for (const [name, path] of [["dashboard", "/"], ["calendar", "/calendar"], ["login", "/login"]]) {
        if (path !== "/") await page.goto(`${demo.url}${path}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assertTrue(width <= viewport.width, `${name} is ${width} pixels wide`);
        const bytes = await saveScreenshot(page, `${name}-${size}-${colorScheme}`);
        assertTrue(bytes > 5_000, `${name}: a picture of ${bytes} bytes`);
      }
      const background = await page.evaluate(() => {
        const { backgroundColor } = getComputedStyle(document.documentElement);
        const own = backgroundColor === "rgba(0, 0, 0, 0)"
          ? getComputedStyle(document.body).backgroundColor
          : backgroundColor;
        const [red = 0, green = 0, blue = 0] = own.match(/\d+(\.\d+)?/g)?.map(Number) ?? [];
        return (red + green + blue) / 3;
      });
      strictEqual(background > 128 ? "light" : "dark", colorScheme);
      await leave(visit);
    });
  }
}
