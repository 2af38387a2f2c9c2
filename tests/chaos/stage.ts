/** A part of the chaos: rounds of kills that share what they look at, each in a directory of its own or in one for all. */
import { unitOf } from "../../src/demo/seeded.ts";
import { type Fault, shortList, type Tally } from "./findings.ts";

export interface StagePlan {
  readonly seed: number;
  /** How many kills this part is to make. */
  readonly kills: number;
  readonly say: (line: string) => void;
  /** As long as a person's program waits, instead of a twentieth of it; for the part that knows both. */
  readonly hasRealWaits?: boolean;
}

export interface Round {
  /** From 1. */
  readonly number: number;
  /** In [0, 1), the next one by the seed. */
  readonly unit: () => number;
  /** What happened, for whoever looks at a round that failed. */
  readonly note: (event: string) => void;
  readonly add: (faults: readonly Fault[]) => void;
}

/** Rounds of one sort, and their line in the table. */
export class Stage {
  readonly #what: string;
  readonly #plan: StagePlan;
  #kills = 0;
  #rounds = 0;
  readonly #faults: Fault[] = [];

  constructor(what: string, plan: StagePlan) {
    this.#what = what;
    this.#plan = plan;
  }

  get tally(): Tally {
    return { what: this.#what, kills: this.#kills, faults: this.#faults };
  }

  get isFailed(): boolean {
    return this.#faults.length > 0;
  }

  /** @param dir stays when something is wrong. @param kills that the round made. */
  async run(dir: string, kills: number, work: (round: Round) => Promise<void>): Promise<void> {
    const number = ++this.#rounds;
    const { seed, say } = this.#plan;
    const events: string[] = [];
    const faults: Fault[] = [];
    let drawn = 0;
    const round: Round = {
      number,
      unit: () => unitOf(seed, this.#what, number, drawn++),
      note: (event) => events.push(event),
      add: (found) => void faults.push(...found),
    };
    try {
      await work(round);
      this.#kills += kills;
    } catch (error) {
      faults.push({ kind: "other", sentence: toSentence(error) });
    }
    if (faults.length === 0) return say(`${this.#what} ${number}: ${events.join("; ")}: well`);
    this.#faults.push(...faults);
    say(`${this.#what} ${number} FAILED, seed ${seed}, left for looking: ${dir}`);
    for (const event of events) say(`    ${event}`);
    for (const line of shortList(faults)) say(`    ${line}`);
  }
}

function toSentence(error: unknown): string {
  if (error instanceof SuppressedError) {
    return `${toSentence(error.suppressed)}; then ${toSentence(error.error)}`;
  }
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
