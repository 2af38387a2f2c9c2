import { EVIDENCE_LIMITS } from "../../signals/score/limits.ts";
import type { ReadyRule } from "../../signals/rule_file/rule_spec.ts";
import type { RuleKind } from "../../signals/rules/rule.ts";
import { describeSchema } from "../../commands/strategies/params_text.ts";
import { printTable } from "../kit/table.ts";
import type { Terminal } from "../kit/terminal.ts";

const FORMULA = "round(100 x sum(weight x strength) / sum(weight) x (0.5 + 0.5 x coverage) x freshness)";

/** What a kind looks for, and one rule of it. */
export function explain(
  terminal: Terminal,
  { kind, rule, json }: { kind: RuleKind | undefined; rule: ReadyRule | undefined; json: boolean },
): void {
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
    const shown = { kind: kind.id, what: kind.what, params, formula: FORMULA, ages, is_alert: kind.isAlert };
    return terminal.out(JSON.stringify(rule === undefined ? shown : { id: rule.spec.id, ...shown }, null, 2));
  }
  terminal.out(`${rule === undefined ? kind.id : `${rule.spec.id} (${kind.id})`}: ${kind.what}`);
  const rows = params.map((
    { name, type, value },
  ) => [name, type, value === null ? "-" : JSON.stringify(value)]);
  printTable(terminal, [["parameter", "type", rule === undefined ? "usual" : "here"], ...rows]);
  terminal.out(`score: ${FORMULA}`);
  const limits = ages.map(({ origin, fresh_s, useless_s }) => [origin, `${fresh_s} s`, `${useless_s} s`]);
  printTable(terminal, [["evidence", "fresh up to", "none from"], ...limits]);
}
