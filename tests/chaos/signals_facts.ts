/** What the memory of a killed program says of signals, messages and what people asked. */
import type { Look } from "./look.ts";

export interface SignalFact {
  readonly id: string;
  readonly ref: string;
  readonly signalClass: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly ticker: string;
  readonly firedAtMs: number;
  /** When the newest of what it rests on came. */
  readonly knownAtMs: number;
  /** Of its last question, when one was asked. */
  readonly decision:
    | { readonly raw: string; readonly effective: string; readonly errorKind: string | undefined }
    | undefined;
}

export interface MessageFact {
  readonly id: string;
  readonly key: string;
  readonly signalId: string | undefined;
  readonly channel: string;
  readonly chat: string;
  readonly kind: string;
  readonly body: string;
  readonly markedBody: string;
  readonly isPlain: boolean;
  readonly state: string;
  readonly messageId: number | undefined;
  readonly edits: string | undefined;
  readonly isGivenUp: boolean;
  readonly isListed: boolean;
  readonly queuedAtMs: number;
  readonly error: string | undefined;
}

export interface ActionFact {
  readonly kind: string;
  readonly args: string;
  readonly state: string;
  readonly begun: number;
}

export interface Memory {
  readonly signals: readonly SignalFact[];
  readonly messages: readonly MessageFact[];
  readonly actions: readonly ActionFact[];
  /** How often it could not be said whether a message had arrived. */
  readonly ambiguous: number;
  /** Answers that were errors and are called rejections. */
  readonly falseRejections: number;
  readonly movedChats: ReadonlyMap<string, string>;
  /** Presses and commands that were taken. */
  readonly takenUpdates: number;
}

const text = (value: unknown) => value === null || value === undefined ? undefined : String(value);
const number = (value: unknown) => value === null || value === undefined ? undefined : Number(value);

export function readMemory(look: Look): Memory {
  const count = (sql: string) => Number(look.rows(sql)[0]?.[0] ?? 0);
  return {
    signals: look.rows(`
      SELECT id, ref, class, state, reason, ticker, fired_at, evidence, raw, effective, error_kind
      FROM signal LEFT JOIN (SELECT signal_id, raw, effective, error_kind, max(attempt) FROM agent_decisions
        GROUP BY signal_id) ON signal_id = id`).map((row) => ({
      id: String(row[0]),
      ref: String(row[1]),
      signalClass: String(row[2]),
      state: String(row[3]),
      reason: text(row[4]),
      ticker: String(row[5]),
      firedAtMs: Number(row[6]),
      knownAtMs: newestOf(String(row[7])),
      decision: row[9] === null
        ? undefined
        : { raw: String(row[8]), effective: String(row[9]), errorKind: text(row[10]) },
    })),
    messages: look.rows(`
      SELECT id, key, signal_id, channel, chat, kind, body, marked_body, form, state, message_id, edits, is_given_up,
        is_listed, queued_at, error FROM message ORDER BY seq`).map((row) => ({
      id: String(row[0]),
      key: String(row[1]),
      signalId: text(row[2]),
      channel: String(row[3]),
      chat: String(row[4]),
      kind: String(row[5]),
      body: String(row[6]),
      markedBody: String(row[7]),
      isPlain: row[8] === "plain",
      state: String(row[9]),
      messageId: number(row[10]),
      edits: text(row[11]),
      isGivenUp: row[12] === 1,
      isListed: row[13] === 1,
      queuedAtMs: Number(row[14]),
      error: text(row[15]),
    })),
    actions: look.rows("SELECT kind, args, state, begun FROM pending_action").map((row) => ({
      kind: String(row[0]),
      args: String(row[1]),
      state: String(row[2]),
      begun: Number(row[3]),
    })),
    ambiguous: count(`
      SELECT count(*) FROM delivery_attempt JOIN message ON seq = message_seq
      WHERE channel = 'telegram' AND event IN ('no answer', 'found')`),
    falseRejections: count(`
      SELECT count(*) FROM agent_decisions WHERE raw = 'REJECT' AND error_kind IS NOT NULL`),
    movedChats: new Map(
      look.rows("SELECT chat, moved_to FROM notify_chat WHERE moved_to IS NOT NULL").map(([from, to]) => [
        String(from),
        String(to),
      ]),
    ),
    takenUpdates: count("SELECT count(*) FROM tg_update WHERE outcome = 'taken'"),
  };
}

function newestOf(evidence: string): number {
  const pieces: readonly { fetchedAtMs?: number }[] = JSON.parse(evidence);
  return Math.max(...pieces.map(({ fetchedAtMs }) => fetchedAtMs ?? -Infinity));
}
