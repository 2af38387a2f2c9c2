import { EVIDENCE_LIMITS } from "../../signals/score/limits.ts";
import type { ReadyRule } from "../../signals/rule_file/rule_spec.ts";
import type { RuleKind } from "../../signals/rules/rule.ts";
import { describeSchema } from "../../commands/strategies/params_text.ts";
import type { Terminal } from "../kit/terminal.ts";
import { createSayFrom } from "../../core/lang.ts";
import { langOf, translate } from "../kit/language.ts";
import { RULE_CLI_TEXTS } from "../texts/rules.ts";
import { printTable } from "../kit/table.ts";

/** What a kind looks for, and one rule of it. */
export async function explain(
  terminal: Terminal,
  { kind, rule, json }: { kind: RuleKind | undefined; rule: ReadyRule | undefined; json: boolean },
): Promise<void> {
  if (kind === undefined) return;
  const params = describeSchema(kind.params).map((param) => ({
    ...param,
    value: rule?.spec.params[param.name] ?? param.fallback ?? null,
  }));
  const ages = Object.entries(EVIDENCE_LIMITS).map(([origin, { softMs, hardMs }]) => ({
    origin,
    fresh_s: softMs / 1_000,
    useless_s: hardMs / 1_000,
  }));
  if (json) {
    const shown = {
      kind: kind.id,
      what: kind.what,
      params,
      formula: RULE_CLI_TEXTS.formula[1],
      ages,
      is_alert: kind.isAlert,
    };
    return terminal.out(JSON.stringify(rule === undefined ? shown : { id: rule.spec.id, ...shown }, null, 2));
  }
  const say = createSayFrom(RULE_CLI_TEXTS, langOf(terminal));
  const name = rule === undefined ? kind.id : `${rule.spec.id} (${kind.id})`;
  terminal.out(`${name}: ${await translate(kind.what, terminal)}`);
  const rows = await Promise.all(
    params.map(async ({ name, type, value }) => [
      name,
      await translate(type, terminal),
      value === null ? "-" : JSON.stringify(value),
    ]),
  );
  const value = rule === undefined ? "head_usual" : "head_here";
  printTable(terminal, [[say("head_parameter"), say("head_type"), say(value)], ...rows]);
  terminal.out(say("score", { formula: say("formula") }));
  const limits = ages.map(({ origin, fresh_s, useless_s }) => [
    origin,
    say("seconds", { seconds: fresh_s }),
    say("seconds", { seconds: useless_s }),
  ]);
  const heads = ["evidence", "fresh", "useless"] as const;
  printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...limits]);
}
