/**
 * The Korean of sentences that the house says in English: errors, findings, notes of files. They are known by their words,
 * so that whoever throws one need not know who reads it. What nobody has translated stays as it is.
 */
import { toKoreanSpan } from "../core/kst.ts";
import { createPhrasebook, type ToHole, type Twin } from "../core/lang.ts";
import { BACKTEST_PHRASES } from "./phrases/backtest.ts";
import { CALENDAR_PHRASES } from "./phrases/calendar.ts";
import { CANDLE_PHRASES } from "./phrases/candles.ts";
import { COMMAND_PHRASES } from "./phrases/commands.ts";
import { DOCTOR_PHRASES } from "./phrases/doctor.ts";
import { FIELD_PHRASES } from "./phrases/fields.ts";
import { FILE_PHRASES, SOURCE_NAMES } from "./phrases/files.ts";
import { INDICATOR_PHRASES } from "./phrases/indicators.ts";
import { LOG_PHRASES } from "./log_phrases.ts";
import { NOTIFY_PHRASES } from "./phrases/notify.ts";
import { PAGE_PHRASES } from "./phrases/pages.ts";
import { RULE_PHRASES } from "./phrases/rules.ts";
import { SERVICE_PHRASES } from "./phrases/service.ts";
import { SETTING_PHRASES } from "./phrases/settings.ts";
import { STORAGE_PHRASES } from "./phrases/storage.ts";
import { STRATEGY_WORDS } from "./phrases/strategies.ts";
import { SWEEP_PHRASES } from "./phrases/sweep.ts";
import { TABLE_PHRASES } from "./phrases/tables.ts";
import { TELEGRAM_PHRASES } from "./phrases/telegram.ts";
import { TERMINAL_PHRASES } from "./phrases/terminal.ts";
import { UPSTREAM_PHRASES } from "./phrases/upstream.ts";

export const PHRASES: readonly Twin[] = [
  ...STORAGE_PHRASES,
  ...CALENDAR_PHRASES,
  ...SETTING_PHRASES,
  ...COMMAND_PHRASES,
  ...CANDLE_PHRASES,
  ...FIELD_PHRASES,
  ...FILE_PHRASES,
  ...SOURCE_NAMES,
  ...BACKTEST_PHRASES,
  ...SWEEP_PHRASES,
  ...INDICATOR_PHRASES,
  ...RULE_PHRASES,
  ...NOTIFY_PHRASES,
  ...TERMINAL_PHRASES,
  ...DOCTOR_PHRASES,
  ...STRATEGY_WORDS,
  ...TABLE_PHRASES,
  ...TELEGRAM_PHRASES,
  ...UPSTREAM_PHRASES,
  ...SERVICE_PHRASES,
  ...PAGE_PHRASES,
  ...LOG_PHRASES,
];

/** In such a hole stands what is known, or the phrase is another one: `{at} must {bound}` fits much. */
const KNOWN_INNER = "bound";

/** Holes whose words are sentences of the house themselves; names, paths and figures stand in the others. */
const INNER: ReadonlySet<string> = new Set([
  "why",
  "reason",
  "problem",
  "hint",
  "fault",
  "rest",
  "expected",
  "todo",
  KNOWN_INNER,
]);

/** Holes for a length of time; a sentence may have two of them. */
const SPANS: ReadonlySet<string> = new Set(["span", "slowest"]);

/** What stands between two sentences of one text: `problem; hint`, `One. Another`, lines. */
const BETWEEN = /(\n *|; |\. (?=[A-Z]))/;

/** In holes for names most are names, and these are words of the house. */
const KNOWN_NAMES: ReadonlyMap<string, string> = new Map(SOURCE_NAMES.map(([ko, en]) => [en, ko]));

/** A phrase may have several sentences. */
const MOST_SENTENCES = 5;

type Translate = (text: string) => string | undefined;

interface Translators {
  /** Knows every word but names and figures. */
  readonly exact: Translate;
  /** Words of the system may stand in it. */
  readonly loose: Translate;
  /** A name may have the signs of an end of a sentence in it. */
  readonly wide: Translate;
}

let translators: Translators | undefined;

/**
 * A text is known as a whole, or sentence by sentence: an error holds what is wrong and what to do about it. What nobody
 * knows stays, and what is beside it is Korean all the same.
 */
export function toKorean(text: string): string {
  translators ??= createTranslators();
  const { exact, loose, wide } = translators;
  const known = findKnown(text);
  if (known !== undefined) return known;
  const pieces = text.split(BETWEEN);
  if (pieces.length === 1) return loose(text) ?? text;
  const said: string[] = [];
  let isSaid = false;
  for (let at = 0; at < pieces.length;) {
    const found = longestRun(pieces, at, exact) ?? longestRun(pieces, at, loose);
    if (found !== undefined) isSaid = true;
    const end = found?.end ?? at + 1;
    said.push(found?.words ?? pieces[at] ?? "", pieces[end] ?? "");
    at = end + 1;
  }
  return isSaid ? said.join("") : wide(text) ?? text;
}

/** @returns `undefined` when a sentence of it is not known. */
function findKnown(text: string): string | undefined {
  translators ??= createTranslators();
  const { exact } = translators;
  const whole = exact(text);
  if (whole !== undefined) return whole;
  const pieces = text.split(BETWEEN);
  const said: string[] = [];
  for (let at = 0; at < pieces.length && pieces.length > 1;) {
    const found = longestRun(pieces, at, exact);
    if (found === undefined) return undefined;
    said.push(found.words, pieces[found.end] ?? "");
    at = found.end + 1;
  }
  return pieces.length === 1 ? undefined : said.join("");
}

/** @param at the place of a sentence; what stands between two has a place, too. */
function longestRun(pieces: readonly string[], at: number, translate: Translate) {
  for (let count = MOST_SENTENCES; count > 0; count--) {
    const end = at + 2 * count - 1;
    if (end > pieces.length) continue;
    const words = translate(pieces.slice(at, end).join(""));
    if (words !== undefined) return { words, end };
  }
  return undefined;
}

/** The phrases are put in order when the first sentence comes: a start must not pay for it (10 ms, measured). */
function createTranslators(): Translators {
  const translate = createPhrasebook(toOrdered(PHRASES));
  const toHole: ToHole = (hole, part) => {
    if (SPANS.has(hole)) return toKoreanSpan(part);
    if (hole === KNOWN_INNER) return findKnown(part);
    return INNER.has(hole) ? toKorean(part) : KNOWN_NAMES.get(part) ?? part;
  };
  // What comes after the end of a sentence is another one, and no more of the name.
  const isNarrow = (hole: string, part: string) => INNER.has(hole) || !BETWEEN.test(part);
  const toNarrowHole: ToHole = (hole, part) => isNarrow(hole, part) ? toHole(hole, part) : undefined;
  // A name does not begin a sentence, either: `Cannot set the alarm: --move must be …`.
  const isShort = (part: string) => !/[a-z]: /.test(part);
  const toKnownHole: ToHole = (hole, part) =>
    INNER.has(hole) ? findKnown(part) : isShort(part) ? toNarrowHole(hole, part) : undefined;
  return {
    exact: (text) => translate(text, toKnownHole),
    loose: (text) => translate(text, toNarrowHole),
    wide: (text) => translate(text, toHole),
  };
}

/** The more words a phrase has of its own, the surer it is the one that was meant. */
function toOrdered(phrases: readonly Twin[]): readonly Twin[] {
  const measured = phrases.map((phrase) => ({ phrase, length: phrase[1].replace(/\{\w+\}/g, "").length }));
  return measured.toSorted((a, b) => b.length - a.length).map(({ phrase }) => phrase);
}
