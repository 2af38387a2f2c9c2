import type { LiveNote, LiveNotes } from "../../web/api/live_notes.ts";

/** Tells at once whoever listens; nobody waits. */
export class LiveTopics implements LiveNotes {
  readonly #listeners = new Set<(note: LiveNote) => void>();

  subscribe(listener: (note: LiveNote) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(note: LiveNote): void {
    for (const listener of this.#listeners) listener(note);
  }
}
