/** What faces show of signals, and the part of the program that tells them. */
import type {
  DecisionRecord,
  DecisionResult,
  OutcomeRecord,
  SignalCounts,
  SignalFilter,
  SignalRecord,
} from "./signal_journal.ts";

/** From memory. */
export interface SignalsView {
  /** Those that watch now, alarms included. */
  readonly rules: number;
  /** The file, or `the built-in rules`. */
  readonly rulesFrom: string;
  /** A sentence while the file cannot be used. */
  readonly problem: string | undefined;
  readonly judge: string;
  /** Looks of rules since start. */
  readonly looks: number;
  readonly today: SignalCounts;
}

export interface SignalsReader {
  view(): SignalsView;
  list(filter: SignalFilter): Promise<readonly SignalRecord[]>;
  /** By label or id, with all that is known of it. */
  find(labelOrId: string): Promise<SignalStory | undefined>;
}

/** Told beside the log: whoever counts, or shows what is new. */
export interface SignalWatcher {
  fired(signal: SignalRecord): void;
  decided(signal: SignalRecord, result: DecisionResult, judge: string): void;
}

export interface SignalStory {
  readonly signal: SignalRecord;
  readonly decisions: readonly DecisionRecord[];
  readonly outcomes: readonly OutcomeRecord[];
}
