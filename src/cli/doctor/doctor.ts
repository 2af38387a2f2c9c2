import { type Config, ConfigError } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { realClock } from "../../app/runtime.ts";
import { EXIT } from "../../core/errors.ts";
import { createSayFrom } from "../../core/lang.ts";
import { escapeControls } from "../../core/text.ts";
import { SETTINGS } from "../../config/settings.ts";
import { checkAccess } from "./checks/access.ts";
import { checkCertificates } from "./checks/certificates.ts";
import { checkCalendar } from "./checks/calendar.ts";
import { checkClockSkew } from "./checks/clock_skew.ts";
import { checkBackup, checkDatabase } from "./checks/database.ts";
import { checkDisk, checkRights } from "./checks/disk.ts";
import { checkMarket } from "./checks/market.ts";
import { checkPermissions, checkPort, checkProxy, checkRuntime } from "./checks/program.ts";
import { checkStockApi } from "./checks/stock_api.ts";
import { checkLooking, checkTelegram } from "./checks/telegram.ts";
import { checkEnvFile } from "./env_file_check.ts";
import type { Finding } from "./finding.ts";
import { loadConfig, readEnvFileText } from "../kit/load_config.ts";
import { langOf, translate } from "../kit/language.ts";
import { DOCTOR_TEXTS } from "../texts/doctor.ts";
import { type Terminal, toTable } from "../kit/terminal.ts";

/** Looks at everything the service needs and says what to do. Exit code 0, 2 for settings, 1 for the rest. */
export async function runDoctor(
  terminal: Terminal,
  options: { json: boolean; bundle?: string | true | undefined },
): Promise<number> {
  const envText = await readEnvFileText();
  const findings: Finding[] = [checkRuntime(), ...checkEnvFile(envText)];
  const config = await tryConfig(findings);
  if (config !== undefined) findings.push(...await checkAll(config, terminal));
  const { bundle } = options;
  if (bundle !== undefined) {
    const { writeBundle } = await import("./bundle/bundle.ts");
    await writeBundle(terminal, bundle === true ? undefined : bundle, { config, envText, findings });
    // What was found is in it, for whoever reads it.
    return EXIT.ok;
  }
  if (options.json) terminal.out(JSON.stringify(findings, null, 2));
  else await printFindings(terminal, findings);
  return toExitCode(findings);
}

async function checkAll(config: Config, terminal: Terminal): Promise<readonly Finding[]> {
  const clock = realClock;
  return [
    ...checkSettings(config),
    checkPermissions(config),
    // First the database: it makes the data directory that the next ones look at.
    ...await checkDatabase(config, clock),
    checkBackup(config, clock),
    ...checkDisk(config),
    ...checkRights(config),
    checkPort(config),
    checkAccess(config),
    ...await checkCalendar(config, clock),
    await checkClockSkew(config, clock),
    ...await checkCertificates(config, clock),
    checkProxy(),
    ...await checkStockApi(config, terminal),
    ...await checkMarket(config, clock),
    ...await checkTelegram(config, clock),
    ...await checkLooking(config, clock),
  ];
}

function toExitCode(findings: readonly Finding[]): number {
  const isOfSettings = ({ status, check }: Finding) =>
    status === "miss" || (status === "fail" && check === "settings");
  if (findings.some(isOfSettings)) return EXIT.config;
  return findings.some(({ status }) => status === "fail") ? EXIT.runtime : EXIT.ok;
}

async function printFindings(terminal: Terminal, findings: readonly Finding[]): Promise<void> {
  const say = createSayFrom(DOCTOR_TEXTS, langOf(terminal));
  const toText = async (sentence: string) => escapeControls(await translate(sentence, terminal));
  const rows = await Promise.all(findings.map(async ({ status, check, text, fix }) => [
    [say(`status_${status}`), nameOf(check), await toText(text)],
    ...(fix === undefined ? [] : [["", "", `→ ${await toText(fix)}`]]),
  ]));
  for (const line of toTable(rows.flat())) terminal.out(line);
  const count = (wanted: Finding["status"]) => findings.filter(({ status }) => status === wanted).length;
  const [missing, failed, warned] = [count("miss"), count("fail"), count("warn")];
  if (missing > 0) {
    const facts = { count: missing, command: toCommand("demo") };
    terminal.out(missing === 1 ? say("missing_one", facts) : say("missing_many", facts));
  }
  if (failed > 0) terminal.out(failed === 1 ? say("failed_one") : say("failed_many", { count: failed }));
  if (missing + failed > 0) return;
  if (warned === 0) return terminal.out(say("all_well"));
  terminal.out(warned === 1 ? say("warned_one") : say("warned_many", { count: warned }));

  function nameOf(check: string): string {
    const key = `check_${check.replace(".", "").replace(" ", "_")}`;
    return isKey(key) ? say(key) : check;
  }
}

/** None of the names has a hole. */
function isKey(key: string): key is "check_runtime" {
  return key.startsWith("check_") && Object.hasOwn(DOCTOR_TEXTS, key);
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
  if (missing.length === 0 && config.stockApi === undefined) {
    return [{
      status: "ok",
      check: "settings",
      text: "markets are set; the stock API is not, so nothing else is polled",
    }];
  }
  if (missing.length === 0) return [{ status: "ok", check: "settings", text: "address and key are set" }];
  return missing.map(({ name, example, help }) => ({
    status: "miss",
    check: "settings",
    text: `${name} is not set. ${help}`,
    fix: `put ${name}=${example} into .env`,
  }));
}
