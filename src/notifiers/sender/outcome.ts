/** What an answer means for the row, the chat and the channel. */
import type { EditOutcome } from "../channel.ts";
import { isAlarm } from "../message_facts.ts";
import { KEYBOARD, type MessageChange, type MessageRow } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
import type { SenderParts } from "./parts.ts";
import { LIMITED } from "./plan.ts";
import { doubled } from "./waits.ts";

/** Stumbles after which a message is given up; one that may be repeated without harm goes on until its end. */
const MOST_STUMBLES = 8;

/** In the list of what happened to an edit: what it changes is not there, so that it is a message of its own now. */
export const LEFT_ALONE = "left alone";

/** @param row as it is sent now. */
export async function noteOutcome(row: MessageRow, outcome: EditOutcome, parts: SenderParts): Promise<void> {
  const { channel, store, events, clock } = parts;
  const change = toChange(row, outcome, parts);
  // First, so that nobody tries the row again.
  if (outcome.kind === "gone") {
    await store.blockChat(channel.id, row.chat, { atMs: clock.now(), reason: outcome.reason });
  }
  // False when a newer attempt has it: then this answer is of no use any more.
  if (!await store.move(row, change)) return;
  noteHealth(outcome, parts);
  const isBug = outcome.kind === "unreadable" || (outcome.kind === "refused" && outcome.isOurFault);
  if (isBug) events.bug({ channel: channel.id, key: row.key, reason: outcome.reason });
  const isDone = change.state === "delivered";
  const tookMs = isDone ? clock.now() - row.queuedAtMs : undefined;
  const word = change.state === "queued" ? "retried" : change.state;
  const reason = change.error === undefined ? {} : { reason: change.error };
  events.delivery(toDelivery(row, word, { tookMs, ...reason }));
}

function toChange(row: MessageRow, outcome: EditOutcome, parts: SenderParts): MessageChange {
  const { clock, waits } = parts;
  const atMs = clock.now();
  switch (outcome.kind) {
    case "delivered":
      return { state: "delivered", event: "answered", atMs, messageId: outcome.messageId };
    case "unknown":
      return {
        ...{ state: "unknown", event: "no answer", atMs, error: outcome.reason, absences: 0 },
        notBeforeMs: atMs + waits.firstProbeMs,
      };
    case "limited": {
      const notBeforeMs = atMs + outcome.waitMs;
      return {
        state: "queued",
        event: "asked for silence",
        atMs,
        error: LIMITED + outcome.reason,
        notBeforeMs,
      };
    }
    case "absent":
      // Somebody removed it. A signal is not told twice for that, and buttons say nothing by themselves.
      return row.kind === KEYBOARD || isAlarm(row.facts)
        ? { state: "refused", event: "refused", atMs, error: outcome.reason }
        : { state: "queued", event: LEFT_ALONE, atMs, error: outcome.reason };
    case "not_sent":
    case "locked_out":
    case "gone":
      return { state: "queued", event: "not sent", atMs, error: outcome.reason };
    case "unreadable":
      return row.form === "rich"
        ? { state: "queued", event: "goes again as plain text", atMs, error: outcome.reason, form: "plain" }
        : { state: "refused", event: "refused", atMs, error: outcome.reason };
    case "stumbled":
      return toStumble(row, outcome.reason, parts);
    case "moved":
      return toStumble(row, `the chat is ${outcome.chat} now`, parts);
    case "refused":
      return { state: "refused", event: "refused", atMs, error: outcome.reason };
  }
}

function toStumble(row: MessageRow, error: string, { channel, clock, waits }: SenderParts): MessageChange {
  const atMs = clock.now();
  const failures = row.failures + 1;
  if (failures >= MOST_STUMBLES && channel.repeat === "probed") {
    return { state: "refused", event: "given up", atMs, error: `${failures} times: ${error}`, failures };
  }
  const notBeforeMs = atMs + doubled(failures, waits.stumbleMs, waits.longestStumbleMs);
  return { state: "queued", event: "stumbled", atMs, error, failures, notBeforeMs };
}

function noteHealth(outcome: EditOutcome, { health }: SenderParts): void {
  switch (outcome.kind) {
    case "delivered":
    case "limited":
    case "refused":
    case "unreadable":
    case "absent":
      return health.noteOk();
    case "not_sent":
    case "unknown":
      return health.noteOutOfReach(outcome.reason);
    case "locked_out":
      return health.noteLockedOut(outcome.reason);
    case "gone":
      return health.noteGone(outcome.reason);
    case "stumbled":
    case "moved":
      return;
  }
}
