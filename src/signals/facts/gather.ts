/** Everything that rules may see at one moment, from where it is known. */
import type { KnownHoursOf } from "../../core/market/hours.ts";
import type { MarketCalendar } from "../../calendar/session.ts";
import type { Candle } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { GateMoment } from "../pipeline/gate.ts";
import { type CandleWish, type PriceFact, type RuleFacts, toCandleKey } from "../rules/rule.ts";
import type { SignalJournal } from "../signal_journal.ts";
import { planPeaks } from "./peaks.ts";
import { type StockPolls, toStockFacts } from "./polled.ts";

export interface FactSources {
  readonly owner: string;
  readonly journal: SignalJournal;
  readonly clock: Clock;
  readonly calendar: () => MarketCalendar;
  /** The last poll of each source, with times that agree with the clock. */
  readonly polls: () => StockPolls;
  /** The last closed candles of a series; none for one that nobody keeps. */
  readonly candles: (wish: CandleWish) => Promise<readonly Candle[]>;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
}

/** Raises the peaks of what is held on the way. @throws what the memory throws. */
export async function gatherFacts(
  sources: FactSources,
  asked: {
    readonly quotes: ReadonlyMap<string, PriceFact>;
    readonly wishes: readonly CandleWish[];
    readonly openQuietMs: number;
  },
): Promise<{ readonly facts: RuleFacts; readonly moment: GateMoment }> {
  const { owner, journal, clock, polls, candles } = sources;
  const nowMs = clock.now();
  const stock = toStockFacts(polls());
  const peaks = await journal.peaks(owner);
  const changes = planPeaks(peaks, stock.portfolio);
  await journal.savePeaks(owner, changes);
  const wished = new Map<string, readonly Candle[]>();
  for (const wish of asked.wishes) wished.set(toCandleKey(wish), await candles(wish));
  const facts: RuleFacts = {
    nowMs,
    ...stock,
    prices: new Map([...asked.quotes, ...stock.prices]),
    peaks: new Map([...peaks, ...changes.save.map((peak) => [peak.ticker, peak] as const)]),
    candles: wished,
    hoursOf: sources.hoursOf,
    advice: [],
    inbound: [],
  };
  return { facts, moment: await gatherMoment(sources, { ...asked, nowMs }) };
}

/** What the gate asks beside a signal itself. @throws what the memory throws. */
export async function gatherMoment(
  { owner, journal, clock, calendar }: FactSources,
  { openQuietMs, nowMs = clock.now() }: { readonly openQuietMs: number; readonly nowMs?: number },
): Promise<GateMoment> {
  const session = calendar().sessionOn(kstDayOf(nowMs));
  return { nowMs, session, openQuietMs, mutes: await journal.mutes(owner, nowMs) };
}
