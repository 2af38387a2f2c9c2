/** The money of a strategy on paper: what a row of the table says, checked, with defaults for what it leaves out. */
import { z } from "zod";
import { nearName } from "../core/near_name.ts";
import type { ExitRules } from "../paper/fill_models/fill_model.ts";
import {
  type AccountPlan,
  accountPlanSchema,
  krxSchema,
  type TradedMarket,
  type UsualName,
  usualNames,
  usualRules,
} from "../paper/account_rules.ts";
import { exitRulesSchema, trailingSchema } from "../paper/exit_rules.ts";
import { ProtocolError, toRecord } from "./host/protocol.ts";

export interface Money {
  readonly rules: AccountPlan;
  readonly exits: ExitRules;
  /** Id of a fill model. */
  readonly fillModel: string;
  /** What nobody said. */
  readonly usual: readonly UsualName[];
}

const moneySchema = accountPlanSchema.extend({
  exits: exitRulesSchema.default({}),
  fillModel: z.string("must be the id of a fill model").default("next_open"),
});

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "money": Object.keys(moneySchema.shape),
  "money.exits": Object.keys(exitRulesSchema.shape),
  "money.exits.trailing": Object.keys(trailingSchema.shape),
};

/**
 * @param value plain JSON; `{}` takes every default.
 * @throws {ProtocolError} naming the first field that is wrong.
 */
export function readMoney(value: unknown, market: TradedMarket): Money {
  const given = toRecord(value, "money");
  const krx = krxSchema.safeParse(given["krx"]).data;
  const usual = usualRules(krx === undefined ? market : { ...market, krx });
  const { sellFeeRate: _one, ...ofBothSides } = usual;
  // One fee that was set is that of both sides.
  const parsed = moneySchema.safeParse({
    ...(given["feeRate"] === undefined ? usual : ofBothSides),
    ...given,
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ProtocolError(issue === undefined ? "money cannot be used" : toFault(issue));
  }
  const { exits, fillModel, ...rules } = parsed.data;
  return { rules, exits, fillModel, usual: usualNames(given, rules) };
}

function toFault(issue: z.core.$ZodIssue): string {
  const place = ["money", ...issue.path.map(String)].join(".");
  if (issue.code !== "unrecognized_keys") return `${place} ${issue.message}`;
  const [stray = ""] = issue.keys;
  const known = FIELDS[place] ?? [];
  const near = nearName(stray, known);
  const hint = near === undefined ? `use ${known.join(", ")}` : `did you mean ${near}?`;
  return `${place} has no field ${stray}: ${hint}`;
}
