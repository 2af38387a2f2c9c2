/** The port to the memory of the history. Days are days in Korea, as numbers of `kstDayOf`. */
import type { Sample } from "./sample.ts";

export interface HistoryDay {
  readonly source: string;
  readonly day: number;
  readonly polls: number;
  /** Polls among them that brought no list. */
  readonly gaps: number;
  readonly bytes: number;
  /** The day is one block, or was begun as one; `false` while every poll of it is a row. */
  readonly isSealed: boolean;
}

export interface HistoryStore {
  /** A second sample of the same source and time changes nothing. */
  add(source: string, sample: Sample): Promise<void>;
  /** By day, then by source. */
  list(): Promise<readonly HistoryDay[]>;
  /**
   * @returns the polls of one day in the order of their times, each once, whether the day is sealed or not.
   * @throws {HistoryBlockError} when some of them are damaged.
   */
  read(source: string, day: number): Promise<readonly Sample[]>;
  /**
   * Makes one block of every day before this one that still has rows. One that cannot be packed keeps its rows, and is
   * told after the others. @returns how many.
   */
  sealBefore(day: number): Promise<number>;
  /** @returns how many days of sources are gone. */
  prune(beforeDay: number): Promise<number>;
}
