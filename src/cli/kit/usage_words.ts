/** What the parser of the command line says of a mistake in it, for Korean readers. */
import { createTranslator } from "../../core/lang.ts";
import { USAGE_PHRASES } from "../texts/usage.ts";

const translate = createTranslator(
  USAGE_PHRASES,
  (hole, text) => hole === "problem" ? toKoreanLine(text) : text,
);

function toKoreanLine(line: string): string {
  return translate(line) ?? line;
}

/** Line by line: what was meant stands below what is wrong. */
export function toKoreanUsage(text: string): string {
  return text.split("\n").map(toKoreanLine).join("\n");
}
