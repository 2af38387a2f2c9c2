/// <reference lib="dom" />
import { deepStrictEqual, ok } from "node:assert/strict";
import { browserTest, leave, openBrowser, saveScreenshot } from "./browser.ts";
import { serveEveryPage } from "./every_page.ts";

const WIDTHS = [1280, 768, 360];

browserTest("no page scrolls sideways, in either language and at any usual width", async () => {
  await using served = await serveEveryPage();
  await using browser = await openBrowser();
  const visit = await browser.visit(`${served.url}/strategies`);
  const { page } = visit;
  const wide: string[] = [];
  for (const path of served.paths) {
    for (const lang of ["ko", "en"]) {
      await page.goto(`${served.url}${path}?lang=${lang}`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        const shown = await page.evaluate(() => document.documentElement.scrollWidth);
        if (shown > width) wide.push(`${path} in ${lang} is ${shown} px wide of ${width}`);
        if (Deno.env.has("SCREENSHOT_DIR")) {
          await saveScreenshot(page, `width${path.replaceAll("/", "-")}-${lang}-${width}`);
        }
      }
    }
  }
  deepStrictEqual(wide, []);
  await page.context().close();
  // The browser writes down that it runs no script in the frame of a report.
  const expected = /^error: Blocked script execution in '[^']+\/report\?/;
  deepStrictEqual(visit.faults.filter((fault) => !expected.test(fault)), []);
});

browserTest(
  "a table that is wider than its page is moved by the keyboard, and stays where it was",
  async () => {
    await using served = await serveEveryPage();
    await using browser = await openBrowser();
    const visit = await browser.visit(`${served.url}/signals?lang=en`, {
      viewport: { width: 660, height: 900 },
    });
    const { page } = visit;
    const box = page.locator(".table-box").first();
    deepStrictEqual(await box.getAttribute("aria-label"), "Signals");
    ok(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth));
    await box.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => (document.querySelector(".table-box")?.scrollLeft ?? 0) > 0);
    await leave(visit);
  },
);

browserTest("what may be over has no colour of prices", async () => {
  await using served = await serveEveryPage();
  await using browser = await openBrowser();
  for (const colorScheme of ["light", "dark"] as const) {
    const visit = await browser.visit(`${served.url}/`, { colorScheme });
    const [change, muted] = await visit.page.evaluate(() => {
      const colorOf = (selector: string) =>
        getComputedStyle(document.querySelector(selector) ?? document.body).color;
      return [colorOf("#data-portfolio .down"), colorOf("#data-portfolio .as-of")];
    });
    deepStrictEqual(change, muted);
    await leave(visit);
  }
});
