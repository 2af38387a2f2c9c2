/**
 * The Korean of sentences that the house says in English: errors, findings, notes of files. They are known by their words,
 * so that whoever throws one need not know who reads it. What nobody has translated stays as it is.
 */
import { toKoreanSpan } from "../core/kst.ts";
import { createTranslator, type Twin } from "../core/lang.ts";
import { BACKTEST_PHRASES } from "./backtest.ts";
import { CALENDAR_PHRASES } from "./calendar.ts";
import { CANDLE_PHRASES } from "./candles.ts";
import { COMMAND_PHRASES } from "./commands.ts";
import { DOCTOR_PHRASES } from "./doctor.ts";
import { FILE_PHRASES } from "./files.ts";
import { PAGE_PHRASES } from "./pages.ts";
import { SERVICE_PHRASES } from "./service.ts";
import { SETTING_PHRASES } from "./settings.ts";
import { STORAGE_PHRASES } from "./storage.ts";
import { STRATEGY_WORDS } from "./strategies.ts";
import { TELEGRAM_PHRASES } from "./telegram.ts";
import { TERMINAL_PHRASES } from "./terminal.ts";
import { UPSTREAM_PHRASES } from "./upstream.ts";

export const PHRASES: readonly Twin[] = [
  ...STORAGE_PHRASES,
  ...CALENDAR_PHRASES,
  ...SETTING_PHRASES,
  ...COMMAND_PHRASES,
  ...CANDLE_PHRASES,
  ...FILE_PHRASES,
  ...BACKTEST_PHRASES,
  ...TERMINAL_PHRASES,
  ...DOCTOR_PHRASES,
  ...STRATEGY_WORDS,
  ...TELEGRAM_PHRASES,
  ...UPSTREAM_PHRASES,
  ...SERVICE_PHRASES,
  ...PAGE_PHRASES,
];

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
]);

/** Sentences that stand side by side in one text are known one by one. */
const BETWEEN = /(\n|; |\. (?=\p{Lu}))/u;

let translator: ReturnType<typeof createTranslator> | undefined;

export function toKorean(text: string): string {
  const whole = translate(text);
  if (whole !== undefined) return whole;
  const parts = text.split(BETWEEN);
  return parts.length === 1 ? text : parts.map((part) => translate(part) ?? part).join("");
}

/** The phrases are put in order when the first sentence comes: a start must not pay for it (10 ms, measured). */
function translate(text: string): string | undefined {
  translator ??= createTranslator(toOrdered(PHRASES), (hole, part) => {
    if (hole === "span") return toKoreanSpan(part);
    return INNER.has(hole) ? toKorean(part) : part;
  });
  return translator(text);
}

/** The more words a phrase has of its own, the surer it is the one that was meant. */
function toOrdered(phrases: readonly Twin[]): readonly Twin[] {
  const measured = phrases.map((phrase) => ({ phrase, length: phrase[1].replace(/\{\w+\}/g, "").length }));
  return measured.toSorted((a, b) => b.length - a.length).map(({ phrase }) => phrase);
}
