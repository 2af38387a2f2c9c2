/** What all strategies together have: views of single accounts, and sums over them. */
import { quoteOf } from "../core/symbol.ts";
import type { AccountView, CurrencyTotals, EngineTotals, StrategyView } from "./strategy_view.ts";
import type { StrategyAccount } from "./session/strategy_account.ts";

/** @param desk at its last price. @param startCash with which it began, whatever its rules say now. */
export function toAccountView(desk: StrategyAccount, startCash: number): AccountView {
  const { trader, counts, rules } = desk;
  const { feeRate, sellFeeRate = feeRate, slippageShare, tickSize, lotSize, minOrderValue, krx } = rules;
  const tick = typeof tickSize === "function" ? "exchange" : tickSize ?? "none";
  const { lastPrice } = counts;
  const equity = lastPrice === 0 ? trader.cash : trader.equityAt(lastPrice);
  return {
    costs: { feeRate, sellFeeRate, slippageShare, tickSize: tick, lotSize, minOrderValue, krx },
    usual: desk.usual,
    startCash,
    cash: trader.cash,
    equity,
    realisedPnl: counts.realisedPnl,
    unrealisedPnl: equity - trader.cash -
      sumOf(trader.positions, ({ entryFee, entryTax }) => entryFee + entryTax),
    exposure: sumOf(trader.positions, ({ units }) => units * lastPrice),
    fees: trader.fees,
    tax: trader.tax,
    maxDrawdownShare: counts.maxDrawdownShare,
    trades: counts.trades,
    wins: counts.wins,
    lastPrice: lastPrice === 0 ? undefined : lastPrice,
    positions: trader.positions.map((
      { side, units, entryPrice, entryAtMs, entryMoment, stopPrice, takeProfitPrice },
    ) => ({
      side,
      units,
      entryPrice,
      entryAtMs,
      ...(entryMoment === undefined ? {} : { entryMoment }),
      stopPrice,
      takeProfitPrice,
    })),
    refusals: trader.refusals,
    waits: trader.waits,
  };
}

function sumOf<T>(items: readonly T[], read: (item: T) => number): number {
  return items.reduce((sum, item) => sum + read(item), 0);
}

/** Highest gain so far and the deepest fall from it, of one currency. */
interface Peak {
  readonly pnl: number;
  readonly fallShare: number;
}

const NOTHING: Omit<CurrencyTotals, "maxDrawdownShare"> = {
  startCash: 0,
  equity: 0,
  realisedPnl: 0,
  unrealisedPnl: 0,
  exposure: 0,
  fees: 0,
  tax: 0,
};

export class PortfolioTotals {
  /** In gains and not in equity: a strategy that comes or goes is neither a gain nor a loss. */
  readonly #peaks = new Map<string, Peak>();

  totals(strategies: readonly StrategyView[]): EngineTotals {
    const sums = new Map<string, Omit<CurrencyTotals, "maxDrawdownShare">>();
    for (const { symbol, account } of strategies) {
      if (account === undefined) continue;
      const currency = quoteOf(symbol);
      sums.set(currency, add(sums.get(currency) ?? NOTHING, account));
    }
    const byCurrency = [...sums].map(([currency, sum]) =>
      [currency, { ...sum, maxDrawdownShare: this.#fallOf(currency, sum) }] as const
    );
    const count = (isCounted: (view: StrategyView) => boolean) => strategies.filter(isCounted).length;
    return {
      strategies: strategies.length,
      running: count(({ state }) => state === "running"),
      parked: count(({ state }) => state === "parked"),
      totalSignals: strategies.reduce((sum, { totalSignals }) => sum + totalSignals, 0),
      openPositions: strategies.reduce((sum, { account }) => sum + (account?.positions.length ?? 0), 0),
      trades: strategies.reduce((sum, { account }) => sum + (account?.trades ?? 0), 0),
      byCurrency: Object.fromEntries(byCurrency),
    };
  }

  #fallOf(currency: string, { equity, startCash }: { equity: number; startCash: number }): number {
    const pnl = equity - startCash;
    const before = this.#peaks.get(currency) ?? { pnl, fallShare: 0 };
    const peakPnl = Math.max(before.pnl, pnl);
    const peakEquity = startCash + peakPnl;
    const fallShare = Math.max(before.fallShare, peakEquity > 0 ? (peakPnl - pnl) / peakEquity : 0);
    this.#peaks.set(currency, { pnl: peakPnl, fallShare });
    return fallShare;
  }
}

function add(sum: typeof NOTHING, account: AccountView): typeof NOTHING {
  return {
    startCash: sum.startCash + account.startCash,
    equity: sum.equity + account.equity,
    realisedPnl: sum.realisedPnl + account.realisedPnl,
    unrealisedPnl: sum.unrealisedPnl + account.unrealisedPnl,
    exposure: sum.exposure + account.exposure,
    fees: sum.fees + account.fees,
    tax: sum.tax + account.tax,
  };
}
