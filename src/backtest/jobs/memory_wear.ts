/**
 * When a process that runs a user's file again and again should make room for a fresh one. Each run is a module of its
 * own, and a module is never forgotten: some 40 KB, and what its variables hold.
 */
export class MemoryWear {
  readonly #mostRssBytes: number;
  #firstRssBytes: number | undefined;

  /** @param mostRssBytes with which the process would be ended. */
  constructor(mostRssBytes: number) {
    this.#mostRssBytes = mostRssBytes;
  }

  /** After each run: whether half of the room that the first one left is taken. */
  isWornAt(rssBytes: number): boolean {
    this.#firstRssBytes ??= rssBytes;
    return rssBytes > (this.#firstRssBytes + this.#mostRssBytes) / 2;
  }
}
