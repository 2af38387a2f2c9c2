/** What an agent office gets of a signal: the facts, in the form that it documents. */
import { toKstIso } from "../../core/kst.ts";
import type { RenderRequest } from "../channel.ts";
import { type AlarmFacts, isAlarm, isSell, type JudgeFact } from "../message_facts.ts";

/** @returns undefined for what is neither a signal nor a test: an office is told of nothing else. */
export function toOfficeBody({ key, facts, insteadOf, hidesAmounts }: RenderRequest): string | undefined {
  if (facts.kind === "test") return JSON.stringify({ type: "test", id: key, at: toKstIso(facts.atMs) });
  if (!isAlarm(facts)) return undefined;
  return JSON.stringify({
    type: insteadOf === undefined ? "signal.confirmed" : "signal.fallback",
    id: key,
    label: facts.label,
    ticker: facts.ticker,
    name: facts.name,
    action: isSell(facts) ? "sell" : "buy",
    class: facts.kind,
    ...toScore(facts),
    price: facts.priceKrw ?? null,
    change_pct: facts.changePct ?? null,
    fired_at: toKstIso(facts.firedAtMs),
    valid_until: facts.kind === "buy" ? toKstIso(facts.validUntilMs) : null,
    ages_s: Object.fromEntries(facts.ages.map(({ of, ageMs }) => [of, Math.round(ageMs / 1_000)])),
    reasons: facts.reasons,
    judge: facts.kind === "sell_protective" ? { outcome: "not_asked" } : toJudge(facts.judge),
    not_judged: facts.unseen,
    holding: toHolding(facts.holding, hidesAmounts),
    ...(insteadOf === undefined ? {} : { blocked_channel: insteadOf }),
  });
}

function toHolding(holding: AlarmFacts["holding"], hidesAmounts: boolean) {
  if (holding === undefined) return null;
  if (holding === "unknown") return "unknown";
  return {
    pnl_pct: holding.pnlPct ?? null,
    ...(hidesAmounts ? {} : { units: holding.units, pnl_krw: holding.pnlKrw ?? null }),
  };
}

function toScore(facts: AlarmFacts): Readonly<Record<string, number | null>> {
  if (facts.kind !== "buy") return { score: null, confidence: null };
  return { score: facts.ruleScore, confidence: facts.ruleScore / 100 };
}

function toJudge(judge: JudgeFact): Readonly<Record<string, unknown>> {
  switch (judge.kind) {
    case "confirmed":
      return { outcome: "confirm", confidence: judge.confidence, model: judge.model };
    case "silent":
      return { outcome: "timeout", waited_s: Math.round(judge.waitedMs / 1_000) };
    case "failed":
      return { outcome: judge.why };
    case "always":
      return { outcome: "always_confirm" };
    case "none":
      return { outcome: "none" };
  }
}
