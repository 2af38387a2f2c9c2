/** Takes the key out of what the stock API sends: an echo of it would reach pages, `/state` and the database. */

export const STRUCK = "[redacted]";

/** Shorter ones would blank ordinary letters and numbers everywhere. */
const SHORTEST_KEY = 4;
/** One that is shorter may be part of an ordinary word, and is looked for as a word of its own. */
const SHORTEST_PART = 8;

/** The same text when it holds no form of the key. */
export type KeyStriker = (text: string) => string;

/**
 * Finds the key as it is, percent-encoded (also twice), as an escape of JSON or HTML, letter by letter in any mixture, and
 * as base64 wherever it stands in what was encoded.
 */
export function createKeyStriker(key: string): KeyStriker {
  if (key.length < SHORTEST_KEY) return (text) => text;
  const spelt = [...key].map(toLetterPattern).join("");
  const letters = key.length < SHORTEST_PART ? `(?<![A-Za-z0-9])${spelt}(?![A-Za-z0-9])` : spelt;
  const pattern = new RegExp([letters, ...toBase64Parts(key).map(RegExp.escape)].join("|"), "g");
  return (text) => text.replace(pattern, STRUCK);
}

/**
 * One letter of printable ASCII in each of its spellings. Each repetition has an end: an answer of nothing but backslashes
 * must not be looked at once more from every one of them.
 */
function toLetterPattern(letter: string): string {
  const hex = letter.charCodeAt(0).toString(16).padStart(2, "0");
  const anyCase = [...hex].map((digit) => /[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit)
    .join("");
  const spellings = [
    RegExp.escape(letter),
    `%(?:25){0,7}${anyCase}`,
    `\\\\{1,8}u00${anyCase}`,
    `&#0{0,7}${letter.charCodeAt(0)};`,
    `&#[xX]0{0,7}${anyCase};`,
    // A quotation mark or a backslash inside JSON inside a text.
    ...(/["\\/]/.test(letter) ? [`\\\\{1,8}${RegExp.escape(letter)}`] : []),
  ];
  return `(?:${spellings.join("|")})`;
}

/** What stays the same of its base64 whatever stands before and behind it, in both alphabets. */
function toBase64Parts(key: string): readonly string[] {
  const parts = [0, 1, 2].map((before) => {
    const text = btoa("\0".repeat(before) + key);
    const untouched = Math.floor((before + key.length) * 8 / 6);
    return text.slice(Math.ceil(before * 8 / 6), untouched);
  });
  // A short piece could be an ordinary word.
  const safe = parts.filter(({ length }) => length >= SHORTEST_PART);
  return [...new Set([...safe, ...safe.map((part) => part.replaceAll("+", "-").replaceAll("/", "_"))])];
}
