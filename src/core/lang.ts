/** Texts that people read, in both languages: tables of twins, and one way to say one of them. */

import { chooseParticle, PARTICLE } from "./words/particles.ts";

/** Korean is what nobody has to ask for. */
export const LANGS = ["ko", "en"] as const;
export type Lang = (typeof LANGS)[number];

/** A text in both languages; `{name}` is filled in. */
export type Twin = readonly [ko: string, en: string];

type TextTable = Readonly<Record<string, Twin>>;

type HolesOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | HolesOf<Rest>
  : never;

type IsSame<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

type CheckedTwin<Text> = Text extends Twin
  ? IsSame<HolesOf<Text[0]>, HolesOf<Text[1]>> extends true ? Text : "both languages must have the same holes"
  : never;

type Checked<Texts extends TextTable | readonly Twin[]> = {
  readonly [Key in keyof Texts]: CheckedTwin<Texts[Key]>;
};

/** What a text with holes wants, one without wants nothing. */
type ValuesOf<Text extends Twin> = [HolesOf<Text[0]>] extends [never] ? []
  : [Readonly<Record<HolesOf<Text[0]>, string | number>>];

/** Says a text of a table in the language it was made for; texts with `{holes}` want their values. */
export type SayFrom<Table extends TextTable> = <Key extends keyof Table>(
  key: Key,
  ...values: ValuesOf<Table[Key]>
) => string;

/** A table of texts. One whose twins differ in their holes is a fault of its types, at the line of the text. */
export function defineTexts<const Table extends TextTable>(table: Table & Checked<Table>): Table {
  return table;
}

/** Sentences that come in English from somewhere else and are known here by their words. */
export function definePhrases<const Phrases extends readonly Twin[]>(
  phrases: Phrases & Checked<Phrases>,
): Phrases {
  return phrases;
}

/** Translates what stands in a hole, by the hole's name; `undefined` when the phrase is not the one that was meant. */
export type ToHole = (hole: string, text: string) => string | undefined;

/** @returns the Korean of an English sentence; `undefined` for one that nobody has translated. */
export function createTranslator(
  phrases: readonly Twin[],
  toHole: ToHole,
): (text: string) => string | undefined {
  const translate = createPhrasebook(phrases);
  return (text) => translate(text, toHole);
}

/** @returns the Korean of an English sentence, by the first phrase that it fits. */
export function createPhrasebook(
  phrases: readonly Twin[],
): (text: string, toHole: ToHole) => string | undefined {
  // Made when somebody asks: a start must not pay for it.
  let known: readonly { readonly ko: string; readonly pattern: RegExp }[] | undefined;
  return (text, toHole) => {
    known ??= phrases.map(([ko, en]) => ({ ko, pattern: toPattern(en) }));
    for (const { ko, pattern } of known) {
      const match = pattern.exec(text);
      if (match === null) continue;
      const holes: Record<string, string> = {};
      const isMeant = Object.entries(match.groups ?? {}).every(([hole, part]) => {
        const said = toHole(hole, part);
        holes[hole] = said ?? "";
        return said !== undefined;
      });
      if (isMeant) return fill(ko, holes);
    }
    return undefined;
  };
}

/** As little as fits in each hole: what comes after a colon may hold further ones. A hole that comes again is the same. */
function toPattern(text: string): RegExp {
  const pieces = text.split(/\{(\w+)\}/).map((piece, i, all) => {
    if (i % 2 === 0) return RegExp.escape(piece);
    const isAgain = all.slice(0, i).some((earlier, at) => at % 2 === 1 && earlier === piece);
    return isAgain ? `\\k<${piece}>` : `(?<${piece}>.+?)`;
  });
  return new RegExp(`^${pieces.join("")}$`);
}

/** The one of both that is wanted, with its holes filled. A hole without a value stays as it is, for eyes to find. */
export function pick<const Text extends Twin>(
  text: Text,
  lang: Lang,
  ...[values]: ValuesOf<Text>
): string {
  const said = text[lang === "ko" ? 0 : 1];
  return values === undefined ? said : fill(said, values);
}

const FILLED = new RegExp(`\\{(\\w+)\\}(?:${PARTICLE.source})?`, "g");

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(FILLED, (_, name: string, closing = "", particle = "") => {
    const value = String(values[name] ?? `{${name}}`);
    return `${value}${closing}${particle === "" ? "" : chooseParticle(particle, value)}`;
  });
}

export function createSayFrom<Table extends TextTable>(table: Table, lang: Lang): SayFrom<Table> {
  return (key, ...values) => pick(table[key], lang, ...values);
}

/** `ko_KR.UTF-8` as an operating system says it; `undefined` for a language that we do not speak. */
export function readLocale(text: string | undefined): Lang | undefined {
  const [name] = (text ?? "").toLowerCase().split(/[_.@-]/);
  return name === "ko" || name === "en" ? name : undefined;
}
