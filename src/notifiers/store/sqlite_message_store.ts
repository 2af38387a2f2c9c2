import { ChangeNotifier } from "../../core/change_notifier.ts";
import type { Clock } from "../../core/clock.ts";
import { isMemoryUnavailable } from "../../core/errors.ts";
import { createUlids } from "../../lib/ulid.ts";
import type { Database } from "../../sqlite/sql.ts";
import { createSavepoint, createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type { LookTrial } from "../look_trial_store.ts";
import {
  type Lease,
  type MessageChange,
  type MessageDraft,
  type MessageRow,
  type MessageStore,
  type MessageText,
  NEXT_STATES,
  NOT_CONFIRMED,
  type SeenRow,
  SENDER_ENDED,
  type SendStart,
  TOO_LATE,
} from "../message_store.ts";
import { FOUND_LATE } from "../stray_store.ts";
import { MessageReads } from "./message_reads.ts";
import { orNull, toInsert, toMessageState, toSeen, toTextRow } from "./rows.ts";
import { takeOut } from "./take_out.ts";

/** A lease that ends later than this was dated by a clock that was ahead, and has ended. */
export const LONGEST_LEASE_MS = 600_000;

const whole = (ms: number) => Math.trunc(ms);
const toFlag = (is: boolean | undefined) => is === undefined ? null : Number(is);

/** Messages in signal_v2.db. Every change of state and the note of it are one transaction, on the disk before it counts. */
export class SqliteMessageStore extends MessageReads implements MessageStore {
  readonly written = new ChangeNotifier();
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #savepoint: <T>(work: () => T) => T;
  readonly #nextId: () => string;
  #hasNew = false;

  constructor({ db, queue, clock }: { db: Database; queue: WriteQueue; clock: Clock }) {
    super(db);
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#savepoint = createSavepoint(db);
    this.#nextId = createUlids(() => clock.now());
  }

  /** Inside the transaction of the fact that is told; `announce` after it. @returns how many rows are new. */
  append(drafts: readonly MessageDraft[]): number {
    const added = drafts.reduce(
      (sum, draft) => sum + this.sql.insert.run(...toInsert(this.#nextId(), draft)),
      0,
    );
    if (added > 0) this.#hasNew = true;
    return added;
  }

  /** After that transaction: the senders need not find out by themselves. */
  announce(): void {
    if (!this.#hasNew) return;
    this.#hasNew = false;
    this.written.announce();
  }

  async enqueue(drafts: readonly MessageDraft[]): Promise<number> {
    const added = await this.#write(() => this.append(drafts));
    this.announce();
    return added;
  }

  async takeLease({ channel, holder, nowMs, untilMs, isFirst = false }: Lease): Promise<boolean> {
    const now = whole(nowMs);
    const unlessHeld = [Number(isFirst), now, now + LONGEST_LEASE_MS];
    return await this.#write(() => this.sql.lease.run(channel, holder, whole(untilMs), ...unlessHeld)) > 0;
  }

  async giveLease(channel: string, holder: string): Promise<void> {
    await this.#write(() => this.sql.giveLease.run(channel, holder));
  }

  recover(channel: string, to: "unknown" | "queued", atMs: number): Promise<number> {
    return this.#write(() =>
      this.sql.stuck.rows(channel).reduce((sum, [seq, attempt]) => {
        const row: SeenRow = { seq: Number(seq), attempt: Number(attempt), state: "sending" };
        const change = { state: to, event: "found", atMs, error: SENDER_ENDED };
        return sum + this.#moveApart(row, change);
      }, 0)
    );
  }

  async begin({ row, channel, holder, atMs, knownId, isRinging }: SendStart): Promise<number | undefined> {
    const now = whole(atMs);
    const attempt = row.attempt + 1;
    const begun = await this.#write(() => {
      const changed = this.sql.begin.run(
        ...[now, knownId ?? null, Number(isRinging), now],
        ...[row.seq, row.attempt, row.state, channel, holder, now],
      );
      if (changed > 0) this.sql.note.run(row.seq, attempt, now, "begun", "sending", null);
      return changed;
    });
    return begun > 0 ? attempt : undefined;
  }

  async move(row: SeenRow, change: MessageChange): Promise<boolean> {
    if (!NEXT_STATES[row.state].includes(change.state)) {
      throw new RangeError(`Cannot move a message from ${row.state} to ${change.state}`);
    }
    return await this.#write(() => this.#moveOne(row, change)) > 0;
  }

  expire(channel: string, nowMs: number): Promise<number> {
    return this.#write(() =>
      this.sql.overdue.rows(channel, whole(nowMs)).reduce((sum, [seq, attempt, state]) => {
        const row = { seq: Number(seq), attempt: Number(attempt), state: toMessageState(state) };
        const error = row.state === "unknown" ? NOT_CONFIRMED : TOO_LATE;
        return sum + this.#moveApart(row, { state: "expired", event: "expired", atMs: nowMs, error });
      }, 0)
    );
  }

  async supersede(
    rows: readonly SeenRow[],
    by: readonly MessageDraft[],
    { atMs, error }: { atMs: number; error: string },
  ): Promise<boolean> {
    const changed = await this.#writeAll(() => {
      const moved = rows.map((row) =>
        this.#moveOne(row, { state: "superseded", event: "superseded", atMs, error })
      );
      if (moved.some((count) => count === 0)) throw new ChangedMeanwhile();
      this.append(by);
      return rows.length;
    });
    this.announce();
    return changed > 0;
  }

  async rewrite(
    row: SeenRow,
    text: MessageText,
    { from, atMs, error }: { from: SeenRow; atMs: number; error: string },
  ): Promise<boolean> {
    return await this.#writeAll(() => {
      const written = this.sql.rewrite.run(...toTextRow(text), ...toSeen(row));
      const change = { state: "superseded", event: "superseded", atMs, error } as const;
      if (written === 0 || this.#moveOne(from, change) === 0) throw new ChangedMeanwhile();
      this.sql.note.run(row.seq, row.attempt, whole(atMs), "says a newer text", row.state, null);
      return written;
    }) > 0;
  }

  async takeOut(...[rows, change]: Parameters<MessageStore["takeOut"]>): Promise<boolean> {
    return await this.#writeAll(() => {
      const changed = takeOut(rows, change, { sql: this.sql, end: (...one) => this.#moveOne(...one) });
      if (changed === 0) throw new ChangedMeanwhile();
      return changed;
    }) > 0;
  }

  async list(rows: readonly Pick<MessageRow, "seq">[], draft: MessageDraft | undefined): Promise<void> {
    await this.#write(() => {
      const listed = rows.reduce((sum, { seq }) => sum + this.sql.listed.run(seq), 0);
      return listed + (draft === undefined ? 0 : this.append([draft]));
    });
    this.announce();
  }

  async handOn(row: SeenRow, drafts: readonly MessageDraft[], atMs: number): Promise<boolean> {
    const changed = await this.#write(() => {
      const marked = this.sql.handOn.run(whole(atMs), row.seq, row.attempt, row.state);
      if (marked === 0) return 0;
      const told = drafts.map((draft) => draft.channel).join(", ");
      this.sql.note.run(
        row.seq,
        row.attempt,
        whole(atMs),
        "handed on",
        row.state,
        told === "" ? null : told,
      );
      return marked + this.append(drafts);
    });
    this.announce();
    return changed > 0;
  }

  async saveTrial(channel: string, trial: LookTrial): Promise<void> {
    const { account, idScope, lastId, isSound, triedAtMs } = trial;
    const sound = isSound === undefined ? null : Number(isSound);
    await this.#write(() =>
      this.sql.saveTrial.run(channel, account, idScope, lastId, sound, whole(triedAtMs))
    );
  }

  async noteStray(
    ...[{ row, attempt, sentAtMs }, found]: Parameters<MessageStore["noteStray"]>
  ): Promise<void> {
    const { event, atMs, messageId } = found;
    await this.#write(() => {
      const { channel, idScope, seq, state } = row;
      // An id beside its own belongs to no row. It was given after the message was sent, nobody knows when.
      if (messageId !== undefined) {
        this.sql.saveTrial.run(channel, FOUND_LATE, idScope, messageId, null, whole(sentAtMs));
      }
      return this.sql.note.run(seq, attempt, whole(atMs), event, state, null);
    });
  }

  async retry(row: SeenRow, atMs: number): Promise<boolean> {
    const changed = await this.#write(() => {
      const freed = this.sql.retry.run(row.seq, row.attempt, row.state);
      const state = row.state === "unknown" ? "resend" : "queued";
      if (freed > 0) this.sql.note.run(row.seq, row.attempt, whole(atMs), "asked again", state, null);
      return freed;
    });
    if (changed > 0) this.written.announce();
    return changed > 0;
  }

  async moveChat(
    channel: string,
    from: string,
    { chat, idScope, atMs }: { chat: string; idScope: string; atMs: number },
  ): Promise<void> {
    if (chat === from) throw new RangeError(`Cannot move the chat ${chat} to itself`);
    await this.#write(() => {
      const change = {
        state: "superseded",
        event: "superseded",
        atMs,
        error: `told in ${chat} already`,
      } as const;
      for (const [seq, attempt, state] of this.sql.toldElsewhere.rows(channel, from, chat)) {
        this.#moveOne({ seq: Number(seq), attempt: Number(attempt), state: toMessageState(state) }, change);
      }
      return this.sql.settledChat.run(channel, chat, channel, from, chat) +
        this.sql.movedChat.run(channel, from, chat) +
        this.sql.moveRows.run(chat, idScope, idScope, channel, from);
    });
  }

  async blockChat(
    channel: string,
    chat: string,
    block: { atMs: number; reason: string } | undefined,
  ): Promise<void> {
    await this.#write(() =>
      this.sql.blockChat.run(channel, chat, orNull(block?.atMs), block?.reason ?? null)
    );
    if (block === undefined) this.written.announce();
  }

  prune(beforeMs: number): Promise<number> {
    return this.#write(() => this.sql.prune.run(whole(beforeMs)));
  }

  /** One that cannot be written stays as it is, and holds up no other. */
  #moveApart(row: SeenRow, change: MessageChange): number {
    try {
      return this.#savepoint(() => this.#moveOne(row, change));
    } catch (error) {
      if (isMemoryUnavailable(error)) throw error;
      return 0;
    }
  }

  #moveOne(row: SeenRow, change: MessageChange): number {
    const { state, event, atMs, error, messageId, notBeforeMs, form, failures, absences, isGivenUp, ring } =
      change;
    const isOver = NEXT_STATES[state].length === 0;
    const changed = this.sql.move.run(
      ...[state, state, error ?? null, messageId ?? null, orNull(notBeforeMs)],
      ...[form ?? null, failures ?? null, absences ?? null],
      ...[toFlag(isGivenUp), toFlag(ring), isOver ? whole(atMs) : null],
      ...[row.seq, row.attempt, row.state],
    );
    if (changed > 0) this.sql.note.run(row.seq, row.attempt, whole(atMs), event, state, error ?? null);
    return changed;
  }

  /** All of it or nothing. @returns 0 when something was not as it was seen. */
  async #writeAll(work: () => number): Promise<number> {
    try {
      return await this.#write(work);
    } catch (error) {
      if (error instanceof ChangedMeanwhile) return 0;
      throw error;
    }
  }

  #write(work: () => number): Promise<number> {
    return this.#queue.run(() => this.#transact(work));
  }
}

class ChangedMeanwhile extends Error {}
