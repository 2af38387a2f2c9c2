/** Counts the looks of a day and keeps what came nearest: in memory, and now and then in the journal. */
import { type DayLooks, type LookJournal, nearerOf, type NearMiss } from "../look_journal.ts";
import type { Taken } from "./pipeline.ts";

export const NO_LOOKS: DayLooks = { looks: 0, nearest: undefined };

export class DayLooksCounter {
  readonly #owner: string;
  readonly #journal: LookJournal;
  readonly #onFailure: (error: unknown) => void;
  /** What is not written down yet, by day. */
  readonly #waiting = new Map<number, DayLooks>();

  constructor(
    owner: string,
    journal: LookJournal,
    onFailure: (error: unknown) => void,
  ) {
    this.#owner = owner;
    this.#journal = journal;
    this.#onFailure = onFailure;
  }

  /** One look of the rules, with what it found. */
  note(day: number, taken: readonly Taken[]): void {
    const { looks, nearest } = this.#waiting.get(day) ?? NO_LOOKS;
    const found = taken.reduce<NearMiss | undefined>((best, one) => nearerOf(best, toNearMiss(one)), nearest);
    this.#waiting.set(day, { looks: looks + 1, nearest: found });
  }

  /** Writes down what is not written down yet. What fails is told and waits for the next time. */
  async save(): Promise<void> {
    for (const [day, looks] of [...this.#waiting]) {
      this.#waiting.delete(day);
      try {
        await this.#journal.addLooks(this.#owner, day, looks);
      } catch (error) {
        this.#waiting.set(day, addUp(looks, this.#waiting.get(day) ?? NO_LOOKS));
        return this.#onFailure(error);
      }
    }
  }

  /** What an earlier run counted included. @throws what the memory throws. */
  async of(day: number): Promise<DayLooks> {
    const waiting = this.#waiting.get(day) ?? NO_LOOKS;
    return addUp(await this.#journal.looksOn(this.#owner, day), waiting);
  }
}

function addUp(a: DayLooks, b: DayLooks): DayLooks {
  return { looks: a.looks + b.looks, nearest: nearerOf(a.nearest, b.nearest) };
}

/** A condition that was met and whose score was too low; whatever else stopped one says nothing of how near it was. */
function toNearMiss({ signal, outcome }: Taken): NearMiss | undefined {
  const { action, score, threshold, ticker, name } = signal;
  if (outcome !== "below" || action === "notice" || score === undefined || threshold === undefined) {
    return undefined;
  }
  return { ticker, name, action, score, threshold };
}
