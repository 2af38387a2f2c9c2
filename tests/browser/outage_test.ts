/// <reference lib="dom" />
import { match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import {
  createHome,
  freePort,
  lineOf,
  type Program,
  startDeno,
  startProgram,
  urlOf,
} from "../support/program.ts";
import { browserTest, leave, openBrowser } from "./browser.ts";

const SERVED_APP = fileURLToPath(new URL("./served_app.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));
const SPEED = 60;
const ALL_STALE = () => document.querySelectorAll("main article.source.is-stale").length === 3;
const NONE_STALE = () =>
  document.querySelectorAll("main article.source").length === 3 &&
  document.querySelectorAll("main .is-stale, main .badge-stale").length === 0 &&
  document.querySelectorAll("main article.source .age [data-ago]").length === 3;

/** The simulated stock API in a process of its own, its clock at `at`. */
async function startStockApi(options: { dir: string; port: number; at: string }): Promise<Program> {
  const { dir, port, at } = options;
  const args = ["demo", "--stock-api-only", "--port", String(port), "--clock", at, "--speed", String(SPEED)];
  const program = startProgram(args, { dir });
  await lineOf(program, "WEBAI_API_KEY");
  return program;
}

function startServedApp(options: { dir: string; apiUrl: string }): Program {
  const { dir, apiUrl } = options;
  const permissions = ["--allow-env", "--allow-read", "--allow-write", "--allow-net=127.0.0.1"];
  const args = ["--no-prompt", `--config=${CONFIG}`, ...permissions, SERVED_APP, apiUrl, String(SPEED)];
  return startDeno(args, { dir });
}

async function nowOf(url: string): Promise<string> {
  const { now } = await (await fetch(`${url}/health`)).json();
  return String(now).slice(0, 19);
}

async function expectData(page: Page, isOld: boolean): Promise<void> {
  assertTrue(await page.locator("#data-portfolio tbody tr").count() >= 3, "the holdings are shown");
  assertTrue(await page.locator("#data-screener_preview tbody tr").count() >= 3, "the ranking is shown");
  for (const id of ["portfolio", "news_sentiment", "screener_preview"]) {
    strictEqual(await page.locator(`#data-${id} .badge-stale`).count() > 0, isOld, `${id} is said to be old`);
  }
}

browserTest(
  "the page goes stale when the stock API is killed, says so everywhere, and recovers",
  async () => {
    const { dir, [Symbol.asyncDispose]: removeHome } = await createHome();
    await using opened = new AsyncDisposableStack();
    opened.defer(removeHome);
    const port = freePort();
    const api = opened.use(await startStockApi({ dir, port, at: "2026-11-20T12:00:00" }));
    const app = opened.use(startServedApp({ dir, apiUrl: `http://127.0.0.1:${port}` }));
    const url = await urlOf(app);
    const browser = opened.use(await openBrowser());
    const visit = await browser.visit(url);
    const { page } = visit;
    await page.waitForFunction(NONE_STALE);
    await page.evaluate(() => document.documentElement.setAttribute("data-marker", "from before"));
    await expectData(page, false);
    strictEqual(await page.locator("#problems, .problems").count(), 0, "no problem is shown");

    api.kill("SIGKILL");
    await api.ended;
    await page.waitForFunction(ALL_STALE);
    await expectData(page, true);
    const age = page.locator("#source-portfolio .badge-stale .ago");
    const early = Number(await age.getAttribute("data-ago"));
    match(await page.locator("main h1").innerText(), /확인이 필요합니다/);
    assertTrue(await page.locator("main").getByText("포트폴리오").count() > 0);

    opened.use(await startStockApi({ dir, port, at: await nowOf(url) }));
    await page.waitForFunction(NONE_STALE);
    await expectData(page, false);
    const late = Number(await page.locator("#source-portfolio .age .ago").first().getAttribute("data-ago"));
    assertTrue(late > early, "the age counts from the new answer");
    strictEqual(await page.locator("html").getAttribute("data-marker"), "from before", "never reloaded");
    await leave(visit);
  },
);

browserTest(
  "the page says that it is cut off when the program ends, and goes on when it is back",
  async () => {
    const { dir, [Symbol.asyncDispose]: removeHome } = await createHome();
    await using opened = new AsyncDisposableStack();
    opened.defer(removeHome);
    const port = String(freePort());
    const args = ["demo", "--port", port, "--speed", "30", "--clock", "2026-11-20T12:00"];
    const first = opened.use(startProgram(args, { dir }));
    const url = await urlOf(first);
    const browser = opened.use(await openBrowser());
    const { page } = await browser.visit(url);
    await page.waitForFunction(NONE_STALE);
    await page.evaluate(() => document.documentElement.setAttribute("data-marker", "from before"));
    strictEqual(await page.locator("#connection").innerText(), "");
    first.kill("SIGTERM");
    strictEqual((await first.ended).code, 0, "it stops in good order with an open page");
    await page.waitForFunction(() => document.getElementById("connection")?.textContent !== "");
    opened.use(startProgram(args, { dir }));
    await page.waitForFunction(() => document.getElementById("connection")?.textContent === "");
    strictEqual(await page.locator("html").getAttribute("data-marker"), "from before", "never reloaded");
    // What the browser itself says of refused connections is no fault of the page.
    await page.context().close();
  },
);
