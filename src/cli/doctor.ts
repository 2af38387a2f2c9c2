import { createCalendarWatch } from "../calendar/calendar_watch.ts";
import { planAt } from "../calendar/poll_plan.ts";
import { type Config, ConfigError } from "../config.ts";
import { createSystemClock } from "../core/clock.ts";
import { EXIT, StartError, toErrorText, UpstreamError } from "../core/errors.ts";
import { toDurationText, toKstIso } from "../core/kst.ts";
import { escapeControls } from "../core/text.ts";
import { describeClosed } from "../poll/poll_report.ts";
import { SOURCES } from "../sources/mod.ts";
import { SETTINGS } from "../settings.ts";
import { openStore } from "../store/store.ts";
import { checkEnvFile } from "./env_file_check.ts";
import type { Finding } from "./finding.ts";
import { loadConfig, readEnvFileText } from "./load_config.ts";
import { createClient } from "./once.ts";
import { embeddedFor, findProxy } from "./start.ts";
import { type Terminal, toTable } from "./terminal.ts";

/** Looks at everything the service needs and says what to do. Exit code 0, 2 for settings, 1 for the rest. */
export async function runDoctor(terminal: Terminal, options: { json: boolean }): Promise<number> {
  const findings: Finding[] = [checkRuntime(), ...checkEnvFile(await readEnvFileText())];
  const config = await tryConfig(findings);
  if (config !== undefined) {
    findings.push(...checkSettings(config), await checkDataDir(config), checkPort(config));
    findings.push(...await checkCalendar(config), checkProxy(), ...await checkStockApi(config, terminal));
  }
  if (options.json) terminal.out(JSON.stringify(findings, null, 2));
  else printFindings(terminal, findings);
  if (
    findings.some(({ status, check }) => status === "miss" || (status === "fail" && check === "settings"))
  ) return EXIT.config;
  return findings.some(({ status }) => status === "fail") ? EXIT.runtime : EXIT.ok;
}

function printFindings(terminal: Terminal, findings: readonly Finding[]): void {
  for (
    const line of toTable(findings.map(({ status, check, text }) => [status, check, escapeControls(text)]))
  ) terminal.out(line);
  const missing = findings.filter(({ status }) => status === "miss").length;
  const failed = findings.filter(({ status }) => status === "fail").length;
  if (missing > 0) {
    terminal.out(
      `${missing} ${missing === 1 ? "setting" : "settings"} missing; \`demo\` and the tests work without.`,
    );
  }
  if (failed > 0) terminal.out(`${failed} ${failed === 1 ? "check" : "checks"} failed.`);
  if (missing + failed === 0) terminal.out("Everything that was looked at is in order.");
}

function checkRuntime(): Finding {
  const { deno, v8 } = Deno.version;
  const [major = 0, minor = 0] = deno.split(".").map(Number);
  const isKnown = major === 2 && minor >= 9;
  return {
    status: isKnown ? "ok" : "warn",
    check: "runtime",
    text: `Deno ${deno}, V8 ${v8}${isKnown ? "" : "; this program was made for and tried on Deno 2.9.6"}`,
  };
}

async function tryConfig(findings: Finding[]): Promise<Config | undefined> {
  try {
    return await loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const fault of error.faults) findings.push({ status: "fail", check: "settings", text: fault });
    return undefined;
  }
}

function checkSettings(config: Config): readonly Finding[] {
  const missing = [SETTINGS.stockApiUrl, SETTINGS.apiKey].filter(({ name }) => config.missing.includes(name));
  if (missing.length === 0) return [{ status: "ok", check: "settings", text: "address and key are set" }];
  return missing.map(({ name, example, help }) => ({
    status: "miss",
    check: "settings",
    text: `${name} is not set. ${help} Put ${name}=${example} into .env`,
  }));
}

/** Opens the real database the way the service does: rights, damage, version and locks all show here. */
async function checkDataDir({ dataDir }: Config): Promise<Finding> {
  const check = "data";
  try {
    await using store = await openStore({ dir: dataDir, clock: createSystemClock() });
    const sent = store.dedup.list({ limit: 1_000 }).length;
    return {
      status: "ok",
      check,
      text: `${dataDir} is writable, the database opens, ${sent} ${
        sent === 1 ? "signal" : "signals"
      } remembered`,
    };
  } catch (error) {
    return { status: "fail", check, text: toErrorText(error) };
  }
}

function checkPort({ host, port }: Config): Finding {
  const check = "port";
  try {
    Deno.listen({ hostname: host, port }).close();
    return { status: "ok", check, text: `${host}:${port} is free` };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      return {
        status: "warn",
        check,
        text: `${host}:${port} is in use: by a running signal-v2, or set SIGNAL_V2_PORT to another`,
      };
    }
    return { status: "fail", check, text: `${host}:${port} cannot be listened on: ${toErrorText(error)}` };
  }
}

async function checkCalendar({ holidaysPath: path, frame, steps }: Config): Promise<readonly Finding[]> {
  const clock = createSystemClock();
  const nowMs = clock.now();
  try {
    const watch = await createCalendarWatch({ path, embeddedText: embeddedFor(path), frame, clock });
    const { window, nextPollAtMs } = planAt(watch.current(), steps, nowMs);
    const now = window === "closed" ? describeClosed(watch.current(), nowMs) : `window: ${window}`;
    const next = `next poll ${toKstIso(nextPollAtMs)} (in ${toDurationText(nextPollAtMs - nowMs)})`;
    const { level, source, to, daysLeft, lint } = watch.status(nowMs);
    const covers = to === undefined
      ? `${source} covers no whole year`
      : `${source} covers until ${to}, ${daysLeft} days`;
    return [
      { status: "ok", check: "clock", text: `${toKstIso(nowMs)}; ${now}; ${next}` },
      { status: level === "ok" ? "ok" : "warn", check: "calendar", text: covers },
      ...lint.map((text) => ({ status: "warn", check: "calendar", text }) as const),
    ];
  } catch (error) {
    return [{ status: "fail", check: "calendar", text: toErrorText(error) }];
  }
}

function checkProxy(): Finding {
  const name = findProxy();
  if (name === undefined) return { status: "ok", check: "proxy", text: "none" };
  return {
    status: "warn",
    check: "proxy",
    text:
      `${name} is set: requests go through that proxy, and plain http shows it the key; unset it or use https`,
  };
}

async function checkStockApi(config: Config, terminal: Terminal): Promise<readonly Finding[]> {
  if (config.stockApi === undefined) {
    return [{
      status: "skip",
      check: "stock api",
      text: "reachable, key accepted, shape of the data: these need the settings above",
    }];
  }
  const client = createClient({ ...config, logLevel: "error" }, terminal);
  try {
    const findings = await Promise.all(SOURCES.map(async (source): Promise<Finding> => {
      const check = "stock api";
      try {
        const { data } = await client.fetchNow(source.request(), { attempts: 1 });
        const { items } = source.summarize(data);
        return items === undefined
          ? {
            status: "warn",
            check,
            text: `${source.id}: answered, but no list was recognised in it; it is kept as it comes`,
          }
          : { status: "ok", check, text: `${source.id}: answered with ${items} rows` };
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        return { status: "fail", check, text: `${source.id}: ${error.message} (${error.kind})` };
      }
    }));
    return findings;
  } catch (error) {
    if (error instanceof StartError) return [{ status: "fail", check: "stock api", text: error.message }];
    throw error;
  } finally {
    client.close();
  }
}
