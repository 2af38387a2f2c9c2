/** The statements of the journal of strategies. */
import { toStoredReason } from "../../core/reasons/advice_reason.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";
import type { SavedAdvice, SavedTrade } from "../strategy_store.ts";

export function fromAdvice(row: SavedAdvice) {
  return [
    row.number,
    row.barTimeMs,
    row.action,
    row.size === undefined ? null : JSON.stringify(row.size),
    row.stopPrice ?? null,
    row.takeProfitPrice ?? null,
    row.confidence,
    toStoredReason(row.reason),
    row.decidedAtMs,
    row.latencyMs,
    Number(row.isLate),
  ] as const;
}

export function fromTrade(row: SavedTrade) {
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
    toStoredReason(row.entryReason),
    row.tax,
  ] as const;
}

export function prepareJournal(db: Database) {
  const adviceColumns =
    "number, bar_time, action, size, stop_price, take_profit_price, confidence, reason, decided_at, latency_ms, is_late";
  const tradeColumns =
    "number, side, units, entry_at, exit_at, entry_price, exit_price, gross_pnl, fees, exit_reason, entry_reason, tax";
  const newest = (table: string, columns: string, by: string) =>
    db.prepare(
      `SELECT ${columns} FROM ${table} WHERE owner = ? AND strategy_id = ? ORDER BY ${by} DESC LIMIT ?`,
    );
  const prune = (table: string, by: string) =>
    db.prepare(`DELETE FROM ${table} WHERE owner = ? AND strategy_id = ? AND ${by} <=
      (SELECT ${by} FROM ${table} WHERE owner = ? AND strategy_id = ? ORDER BY ${by} DESC LIMIT 1 OFFSET ?)`);
  const statements: Readonly<
    Record<"load" | "status" | "statuses" | "advice" | "trades" | "equity", Statement>
  > = {
    load: db.prepare("SELECT cursor, state FROM strategy_state WHERE owner = ? AND strategy_id = ?"),
    status: db.prepare("SELECT status, noted_at FROM strategy_status WHERE owner = ? AND strategy_id = ?"),
    statuses: db.prepare("SELECT status, noted_at, strategy_id FROM strategy_status WHERE owner = ?"),
    advice: newest("advice", adviceColumns, "number"),
    trades: db.prepare(
      `SELECT ${tradeColumns} FROM paper_trade WHERE owner = ? AND strategy_id = ? AND number < ?
       ORDER BY number DESC LIMIT ?`,
    ),
    equity: newest("paper_equity", "at, equity", "at"),
  };
  return {
    ...statements,
    begin: db.prepare(
      `INSERT INTO strategy_state (owner, strategy_id, cursor, state, saved_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (owner, strategy_id) DO NOTHING`,
    ),
    goOn: db.prepare(
      `UPDATE strategy_state SET cursor = ?, state = ?, saved_at = ?
       WHERE owner = ? AND strategy_id = ? AND cursor = ?`,
    ),
    // A status that comes after its strategy was removed is nobody's.
    noteStatus: db.prepare(
      `INSERT INTO strategy_status (owner, strategy_id, status, noted_at)
       SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM strategies WHERE owner = ? AND id = ?)
       ON CONFLICT (owner, strategy_id) DO UPDATE SET status = excluded.status, noted_at = excluded.noted_at`,
    ),
    addAdvice: db.prepare(
      `INSERT INTO advice (owner, strategy_id, ${adviceColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addTrade: db.prepare(
      `INSERT INTO paper_trade (owner, strategy_id, ${tradeColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addEquity: db.prepare(
      `INSERT INTO paper_equity (owner, strategy_id, at, equity) VALUES (?, ?, ?, ?)
       ON CONFLICT (owner, strategy_id, at) DO UPDATE SET equity = excluded.equity`,
    ),
    pruneAdvice: prune("advice", "number"),
    pruneEquity: prune("paper_equity", "at"),
  };
}
