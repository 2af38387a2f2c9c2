/** The money of one strategy whose advice comes from another process, on the very object that a backtest uses. */
import type { Advice, Fill } from "../../core/advice.ts";
import type { Interval } from "../../core/candle.ts";
import { hoursOfMoments } from "../../core/market/fill_moment.ts";
import type { MarketHours } from "../../core/market/hours.ts";
import type { ExitRules, FillModel } from "../../paper/fill_models/fill_model.ts";
import { type PaperState, PaperTrader, type PaperTraderOptions } from "../../paper/paper_trader.ts";
import type { AccountRules, UsualName } from "../../paper/account_rules.ts";
import type { Trade } from "../../paper/trade.ts";
import type { FeedCandle } from "./candle_feed.ts";
import type { HostCandle } from "../host/protocol.ts";

export interface StrategyAccountOptions {
  readonly rules: AccountRules;
  /** What of these nobody said; none when that is not known. */
  readonly usual?: readonly UsualName[] | undefined;
  readonly exits: ExitRules;
  readonly model: FillModel;
  /** Of the candles that are traded on. */
  readonly interval: Interval;
  /** Of the market. */
  readonly hours: MarketHours;
}

/** What a strategy's money did since its beginning; plain JSON. */
export interface AccountCounts {
  readonly fills: number;
  readonly trades: number;
  /** Trades that earned more than their fees. */
  readonly wins: number;
  /** Of closed trades, after fees and tax, in quote currency. */
  readonly realisedPnl: number;
  readonly peakEquity: number;
  /** Deepest fall from a peak, as a share of it. */
  readonly maxDrawdownShare: number;
  /** Close of the last traded candle; 0 before. */
  readonly lastPrice: number;
}

/** What happened while candles were settled. */
export interface Happened {
  readonly fills: readonly (Fill & { readonly number: number })[];
  readonly trades: readonly (Trade & { readonly number: number })[];
}

export class StrategyAccount {
  readonly #options: StrategyAccountOptions;
  readonly #trader: PaperTrader;
  /** Runs ahead to find out which fills belong to which candle; its own fills count for nothing. */
  readonly #scout: PaperTrader;
  #scoutFills: Fill[] = [];
  #fills: Happened["fills"][number][] = [];
  #trades: Happened["trades"][number][] = [];
  #counts: AccountCounts;

  constructor(options: StrategyAccountOptions) {
    this.#options = options;
    const { startCash } = options.rules;
    this.#counts = {
      fills: 0,
      trades: 0,
      wins: 0,
      realisedPnl: 0,
      peakEquity: startCash,
      maxDrawdownShare: 0,
      lastPrice: 0,
    };
    this.#trader = createTrader(options, {
      onFill: (fill) => this.#noteFill(fill),
      onTrade: (trade) => this.#noteTrade(trade),
    });
    this.#scout = createTrader(options, { onFill: (fill) => this.#scoutFills.push(fill), onTrade: () => {} });
  }

  get trader(): Pick<PaperTrader, "cash" | "fees" | "tax" | "waits" | "positions" | "equityAt" | "refusals"> {
    return this.#trader;
  }

  get rules(): AccountRules {
    return this.#options.rules;
  }

  get usual(): readonly UsualName[] | undefined {
    return this.#options.usual;
  }

  get counts(): AccountCounts {
    return this.#counts;
  }

  /** Candles with the fills that happen in them, as long as no new advice comes; a child works them up to that. */
  plan(candles: readonly FeedCandle[]): readonly HostCandle[] {
    const { interval } = this.#options;
    this.#scout.restore(this.#trader.save());
    return candles.map(({ interval: of, candle }) => {
      this.#scoutFills = [];
      if (of === interval) this.#scout.onCandle(candle, { isLast: false });
      return { interval: of, candle, fills: this.#scoutFills };
    });
  }

  /** Works candles for good. @param advice of the last one of them. */
  settle(candles: readonly FeedCandle[], advice: Advice | undefined): void {
    for (const { interval, candle } of candles) {
      if (interval !== this.#options.interval) continue;
      this.#trader.onCandle(candle, { isLast: false });
      this.#mark(candle.close);
    }
    const last = candles.at(-1);
    if (advice !== undefined && last !== undefined) this.#trader.accept(advice, last.candle);
  }

  /** Orders that what is open be closed at the open of the next candle. */
  closeAll(candle: FeedCandle["candle"]): void {
    const [position] = this.#trader.positions;
    if (position === undefined) return;
    const action = position.side === "long" ? "sell" : "cover";
    this.#trader.accept({ action, confidence: 1, reason: "The strategy was stopped." }, candle);
  }

  /** What happened since the last call. */
  take(): Happened {
    const happened = { fills: this.#fills, trades: this.#trades };
    this.#fills = [];
    this.#trades = [];
    return happened;
  }

  save(): { readonly paper: PaperState; readonly counts: AccountCounts } {
    return { paper: this.#trader.save(), counts: this.#counts };
  }

  restore({ paper, counts }: { readonly paper: PaperState; readonly counts: AccountCounts }): void {
    this.#trader.restore(paper);
    this.#counts = counts;
    this.take();
  }

  #mark(price: number): void {
    const equity = this.#trader.equityAt(price);
    const peakEquity = Math.max(this.#counts.peakEquity, equity);
    const fall = peakEquity > 0 ? 1 - equity / peakEquity : 0;
    const maxDrawdownShare = Math.max(this.#counts.maxDrawdownShare, fall);
    this.#counts = { ...this.#counts, peakEquity, maxDrawdownShare, lastPrice: price };
  }

  #noteFill(fill: Fill): void {
    const fills = this.#counts.fills + 1;
    this.#counts = { ...this.#counts, fills };
    this.#fills.push({ ...fill, number: fills });
  }

  #noteTrade(trade: Trade): void {
    const { trades, wins, realisedPnl } = this.#counts;
    const { pnl } = trade;
    this.#counts = {
      ...this.#counts,
      trades: trades + 1,
      wins: wins + (pnl > 0 ? 1 : 0),
      realisedPnl: realisedPnl + pnl,
    };
    this.#trades.push({ ...trade, number: trades + 1 });
  }
}

function createTrader(
  { rules, exits, model, interval, hours }: StrategyAccountOptions,
  { onFill, onTrade }: { readonly onFill: (fill: Fill) => void; readonly onTrade: (trade: Trade) => void },
): PaperTrader {
  const options: PaperTraderOptions = {
    adviser: { onCandle: () => undefined, onFill },
    rules,
    exits,
    model,
    interval,
    hours: hoursOfMoments(hours),
    warmUpBars: 0,
    onTrade,
  };
  return new PaperTrader(options);
}
