import { deepStrictEqual, notStrictEqual, ok as assertTrue } from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, startDemo } from "./browser.ts";

const PATHS = ["/", "/?lang=en", "/calendar", "/login"];

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly impact?: string | null;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
  readonly passes: readonly unknown[];
}

/** The driver evaluates beside the page's content security policy, so the policy stays on. */
async function examine(page: Page): Promise<Findings> {
  await page.evaluate(axe.source);
  return await page.evaluate("axe.run(document, { resultTypes: ['violations', 'passes'] })");
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`axe finds nothing serious on any page in ${colorScheme} mode, wide and narrow`, async () => {
    await using demo = await startDemo();
    await using browser = await openBrowser();
    for (const viewport of [DESKTOP, PHONE]) {
      for (const path of PATHS) {
        const visit = await browser.visit(demo.url + path, { colorScheme, viewport });
        const { violations, passes } = await examine(visit.page);
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        const shown = serious.map(({ id, help, nodes }) => ({
          path,
          id,
          help,
          nodes: nodes.slice(0, 3).map(({ html, failureSummary }) =>
            `${html.slice(0, 160)} ${failureSummary}`
          ),
        }));
        deepStrictEqual(shown, []);
        assertTrue(passes.length >= 10, `${path}: only ${passes.length} rules had something to look at`);
        await leave(visit);
      }
    }
  });
}

browserTest("axe and the watch over the page find faults where there are some", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  const { page, faults } = await browser.visit(`${demo.url}/login`);
  await page.evaluate("document.querySelector('label').remove()");
  const { violations } = await examine(page);
  deepStrictEqual(violations.filter(({ impact }) => impact === "critical").map(({ id }) => id), ["label"]);
  deepStrictEqual(faults, []);
  await page.evaluate(`
    const inline = document.createElement("script");
    inline.textContent = "document.title = 'ran'";
    document.body.append(inline);
    const image = new Image();
    image.src = "http://127.0.0.2:9/pixel.png";
    console.warn("careful");
    setTimeout(() => { throw new Error("lost"); });
  `);
  await page.waitForTimeout(500);
  const seen = (pattern: RegExp) => faults.some((fault) => pattern.test(fault));
  for (
    const pattern of [
      /^error: .*inline script/,
      /^error: .*127\.0\.0\.2/,
      /^warning: careful/,
      /^uncaught: lost/,
    ]
  ) {
    assertTrue(seen(pattern), `${pattern} in ${faults.join(" | ")}`);
  }
  notStrictEqual(await page.title(), "ran");
  await page.context().close();
});
