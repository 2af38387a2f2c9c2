/** Questions to the memory of messages. */
import type { Database } from "../../sqlite/sql.ts";
import type { LookTrial } from "../look_trial_store.ts";
import type {
  ChannelCounts,
  ChatState,
  DeliveryAttempt,
  MessagePlace,
  MessageRow,
  MessageState,
} from "../message_store.ts";
import type { Stray } from "../stray_store.ts";
import { readAttempt, readChat, readCounts, readMessageRow, readTrial } from "./rows.ts";
import { type MessageStatements, prepareMessages } from "./statements.ts";

export class MessageReads {
  readonly #db: Database;
  #prepared: MessageStatements | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Prepared at first use: a program that tells nobody anything has no use for them. */
  protected get sql(): MessageStatements {
    return this.#prepared ??= prepareMessages(this.#db);
  }

  open(channel: string, limit: number): Promise<readonly MessageRow[]> {
    return Promise.resolve(this.sql.open.rows(channel, limit).map(readMessageRow));
  }

  unlisted(channel: string): Promise<readonly MessageRow[]> {
    return Promise.resolve(this.sql.unlisted.rows(channel).map(readMessageRow));
  }

  highestMessageId(channel: string, scope: string): Promise<number | undefined> {
    const highest = this.sql.highest.rows(channel, scope, channel, scope)[0]?.[0];
    return Promise.resolve(highest === null || highest === undefined ? undefined : Number(highest));
  }

  strays(
    { seq, chat }: Pick<MessageRow, "seq" | "chat">,
    { channel, knownId, lateMs }: { channel: string; knownId: number; lateMs: number },
  ): Promise<readonly Stray<MessageRow>[]> {
    const rows = this.sql.strays.rows(channel, chat, seq, knownId, lateMs);
    return Promise.resolve(
      rows.flatMap(([id, attempt, sentAtMs, isMarked]): readonly Stray<MessageRow>[] =>
        this.sql.byId.rows(String(id)).map(readMessageRow).map((row) => ({
          row: { ...row, isMarked: isMarked === 1 },
          ...{ attempt: Number(attempt), sentAtMs: Number(sentAtMs) },
        }))
      ),
    );
  }

  messageIdsAbove(channel: string, scope: string, messageId: number): Promise<readonly number[]> {
    const rows = this.sql.idsAbove.rows(channel, scope, channel, scope, messageId);
    return Promise.resolve(rows.map(([id]) => Number(id)));
  }

  findTrial(channel: string, account: string, idScope: string): Promise<LookTrial | undefined> {
    return Promise.resolve(this.sql.trial.rows(channel, account, idScope).map(readTrial)[0]);
  }

  ringsSince(channel: string, chat: string, sinceMs: number): Promise<readonly number[]> {
    return Promise.resolve(this.sql.rings.rows(channel, chat, Math.trunc(sinceMs)).map(([at]) => Number(at)));
  }

  findByKey({ owner, key, channel, chat }: MessagePlace): Promise<MessageRow | undefined> {
    return Promise.resolve(this.sql.byKey.rows(owner, key, channel, chat).map(readMessageRow)[0]);
  }

  findStanding({ owner, key, channel, chat }: MessagePlace): Promise<MessageRow | undefined> {
    return Promise.resolve(this.sql.standing.rows(owner, key, key, channel, chat).map(readMessageRow)[0]);
  }

  find(id: string): Promise<MessageRow | undefined> {
    return Promise.resolve(this.sql.byId.rows(id).map(readMessageRow)[0]);
  }

  attempts(seq: number): Promise<readonly DeliveryAttempt[]> {
    return Promise.resolve(this.sql.attempts.rows(seq).map(readAttempt));
  }

  ofSignal(owner: string, signalId: string): Promise<readonly MessageRow[]> {
    return Promise.resolve(this.sql.ofSignal.rows(owner, signalId).map(readMessageRow));
  }

  browse(
    { state, limit }: { state: MessageState | undefined; limit: number },
  ): Promise<readonly MessageRow[]> {
    const rows = state === undefined ? this.sql.browse.rows(limit) : this.sql.browseState.rows(state, limit);
    return Promise.resolve(rows.map(readMessageRow));
  }

  counts(): Promise<readonly ChannelCounts[]> {
    return Promise.resolve(this.sql.counts.rows().map(readCounts));
  }

  chats(channel: string): Promise<readonly ChatState[]> {
    return Promise.resolve(this.sql.chats.rows(channel).map(readChat));
  }
}
