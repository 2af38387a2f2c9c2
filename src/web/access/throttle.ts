import type { Clock } from "../../core/clock.ts";
import type { Caller } from "./access.ts";

/** Tries count together until there was none for so long. */
const SPAN_MS = 5 * 60_000;
/** Everybody mistypes. */
const FREE_TRIES = 3;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5_000;
/** Whoever has many addresses guesses no faster than with one. */
const MOST_FREE_BY_ALL = 20;
/** Each of them keeps a connection. */
export const MOST_WAITING = 8;
/** The oldest is forgotten when there are more. */
const MOST_ADDRESSES = 200;

interface Tries {
  readonly count: number;
  readonly lastMs: number;
}

export interface WrongTry {
  readonly address: string;
  /** Of this address, this one included. */
  readonly tries: number;
  readonly triesByAll: number;
}

/** How a wrong token is answered: with a 401, or with a 429 because too many wait for theirs. */
export type WrongAnswer =
  | { readonly kind: "wrong" }
  | { readonly kind: "too_many"; readonly retryAfterS: number };

/**
 * Makes guessing a nuisance and shuts nobody out: a wrong token waits for its answer, the longer the more there were,
 * and the right one never waits. What makes guessing hopeless is the length of the token.
 */
export class TryThrottle {
  readonly #clock: Clock;
  readonly #onWrong: (facts: WrongTry) => void;
  readonly #byAddress = new Map<string, Tries>();
  readonly #closing = new AbortController();
  #waiting = 0;
  #byAll: Tries = { count: 0, lastMs: -Infinity };

  constructor(clock: Clock, onWrong: (facts: WrongTry) => void = () => {}) {
    this.#clock = clock;
    this.#onWrong = onWrong;
  }

  /** Counts a wrong try and resolves when it may be answered. Its connection is the first to go meanwhile. */
  async addWrong({ remoteAddress, giveWay }: Caller): Promise<WrongAnswer> {
    const nowMs = this.#clock.monotonic();
    const own = addTry(this.#byAddress.get(remoteAddress), nowMs);
    this.#byAll = addTry(this.#byAll, nowMs);
    this.#remember(remoteAddress, own);
    this.#onWrong({ address: remoteAddress, tries: own.count, triesByAll: this.#byAll.count });
    const delayMs = Math.max(delayOf(own.count - FREE_TRIES), delayOf(this.#byAll.count - MOST_FREE_BY_ALL));
    if (delayMs === 0) return { kind: "wrong" };
    giveWay?.();
    if (this.#waiting >= MOST_WAITING) {
      return { kind: "too_many", retryAfterS: Math.ceil(delayMs / 1_000) };
    }
    this.#waiting++;
    await this.#clock.sleep(delayMs, this.#closing.signal).catch(() => {});
    this.#waiting--;
    return { kind: "wrong" };
  }

  /** Lets go of whoever waits. */
  close(): void {
    this.#closing.abort();
  }

  #remember(address: string, tries: Tries): void {
    // Anew at the end: the first one is the one without a try for longest.
    this.#byAddress.delete(address);
    this.#byAddress.set(address, tries);
    const oldest = this.#byAddress.keys().next().value;
    if (this.#byAddress.size > MOST_ADDRESSES && oldest !== undefined) this.#byAddress.delete(oldest);
  }
}

function addTry(before: Tries | undefined, nowMs: number): Tries {
  const isOver = before === undefined || nowMs - before.lastMs >= SPAN_MS;
  return { count: isOver ? 1 : before.count + 1, lastMs: nowMs };
}

function delayOf(triesTooMany: number): number {
  return triesTooMany <= 0 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (triesTooMany - 1));
}
