/** A simulation in lines, or as JSON. */
import { toKstIso } from "../../core/kst.ts";
import type { MessageRow } from "../../notifiers/message_store.ts";
import type { Simulated } from "../../signals/replay/simulate.ts";
import { evidenceAgeMs } from "../../signals/score/limits.ts";
import { toScore, usableStrength } from "../../signals/score/score.ts";
import type { Terminal } from "../kit/terminal.ts";
import { createSayFrom, type Lang, pick } from "../../core/lang.ts";
import { SIMULATION_TEXTS } from "../texts/rules.ts";
import { sayApiWord } from "../kit/api_word.ts";

export interface SimulationAsked {
  readonly rule: string;
  readonly ticker: string;
  readonly untilMs: number;
  /** The one in force when it is left out. */
  readonly judge: string | undefined;
}

interface ShowOptions extends SimulationAsked {
  readonly json: boolean;
  /** `undefined`: nothing was to be sent. */
  readonly rows: readonly MessageRow[] | undefined;
}

export function showSimulation(
  { out, lang = "en" }: Pick<Terminal, "out" | "lang">,
  simulated: Simulated,
  options: ShowOptions,
): void {
  const shown = toShown(simulated, options);
  if (options.json) return out(JSON.stringify(shown, null, 2));
  const say = createSayFrom(SIMULATION_TEXTS, lang);
  const { rule, ticker, at, met_earlier: earlier } = shown;
  if (!shown.fires) return out(say("says_nothing", { rule, ticker, at, earlier }));
  const wordOf = (kind: string, word: string) => sayApiWord(lang, `${kind}_${word}`, word);
  const action = wordOf("signal_action", shown.action ?? "");
  const outcome = sayOutcome(lang, shown.outcome ?? "");
  out(say("fires", { rule, at, action, ticker, score: shown.score ?? say("none"), outcome }));
  for (const { key, numbers, weight, strength, age_s: age } of shown.evidence) {
    const text = Object.entries(numbers).map(([name, value]) => `${wordOf("number", name)} ${value}`).join(
      ", ",
    );
    const facts = {
      ...{ key: wordOf("piece", key), numbers: text || say("nothing_known") },
      ...{ strength: strength ?? say("none"), weight },
    };
    out(age === null ? say("evidence_ageless", facts) : say("evidence", { ...facts, age }));
  }
  const { judge } = shown;
  if (judge !== null) {
    const isCertain = judge.confidence === null || judge.id === "always_confirm";
    const said = [
      judge.said,
      ...(judge.error_kind === null ? [] : [`(${judge.error_kind})`]),
      ...(isCertain ? [] : [String(judge.confidence)]),
    ].join(" ");
    out(say("judged", { judge: judge.id, said, state: wordOf("signal_state", judge.state) }));
  }
  const { rows } = options;
  if (shown.outcome === "duplicate") out(say("went_out", { at: shown.first_sent_at ?? "?" }));
  if (rows === undefined) return out(say(shown.would_send ? "would_go" : "would_not_go"));
  for (const { channel, chat, state, error } of rows) {
    const facts = { channel, chat, state: wordOf("message_state", state) };
    out(error === undefined ? say("sent", facts) : say("sent_error", { ...facts, error }));
  }
}

/** What became of a firing: sent, or why it was not. */
export function sayOutcome(lang: Lang, outcome: string): string {
  return outcome === "sent"
    ? pick(SIMULATION_TEXTS.outcome_sent, lang)
    : sayApiWord(lang, `skip_${outcome}`, outcome);
}

function toShown({ found, earlier, firstSentAtMs, judged, message }: Simulated, options: ShowOptions) {
  const { rule, ticker, untilMs, rows } = options;
  const scored = found === undefined ? undefined : toScore(found.firing.evidence, found.atMs);
  const score = scored?.kind === "score" ? scored : undefined;
  const judgement = message?.judgement;
  return {
    ...{ rule, ticker, at: toKstIso(found?.atMs ?? untilMs) },
    fires: found !== undefined,
    outcome: found?.outcome ?? null,
    action: found?.firing.action ?? null,
    price: found?.firing.price ?? null,
    score: found?.score ?? null,
    coverage: score?.coverage ?? null,
    freshness: score?.freshness ?? null,
    evidence: found?.firing.evidence.map((piece) => ({
      key: piece.key,
      numbers: piece.numbers,
      weight: piece.weight,
      strength: usableStrength(piece, found.atMs) ?? null,
      age_s: toSeconds(evidenceAgeMs(piece, found.atMs)),
    })) ?? [],
    met_earlier: earlier,
    first_sent_at: firstSentAtMs === undefined ? null : toKstIso(firstSentAtMs),
    judge: judged === undefined ? null : {
      id: judged.judge,
      said: judged.result.raw,
      error_kind: judged.result.errorKind ?? null,
      confidence: judged.result.confidence ?? null,
      state: judged.state,
      model: judgement?.model ?? null,
    },
    would_send: message !== undefined,
    delivered: rows !== undefined && rows.length > 0 && rows.every(({ state }) => state === "delivered"),
    messages: rows?.map(({ id, channel, chat, state }) => ({ id, channel, chat, state })) ?? [],
  };
}

function toSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 1_000);
}
