/** Messages that cannot be handled: left alone for a while, ever longer, so that the others of the channel go on. */
import type { MessageRow } from "../message_store.ts";
import { doubled, type SenderWaits } from "./waits.ts";

export class Aside {
  readonly #waits: Pick<SenderWaits, "stumbleMs" | "longestStumbleMs">;
  /** By seq; the times are monotonic. */
  readonly #rows = new Map<number, { readonly failures: number; readonly untilMs: number }>();

  /** Of a message for many that could not be made: each goes alone, so that it is seen which one it is. */
  readonly alone = new Set<number>();

  constructor(waits: Pick<SenderWaits, "stumbleMs" | "longestStumbleMs">) {
    this.#waits = waits;
  }

  /** @returns how often it was put aside by now. */
  put({ seq }: Pick<MessageRow, "seq">, nowMs: number): number {
    const failures = (this.#rows.get(seq)?.failures ?? 0) + 1;
    const untilMs = nowMs + doubled(failures, this.#waits.stumbleMs, this.#waits.longestStumbleMs);
    this.#rows.set(seq, { failures, untilMs });
    return failures;
  }

  has({ seq }: Pick<MessageRow, "seq">, nowMs: number): boolean {
    const known = this.#rows.get(seq);
    return known !== undefined && nowMs < known.untilMs;
  }

  /** Of rows that have come to their end nothing is to be known. */
  keepOnly(open: readonly Pick<MessageRow, "seq">[]): void {
    if (this.#rows.size + this.alone.size === 0) return;
    const seqs = new Set(open.map(({ seq }) => seq));
    for (const known of [this.#rows, this.alone]) {
      for (const seq of known.keys()) if (!seqs.has(seq)) known.delete(seq);
    }
  }
}
