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
