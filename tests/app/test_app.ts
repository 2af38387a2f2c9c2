/** The whole program on a manual clock. */
import { type App, startApp } from "../../src/app/app.ts";
import type { Runtime } from "../../src/app/runtime.ts";
import { type Config, readConfig } from "../../src/config/config.ts";
import { openDatabase } from "../../src/sqlite/driver.ts";
import { recordingLog, TEST_KEY } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";

export const HOLIDAYS = new URL("../../holidays.json", import.meta.url);
export const WEDNESDAY = "2026-03-11T10:00:00+09:00";

export async function createDataDir(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "signal-v2-app-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

export function configOf(settings: Readonly<Record<string, string | undefined>>): Config {
  const values: Readonly<Record<string, string | undefined>> = {
    WEBAI_API_KEY: TEST_KEY,
    SIGNAL_V2_PORT: "0",
    // One try, so that a failed cycle needs no time of the manual clock.
    SIGNAL_V2_RETRY_ATTEMPTS: "1",
    SIGNAL_V2_HOLIDAYS: "holidays.json",
    ...settings,
  };
  return readConfig({ get: (name) => values[name], envFile: undefined });
}

export function outsideOf(clock: ManualClock, overrides: Partial<Runtime> = {}) {
  const log = recordingLog();
  const outside: Runtime = {
    clock,
    fetch,
    log,
    random: () => 0,
    version: "0.0.0-test",
    mode: "live",
    embeddedHolidays: Deno.readTextFileSync(HOLIDAYS),
    requestStop: () => {},
    ...overrides,
  };
  return { outside, log };
}

/** The whole program on a manual clock, against `url`, with its memory in `dir`. */
export async function startTestApp(
  options: {
    start: string;
    dir: string;
    url?: string;
    settings?: Record<string, string | undefined>;
    /** Before the first poll. */
    onClock?: (clock: ManualClock) => void;
  },
) {
  const clock = new ManualClock(options.start);
  options.onClock?.(clock);
  const { outside, log } = outsideOf(clock);
  const config = configOf({
    STOCK_API_URL: options.url,
    SIGNAL_V2_DATA_DIR: options.dir,
    ...options.settings,
  });
  const app = await startApp(config, outside);
  return { app, clock, log, config, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

/** Waits, in real time, until the cycle in progress is over. */
export async function polled(app: App, count: number): Promise<void> {
  await until(() => app.view().schedule.polls >= count, `poll ${count}`);
}

/** Lets `count` minutes pass, each with its whole cycle. */
export async function passMinutes(app: App, clock: ManualClock, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const { polls } = app.view().schedule;
    await clock.advance(60_000);
    await polled(app, polls + 1);
  }
}

export async function getJson(app: App, path: string) {
  const response = await fetch(`${app.url}${path}`);
  return { status: response.status, body: await response.json() };
}

/** Lets half minutes pass in which no poll is due: each wake looks at real files before it sleeps again. */
export async function passQuietly(clock: ManualClock, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 30_000) {
    await until(() => clock.sleeping > 0, "the sleep of the poll loop");
    await clock.advance(30_000);
  }
  await until(() => clock.sleeping > 0, "the sleep of the poll loop");
}

export async function getText(app: App, path: string) {
  const response = await fetch(`${app.url}${path}`);
  return { status: response.status, text: await response.text() };
}

/** What the database in `dir` keeps of a source; only while no program has it open. */
export function storedText(dir: string, source: string): string | undefined {
  const db = openDatabase(`${dir}/signal_v2.db`);
  try {
    const [row] = db.prepare("SELECT payload FROM snapshot WHERE source = ?").rows(source);
    return row === undefined ? undefined : String(row[0]);
  } finally {
    db.close();
  }
}
