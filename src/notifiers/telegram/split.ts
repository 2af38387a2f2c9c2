/** A text that is too long for one message, in parts: between lines, and inside a line between letters. */
import { escapeHtml, toPlainText } from "../texts/html.ts";

/** UTF-16 units that a person reads, without the marks. */
export const LONGEST_MESSAGE = 4_096;
/** Room for ` (12/34)`. */
const COUNTER_ROOM = 10;

/** @returns one part as it is, or several with `(1/2)` at their ends. */
export function splitHtml(html: string, longest = LONGEST_MESSAGE): readonly string[] {
  if (lengthOf(html) <= longest) return [html];
  const room = longest - COUNTER_ROOM;
  const parts: string[] = [];
  let part = "";
  for (const piece of html.split("\n").flatMap((line) => cutLine(line, room))) {
    const joined = part === "" ? piece : `${part}\n${piece}`;
    if (lengthOf(joined) <= room) {
      part = joined;
      continue;
    }
    if (part !== "") parts.push(part);
    part = piece;
  }
  if (part !== "") parts.push(part);
  return parts.map((text, i) => `${text} (${i + 1}/${parts.length})`);
}

/** A line that is too long by itself loses its marks: cut in the middle, they would make the message unreadable. */
function cutLine(line: string, room: number): readonly string[] {
  if (lengthOf(line) <= room) return [line];
  const pieces: string[] = [];
  let piece = "";
  for (
    const { segment } of new Intl.Segmenter("ko", { granularity: "grapheme" }).segment(toPlainText(line))
  ) {
    // One letter can have thousands of accents.
    for (const letter of segment.length > room ? [...segment] : [segment]) {
      if (piece.length + letter.length > room) {
        pieces.push(piece);
        piece = "";
      }
      piece += letter;
    }
  }
  return [...pieces, piece].map(escapeHtml);
}

const lengthOf = (html: string) => toPlainText(html).length;
