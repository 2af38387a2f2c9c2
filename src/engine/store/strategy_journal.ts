/** What strategies did: state after each candle, advice, trades, equity and events of it, one transaction for all. */
import type { Clock } from "../../core/clock.ts";
import { SqlError } from "../../sqlite/sql_error.ts";
import type { EventOutbox } from "../../sqlite/event_outbox.ts";
import { answer, type Database, type SqlValue } from "../../sqlite/sql.ts";
import type {
  EquityPoint,
  RowsAsked,
  SavedAdvice,
  SavedTrade,
  StatusNote,
  StoredStep,
  StrategyJournal,
  StrategyStep,
  TradesAsked,
} from "../strategy_store.ts";
import { toSavedAdvice, toSavedTrade } from "./records.ts";
import { fromAdvice, fromTrade, prepareJournal } from "./statements.ts";
import { createRelaxedTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

interface Waiting {
  readonly owner: string;
  readonly step: StrategyStep;
  readonly settle: (outcome: { readonly isDone: boolean } | { readonly error: unknown }) => void;
}

/** Rows that are kept of each strategy, the newest ones. */
const MOST_ADVICE = 10_000;
const MOST_EQUITY = 10_000;
/** Old rows are looked for at every so many saves of a strategy. */
const PRUNE_EVERY = 200;

export class SqliteStrategyJournal implements StrategyJournal {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #transact: <T>(work: () => T) => T;
  readonly #outbox: EventOutbox;
  readonly #sql: ReturnType<typeof prepareJournal>;
  readonly #waiting: Waiting[] = [];
  readonly #saves = new Map<string, number>();
  #isPlanned = false;

  /** @param parts.clock runs in real time: it pauses for the turn that gathers saves of several strategies. */
  constructor(parts: { db: Database; queue: WriteQueue; clock: Clock; outbox: EventOutbox }) {
    this.#queue = parts.queue;
    this.#clock = parts.clock;
    // Steps that a power cut takes back are worked again, with the same result and the same numbers.
    this.#transact = createRelaxedTransaction(parts.db);
    this.#outbox = parts.outbox;
    this.#sql = prepareJournal(parts.db);
  }

  save(owner: string, step: StrategyStep): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({
      owner,
      step,
      settle: (outcome) => "error" in outcome ? reject(outcome.error) : resolve(outcome.isDone),
    });
    if (!this.#isPlanned) {
      this.#isPlanned = true;
      void this.#flushSoon();
    }
    return promise;
  }

  load(owner: string, id: string): Promise<StoredStep | undefined> {
    return answer(() => {
      const row = this.#sql.load.rows(owner, id)[0];
      return row === undefined ? undefined : { cursorMs: Number(row[0]), state: JSON.parse(String(row[1])) };
    });
  }

  async noteStatus(owner: string, note: StatusNote & { readonly id: string }): Promise<void> {
    const { id, status, notedAtMs } = note;
    const text = JSON.stringify(status);
    await this.#queue.run(() => this.#sql.noteStatus.run(owner, id, text, notedAtMs, owner, id));
  }

  status(owner: string, id: string): Promise<StatusNote | undefined> {
    return answer(() => {
      const row = this.#sql.status.rows(owner, id)[0];
      return row === undefined ? undefined : toNote(row);
    });
  }

  statuses(owner: string): Promise<ReadonlyMap<string, StatusNote>> {
    return answer(() => new Map(this.#sql.statuses.rows(owner).map((row) => [String(row[2]), toNote(row)])));
  }

  advice(owner: string, { id, limit }: RowsAsked): Promise<readonly SavedAdvice[]> {
    return answer(() => this.#sql.advice.rows(owner, id, limit).map(toSavedAdvice));
  }

  trades(
    owner: string,
    { id, limit, beforeNumber = Number.MAX_SAFE_INTEGER }: TradesAsked,
  ): Promise<readonly SavedTrade[]> {
    return answer(() => this.#sql.trades.rows(owner, id, beforeNumber, limit).map(toSavedTrade));
  }

  equity(owner: string, { id, limit }: RowsAsked): Promise<readonly EquityPoint[]> {
    return answer(() =>
      this.#sql.equity.rows(owner, id, limit)
        .map(([at, equity]) => ({ atMs: Number(at), equity: Number(equity) }))
        .reverse()
    );
  }

  async #flushSoon(): Promise<void> {
    await this.#clock.sleep(0);
    this.#isPlanned = false;
    const batch = this.#waiting.splice(0);
    if (await this.#tryAll(batch)) return;
    // One of them cannot be stored; the others must not suffer for it.
    await Promise.all(batch.map((one) => this.#tryOne(one)));
  }

  async #tryAll(batch: readonly Waiting[]): Promise<boolean> {
    let done: readonly boolean[] = [];
    try {
      await this.#queue.run(() =>
        this.#transact(() => {
          done = batch.map((one) => this.#write(one));
          return done.filter((isDone) => isDone).length;
        })
      );
    } catch (error) {
      if (batch.length > 1 && error instanceof SqlError && error.kind === "constraint") return false;
      for (const { settle } of batch) settle({ error });
      return true;
    }
    this.#outbox.announce();
    batch.forEach(({ settle }, i) => settle({ isDone: done[i] ?? false }));
    return true;
  }

  async #tryOne(one: Waiting): Promise<void> {
    const { settle } = one;
    try {
      const changes = await this.#queue.run(() => this.#transact(() => Number(this.#write(one))));
      this.#outbox.announce();
      settle({ isDone: changes > 0 });
    } catch (error) {
      settle({ error });
    }
  }

  /** Inside a transaction. */
  #write({ owner, step }: Pick<Waiting, "owner" | "step">): boolean {
    const { strategyId: id, expectedCursorMs, cursorMs, savedAtMs, advice, trades, equity } = step;
    const text = JSON.stringify(step.state);
    const changes = expectedCursorMs === undefined
      ? this.#sql.begin.run(owner, id, cursorMs, text, savedAtMs)
      : this.#sql.goOn.run(cursorMs, text, savedAtMs, owner, id, expectedCursorMs);
    if (changes === 0) return false;
    for (const row of advice) this.#sql.addAdvice.run(owner, id, ...fromAdvice(row));
    for (const row of trades) this.#sql.addTrade.run(owner, id, ...fromTrade(row));
    if (equity !== undefined) this.#sql.addEquity.run(owner, id, equity.atMs, equity.equity);
    this.#outbox.append(step.events);
    this.#prune(owner, id);
    return true;
  }

  #prune(owner: string, id: string): void {
    const key = `${owner} ${id}`;
    const count = (this.#saves.get(key) ?? 0) + 1;
    this.#saves.set(key, count);
    if (count % PRUNE_EVERY !== 1) return;
    this.#sql.pruneAdvice.run(owner, id, owner, id, MOST_ADVICE);
    this.#sql.pruneEquity.run(owner, id, owner, id, MOST_EQUITY);
  }
}

function toNote([status, notedAt]: readonly SqlValue[]): StatusNote {
  return { status: JSON.parse(String(status)), notedAtMs: Number(notedAt) };
}
