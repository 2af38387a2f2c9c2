/** The memory of the bot beside the messages, in one transaction with them. */
import type { Reply, ReplyQueue } from "../../bot/bot_store.ts";
import { CHAT_WORDS } from "../../bot/chat/chat_commands.ts";
import { SqliteBotStore } from "../../bot/store/sqlite_bot_store.ts";
import { quietLines } from "../../core/text.ts";
import type { Clock } from "../../core/clock.ts";
import type { Lang } from "../../core/lang.ts";
import { SIGNAL_ACTS } from "../../notifiers/message_buttons.ts";
import type { MessageDraft } from "../../notifiers/message_store.ts";
import { createKeyboards, type Keyboards } from "../../notifiers/store/keyboards.ts";
import { LONGEST_MESSAGE, splitHtml } from "../../notifiers/telegram/split.ts";
import { escapeHtml } from "../../notifiers/texts/html.ts";
import type { Store, StoreExtension } from "../data/store.ts";

/** Somebody who waits longer for an answer asks again. */
const REPLY_LASTS_MS = 120_000;

export function openBotMemory(store: Pick<Store, "extend">, lang: Lang = "ko"): SqliteBotStore {
  return store.extend((parts) => new SqliteBotStore({ ...parts, replies: createReplyQueue(parts, lang) }));
}

/** Replies go by the sender of the messages: in its order, at its pace, and found again when an answer is lost. */
function createReplyQueue(
  { db, messages, clock }: Pick<StoreExtension, "db" | "messages" | "clock">,
  lang: Lang,
): ReplyQueue {
  let known: Keyboards | undefined;
  const keyboards = () =>
    known ??= createKeyboards({
      db,
      append: (drafts) => messages.append(drafts),
    });
  return {
    redraw: (owner, { pressed, ...redraw }) =>
      redraw.kind === "pressed_out"
        ? keyboards().clear(owner, { data: redraw.data, atMs: clock.now() })
        : keyboards().redraw(owner, {
          signalId: redraw.signalId,
          ...{ lang, atMs: clock.now(), pressed: SIGNAL_ACTS.filter((act) => pressed.includes(act)) },
        }),
    clearOver: (owner) => keyboards().clearOver(owner, clock.now()),
    append: (owner, replies) =>
      replies.length === 0 ? 0 : messages.append(replies.flatMap((reply) => toDrafts(owner, reply, clock))),
    announce: () => messages.announce(),
  };
}

function toDrafts(owner: string, reply: Reply, clock: Clock): readonly MessageDraft[] {
  const { key, chat, buttons, edits, isRinging } = reply;
  const nowMs = clock.now();
  const text = quietLines(reply.text, CHAT_WORDS);
  const [title = "", ...lines] = text.split("\n");
  const bodies = splitHtml(escapeHtml(text), LONGEST_MESSAGE);
  return bodies.map((body, i): MessageDraft => ({
    ...{ owner, key, chat, body, markedBody: body, edits },
    signalId: undefined,
    channel: "telegram",
    ...{ part: i + 1, parts: bodies.length },
    kind: "reply",
    buttons: i === bodies.length - 1 ? buttons : [],
    facts: { kind: "notice", title, lines, atMs: nowMs },
    ring: isRinging,
    rank: 1,
    isResendable: false,
    // As Telegram counts ids: supergroups each for itself.
    idScope: chat.startsWith("-100") ? chat : "bot",
    queuedAtMs: nowMs,
    validUntilMs: nowMs + REPLY_LASTS_MS,
  }));
}
