import type { Channel, ChannelPlug, ChannelSettings, Outgoing } from "../channel.ts";
import { bodyOf } from "../channel.ts";
import { renderText } from "../texts/texts.ts";
import { toEditOutcome, toProbeOutcome, toSendOutcome } from "./answers.ts";
import { createTelegramClient } from "./client.ts";
import { toPlainText } from "../texts/html.ts";
import { splitHtml } from "./split.ts";

const TITLE = "텔레그램";

/** A message a second in a chat, some at once now and then; more brings a request for silence. */
const PACE = { burst: 5, gapMs: 1_000 };

export const telegram: ChannelPlug = {
  id: "telegram",
  title: TITLE,
  create: ({ telegram: settings }, { clock }) =>
    settings === undefined
      ? undefined
      : createTelegram(createTelegramClient({ ...settings, clock }), settings),
};

function createTelegram(
  client: ReturnType<typeof createTelegramClient>,
  settings: NonNullable<ChannelSettings["telegram"]>,
): Channel {
  const { timeoutMs, pace = PACE } = settings;
  return {
    id: "telegram",
    title: TITLE,
    account: botOf(settings.token),
    audience: "people",
    repeat: "probed",
    timeoutMs,
    pace,
    // People link and unlink themselves while the program runs.
    get chats() {
      return settings.chats;
    },
    idScopeOf: scopeOf,
    render: (request) => {
      const parts = splitHtml(renderText(request));
      const marked = splitHtml(renderText({ ...request, isResent: true }));
      return parts.map((body, i) => ({
        body,
        markedBody: parts.length === marked.length ? marked[i] ?? body : body,
      }));
    },
    send: async (message, signal) =>
      toSendOutcome(
        await client.call(
          "sendMessage",
          { ...toContent(message), disable_notification: !message.isRinging },
          signal,
        ),
      ),
    edit: async (message, messageId, signal) =>
      toEditOutcome(
        await client.call("editMessageText", { ...toContent(message), message_id: messageId }, signal),
      ),
    probe: async (message, messageId, signal) =>
      toProbeOutcome(
        await client.call("editMessageText", { ...toContent(message), message_id: messageId }, signal),
      ),
    // Shows "is typing" for a moment, makes no sound, and fails as a message would.
    check: async (chat, signal) => {
      const outcome = toSendOutcome(
        await client.call("sendChatAction", { chat_id: toChatId(chat), action: "typing" }, signal),
      );
      return outcome.kind === "unknown" ? { kind: "not_sent", reason: outcome.reason } : outcome;
    },
    [Symbol.dispose]: () => client[Symbol.dispose](),
  };
}

/** The same for a send, an edit and a probe: a probe that differs in a letter would be an edit. */
function toContent(message: Outgoing): Readonly<Record<string, unknown>> {
  const html = bodyOf(message);
  const keyboard = message.buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data })));
  return {
    chat_id: toChatId(message.chat),
    ...(message.form === "plain" ? { text: toPlainText(html) } : { text: html, parse_mode: "HTML" }),
    link_preview_options: { is_disabled: true },
    ...(keyboard.length === 0 ? {} : { reply_markup: { inline_keyboard: keyboard } }),
  };
}

/** Ids have up to 52 bits, so a number holds them. */
export const toChatId = (chat: string): number | string => /^-?\d+$/.test(chat) ? Number(chat) : chat;

/** The number of a bot stands before the colon of its key, and is no secret. */
export function botOf(token: string): string {
  return token.split(":", 1)[0] || "bot";
}

/** Private chats and small groups of a bot are counted together, a supergroup for itself. */
export function scopeOf(chat: string): string {
  return chat.startsWith("-100") ? chat : "bot";
}
