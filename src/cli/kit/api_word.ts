import type { Lang } from "../../core/lang.ts";
import { createSay, isTextKey } from "../../web/kit/i18n.ts";
import { sayPlain } from "../../web/kit/show.ts";

/** As the pages say it; in English the word of the API, for whoever searches for it. */
export function sayApiWord(lang: Lang, key: string, word: string): string {
  return lang === "ko" && isTextKey(key) ? sayPlain(createSay("ko"), key) : word;
}
