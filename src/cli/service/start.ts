import type { App } from "../../app/app.ts";
import { realClock } from "../../app/runtime.ts";
import type { Log } from "../../core/log.ts";
import { toBanner } from "./banner.ts";
import { embeddedFor, VERSION } from "../kit/embedded.ts";
import { langOf, translate } from "../kit/language.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readNetworkAddresses, toPageAddresses } from "./page_address.ts";
import { toQrLines } from "./qr_code.ts";
import { runService } from "./service.ts";
import { createTerminalLog, readEnvironment, type Terminal } from "../kit/terminal.ts";

/** The service itself, until Ctrl-C or SIGTERM. */
export async function runStart(terminal: Terminal, options: { port?: number } = {}): Promise<number> {
  const config = { ...await loadConfig(), ...options };
  const clock = realClock;
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

/** Some lines on a terminal, with a QR code for a phone beside it; the same facts as one event in a pipe. */
async function greet(terminal: Terminal, log: Log, app: App, dataDir: string): Promise<void> {
  const proxy = findProxy();
  if (!terminal.isTerminal) {
    const fields = {
      url: app.url,
      data_dir: dataDir,
      version: VERSION,
      pid: Deno.pid,
      ...(proxy === undefined ? {} : { proxy_variable: proxy }),
    };
    const text = `signal-v2 ${VERSION} is running; open ${app.url}/ (health at ${app.url}/health)`;
    return log.write("info", "started", text, fields);
  }
  const addresses = toPageAddresses(app, readNetworkAddresses);
  const view = app.view();
  const { closedBecause: why } = view.schedule;
  const closedBecause = why === undefined ? undefined : await translate(why, terminal);
  const facts = { version: VERSION, view, addresses, dataDir, proxy, closedBecause, lang: langOf(terminal) };
  const rows = toBanner(facts);
  for (const row of rows) terminal.out(row);
  const [best] = addresses.elsewhere;
  if (best === undefined) return;
  for (const line of await toQrLines(best, terminal.hasColor)) terminal.out(line);
  terminal.out(`        ${best}`);
}

/** A proxy sees plain-http requests with the key in them, so it must not be a surprise. */
export function findProxy(): string | undefined {
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].find((name) =>
    readEnvironment(name)
  );
}
