import type { SignalRecord } from "../signal_journal.ts";
import type { ScoreStory } from "../signals_view.ts";
import { evidenceAgeMs } from "./limits.ts";
import { toScore, usableStrength } from "./score.ts";

/** How the score of a stored signal came about, seen from the instant at which it fired. */
export function toScoreStory({ evidence, firedAtMs }: SignalRecord): ScoreStory {
  const scored = toScore(evidence, firedAtMs);
  return {
    pieces: evidence.map((piece) => ({
      piece,
      strength: usableStrength(piece, firedAtMs),
      ageMs: evidenceAgeMs(piece, firedAtMs),
    })),
    result: scored.kind === "score" ? scored : undefined,
  };
}
