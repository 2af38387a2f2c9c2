/** How much one page or answer shows; whoever gathers it and whoever shows it go by the same number. */

/** Candles in one answer about a chart. */
export const MOST_CHART_CANDLES = 5_000;
/** Rows of a strategy's history in one answer: more advice than this is not kept. */
export const MOST_HISTORY_ROWS = 10_000;
