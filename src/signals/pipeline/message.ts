/** The facts of a message, made of a stored signal and what is known around it. */
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { alwaysConfirm } from "../judges/always_confirm.ts";
import { findNotJudged } from "../not_judged.ts";
import type { OutgoingFacts, OutgoingHolding, OutgoingJudgement, OutgoingKind } from "../outgoing.ts";
import type { RuleFacts } from "../rules/rule.ts";
import { EVIDENCE_LIMITS } from "../score/limits.ts";
import type { DecisionResult, SignalRecord } from "../signal_journal.ts";

export interface MessageParts {
  readonly kind: OutgoingKind;
  readonly ring: boolean;
  readonly holding: OutgoingFacts["holding"];
  readonly judgement: OutgoingJudgement | undefined;
}

export function toMessage(
  signal: SignalRecord,
  { kind, ring, holding, judgement }: MessageParts,
): OutgoingFacts {
  const { owner, id, label = "", rule, ruleKind, ticker, name, action, signalClass, sender } = signal;
  const { score, threshold, price, changePct, evidence, firedAtMs, validUntilMs, said } = signal;
  return {
    ...{ kind, ring, holding, judgement, owner, label, rule, ruleKind, ticker, name, action, signalClass },
    signalId: id,
    ...{ score, threshold, price, changePct, evidence, firedAtMs, validUntilMs, said },
    notJudged: findNotJudged(signal),
    isSimulated: sender === SIMULATION,
  };
}

export const SIMULATION = "simulation";

export function toJudgement(judge: string, result: DecisionResult): OutgoingJudgement {
  const { modelAnswered: model, raw, errorKind, confidence, reason, answeredAtMs } = result;
  return { judge, model, raw, errorKind, confidence, reason, answeredAtMs };
}

/** A judge that agrees with everything has none. */
export function hasOpinion({ judge, raw }: OutgoingJudgement): boolean {
  return judge !== alwaysConfirm.id && (raw === "CONFIRM" || raw === "REJECT");
}

/** That nothing is held can only be said by a portfolio that is fresh. */
export function findHolding(
  facts: RuleFacts,
  market: { exchange: string; ticker: string },
): OutgoingFacts["holding"] {
  // No portfolio that we read tells of coins.
  if (market.exchange !== STOCK_EXCHANGE) return "unknown";
  const { portfolio, nowMs } = facts;
  const fetchedAtMs = portfolio?.fetchedAtMs;
  if (portfolio === undefined || fetchedAtMs === undefined) return "unknown";
  const asOfMs = Math.min(fetchedAtMs, portfolio.dataAtMs ?? fetchedAtMs);
  if (nowMs - asOfMs >= EVIDENCE_LIMITS.portfolio.hardMs) return "unknown";
  const held = portfolio.rows.find(({ ticker }) => ticker === market.ticker);
  if (held === undefined) return undefined;
  const { quantity, avgPrice, pnl, pnlPct, currency } = held;
  return { quantity, avgPrice, pnl, pnlPct, currency, asOfMs } satisfies OutgoingHolding;
}
