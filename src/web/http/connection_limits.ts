/** A browser opens six, and each open page holds a stream. */
export const MOST_BY_ONE = 64;
/** Half of the smallest number of open files that systems allow; the rest is for databases, logs and strategies. */
export const MOST_BY_ALL = 128;
/** So many idle ones go when the system has no descriptor left. */
const SPARED = 16;

export interface Held {
  readonly remoteAddress: string;
  /** Since when it is the caller's turn, or `undefined` while it is ours. */
  readonly waitsSinceMs: number | undefined;
  close(): void;
}

/** Keeps connections few: for a new one, the one whose caller keeps us waiting longest goes. */
export class ConnectionLimits {
  readonly #isProxy: (address: string) => boolean;
  #mostByAll = MOST_BY_ALL;

  /** @param isProxy whose connections are those of many callers. */
  constructor(isProxy: (address: string) => boolean) {
    this.#isProxy = isProxy;
  }

  /** @returns whether there is room for one more; not when all that could go wait for us. */
  makeRoom(address: string, held: readonly Held[]): boolean {
    const own = held.filter(({ remoteAddress }) => remoteAddress === address);
    if (own.length >= MOST_BY_ONE && !this.#isProxy(address)) return closeIdlest(own, 1);
    return held.length < this.#mostByAll || closeIdlest(held, 1);
  }

  /** The system allows fewer files than we thought: gives some back and never opens so many again. */
  giveBack(held: readonly Held[]): void {
    this.#mostByAll = Math.max(SPARED, Math.min(this.#mostByAll, held.length - SPARED));
    closeIdlest(held, SPARED);
  }
}

/** @returns whether there was any. */
function closeIdlest(held: readonly Held[], most: number): boolean {
  const waiting = held.filter(({ waitsSinceMs }) => waitsSinceMs !== undefined)
    .toSorted((a, b) => (a.waitsSinceMs ?? 0) - (b.waitsSinceMs ?? 0));
  for (const connection of waiting.slice(0, most)) connection.close();
  return waiting.length > 0;
}
