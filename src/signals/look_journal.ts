/** What is remembered of the looks of a day: part of the memory of signals. */

/** A condition that was met, with a score below what its rule asks for. */
export interface NearMiss {
  readonly ticker: string;
  readonly name: string | undefined;
  readonly action: "buy" | "sell";
  readonly score: number;
  readonly threshold: number;
}

/** What rules did on one day in Korea, whether or not they found anything. */
export interface DayLooks {
  /** Each is all rules that watch what was new, once. */
  readonly looks: number;
  readonly nearest: NearMiss | undefined;
}

/** The one that lacked less; of two alike the earlier. */
export function nearerOf(a: NearMiss | undefined, b: NearMiss | undefined): NearMiss | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.threshold - b.score < a.threshold - a.score ? b : a;
}

export interface LookJournal {
  /** Adds to what is kept of the day. */
  addLooks(owner: string, day: number, looks: DayLooks): Promise<void>;
  looksOn(owner: string, day: number): Promise<DayLooks>;
}
