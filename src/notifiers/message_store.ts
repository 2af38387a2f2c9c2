/**
 * The memory of what is to be told, to whom, and how far each message got. A row is one part for one chat of one channel;
 * nothing is sent that has no row, and the row says `sending` before the first byte leaves.
 */
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { LookTrialStore } from "./look_trial_store.ts";
import type { MessageFacts } from "./message_facts.ts";
import type { StrayStore } from "./stray_store.ts";

export const MESSAGE_STATES = [
  "queued",
  "sending",
  "unknown",
  "resend",
  "delivered",
  "refused",
  "expired",
  "superseded",
] as const;

/**
 * `unknown`: it may have arrived. `resend`: it did not, as far as can be seen, and goes once more with a mark.
 * `superseded`: another message says it.
 */
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Where a row may go from where it is; the ends lead nowhere. */
export const NEXT_STATES: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: ["queued", "expired", "superseded", "refused"],
  sending: ["delivered", "refused", "unknown", "queued", "resend", "superseded"],
  unknown: ["delivered", "refused", "resend", "unknown", "queued", "expired", "superseded"],
  resend: ["resend", "expired", "superseded", "refused"],
  delivered: [],
  refused: [],
  expired: [],
  superseded: [],
};

/** 0 goes first and rings at any hour, 1 is everyday, 2 waits for the end of the quiet hours. */
export type MessageRank = 0 | 1 | 2;

export interface MessageButton {
  readonly text: string;
  /** At most 64 bytes. */
  readonly data: string;
}

export interface MessageDraft {
  readonly owner: string;
  /** What is told, the same at each repetition: a second draft of it adds nothing. */
  readonly key: string;
  readonly signalId: string | undefined;
  readonly channel: string;
  readonly chat: string;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  readonly kind: string;
  /** As the channel sends it, byte for byte. */
  readonly body: string;
  /** The same with the mark of a message that may have come already. */
  readonly markedBody: string;
  readonly buttons: readonly (readonly MessageButton[])[];
  readonly facts: MessageFacts;
  readonly ring: boolean;
  readonly rank: MessageRank;
  /** Whether it goes once more when nobody can say that it arrived. */
  readonly isResendable: boolean;
  /** Key of the message whose text this one replaces. */
  readonly edits: string | undefined;
  /** Chats in which the channel numbers its messages together. */
  readonly idScope: string;
  readonly queuedAtMs: number;
  readonly validUntilMs: number | undefined;
}

export interface MessageRow extends MessageDraft {
  readonly seq: number;
  readonly id: string;
  readonly form: "rich" | "plain";
  readonly state: MessageState;
  readonly attempt: number;
  readonly failures: number;
  /** How often it was looked for and not found. */
  readonly absences: number;
  readonly isMarked: boolean;
  /** Unknown for good; the next messages need not wait for it. */
  readonly isGivenUp: boolean;
  /** The highest id that the channel had given before the attempt. */
  readonly knownId: number | undefined;
  readonly messageId: number | undefined;
  readonly notBeforeMs: number | undefined;
  readonly sendingAtMs: number | undefined;
  readonly handedOnAtMs: number | undefined;
  readonly doneAtMs: number | undefined;
  readonly error: string | undefined;
}

export interface DeliveryAttempt {
  readonly attempt: number;
  readonly atMs: number;
  readonly event: string;
  readonly state: MessageState;
  readonly detail: string | undefined;
}

/** What a message says and how, while it waits. */
export type MessageText = Pick<
  MessageRow,
  "kind" | "body" | "markedBody" | "buttons" | "facts" | "form" | "ring" | "validUntilMs"
>;

/** How a signal ends that is taken out of a message for several: as its own would have. */
export interface TakenOut {
  /** That it had alone. */
  readonly key: string;
  readonly state: Extract<MessageState, "superseded" | "expired">;
  readonly error: string;
}

/** What a part of such a message says without it. */
export type RestOfGroup = MessageText & Pick<MessageRow, "signalId">;

/** A row as somebody saw it: he may change it only while it is still that. */
export type SeenRow = Pick<MessageRow, "seq" | "attempt" | "state">;

export interface MessageChange {
  readonly state: MessageState;
  /** What happened: `answered`, `probed`, `not_sent`, … */
  readonly event: string;
  readonly atMs: number;
  /** Why it is where it is; for people. */
  readonly error?: string | undefined;
  readonly messageId?: number | undefined;
  readonly notBeforeMs?: number | undefined;
  readonly form?: "plain";
  readonly failures?: number;
  readonly absences?: number;
  readonly isGivenUp?: boolean;
  readonly ring?: boolean;
}

/** Kind of a row that changes the buttons of a message and says nothing by itself. */
export const KEYBOARD = "keyboard";

/** Why a row that was sent and never found ends. */
export const NOT_CONFIRMED = "nobody can say whether it arrived";

/** Why a row ends whose text stands in another message. */
export const toldIn = (key: string) => `told in ${key}`;

/** Whether its text stands in another message: an edit of it would be the same thing twice. */
export function wasToldElsewhere({ state, error }: Pick<MessageRow, "state" | "error">): boolean {
  return state === "superseded" && error?.startsWith(toldIn("")) === true;
}

/** Why a row ends that was queued when a person muted, paused or halted what it says. */
export const WITHDRAWN = "a person wanted to hear no more of it before it was sent";

/** Why a row ends that nobody can act on any more. */
export const TOO_LATE = "its time was over before it could be sent";

/** Why a row is unknown whose sender died: nobody refused or lost it on the way. */
export const SENDER_ENDED = "the program ended while it was being sent";

export interface SendStart {
  readonly row: SeenRow;
  readonly channel: string;
  /** Must hold the channel's lease still. */
  readonly holder: string;
  readonly atMs: number;
  readonly knownId: number | undefined;
  readonly isRinging: boolean;
}

export interface Lease {
  readonly channel: string;
  readonly holder: string;
  readonly nowMs: number;
  readonly untilMs: number;
  /** Whoever holds it gives way: he is gone, or second to this one. */
  readonly isFirst?: boolean | undefined;
}

export interface ChatState {
  readonly chat: string;
  readonly movedTo: string | undefined;
  readonly blockedAtMs: number | undefined;
  readonly reason: string | undefined;
}

export interface ChannelCounts {
  readonly channel: string;
  readonly pending: number;
  readonly unknown: number;
  readonly oldestQueuedAtMs: number | undefined;
}

/** Where something was told, and what. */
export interface MessagePlace {
  readonly owner: string;
  readonly key: string;
  readonly channel: string;
  readonly chat: string;
}

export interface MessageStore extends LookTrialStore, StrayStore<MessageRow> {
  /** Tells of each row that was added or freed in this process. */
  readonly written: ChangeNotifier;
  /** In a transaction of its own. @returns how many rows are new. @throws as `WriteQueue.run`. */
  enqueue(drafts: readonly MessageDraft[]): Promise<number>;
  /**
   * What is not at its end, by rank and then in the order of the queue. Where there is more than the limit, each chat has
   * an equal part of it, and what one does not need is for the others.
   */
  open(channel: string, limit: number): Promise<readonly MessageRow[]>;
  /** @returns false while another sender of the channel holds it and does not give way. */
  takeLease(lease: Lease): Promise<boolean>;
  giveLease(channel: string, holder: string): Promise<void>;
  /** What a sender that is gone left in `sending`; one that cannot be written stays. @returns how many are now as `to`. */
  recover(channel: string, to: "unknown" | "queued", atMs: number): Promise<number>;
  /** Commits `sending`. @returns the number of the attempt, or undefined when it is not ours to send. */
  begin(start: SendStart): Promise<number | undefined>;
  /** @returns false when the row is not as it was seen. @throws {RangeError} for a way that there is not. */
  move(row: SeenRow, change: MessageChange): Promise<boolean>;
  /** Rows whose time is over, except while one is being sent; one that cannot be written stays. @returns how many. */
  expire(channel: string, nowMs: number): Promise<number>;
  /** The drafts take the place of rows that wait, all of them or none. */
  supersede(
    rows: readonly SeenRow[],
    by: readonly MessageDraft[],
    why: { atMs: number; error: string },
  ): Promise<boolean>;
  /** A row that waits says another text; the row that brought it is superseded. @returns false when one of them changed. */
  rewrite(
    row: SeenRow,
    text: MessageText,
    why: { from: SeenRow; atMs: number; error: string },
  ): Promise<boolean>;
  /**
   * Signals leave a message for several, all at once; it says the rest, in as many parts as that has, or ends with them
   * as the first one does. Parts that are left over are superseded.
   *
   * @param rows all parts of the message, in their order.
   * @returns false when one is not as it was seen, or the rest has more parts: then nothing changed.
   */
  takeOut(
    rows: readonly (SeenRow & Pick<MessageRow, "key" | "channel">)[],
    change: { out: readonly TakenOut[]; rest: readonly RestOfGroup[]; atMs: number },
  ): Promise<boolean>;
  /** Signals that expired unsent and that no list has told of. */
  unlisted(channel: string): Promise<readonly MessageRow[]>;
  /** Notes that a list tells of them, and queues the list. */
  list(rows: readonly Pick<MessageRow, "seq">[], draft: MessageDraft | undefined): Promise<void>;
  /** Another channel is told too. */
  handOn(row: SeenRow, drafts: readonly MessageDraft[], atMs: number): Promise<boolean>;
  /** Of messages and of trials. */
  highestMessageId(channel: string, scope: string): Promise<number | undefined>;
  /** Of messages that were given later than that one. */
  messageIdsAbove(channel: string, scope: string, messageId: number): Promise<readonly number[]>;
  /** When it rang there, ascending. */
  ringsSince(channel: string, chat: string, sinceMs: number): Promise<readonly number[]>;
  /** The newest row of what is told there. */
  findByKey(place: MessagePlace): Promise<MessageRow | undefined>;
  /** What stands in the chat of it: the message itself, or the newest text that took its place. */
  findStanding(place: MessagePlace): Promise<MessageRow | undefined>;
  find(id: string): Promise<MessageRow | undefined>;
  attempts(seq: number): Promise<readonly DeliveryAttempt[]>;
  /** What was to be told of a signal, in the order of the queue. */
  ofSignal(owner: string, signalId: string): Promise<readonly MessageRow[]>;
  /** Newest first. */
  browse(options: { state: MessageState | undefined; limit: number }): Promise<readonly MessageRow[]>;
  /** A person wants it sent once more. @returns false for a row that is not refused and not unknown. */
  retry(row: SeenRow, atMs: number): Promise<boolean>;
  counts(): Promise<readonly ChannelCounts[]>;
  chats(channel: string): Promise<readonly ChatState[]>;
  /**
   * What waits for the old chat goes to the new one; what is there already, told under its new name, is superseded. What
   * was noted before of where the new one moved to is forgotten, so moves never go in a circle.
   *
   * @throws {RangeError} when both are the same chat.
   */
  moveChat(
    channel: string,
    from: string,
    to: { chat: string; idScope: string; atMs: number },
  ): Promise<void>;
  blockChat(channel: string, chat: string, block: { atMs: number; reason: string } | undefined): Promise<
    void
  >;
  /** Forgets what came to its end before. @returns how many rows. */
  prune(beforeMs: number): Promise<number>;
}
