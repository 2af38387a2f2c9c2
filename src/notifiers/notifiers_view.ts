/** What the faces show of channels and messages. */
import type { MessageRow } from "./message_store.ts";

/** `conflict`: another program listens with the same key; messages go on. */
export type ChannelState = "ok" | "down" | "blocked" | "conflict";

export interface ChannelView {
  readonly channel: string;
  readonly state: ChannelState;
  /** Why it is not `ok`. */
  readonly reason: string | undefined;
  /** Another program listens with the same key, whatever else is wrong. */
  readonly isShared?: boolean | undefined;
  readonly pending: number;
  readonly unknown: number;
  readonly oldestQueuedAtMs: number | undefined;
  readonly lastOkAtMs: number | undefined;
}

/** What waits in a channel, as its sender saw it last. */
export type PendingView = Pick<ChannelView, "pending" | "unknown" | "oldestQueuedAtMs">;

export interface NotifyView {
  readonly channels: readonly ChannelView[];
  readonly lastRingAtMs: number | undefined;
  /** `undefined` while nobody listens to people. */
  readonly bot?: ListeningView | undefined;
}

/** Whether people are heard, where they also write. The states are those of whoever listens; `ok` and `starting` are fine. */
export interface ListeningView {
  readonly channel: string;
  readonly state: string;
  readonly reason: string | undefined;
  readonly username: string | undefined;
  /** Messages and presses of people who may not ask, since start. */
  readonly strangers: number;
  readonly lastOkAtMs: number | undefined;
  readonly lastUpdateAtMs: number | undefined;
}

/** What became of one row. */
export interface DeliveryFacts {
  readonly channel: string;
  readonly outcome: string;
  readonly key: string;
  /** Those that it tells of, a group of several: whoever claimed one gives it back when it never went out. */
  readonly signalIds: readonly string[];
  /** From the commit to the answer. */
  readonly tookMs: number | undefined;
  readonly reason?: string;
}

/** For counters and log lines. */
export interface NotifyEvents {
  /** `delivered`, `refused`, `unknown`, `expired`, `withdrawn`, `resent`, `superseded`, `retried`. */
  delivery(facts: DeliveryFacts): void;
  ring(facts: { channel: string; atMs: number }): void;
  state(facts: { channel: string; state: ChannelState; reason: string | undefined }): void;
  /** A mistake of this program: a text that cannot be read, a body that was refused. */
  bug(facts: { channel: string; key: string; reason: string }): void;
}

export const SILENT_NOTIFY_EVENTS: NotifyEvents = { delivery() {}, ring() {}, state() {}, bug() {} };

export function toDelivery(
  row: Pick<MessageRow, "channel" | "key" | "signalId" | "facts">,
  outcome: string,
  more: { readonly tookMs?: number | undefined; readonly reason?: string } = {},
): DeliveryFacts {
  const { channel, key } = row;
  return { channel, outcome, key, signalIds: signalsOf(row), tookMs: undefined, ...more };
}

function signalsOf({ signalId, facts }: Pick<MessageRow, "signalId" | "facts">): readonly string[] {
  if (facts.kind === "group") return facts.members.flatMap((member) => member.signalId ?? []);
  return signalId === undefined ? [] : [signalId];
}
