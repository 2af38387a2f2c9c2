/** Signals, decisions and messages as JSON: names with underscores, times in Korea, outcomes in capitals. */
import { toKstIso } from "../../core/kst.ts";
import type { DeliveryAttempt, MessageRow } from "../../notifiers/message_store.ts";
import type { DecidedSignal, SignalStory } from "../../signals/signals_view.ts";

type Signal = SignalStory["signal"];
type Decision = DecidedSignal["decision"];

const iso = (atMs: number | undefined) => atMs === undefined ? null : toKstIso(atMs);

export function toSignalJson(signal: Signal) {
  return {
    id: signal.id,
    label: signal.label ?? null,
    ref: signal.ref,
    sender: signal.sender,
    rule: signal.rule,
    kind: signal.ruleKind,
    exchange: signal.exchange,
    ticker: signal.ticker,
    name: signal.name ?? null,
    action: signal.action,
    class: signal.signalClass,
    score: signal.score ?? null,
    threshold: signal.threshold ?? null,
    price: signal.price ?? null,
    change_pct: signal.changePct ?? null,
    state: signal.state,
    reason: signal.reason ?? null,
    said: signal.said ?? null,
    repeats: signal.repeats,
    fired_at: toKstIso(signal.firedAtMs),
    valid_until: toKstIso(signal.validUntilMs),
  };
}

/** With what it rests on and what became of it. */
export function toStoryJson(
  { signal, score, decisions, outcomes }: SignalStory,
  messages: readonly MessageRow[],
) {
  return {
    ...toSignalJson(signal),
    evidence: score.pieces.map(({ piece, strength, ageMs }) => ({
      key: piece.key,
      origin: piece.origin,
      weight: piece.weight,
      required: piece.isRequired,
      numbers: piece.numbers,
      strength: strength ?? null,
      age_s: ageMs === undefined ? null : Math.round(ageMs / 1_000),
    })),
    formula: score.result === undefined ? null : {
      score: score.result.score,
      coverage: score.result.coverage,
      freshness: score.result.freshness,
    },
    decisions: decisions.map(toDecisionFacts),
    outcomes: outcomes.map(({ horizon, price, pctNet, hit, from, atMs }) => ({
      sessions: horizon,
      price: price ?? null,
      pct_net: pctNet ?? null,
      hit: hit ?? null,
      from,
      at: toKstIso(atMs),
    })),
    messages: messages.map((message) => toMessageJson(message)),
  };
}

export function toDecisionJson({ decision, signal }: DecidedSignal) {
  return {
    ...toDecisionFacts(decision),
    signal_id: decision.signalId,
    label: signal?.label ?? null,
    ref: signal?.ref ?? null,
    ticker: signal?.ticker ?? null,
    name: signal?.name ?? null,
    action: signal?.action ?? null,
  };
}

/** Without the prompt and the answer, which may be long; the command line shows them. */
function toDecisionFacts({ id, attempt, judge, promptHash, askedAtMs, result }: Decision) {
  return {
    id,
    attempt,
    judge,
    prompt_hash: promptHash,
    asked_at: toKstIso(askedAtMs),
    outcome: result?.raw ?? "PENDING",
    effective: result?.effective ?? null,
    confidence: result?.confidence ?? null,
    error_kind: result?.errorKind ?? null,
    reason: result?.reason ?? null,
    model: result?.modelAnswered ?? null,
    latency_ms: result?.latencyMs ?? null,
    cost_krw: result?.costKrw ?? null,
    cached: result?.isCached ?? null,
    answered_at: iso(result?.answeredAtMs),
  };
}

export function toMessageJson(row: MessageRow, attempts?: readonly DeliveryAttempt[]) {
  return {
    id: row.id,
    signal_id: row.signalId ?? null,
    channel: row.channel,
    kind: row.kind,
    part: row.part,
    parts: row.parts,
    state: row.state,
    attempt: row.attempt,
    marked: row.isMarked,
    ring: row.ring,
    error: row.error ?? null,
    queued_at: toKstIso(row.queuedAtMs),
    sending_at: iso(row.sendingAtMs),
    done_at: iso(row.doneAtMs),
    valid_until: iso(row.validUntilMs),
    ...(attempts === undefined ? {} : {
      attempts: attempts.map(({ attempt, atMs, event, state, detail }) => ({
        ...{ attempt, event, state },
        at: toKstIso(atMs),
        detail: detail ?? null,
      })),
    }),
  };
}
