import { deepStrictEqual, notStrictEqual, ok as assertTrue } from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { ALERT_PATHS, JOB_PATHS, PAGE_PATHS, SIGNAL_PATHS } from "../../src/web/pages/paths.ts";
import { browserTest, DESKTOP, leave, openBrowser, PHONE, saveScreenshot, startDemo } from "./browser.ts";
import { serveEveryPage } from "./every_page.ts";

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

const LOOKS = [
  { colorScheme: "light", viewport: DESKTOP },
  { colorScheme: "dark", viewport: PHONE },
] as const;

async function findSerious(page: Page, path: string) {
  const { violations, passes } = await examine(page);
  assertTrue(passes.length >= 10, `${path}: only ${passes.length} rules had something to look at`);
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map((
    { id, help, nodes },
  ) => ({
    ...{ path, id, help },
    nodes: nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`),
  }));
}

for (const look of LOOKS) {
  const { colorScheme, viewport: { width } } = look;
  browserTest(
    `axe finds nothing serious on any page in ${colorScheme} mode at ${width} px, in either language`,
    async () => {
      await using served = await serveEveryPage();
      await using browser = await openBrowser();
      const found: unknown[] = [];
      for (const path of served.paths) {
        for (const lang of ["ko", "en"]) {
          const { page } = await browser.visit(`${served.url}${path}?lang=${lang}`, look);
          found.push(...await findSerious(page, `${path} in ${lang}`));
          if (Deno.env.has("SCREENSHOT_DIR")) {
            await saveScreenshot(page, `axe${path.replaceAll("/", "-")}-${lang}-${width}`);
          }
          await page.context().close();
        }
      }
      deepStrictEqual(found, []);
    },
  );
}

browserTest("axe finds nothing serious on the pages of a program that is at work", async () => {
  await using demo = await startDemo();
  await using browser = await openBrowser();
  for (const look of LOOKS) {
    for (const path of ["/", "/calendar"]) {
      const visit = await browser.visit(demo.url + path, look);
      deepStrictEqual(await findSerious(visit.page, path), []);
      await leave(visit);
    }
  }
});

browserTest("the page of a job shows its end by itself, and the reader stays where he was", async () => {
  await using served = await serveEveryPage();
  await using browser = await openBrowser();
  const path = served.paths.find((one) => one.startsWith("/jobs/")) ?? "";
  const visit = await browser.visit(`${served.url}${path}?lang=en`);
  await visit.page.evaluate("globalThis.isSamePage = true");
  await served.endJob();
  // Not by a function in words, which the policy of the page refuses to be asked twice.
  await visit.page.locator("[data-again]").waitFor({ state: "detached", timeout: 60_000 });
  assertTrue(await visit.page.evaluate("globalThis.isSamePage === true"), "it was loaded again");
  await leave(visit);
});

browserTest("there is a place to look at for each address of a page", async () => {
  await using served = await serveEveryPage();
  const addresses = [...PAGE_PATHS, ...SIGNAL_PATHS, ...JOB_PATHS, ...ALERT_PATHS].filter((address) =>
    // What somebody saves, and what stands in a frame of another page.
    !address.endsWith(".csv") && !address.endsWith("/report")
  );
  const unseen = addresses.filter((address) => {
    const pattern = new URLPattern({ pathname: address });
    return !served.paths.some((pathname) => pattern.test({ pathname }));
  });
  deepStrictEqual(unseen, []);
});

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
