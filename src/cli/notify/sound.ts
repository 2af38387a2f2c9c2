/** Whether a test message made a sound, and why it did not. */
import { toKstIso } from "../../core/kst.ts";
import type { MessageRow, MessageStore } from "../../notifiers/message_store.ts";
import { type QuietSpan, quietUntilMs } from "../../notifiers/sender/quiet_hours.ts";
import type { SayFrom } from "../../core/lang.ts";
import type { NOTIFY_TEXTS } from "../texts/notify.ts";

export type Sound =
  | { readonly kind: "rang" }
  | { readonly kind: "quiet_hours"; readonly untilMs: number }
  /** It had rung as often as it may in five minutes. */
  | { readonly kind: "ring_limit" };

/** @returns `undefined` for what did not arrive, and for programs, which hear nothing. */
export async function findSound(
  { channel, chat, ring, state, sendingAtMs }: MessageRow,
  { messages, quiet }: {
    readonly messages: Pick<MessageStore, "ringsSince">;
    readonly quiet: QuietSpan | undefined;
  },
): Promise<Sound | undefined> {
  if (!ring || state !== "delivered" || sendingAtMs === undefined) return undefined;
  const rangAtMs = await messages.ringsSince(channel, chat, sendingAtMs - 1);
  if (rangAtMs.includes(sendingAtMs)) return { kind: "rang" };
  const untilMs = quietUntilMs(sendingAtMs, quiet);
  return untilMs === undefined ? { kind: "ring_limit" } : { kind: "quiet_hours", untilMs };
}

export function saySound(sound: Sound, say: SayFrom<typeof NOTIFY_TEXTS>): string {
  return sound.kind === "quiet_hours"
    ? say("quiet_hours", { until: toKstIso(sound.untilMs).slice(11, 16) })
    : say(sound.kind);
}
