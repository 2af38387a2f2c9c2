/** MessageWords from outside, so that they can do nothing but be read: no markup, no turned direction, no call, no endless letter. */
import { escapeHtml } from "./html.ts";

export interface TextRoom {
  readonly graphemes: number;
  readonly units: number;
}

const NAME_ROOM: TextRoom = { graphemes: 24, units: 48 };
const REASON_ROOM: TextRoom = { graphemes: 60, units: 80 };
/** A family of four has 11 units; what is longer is a letter with a heap of accents. */
const LONGEST_GRAPHEME = 14;

const LETTERS = new Intl.Segmenter("ko", { granularity: "grapheme" });

export function toName(text: string): string {
  return escapeHtml(neutralise(text, NAME_ROOM));
}

export function toReason(text: string): string {
  return escapeHtml(neutralise(text, REASON_ROOM));
}

/** @param room what is beyond it becomes an ellipsis, between two letters. */
export function neutralise(text: string, { graphemes, units }: TextRoom): string {
  const clean = text.toWellFormed()
    // A joiner stays between pictures, where it makes one of two.
    .replace(
      /(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu,
      "",
    )
    .replace(/[\u200b\u200c\u2060-\u2064\ufeff\u00ad\u061c\u180e\p{Bidi_Control}\u{e0000}-\u{e007f}]/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}\s]+/gu, " ").trim()
    // Neither a mention nor a command that a finger could start.
    .replaceAll("@", "＠").replace(/\/(?=[a-z])/gi, "∕");
  let shown = "";
  let count = 0;
  for (const { segment } of LETTERS.segment(clean)) {
    const letter = segment.length > LONGEST_GRAPHEME ? [...segment][0] ?? "" : segment;
    if (count === graphemes || shown.length + letter.length > units) return `${shown}…`;
    shown += letter;
    count++;
  }
  return shown === "" ? "?" : shown;
}
