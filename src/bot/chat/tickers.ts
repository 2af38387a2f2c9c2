/** What people write of a ticker: a code or a name, which may be of several words, and how long or how high. */
import { readTickerCode } from "../../core/symbol.ts";
import { readWrittenSpan } from "../../core/words/spans.ts";

/** `005930 3d`, `카카오 오늘`, `KODEX 200`: a code takes one word, a name all of them but a span at the end. */
export function readTickerAndSpan(
  words: readonly string[],
): { readonly ticker: string; readonly span: string | undefined } {
  const [first = "", ...rest] = words;
  if (isCode(first)) {
    return { ticker: first.toUpperCase(), span: rest.length === 0 ? undefined : rest.join("") };
  }
  const last = words.at(-1) ?? "";
  const hasSpan = words.length > 1 && readWrittenSpan(last) !== undefined;
  const name = hasSpan ? words.slice(0, -1) : words;
  return { ticker: name.join(" "), span: hasSpan ? last : undefined };
}

export function isCode(word: string): boolean {
  return readTickerCode(word) !== undefined;
}

/** As it is asked for: a code in capitals, a name as it was written. */
export function toAskedTicker(words: readonly string[]): string {
  const text = words.join(" ");
  return isCode(text) ? text.toUpperCase() : text;
}
