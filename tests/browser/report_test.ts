/// <reference lib="dom" />
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import axe from "axe-core";
import { toReportData } from "../../src/backtest/report/report_data.ts";
import { renderReport } from "../../src/backtest/report/report.ts";
import { makeColumns, makeResult, makeTrade } from "../backtest/made_results.ts";
import { browserTest, leave, openBrowser, PHONE, saveScreenshot } from "./browser.ts";

const TRADES = Array.from({ length: 8 }, (_, i) =>
  makeTrade({
    side: i % 3 === 0 ? "short" : "long",
    pnl: i % 2 === 0 ? 120 : -80,
    entryReason: `The fast average rose above the slow one, for the ${i + 1}th time.`,
  }));

/** Serves a report and nothing else; a request for anything else would be answered with 404 and noted as a fault. */
function serveReport(lang: "ko" | "en") {
  const page = renderReport(toReportData(makeResult({ trades: TRADES }), [makeColumns(100)]), lang);
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname !== "/report.html") {
      return new Response(null, { status: pathname === "/favicon.ico" ? 204 : 404 });
    }
    return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/report.html`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const looks = [
  { name: "report_light", lang: "ko", options: { colorScheme: "light" } },
  { name: "report_dark", lang: "en", options: { colorScheme: "dark" } },
  { name: "report_phone", lang: "ko", options: { colorScheme: "light", viewport: PHONE } },
] as const;

for (const { name, lang, options } of looks) {
  browserTest(`the report is drawn without a fault and can be used by everybody (${name})`, async () => {
    await using served = serveReport(lang);
    await using browser = await openBrowser();
    const visit = await browser.visit(served.url, options);
    const { page } = visit;
    assertTrue(await saveScreenshot(page, name) > 20_000);
    const charts = await page.locator("svg").evaluateAll((all) =>
      all.map((svg) => ({ width: svg.getBoundingClientRect().width, label: svg.getAttribute("aria-label") }))
    );
    strictEqual(charts.length, 3);
    assertTrue(charts.every(({ width, label }) => width > 200 && label !== ""), JSON.stringify(charts));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assertTrue(overflow <= 0, `the page is ${overflow} px wider than the window`);
    strictEqual(await page.locator(".trades tbody tr").count(), TRADES.length);
    // Its own policy forbids scripts, those of the check too; the driver may set it aside.
    const checked = await browser.visit(served.url, { ...options, bypassCSP: true });
    await checked.page.evaluate(axe.source);
    const { violations } = await checked.page.evaluate(async () =>
      await (globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: unknown[] }[] }> };
      })
        .axe.run()
    );
    deepStrictEqual(violations.map(({ id, nodes }) => `${id} (${nodes.length})`), []);
    await leave(checked);
    await leave(visit);
    deepStrictEqual([...new Set(served.asked)].filter((path) => path !== "/favicon.ico"), ["/report.html"]);
  });
}

browserTest("the report can be printed, with dark colours left on the screen", async () => {
  await using served = serveReport("ko");
  await using browser = await openBrowser();
  const visit = await browser.visit(served.url, { colorScheme: "dark" });
  const pdf = await visit.page.pdf({ format: "A4" });
  match(new TextDecoder().decode(pdf.slice(0, 5)), /^%PDF-/);
  await visit.page.emulateMedia({ media: "print", colorScheme: "dark" });
  const paper = await visit.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  strictEqual(paper, "rgb(255, 255, 255)");
  await leave(visit);
});
