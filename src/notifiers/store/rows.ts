import type { SqlValue } from "../../sqlite/sql.ts";
import type { LookTrial } from "../look_trial_store.ts";
import type { MessageFacts } from "../message_facts.ts";
import {
  type ChannelCounts,
  type ChatState,
  type DeliveryAttempt,
  MESSAGE_STATES,
  type MessageButton,
  type MessageDraft,
  type MessageRow,
  type MessageState,
  type MessageText,
  type SeenRow,
} from "../message_store.ts";

const toText = (value: SqlValue | undefined) =>
  value === null || value === undefined ? undefined : String(value);
const toNumber = (value: SqlValue | undefined) =>
  value === null || value === undefined ? undefined : Number(value);

export function toMessageState(value: SqlValue | undefined): MessageState {
  const state = MESSAGE_STATES.find((known) => known === value);
  if (state === undefined) throw new Error(`Cannot read a message: its state is ${String(value)}`);
  return state;
}

/** @param row in the order of `COLUMNS`. */
export function readMessageRow(row: readonly SqlValue[]): MessageRow {
  let at = 0;
  const next = () => row[at++];
  return {
    seq: Number(next()),
    id: String(next()),
    owner: String(next()),
    key: String(next()),
    signalId: toText(next()),
    channel: String(next()),
    chat: String(next()),
    part: Number(next()),
    parts: Number(next()),
    kind: String(next()),
    body: String(next()),
    markedBody: String(next()),
    form: next() === "plain" ? "plain" : "rich",
    // Both were written from these types by `toInsert`.
    buttons: JSON.parse(String(next())) as readonly (readonly MessageButton[])[],
    facts: JSON.parse(String(next())) as MessageFacts,
    ring: next() === 1,
    rank: toRank(next()),
    isResendable: next() === 1,
    edits: toText(next()),
    state: toMessageState(next()),
    attempt: Number(next()),
    failures: Number(next()),
    absences: Number(next()),
    isMarked: next() === 1,
    isGivenUp: next() === 1,
    idScope: String(next()),
    knownId: toNumber(next()),
    messageId: toNumber(next()),
    queuedAtMs: Number(next()),
    notBeforeMs: toNumber(next()),
    sendingAtMs: toNumber(next()),
    handedOnAtMs: toNumber(next()),
    doneAtMs: toNumber(next()),
    validUntilMs: toNumber(next()),
    error: toText(next()),
  };
}

/** A whole number of milliseconds. */
export const orNull = (ms: number | undefined) => ms === undefined ? null : Math.trunc(ms);

export const toSeen = ({ seq, attempt, state }: SeenRow): SqlValue[] => [seq, attempt, state];

/** In the order in which statements take the text of a message. */
export function toTextRow(
  { kind, body, markedBody, buttons, facts, form, ring, validUntilMs }: MessageText,
): SqlValue[] {
  const texts = [kind, body, markedBody, JSON.stringify(buttons), JSON.stringify(facts), form];
  return [...texts, Number(ring), orNull(validUntilMs)];
}

function toRank(value: SqlValue | undefined): MessageRow["rank"] {
  return value === 0 ? 0 : value === 2 ? 2 : 1;
}

export function toInsert(id: string, draft: MessageDraft): SqlValue[] {
  return [
    ...[
      id,
      draft.owner,
      draft.key,
      draft.signalId ?? null,
      draft.channel,
      draft.chat,
      draft.part,
      draft.parts,
    ],
    ...[draft.kind, draft.body, draft.markedBody, JSON.stringify(draft.buttons), JSON.stringify(draft.facts)],
    ...[Number(draft.ring), draft.rank, Number(draft.isResendable), draft.edits ?? null, draft.idScope],
    ...[
      Math.trunc(draft.queuedAtMs),
      draft.validUntilMs === undefined ? null : Math.trunc(draft.validUntilMs),
    ],
  ];
}

export function readAttempt([attempt, at, event, state, detail]: readonly SqlValue[]): DeliveryAttempt {
  return {
    attempt: Number(attempt),
    atMs: Number(at),
    event: String(event),
    state: toMessageState(state),
    detail: toText(detail),
  };
}

/** @param row in the order of the statement `trial`. */
export function readTrial([account, idScope, lastId, isSound, triedAt]: readonly SqlValue[]): LookTrial {
  return {
    account: String(account),
    idScope: String(idScope),
    lastId: Number(lastId),
    isSound: isSound === null ? undefined : isSound === 1,
    triedAtMs: Number(triedAt),
  };
}

export function readCounts([channel, pending, unknown, oldest]: readonly SqlValue[]): ChannelCounts {
  return {
    channel: String(channel),
    pending: Number(pending),
    unknown: Number(unknown),
    oldestQueuedAtMs: toNumber(oldest),
  };
}

export function readChat([chat, movedTo, blockedAt, reason]: readonly SqlValue[]): ChatState {
  return {
    chat: String(chat),
    movedTo: toText(movedTo),
    blockedAtMs: toNumber(blockedAt),
    reason: toText(reason),
  };
}
