import { z } from "zod";
import { scoreScale } from "./params.ts";
import { findVolumeRatio } from "./pieces.ts";
import { toRankedBuy } from "./ranking.ts";
import { defineRule } from "./rule.ts";

export const screenerMomentum = defineRule({
  id: "screener_momentum",
  what: "a share stands high in the screener and rises",
  watches: "polls",
  shape: {
    topN: z.int().min(1).max(100).default(10),
    minChangePct: z.number().min(-30).max(30).default(1),
    /** One that has run already is not chased. */
    maxChangePct: z.number().min(-30).max(30).default(15),
    /** Today's volume against the usual one; 0 does not look at it. */
    minVolumeRatio: z.number().min(0).max(1_000).default(0),
    scoreScale,
  },
  usualMinScore: 75,
  findFault: ({ minChangePct, maxChangePct }) =>
    minChangePct < maxChangePct ? undefined : "minChangePct must be below maxChangePct",
  evaluate(params, facts, memory) {
    const { topN, minChangePct, maxChangePct, minVolumeRatio } = params;
    const firings = (facts.screener?.rows ?? []).filter((ranked) => {
      const { rank, changePct } = ranked;
      if (rank > topN || changePct === undefined) return false;
      if (changePct < minChangePct || changePct > maxChangePct) return false;
      return minVolumeRatio === 0 || (findVolumeRatio(ranked) ?? 0) >= minVolumeRatio;
    }).map((ranked) => toRankedBuy(facts, ranked, params));
    return { firings, memory };
  },
});
