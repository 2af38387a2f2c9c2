/** A browser opens six. Event streams are not counted: they have places of their own. */
export const MOST_BY_ONE = 64;
/** Half of the smallest number of open files that systems allow; the rest is for streams, databases, logs and strategies. */
export const MOST_BY_ALL = 128;
/** So many idle ones go when the system has no descriptor left, and so many may be there in any case. */
const SPARED = 16;
/** So long without trouble, and there may be some more again, a step at a time. */
export const CALM_MS = 60_000;
export const GROW_EVERY_MS = 10_000;
const GROWN = 8;

export interface Held {
  readonly remoteAddress: string;
  /** Since when it is the caller's turn, or `undefined` while it is ours. */
  readonly waitsSinceMs: number | undefined;
  /** Goes before all others, whosever turn it is. */
  readonly givesWay: boolean;
  readonly isStream: boolean;
  close(): void;
}

/** Keeps connections few: for a new one, the one whose caller keeps us waiting longest goes. */
export class ConnectionLimits {
  readonly #isProxy: (address: string) => boolean;
  #mostByAll = MOST_BY_ALL;
  #growsAtMs = Infinity;

  /** @param isProxy whose connections are those of many callers. */
  constructor(isProxy: (address: string) => boolean) {
    this.#isProxy = isProxy;
  }

  get mostByAll(): number {
    return this.#mostByAll;
  }

  /**
   * Decides at once: whoever comes next waits for nobody. No grace either, which is what silent connections would live
   * on: a request comes with its connection, and dozens of others go before it does.
   *
   * @returns whether there is room for one more now; not when all that could go wait for us.
   */
  makeRoom(address: string, held: Iterable<Held>): boolean {
    const counted = [...held].filter(({ isStream }) => !isStream);
    const own = counted.filter(({ remoteAddress }) => remoteAddress === address);
    if (own.length >= MOST_BY_ONE && !this.#isProxy(address)) return replaceFirst(own);
    if (counted.length < this.#mostByAll) return true;
    // Whoever has few does not go for somebody who has many.
    return replaceFirst(findHeaviest(counted)) || replaceFirst(counted);
  }

  /** The system allows fewer files than we thought: gives some back and opens fewer for a while. */
  giveBack(held: Iterable<Held>, nowMs: number): void {
    const counted = [...held].filter(({ isStream }) => !isStream);
    this.#mostByAll = Math.max(SPARED, Math.min(this.#mostByAll, counted.length - SPARED));
    this.#growsAtMs = nowMs + CALM_MS;
    for (const connection of sortFirstToGo(counted).slice(0, SPARED)) connection.close();
  }

  /** Allows a few more once the trouble has been over for a while. */
  grow(nowMs: number): void {
    if (nowMs < this.#growsAtMs) return;
    this.#mostByAll = Math.min(MOST_BY_ALL, this.#mostByAll + GROWN);
    this.#growsAtMs = this.#mostByAll === MOST_BY_ALL ? Infinity : nowMs + GROW_EVERY_MS;
  }
}

function findHeaviest(held: readonly Held[]): readonly Held[] {
  const groups = [...Map.groupBy(held, ({ remoteAddress }) => remoteAddress).values()];
  return groups.reduce((most, group) => group.length > most.length ? group : most, []);
}

function replaceFirst(held: readonly Held[]): boolean {
  const [first] = sortFirstToGo(held);
  first?.close();
  return first !== undefined;
}

/** Without those whose answer is being made. */
function sortFirstToGo(held: readonly Held[]): readonly Held[] {
  const rank = ({ givesWay, waitsSinceMs }: Held) => givesWay ? -Infinity : waitsSinceMs ?? Infinity;
  return held.filter(({ givesWay, waitsSinceMs }) => givesWay || waitsSinceMs !== undefined)
    .toSorted((a, b) => rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0);
}
