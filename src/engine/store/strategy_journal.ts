/** What strategies did: state after each bar, advice, trades, equity and events of it, one transaction for all. */
import type { Clock } from "../../core/clock.ts";
import { SqlError } from "../../sqlite/sql_error.ts";
import type { EventOutbox, OutboxEvent } from "../../sqlite/event_outbox.ts";
import type { Database } from "../../sqlite/sql.ts";
import { type AdviceRow, type EquityRow, toAdviceRow, toTradeRow, type TradeRow } from "./records.ts";
import { fromAdvice, fromTrade, prepareBook } from "./statements.ts";
import { createRelaxedTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";

/** A step of one strategy: all of it or nothing. */
export interface BookSave {
  readonly strategyId: string;
  /** The cursor that must be stored now, or nothing is written; `undefined` for the first save. */
  readonly expectedCursorMs: number | undefined;
  /** End of the last bar that was worked. */
  readonly cursorMs: number;
  /** Plain JSON. */
  readonly state: unknown;
  readonly savedAtMs: number;
  readonly advice: readonly AdviceRow[];
  readonly trades: readonly TradeRow[];
  /** The newest point replaces one of the same time. */
  readonly equity: EquityRow | undefined;
  /** What the rest of the program is to be told of it. */
  readonly events: readonly OutboxEvent[];
}

interface Waiting {
  readonly save: BookSave;
  readonly settle: (outcome: { readonly isDone: boolean } | { readonly error: unknown }) => void;
}

/** Rows that are kept of each strategy, the newest ones. */
const MOST_ADVICE = 10_000;
const MOST_EQUITY = 10_000;
/** Old rows are looked for at every so many saves of a strategy. */
const PRUNE_EVERY = 200;

export class StrategyJournal {
  readonly #queue: WriteQueue;
  readonly #clock: Clock;
  readonly #transact: <T>(work: () => T) => T;
  readonly #outbox: EventOutbox;
  readonly #sql: ReturnType<typeof prepareBook>;
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
    this.#sql = prepareBook(parts.db);
  }

  /**
   * Stores a step. Steps of several strategies that come together share one transaction.
   *
   * @returns false when the stored cursor is another one: somebody else has worked this bar.
   * @throws as `WriteQueue.run`; `constraint` when the strategy is gone.
   */
  save(save: BookSave): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({
      save,
      settle: (outcome) => "error" in outcome ? reject(outcome.error) : resolve(outcome.isDone),
    });
    if (!this.#isPlanned) {
      this.#isPlanned = true;
      void this.#flushSoon();
    }
    return promise;
  }

  /** What was saved last; `undefined` when nothing was. */
  load(id: string): { readonly cursorMs: number; readonly state: unknown } | undefined {
    const row = this.#sql.load.rows(id)[0];
    return row === undefined ? undefined : { cursorMs: Number(row[0]), state: JSON.parse(String(row[1])) };
  }

  /** How a strategy is, for other processes. @param status plain JSON. */
  async noteStatus(id: string, status: unknown, notedAtMs: number): Promise<void> {
    await this.#queue.run(() => this.#sql.noteStatus.run(id, JSON.stringify(status), notedAtMs, id));
  }

  status(id: string): { readonly status: unknown; readonly notedAtMs: number } | undefined {
    const row = this.#sql.status.rows(id)[0];
    return row === undefined ? undefined : { status: JSON.parse(String(row[0])), notedAtMs: Number(row[1]) };
  }

  /** Newest first. */
  advice(id: string, limit: number): readonly AdviceRow[] {
    return this.#sql.advice.rows(id, limit).map(toAdviceRow);
  }

  /** Newest first. */
  trades(id: string, limit: number): readonly TradeRow[] {
    return this.#sql.trades.rows(id, limit).map(toTradeRow);
  }

  /** Ascending; the newest `limit` ones. */
  equity(id: string, limit: number): readonly EquityRow[] {
    return this.#sql.equity.rows(id, limit).map(([at, equity]) => ({
      atMs: Number(at),
      equity: Number(equity),
    }))
      .reverse();
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
          done = batch.map(({ save }) => this.#write(save));
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

  async #tryOne({ save, settle }: Waiting): Promise<void> {
    try {
      const changes = await this.#queue.run(() => this.#transact(() => Number(this.#write(save))));
      this.#outbox.announce();
      settle({ isDone: changes > 0 });
    } catch (error) {
      settle({ error });
    }
  }

  /** Inside a transaction. */
  #write(save: BookSave): boolean {
    const { strategyId: id, expectedCursorMs, cursorMs, savedAtMs, advice, trades, equity } = save;
    const text = JSON.stringify(save.state);
    const changes = expectedCursorMs === undefined
      ? this.#sql.begin.run(id, cursorMs, text, savedAtMs)
      : this.#sql.goOn.run(cursorMs, text, savedAtMs, id, expectedCursorMs);
    if (changes === 0) return false;
    for (const row of advice) this.#sql.addAdvice.run(id, ...fromAdvice(row));
    for (const row of trades) this.#sql.addTrade.run(id, ...fromTrade(row));
    if (equity !== undefined) this.#sql.addEquity.run(id, equity.atMs, equity.equity);
    this.#outbox.append(save.events);
    this.#prune(id);
    return true;
  }

  #prune(id: string): void {
    const count = (this.#saves.get(id) ?? 0) + 1;
    this.#saves.set(id, count);
    if (count % PRUNE_EVERY !== 1) return;
    this.#sql.pruneAdvice.run(id, id, MOST_ADVICE);
    this.#sql.pruneEquity.run(id, id, MOST_EQUITY);
  }
}
