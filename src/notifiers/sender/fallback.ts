/** A sell that the first channel does not get out: the next one is told as well, and why. */
import { toErrorText } from "../../core/errors.ts";
import { composeInstead } from "../compose.ts";
import type { Channel } from "../channel.ts";
import { isSell, type MessageFacts } from "../message_facts.ts";
import type { MessageDraft, MessageRow } from "../message_store.ts";
import type { SenderParts } from "./parts.ts";
import { RowTimes } from "./row_times.ts";

const MOST_ROWS = 100;

export interface FallbackParts extends SenderParts {
  /** The channel after the one that is watched. */
  readonly next: Channel;
}

/** Beside the sender, which may be waiting for an answer just then. Until the signal aborts. */
export async function watchFallback(parts: FallbackParts, signal: AbortSignal): Promise<void> {
  const { store, channel, clock, waits, log } = parts;
  const tell = (error: unknown, key?: string) =>
    log.write("error", "notify_fallback_failed", toErrorText(error), { channel: channel.id, key, error });
  const times = new RowTimes(parts);
  while (!signal.aborted) {
    try {
      for (const row of times.correct(await store.open(channel.id, MOST_ROWS))) {
        if (isDue(row, parts)) await handOn(row, parts).catch((error) => tell(error, row.key));
      }
    } catch (error) {
      tell(error);
    }
    await clock.sleep(waits.idleMs, signal).catch(() => {});
  }
}

async function handOn(row: MessageRow, parts: FallbackParts): Promise<void> {
  const { store, channel, next, clock, log } = parts;
  const drafts = toDrafts(row, parts);
  if (!await store.handOn(row, drafts, clock.now()) || drafts.length === 0) return;
  const text = `${channel.id} does not get a sell out; ${next.id} is told`;
  log.write("warning", "notify_fallback", text, { channel: channel.id, to: next.id, key: row.key });
}

function isDue(row: MessageRow, { clock, waits, health }: FallbackParts): boolean {
  if (!row.ring || row.handedOnAtMs !== undefined || row.part > 1) return false;
  if (sellsOf(row).length === 0) return false;
  return health.state === "blocked" || clock.now() - row.queuedAtMs >= waits.fallbackMs;
}

function toDrafts(row: MessageRow, parts: FallbackParts): readonly MessageDraft[] {
  const { channel, next, clock, owner, lang, hidesAmounts } = parts;
  return sellsOf(row).flatMap(({ key, facts, signalId }) =>
    composeInstead(
      { key, facts, signalId, validUntilMs: row.validUntilMs },
      { to: next, blocked: channel, owner, lang, hidesAmounts, nowMs: clock.now() },
    )
  );
}

function sellsOf(
  { key, signalId, facts }: MessageRow,
): readonly {
  readonly key: string;
  readonly signalId?: string | undefined;
  readonly facts: MessageFacts;
}[] {
  if (facts.kind === "group") return facts.members.filter((member) => isSell(member.facts));
  return isSell(facts) ? [{ key, signalId, facts }] : [];
}
