/** Messages of the engine to the rest of the program. Their ids make a second delivery harmless. */
import type { Fill } from "../core/advice.ts";
import { toReasonText } from "../core/reasons/reason_text.ts";
import { MESSAGE_VERSION } from "../bus/topics.ts";
import type { OwnMessage, SavedAdvice, WantedStrategy } from "./strategy_store.ts";

type Market = Pick<WantedStrategy, "id" | "kind" | "exchange" | "symbol" | "timeframe">;

export function toAdviceMessage(of: Market, advice: SavedAdvice): OwnMessage {
  return {
    id: `advice:${of.id}:${advice.barTimeMs}:${advice.number}`,
    v: MESSAGE_VERSION,
    topic: "events.advice_given",
    message: {
      atMs: advice.decidedAtMs,
      facts: {
        adviceId: `${of.id}:${advice.number}`,
        ...toMarketFacts(of),
        action: advice.action,
        size: advice.size ?? null,
        stopPrice: advice.stopPrice ?? null,
        takeProfitPrice: advice.takeProfitPrice ?? null,
        confidence: advice.confidence,
        // In words, as other programs and earlier versions know it.
        reason: toReasonText(advice.reason, "en"),
        barTimeMs: advice.barTimeMs,
        latencyMs: advice.latencyMs,
        isLate: advice.isLate,
        isRefused: advice.isRefused ?? false,
      },
    },
  };
}

/** An order was filled on paper. @param fill.number counts up by strategy. */
export function toTradeMessage(
  of: Market,
  options: { readonly fill: Fill & { readonly number: number }; readonly atMs: number },
): OwnMessage {
  const { fill, atMs } = options;
  return {
    id: `fill:${of.id}:${fill.atMs}:${fill.number}`,
    v: MESSAGE_VERSION,
    topic: "events.trade_executed",
    message: {
      atMs,
      facts: {
        fillId: `${of.id}:${fill.number}`,
        ...toMarketFacts(of),
        isPaper: true,
        action: fill.action,
        price: fill.price,
        units: fill.units,
        fee: fill.fee,
        barTimeMs: fill.atMs,
        exitReason: fill.exitReason ?? null,
      },
    },
  };
}

export function toParkedMessage(
  of: Market,
  options: { readonly reason: string; readonly atMs: number },
): OwnMessage {
  return {
    id: `parked:${of.id}:${options.atMs}`,
    v: MESSAGE_VERSION,
    topic: "events.strategy_parked",
    message: { atMs: options.atMs, facts: { ...toMarketFacts(of), reason: options.reason } },
  };
}

function toMarketFacts({ id, kind, exchange, symbol, timeframe }: Market) {
  return { strategyId: id, kind, exchange, symbol, timeframe };
}
