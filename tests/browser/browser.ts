import { deepStrictEqual } from "node:assert/strict";
import fs from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { createHome, type Program, startProgram, urlOf } from "../support/program.ts";

const CHROMIUM = "/usr/bin/chromium";
/** No window, no sandbox (tests run as root in a container), and nothing that calls its maker. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

/** A page in a context of its own and everything that should not have happened on it. */
export interface Visit {
  readonly page: Page;
  readonly faults: readonly string[];
}

export interface OpenBrowser extends AsyncDisposable {
  /** Opens `url` and waits until it is loaded; its links may be followed, but only on the same host. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>;
}

/** A new Chromium with an empty profile. */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await launch();
  return {
    visit: async (url, options = {}) => {
      const context = await browser.newContext({ viewport: DESKTOP, locale: "ko-KR", ...options });
      const page = await context.newPage();
      const faults: string[] = [];
      watch(page, { host: new URL(url).host, faults });
      await page.goto(url);
      return { page, faults };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Asserts that nothing went wrong on the page since it was opened, and closes it. */
export async function leave({ page, faults }: Visit): Promise<void> {
  await page.context().close();
  deepStrictEqual(faults, []);
}

/** A test whose sanitizers are off: the driver keeps a connection and timers of its own. */
export function browserTest(name: string, run: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn: run });
}

export interface Demo extends AsyncDisposable {
  readonly url: string;
  readonly program: Program;
}

/** The real program with the flags of its task; at noon, an hour of demo time before the next invented fault. */
export async function startDemo(options: { speed?: number; clock?: string } = {}): Promise<Demo> {
  const { speed = 30, clock = "2026-11-20T12:00" } = options;
  await using opened = new AsyncDisposableStack();
  const { dir } = opened.use(await createHome());
  const args = ["demo", "--port", "0", "--speed", String(speed), "--clock", clock];
  const program = opened.use(startProgram(args, { dir }));
  const url = await urlOf(program);
  const running = opened.move();
  return { url, program, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Saves the whole page to $SCREENSHOT_DIR, or to a temporary folder that goes away again. */
export async function saveScreenshot(page: Page, name: string): Promise<number> {
  const kept = Deno.env.get("SCREENSHOT_DIR");
  const dir = kept ?? await Deno.makeTempDir({ prefix: "signal-v2-shots-" });
  await Deno.mkdir(dir, { recursive: true });
  const bytes = await page.screenshot({ path: `${dir}/${name}.png`, fullPage: true });
  if (kept === undefined) await Deno.remove(dir, { recursive: true });
  return bytes.length;
}

async function launch(): Promise<Browser> {
  answerForbiddenPaths();
  const { chromium } = await import("playwright-core");
  return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * The driver asks at its import whether this is WSL by a file in /proc, which Deno shows only with all permissions.
 * Node's `existsSync` never throws, so a file that may not be seen is one that does not exist.
 */
function answerForbiddenPaths(): void {
  const { existsSync } = fs;
  fs.existsSync = (path) => {
    try {
      return existsSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) return false;
      throw error;
    }
  };
}

/** A breach of the content security policy is an error on the console too. */
function watch(page: Page, { host, faults }: { host: string; faults: string[] }): void {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("crash", () => faults.push("the page crashed"));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.host !== host) faults.push(`request to ${url.protocol}//${url.host}`);
  });
}
