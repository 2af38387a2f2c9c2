/** Who made a change, as a column keeps it. */
import { type Actor, ACTOR_KINDS } from "./actor.ts";

export function toActorText({ kind, id }: Actor): string {
  return JSON.stringify({ kind, id });
}

/** @returns `undefined` when nobody was noted: rows of earlier versions, and rows that people wrote by hand. */
export function readActorText(text: string | null): Actor | undefined {
  if (text === null) return undefined;
  const { kind: word, id } = JSON.parse(text) as { readonly kind?: unknown; readonly id?: unknown };
  const kind = ACTOR_KINDS.find((known) => known === word);
  return kind === undefined || typeof id !== "string" ? undefined : { kind, id };
}
