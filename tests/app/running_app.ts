/** The whole program on a manual clock, with its memory in a directory of its own, for tests that look at it from outside. */
import { type App, startApp } from "../../src/app/app.ts";
import { readConfig } from "../../src/config/config.ts";
import { recordingLog, TEST_KEY } from "../support/client_parts.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";

const HOLIDAYS = new URL("../../holidays.json", import.meta.url);
/** Inside the session, behind the quiet minutes of the open. */
export const WEDNESDAY = "2026-03-11T10:00:00+09:00";

export interface RunningApp extends AsyncDisposable {
  readonly app: App;
  readonly clock: ManualClock;
  readonly log: ReturnType<typeof recordingLog>;
  readonly dir: string;
  /** Lets so many minutes pass, each with its whole cycle of polls. */
  passMinutes(count: number): Promise<void>;
  getJson(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown[]> }>;
}

/** @param settings without an address of a stock API nothing is polled. */
export async function startRunningApp(
  settings: Readonly<Record<string, string | undefined>>,
  start = WEDNESDAY,
): Promise<RunningApp> {
  const dir = await Deno.makeTempDir({ prefix: "signal-v2-app-" });
  const clock = new ManualClock(start);
  const log = recordingLog();
  const values: Readonly<Record<string, string | undefined>> = {
    WEBAI_API_KEY: TEST_KEY,
    SIGNAL_V2_PORT: "0",
    // One try, so that a failed cycle needs no time of the manual clock.
    SIGNAL_V2_RETRY_ATTEMPTS: "1",
    SIGNAL_V2_HOLIDAYS: "holidays.json",
    SIGNAL_V2_DATA_DIR: dir,
    ...settings,
  };
  const config = readConfig({ get: (name) => values[name], envFile: undefined });
  const app = await startApp(config, {
    ...{ clock, fetch, log, random: () => 0, version: "0.0.0-test", mode: "live" },
    embeddedHolidays: Deno.readTextFileSync(HOLIDAYS),
    requestStop: () => {},
  });
  return {
    ...{ app, clock, log, dir },
    async passMinutes(count) {
      for (let i = 0; i < count; i++) {
        const { polls } = app.view().schedule;
        await clock.advance(60_000);
        await until(() => app.view().schedule.polls >= polls + 1, `poll ${polls + 1}`);
      }
    },
    async getJson(path) {
      const response = await fetch(`${app.url}${path}`);
      return { status: response.status, body: await response.json() };
    },
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
