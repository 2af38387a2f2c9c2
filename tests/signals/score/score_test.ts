import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { EvidencePiece } from "../../../src/signals/score/evidence.ts";
import { evidenceAgeMs, freshnessOf } from "../../../src/signals/score/limits.ts";
import { toScore } from "../../../src/signals/score/score.ts";
import { NOW_MS, piece } from "../signal_parts.ts";

const scoreOf = (evidence: readonly EvidencePiece[], atMs = NOW_MS) => {
  const scored = toScore(evidence, atMs);
  if (scored.kind === "none") throw new Error(`no score: ${scored.reason} ${scored.key}`);
  return scored;
};

Deno.test("the score of the paper's example is 82, from the numbers it shows", () => {
  const evidence = [
    piece({ numbers: { share: 0.81 }, weight: 40 }),
    piece({
      key: "volume",
      numbers: { ratio: 2.1 },
      strength: "volume_ratio",
      weight: 25,
      isRequired: false,
    }),
    piece({
      key: "news",
      numbers: { sentiment: 0.58 },
      strength: "sentiment_up",
      weight: 20,
      isRequired: false,
    }),
    piece({
      key: "change",
      numbers: { changePct: 1.2 },
      strength: "change_up",
      weight: 15,
      isRequired: false,
    }),
  ];
  deepStrictEqual(scoreOf(evidence), { kind: "score", score: 82, coverage: 1, freshness: 1 });
});

Deno.test("evidence that is not there costs up to half of the score, never all of it", () => {
  const half = [
    piece({ weight: 50, numbers: { share: 1 } }),
    piece({ weight: 50, numbers: {}, isRequired: false }),
  ];
  strictEqual(scoreOf(half).score, 75);
});

Deno.test("a required piece that is missing, too old or of unknown age gives no score at all", () => {
  const none = (change: Partial<EvidencePiece>) => {
    const scored = toScore([piece(change)], NOW_MS);
    return scored.kind === "none" ? scored.reason : scored.score;
  };
  strictEqual(none({ numbers: {} }), "missing");
  strictEqual(none({ fetchedAtMs: NOW_MS - 300_000 }), "stale");
  strictEqual(none({ fetchedAtMs: NOW_MS - 299_000 }), 0);
  strictEqual(none({ fetchedAtMs: undefined }), "stale");
  strictEqual(none({ fetchedAtMs: NOW_MS + 60_000 }), "stale");
});

Deno.test("fault 1: an answer of this second that tells of this morning is of this morning", () => {
  const old = piece({ fetchedAtMs: NOW_MS, dataAtMs: NOW_MS - 3_600_000 });
  strictEqual(evidenceAgeMs(old, NOW_MS), 3_600_000);
  strictEqual(toScore([old], NOW_MS).kind, "none");
  strictEqual(evidenceAgeMs(piece({ fetchedAtMs: NOW_MS - 9_000, dataAtMs: NOW_MS }), NOW_MS), 9_000);
});

Deno.test("news that are too old to count are as if there were none, because no rule needs them", () => {
  const news = (fetchedAtMs: number) =>
    scoreOf([
      piece({ weight: 50, numbers: { share: 1 } }),
      piece({
        key: "news",
        origin: "news",
        strength: "sentiment_up",
        numbers: { sentiment: 1 },
        isRequired: false,
        weight: 50,
        fetchedAtMs,
        dataAtMs: undefined,
      }),
    ]);
  strictEqual(news(NOW_MS).coverage, 1);
  strictEqual(news(NOW_MS - 3_600_000).coverage, 0.5);
});

Deno.test("freshness is whole up to the soft limit, nothing from the hard one on, and a line between", () => {
  const at = (ageMs: number) =>
    freshnessOf(piece({ fetchedAtMs: NOW_MS - ageMs, dataAtMs: undefined }), NOW_MS);
  deepStrictEqual([0, 120_000, 210_000, 300_000, 400_000].map(at), [1, 1, 0.5, 0, 0]);
});

Deno.test("a number beyond its scale is no evidence: cut to the scale it would look like the best there is", () => {
  strictEqual(toScore([piece({ numbers: { share: 81 } })], NOW_MS).kind, "none");
  strictEqual(toScore([piece({ strength: "sentiment_up", numbers: { sentiment: 3 } })], NOW_MS).kind, "none");
});

const anyPiece: fc.Arbitrary<EvidencePiece> = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  numbers: fc.oneof(
    fc.constant({}),
    fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  ),
  origin: fc.constantFrom("price_poll", "screener", "news"),
  strength: fc.constant("share" as const),
  weight: fc.integer({ min: 0, max: 100 }),
  isRequired: fc.boolean(),
  fetchedAtMs: fc.option(fc.integer({ min: NOW_MS - 400_000, max: NOW_MS }), { nil: undefined }),
  dataAtMs: fc.option(fc.integer({ min: NOW_MS - 400_000, max: NOW_MS }), { nil: undefined }),
});

Deno.test("any score is 0 to 100, never above what coverage and freshness allow, and the same when it is made again from what was stored", () => {
  fc.assert(fc.property(fc.array(anyPiece, { minLength: 1, maxLength: 6 }), (evidence) => {
    const scored = toScore(evidence, NOW_MS);
    deepStrictEqual(toScore(JSON.parse(JSON.stringify(evidence)), NOW_MS), scored);
    if (scored.kind === "none") return;
    const { score, coverage, freshness } = scored;
    assertTrue(Number.isInteger(score) && score >= 0 && score <= 100);
    assertTrue(score <= Math.round(100 * (0.5 + 0.5 * coverage) * freshness));
  }));
});

Deno.test("a stronger piece never lowers a score, and an older one never raises it", () => {
  const strengths = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(anyPiece, { maxLength: 5 }),
      anyPiece,
      strengths,
      fc.nat(300_000),
      (others, one, [a, b], olderMs) => {
        const withShare = (share: number) => toScore([...others, { ...one, numbers: { share } }], NOW_MS);
        const [low, high] = [withShare(Math.min(a, b)), withShare(Math.max(a, b))];
        strictEqual(low.kind, high.kind);
        if (low.kind === "score" && high.kind === "score") assertTrue(low.score <= high.score);
        if (!one.isRequired || one.fetchedAtMs === undefined) return;
        const older = toScore([...others, {
          ...one,
          numbers: { share: a },
          fetchedAtMs: one.fetchedAtMs - olderMs,
        }], NOW_MS);
        const younger = withShare(a);
        if (older.kind === "score") {
          assertTrue(younger.kind === "score" && older.score <= younger.score);
        }
      },
    ),
  );
});
