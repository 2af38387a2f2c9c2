/**
 * What leaves the signals for people and machines: facts, never wording. Whoever sends implements `OutgoingPort`; rows
 * that it writes belong to the transaction in which the decision is stored, so none is sent without its decision and no
 * decision is without its message.
 */
import type { EvidencePiece } from "./score/evidence.ts";

/** `notice` tells something and advises nothing: a price alarm. */
export type OutgoingAction = "buy" | "sell" | "notice";

/** Decides who is waited for: a protective sell waits for nobody, a buy without a verdict is not sent as a buy. */
export type SignalClass = "buy" | "sell_discretionary" | "sell_protective" | "notice";

/**
 * - `signal` goes out as what it is; `judgement` says what the judge said, or that none was asked or answered.
 * - `not_judged` the condition of a buy was met and no verdict came: a silent note, never a call to buy.
 * - `opinion` the judge's word on a signal that went out before: an edit of it, no message of its own.
 * - `reminder` a person wished to be told once more: the facts are of now, and `first` says what was told then.
 */
export type OutgoingKind = "signal" | "not_judged" | "opinion" | "reminder";

/** What the judge said. `raw` is its own word, `effective` what was made of it. */
export interface OutgoingJudgement {
  readonly judge: string;
  /** The model that answered, by its own answer. */
  readonly model: string | undefined;
  readonly raw: "CONFIRM" | "REJECT" | "ERROR" | "TIMEOUT" | "SKIPPED";
  /** Why, of ERROR and SKIPPED: `restart`, `bad_answer`, `budget`, `no_judge`, `protective`. */
  readonly errorKind: string | undefined;
  /** 0 to 100; the model's own, never a probability. */
  readonly confidence: number | undefined;
  /** A model's sentence, text from outside: only in quotes, escaped and cut. */
  readonly reason: string | undefined;
  readonly answeredAtMs: number | undefined;
}

/** What is held of the ticker, when that is known. Goes to the owner alone. */
export interface OutgoingHolding {
  readonly quantity: number | undefined;
  readonly avgPrice: number | undefined;
  readonly pnl: number | undefined;
  /** 2.5 is +2.5 % */
  readonly pnlPct: number | undefined;
  readonly currency: string;
  /** Of when the portfolio is that says so: the older of its fetching and of the time that it claims. */
  readonly asOfMs?: number | undefined;
}

export interface OutgoingFacts {
  readonly kind: OutgoingKind;
  readonly owner: string;
  readonly signalId: string;
  /** `S-1120-03` */
  readonly label: string;
  /** Of the rule, as the person named it, and its kind. */
  readonly rule: string;
  readonly ruleKind: string;
  readonly ticker: string;
  /** From our own lists by ticker, never from a headline. */
  readonly name: string | undefined;
  readonly action: OutgoingAction;
  readonly signalClass: SignalClass;
  /** 0 to 100; `undefined` for a notice, which has none. */
  readonly score: number | undefined;
  readonly threshold: number | undefined;
  readonly price: number | undefined;
  /** 1.2 is +1.2 % on the day. */
  readonly changePct: number | undefined;
  readonly evidence: readonly EvidencePiece[];
  /** Why, in words of another program: text from outside, only ever quoted. */
  readonly said?: string | undefined;
  /** `undefined` when nothing is held; `unknown` when no portfolio is known well enough to say. */
  readonly holding: OutgoingHolding | "unknown" | undefined;
  readonly judgement: OutgoingJudgement | undefined;
  /** What nobody looked at: `disclosure`, `order_book`. */
  readonly notJudged: readonly string[];
  readonly firedAtMs: number;
  /** Of a reminder. */
  readonly first?: { readonly firedAtMs: number; readonly price: number | undefined } | undefined;
  /** A message that was not taken until then must not be sent any more. */
  readonly validUntilMs: number;
  /** Whether it may make a sound; quiet hours are the sender's matter, but a protective sell rings always. */
  readonly ring: boolean;
  /** Made by hand to look at: to be marked as such. */
  readonly isSimulated: boolean;
}

/** Proof that a transaction is open, and when it is. Rows that are written with it are stored with it or not at all. */
export interface OutgoingTransaction {
  readonly atMs: number;
}

/** Implemented by whoever sends. */
export interface OutgoingPort {
  /**
   * Writes the rows of one message. Called inside the transaction of the decision: it must not wait, and what it throws
   * takes the decision back.
   *
   * @returns how many rows will go out; 0 when nobody is to be told.
   */
  enqueue(tx: OutgoingTransaction, facts: OutgoingFacts): number;
}

/** What the sender tells back, at least once; a repetition changes nothing. */
export interface DeliveryReports {
  /** The first row of the signal's message was taken. */
  delivered(signalId: string, atMs: number): Promise<void>;
  /**
   * No row was taken and none will be: the right to send is given back, so that the next signal may go out.
   *
   * @param reason `muted` or `paused`; else nobody could be reached.
   */
  expired(signalId: string, atMs: number, reason?: string): Promise<void>;
}

/** Nobody is told; signals stay on the pages and in the list. */
export const NOWHERE: OutgoingPort = { enqueue: () => 0 };
