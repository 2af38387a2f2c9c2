/** Figures that earlier versions kept: those of trades were before fees, and stay so under that name. */
import type { BacktestStatistics, BacktestTrade, GrossFigures } from "./backtest_result.ts";
import type { PriceChart, ReportData } from "../report/report_data.ts";

/** Of the versions whose statistics were before fees without saying so. */
export type EarlierStatistics = Omit<BacktestStatistics, "gross">;

type EarlierTrade = Omit<BacktestTrade, "pnl" | "grossReturnShare">;

interface EarlierReport extends Omit<ReportData, "format" | "isGross" | "statistics" | "trades" | "charts"> {
  readonly format: 1;
  readonly statistics: EarlierStatistics;
  readonly trades: readonly EarlierTrade[];
  readonly charts: readonly (Omit<PriceChart, "trades"> & {
    readonly trades: readonly (Omit<PriceChart["trades"][number], "pnl"> & { readonly grossPnl: number })[];
  })[];
}

const NO_FIGURES: GrossFigures = {
  buyAndHoldShare: undefined,
  winRateShare: undefined,
  profitFactor: undefined,
  expectancyShare: undefined,
  averageTradeShare: undefined,
  bestTradeShare: undefined,
  worstTradeShare: undefined,
  sqn: undefined,
};

/** @param stored of this program's own writing, so the presence of a field says enough. */
export function readStoredStatistics(stored: BacktestStatistics | EarlierStatistics): BacktestStatistics {
  if ("gross" in stored) return stored;
  const { winRateShare, profitFactor, expectancyShare, averageTradeShare, bestTradeShare } = stored;
  const { worstTradeShare, sqn, buyAndHoldShare } = stored;
  return {
    ...stored,
    ...NO_FIGURES,
    gross: {
      buyAndHoldShare,
      winRateShare,
      profitFactor,
      expectancyShare,
      averageTradeShare,
      bestTradeShare,
      worstTradeShare,
      sqn,
    },
  };
}

/** @returns `undefined` for what is no report that this version knows. */
export function readStoredReport(stored: unknown): ReportData | undefined {
  if (typeof stored !== "object" || stored === null || !("format" in stored)) return undefined;
  if (stored.format === 2) return stored as ReportData;
  return stored.format === 1 ? fromEarlier(stored as EarlierReport) : undefined;
}

function fromEarlier(report: EarlierReport): ReportData {
  return {
    ...report,
    format: 2,
    isGross: true,
    statistics: readStoredStatistics(report.statistics),
    trades: report.trades.map((trade) => ({
      ...trade,
      pnl: undefined,
      returnShare: undefined,
      grossReturnShare: trade.returnShare,
    })),
    charts: report.charts.map((chart) => ({
      ...chart,
      trades: chart.trades.map(({ grossPnl, ...trade }) => ({ ...trade, pnl: grossPnl })),
    })),
  };
}
