/**
 * What a message says, as plain facts: numbers, ages and names. Words are made of them here, in the reader's language, so
 * that whoever decides needs no words and no model ever writes a number.
 */
import type { EveningFacts, MorningFacts } from "./summary_facts.ts";

/** A share of 100: 1.2 is +1.2 %. */
type Percent = number;

/** What an age is told of. */
export const AGE_KINDS = ["price", "portfolio", "news", "screener", "candles"] as const;
export type AgeKind = (typeof AGE_KINDS)[number];

/** What nobody looked at. */
export const UNSEEN_KINDS = ["disclosure", "orderbook", "supply", "news", "forecast"] as const;
export type UnseenKind = (typeof UNSEEN_KINDS)[number];

export interface AgeFact {
  readonly of: AgeKind;
  readonly ageMs: number;
}

export interface HoldingFact {
  readonly units: number;
  readonly averageKrw: number | undefined;
  /** `undefined` where the portfolio does not say it, or not in won. */
  readonly pnlPct: Percent | undefined;
  readonly pnlKrw: number | undefined;
}

/** What every signal says of itself. */
export interface SignalFacts {
  readonly label: string;
  /** From our own list, by ticker. */
  readonly name: string;
  readonly ticker: string;
  /** Where it is traded, when that is not the stock market: `업비트`. */
  readonly venue: string | undefined;
  /** `undefined` when nobody has told one. */
  readonly priceKrw: number | undefined;
  readonly changePct: Percent | undefined;
  readonly firedAtMs: number;
  readonly ages: readonly AgeFact[];
  /** When a price came of which nobody said how old it was; it has no age among `ages`. */
  readonly undatedPriceAtMs?: number | undefined;
  readonly unseen: readonly UnseenKind[];
  /** At most three, each with its number. */
  readonly reasons: readonly string[];
  /** `unknown` while the portfolio is not known well enough to say that nothing is held. */
  readonly holding: HoldingFact | "unknown" | undefined;
}

/** A judge's sentence is the only thing here that a model wrote. */
export interface OpinionFact {
  readonly atMs: number;
  readonly isAgainst: boolean;
  readonly confidence: number;
  readonly sentence: string;
}

export type JudgeFact =
  | { readonly kind: "confirmed"; readonly confidence: number; readonly model: string }
  | { readonly kind: "silent"; readonly waitedMs: number }
  | { readonly kind: "failed"; readonly why: "error" | "budget" }
  /** A judge that agrees with everything, and is none to go by. */
  | { readonly kind: "always" }
  | { readonly kind: "none" };

export interface BuyFacts extends SignalFacts {
  readonly kind: "buy";
  /** 0 to 100. */
  readonly ruleScore: number;
  readonly judge: JudgeFact;
  readonly validUntilMs: number;
}

/** The rule held and no judge said so: told in silence, and never as a signal to buy. */
export interface UnjudgedFacts extends SignalFacts {
  readonly kind: "unjudged";
  readonly ruleScore: number;
  readonly judge: JudgeFact;
}

export interface ProtectiveSellFacts extends SignalFacts {
  readonly kind: "sell_protective";
  readonly trigger: "stop" | "trailing" | "halt";
  readonly opinion: OpinionFact | undefined;
  /** Somebody wished to be told once more: the first time, with what it cost then. The other facts are of now. */
  readonly again?: { readonly firedAtMs: number; readonly priceKrw: number | undefined } | undefined;
}

export interface DiscretionarySellFacts extends SignalFacts {
  readonly kind: "sell_discretionary";
  readonly trigger: "target" | "rule";
  readonly judge: JudgeFact;
}

/** One line of a list. */
export interface BriefSignal {
  readonly action: "buy" | "sell";
  readonly label: string;
  readonly name: string;
  readonly ticker: string;
  readonly priceKrw: number | undefined;
  readonly ruleScore: number | undefined;
  readonly confidence: number | undefined;
  readonly isHeld: boolean;
  readonly firedAtMs: number;
}

export interface GroupFacts {
  readonly kind: "group";
  /** In the order in which they are told. */
  readonly members: readonly GroupMember[];
  readonly oldestPriceMs: number | undefined;
}

/** Each with the key that it had alone; earlier versions kept neither signal nor end. */
export interface GroupMember {
  readonly key: string;
  readonly signalId?: string | undefined;
  readonly facts: AlarmFacts;
  readonly validUntilMs?: number | undefined;
}

export interface LateFacts {
  readonly kind: "late";
  /** Title of the channel that was out of reach. */
  readonly channel: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly why: "unreachable" | "slow";
  readonly signals: readonly BriefSignal[];
  /** In the order of the signals; undefined where nobody knows. */
  readonly nowKrw: readonly (number | undefined)[];
  readonly nowAgeMs: number | undefined;
}

export interface OutageFacts {
  readonly kind: "outage";
  /** What is missing: `포트폴리오`. */
  readonly source: string;
  /** From when on it is missing. */
  readonly lastMs: number;
  readonly atMs: number;
  /** One sentence. */
  readonly cause: string;
  readonly stopsBuys: boolean;
  /** Stocks whose stop is still watched. */
  readonly watched: number;
  /** Of so many that are held; left out where nobody knows. */
  readonly held?: number | undefined;
  /** It has not come once today. */
  readonly isFirstToday?: boolean | undefined;
  /** How often it broke, with this time. */
  readonly breaks?: number | undefined;
  /** An exchange's stream of prices, and not data of the home server. */
  readonly isStream?: boolean | undefined;
}

export interface OutageOverFacts {
  readonly kind: "outage_over";
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** `undefined` where nothing is asked at fixed times. */
  readonly missedChecks: number | undefined;
  readonly signals: number;
  /** It did not come back before its session ended. */
  readonly isUnresolved?: boolean | undefined;
  /** How often it broke, and how long all of that was; left out for a single break. */
  readonly breaks?: number | undefined;
  readonly lostMs?: number | undefined;
}

/** Something to know, without haste: it waits for the end of the quiet hours, unless a person asked for it or has to act. */
export interface NoticeFacts {
  readonly kind: "notice";
  readonly title: string;
  readonly lines: readonly string[];
  readonly atMs: number;
  /** An alarm that a person set: told at once, with a sound outside of the quiet hours. */
  readonly isAsked?: true | undefined;
  /** A trouble that a person has to mend soon: the same. */
  readonly isUrgent?: true | undefined;
  /** How old what it tells is. */
  readonly ages?: readonly AgeFact[] | undefined;
}

export interface TestFacts {
  readonly kind: "test";
  readonly atMs: number;
}

export type OneSignalFacts = BuyFacts | UnjudgedFacts | ProtectiveSellFacts | DiscretionarySellFacts;

/**
 * What a signal would have said, made by hand to look at: it says so in its first line, makes no sound, stands in no list
 * of signals, and goes to no program.
 */
export interface SimulatedFacts {
  readonly kind: "simulated";
  readonly told: OneSignalFacts | NoticeFacts;
  /** The moment that was replayed. */
  readonly atMs: number;
}

export type MessageFacts =
  | OneSignalFacts
  | SimulatedFacts
  | GroupFacts
  | LateFacts
  | OutageFacts
  | OutageOverFacts
  | MorningFacts
  | EveningFacts
  | NoticeFacts
  | TestFacts;

/** A signal to act on; one that nobody judged is none. */
export type AlarmFacts = Exclude<OneSignalFacts, UnjudgedFacts>;

export function isAlarm(facts: MessageFacts): facts is AlarmFacts {
  return facts.kind === "buy" || facts.kind === "sell_protective" || facts.kind === "sell_discretionary";
}

export function isOneSignal(facts: MessageFacts): facts is OneSignalFacts {
  return isAlarm(facts) || facts.kind === "unjudged";
}

/** What a person set an alarm for. */
export function isAsked(facts: MessageFacts): facts is NoticeFacts {
  return facts.kind === "notice" && facts.isAsked === true;
}

/** Told at once, with a sound outside of the quiet hours. */
export function isPressing(facts: MessageFacts): facts is NoticeFacts {
  return facts.kind === "notice" && (facts.isAsked === true || facts.isUrgent === true);
}

export function isSell(facts: MessageFacts): boolean {
  return facts.kind === "sell_protective" || facts.kind === "sell_discretionary";
}

/** The signal as one line of a list. */
export function toBrief(facts: AlarmFacts): BriefSignal {
  const { label, name, ticker, priceKrw, firedAtMs, holding } = facts;
  const judge = facts.kind === "sell_protective" ? undefined : facts.judge;
  return {
    action: isSell(facts) ? "sell" : "buy",
    ...{ label, name, ticker, priceKrw, firedAtMs },
    ruleScore: facts.kind === "buy" ? facts.ruleScore : undefined,
    confidence: judge?.kind === "confirmed" ? judge.confidence : undefined,
    isHeld: holding !== undefined && holding !== "unknown",
  };
}
