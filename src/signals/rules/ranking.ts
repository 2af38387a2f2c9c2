/** What the rules of the screener share. */
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { pollOccasion, pricePiece, screenerPieces } from "./pieces.ts";
import type { Firing, RankedFact, RuleFacts } from "./rule.ts";

export function toRankedBuy(facts: RuleFacts, ranked: RankedFact, options: { scoreScale: number }): Firing {
  const { ticker, name, price, changePct } = ranked;
  const shown = pricePiece(facts, STOCK_EXCHANGE, ticker);
  return {
    occasion: pollOccasion(facts.screener),
    exchange: STOCK_EXCHANGE,
    ...{ ticker, name },
    action: "buy",
    signalClass: "buy",
    price: shown.numbers.price ?? price,
    changePct: shown.numbers.changePct ?? changePct,
    evidence: [...screenerPieces(facts, ranked, options), shown],
  };
}
