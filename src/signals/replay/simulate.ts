/** What would become of a ticker by one rule at one moment of a stored day. Nothing is claimed, muted or remembered. */
import type { Clock } from "../../core/clock.ts";
import { MINUTE_MS } from "../../core/kst.ts";
import type { Judge } from "../judges/judge.ts";
import type { OutgoingFacts } from "../outgoing.ts";
import { askJudge, toQuestion } from "../pipeline/ask_judge.ts";
import { decide, type Decided } from "../pipeline/decide.ts";
import { SIMULATION, toJudgement, toMessage } from "../pipeline/message.ts";
import type { ReadyRule } from "../rule_file/rule_spec.ts";
import type { DecisionResult, SignalRecord } from "../signal_journal.ts";
import { replayDay, type ReplayedFiring, type StoredDay } from "./replay_day.ts";

/** In the place of a number like `S-1120-03`: there is no such signal. */
export const SIMULATED_LABEL = "SIM";
/** As long as a buy waits. */
const DEADLINE_MS = 20_000;

export interface SimulateOptions {
  readonly owner: string;
  readonly ticker: string;
  /** What was known by then; whatever comes later is not looked at. */
  readonly untilMs: number;
  readonly judge: Judge;
  /** For the judge, who is asked now. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Simulated {
  /** `undefined`: the rule says nothing of the ticker in the minute before. */
  readonly found: ReplayedFiring | undefined;
  /** How often it was met before on that day. */
  readonly earlier: number;
  /** When it first went out on that day, as far as it did by then. */
  readonly firstSentAtMs: number | undefined;
  /** `undefined`: nobody was asked. */
  readonly judged:
    | { readonly judge: string; readonly result: DecisionResult; readonly state: Decided["state"] }
    | undefined;
  /** What would have gone out; `undefined`: nothing. */
  readonly message: OutgoingFacts | undefined;
}

/** @throws the signal's reason. */
export async function simulate(
  rule: ReadyRule,
  day: StoredDay,
  options: SimulateOptions,
): Promise<Simulated> {
  const { ticker, untilMs } = options;
  const fired = replayDay(rule, { ...day, toMs: Math.min(day.toMs, untilMs + 1) });
  const mine = fired.filter(({ firing }) => firing.ticker === ticker);
  const found = mine.findLast((one) => one.atMs > untilMs - MINUTE_MS);
  const earlier = mine.filter((one) => one !== found).length;
  const seen = { found, earlier, firstSentAtMs: mine.find(({ outcome }) => outcome === "sent")?.atMs };
  if (found?.outcome !== "sent") return { ...seen, judged: undefined, message: undefined };
  const signal = toRecord(rule, found, options.owner);
  const { around: { holding, news } } = found;
  const { action, signalClass } = signal;
  if (action === "notice" || signalClass === "sell_protective") {
    const message = toMessage(signal, { kind: "signal", ring: true, holding, judgement: undefined });
    return { ...seen, judged: undefined, message };
  }
  const { judge, clock, signal: ending } = options;
  const question = toQuestion({ ...signal, action }, { news, atMs: found.atMs });
  const result = await askJudge(judge, question, { clock, deadlineMs: DEADLINE_MS, signal: ending });
  const decided = decide(result, { ...signal, ringFrom: rule.spec.ringFrom });
  const { message: kind, ring, state } = decided;
  const judgement = toJudgement(judge.id, result);
  return {
    ...seen,
    judged: { judge: judge.id, result: { ...result, effective: decided.effective }, state },
    message: kind === undefined ? undefined : toMessage(signal, { kind, ring, holding, judgement }),
  };
}

function toRecord({ spec, minScore }: ReadyRule, found: ReplayedFiring, owner: string): SignalRecord {
  const { firing, score, atMs } = found;
  const { id: rule, kind: ruleKind, validMin, window } = spec;
  const { exchange, ticker, name, action, signalClass, price, changePct, evidence } = firing;
  return {
    ...{ id: SIMULATION, owner, sender: SIMULATION, ref: SIMULATION, rule, ruleKind, ruleVersion: 0, window },
    ...{ exchange, ticker, name, action, signalClass, price, changePct, evidence, score },
    threshold: signalClass === "notice" ? undefined : minScore,
    firedAtMs: atMs,
    validUntilMs: atMs + validMin * MINUTE_MS,
    label: SIMULATED_LABEL,
    state: "fired",
    ...{ reason: undefined, claimId: undefined, sentAtMs: undefined, repeats: 0 },
  };
}
