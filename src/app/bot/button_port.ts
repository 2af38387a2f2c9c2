/** The buttons of messages for the bot, which knows no message. */
import type { MessageButtons } from "../../bot/message_buttons.ts";
import type { Lang } from "../../core/lang.ts";
import { meaningEndMs, readButton, toUndoButton } from "../../notifiers/message_buttons.ts";

export function toMessageButtons(lang: Lang): MessageButtons {
  return {
    read(data) {
      const meaning = readButton(data);
      return meaning && { ...meaning, overAtMs: meaningEndMs(meaning) };
    },
    undo: (signalId) => toUndoButton(signalId, lang),
  };
}
