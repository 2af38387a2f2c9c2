/** Exits as freqtrade spells them in a configuration. */
import { MINUTE_MS } from "../../core/kst.ts";
import { nearName } from "../../core/near_name.ts";
import type { ExitRules } from "./fill_model.ts";

const KNOWN = [
  "stop_loss",
  "stoploss",
  "roi",
  "minimal_roi",
  "trailing_stop",
  "trailing_stop_positive",
  "trailing_stop_positive_offset",
  "trailing_only_offset_is_reached",
  "use_exit_signal",
] as const;

/** What we do not have, and the value at which it does nothing. */
const WITHOUT: Readonly<Record<string, unknown>> = {
  use_custom_stoploss: false,
  custom_entry_price: null,
  custom_exit_price: null,
  leverage: 1,
  timeout: null,
  adjust_entry_price: null,
};

/** Spaces of a strategy's own parameters, as freqtrade writes them beside exits. */
const SPACES = ["buy_params", "sell_params", "entry_params", "exit_params", "params", "buy", "sell"];

/** Exits that cannot be used. */
export class ExitParamsError extends RangeError {
  /** The sentence without its beginning, for whoever names the option instead. */
  readonly problem: string;

  constructor(problem: string) {
    super(`Cannot use these exits: ${problem}`);
    this.problem = problem;
  }
}

/**
 * Exit rules of freqtrade's names: `stop_loss` (or `stoploss`; -0.01 is 1 % below the entry), `roi` (or `minimal_roi`;
 * minutes since the entry to profit share, `{"0": 0.03, "60": 0.01}`), `trailing_stop`, `trailing_stop_positive`,
 * `trailing_stop_positive_offset`, `trailing_only_offset_is_reached`, `use_exit_signal`. What is left out is off; exits
 * by signal are on.
 *
 * @throws {RangeError} naming a field that cannot be used, and for features that we do not have.
 * @see https://www.freqtrade.io/en/stable/stoploss/
 */
export function exitRulesOfFreqtrade(params: unknown): ExitRules {
  if (!isRecord(params)) throw new ExitParamsError("they must be an object of settings");
  for (const [name, value] of Object.entries(params)) {
    if ((KNOWN as readonly string[]).includes(name)) continue;
    if (SPACES.includes(name)) {
      fail(
        name,
        "holds parameters of a strategy and no exits; give those with --params, by the names they have here",
      );
    }
    if (!Object.hasOwn(WITHOUT, name)) fail(name, `is not known; ${toHint(name)}`);
    if (value !== WITHOUT[name]) fail(name, `must be ${WITHOUT[name]}: nothing else is simulated`);
  }
  for (const [name, alias] of [["stop_loss", "stoploss"], ["roi", "minimal_roi"]] as const) {
    if (isSaid(params, name) && isSaid(params, alias)) {
      fail(name, `and ${alias} are the same: give one of them`);
    }
  }
  const stop = readNumber(params, { name: "stop_loss", alias: "stoploss" });
  if (stop !== undefined && !(stop < 0 && stop >= -1)) fail("stop_loss", "must be from -1 to below 0");
  return {
    stopLossShare: stop === undefined ? undefined : -stop,
    roi: readRoiTable(params["roi"] ?? params["minimal_roi"]),
    trailing: readTrailing(params),
    useExitSignal: readFlag(params, "use_exit_signal") ?? true,
  };
}

function readTrailing(params: Record<string, unknown>): ExitRules["trailing"] {
  const positiveShare = readNumber(params, { name: "trailing_stop_positive" });
  const offsetShare = readNumber(params, { name: "trailing_stop_positive_offset" }) ?? 0;
  const onlyOffset = readFlag(params, "trailing_only_offset_is_reached") ?? false;
  if (positiveShare !== undefined && !(positiveShare > 0 && positiveShare < 1)) {
    fail("trailing_stop_positive", "must lie between 0 and 1");
  }
  if (!(offsetShare >= 0)) fail("trailing_stop_positive_offset", "must be 0 or above");
  const isTrailing = readFlag(params, "trailing_stop");
  // Off in so many words is a choice; left out, the other settings would do nothing without anybody's knowing.
  if (isTrailing === undefined && (positiveShare !== undefined || offsetShare > 0 || onlyOffset)) {
    fail("trailing_stop", "is left out, so the other trailing settings do nothing: add it as true or false");
  }
  return isTrailing === true ? { positiveShare, offsetShare, onlyOffset } : undefined;
}

/** A melting target: minutes since the entry to profit share. @throws {RangeError} */
export function readRoiTable(value: unknown): ExitRules["roi"] {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) return fail("roi", "must be an object of minutes to profit shares");
  const steps = Object.entries(value).map(([minutes, share]) => {
    if (!/^\d{1,9}$/.test(minutes)) fail("roi", `has ${JSON.stringify(minutes)} where minutes belong`);
    if (typeof share !== "number" || !Number.isFinite(share) || share < -1) {
      return fail("roi", `has no profit share from -1 on at ${minutes} minutes`);
    }
    return { afterMs: Number(minutes) * MINUTE_MS, share };
  });
  return steps.length === 0 ? undefined : steps.toSorted((a, b) => a.afterMs - b.afterMs);
}

function readNumber(
  params: Record<string, unknown>,
  { name, alias = name }: { name: string; alias?: string },
): number | undefined {
  const value = params[name] ?? params[alias] ?? undefined;
  if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
  return fail(name, "must be a number");
}

function readFlag(params: Record<string, unknown>, name: string): boolean | undefined {
  const value = params[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  return fail(name, "must be true or false");
}

function isSaid(params: Record<string, unknown>, name: string): boolean {
  return params[name] !== undefined && params[name] !== null;
}

function toHint(name: string): string {
  const near = nearName(name, [...KNOWN, ...Object.keys(WITHOUT)]);
  return near === undefined ? `known are ${KNOWN.join(", ")}` : `did you mean ${near}?`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fail(name: string, what: string): never {
  throw new ExitParamsError(`${name} ${what}`);
}
