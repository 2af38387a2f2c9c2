/// <reference lib="dom" />
import { deepStrictEqual, match, ok as assertTrue } from "node:assert/strict";
import axe from "axe-core";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, saveScreenshot, startDemo } from "./browser.ts";

/** Just before the first signal of the script. */
const BEFORE_THE_BUY = { speed: 60, clock: "2026-11-20T09:18" };

browserTest(
  "the pane of the dashboard shows the buy by itself, and its pages are whole on a telephone",
  async () => {
    await using demo = await startDemo(BEFORE_THE_BUY);
    await using browser = await openBrowser();
    const visit = await browser.visit(`${demo.url}/?lang=ko`);
    // Nobody reloads: the page is told, and asks for what is new.
    await visit.page.waitForFunction(
      () => /매수 신호 · 삼성전자/.test(document.querySelector("#chat")?.textContent ?? ""),
      undefined,
      { timeout: 30_000 },
    );
    await saveScreenshot(visit.page, "signals-dashboard");
    await leave(visit);
    const { signals } = await (await fetch(`${demo.url}/signals?state=delivered`)).json();
    const { label } = signals.find(({ ticker }: { ticker: string }) => ticker === "005930");
    for (const [place, viewport] of [["wide", DESKTOP], ["phone", PHONE]] as const) {
      for (const path of ["/", "/signals", `/signals/${label}`, "/decisions", "/outbox"]) {
        for (const lang of ["ko", "en"]) {
          const { page, faults } = await browser.visit(`${demo.url}${path}?lang=${lang}`, { viewport });
          await page.evaluate(axe.source);
          const { violations }: { violations: { id: string; impact: string; nodes: { html: string }[] }[] } =
            await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          deepStrictEqual(
            serious.map(({ id, nodes }) => [
              path,
              id,
              nodes.slice(0, 2).map(({ html }) => html.slice(0, 120)),
            ]),
            [],
          );
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          assertTrue(width <= viewport.width, `${path} in ${lang} is ${width} px wide`);
          const name = path === "/" ? "dashboard" : path.replaceAll("/", "-").replace(label, "one").slice(1);
          if (lang === "ko") await saveScreenshot(page, `signals-${name}-${place}`);
          const broken = await page.evaluate(() => {
            // The longest texts and reasons leave the other columns the least room.
            for (const one of document.querySelectorAll("td.place-below")) {
              one.textContent = "알림이 길면 ".repeat(50);
            }
            return [...document.querySelectorAll<HTMLElement>(".words")].filter((one) => {
              const { height } = one.getBoundingClientRect();
              return height > 2.5 * Number.parseFloat(getComputedStyle(one).lineHeight);
            }).map(({ textContent }) => textContent);
          });
          deepStrictEqual(broken, [], `words broken into letters on ${path}`);
          await leave({ page, faults });
        }
      }
    }
  },
);

browserTest("the filter narrows the list by a plain form, and its address says what is shown", async () => {
  await using demo = await startDemo(BEFORE_THE_BUY);
  await using browser = await openBrowser();
  const { page, faults } = await browser.visit(`${demo.url}/signals?lang=ko`, { javaScriptEnabled: false });
  await page.selectOption("#filter-word", "rejected");
  await page.fill("#filter-day", "2026-11-20");
  await page.click("#filter-apply");
  const url = new URL(page.url());
  deepStrictEqual([url.searchParams.get("state"), url.searchParams.get("day")], ["rejected", "2026-11-20"]);
  match(await page.textContent("#main") ?? "", /이 조건에 맞는 신호가 없습니다/);
  await leave({ page, faults });
});
