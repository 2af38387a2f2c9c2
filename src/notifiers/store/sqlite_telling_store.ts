import type { Database, SqlValue, Statement } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { MessageRequest } from "../compose.ts";
import { OUTAGE_GROUPS, OUTAGE_STATES, type OutageRecord } from "../telling/outage_plan.ts";
import { SUMMARY_KINDS } from "../telling/summary_plan.ts";
import type { SummaryRow, TellingStore } from "../telling/telling_store.ts";

/** Puts a message beside what is written now, and tells the senders afterwards. */
export interface Teller {
  append(request: MessageRequest): number;
  announce(): void;
}

const whole = (ms: number) => Math.trunc(ms);

const TEXTS = {
  outages: `SELECT id, grouping, cause, members, broken, state, since_at, first_at, told_at, ended_at, breaks,
      earlier_ms, edits
    FROM outage WHERE owner = ? AND (state = 'open' OR ended_at >= ?) ORDER BY told_at, id`,
  keepOutage:
    `INSERT INTO outage (owner, id, grouping, cause, members, broken, state, since_at, first_at, told_at,
      ended_at, breaks, earlier_ms, edits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET cause = excluded.cause, members = excluded.members, broken = excluded.broken,
      state = excluded.state, since_at = excluded.since_at, ended_at = excluded.ended_at, breaks = excluded.breaks,
      earlier_ms = excluded.earlier_ms, edits = excluded.edits`,
  // Of a time to come it was noted by a clock that was ahead.
  begin: `INSERT INTO summary_since (owner, at) VALUES (?, ?)
    ON CONFLICT (owner) DO UPDATE SET at = excluded.at WHERE at > excluded.at`,
  since: "SELECT at FROM summary_since WHERE owner = ?",
  ahead: "SELECT 1 FROM summary WHERE owner = ? AND done_at > ? LIMIT 1",
  forgetAhead: "DELETE FROM summary WHERE owner = ? AND done_at > ?",
  summaries:
    "SELECT kind, day, state, done_at FROM summary WHERE owner = ? AND day >= ? ORDER BY day, done_at",
  keepSummary: `INSERT INTO summary (owner, kind, day, state, done_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`,
} as const;

/** In signal_v2.db, beside the messages, in one transaction with them. */
export class SqliteTellingStore implements TellingStore {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #teller: Teller;
  readonly #sql: Readonly<Record<keyof typeof TEXTS, Statement>>;

  constructor({ db, queue, teller }: { db: Database; queue: WriteQueue; teller: Teller }) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#teller = teller;
    this.#sql = {
      outages: db.prepare(TEXTS.outages),
      keepOutage: db.prepare(TEXTS.keepOutage),
      begin: db.prepare(TEXTS.begin),
      since: db.prepare(TEXTS.since),
      ahead: db.prepare(TEXTS.ahead),
      forgetAhead: db.prepare(TEXTS.forgetAhead),
      summaries: db.prepare(TEXTS.summaries),
      keepSummary: db.prepare(TEXTS.keepSummary),
    };
  }

  outages(owner: string, sinceMs: number): Promise<readonly OutageRecord[]> {
    return Promise.resolve(this.#sql.outages.rows(owner, whole(sinceMs)).map(readOutage));
  }

  async keepOutage(owner: string, record: OutageRecord, message: MessageRequest): Promise<void> {
    await this.#write(() => {
      const changed = this.#sql.keepOutage.run(owner, ...toOutageRow(record));
      return changed + this.#teller.append(message);
    });
  }

  async keepTogether(
    owner: string,
    { first, outages, message }: Parameters<TellingStore["keepTogether"]>[1],
  ): Promise<boolean> {
    const changed = await this.#write(() => {
      const began = first();
      if (began === 0) return 0;
      const kept = outages.map((record) => this.#sql.keepOutage.run(owner, ...toOutageRow(record)));
      const told = message === undefined ? 0 : this.#teller.append(message);
      return kept.reduce((sum, one) => sum + one, began + told);
    });
    return changed > 0;
  }

  async summariesSince(owner: string, nowMs: number): Promise<number> {
    const known = Number(this.#sql.since.rows(owner)[0]?.[0] ?? Infinity);
    if (known <= nowMs) return known;
    await this.#write(() => this.#sql.begin.run(owner, whole(nowMs)));
    return whole(nowMs);
  }

  async forgetSummariesAfter(owner: string, atMs: number): Promise<void> {
    // Asked at each look, and hardly ever there.
    if (this.#sql.ahead.rows(owner, whole(atMs)).length === 0) return;
    await this.#write(() => this.#sql.forgetAhead.run(owner, whole(atMs)));
  }

  summaries(owner: string, fromDay: number): Promise<readonly SummaryRow[]> {
    return Promise.resolve(
      this.#sql.summaries.rows(owner, fromDay).map(([kind, day, state, doneAt]) => ({
        kind: oneOf(SUMMARY_KINDS, kind),
        day: Number(day),
        state: oneOf(["told", "skipped"] as const, state),
        doneAtMs: Number(doneAt),
      })),
    );
  }

  async keepSummary(owner: string, row: SummaryRow, message?: MessageRequest): Promise<boolean> {
    const { kind, day, state, doneAtMs } = row;
    const changed = await this.#write(() => {
      const noted = this.#sql.keepSummary.run(owner, kind, day, state, whole(doneAtMs));
      return noted === 0 || message === undefined ? noted : noted + this.#teller.append(message);
    });
    return changed > 0;
  }

  async #write(work: () => number): Promise<number> {
    const changed = await this.#queue.run(() => this.#transact(work));
    this.#teller.announce();
    return changed;
  }
}

function toOutageRow(record: OutageRecord): SqlValue[] {
  const { id, group, cause, members, broken, state, breaks, edits } = record;
  return [
    ...[id, group, cause, JSON.stringify(members), JSON.stringify(broken), state],
    ...[whole(record.sinceMs), whole(record.firstMs), whole(record.toldAtMs)],
    record.endedAtMs === undefined ? null : whole(record.endedAtMs),
    ...[breaks, whole(record.earlierMs), edits],
  ];
}

function readOutage(row: readonly SqlValue[]): OutageRecord {
  const [id, group, cause, members, broken, state, sinceAt, firstAt, toldAt, endedAt, ...rest] = row;
  const [breaks, earlierMs, edits] = rest;
  return {
    id: String(id),
    group: oneOf(OUTAGE_GROUPS, group),
    cause: String(cause),
    members: readIds(members),
    broken: readIds(broken),
    state: oneOf(OUTAGE_STATES, state),
    sinceMs: Number(sinceAt),
    firstMs: Number(firstAt),
    toldAtMs: Number(toldAt),
    endedAtMs: endedAt === null || endedAt === undefined ? undefined : Number(endedAt),
    ...{ breaks: Number(breaks), earlierMs: Number(earlierMs), edits: Number(edits) },
  };
}

function readIds(value: SqlValue | undefined): readonly string[] {
  const ids: unknown = JSON.parse(String(value));
  return Array.isArray(ids) ? ids.map(String) : [];
}

function oneOf<Word extends string>(words: readonly Word[], value: SqlValue | undefined): Word {
  const word = words.find((known) => known === value);
  if (word === undefined) throw new Error(`Cannot read what was told: ${String(value)} is none of ${words}`);
  return word;
}
