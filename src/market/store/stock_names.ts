/** What the shares in candles.db are called. */
import type { StockName } from "../../core/market/stock_name.ts";
import { readStockName } from "../../core/market/stock_name.ts";
import { readStockCode } from "../../core/symbol.ts";
import type { Database, Statement } from "../../sqlite/sql.ts";

/** Of two names the newer one stays, whichever came first. */
const LEARN = `
  INSERT INTO stock_name (code, name, named_ms) VALUES (?, ?, ?)
  ON CONFLICT (code) DO UPDATE SET name = excluded.name, named_ms = excluded.named_ms
    WHERE excluded.named_ms >= named_ms AND (excluded.name <> name OR excluded.named_ms > named_ms)`;

export class StockNameTable {
  readonly #learn: Statement;
  readonly #list: Statement;

  constructor(db: Database) {
    this.#learn = db.prepare(LEARN);
    this.#list = db.prepare("SELECT code, name, named_ms FROM stock_name ORDER BY code");
  }

  /** Inside a transaction of the caller. @returns how many rows are other than before. */
  learn(names: readonly StockName[]): number {
    return names.reduce((sum, { code, name, atMs }) => sum + this.#learn.run(code, name, atMs), 0);
  }

  list(): readonly StockName[] {
    return this.#list.rows().map(([code, name, atMs]) => ({
      code: String(code),
      name: String(name),
      atMs: Number(atMs),
    }));
  }
}

/** Those that may be kept: a name or a code that is none is left out, for it is only said beside a code. */
export function toKeptNames(names: readonly StockName[]): readonly StockName[] {
  return names.flatMap(({ code: text, name: said, atMs }) => {
    const [code, name] = [readStockCode(text), readStockName(said)];
    const isDated = Number.isSafeInteger(Math.trunc(atMs)) && atMs >= 1;
    return code === undefined || name === undefined || !isDated
      ? []
      : [{ code, name, atMs: Math.trunc(atMs) }];
  });
}
