/** Where the advice of a live day and of a run over the stored candles differ, and why. */
import type { Advice } from "../../core/advice.ts";
import type { AdviceReason } from "../../core/reasons/advice_reason.ts";
import { toReasonText } from "../../core/reasons/reason_text.ts";
import { closeTimeOf, type Interval } from "../../core/candle.ts";
import { ALWAYS_OPEN, type MarketHours } from "../../core/market/hours.ts";

/** One word of a strategy. */
export interface SaidAdvice {
  /** Open time of the candle at whose close it was said. */
  readonly barOpenMs: number;
  readonly advice: Advice;
}

/** What is known of the live time beside the advice. */
export interface ReplayFacts {
  readonly interval: Interval;
  /** Of the market; left out, it is always open. */
  readonly hours?: MarketHours | undefined;
  /** Whether the store has the candle that begins then. */
  readonly hasBar: (openTimeMs: number) => boolean;
  /** Candles that the store lacks between the warm-up and this one. */
  readonly missingBefore: (openTimeMs: number) => number;
  /** From this candle on the replay may speak. */
  readonly warmFromMs: number;
  /** When the strategy was added; before that it said nothing. */
  readonly addedAtMs: number;
  /** When it was started, as far as that was noted; ascending. */
  readonly startsMs: readonly number[];
}

export const DIFFERENCE_CAUSES = [
  "missing_bar",
  "candle_changed",
  "warm_up",
  "not_running",
  "restart",
  "follows",
  "unexplained",
] as const;

export type DifferenceCause = (typeof DIFFERENCE_CAUSES)[number];

export interface ReplayLine {
  readonly kind: "same" | "differs" | "only_live" | "only_replay";
  readonly barOpenMs: number;
  readonly live: Advice | undefined;
  readonly replayed: Advice | undefined;
  /** Of a difference. */
  readonly cause: DifferenceCause | undefined;
  /** A sentence for a person. */
  readonly why: string | undefined;
}

/** So long after a start, averages may still hold less of the past than those of the replay. */
const RESTART_CANDLES = 500;
/** Of two numbers that mean the same price. */
const SAME_SHARE = 1e-9;

/** Candle by candle, in order of time. */
export function compareAdvice(
  said: { readonly live: readonly SaidAdvice[]; readonly replayed: readonly SaidAdvice[] },
  facts: ReplayFacts,
): readonly ReplayLine[] {
  const live = new Map(said.live.map(({ barOpenMs: candleOpenMs, advice }) => [candleOpenMs, advice]));
  const replayed = new Map(
    said.replayed.map(({ barOpenMs: candleOpenMs, advice }) => [candleOpenMs, advice]),
  );
  const times = [...new Set([...live.keys(), ...replayed.keys()])].toSorted((a, b) => a - b);
  const lines: ReplayLine[] = [];
  for (const candleOpenMs of times) {
    const pair = {
      barOpenMs: candleOpenMs,
      live: live.get(candleOpenMs),
      replayed: replayed.get(candleOpenMs),
    };
    const before = lines.find(({ kind }) => kind === "only_live" || kind === "only_replay");
    lines.push(compareCandle(pair, { facts, firstDifferenceMs: before?.barOpenMs }));
  }
  return lines;
}

type Pair = Pick<ReplayLine, "barOpenMs" | "live" | "replayed">;

interface About {
  readonly facts: ReplayFacts;
  /** The first candle at which only one of both spoke. */
  readonly firstDifferenceMs: number | undefined;
}

function compareCandle(pair: Pair, about: About): ReplayLine {
  const { live, replayed } = pair;
  if (live === undefined) return { kind: "only_replay", ...pair, ...explainSilence(pair, about) };
  if (replayed === undefined) return { kind: "only_live", ...pair, ...explainSilence(pair, about) };
  if (isSame(live, replayed)) return { kind: "same", ...pair, cause: undefined, why: undefined };
  if (live.action !== replayed.action) return { kind: "differs", ...pair, ...explainSilence(pair, about) };
  return { kind: "differs", ...pair, ...explainNumbers(pair, about) };
}

function isSame(a: Advice, b: Advice): boolean {
  return a.action === b.action && isSameReason(a.reason, b.reason) && isSamePrice(a.stopPrice, b.stopPrice) &&
    isSamePrice(a.takeProfitPrice, b.takeProfitPrice);
}

/** By their words: an earlier version stored nothing but those. */
function isSameReason(a: AdviceReason, b: AdviceReason): boolean {
  return toReasonText(a, "en") === toReasonText(b, "en");
}

function isSamePrice(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Math.abs(a - b) <= SAME_SHARE * Math.max(Math.abs(a), Math.abs(b));
}

interface Explained {
  readonly cause: DifferenceCause;
  readonly why: string;
}

/** The same action for other numbers. */
function explainNumbers({ barOpenMs: candleOpenMs, live, replayed }: Pair, { facts }: About): Explained {
  const start = explainStart(candleOpenMs, facts);
  if (start !== undefined) return start;
  const [then, now] = [live?.stopPrice, replayed?.stopPrice];
  const prices = then !== undefined && now !== undefined && then !== now
    ? ` (the stop was ${then}, now ${now})`
    : "";
  return {
    cause: "candle_changed",
    why: `the numbers it saw were others${prices}: a candle was changed since, or the parameters were`,
  };
}

/** The first cause that fits, the surest one first. */
function explainSilence(
  { barOpenMs: candleOpenMs, live }: Pair,
  { facts, firstDifferenceMs }: About,
): Explained {
  if (!facts.hasBar(candleOpenMs)) {
    return { cause: "missing_bar", why: "the bar that the live strategy saw is not in the store" };
  }
  if (candleOpenMs < facts.warmFromMs) {
    return { cause: "warm_up", why: "the replay was still warming up: the store begins too late" };
  }
  const { interval, hours = ALWAYS_OPEN } = facts;
  if (live === undefined && hours.closeTime(interval, candleOpenMs) <= facts.addedAtMs) {
    return { cause: "not_running", why: "the strategy had not been added yet" };
  }
  const missing = facts.missingBefore(candleOpenMs);
  if (missing > 0) {
    return {
      cause: "missing_bar",
      why: `the store lacks ${missing} ${missing === 1 ? "bar" : "bars"} before this one`,
    };
  }
  const start = explainStart(candleOpenMs, facts);
  if (start !== undefined) return start;
  if (firstDifferenceMs !== undefined) {
    return {
      cause: "follows",
      why: "both held different positions since the first difference above",
    };
  }
  return {
    cause: "unexplained",
    why: live === undefined
      ? "it should have spoken: it was stopped then, or its parameters, the candles or the program changed since"
      : "the same candles give no such advice now: parameters, candles or the program changed since",
  };
}

function explainStart(candleOpenMs: number, facts: ReplayFacts): Explained | undefined {
  const { interval, startsMs, hours = ALWAYS_OPEN } = facts;
  const closeMs = hours.closeTime(interval, candleOpenMs);
  const startMs = startsMs.findLast((atMs) => atMs <= closeMs);
  if (startMs === undefined) return undefined;
  // Open times of those that were whole after the start.
  const seen = { fromMs: hours.nextOpenTime(interval, startMs), toMs: closeTimeOf(interval, candleOpenMs) };
  const candles = hours.countCandles(interval, seen);
  if (candles >= RESTART_CANDLES) return undefined;
  return {
    cause: "restart",
    why: `it had been started ${candles} ${
      candles === 1 ? "bar" : "bars"
    } before, and may have known less of the past`,
  };
}
