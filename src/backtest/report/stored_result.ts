/** Results that earlier versions kept as JSON: figures before fees stood there under plain names. */

const TRADE_FIGURES = [
  "win_rate_pct",
  "profit_factor",
  "expectancy_pct",
  "average_trade_pct",
  "best_trade_pct",
  "worst_trade_pct",
  "sqn",
  "buy_and_hold_pct",
];

const WHY = "kept by an earlier version, which knew this figure before fees only";

type Fields = Readonly<Record<string, unknown>>;

/** The stored result, its figures before fees under gross names and no figure in the place of net ones. */
export function readStoredResult(stored: unknown): unknown {
  if (!isFields(stored) || "format" in stored || !isFields(stored["statistics"])) return stored;
  const { statistics, trades } = stored;
  return {
    ...stored,
    statistics: {
      ...toGrossNames(statistics, TRADE_FIGURES),
      null_reasons: Object.fromEntries(TRADE_FIGURES.map((name) => [name, WHY])),
    },
    trades: Array.isArray(trades)
      ? trades.map((trade) => isFields(trade) ? toGrossNames(trade, ["pnl", "return_pct"]) : trade)
      : trades,
  };
}

/** The same of a line of the list. */
export function readStoredEntry(stored: unknown): unknown {
  if (!isFields(stored) || "format" in stored) return stored;
  return toGrossNames(stored, ["win_rate_pct", "buy_and_hold_pct"]);
}

function toGrossNames(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      names.includes(name) ? [[name, null], [`gross_${name}`, value]] : [[name, value]]
    ),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
