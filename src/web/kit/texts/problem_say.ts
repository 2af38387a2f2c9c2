/** What a problem is told in: the service says it from its first moment, and reads no text of a page for it. */
import { createSayFrom, type Lang, type SayFrom } from "../../../core/lang.ts";
import { PROBLEM_TEXTS } from "./problems.ts";

export type ProblemTextKey = keyof typeof PROBLEM_TEXTS;

export function createProblemSay(lang: Lang): SayFrom<typeof PROBLEM_TEXTS> {
  return createSayFrom(PROBLEM_TEXTS, lang);
}

/** Whether a word made at run time names a text; sources may be ones that nobody has translated yet. */
export function isProblemTextKey(word: string): word is ProblemTextKey {
  return Object.hasOwn(PROBLEM_TEXTS, word);
}
