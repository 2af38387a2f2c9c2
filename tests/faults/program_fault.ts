/** What may go wrong around the program, what must hold then, and the tests by which it does. */
export interface ProgramFault {
  /** 1 to 78. */
  readonly n: number;
  readonly must: string;
  /** By file in `tests`: how the names of tests begin. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
  /** What of it no test can show, and why. */
  readonly open?: string;
}
