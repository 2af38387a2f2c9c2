/** The memory of signals: the port. Each changing call is one transaction, whole or not at all; the owner comes first. */
import type { StoredPeak } from "./facts/peaks.ts";
import type { FollowUps } from "./follow_up.ts";
import type { LookJournal } from "./look_journal.ts";
import type { JudgeCounts, JudgeFacts } from "./judges/judge.ts";
import type { OutgoingAction, OutgoingFacts, OutgoingJudgement, SignalClass } from "./outgoing.ts";
import type { RuleMemory } from "./rules/rule.ts";
import type { EvidencePiece } from "./score/evidence.ts";

/** `fired` and `judging` are on their way; the others are where a signal can end or wait for its messages. */
export const SIGNAL_STATES = [
  "fired",
  "judging",
  "confirmed",
  "rejected",
  "unjudged",
  "queued",
  "delivered",
  "expired",
  "skipped",
] as const;

export type SignalState = (typeof SIGNAL_STATES)[number];

/**
 * `missing` and `stale`: no score; `closed`: outside the session; `below`: under the rule's score; `failed`: it cannot be
 * written down or put into words, which is a mistake of this program.
 */
export type SkipReason =
  | "missing"
  | "stale"
  | "closed"
  | "below"
  | "muted"
  | "paused"
  | "duplicate"
  | "budget"
  | "failed";

/** A condition that was met, before anything became of it. */
export interface NewSignal {
  readonly id: string;
  readonly owner: string;
  /** `rules`, the name of a program, or `simulation`. */
  readonly sender: string;
  /** One for all repetitions of the same thing by its sender. */
  readonly ref: string;
  readonly rule: string;
  readonly ruleKind: string;
  readonly ruleVersion: number;
  readonly exchange: string;
  readonly ticker: string;
  readonly name: string | undefined;
  readonly action: OutgoingAction;
  readonly signalClass: SignalClass;
  /** `undefined` when there is none: a required piece was missing or too old. */
  readonly score: number | undefined;
  readonly threshold: number | undefined;
  readonly price: number | undefined;
  readonly changePct: number | undefined;
  readonly evidence: readonly EvidencePiece[];
  /** Why, in words of another program: text from outside, only ever quoted. */
  readonly said?: string | undefined;
  readonly firedAtMs: number;
  readonly validUntilMs: number;
  readonly window: "trading_day" | "24h";
}

export interface SignalRecord extends NewSignal {
  /** `S-1120-03`; none before the right to send was won. */
  readonly label: string | undefined;
  readonly state: SignalState;
  readonly reason: string | undefined;
  readonly claimId: string | undefined;
  /** When it was decided; from then on its pair is settled for its window. */
  readonly sentAtMs: number | undefined;
  /** How often it was met again and skipped. */
  readonly repeats: number;
}

/** A question to a judge, written down before it is asked. */
export interface NewDecision {
  readonly id: string;
  readonly judge: string;
  readonly promptHash: string;
  readonly askedAtMs: number;
}

export interface DecisionResult extends JudgeFacts {
  readonly raw: OutgoingJudgement["raw"];
  readonly effective: "CONFIRM" | "REJECT" | "NONE";
  readonly confidence: number | undefined;
  readonly reason: string | undefined;
  readonly errorKind: string | undefined;
  readonly answeredAtMs: number;
  readonly latencyMs: number;
}

export interface DecisionRecord extends NewDecision {
  readonly signalId: string;
  readonly attempt: number;
  /** `undefined` while it is pending. */
  readonly result: DecisionResult | undefined;
}

export interface ClaimWish {
  readonly ticker: string;
  readonly action: "buy" | "sell";
  /** What went out later than this is in the way. */
  readonly sinceMs: number;
}

/** One condition that was met, with what is to become of it at once. */
export type FiredSignal =
  /** Nothing goes out. Of a rule, repetitions of a day are counted in one row; others keep theirs. */
  | { readonly kind: "skip"; readonly signal: NewSignal; readonly reason: SkipReason }
  /** The right to send is asked for; when the pair went out or is being sent by somebody, it is skipped instead. */
  | { readonly kind: "begin"; readonly signal: NewSignal; readonly request: BeginRequest };

/** What is to be stored together when the right to send is asked for. */
export interface BeginRequest {
  /** A claim of this pair is refused when one went out later than this; `undefined`: a notice, which claims nothing. */
  readonly claim:
    | { readonly ticker: string; readonly action: "buy" | "sell"; readonly sinceMs: number }
    | undefined;
  /** `undefined`: nobody is asked. */
  readonly decision: NewDecision | undefined;
  /** Goes out at once, in the same transaction: what waits for nobody. */
  readonly sendNow?: ((signal: SignalRecord) => OutgoingFacts) | undefined;
}

/** `known`: one of the same sender and ref was begun, skipped or is over, and nothing was stored. */
export type TakenSignal =
  | { readonly outcome: "begun"; readonly signal: SignalRecord }
  | { readonly outcome: "duplicate" | "known" | "skipped" }
  /** Put aside alone; where it could be, it is stored as skipped with that reason. */
  | { readonly outcome: "failed"; readonly error: unknown };

export interface FinishRequest {
  readonly signalId: string;
  readonly decisionId: string;
  readonly result: DecisionResult;
  /** What becomes of the signal; `undefined` leaves it: an opinion on what went out before. */
  readonly state: "confirmed" | "rejected" | "unjudged" | undefined;
  readonly message: OutgoingFacts | undefined;
  /**
   * Whether a person wants to hear of it still: he may have muted it while somebody was asked. Called inside the
   * transaction, with what holds then; a signal that is quieted ends with that reason, and its answer is stored.
   */
  readonly findQuiet?: (mutes: readonly Mute[]) => "muted" | "paused" | undefined;
}

export type FinishOutcome = "done" | "lost" | "muted" | "paused";

export interface PriorSignal {
  readonly action: OutgoingAction;
  readonly score: number | undefined;
  readonly sentAtMs: number;
}

export interface Mute {
  /** `*`: every signal but sells, which is a pause. `!`: the same, until somebody lifts it. */
  readonly ticker: string;
  readonly untilMs: number;
}

export interface MuteRecord extends Mute {
  readonly setAtMs: number;
  /** As `toActorText` writes it. */
  readonly actor: string;
}

export interface SignalFilter {
  readonly day?: number | undefined;
  /** `undefined`: whatever became of it. */
  readonly states?: readonly SignalState[] | undefined;
  /** Only those that went out. */
  readonly isSent?: boolean | undefined;
  readonly limit: number;
}

export interface DecisionFilter {
  /** When it was asked; the end is outside. */
  readonly span?: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly raw?: DecisionResult["raw"] | undefined;
  readonly limit: number;
}

export interface DueOutcome {
  readonly signal: SignalRecord;
  readonly horizon: OutcomeHorizon;
}

export type OutcomeHorizon = 1 | 5;

export interface OutcomeRecord {
  readonly signalId: string;
  readonly horizon: OutcomeHorizon;
  /** `undefined`: nobody knows any more, and this stays so. */
  readonly price: number | undefined;
  readonly pctNet: number | undefined;
  readonly hit: boolean | undefined;
  readonly from: "polls" | "candles" | "unknown";
  readonly atMs: number;
}

export interface RuleRow {
  readonly id: string;
  readonly origin: "file" | "alert";
  readonly version: number;
  /** As `readRule` understands it. */
  readonly json: unknown;
  readonly memory: RuleMemory;
}

/** Of one day. */
export interface SignalCounts {
  /** All but those that were skipped. */
  readonly fired: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly unjudged: number;
  readonly skipped: Readonly<Record<string, number>>;
}

export interface SignalJournal extends FollowUps, LookJournal {
  /**
   * Writes down what fired, what becomes of it and what its rule remembers now: none is lost without the others, and no
   * row is left that only fired. Where one begins, the right to send is taken, its label given, its question written
   * down. A row that an earlier version left as `fired` is taken up by the same sender and ref, and keeps its id.
   *
   * @returns one for each, in their order.
   * @throws {ClockBehindError} and what the memory throws; then nothing of it was stored.
   */
  take(
    owner: string,
    fired: {
      readonly signals: readonly FiredSignal[];
      readonly memory?: { readonly rule: string; readonly memory: RuleMemory };
      /** One that cannot be stored is put aside, and the others are; else none is. */
      readonly isApart?: boolean;
    },
  ): Promise<readonly TakenSignal[]>;
  /**
   * The answer, what becomes of the signal, its claim and its message: one transaction. Said twice it is done once.
   *
   * @returns `lost` when the claim is not ours any more: nothing was stored, nothing goes out. `muted` or `paused`: it
   *   has ended, its claim is free, nothing goes out.
   */
  finish(owner: string, request: FinishRequest): Promise<FinishOutcome>;
  /** Asks once more: a second question of the same signal. */
  askAgain(owner: string, signalId: string, decision: NewDecision): Promise<void>;
  /** Opinions on what went out that an earlier run was waiting for: nobody waits any more. */
  abandonOpinions(owner: string): Promise<void>;
  /** It waits no longer, and its claim is given back. Of one that was sent to somebody it does nothing. */
  expire(owner: string, signalId: string, reason: string): Promise<void>;
  deliver(owner: string, signalId: string): Promise<void>;
  /** Fired or judging, the oldest first, with their pending question. */
  unfinished(
    owner: string,
  ): Promise<readonly (SignalRecord & { readonly decision: DecisionRecord | undefined })[]>;
  /** What went out of this ticker, the latest first. */
  prior(owner: string, ticker: string): Promise<readonly PriorSignal[]>;
  isRecent(owner: string, key: ClaimWish): Promise<boolean>;
  /** The latest first. */
  list(owner: string, filter: SignalFilter): Promise<readonly SignalRecord[]>;
  /** By label, the latest of its kind, or id. */
  find(owner: string, labelOrId: string): Promise<SignalRecord | undefined>;
  findByRef(
    owner: string,
    key: { readonly sender: string; readonly ref: string },
  ): Promise<SignalRecord | undefined>;
  decisions(owner: string, signalId: string): Promise<readonly DecisionRecord[]>;
  /** Of all signals, the latest first. */
  listDecisions(owner: string, filter: DecisionFilter): Promise<readonly DecisionRecord[]>;
  counts(owner: string, day: number): Promise<SignalCounts>;
  judgeCounts(owner: string, span: NonNullable<DecisionFilter["span"]>): Promise<JudgeCounts>;
  mutes(owner: string, nowMs: number): Promise<readonly MuteRecord[]>;
  mute(owner: string, mute: MuteRecord): Promise<void>;
  unmute(owner: string, ticker: string): Promise<boolean>;
  peaks(owner: string): Promise<ReadonlyMap<string, StoredPeak>>;
  savePeaks(
    owner: string,
    changes: { save: readonly StoredPeak[]; forget: readonly string[] },
  ): Promise<void>;
  rules(owner: string): Promise<readonly RuleRow[]>;
  /** Rules of the file as they are now: versions rise where one changed, and those that are gone go. */
  saveFileRules(owner: string, rules: readonly { id: string; json: unknown }[], atMs: number): Promise<void>;
  saveMemory(owner: string, rule: string, memory: RuleMemory): Promise<void>;
  /** @returns false when the id is taken. */
  addAlert(owner: string, alert: { id: string; json: unknown }, atMs: number): Promise<boolean>;
  removeAlert(owner: string, id: string): Promise<boolean>;
  /** Signals since then that lack an outcome, whatever became of them; repetitions apart. */
  withoutOutcome(owner: string, sinceMs: number): Promise<readonly DueOutcome[]>;
  saveOutcome(owner: string, outcome: OutcomeRecord): Promise<void>;
  outcomes(owner: string, signalId: string): Promise<readonly OutcomeRecord[]>;
}
