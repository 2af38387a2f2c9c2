import { z } from "zod";
import { isStockCode, STOCK_EXCHANGE } from "../../core/symbol.ts";
import { known as toKnown, pricePiece } from "./pieces.ts";
import { readQuote } from "./quotes.ts";
import { defineRule, type InboundFact, toMarketKey } from "./rule.ts";

export const inbound = defineRule({
  id: "inbound",
  what: "another program has sent a signal",
  watches: "inbound",
  shape: {
    minConfidence: z.number().min(0).max(1).default(0),
    /** Empty: all of them. */
    senders: z.array(z.string().min(1).max(64)).max(50).default([]),
  },
  usualMinScore: 50,
  evaluate({ minConfidence, senders }, facts, memory) {
    const firings = facts.inbound.filter(({ sender, confidence }) =>
      confidence >= minConfidence && (senders.length === 0 || senders.includes(sender))
    ).map((sent) => {
      const { ref, ticker, action, confidence, isProtective, receivedAtMs, asOfMs } = sent;
      const exchange = isStockCode(ticker) ? STOCK_EXCHANGE : "upbit";
      const known = facts.prices.get(toMarketKey(exchange, ticker));
      const ours = known?.name ?? sent.listedName;
      // One that is too old to say anything about now is worse than the sender's.
      const quote = readQuote(facts, { exchange, ticker });
      // Our own price has its own age, which is not that of the message.
      const shown = quote === undefined
        ? []
        : [{ ...pricePiece(facts, exchange, ticker), isRequired: false }];
      return {
        occasion: ref,
        ...{ exchange, ticker, action },
        // From our own lists alone: what a sender calls it may call a share by another's name.
        name: ours,
        signalClass: action === "buy" ? "buy" : isProtective ? "sell_protective" : "sell_discretionary",
        price: quote?.price ?? sent.price,
        changePct: quote?.changePct,
        said: toSaid(sent, ours),
        evidence: [...shown, {
          key: "inbound",
          numbers: toKnown({ share: confidence, price: sent.price }),
          origin: "inbound",
          strength: "share",
          weight: 1,
          isRequired: true,
          fetchedAtMs: receivedAtMs,
          dataAtMs: asOfMs,
        }],
      } as const;
    });
    return { firings, memory };
  },
});

/** A name that our lists do not have is the sender's word, and is quoted with his reason. */
function toSaid({ name, reason }: InboundFact, ours: string | undefined): string | undefined {
  const words = [ours === undefined ? name : undefined, reason].filter((word) =>
    word !== undefined && word !== ""
  );
  return words.length === 0 ? undefined : words.join(" · ");
}
