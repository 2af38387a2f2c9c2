/** The money of a strategy on paper: what a row of the table says, checked, with defaults for what it leaves out. */
import { readDecimal } from "../core/decimal.ts";
import type { ExitRules } from "../fill_models/fill_model.ts";
import type { AccountRules } from "../paper/trade.ts";
import { isNumber, ProtocolError, readSize, toRecord } from "./protocol.ts";

export interface Money {
  readonly rules: Omit<AccountRules, "tickSize" | "mostPositions"> & {
    /** `exchange`: as the exchange rounds, where that is known; decimal text; `none` does not round. */
    readonly tickSize: string;
    /** `undefined` takes what the strategy asks for. */
    readonly mostPositions: number | undefined;
  };
  readonly exits: ExitRules;
  /** Id of a fill model. */
  readonly fillModel: string;
}

/** Costs of Upbit's won market. */
const USUAL = {
  startCash: 1_000_000,
  feeRate: 0.0005,
  slippageShare: 0.0005,
  lotSize: "0.00000001",
  tickSize: "exchange",
  minOrderValue: 5_000,
  allowShort: false,
  defaultSize: { kind: "share", share: 1 },
  fillModel: "next_open",
} as const;

export const MONEY_FIELDS = [...Object.keys(USUAL), "mostPositions", "exits"];

const MOST_CASH = 1e15;
const MOST_SHARE = 0.5;
const MOST_POSITIONS = 10_000;

/**
 * @param value plain JSON; `{}` takes every default.
 * @throws {ProtocolError} naming the first field that is wrong.
 */
export function readMoney(value: unknown): Money {
  const fields = toRecord(value, "money");
  const stray = Object.keys(fields).find((name) => !MONEY_FIELDS.includes(name));
  if (stray !== undefined) {
    throw new ProtocolError(`money has no field ${stray}: use ${MONEY_FIELDS.join(", ")}`);
  }
  const given = { ...USUAL, ...fields } as Readonly<Record<string, unknown>>;
  const { mostPositions, allowShort, fillModel, tickSize } = given;
  if (typeof allowShort !== "boolean") throw new ProtocolError("money.allowShort must be true or false");
  if (typeof fillModel !== "string") {
    throw new ProtocolError("money.fillModel must be the id of a fill model");
  }
  return {
    rules: {
      startCash: readNumber("startCash", given, { above: 0, most: MOST_CASH }),
      feeRate: readNumber("feeRate", given, { least: 0, most: MOST_SHARE }),
      slippageShare: readNumber("slippageShare", given, { least: 0, most: MOST_SHARE }),
      minOrderValue: readNumber("minOrderValue", given, { least: 0, most: MOST_CASH }),
      lotSize: readStep("lotSize", given.lotSize),
      tickSize: tickSize === "exchange" || tickSize === "none" ? tickSize : readStep("tickSize", tickSize),
      allowShort,
      mostPositions: mostPositions === undefined ? undefined : readMostPositions(mostPositions),
      defaultSize: readSize(given.defaultSize),
    },
    exits: readExits(given.exits),
    fillModel,
  };
}

function readMostPositions(value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MOST_POSITIONS) {
    return Number(value);
  }
  throw new ProtocolError(`money.mostPositions must be a whole number from 1 to ${MOST_POSITIONS}`);
}

function readExits(value: unknown): ExitRules {
  if (value === undefined) return {};
  const given = toRecord(value, "money.exits");
  const { trailing, roi, useExitSignal, ...shares } = given;
  const stray = Object.keys(shares).find((name) => name !== "stopLossShare" && name !== "takeProfitShare");
  if (stray !== undefined) throw new ProtocolError(`money.exits has no field ${stray}`);
  if (useExitSignal !== undefined && typeof useExitSignal !== "boolean") {
    throw new ProtocolError("money.exits.useExitSignal must be true or false");
  }
  return {
    ...readShares(given, ["stopLossShare", "takeProfitShare"]),
    ...(useExitSignal === undefined ? {} : { useExitSignal }),
    ...(trailing === undefined ? {} : { trailing: readTrailing(trailing) }),
    ...(roi === undefined ? {} : { roi: readRoi(roi) }),
  };
}

function readTrailing(value: unknown): NonNullable<ExitRules["trailing"]> {
  const given = toRecord(value, "money.exits.trailing");
  return {
    ...readShares(given, ["distanceShare", "positiveShare"]),
    offsetShare: readNumber("offsetShare", { offsetShare: 0, ...given }, { least: 0, most: 1_000 }),
    onlyOffset: given.onlyOffset === true,
  };
}

function readRoi(value: unknown): NonNullable<ExitRules["roi"]> {
  if (!Array.isArray(value)) {
    throw new ProtocolError("money.exits.roi must be a list of { afterMs, share }, ascending");
  }
  const steps = value.map((step) => {
    const { afterMs, share } = toRecord(step, "a step of money.exits.roi");
    if (!isNumber(afterMs) || afterMs < 0 || !isNumber(share) || share < -1) {
      throw new ProtocolError("a step of money.exits.roi must have afterMs from 0 and share from -1");
    }
    return { afterMs, share };
  });
  return steps.toSorted((a, b) => a.afterMs - b.afterMs);
}

function readShares<Name extends string>(
  given: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [name in Name]?: number } {
  const found = names.filter((name) => given[name] !== undefined)
    .map((name) => [name, readNumber(name, given, { above: 0, most: 1_000 })]);
  return Object.fromEntries(found);
}

function readNumber(
  name: string,
  given: Readonly<Record<string, unknown>>,
  { above, least, most }: { readonly above?: number; readonly least?: number; readonly most: number },
): number {
  const value = given[name];
  const isIn = isNumber(value) && value <= most && (above === undefined || value > above) &&
    (least === undefined || value >= least);
  if (isIn) return value;
  const from = above === undefined ? `from ${least}` : `above ${above}`;
  throw new ProtocolError(`money.${name} must be a number ${from} up to ${most}`);
}

function readStep(name: string, value: unknown): string {
  if (typeof value === "string" && (readDecimal(value) ?? 0n) > 0n) return value;
  throw new ProtocolError(`money.${name} must be decimal text above 0, like "0.00000001"`);
}
