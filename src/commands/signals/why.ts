/** What a signal rests on: its numbers, its score, what the judge said and what became of it. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import { findNotJudged } from "../../signals/not_judged.ts";
import type { SignalStory } from "../../signals/signals_view.ts";
import { defineCommand } from "../command.ts";
import { findSignal } from "./found_signal.ts";
import { LONGEST_SAID, type Story, storySchema, toWhyWords } from "./words/why_words.ts";

export const whySignal = defineCommand({
  id: "signals.why",
  scope: "read",
  about: { ko: "신호 하나의 근거", en: "what a signal rests on" },
  args: z.object({ label: z.string().min(1).max(40).describe("like S-1120-03, or an id") }),
  result: storySchema,
  words: (story) => ({ ko: toWhyWords(story, "ko"), en: toWhyWords(story, "en") }),
  async run({ label }, { deps }) {
    return { ...toStory(await findSignal(label, { deps })), now: toKstIso(deps.clock.now()) };
  },
});

const iso = (atMs: number | undefined) => atMs === undefined ? null : toKstIso(atMs);

function toStory({ signal, score, decisions, outcomes, followUp }: SignalStory): Omit<Story, "now"> {
  const { label = signal.id, name = null, ticker, exchange, action, rule, ruleKind, state } = signal;
  const { reason = null, threshold = null, price = null, changePct = null, said, repeats } = signal;
  return {
    ...{ label, name, ticker, exchange, action, class: signal.signalClass, rule, rule_kind: ruleKind },
    ...{ state, reason, repeats, score: signal.score ?? null, threshold, price, change_pct: changePct },
    fired_at: toKstIso(signal.firedAtMs),
    valid_until: toKstIso(signal.validUntilMs),
    sent_at: iso(signal.sentAtMs),
    said: said === undefined ? null : toShownText(said, LONGEST_SAID),
    formula: score.result === undefined ? null : {
      score: score.result.score,
      coverage: score.result.coverage,
      freshness: score.result.freshness,
    },
    evidence: score.pieces.map(({ piece, strength = null, ageMs }) => ({
      ...{ key: piece.key, origin: piece.origin, weight: piece.weight, numbers: piece.numbers },
      ...{ measured_by: piece.strength, is_required: piece.isRequired, strength },
      age_s: ageMs === undefined ? null : Math.round(ageMs / 1_000),
    })),
    decisions: decisions.map(({ judge, result }) => ({
      judge,
      model: result?.modelAnswered ?? null,
      answer: result?.raw ?? null,
      effective: result?.effective ?? null,
      error_kind: result?.errorKind ?? null,
      confidence: result?.confidence ?? null,
      latency_ms: result?.latencyMs ?? null,
      tokens_in: result?.tokensIn ?? null,
      tokens_out: result?.tokensOut ?? null,
      cost_krw: result?.costKrw ?? null,
      sentence: result?.reason === undefined ? null : toShownText(result.reason, LONGEST_SAID),
    })),
    not_judged: [...findNotJudged(signal)],
    outcomes: outcomes.map(({ horizon, pctNet, hit }) => ({
      ...{ sessions: horizon, pct_net: pctNet ?? null, hit: hit ?? null },
    })),
    seen_at: iso(followUp.seen?.atMs),
  };
}
