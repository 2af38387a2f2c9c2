/** What waits to be sent and that a person wants to hear no more of: its messages end unsent, and so does the signal. */
import type { Clock } from "../../core/clock.ts";
import {
  type MessageRow,
  type MessageStore,
  NOT_CONFIRMED,
  WITHDRAWN,
} from "../../notifiers/message_store.ts";
import { findQuiet } from "../../signals/pipeline/gate.ts";
import type { Mute, SignalJournal } from "../../signals/signal_journal.ts";

export interface WithdrawParts {
  readonly journal: Pick<SignalJournal, "find" | "expire">;
  readonly messages: Pick<MessageStore, "browse" | "ofSignal" | "move">;
  readonly clock: Clock;
}

/** The latest ones: a message to buy counts for minutes. */
const MOST_OPEN = 500;

/**
 * What is being sent just now, or was, is left as it is: nobody can take it back. What protects stays. Of messages for
 * several the sender takes out what is not to be told, before it sends one.
 */
export async function withdrawQuieted(owner: string, mute: Mute, parts: WithdrawParts): Promise<void> {
  const { journal, messages } = parts;
  // By its messages: a signal that another program was told of already may wait for its person still.
  const waiting = await Promise.all(
    (["queued", "resend"] as const).map((state) => messages.browse({ state, limit: MOST_OPEN })),
  );
  const ids = new Set(waiting.flat().flatMap(({ signalId }) => signalId === undefined ? [] : [signalId]));
  for (const id of ids) {
    const signal = await journal.find(owner, id);
    const reason = signal === undefined ? undefined : findQuiet(signal, [mute]);
    if (signal === undefined || reason === undefined) continue;
    let isUnheard = true;
    for (const row of await messages.ofSignal(owner, signal.id)) {
      // It changes what stands there, or goes with it.
      if (row.edits !== undefined) continue;
      if (!await withdraw(row, parts)) isUnheard = false;
    }
    if (isUnheard) await journal.expire(owner, signal.id, reason);
  }
}

/** @returns whether it reached nobody and never will. */
async function withdraw(row: MessageRow, { messages, clock }: WithdrawParts): Promise<boolean> {
  if (row.state === "refused") return true;
  if (row.state !== "queued" && row.state !== "resend") return false;
  // One that was sent before and not found goes no more; that it reached nobody is not certain.
  const isUnsent = row.state === "queued";
  const error = isUnsent ? WITHDRAWN : NOT_CONFIRMED;
  const change = { state: "superseded", event: "withdrawn", atMs: clock.now(), error } as const;
  return await messages.move(row, change) && isUnsent;
}
