import type { Lang } from "../../core/lang.ts";
import { toKorean } from "../../words/korean.ts";

/** A sentence of any room below, in the language of a page. */
export function toShownSentence({ lang }: { readonly lang: Lang }, sentence: string): string {
  return lang === "en" ? sentence : toKorean(sentence);
}
