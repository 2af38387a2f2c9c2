import { z } from "zod";
import { MINUTE_MS } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { action, exchange, percent, ticker } from "./params.ts";
import { readQuote, toQuoteFiring } from "./quotes.ts";
import { defineRule, type RuleMemory } from "./rule.ts";

/** Prices that are remembered, so many to a stretch at most: what a stream brings in between decides nothing. */
const SAMPLES = 60;

export const priceMove = defineRule({
  id: "price_move",
  what: "a price has moved by some percent within some minutes",
  isAlert: true,
  usualMinScore: 0,
  shape: {
    exchange: exchange.default(STOCK_EXCHANGE),
    ticker,
    movePct: percent(1_000),
    withinMin: z.int().min(1).max(390).default(10),
    direction: z.enum(["up", "down", "both"]).default("both"),
    action,
  },
  evaluate(params, facts, memory) {
    const quote = readQuote(facts, params);
    if (quote === undefined) return { firings: [], memory };
    const { price } = quote;
    const atMs = Math.min(quote.fetchedAtMs ?? facts.nowMs, quote.dataAtMs ?? Infinity);
    const withinMs = params.withinMin * MINUTE_MS;
    const samples = addSample(memory, { atMs, price, withinMs });
    const prices = Object.values(samples);
    const low = Math.min(...prices);
    const high = Math.max(...prices);
    const upPct = (price / low - 1) * 100;
    const downPct = (1 - price / high) * 100;
    const isUp = params.direction !== "down" && upPct >= params.movePct;
    const isDown = params.direction !== "up" && downPct >= params.movePct;
    if (!isUp && !isDown) return { firings: [], memory: samples };
    const [movedPct, fromPrice] = isUp && upPct >= downPct
      ? [upPct, low]
      : isDown
      ? [-downPct, high]
      : [upPct, low];
    const firing = toQuoteFiring(facts, {
      ...params,
      quote,
      key: movedPct > 0 ? "moved_up" : "moved_down",
      occasion: String(atMs),
      numbers: { movedPct, fromPrice, price, withinMin: params.withinMin },
    });
    // It begins anew from here: the same move is told once.
    return { firings: [firing], memory: { [atMs]: price } };
  },
});

/** Prices by their times, none older than the stretch. The newest one always stands at its own time. */
function addSample(
  memory: RuleMemory,
  sample: { readonly atMs: number; readonly price: number; readonly withinMs: number },
): RuleMemory {
  const { atMs, price, withinMs } = sample;
  const kept = Object.entries(memory).filter(([at]) => Number(at) >= atMs - withinMs && Number(at) < atMs);
  const lastMs = Number(kept.at(-1)?.[0] ?? -Infinity);
  // Two within one step are one, unless the older says more: the extremes of a stretch must not be thinned out.
  const isDense = atMs - lastMs < withinMs / SAMPLES && kept.length > SAMPLES;
  const thinned = isDense ? withoutMiddle(kept) : kept;
  return Object.fromEntries([...thinned, [String(atMs), price]]);
}

/** Without the first one that lies between its neighbours, so that lows and highs stay. */
function withoutMiddle(samples: readonly [string, number][]): readonly [string, number][] {
  const at = samples.findIndex(([, price], i) => {
    const before = samples[i - 1]?.[1];
    const after = samples[i + 1]?.[1];
    if (before === undefined || after === undefined) return false;
    return (price >= before && price <= after) || (price <= before && price >= after);
  });
  return at === -1 ? samples.slice(1) : samples.toSpliced(at, 1);
}
