/** Which strategies there are and which of them are to run: the wishes of people, for the engine to follow. */
import { readActorText, toActorText } from "../../core/actor_text.ts";
import type { Clock } from "../../core/clock.ts";
import { answer, type Database, type SqlValue, type Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type {
  SeenAtRest,
  SeenStrategy,
  SeenValues,
  StrategyRemoval,
  StrategyRow,
  StrategyTable,
} from "../strategy_store.ts";

const COLUMNS =
  "id, kind, exchange, symbol, timeframe, params, money, on_stop, is_active, start_asked_at, created_at, changed_at, actor";

/** Everything that belongs to one strategy. Deleted by name too: a foreign key that is not enforced forgets. */
const OWN_TABLES = ["strategy_state", "strategy_status", "advice", "paper_trade", "paper_equity"] as const;

/** Of what is gone; older ones are forgotten. */
const MOST_REMOVALS = 200;

/** In the column of a time that need not have come yet. */
const NEVER = 0;

const MARKS = COLUMNS.split(", ").map(() => "?").join(", ");

export class SqliteStrategyTable implements StrategyTable {
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
  readonly #noteRemoval: Statement;
  readonly #removals: Statement;
  readonly #forgetRemovals: Statement;
  readonly #cursor: Statement;
  readonly #clear: readonly Statement[];

  constructor(parts: { db: Database; queue: WriteQueue; clock: Clock }) {
    const { db, queue, clock } = parts;
    this.#queue = queue;
    this.#clock = clock;
    this.#transact = createTransaction(db);
    this.#count = db.prepare("SELECT counter FROM strategy_changes");
    this.#list = db.prepare(`SELECT ${COLUMNS} FROM strategies WHERE owner = ? ORDER BY id`);
    this.#find = db.prepare(`SELECT ${COLUMNS} FROM strategies WHERE owner = ? AND id = ?`);
    this.#insert = db.prepare(
      `INSERT INTO strategies (owner, ${COLUMNS}) VALUES (?, ${MARKS}) ON CONFLICT (owner, id) DO NOTHING`,
    );
    this.#change = db.prepare(
      `UPDATE strategies SET params = ?, money = ?, on_stop = ?, changed_at = ?, actor = ? WHERE owner = ? AND id = ?`,
    );
    this.#start = db.prepare(
      "UPDATE strategies SET is_active = 1, start_asked_at = ?, changed_at = ?, actor = ? WHERE owner = ? AND id = ?",
    );
    this.#stop = db.prepare(
      "UPDATE strategies SET is_active = 0, on_stop = coalesce(?, on_stop), changed_at = ?, actor = ? WHERE owner = ? AND id = ?",
    );
    this.#remove = db.prepare("DELETE FROM strategies WHERE owner = ? AND id = ?");
    this.#noteRemoval = db.prepare(
      `INSERT INTO strategy_removal (owner, strategy_id, kind, created_at, removed_at, actor)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (owner, removed_at, strategy_id) 
         DO UPDATE SET kind = excluded.kind, created_at = excluded.created_at, actor = excluded.actor`,
    );
    this.#removals = db.prepare(
      `SELECT strategy_id, kind, created_at, removed_at, actor FROM strategy_removal
       WHERE owner = ? ORDER BY removed_at DESC, strategy_id LIMIT ?`,
    );
    this.#forgetRemovals = db.prepare(
      `DELETE FROM strategy_removal WHERE owner = ? AND removed_at <= (SELECT removed_at FROM strategy_removal
       WHERE owner = ? ORDER BY removed_at DESC LIMIT 1 OFFSET ?)`,
    );
    this.#cursor = db.prepare("SELECT cursor FROM strategy_state WHERE owner = ? AND strategy_id = ?");
    this.#clear = OWN_TABLES.map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE owner = ? AND strategy_id = ?`)
    );
  }

  changeCount(): Promise<number> {
    return answer(() => Number(this.#count.rows()[0]?.[0] ?? 0));
  }

  list(owner: string): Promise<readonly StrategyRow[]> {
    return answer(() => this.#list.rows(owner).map(toRow));
  }

  find(owner: string, id: string): Promise<StrategyRow | undefined> {
    return answer(() => this.#read(owner, id));
  }

  async add(owner: string, wish: Parameters<StrategyTable["add"]>[1]): Promise<boolean> {
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
      ...[owner, id, kind, exchange, symbol, timeframe],
      ...texts,
      onStop,
      ...[Number(isActive), isActive ? nowMs : NEVER, nowMs, nowMs],
      toActorText(wish.actor),
    ];
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        const added = this.#insert.run(...values);
        // Somebody may have deleted a row of this id by hand and left the rest.
        if (added > 0) this.#clearOf(owner, id);
        return added;
      })
    );
    return changes > 0;
  }

  async change(owner: string, act: Parameters<StrategyTable["change"]>[1]): Promise<boolean> {
    const { id, change, actor, seen } = act;
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        const row = this.#read(owner, id);
        if (row === undefined || (seen !== undefined && !hasValues(row, seen))) return 0;
        const { params, money, onStop } = { ...row, ...change };
        const nowMs = Math.trunc(this.#clock.now());
        const values = [JSON.stringify(params), JSON.stringify(money), onStop, nowMs, toActorText(actor)];
        return this.#change.run(...values, owner, id);
      })
    );
    return changes > 0;
  }

  async start(owner: string, { id, actor }: Parameters<StrategyTable["start"]>[1]): Promise<boolean> {
    return await this.#queue.run(() => {
      const nowMs = Math.trunc(this.#clock.now());
      // Never the same time twice: the engine tells a new wish by it.
      const askedAtMs = Math.max(nowMs, (this.#read(owner, id)?.startAskedAtMs ?? 0) + 1);
      return this.#start.run(askedAtMs, nowMs, toActorText(actor), owner, id);
    }) > 0;
  }

  async stop(owner: string, { id, actor, onStop }: Parameters<StrategyTable["stop"]>[1]): Promise<boolean> {
    return await this.#queue.run(() =>
      this.#stop.run(onStop ?? null, Math.trunc(this.#clock.now()), toActorText(actor), owner, id)
    ) > 0;
  }

  async remove(owner: string, { id, actor, seen }: Parameters<StrategyTable["remove"]>[1]): Promise<boolean> {
    const changes = await this.#queue.run(() =>
      this.#transact(() => {
        const row = this.#read(owner, id);
        if (row === undefined || (seen !== undefined && !this.#isAtRest(owner, row, seen))) return 0;
        this.#clearOf(owner, id);
        const nowMs = Math.trunc(this.#clock.now());
        this.#noteRemoval.run(owner, id, row.kind, row.createdAtMs, nowMs, toActorText(actor));
        this.#forgetRemovals.run(owner, owner, MOST_REMOVALS);
        return this.#remove.run(owner, id);
      })
    );
    return changes > 0;
  }

  removals(owner: string, limit: number): Promise<readonly StrategyRemoval[]> {
    return answer(() => this.#removals.rows(owner, limit).map(toRemoval));
  }

  #read(owner: string, id: string): StrategyRow | undefined {
    const row = this.#find.rows(owner, id)[0];
    return row === undefined ? undefined : toRow(row);
  }

  #isAtRest(owner: string, row: StrategyRow, seen: SeenAtRest): boolean {
    if (row.isActive || !isSame(row, seen)) return false;
    const [step] = this.#cursor.rows(owner, row.id);
    return (step === undefined ? undefined : Number(step[0])) === seen.cursorMs;
  }

  #clearOf(owner: string, id: string): void {
    for (const statement of this.#clear) statement.run(owner, id);
  }
}

function isSame({ kind, createdAtMs }: StrategyRow, seen: SeenStrategy): boolean {
  return kind === seen.kind && createdAtMs === seen.createdAtMs;
}

function toRemoval([id, kind, created, removed, actor]: readonly SqlValue[]): StrategyRemoval {
  return {
    ...{ id: String(id), kind: String(kind) },
    ...{ createdAtMs: Number(created), removedAtMs: Number(removed) },
    actor: readActorText(typeof actor === "string" ? actor : null),
  };
}

function hasValues(row: StrategyRow, seen: SeenValues): boolean {
  const isAsSeen = (name: "params" | "money") =>
    !Object.hasOwn(seen, name) || JSON.stringify(row[name]) === JSON.stringify(seen[name]);
  return isSame(row, seen) && isAsSeen("params") && isAsSeen("money");
}

/** The tables are STRICT and JSON is checked, so the types are certain. */
function toRow(row: readonly SqlValue[]): StrategyRow {
  const [id, kind, exchange, symbol, timeframe, params, money, onStop, ...rest] = row;
  const [isActive, asked, created, changed, actor] = rest;
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
    actor: readActorText(typeof actor === "string" ? actor : null),
  };
}
