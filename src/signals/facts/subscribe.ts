/** What comes to the rules by the bus: prices and candles of the streams, and advice of strategies. */
import type { Bus } from "../../bus/bus.ts";
import type { MarketMessage, TopicMessage } from "../../bus/topics.ts";
import type { AdviceFact } from "../rules/rule.ts";
import { toAdviceFact } from "./advice.ts";

export interface FactReceivers {
  readonly onMarket: (message: MarketMessage) => void;
  /** What it throws brings the same advice again. */
  readonly onAdvice: (advice: readonly AdviceFact[]) => Promise<void>;
}

export function subscribeFacts(bus: Bus, { onMarket, onAdvice }: FactReceivers): readonly AsyncDisposable[] {
  const few = { size: 100, maxAgeMs: 200 };
  return [
    bus.subscribe(
      { kind: "live", name: "signals_quotes", topics: ["market_data.>"], capacity: 5_000, batch: few },
      (batch) => batch.map(({ message }) => message).filter(isMarketMessage).forEach(onMarket),
    ),
    bus.subscribe(
      {
        kind: "durable",
        name: "signals_advice",
        topics: ["events.advice_given"],
        capacity: 1_000,
        batch: { size: 20, maxAgeMs: 0 },
        retryAfterMs: [1_000, 10_000, 60_000],
        attemptMs: 60_000,
      },
      async (batch) => {
        const advice = batch.flatMap(({ message }) => toAdviceFact(message) ?? []);
        if (advice.length > 0) await onAdvice(advice);
      },
    ),
  ];
}

function isMarketMessage(message: TopicMessage): message is MarketMessage {
  return "kind" in message && "exchange" in message;
}
