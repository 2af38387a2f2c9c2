import { z } from "zod";
import { MINUTE_MS } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { action, exchange, percent, ticker } from "./params.ts";
import { readQuote, toQuoteFiring, toQuoteInput, toQuoteMarket } from "./quotes.ts";
import { toPct } from "./pieces.ts";
import { defineRule, type RuleMemory } from "./rule.ts";

/** Of a stream of prices, two of each part of the stretch are remembered. */
const PARTS = 30;

export const priceMove = defineRule({
  id: "price_move",
  what: "a price has moved by some percent within some minutes",
  isAlert: true,
  watches: toQuoteInput,
  market: toQuoteMarket,
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
    const upPct = toPct(price / low - 1);
    const downPct = toPct(1 - price / high);
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

/** Prices by their times, none older than the stretch; of each part of it the lowest and the highest. */
function addSample(
  memory: RuleMemory,
  sample: { readonly atMs: number; readonly price: number; readonly withinMs: number },
): RuleMemory {
  const { atMs, price, withinMs } = sample;
  const partOf = (ms: number) => Math.floor(ms / (withinMs / PARTS));
  const kept = Object.entries(memory).map(([at, known]) => [Number(at), known] as const)
    .filter(([at]) => at >= atMs - withinMs && at < atMs);
  const ofPart = [...kept.filter(([at]) => partOf(at) === partOf(atMs)), [atMs, price] as const];
  const low = ofPart.reduce((a, b) => (b[1] < a[1] ? b : a));
  const high = ofPart.reduce((a, b) => (b[1] > a[1] ? b : a));
  return Object.fromEntries([...kept.filter(([at]) => partOf(at) !== partOf(atMs)), low, high]);
}
