/** Which strategies there are and which of them are to run: the wishes of people, for the engine to follow. */
import type { Clock } from "../../core/clock.ts";
import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** What a person decides about a strategy. */
export interface NewStrategy {
  /** Short and free to choose: letters, digits, `_` and `-`. */
  readonly id: string;
  /** Id of a shipped strategy, or the name of a file: `my_idea.ts`. */
  readonly kind: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: string;
  /** Plain JSON. */
  readonly params: unknown;
  /** Plain JSON: start cash, costs, rules of the account; what is left out takes its default. */
  readonly money: unknown;
  /** What becomes of an open position when it is stopped. */
  readonly onStop: "leave" | "close";
  readonly isActive: boolean;
}

export interface StrategyRow extends NewStrategy {
  /** When somebody last asked for a start, if ever. A new time also starts one that is parked. */
  readonly startAskedAtMs: number | undefined;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/** What can be changed later. */
export type StrategyChange = Partial<Pick<NewStrategy, "params" | "money" | "onStop">>;

const COLUMNS =
  "id, kind, exchange, symbol, timeframe, params, money, on_stop, is_active, start_asked_at, created_at, changed_at";

/** Everything that belongs to one strategy. Deleted by name too: a foreign key that is not enforced forgets. */
const OWN_TABLES = ["strategy_state", "strategy_status", "advice", "paper_trade", "paper_equity"] as const;

/** In the column of a time that need not have come yet. */
const NEVER = 0;

const MARKS = COLUMNS.split(", ").map(() => "?").join(", ");

export class StrategyTable {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #transact: <T>(work: () => T) => T;
  readonly #count: Statement;
  readonly #list: Statement;
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #change: Statement;
  readonly #start: Statement;
  readonly #stop: Statement;
  readonly #remove: Statement;
  readonly #clear: readonly Statement[];

  constructor(parts: { db: Database; queue: WriteQueue; clock: Clock }) {
    const { db, queue, clock } = parts;
    this.#queue = queue;
    this.#clock = clock;
    this.#transact = createTransaction(db);
    this.#count = db.prepare("SELECT counter FROM strategy_changes");
    this.#list = db.prepare(`SELECT ${COLUMNS} FROM strategies ORDER BY id`);
    this.#find = db.prepare(`SELECT ${COLUMNS} FROM strategies WHERE id = ?`);
    this.#insert = db.prepare(
      `INSERT INTO strategies (${COLUMNS}) VALUES (${MARKS}) ON CONFLICT (id) DO NOTHING`,
    );
    this.#change = db.prepare(
      `UPDATE strategies SET params = ?, money = ?, on_stop = ?, changed_at = ? WHERE id = ?`,
    );
    this.#start = db.prepare(
      "UPDATE strategies SET is_active = 1, start_asked_at = ?, changed_at = ? WHERE id = ?",
    );
    this.#stop = db.prepare(
      "UPDATE strategies SET is_active = 0, on_stop = ?, changed_at = ? WHERE id = ?",
    );
    this.#remove = db.prepare("DELETE FROM strategies WHERE id = ?");
    this.#clear = OWN_TABLES.map((table) => db.prepare(`DELETE FROM ${table} WHERE strategy_id = ?`));
  }

  /** Grows with every change by whomever, in whichever process. */
  changeCount(): number {
    return Number(this.#count.rows()[0]?.[0] ?? 0);
  }

  /** By id. */
  list(): readonly StrategyRow[] {
    return this.#list.rows().map(toRow);
  }

  find(id: string): StrategyRow | undefined {
    const row = this.#find.rows(id)[0];
    return row === undefined ? undefined : toRow(row);
  }

  /**
   * @returns false when the id is taken.
   * @throws {RangeError} for an id that is none; as `WriteQueue.run` otherwise.
   */
  async add(wish: NewStrategy): Promise<boolean> {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(wish.id)) {
      throw new RangeError(
        `Cannot add the strategy ${JSON.stringify(wish.id.slice(0, 60))}: ` +
          "an id has 1 to 40 letters, digits, _ and -, and begins with a letter or digit",
      );
    }
    const nowMs = Math.trunc(this.#clock.now());
    const { id, kind, exchange, symbol, timeframe, onStop, isActive } = wish;
    const texts = [JSON.stringify(wish.params), JSON.stringify(wish.money)];
    const values: readonly SqlValue[] = [
      ...[id, kind, exchange, symbol, timeframe],
      ...texts,
      onStop,
      ...[Number(isActive), isActive ? nowMs : NEVER, nowMs, nowMs],
    ];
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        const added = this.#insert.run(...values);
        // Somebody may have deleted a row of this id by hand and left the rest.
        if (added > 0) this.#clearOf(id);
        return added;
      })
    );
    return changes > 0;
  }

  /** @returns false when there is none of this id. */
  async change(id: string, change: StrategyChange): Promise<boolean> {
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        const row = this.find(id);
        if (row === undefined) return 0;
        const { params, money, onStop } = { ...row, ...change };
        const nowMs = Math.trunc(this.#clock.now());
        return this.#change.run(JSON.stringify(params), JSON.stringify(money), onStop, nowMs, id);
      })
    );
    return changes > 0;
  }

  /** Also starts one that was parked. @returns false when there is none of this id. */
  async start(id: string): Promise<boolean> {
    return await this.#queue.run(() => {
      const nowMs = Math.trunc(this.#clock.now());
      // Never the same time twice: the engine tells a new wish by it.
      return this.#start.run(Math.max(nowMs, (this.find(id)?.startAskedAtMs ?? 0) + 1), nowMs, id);
    }) > 0;
  }

  /** @returns false when there is none of this id. */
  async stop(id: string, onStop: StrategyRow["onStop"]): Promise<boolean> {
    return await this.#queue.run(() => this.#stop.run(onStop, Math.trunc(this.#clock.now()), id)) > 0;
  }

  /** Forgets a strategy and everything it did. @returns false when there is none of this id. */
  async remove(id: string): Promise<boolean> {
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        this.#clearOf(id);
        return this.#remove.run(id);
      })
    );
    return changes > 0;
  }

  #clearOf(id: string): void {
    for (const statement of this.#clear) statement.run(id);
  }
}

/** The tables are STRICT and JSON is checked, so the types are certain. */
function toRow(row: readonly SqlValue[]): StrategyRow {
  const [id, kind, exchange, symbol, timeframe, params, money, onStop, isActive, asked, created, changed] =
    row;
  return {
    id: String(id),
    kind: String(kind),
    exchange: String(exchange),
    symbol: String(symbol),
    timeframe: String(timeframe),
    params: JSON.parse(String(params)),
    money: JSON.parse(String(money)),
    onStop: onStop === "close" ? "close" : "leave",
    isActive: isActive === 1,
    startAskedAtMs: asked === NEVER ? undefined : Number(asked),
    createdAtMs: Number(created),
    changedAtMs: Number(changed),
  };
}
