/** A browser opens six, and each open page holds a stream. */
export const MOST_BY_ONE = 64;
/** Half of the smallest number of open files that systems allow; the rest is for databases, logs and strategies. */
export const MOST_BY_ALL = 128;
/** Whoever just came gets so long to send before it may go for somebody else. */
export const GRACE_MS = 250;
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

  /** @returns 0 when there is room for one more, else when to ask again; `undefined` when all that could go wait for us. */
  makeRoom(address: string, held: readonly Held[], nowMs: number): number | undefined {
    const own = held.filter(({ remoteAddress }) => remoteAddress === address);
    if (own.length >= MOST_BY_ONE && !this.#isProxy(address)) return replaceIdlest(own, nowMs);
    return held.length < this.#mostByAll ? 0 : replaceIdlest(held, nowMs);
  }

  /** The system allows fewer files than we thought: gives some back and never opens so many again. */
  giveBack(held: readonly Held[]): void {
    this.#mostByAll = Math.max(SPARED, Math.min(this.#mostByAll, held.length - SPARED));
    for (const connection of sortIdle(held).slice(0, SPARED)) connection.close();
  }
}

function replaceIdlest(held: readonly Held[], nowMs: number): number | undefined {
  const [idlest] = sortIdle(held);
  if (idlest?.waitsSinceMs === undefined) return undefined;
  const waitMs = Math.max(0, idlest.waitsSinceMs + GRACE_MS - nowMs);
  if (waitMs === 0) idlest.close();
  return waitMs;
}

function sortIdle(held: readonly Held[]): readonly Held[] {
  return held.filter(({ waitsSinceMs }) => waitsSinceMs !== undefined)
    .toSorted((a, b) => (a.waitsSinceMs ?? 0) - (b.waitsSinceMs ?? 0));
}
