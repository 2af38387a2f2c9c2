/**
 * The rule's own score, 0 to 100, from the stored evidence and the moment alone:
 * `round(100 × Σ w·e / Σ w × (0.5 + 0.5·coverage) × freshness)`, where both sums run over what is there.
 */
import type { EvidencePiece } from "./evidence.ts";
import { evidenceAgeMs, freshnessOf, limitsOf } from "./limits.ts";
import { strengthOf } from "./strengths.ts";

export interface RuleScore {
  readonly kind: "score";
  /** 0 to 100 */
  readonly score: number;
  /** Weight of what is there, of all weight. */
  readonly coverage: number;
  /** Of the least fresh required piece. */
  readonly freshness: number;
}

/** No score at all: what must be known is not known. */
export interface NoScore {
  readonly kind: "none";
  /** `missing`: never came or holds no number; `stale`: older than its hard limit, or of unknown age. */
  readonly reason: "missing" | "stale";
  readonly key: string;
  readonly ageMs: number | undefined;
}

export function toScore(evidence: readonly EvidencePiece[], atMs: number): RuleScore | NoScore {
  const lack = findLack(evidence, atMs);
  if (lack !== undefined) return lack;
  const required = evidence.filter(({ isRequired }) => isRequired);
  const freshness = Math.min(1, ...required.map((piece) => freshnessOf(piece, atMs)));
  let weight = 0;
  let present = 0;
  let sum = 0;
  for (const piece of evidence) {
    weight += piece.weight;
    const strength = usableStrength(piece, atMs);
    if (strength === undefined) continue;
    present += piece.weight;
    sum += piece.weight * strength;
  }
  const coverage = weight === 0 ? 0 : present / weight;
  const mean = present === 0 ? 0 : Math.min(1, sum / present);
  return {
    kind: "score",
    score: Math.round(100 * mean * (0.5 + 0.5 * coverage) * freshness),
    coverage,
    freshness,
  };
}

/** `undefined` also for a piece that is too old to be one. */
export function usableStrength(piece: EvidencePiece, atMs: number): number | undefined {
  return isUsable(piece, atMs) ? strengthOf(piece) : undefined;
}

function findLack(evidence: readonly EvidencePiece[], atMs: number): NoScore | undefined {
  for (const piece of evidence) {
    if (!piece.isRequired) continue;
    const ageMs = evidenceAgeMs(piece, atMs);
    const { key } = piece;
    if (strengthOf(piece) === undefined) return { kind: "none", reason: "missing", key, ageMs };
    if (!isUsable(piece, atMs)) return { kind: "none", reason: "stale", key, ageMs };
  }
  return undefined;
}

function isUsable(piece: EvidencePiece, atMs: number): boolean {
  const ageMs = evidenceAgeMs(piece, atMs);
  return ageMs !== undefined && ageMs < limitsOf(piece).hardMs;
}
