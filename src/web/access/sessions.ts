import { createHash } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { HOUR_MS } from "../../core/kst.ts";

export const SESSION_MS = 12 * HOUR_MS;
const MOST_SESSIONS = 100;
const ID_BYTES = 32;

/** Who logged in. In memory: a restart asks everybody for the token again. */
export class Sessions {
  readonly #clock: Clock;
  /** End of each session by the hash of its id, so that a lookup tells nothing about ids by its time; oldest first. */
  readonly #endsAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    this.#dropEnded();
    return this.#endsAtMs.size;
  }

  /** @returns the id for the cookie: 256 random bits. The oldest session ends when there are too many. */
  open(): string {
    this.#dropEnded();
    const oldest = this.#endsAtMs.keys().next().value;
    if (this.#endsAtMs.size >= MOST_SESSIONS && oldest !== undefined) this.#endsAtMs.delete(oldest);
    const id = createSecret();
    this.#endsAtMs.set(toKey(id), this.#clock.monotonic() + SESSION_MS);
    return id;
  }

  has(id: string): boolean {
    const endsAtMs = this.#endsAtMs.get(toKey(id));
    return endsAtMs !== undefined && this.#clock.monotonic() < endsAtMs;
  }

  end(id: string): void {
    this.#endsAtMs.delete(toKey(id));
  }

  #dropEnded(): void {
    const nowMs = this.#clock.monotonic();
    for (const [key, endsAtMs] of this.#endsAtMs) {
      if (endsAtMs <= nowMs) this.#endsAtMs.delete(key);
    }
  }
}

/** 256 random bits as text that needs no escaping in a cookie or a form. */
export function createSecret(): string {
  return crypto.getRandomValues(new Uint8Array(ID_BYTES)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

function toKey(id: string): string {
  return createHash("sha256").update(id).digest("base64");
}
