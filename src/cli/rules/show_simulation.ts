/** A simulation in lines, or as JSON. */
import { toKstIso } from "../../core/kst.ts";
import type { MessageRow } from "../../notifiers/message_store.ts";
import type { Simulated } from "../../signals/replay/simulate.ts";
import { evidenceAgeMs } from "../../signals/score/limits.ts";
import { toScore, usableStrength } from "../../signals/score/score.ts";
import type { Terminal } from "../kit/terminal.ts";

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
  { out }: Pick<Terminal, "out">,
  simulated: Simulated,
  options: ShowOptions,
): void {
  const shown = toShown(simulated, options);
  if (options.json) return out(JSON.stringify(shown, null, 2));
  const { rule, ticker, at, met_earlier: earlier } = shown;
  if (!shown.fires) {
    out(`${rule} says nothing of ${ticker} at ${at}; it was met ${earlier} times before on that day`);
    return;
  }
  out(`${rule} at ${at}: ${shown.action} ${ticker}, score ${shown.score ?? "none"}, ${shown.outcome}`);
  for (const { key, numbers, weight, strength, age_s: age } of shown.evidence) {
    const text = Object.entries(numbers).map(([name, value]) => `${name} ${value}`).join(", ") ||
      "nothing known";
    out(`  ${key}: ${text}; strength ${strength ?? "none"} x weight ${weight}, ${age ?? "unknown"} s old`);
  }
  const { judge } = shown;
  if (judge !== null) {
    const said = judge.error_kind === null ? judge.said : `${judge.said} (${judge.error_kind})`;
    out(
      `the judge ${judge.id} says ${said}${
        judge.confidence === null || judge.id === "always_confirm" ? "" : ` ${judge.confidence}`
      }: ${judge.state}`,
    );
  }
  const { rows } = options;
  if (shown.outcome === "duplicate") out(`it went out at ${shown.first_sent_at} already`);
  if (rows === undefined) {
    return out(
      shown.would_send ? "it would go out; nothing was sent" : "it would not go out; nothing was sent",
    );
  }
  for (const { channel, chat, state, error } of rows) {
    out(`sent as a simulation by ${channel} to ${chat}: ${state}${error === undefined ? "" : `, ${error}`}`);
  }
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
