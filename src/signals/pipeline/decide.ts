/** What a judge's answer makes of a signal: a buy without a verdict is not sent as one, a sell without one is. */
import type { JudgeAnswer } from "../judges/judge.ts";
import type { OutgoingKind, SignalClass } from "../outgoing.ts";
import type { DecisionResult } from "../signal_journal.ts";

export interface Decided {
  readonly effective: DecisionResult["effective"];
  readonly state: "confirmed" | "rejected" | "unjudged";
  /** `undefined`: nobody is told. */
  readonly message: Exclude<OutgoingKind, "opinion"> | undefined;
  readonly ring: boolean;
}

export type Answered = Pick<DecisionResult, "raw" | "errorKind" | "confidence" | "effective">;

export function decide(
  answered: Answered,
  of: { readonly signalClass: SignalClass; readonly score: number | undefined; readonly ringFrom: number },
): Decided {
  const { raw, errorKind, confidence } = answered;
  const isBuy = of.signalClass === "buy";
  if (raw === "REJECT" || (raw === "CONFIRM" && answered.effective === "REJECT")) {
    return { effective: "REJECT", state: "rejected", message: undefined, ring: false };
  }
  // Without a judge the rule decides alone, and every text says so; its score stands in for the confidence.
  const isByRule = raw === "SKIPPED" && errorKind === "no_judge";
  if (raw === "CONFIRM" || isByRule) {
    const weight = (isByRule ? of.score : confidence) ?? 0;
    return {
      effective: "CONFIRM",
      state: "confirmed",
      message: "signal",
      ring: !isBuy || weight >= of.ringFrom,
    };
  }
  if (isBuy) return { effective: "NONE", state: "unjudged", message: "not_judged", ring: false };
  return { effective: "CONFIRM", state: "confirmed", message: "signal", ring: true };
}

/** An answer in the words of the ledger. An error is never a rejection. */
export function toAnswered(answer: JudgeAnswer): Answered & { readonly reason: string | undefined } {
  if (answer.kind === "verdict") {
    const { verdict, confidence, reason, effective = verdict } = answer;
    if (!isConfidence(confidence) || (verdict !== "CONFIRM" && verdict !== "REJECT")) {
      return { raw: "ERROR", errorKind: "bad_answer", confidence: undefined, effective: "NONE", reason };
    }
    return { raw: verdict, errorKind: undefined, confidence, effective, reason };
  }
  const raw = answer.kind === "error" ? "ERROR" : "SKIPPED";
  const errorKind = answer.kind === "error" ? answer.error : answer.why;
  const reason = answer.kind === "error" ? answer.reason : undefined;
  return { raw, errorKind, confidence: undefined, effective: "NONE", reason };
}

const isConfidence = (value: number) => Number.isFinite(value) && value >= 0 && value <= 100;
