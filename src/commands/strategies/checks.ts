/** What must be true of a strategy before it is added or changed: kind, parameters, money. */
import type { Interval } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { toErrorText } from "../../core/errors.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import { editDistance } from "../../core/text.ts";
import { readMoney } from "../../engine/money.ts";
import type { TradedMarket } from "../../paper/account_rules.ts";
import { findExitFault } from "../../paper/exit_rules.ts";
import { toParamFaults } from "../../strategies/param_faults.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import type { StrategiesPort } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

function refuse(reason: string, message: string): CommandRefusal {
  return new CommandRefusal("arguments", reason, { message });
}

/** @throws {CommandRefusal} */
export function checkKind(kind: string, { kinds, dir }: StrategiesPort): string {
  if (isUserFileName(kind)) {
    if (isThere(`${dir}/${kind}`)) return kind;
    throw refuse(
      "unknown_kind",
      `There is no file ${dir}/${kind}; begin one with: ${
        toCommand("strategy", "new", kind.replace(/\.ts$/, ""))
      }`,
    );
  }
  const ids = kinds.map(({ id }) => id);
  if (ids.includes(kind)) return kind;
  const near = ids.find((id) => editDistance(id, kind) <= 2);
  throw refuse(
    "unknown_kind",
    `There is no strategy ${JSON.stringify(kind.slice(0, 60))}; ${
      near === undefined ? `there are ${ids.join(", ")}, and files like my_idea.ts` : `did you mean ${near}?`
    }`,
  );
}

/**
 * @returns the parameters complete, so that a later change of a default changes nothing that runs; those of a file as
 *   they are, for it is read when it starts.
 * @throws {CommandRefusal}
 */
export function checkParams(
  { kind, params, timeframe }: {
    readonly kind: string;
    readonly params: unknown;
    readonly timeframe: Interval;
  },
  { kinds }: StrategiesPort,
): unknown {
  if (isUserFileName(kind)) return params;
  const strategy = kinds.find(({ id }) => id === kind);
  if (strategy === undefined) throw new RangeError(`Cannot check parameters: there is no strategy ${kind}`);
  const parsed = strategy.params.safeParse(params, { error: toFieldWords });
  if (!parsed.success) {
    const faults = toParamFaults(parsed.error.issues, strategy);
    throw refuse(
      "bad_params",
      [`These parameters do not fit ${kind}:`, ...faults.map((fault) => `  ${fault}`)].join("\n"),
    );
  }
  try {
    strategy.needs(parsed.data, timeframe);
    strategy.create(parsed.data, timeframe);
  } catch (error) {
    if (error instanceof RangeError) throw refuse("bad_params", error.message);
    throw error;
  }
  return parsed.data;
}

/** @param money only what differs from the defaults. @throws {CommandRefusal} */
export function checkMoney(money: unknown, market: TradedMarket, { fillModels }: StrategiesPort): void {
  try {
    const { fillModel, exits } = readMoney(money, market);
    const fault = findExitFault(exits);
    if (fault !== undefined) throw new Error(`money.exits: ${fault}`);
    if (!fillModels.includes(fillModel)) {
      throw new Error(`money.fillModel must be one of ${fillModels.join(", ")}`);
    }
  } catch (error) {
    throw refuse("bad_money", `Cannot use this money: ${toErrorText(error)}`);
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
