/** What the engine and a strategy's process say to each other, and reading it with distrust: the code is not ours. */
import type { SessionTable } from "../../calendar/session_table.ts";
import type { Advice, Fill, SizeHint } from "../../core/advice.ts";
import { type AdviceReason, isKeyedReason, LONGEST_REASON } from "../../core/reasons/advice_reason.ts";
import { type Candle, type Interval, INTERVALS } from "../../core/candle.ts";
import type { Needs, State } from "../../strategies/strategy.ts";

/** The hidden sub-command that is the child: `strategy-host <kind> [file]`. */
export const STRATEGY_HOST_COMMAND = "strategy-host";

/** A batch of candles has some 20 KB; a state that is larger than half of this is refused by its own process. */
export const LINE_CHARS = 1024 * 1024;
export const LONGEST_STATE_CHARS = 256 * 1024;
/** Memory of the strategy's own objects; V8 ends the process beyond it. */
export const HEAP_MB = 96;
/** Memory of the whole process. */
export const MOST_RSS_BYTES = 256 * 2 ** 20;
/** Candles in one question. */
export const MOST_CANDLES = 200;

const MOST_WARM_UP_CANDLES = 100_000;
const MOST_INTERVALS = 8;

/** A closed candle on its way to a strategy. */
export interface HostCandle {
  readonly interval: Interval;
  readonly candle: Candle;
  /** What its orders did within this candle; told to it before the candle. */
  readonly fills: readonly Fill[];
}

export type HostAsk =
  /** Makes the strategy, anew or as it was; again and again with other parameters. */
  | {
    readonly op: "open";
    readonly params: unknown;
    readonly interval: Interval;
    /** `undefined` for a fresh one. */
    readonly state?: State;
    /** Of a market with sessions: when they were and will be. */
    readonly sessions?: SessionTable;
  }
  /** Works candles until one brings advice; `warm_up` works all of them and drops what it says. */
  | {
    readonly op: "candles";
    readonly mode: "live" | "warm_up";
    readonly candles: readonly HostCandle[];
    /** In place of those it was opened with: the calendar has changed since, or they came near their end. */
    readonly sessions?: SessionTable;
  };

/** Answer to `open`. A refusal is for good: the same question would be refused again. */
export type Opened =
  | {
    readonly kind: "open";
    readonly needs: Needs;
    readonly state: State;
    /** A sentence about the user's file, for its owner. */
    readonly warning?: string;
  }
  | { readonly kind: "refused"; readonly problem: string };

/** Answer to `candles`. */
export type Worked =
  | {
    readonly kind: "worked";
    /** How many of the candles; the last one of them brought the advice, if there is any. */
    readonly done: number;
    readonly advice: Advice | undefined;
    readonly state: State;
    /** Time in the strategy's own code. */
    readonly tookMs: number;
  }
  /** This process is a new one and was not told what to do. */
  | { readonly kind: "not_open" }
  /** The strategy threw; nothing that it remembers can be trusted any more. */
  | { readonly kind: "threw"; readonly problem: string };

/** What a child said cannot be used. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** @throws {ProtocolError} */
export function readOpened(value: unknown): Opened {
  const answer = toRecord(value, "the answer");
  if (answer.kind === "refused") return { kind: "refused", problem: toText(answer.problem) };
  if (answer.kind !== "open") throw new ProtocolError("the answer to open is not one");
  if (answer.state === undefined) throw new ProtocolError("the answer to open holds no state");
  const warning = answer.warning === undefined ? {} : { warning: toText(answer.warning) };
  // JSON by then
  return { kind: "open", needs: readNeeds(answer.needs), state: answer.state as State, ...warning };
}

/** @throws {ProtocolError} */
export function readNeeds(value: unknown): Needs {
  const { intervals, warmUpBars: warmUpCandles, historyBars: historyCandles, mostPositions } = toRecord(
    value,
    "needs",
  );
  if (!Array.isArray(intervals) || intervals.length === 0 || intervals.length > MOST_INTERVALS) {
    throw new ProtocolError(`needs.intervals must be a list of 1 to ${MOST_INTERVALS} intervals`);
  }
  const known = intervals.map((text) => INTERVALS.find((interval) => interval === text));
  const [first, ...others] = known.filter((interval) => interval !== undefined);
  if (first === undefined || others.length + 1 !== intervals.length || new Set(known).size < known.length) {
    throw new ProtocolError(`needs.intervals must be different ones of ${INTERVALS.join(", ")}`);
  }
  const isCandles = Number.isSafeInteger(warmUpCandles) && Number(warmUpCandles) >= 0;
  if (!isCandles || Number(warmUpCandles) > MOST_WARM_UP_CANDLES) {
    throw new ProtocolError(`needs.warmUpBars must be a whole number from 0 to ${MOST_WARM_UP_CANDLES}`);
  }
  const isHistory = historyCandles === undefined ||
    (Number.isSafeInteger(historyCandles) && Number(historyCandles) >= 0);
  if (!isHistory) throw new ProtocolError("needs.historyBars must be a whole number from 0");
  const isMost = mostPositions === undefined ||
    (Number.isSafeInteger(mostPositions) && Number(mostPositions) > 0);
  if (!isMost) throw new ProtocolError("needs.mostPositions must be a whole number above 0");
  return {
    intervals: [first, ...others],
    warmUpBars: Number(warmUpCandles),
    // A wish, of which as much is met as may be.
    ...(historyCandles === undefined
      ? {}
      : { historyBars: Math.min(Number(historyCandles), MOST_WARM_UP_CANDLES) }),
    ...(mostPositions === undefined ? {} : { mostPositions: Number(mostPositions) }),
  };
}

/** @param asked how many candles there were. @throws {ProtocolError} */
export function readWorked(value: unknown, asked: number): Worked {
  const answer = toRecord(value, "the answer");
  if (answer.kind === "not_open") return { kind: "not_open" };
  if (answer.kind === "threw") return { kind: "threw", problem: toText(answer.problem) };
  const { kind, done, tookMs, state } = answer;
  const isDone = Number.isSafeInteger(done) && Number(done) >= 1 && Number(done) <= asked;
  if (kind !== "worked" || !isDone || state === undefined) {
    throw new ProtocolError("the answer to bars is not one");
  }
  const advice = answer.advice === undefined ? undefined : readAdvice(answer.advice);
  if (advice === undefined && done !== asked) throw new ProtocolError("bars were left out without advice");
  return {
    kind,
    done: Number(done),
    advice,
    state: state as State, // JSON by then
    tookMs: isNumber(tookMs) && tookMs >= 0 ? tookMs : 0,
  };
}

/** @throws {ProtocolError} naming the field. */
export function readAdvice(value: unknown): Advice {
  const { action, size, stopPrice, takeProfitPrice, confidence, reason } = toRecord(value, "advice");
  if (action !== "buy" && action !== "sell" && action !== "short" && action !== "cover") {
    throw new ProtocolError("advice.action must be buy, sell, short or cover");
  }
  if (!isNumber(confidence) || confidence < 0 || confidence > 1) {
    throw new ProtocolError("advice.confidence must be a number from 0 to 1");
  }
  return {
    action,
    confidence,
    reason: readReason(reason),
    ...(size === undefined ? {} : { size: readSize(size) }),
    ...readPrice("stopPrice", stopPrice),
    ...readPrice("takeProfitPrice", takeProfitPrice),
  };
}

/** @throws {ProtocolError} naming the row. */
export function readSessions(value: unknown): SessionTable {
  if (!Array.isArray(value)) throw new ProtocolError("sessions must be a list");
  let lastDay = -Infinity;
  for (const [i, row] of value.entries()) {
    const [day, openMs, closeMs, ...rest] = Array.isArray(row) ? row : [];
    const isSession = [day, openMs, closeMs].every(Number.isSafeInteger) && rest.length === 0;
    if (!isSession || day <= lastDay || openMs >= closeMs) {
      throw new ProtocolError(
        `sessions[${i}] must be a later day than the one before, its open and its close`,
      );
    }
    lastDay = day;
  }
  return value;
}

function readReason(value: unknown): AdviceReason {
  if (isKeyedReason(value)) return value;
  const text = toText(value).trim();
  if (text === "") throw new ProtocolError("advice.reason must be a sentence, or a key with its numbers");
  return text;
}

/** @throws {ProtocolError} */
export function readSize(value: unknown): SizeHint {
  const { kind, ...rest } = toRecord(value, "size");
  if (kind === "share" && isNumber(rest.share) && rest.share > 0 && rest.share <= 1) {
    return { kind, share: rest.share };
  }
  if (kind === "value" && isNumber(rest.value) && rest.value > 0) return { kind, value: rest.value };
  if (kind === "units" && isNumber(rest.units) && rest.units > 0) return { kind, units: rest.units };
  throw new ProtocolError("size must be a share above 0 up to 1, a value above 0 or units above 0");
}

function readPrice<Name extends string>(name: Name, value: unknown): { readonly [key in Name]?: number } {
  if (value === undefined) return {};
  if (!isNumber(value) || value <= 0) throw new ProtocolError(`advice.${name} must be a price above 0`);
  return { [name]: value } as { readonly [key in Name]: number };
}

export function toRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new ProtocolError(`${what} is not an object`);
}

/** NaN and infinities become `null` in JSON, so they end here. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function toText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, LONGEST_REASON) : "";
}
