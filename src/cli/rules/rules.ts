import type { Command } from "commander";
import { toAlertWords } from "../../commands/alerts/alert_words.ts";
import type { ReadyRule } from "../../signals/rule_file/rule_spec.ts";
import { RULE_KINDS } from "../../signals/rules/mod.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";
import { findRule, readAlerts, readRuleFile, readRules, withJournal } from "./access.ts";
import { addAlertCommands } from "./alerts.ts";
import { explain } from "./explain.ts";
import { testRule } from "./test_rule.ts";
import { LOOKS } from "../kit/with_store.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { RULE_CLI_TEXTS } from "../texts/rules.ts";

/** What makes a signal: rules of the file, and alarms of a person. */
export function addRuleCommands(program: Command, terminal: Terminal): void {
  const rules = program.command("rules").description(
    "the rules that make signals, and how they would have done",
  );
  rules.command("list").description("rules that are in force, from the file or built in, and alarms")
    .option("--json", "print JSON", false)
    .action(({ json }) => listRules(terminal, json));
  rules.command("check").description(
    "whether a file of rules can be used, with every fault and what was meant",
  )
    .argument("<file>", "or - for standard input").option("--json", "print JSON", false)
    .action(async (file: string, { json }) => {
      const set = await readRuleFile(file);
      const shown = set.rules.map(toShown);
      if (json) return terminal.out(JSON.stringify({ ok: true, rules: shown }, null, 2));
      const say = createSayFrom(RULE_CLI_TEXTS, langOf(terminal));
      terminal.out(
        shown.length === 1 ? say("fine_one", { file }) : say("fine_many", { file, count: shown.length }),
      );
    });
  rules.command("explain").description("what a rule looks for, its parameters, and how its score is made")
    .argument("<id>", "of a rule, or a kind of rule").option("--json", "print JSON", false)
    .action((id: string, { json }) =>
      withJournal(terminal, async (access) => {
        const kind = RULE_KINDS.find((one) => one.id === id);
        const rule = kind === undefined ? (await findRule(id, access, RULE_KINDS)).rule : undefined;
        await explain(terminal, { kind: kind ?? rule?.kind ?? RULE_KINDS[0], rule, json });
      }, LOOKS)
    );
  rules.command("test").description("at which minutes of a stored day a rule would have fired, and been sent")
    .argument("<id>").requiredOption("--day <date>", "day in Korea, like 2026-11-20")
    .option("--all", "also what was met again or not sent", false)
    .option("--json", "print JSON", false)
    .action((id: string, options) => testRule(terminal, id, options));
  addAlertCommands(program, terminal);
}

async function listRules(terminal: Terminal, json: boolean): Promise<void> {
  await withJournal(terminal, async ({ journal, config }) => {
    const { source, set } = await readRules(config);
    const alerts = await readAlerts(journal);
    const shown = { source, rules: set.rules.map(toShown), alerts: alerts.map(toShown) };
    if (json) return terminal.out(JSON.stringify(shown, null, 2));
    const lang = langOf(terminal);
    const say = createSayFrom(RULE_CLI_TEXTS, lang);
    terminal.out(say("from", { source: await translate(source, terminal) }));
    const toRow = (rule: ReturnType<typeof toShown>, params: string) => [
      rule.id,
      rule.kind,
      say(rule.active ? "on" : "off"),
      rule.min_score === null ? "-" : String(rule.min_score),
      rule.window,
      params,
    ];
    // Whoever writes a file of rules needs their names; nobody writes an alarm there.
    const rows = [
      ...shown.rules.map((rule) =>
        toRow(
          rule,
          Object.entries(rule.params).map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(", "),
        )
      ),
      ...shown.alerts.map((alert) =>
        toRow(alert, toAlertWords({ ...alert, params: { ...alert.params }, name: null }, "listed")[lang])
      ),
    ];
    const heads = ["rule", "kind", "state", "score", "window", "parameters"] as const;
    printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...rows]);
  }, LOOKS);
}

export function toShown({ spec, minScore }: ReadyRule) {
  return {
    id: spec.id,
    kind: spec.kind,
    active: spec.active,
    params: spec.params,
    min_score: minScore ?? null,
    ring_from: spec.ringFrom,
    valid_min: spec.validMin,
    window: spec.window,
  };
}
