/** JSON for eyes, made only as long as it is shown: indented, a small answer of many levels grows a hundredfold. */
import { escapeControls } from "../../core/text.ts";

/** Marks without a shape of their own: they hide in a text, join letters or turn its direction. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * @param mostCharacters how much is wanted; the text has one more at most, and then there was more.
 * @returns valid JSON as long as it is whole; every mark that cannot be seen stands as its escape.
 */
export function toShownJson(value: unknown, mostCharacters: number): string {
  const out = { text: "", most: mostCharacters };
  write(value, "", out);
  return out.text.slice(0, mostCharacters + 1);
}

interface Out {
  text: string;
  readonly most: number;
}

function write(value: unknown, indent: string, out: Out): void {
  if (out.text.length > out.most) return;
  if (Array.isArray(value)) return writeAll(value.map((part) => ["", part]), { indent, out, marks: "[]" });
  if (typeof value === "object" && value !== null) {
    return writeAll(Object.entries(value), { indent, out, marks: "{}" });
  }
  out.text += toScalar(value, out.most);
}

function writeAll(
  parts: readonly (readonly [name: string, value: unknown])[],
  { indent, out, marks }: { indent: string; out: Out; marks: "[]" | "{}" },
): void {
  const [begin, end] = marks;
  if (parts.length === 0) {
    out.text += marks;
    return;
  }
  const inner = `${indent}  `;
  out.text += begin;
  for (const [i, [name, value]] of parts.entries()) {
    if (out.text.length > out.most) return;
    out.text += `${i === 0 ? "" : ","}\n${inner}`;
    if (marks === "{}") out.text += `${toScalar(name, out.most)}: `;
    write(value, inner, out);
  }
  out.text += `\n${indent}${end}`;
}

function toScalar(value: unknown, mostCharacters: number): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  // Cut first: an escape is six times as long as what it stands for.
  const text = JSON.stringify(value.slice(0, mostCharacters + 1));
  return escapeControls(text).replace(INVISIBLE, toEscape);
}

function toEscape(mark: string): string {
  return Array.from(
    { length: mark.length },
    (_, i) => `\\u${mark.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}
