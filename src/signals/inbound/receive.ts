/** What another program sent goes the same way as what a rule found, and is answered at once. */
import type { GateMoment } from "../pipeline/gate.ts";
import type { RuleRunner, RunningRule } from "../pipeline/rule_runner.ts";
import type { InboundFact, RuleFacts } from "../rules/rule.ts";
import type { SignalJournal, SignalRecord } from "../signal_journal.ts";
import { isTriedAnew } from "../tried_anew.ts";

export type InboundAnswer =
  /** `accepted`: it is on its way; `known`: this very ref was answered before. */
  | { readonly kind: "accepted" | "known"; readonly signal: SignalRecord }
  /** `no_rule`: no rule takes signals of this sender, or of so little confidence. */
  | { readonly kind: "refused"; readonly reason: string; readonly signal: SignalRecord | undefined }
  /** The ref is taken by a signal about something else, which `signal` is. */
  | { readonly kind: "other"; readonly signal: SignalRecord };

export interface ReceiveParts {
  readonly owner: string;
  readonly journal: SignalJournal;
  readonly runner: RuleRunner;
  readonly rules: readonly RunningRule[];
  readonly facts: RuleFacts;
  readonly moment: GateMoment;
}

/** @throws what the memory throws: then it was not taken, and may be sent again. */
export async function receiveInbound(fact: InboundFact, parts: ReceiveParts): Promise<InboundAnswer> {
  const { owner, journal, runner, rules, moment } = parts;
  const { sender, ref } = fact;
  const key = { sender, ref };
  const known = await journal.findByRef(owner, key);
  if (known !== undefined && (known.ticker !== fact.ticker || known.action !== fact.action)) {
    return { kind: "other", signal: known };
  }
  // One that never began is taken up as if it came now.
  if (known !== undefined && !isTriedAnew(known)) return toAnswer(known, "known");
  const facts = { ...parts.facts, advice: [], inbound: [fact] };
  for (const rule of rules) {
    if (rule.rule.prepared.watches !== "inbound") continue;
    const taken = await runner.lookOne(rule, { facts, moment, sender, isStrict: true });
    if (taken.length === 0) continue;
    const signal = await journal.findByRef(owner, key);
    if (signal !== undefined) return toAnswer(signal, "accepted");
  }
  return { kind: "refused", reason: "no_rule", signal: undefined };
}

function toAnswer(signal: SignalRecord, kind: "accepted" | "known"): InboundAnswer {
  return signal.state === "skipped"
    ? { kind: "refused", reason: signal.reason ?? "skipped", signal }
    : { kind, signal };
}
