/** The texts of the pages, and in which language a page is asked for. */
import { createSayFrom, type Lang, LANGS, type SayFrom } from "../../core/lang.ts";
import { TEXTS } from "./texts/pages.ts";

export type TextKey = keyof typeof TEXTS;

export type Say = SayFrom<typeof TEXTS>;

export function createSay(lang: Lang): Say {
  return createSayFrom(TEXTS, lang);
}

// kept: a test walks all texts in both languages.
export const TEXT_KEYS: readonly TextKey[] = Object.keys(TEXTS) as TextKey[];

/** Whether a word made at run time names a text; sources and kinds may be ones that nobody has translated yet. */
export function isTextKey(word: string): word is TextKey {
  return Object.hasOwn(TEXTS, word);
}

/** What the address asks for, else what the browser prefers, else Korean. */
export function chooseLang(asked: string | undefined, acceptLanguage: string | undefined): Lang {
  const said = LANGS.find((lang) => lang === asked);
  if (said !== undefined) return said;
  const wishes = (acceptLanguage ?? "").slice(0, 500).split(",").map((wish, place) => {
    const [range = "", ...more] = wish.trim().toLowerCase().split(";");
    const quality = Number(/^\s*q=([\d.]+)/.exec(more.find((part) => part.includes("q=")) ?? "")?.[1] ?? 1);
    return { lang: range.split("-")[0], quality, place };
  });
  const [best] = wishes
    .filter(({ lang, quality }) => (lang === "ko" || lang === "en") && quality > 0)
    .toSorted((a, b) => b.quality - a.quality || a.place - b.place);
  return best?.lang === "en" ? "en" : "ko";
}
