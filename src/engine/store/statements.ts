/** The statements of the book of strategies. */
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { AdviceRow, TradeRow } from "./records.ts";

export function fromAdvice(row: AdviceRow) {
  return [
    row.number,
    row.barTimeMs,
    row.action,
    row.size === undefined ? null : JSON.stringify(row.size),
    row.stopPrice ?? null,
    row.takeProfitPrice ?? null,
    row.confidence,
    row.reason,
    row.decidedAtMs,
    row.latencyMs,
    Number(row.isLate),
  ] as const;
}

export function fromTrade(row: TradeRow) {
  return [
    row.number,
    row.side,
    row.units,
    row.entryAtMs,
    row.exitAtMs,
    row.entryPrice,
    row.exitPrice,
    row.grossPnl,
    row.fees,
    row.exitReason,
    row.entryReason,
  ] as const;
}

export function prepareBook(db: Database) {
  const adviceColumns =
    "number, bar_time, action, size, stop_price, take_profit_price, confidence, reason, decided_at, latency_ms, is_late";
  const tradeColumns =
    "number, side, units, entry_at, exit_at, entry_price, exit_price, gross_pnl, fees, exit_reason, entry_reason";
  const newest = (table: string, columns: string, by: string) =>
    db.prepare(`SELECT ${columns} FROM ${table} WHERE strategy_id = ? ORDER BY ${by} DESC LIMIT ?`);
  const prune = (table: string, by: string) =>
    db.prepare(`DELETE FROM ${table} WHERE strategy_id = ? AND ${by} <=
      (SELECT ${by} FROM ${table} WHERE strategy_id = ? ORDER BY ${by} DESC LIMIT 1 OFFSET ?)`);
  const statements: Readonly<Record<"load" | "status" | "advice" | "trades" | "equity", Statement>> = {
    load: db.prepare("SELECT cursor, state FROM strategy_state WHERE strategy_id = ?"),
    status: db.prepare("SELECT status, noted_at FROM strategy_status WHERE strategy_id = ?"),
    advice: newest("advice", adviceColumns, "number"),
    trades: newest("paper_trade", tradeColumns, "number"),
    equity: newest("paper_equity", "at, equity", "at"),
  };
  return {
    ...statements,
    begin: db.prepare(
      `INSERT INTO strategy_state (strategy_id, cursor, state, saved_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (strategy_id) DO NOTHING`,
    ),
    goOn: db.prepare(
      "UPDATE strategy_state SET cursor = ?, state = ?, saved_at = ? WHERE strategy_id = ? AND cursor = ?",
    ),
    // A status that comes after its strategy was removed is nobody's.
    noteStatus: db.prepare(
      `INSERT INTO strategy_status (strategy_id, status, noted_at)
       SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM strategies WHERE id = ?)
       ON CONFLICT (strategy_id) DO UPDATE SET status = excluded.status, noted_at = excluded.noted_at`,
    ),
    addAdvice: db.prepare(
      `INSERT INTO advice (strategy_id, ${adviceColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addTrade: db.prepare(
      `INSERT INTO paper_trade (strategy_id, ${tradeColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addEquity: db.prepare(
      `INSERT INTO paper_equity (strategy_id, at, equity) VALUES (?, ?, ?)
       ON CONFLICT (strategy_id, at) DO UPDATE SET equity = excluded.equity`,
    ),
    pruneAdvice: prune("advice", "number"),
    pruneEquity: prune("paper_equity", "at"),
  };
}
