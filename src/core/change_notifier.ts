/** Tells listeners that something changed; what it is they look up themselves. */
export class ChangeNotifier {
  readonly #listeners = new Set<() => void>();

  /** @returns what ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
