/** The addresses of all pages, apart from the pages themselves, which are read when somebody first looks. */

export const MARKET_PATHS = ["/chart", "/chart/:exchange/:symbol", "/data"] as const;

export const STRATEGY_PATHS = [
  "/strategies",
  "/strategies/:id",
  "/strategies/:id/advice.csv",
  "/strategies/:id/trades.csv",
] as const;

export const REPORT_PATHS = ["/backtests", "/backtests/:id", "/backtests/:id/report"] as const;

export const SIGNAL_PATHS = ["/signals", "/signals/:label", "/decisions", "/outbox"] as const;

export const JOB_PATHS = ["/jobs/:id"] as const;

export const ALERT_PATHS = ["/alerts"] as const;

/** Those that take turns and show private data alone; all others look after themselves. */
export const PAGE_PATHS = [
  "/",
  "/calendar",
  "/watch",
  ...MARKET_PATHS,
  ...STRATEGY_PATHS,
  ...REPORT_PATHS,
] as const;
