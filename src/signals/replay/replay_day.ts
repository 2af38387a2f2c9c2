/** A rule over a day that is stored: at which minutes it would have fired, and what would have become of it. */
import { ALL_ALWAYS_OPEN, type KnownHoursOf } from "../../core/market/hours.ts";
import { type Candle, closeTimeOf, type Interval } from "../../core/candle.ts";
import { planPeaks, type StoredPeak } from "../facts/peaks.ts";
import { type StockPoll, type StockPolls, toStockFacts } from "../facts/polled.ts";
import { planClaimSince } from "../pipeline/claim_window.ts";
import type { Around } from "../pipeline/deliberation.ts";
import { type GateMoment, passGate } from "../pipeline/gate.ts";
import { findHolding } from "../pipeline/message.ts";
import { NOT_YET } from "../pipeline/pipeline.ts";
import type { ReadyRule } from "../rule_file/rule_spec.ts";
import {
  type CandleWish,
  type Firing,
  type PriceFact,
  type RuleFacts,
  type RuleMemory,
  toCandleKey,
  toMarketKey,
} from "../rules/rule.ts";
import type { PriorSignal, SkipReason } from "../signal_journal.ts";

export type PolledSource = keyof StockPolls;

export interface StoredDay {
  readonly polls: Readonly<Record<PolledSource, readonly StockPoll[]>>;
  /** By `toCandleKey`, with enough before the day for indicators to have warmed up; ascending. */
  readonly candles: ReadonlyMap<string, readonly Candle[]>;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
  readonly session: GateMoment["session"];
  readonly openQuietMs: number;
  /** Peaks as they were when the day began. */
  readonly peaks: ReadonlyMap<string, StoredPeak>;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ReplayedFiring {
  readonly atMs: number;
  readonly firing: Firing;
  readonly score: number | undefined;
  /** `sent`: it would have gone to the judge, or out. */
  readonly outcome: "sent" | SkipReason;
  /** What was known around it at that moment. */
  readonly around: Pick<Around, "holding" | "news">;
}

/** Polls of one round come within seconds. */
const ROUND_MS = 10_000;
const QUOTE_INTERVAL: Interval = "1m";

/** The series that a rule needs for a replay: what it wishes for, and minutes for the price that it follows. */
export function wishesOf({ prepared }: ReadyRule): readonly CandleWish[] {
  const { candles, market, watches } = prepared;
  const quotes = market === undefined || watches !== "quotes"
    ? []
    : [{ exchange: market.exchange, symbol: market.ticker, interval: QUOTE_INTERVAL, count: 1 }];
  return [...candles, ...quotes];
}

export function replayDay(rule: ReadyRule, day: StoredDay): readonly ReplayedFiring[] {
  const wishes = wishesOf(rule);
  const cursors = createCursors(day);
  const peaks = new Map(day.peaks);
  const prior = new Map<string, PriorSignal[]>();
  const found: ReplayedFiring[] = [];
  let memory: RuleMemory = {};
  for (const nowMs of instantsOf(rule, day, wishes)) {
    const polls = cursors(nowMs);
    const facts = factsAt(nowMs, { day, polls, wishes, peaks });
    const verdict = rule.prepared.evaluate(facts, memory);
    const moment = { nowMs, session: day.session, openQuietMs: day.openQuietMs, mutes: [] };
    const fired = verdict.firings.map((firing) => ({
      ...toReplayed(firing, { rule, moment, prior }),
      around: { holding: findHolding(facts, firing), news: facts.news?.rows ?? [] },
    }));
    found.push(...fired);
    if (!fired.some(({ outcome }) => NOT_YET.has(outcome))) memory = verdict.memory;
  }
  return found;
}

function toReplayed(
  firing: Firing,
  { rule, moment, prior }: { rule: ReadyRule; moment: GateMoment; prior: Map<string, PriorSignal[]> },
): Omit<ReplayedFiring, "around"> {
  const { nowMs } = moment;
  const verdict = passGate(firing, { moment, minScore: rule.minScore });
  const { score } = verdict;
  if (verdict.kind === "skip") return { atMs: nowMs, firing, score, outcome: verdict.reason };
  const { action, ticker } = firing;
  if (action !== "notice") {
    const of = prior.get(ticker) ?? [];
    const since = planClaimSince({ action, score, window: rule.spec.window }, { prior: of, nowMs });
    const isRecent = of.some((one) => one.action === action && one.sentAtMs > since);
    if (isRecent) return { atMs: nowMs, firing, score, outcome: "duplicate" };
    prior.set(ticker, [{ action, score, sentAtMs: nowMs }, ...of]);
  }
  return { atMs: nowMs, firing, score, outcome: "sent" };
}

/** The end of each round of polls, or of each candle. */
function instantsOf(rule: ReadyRule, day: StoredDay, wishes: readonly CandleWish[]): readonly number[] {
  const isOn = (atMs: number) => atMs >= day.fromMs && atMs < day.toMs;
  if (rule.prepared.watches === "polls") {
    const all = Object.values(day.polls).flat().map(({ fetchedAtMs }) => fetchedAtMs).filter(isOn).toSorted((
      a,
      b,
    ) => a - b);
    return all.filter((atMs, i) => (all[i + 1] ?? Infinity) - atMs > ROUND_MS);
  }
  const { hoursOf = ALL_ALWAYS_OPEN } = day;
  const closes = wishes.flatMap((wish) =>
    (day.candles.get(toCandleKey(wish)) ?? []).map(({ openTimeMs }) =>
      hoursOf(wish.exchange).closeTime(wish.interval, openTimeMs)
    )
  );
  return [...new Set(closes.filter(isOn))].toSorted((a, b) => a - b);
}

/** The last poll of each source at an instant that never goes back. */
function createCursors({ polls }: StoredDay): (nowMs: number) => StockPolls {
  const at: Record<PolledSource, number> = { portfolio: 0, news_sentiment: 0, screener_preview: 0 };
  const lastOf = (source: PolledSource, nowMs: number) => {
    const all = polls[source];
    while ((all[at[source]]?.fetchedAtMs ?? Infinity) <= nowMs) at[source]++;
    return all[at[source] - 1];
  };
  return (nowMs) => ({
    portfolio: lastOf("portfolio", nowMs),
    news_sentiment: lastOf("news_sentiment", nowMs),
    screener_preview: lastOf("screener_preview", nowMs),
  });
}

function factsAt(
  nowMs: number,
  { day, polls, wishes, peaks }: {
    day: StoredDay;
    polls: StockPolls;
    wishes: readonly CandleWish[];
    peaks: Map<string, StoredPeak>;
  },
): RuleFacts {
  const stock = toStockFacts(polls);
  const changes = planPeaks(peaks, stock.portfolio);
  for (const peak of changes.save) peaks.set(peak.ticker, peak);
  for (const ticker of changes.forget) peaks.delete(ticker);
  const { hoursOf = ALL_ALWAYS_OPEN } = day;
  const candles = new Map(wishes.map((wish) => {
    const key = toCandleKey(wish);
    const closed = (day.candles.get(key) ?? []).filter((one) =>
      hoursOf(wish.exchange).closeTime(wish.interval, one.openTimeMs) <= nowMs
    );
    return [key, closed.slice(-wish.count)] as const;
  }));
  return {
    nowMs,
    ...stock,
    prices: new Map([...stock.prices, ...wishes.flatMap((wish) => toQuote(wish, candles) ?? [])]),
    peaks: new Map(peaks),
    candles,
    hoursOf,
    advice: [],
    inbound: [],
  };
}

function toQuote(
  { exchange, symbol, interval }: CandleWish,
  candles: ReadonlyMap<string, readonly Candle[]>,
): readonly [string, PriceFact][] | undefined {
  const last = candles.get(toCandleKey({ exchange, symbol, interval }))?.at(-1);
  if (last === undefined || interval !== QUOTE_INTERVAL) return undefined;
  const atMs = closeTimeOf(interval, last.openTimeMs);
  const names = { changePct: undefined, name: undefined };
  return [[toMarketKey(exchange, symbol), {
    origin: "price_stream",
    price: last.close,
    ...names,
    fetchedAtMs: atMs,
    dataAtMs: atMs,
  }]];
}
