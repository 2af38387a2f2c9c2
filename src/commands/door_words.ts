/** What somebody is told to do next is said in the language of the door they came in by. */
import type { Actor } from "../core/actor.ts";

/** @param words.typed with options and commands; `plain` with the names of arguments, for whoever types nothing. */
export function toDoorWords(
  { kind }: Actor,
  words: { readonly typed: string; readonly plain: string },
): string {
  return kind === "cli" || kind === "operator" ? words.typed : words.plain;
}
