/** The exits of a backtest from the command line: stops, targets, and which rules fill orders. */
import { z } from "zod";
import { UserError } from "../../core/errors.ts";
import { toFieldWords } from "../../core/payload/field_faults.ts";
import type { ExitRules } from "../../paper/fill_models/fill_model.ts";
import {
  ExitParamsError,
  exitRulesOfFreqtrade,
  readRoiTable,
} from "../../paper/fill_models/freqtrade_params.ts";
import { findExitFault } from "../../paper/exit_rules.ts";
import { toParamFaults } from "../../strategies/param_faults.ts";
import { findModel } from "../../backtest/jobs/find_model.ts";
import { readNumber } from "./account_options.ts";

/** As they were typed. */
export interface ExitOptions {
  readonly fills?: string;
  readonly stopLoss?: string;
  readonly takeProfit?: string;
  readonly trailing?: string;
  readonly roi?: string;
  readonly freqtradeParams?: string;
  /** False with `--no-exit-signal`. */
  readonly exitSignal?: boolean;
}

export interface ExitPlan {
  readonly modelId: string;
  readonly exits: ExitRules;
}

const share = z.number().min(0).lt(1);

const trailingSchema = z.strictObject({
  distance: share.gt(0).optional(),
  positive: share.gt(0).optional(),
  offset: z.number().min(0).max(100).default(0),
  only_offset: z.boolean().default(false),
});

/** @throws {UserError} naming the option and the field. */
export function readExits(options: ExitOptions): ExitPlan {
  const ofFreqtrade = options.freqtradeParams === undefined
    ? undefined
    : readFreqtrade(options.freqtradeParams);
  const model = findModel(options.fills ?? (ofFreqtrade === undefined ? undefined : "freqtrade"));
  const exits: ExitRules = {
    ...ofFreqtrade,
    ...part(
      "stopLossShare",
      options.stopLoss,
      (text) => readNumber("--stop-loss", text, { usual: 0, above: 0, most: 1 }),
    ),
    ...part(
      "takeProfitShare",
      options.takeProfit,
      (text) => readNumber("--take-profit", text, { usual: 0, above: 0, most: 1_000 }),
    ),
    ...part("trailing", options.trailing, readTrailing),
    ...part("roi", options.roi, (text) => readStrict("--roi", { text, read: readRoiTable })),
    ...(options.exitSignal === false ? { useExitSignal: false } : {}),
  };
  const fault = findExitFault(exits);
  if (fault !== undefined) throw refuse(fault);
  return { modelId: model.id, exits };
}

function part<Name extends keyof ExitRules>(
  name: Name,
  text: string | undefined,
  read: (text: string) => ExitRules[Name],
): Partial<Pick<ExitRules, Name>> {
  return text === undefined ? {} : { [name]: read(text) } as Partial<Pick<ExitRules, Name>>;
}

function readTrailing(text: string): ExitRules["trailing"] {
  const { distance, positive, offset, only_offset } = readJson("--trailing", {
    text,
    schema: trailingSchema,
  });
  return { distanceShare: distance, positiveShare: positive, offsetShare: offset, onlyOffset: only_offset };
}

function readFreqtrade(text: string): ExitRules {
  return readStrict("--freqtrade-params", { text, read: exitRulesOfFreqtrade });
}

/** @throws {UserError} naming the option and what is wrong. */
function readStrict<T>(
  name: string,
  { text, read }: { readonly text: string; readonly read: (value: unknown) => T },
): T {
  const value = toJson(text);
  if (value === undefined) throw refuse(`${name} must be JSON of the form in --help`);
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof ExitParamsError)) throw error;
    throw refuse(`${name} must be JSON of the form in --help; ${error.problem}`);
  }
}

function refuse(why: string): UserError {
  return new UserError("invalid", `Cannot run the backtest: ${why}`);
}

/** @throws {UserError} naming the option and the first fault. */
function readJson<T>(
  name: string,
  { text, schema }: { readonly text: string; readonly schema: z.ZodType<T> },
): T {
  const parsed = schema.safeParse(toJson(text), { error: toFieldWords });
  if (parsed.success) return parsed.data;
  const [fault = ""] = toParamFaults(parsed.error.issues, { params: schema });
  throw refuse(`${name} must be JSON of the form in --help; ${fault}`);
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
