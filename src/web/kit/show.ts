import { createFormat, type Format } from "./format.ts";
import type { Lang } from "../../core/lang.ts";
import { chooseLang, createSay, isTextKey, type Say } from "./i18n.ts";

/** How one page is shown: in which language, seen from which moment. Every part of a page gets it. */
export interface Show {
  readonly lang: Lang;
  readonly say: Say;
  readonly format: Format;
  readonly nowMs: number;
  readonly priceColors: "kr" | "intl";
  /** The address of a page of ours, keeping a language that was asked for in the address. */
  readonly href: (path: string, query?: Readonly<Record<string, string>>) => string;
}

export function createShow(facts: {
  readonly askedLang: string | undefined;
  readonly acceptLanguage: string | undefined;
  readonly nowMs: number;
  readonly priceColors: "kr" | "intl";
}): Show {
  const { askedLang, acceptLanguage, nowMs, priceColors } = facts;
  const lang = chooseLang(askedLang, acceptLanguage);
  const kept = askedLang === lang ? { lang } : {};
  return {
    lang,
    say: createSay(lang),
    format: createFormat(lang, nowMs),
    nowMs,
    priceColors,
    href: (path, query = {}) => {
      const search = new URLSearchParams({ ...query, ...kept }).toString();
      return search === "" ? path : `${path}?${search}`;
    },
  };
}

/** What a person calls a source; one that nobody has translated yet keeps its own title. */
export function nameOfSource({ say }: Show, facts: { readonly id: string; readonly title: string }): string {
  const key = `source_${facts.id}`;
  return isTextKey(key) ? sayPlain(say, key) : facts.title;
}

/** For keys made at run time, none of which has holes. */
export function sayPlain(say: Say, key: Parameters<Say>[0]): string {
  return (say as (key: string) => string)(key);
}
