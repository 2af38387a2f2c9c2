/** A row of the table of faults between data and a person, and the tests by which it is held. */

export interface FaultRow {
  /** 1 to 64. */
  readonly n: number;
  readonly must: string;
  /** By file in `tests`: how the names go on after `fault 14: `. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  /** What of it nobody can test yet, and why. */
  readonly open?: string;
}
