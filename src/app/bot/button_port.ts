/** The buttons of messages for the bot, which knows no message. */
import type { MessageButtons } from "../../bot/message_buttons.ts";
import { toDateText } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import { meaningEndMs, readButton, toUndoButton } from "../../notifiers/message_buttons.ts";

export function toMessageButtons(lang: Lang): MessageButtons {
  return {
    read(data) {
      const meaning = readButton(data);
      if (meaning === undefined) return undefined;
      const overAtMs = meaningEndMs(meaning);
      return meaning.kind === "day"
        ? { ...meaning, day: toDateText(meaning.day), overAtMs }
        : { ...meaning, overAtMs };
    },
    undo: (signalId) => toUndoButton(signalId, lang),
  };
}
