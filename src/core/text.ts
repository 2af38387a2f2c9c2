/** Levenshtein distance, one row at a time: how many letters differ, for "did you mean". */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Control characters and line separators as visible escapes, so that text from outside stays on its line. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    // This form is valid inside JSON too.
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A function that takes every known secret, and what looks like one, out of a text. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  // Shorter texts would blank ordinary words; the settings' schemas see to it that secrets are longer.
  const known = secrets.filter((secret) => secret.length >= 4).flatMap(toSpellings);
  const ordered = [...new Set(known)].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of ordered) clean = clean.replaceAll(secret, "[redacted]");
    return clean
      .replace(/\bbot\d{5,}:[\w-]{10,}/g, "bot[redacted]")
      .replace(/(\/\/)[^\s/"']+@/g, "$1[redacted]@");
  };
}

/** A secret may stand in a line as it is, inside JSON, or inside a URL. */
function toSpellings(secret: string): readonly string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}

const LONGEST_SHOWN = 200;

/** Text from outside as one short line: no control character, no half of a surrogate pair, no change of direction. */
export function toShownText(value: string, longest = LONGEST_SHOWN): string {
  const line = escapeControls(value.slice(0, longest * 4).toWellFormed().replace(/\s+/g, " ").trim());
  const letters = [...line];
  return letters.length <= longest ? line : `${letters.slice(0, longest).join("")}…`;
}

/** Of a text in a chat. */
export interface TextRoom {
  readonly graphemes: number;
  readonly units: number;
}

export const NAME_ROOM: TextRoom = { graphemes: 24, units: 48 };
/** A family of four has 11 units; what is longer is a letter with a heap of accents. */
const LONGEST_GRAPHEME = 14;

let letters: Intl.Segmenter | undefined;

/** Made when the first name is shown: that reads in the tables of all alphabets (12 to 20 ms, measured). */
function toLetters(text: string): Intl.Segments {
  letters ??= new Intl.Segmenter("ko", { granularity: "grapheme" });
  return letters.segment(text);
}

/**
 * Text from outside as one line of a chat, where it can do nothing but be read: no turned direction, no call, no endless
 * letter.
 *
 * @param room what is beyond it becomes an ellipsis, between two letters.
 */
export function neutralise(text: string, { graphemes, units }: TextRoom): string {
  const clean = withoutInvisible(text).replace(/\s+/g, " ").trim()
    // Neither a mention nor a command that a finger could start.
    .replaceAll("@", "＠").replace(/(?<![\p{L}\p{N}])\/(?=[a-z])/giu, "∕");
  let shown = "";
  let count = 0;
  for (const { segment } of toLetters(clean)) {
    const letter = segment.length > LONGEST_GRAPHEME ? [...segment][0] ?? "" : segment;
    if (count === graphemes || shown.length + letter.length > units) return `${shown}…`;
    shown += letter;
    count++;
  }
  return shown === "" ? "?" : shown;
}

/**
 * Whole lines of ours, in which text from outside may stand by now: its lines stay, and so do our own commands.
 *
 * @param commands words that may be tapped, without the slash.
 */
export function quietLines(text: string, commands: ReadonlySet<string>): string {
  return text.split("\n").map((line) =>
    withoutInvisible(line).replaceAll("@", "＠")
      .replace(
        /(?<![\p{L}\p{N}])\/(?=([a-z][a-z0-9_]*))/giu,
        (slash, word: string) => commands.has(word) ? slash : "∕",
      )
  ).join("\n");
}

function withoutInvisible(text: string): string {
  return text.toWellFormed()
    // A joiner stays between pictures, where it makes one of two.
    .replace(
      /(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu,
      "",
    )
    .replace(/[\u200b\u200c\u2060-\u2064\ufeff\u00ad\u061c\u180e\p{Bidi_Control}\u{e0000}-\u{e007f}]/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}]+/gu, " ");
}
