/** What faces show of signals, and the part of the program that tells them. */
import type { FollowUp } from "./follow_up.ts";
import type { JudgeCounts } from "./judges/judge.ts";
import type { QuietView } from "./quiet_view.ts";
import type {
  DecisionFilter,
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
  /** What people hold back; left out by whoever does not know it. */
  readonly quiet?: QuietView | undefined;
}

export interface SignalsReader {
  view(): SignalsView;
  list(filter: SignalFilter): Promise<readonly SignalRecord[]>;
  /** Of a day in Korea, however many there are. */
  counts(day: number): Promise<SignalCounts>;
  decisions(filter: DecisionFilter): Promise<readonly DecidedSignal[]>;
  /** Of a day in Korea. */
  judgeCounts(day: number): Promise<JudgeCounts>;
  /** Of the file or built in, and alarms; those that rest too. */
  ruleIds(): Promise<readonly string[]>;
  /** By label or id, with all that is known of it. */
  find(labelOrId: string): Promise<SignalStory | undefined>;
}

/** Told beside the log: whoever counts, or shows what is new. */
export interface SignalWatcher {
  fired(signal: SignalRecord): void;
  decided(signal: SignalRecord, result: DecisionResult, judge: string): void;
}

/** An answer of a judge, with the signal that it is about. */
export interface DecidedSignal {
  readonly decision: DecisionRecord;
  readonly signal: SignalRecord | undefined;
}

/** A piece of evidence, and what it brought to the score when the signal fired. */
export interface ScoredPiece {
  readonly piece: SignalRecord["evidence"][number];
  /** 0 to 1; `undefined`: it was not there, or too old to count. */
  readonly strength: number | undefined;
  /** From the older of its times; `undefined` when nobody knows. */
  readonly ageMs: number | undefined;
}

/** The score made again from the stored evidence alone. */
export interface ScoreStory {
  readonly pieces: readonly ScoredPiece[];
  /** `undefined` when something that must be known was not. */
  readonly result:
    | { readonly score: number; readonly coverage: number; readonly freshness: number }
    | undefined;
}

export interface SignalStory {
  readonly score: ScoreStory;
  readonly signal: SignalRecord;
  readonly decisions: readonly DecisionRecord[];
  readonly outcomes: readonly OutcomeRecord[];
  readonly followUp: FollowUp;
}
