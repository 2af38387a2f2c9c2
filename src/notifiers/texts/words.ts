import type {
  AgeFact,
  AgeKind,
  GroupFacts,
  HoldingFact,
  JudgeFact,
  LateFacts,
  NoticeFacts,
  OpinionFact,
  OutageFacts,
  OutageOverFacts,
  UnseenKind,
} from "../message_facts.ts";
import type { EveningFacts, MorningFacts } from "../summary_facts.ts";

/** The same sentences in each language. Names that are handed in are safe already. */
export interface MessageWords {
  readonly buyTitle: (name: string) => string;
  readonly sellTitle: (trigger: "stop" | "trailing" | "halt" | "target" | "rule", name: string) => string;
  readonly price: (krw: number | undefined) => string;
  /** `규칙 82 · AI 동의 86 (qwen3:8b)` */
  readonly judged: (ruleScore: number, judge: JudgeFact, withModel: boolean) => string;
  readonly soldUnjudged: (judge: JudgeFact) => string;
  readonly holding: (
    holding: HoldingFact | "unknown" | undefined,
    how: { readonly hidesAmounts: boolean; readonly isStock: boolean },
  ) => string;
  readonly validUntil: (atMs: number) => string;
  readonly age: (age: AgeFact) => string;
  /** A price that came then, and may be older. */
  readonly undated: (clock: string) => string;
  readonly ageKinds: Readonly<Record<AgeKind, string>>;
  readonly unseen: (kinds: readonly UnseenKind[]) => string;
  readonly notWaiting: string;
  /** Somebody wished to be told once more. */
  readonly reminder: (first: { readonly firedAtMs: number; readonly priceKrw: number | undefined }) => string;
  readonly opinion: (opinion: OpinionFact, sentence: string) => string;
  readonly unjudged: (name: string, judge: JudgeFact) => readonly [string, string];
  readonly rule: (score: number) => string;
  readonly again: string;
  readonly maybeTwice: string;
  readonly firedAt: (clock: string) => string;
  readonly insteadOf: (title: string) => string;
  readonly group: (facts: GroupFacts, shown: number) => readonly string[];
  readonly late: (facts: LateFacts) => readonly string[];
  readonly outage: (facts: OutageFacts) => readonly string[];
  readonly outageOver: (facts: OutageOverFacts) => readonly string[];
  readonly morning: (facts: MorningFacts, hidesAmounts: boolean) => readonly string[];
  readonly evening: (facts: EveningFacts) => readonly string[];
  readonly notice: (facts: NoticeFacts) => readonly string[];
  readonly test: (clock: string) => readonly string[];
  readonly simulated: (title: string, atMs: number) => readonly [string, string];
}

/** What a telephone shows without scrolling. */
export const MOST_LINES = 10;
/** Of an evening, signals with a line of their own, and one line for those without. */
export const MOST_OUTCOMES = 6;

/** Of outages of a day. */
export const MOST_NAMED = 2;

/** What a telephone shows before the words of a notice. */
export function toNoticeSign({ isAsked, isUrgent }: Pick<NoticeFacts, "isAsked" | "isUrgent">): string {
  if (isAsked === true) return "🔔";
  return isUrgent === true ? "⚠️" : "ℹ️";
}

/** ① to ⑳ */
export const circled = (n: number): string => String.fromCodePoint(0x2460 + n);
