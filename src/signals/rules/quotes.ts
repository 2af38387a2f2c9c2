/** What the rules about one market's price share. */
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import type { EvidencePiece } from "../score/evidence.ts";
import { metPiece, pricePiece } from "./pieces.ts";
import { evidenceAgeMs, limitsOf } from "../score/limits.ts";
import { type Firing, type PriceFact, type RuleFacts, type RuleInput, toMarketKey } from "./rule.ts";

export interface QuoteMarket {
  readonly exchange: string;
  readonly ticker: string;
}

/** Shares are polled; the price of a coin comes by a stream. */
export function toQuoteInput({ exchange }: QuoteMarket): RuleInput {
  return exchange === STOCK_EXCHANGE ? "polls" : "quotes";
}

export function toQuoteMarket({ exchange, ticker }: QuoteMarket): QuoteMarket {
  return { exchange, ticker };
}

/** The price, unless it is so old that it says nothing about now. */
export function readQuote(facts: RuleFacts, { exchange, ticker }: QuoteMarket): PriceFact | undefined {
  const quote = facts.prices.get(toMarketKey(exchange, ticker));
  if (quote === undefined) return undefined;
  const piece = pricePiece(facts, exchange, ticker);
  const ageMs = evidenceAgeMs(piece, facts.nowMs);
  return ageMs === undefined || ageMs >= limitsOf(piece).hardMs ? undefined : quote;
}

/** Rules about one price may advise something; most only tell. */
export function toClass(action: Firing["action"]): Firing["signalClass"] {
  return action === "sell" ? "sell_discretionary" : action;
}

export function toQuoteFiring(
  facts: RuleFacts,
  found: QuoteMarket & {
    readonly quote: PriceFact;
    readonly key: string;
    readonly occasion: string;
    readonly action: Firing["action"];
    readonly numbers: EvidencePiece["numbers"];
  },
): Firing {
  const { quote, key, exchange, ticker, occasion, action, numbers } = found;
  const { origin, fetchedAtMs, dataAtMs, name, price, changePct } = quote;
  return {
    ...{ occasion, exchange, ticker, name, action, price, changePct },
    signalClass: toClass(action),
    evidence: [
      metPiece(key, { origin, numbers, fetchedAtMs, dataAtMs }),
      pricePiece(facts, exchange, ticker),
    ],
  };
}
