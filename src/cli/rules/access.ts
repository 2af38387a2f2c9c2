/** What commands about rules open, and the words they share. */
import { openStore } from "../../app/data/store.ts";
import { realClock } from "../../app/runtime.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { nearName } from "../../core/near_name.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import { readRule, readRuleSet, type ReadyRule, type RuleSet } from "../../signals/rule_file/rule_spec.ts";
import { DEFAULT_SOURCE, parseJson, toDefaultSet } from "../../signals/rule_file/rule_watch.ts";
import { RULE_KINDS } from "../../signals/rules/mod.ts";
import type { RuleKind } from "../../signals/rules/rule.ts";
import type { RuleRow, SignalJournal } from "../../signals/signal_journal.ts";
import { loadConfig } from "../kit/load_config.ts";
import { readInputText } from "../kit/read_input.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import type { LookOptions } from "../kit/with_store.ts";
import { isThere } from "../../lib/is_there.ts";

export interface JournalAccess {
  readonly journal: SignalJournal;
  readonly config: Config;
}

/** Opens the memory of signals for one command; a running service may use it at the same time. Nothing goes out. */
export async function withJournal(
  terminal: Terminal,
  use: (access: JournalAccess) => Promise<void>,
  options: LookOptions = {},
): Promise<void> {
  const config = await loadConfig();
  const clock = realClock;
  const log = createTerminalLog(config, { terminal, now: () => clock.now(), write: terminal.err });
  await using store = await openStore({ dir: config.dataDir, clock, log, ...options });
  await use({ journal: store.signalJournalTo(NOWHERE), config });
}

export interface KnownRules {
  readonly source: string;
  readonly set: RuleSet;
}

/** The rules of the file, or the built-in ones. @throws {UserError} with every fault of the file. */
export async function readRules(config: Config): Promise<KnownRules> {
  if (!isThere(config.rulesPath)) return { source: DEFAULT_SOURCE, set: toDefaultSet(RULE_KINDS) };
  return { source: config.rulesPath, set: await readRuleFile(config.rulesPath) };
}

/** @throws {UserError} with every fault of the file. */
export async function readRuleFile(path: string): Promise<RuleSet> {
  const text = await readInputText(path);
  const name = path === "-" ? "standard input" : path;
  const reading = readRuleSet(toJson(name, text), RULE_KINDS);
  if (reading.kind === "rules") return reading.set;
  const lines = reading.faults.map((fault) => `  ${fault}`);
  throw new UserError("invalid", [`Cannot use ${name}:`, ...lines].join("\n"));
}

function toJson(name: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new UserError("invalid", `Cannot use ${name}: ${toErrorText(error)}`);
  }
}

/** A rule of the file or an alarm, by its id. @param others may have been meant as well. @throws {UserError} */
export async function findRule(
  id: string,
  { journal, config }: JournalAccess,
  others: readonly RuleKind[] = [],
): Promise<{ readonly rule: ReadyRule; readonly set: RuleSet }> {
  const { set } = await readRules(config);
  const alerts = await readAlerts(journal);
  const rule = [...set.rules, ...alerts].find(({ spec }) => spec.id === id);
  if (rule !== undefined) return { rule, set };
  const near = nearName(id, [...others, ...set.rules, ...alerts].map((one) => toId(one)));
  const list = toCommand("rules", "list");
  throw new UserError(
    "invalid",
    `There is no rule ${JSON.stringify(id.slice(0, 40))}; ${
      near === undefined ? `\`${list}\` shows what there is` : `did you mean ${near}?`
    }`,
  );
}

const toId = (one: ReadyRule | RuleKind) => "spec" in one ? one.spec.id : one.id;

/** Alarms that can be used; what cannot was written by another version. */
export async function readAlerts(journal: SignalJournal): Promise<readonly ReadyRule[]> {
  const rows = (await journal.rules(OWNER)).filter(({ origin }) => origin === "alert");
  return rows.flatMap((row) => readAlert(row) ?? []);
}

function readAlert({ id, json }: RuleRow): ReadyRule | undefined {
  const reading = readRule(json, { kinds: RULE_KINDS, place: id });
  return reading.kind === "rule" ? reading.rule : undefined;
}
