/** Why a strategy says something: numbers with a key, which every edge words in its reader's language, or a sentence. */

export const RELATIONS = ["above", "below", "back_above", "back_below"] as const;

/** Where a figure is beside its limit; `back_…`: it has just crossed it. */
export type Relation = (typeof RELATIONS)[number];

export interface TrendSeen {
  /** `1h` */
  readonly interval: string;
  readonly state: "up" | "down" | "sideways";
}

/** How much an order by the clock is of; `usual` is what the account says. */
export type DueAmount =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "share"; readonly share: number }
  | { readonly kind: "usual" };

export type KeyedReason =
  | {
    readonly key: "rsi";
    readonly value: number;
    readonly relation: Relation;
    readonly limit: number;
    /** Candles of the RSI, where it is worth saying. */
    readonly bars?: number | undefined;
    readonly trends?: readonly TrendSeen[] | undefined;
  }
  /** Any other figure, by the name that people know it by: `ADX`. */
  | {
    readonly key: "figure";
    readonly name: string;
    readonly value: number;
    readonly relation: Relation;
    readonly limit: number;
  }
  | {
    readonly key: "averages";
    readonly kind: "sma" | "ema";
    /** Candles of each. */
    readonly fast: number;
    readonly slow: number;
    /** Where the fast one is now. */
    readonly relation: "above" | "below";
    readonly close: number;
  }
  | { readonly key: "trend"; readonly interval: string; readonly state: "up" | "down" }
  | { readonly key: "first_bar" }
  | {
    readonly key: "due";
    readonly action: "buy" | "sell";
    readonly dueAtMs: number;
    readonly lateMs: number;
    readonly amount: DueAmount;
  }
  /** Prices of lines of a grid. */
  | { readonly key: "fell_to_line"; readonly close: number; readonly line: number }
  | { readonly key: "rose_to_lines"; readonly close: number; readonly lines: readonly number[] }
  | {
    readonly key: "table";
    readonly column: "enter_long" | "exit_long" | "enter_short" | "exit_short";
  }
  /** A sentence of its author's in both languages. */
  | { readonly key: "text"; readonly ko: string; readonly en: string };

/** A plain sentence is shown as it is, in whatever language it was written. */
export type AdviceReason = string | KeyedReason;

export const LONGEST_REASON = 500;
const LONGEST_NAME = 40;
const MOST_TRENDS = 8;
const MOST_LINES = 200;

type Check = (value: unknown) => boolean;
type ShapeOf<Reason> = { readonly [Field in Exclude<keyof Reason, "key">]-?: Check };

const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const oneOf = (values: readonly unknown[]): Check => (value) => values.includes(value);
const isTextUpTo = (longest: number): Check => (value) =>
  typeof value === "string" && value.trim() !== "" && value.length <= longest;
const isRelation = oneOf(RELATIONS);
const isText = isTextUpTo(LONGEST_REASON);
const isInterval: Check = (value) => typeof value === "string" && /^\d{1,4}[a-zA-Z]$/.test(value);
const isListOf = (isOne: Check, most: number): Check => (value) =>
  Array.isArray(value) && value.length <= most && value.every(isOne);
const isOptional = (isRight: Check): Check => (value) => value === undefined || isRight(value);
const isTrend: Check = (value) =>
  isRecord(value) && isInterval(value["interval"]) &&
  oneOf(["up", "down", "sideways"])(value["state"]) && hasOnly(value, ["interval", "state"]);

const isAmount: Check = (value) => {
  if (!isRecord(value)) return false;
  const { kind } = value;
  if (kind === "usual") return hasOnly(value, ["kind"]);
  return (kind === "value" || kind === "share") && isNumber(value[kind]) && hasOnly(value, ["kind", kind]);
};

const SHAPES: { readonly [Key in KeyedReason["key"]]: ShapeOf<Extract<KeyedReason, { key: Key }>> } = {
  rsi: {
    value: isNumber,
    relation: isRelation,
    limit: isNumber,
    bars: isOptional(isNumber),
    trends: isOptional(isListOf(isTrend, MOST_TRENDS)),
  },
  figure: { name: isTextUpTo(LONGEST_NAME), value: isNumber, relation: isRelation, limit: isNumber },
  averages: {
    kind: oneOf(["sma", "ema"]),
    fast: isNumber,
    slow: isNumber,
    relation: oneOf(["above", "below"]),
    close: isNumber,
  },
  trend: { interval: isInterval, state: oneOf(["up", "down"]) },
  first_bar: {},
  due: { action: oneOf(["buy", "sell"]), dueAtMs: isNumber, lateMs: isNumber, amount: isAmount },
  fell_to_line: { close: isNumber, line: isNumber },
  rose_to_lines: { close: isNumber, lines: isListOf(isNumber, MOST_LINES) },
  table: { column: oneOf(["enter_long", "exit_long", "enter_short", "exit_short"]) },
  text: { ko: isText, en: isText },
};

/** What is wrong with a reason that somebody else wrote; `undefined` when nothing is. */
export function findReasonFault(reason: unknown): string | undefined {
  if (typeof reason === "string") return reason.trim() === "" ? "a sentence" : undefined;
  if (!isRecord(reason)) return "a sentence, or an object with a key and its numbers";
  const { key } = reason;
  if (typeof key !== "string" || !Object.hasOwn(SHAPES, key)) {
    return `a sentence, or an object whose key is one of ${Object.keys(SHAPES).join(", ")}`;
  }
  const shape: Readonly<Record<string, Check>> = SHAPES[key as KeyedReason["key"]];
  const wrong = Object.entries(shape).find(([field, isRight]) => !isRight(reason[field]));
  if (wrong !== undefined) return `of the key ${key} with a fitting ${wrong[0]}`;
  return hasOnly(reason, ["key", ...Object.keys(shape)])
    ? undefined
    : `of the key ${key} without more fields than ${Object.keys(shape).join(", ") || "the key"}`;
}

/** For a column of text. A sentence stays what it is, as earlier versions wrote it. */
export function toStoredReason(reason: AdviceReason): string {
  return typeof reason === "string" ? reason : JSON.stringify(reason);
}

/** What is no keyed reason that this version knows is a sentence. */
export function readStoredReason(text: string): AdviceReason {
  if (!text.startsWith('{"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return isKeyedReason(value) ? value : text;
  } catch {
    // A sentence may begin like that too.
    return text;
  }
}

export function isKeyedReason(value: unknown): value is KeyedReason {
  return typeof value === "object" && findReasonFault(value) === undefined;
}

function hasOnly(value: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean {
  return Object.keys(value).every((name) => fields.includes(name));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
