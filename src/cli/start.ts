import type { App } from "../app.ts";
import { toCommand } from "../core/command_text.ts";
import { createSystemClock } from "../core/clock.ts";
import { toDurationText, toKstClock, toKstIso } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import type { AppView } from "../web/view.ts";
import { EMBEDDED_HOLIDAYS, VERSION } from "./embedded.ts";
import { loadConfig } from "./load_config.ts";
import { runService } from "./service.ts";
import { createTerminalLog, readEnvironment, type Terminal } from "./terminal.ts";

/** The service itself, until Ctrl-C or SIGTERM. */
export async function runStart(terminal: Terminal, options: { port?: number } = {}): Promise<number> {
  const config = { ...await loadConfig(), ...options };
  const clock = createSystemClock();
  const log = createTerminalLog(config, { terminal, now: () => clock.now() });
  const outside = {
    clock,
    fetch,
    log,
    random: Math.random,
    version: VERSION,
    mode: "live",
    embeddedHolidays: embeddedFor(config.holidaysPath),
  } as const;
  return await runService(config, outside, { greet: (app) => greet(terminal, log, app, config.dataDir) });
}

/** A path a person chose must exist; only the default one may fall back to the copy inside the program. */
export function embeddedFor(holidaysPath: string): string | undefined {
  return holidaysPath === "holidays.json" ? EMBEDDED_HOLIDAYS : undefined;
}

/** Six lines on a terminal; the same facts as one event in a pipe. */
function greet(terminal: Terminal, log: Log, app: App, dataDir: string): void {
  const view = app.view();
  const proxy = findProxy();
  if (!terminal.isTerminal) {
    const fields = {
      url: app.url,
      data_dir: dataDir,
      version: VERSION,
      pid: Deno.pid,
      ...(proxy === undefined ? {} : { proxy_variable: proxy }),
    };
    log.write("info", "started", `signal-v2 ${VERSION} is running; health at ${app.url}/health`, fields);
    return;
  }
  const rows = [
    `signal-v2 ${VERSION}`,
    `clock   ${toKstClock(view.nowMs)} KST, window: ${describeWindow(view)}`,
    `next    ${describeNext(view)}`,
    `asks    ${view.stockApiUrl ?? "nothing yet: STOCK_API_URL is not set"}${
      proxy === undefined ? "" : `  (through the proxy of ${proxy})`
    }`,
    `data    ${dataDir}`,
    `health  ${app.url}/health`,
  ];
  for (const row of rows) terminal.out(row);
}

export function describeWindow({ schedule }: AppView): string {
  return schedule.closedBecause ?? schedule.window;
}

export function describeNext({ schedule, nowMs }: AppView): string {
  if (schedule.nextPollAtMs === undefined) {
    return `no poll: the stock API is not set (run ${toCommand("doctor")})`;
  }
  return `poll at ${toKstIso(schedule.nextPollAtMs)}, in ${toDurationText(schedule.nextPollAtMs - nowMs)}`;
}

/** A proxy sees plain-http requests with the key in them, so it must not be a surprise. */
export function findProxy(): string | undefined {
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].find((name) =>
    readEnvironment(name)
  );
}
