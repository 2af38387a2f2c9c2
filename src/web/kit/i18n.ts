import type { Lang } from "../../core/lang.ts";
import { TEXTS } from "./texts.ts";

export type TextKey = keyof typeof TEXTS;

type Holes<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;
type Values<Key extends TextKey> = Readonly<Record<Holes<(typeof TEXTS)[Key][0]>, string | number>>;

/** Says a text in the language it was made for; texts with `{holes}` want their values. */
export type Say = <Key extends TextKey>(
  key: Key,
  ...values: [Holes<(typeof TEXTS)[Key][0]>] extends [never] ? [] : [Values<Key>]
) => string;

export function createSay(lang: Lang): Say {
  return (key, ...[values]) => {
    const text: string = TEXTS[key][lang === "ko" ? 0 : 1];
    const known: Readonly<Record<string, string | number>> = values ?? {};
    return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(known[name] ?? hole));
  };
}

// kept: a test walks all texts in both languages.
export const TEXT_KEYS: readonly TextKey[] = Object.keys(TEXTS) as TextKey[];

/** Whether a word made at run time names a text; sources and kinds may be ones that nobody has translated yet. */
export function isTextKey(word: string): word is TextKey {
  return Object.hasOwn(TEXTS, word);
}

/** What the address asks for, else what the browser prefers, else Korean. */
export function chooseLang(asked: string | undefined, acceptLanguage: string | undefined): Lang {
  if (asked === "ko" || asked === "en") return asked;
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
