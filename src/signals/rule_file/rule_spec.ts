/** A rule as a person writes it, and as it is used. Wrong ones are told with all their faults and a way out. */
import { z } from "zod";
import { MINUTE_MS } from "../../core/kst.ts";
import { nearName } from "../../core/near_name.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import { toShownText } from "../../core/text.ts";
import type { PreparedRule, RuleKind } from "../rules/rule.ts";

const ruleSchema = z.strictObject({
  id: z.string().regex(
    /^[a-z0-9][a-z0-9_-]{0,39}$/,
    "must be 1 to 40 small letters, digits, _ or -, like stop_7",
  ),
  kind: z.string(),
  params: z.record(z.string(), z.json()).default({}),
  active: z.boolean().default(true),
  /** Below this score nothing is sent; that of the kind when it is left out. */
  minScore: z.int().min(0).max(100).optional(),
  /** From which confidence of the judge on a confirmed buy rings; without a judge, from which score. */
  ringFrom: z.int().min(0).max(100).default(80),
  /** Minutes for which it counts. */
  validMin: z.int().min(1).max(1_440).default(10),
  /** How long a pair of ticker and action that went out does not go out again. */
  window: z.enum(["trading_day", "24h"]).default("trading_day"),
});

const MOST_RULES = 200;

const fileSchema = z.strictObject({
  settings: z.strictObject({
    /** Minutes after the open in which rules about shares do not fire: the first prices are noise. */
    openQuietMin: z.int().min(0).max(390).default(5),
  }).prefault({}),
  rules: z.array(z.json()).max(MOST_RULES),
});

export type RuleSpec = z.infer<typeof ruleSchema>;

export interface ReadyRule {
  readonly spec: RuleSpec;
  readonly kind: RuleKind;
  readonly prepared: PreparedRule;
  readonly minScore: number | undefined;
}

export interface RuleSet {
  readonly openQuietMs: number;
  readonly rules: readonly ReadyRule[];
}

export type RuleSetReading =
  | { readonly kind: "rules"; readonly set: RuleSet }
  | { readonly kind: "faults"; readonly faults: readonly string[] };

/** Rules for when there is no file: what protects, and what the stock API can tell. */
export const DEFAULT_RULES = {
  settings: { openQuietMin: 5 },
  rules: [
    { id: "stop", kind: "holding_stop", params: { stopPct: 7 } },
    { id: "trailing", kind: "holding_trailing", params: { trailPct: 8, armPct: 10 } },
    { id: "target", kind: "holding_target", params: { targetPct: 15 } },
    { id: "bad_news", kind: "news_shock", params: { direction: "bad" } },
    { id: "momentum", kind: "screener_momentum", params: { topN: 10, minChangePct: 1 } },
    { id: "advice", kind: "strategy_advice", params: {} },
    { id: "inbound", kind: "inbound", params: {} },
  ],
} as const;

export function readRuleSet(json: unknown, kinds: readonly RuleKind[]): RuleSetReading {
  const parsed = fileSchema.safeParse(json, { error: toFieldWords });
  // A fault beside the rules does not hide those in them.
  const written = parsed.success ? parsed.data.rules : rulesOf(json);
  const readings = written.map((rule, i) => readRule(rule, { kinds, place: `rules[${i}]` }));
  const faults = [
    ...(parsed.success ? [] : toFaults("", parsed.error, FILE_NAMES)),
    ...readings.flatMap((reading) => reading.kind === "faults" ? reading.faults : []),
  ];
  const rules = readings.flatMap((reading) => reading.kind === "rule" ? [reading.rule] : []);
  const ids = rules.map(({ spec }) => spec.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) faults.push(`two rules have the id ${twice}; give one of them another`);
  if (!parsed.success || faults.length > 0) return { kind: "faults", faults };
  return { kind: "rules", set: { openQuietMs: parsed.data.settings.openQuietMin * MINUTE_MS, rules } };
}

function rulesOf(json: unknown): readonly unknown[] {
  const isFile = typeof json === "object" && json !== null && "rules" in json;
  return isFile && Array.isArray(json.rules) ? json.rules.slice(0, MOST_RULES) : [];
}

const FILE_NAMES = ["settings", "rules", "openQuietMin"];
const RULE_NAMES = Object.keys(ruleSchema.shape);

/** @param options.place how the rule is called in a sentence about it. */
export function readRule(
  json: unknown,
  options: { readonly kinds: readonly RuleKind[]; readonly place: string },
):
  | { readonly kind: "rule"; readonly rule: ReadyRule }
  | { readonly kind: "faults"; readonly faults: readonly string[] } {
  const { kinds } = options;
  const parsed = ruleSchema.safeParse(json, { error: toFieldWords });
  const place = placeOf(json, options.place);
  if (!parsed.success) return { kind: "faults", faults: toFaults(place, parsed.error, RULE_NAMES) };
  const spec = parsed.data;
  const kind = kinds.find(({ id }) => id === spec.kind);
  if (kind === undefined) {
    const near = nearName(spec.kind, kinds.map(({ id }) => id));
    const hint = near === undefined
      ? `there are ${kinds.map(({ id }) => id).join(", ")}`
      : `did you mean ${near}?`;
    return {
      kind: "faults",
      faults: [`${place}: there is no kind ${JSON.stringify(toShownText(spec.kind.slice(0, 40)))}; ${hint}`],
    };
  }
  try {
    const prepared = kind.prepare(spec.params);
    return { kind: "rule", rule: { spec, kind, prepared, minScore: spec.minScore ?? kind.usualMinScore } };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { kind: "faults", faults: toFaults(`${place}: params`, error, kind.paramNames) };
  }
}

function placeOf(json: unknown, place: string): string {
  const id = typeof json === "object" && json !== null && "id" in json ? json.id : undefined;
  return typeof id === "string" && id.length <= 40 ? `${place} (${toShownText(id)})` : place;
}

function toFaults(place: string, error: z.ZodError, names: readonly string[]): string[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join(".");
    const at = [place, path].filter((part) => part !== "").join(".") || "the file";
    if (issue.code !== "unrecognized_keys") return [`${at}: ${issue.message}`];
    return issue.keys.map((key) => {
      const near = nearName(key, names);
      const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
      return `${at}: there is no ${JSON.stringify(toShownText(key.slice(0, 40)))}; ${hint}`;
    });
  });
}
