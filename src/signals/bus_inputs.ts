/** What the bus brings for rules: prices and candles as they come, and advice until it is taken. */
import type { Bus } from "../bus/bus.ts";
import type { MarketMessage, TopicMessage } from "../bus/topics.ts";
import type { Clock } from "../core/clock.ts";
import { toAdviceFact } from "./facts/advice.ts";
import type { QuotesBook } from "./facts/quotes_book.ts";
import type { AdviceFact, RuleInput } from "./rules/rule.ts";

export interface BusInputParts {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Is kept current. */
  readonly quotes: QuotesBook;
  /** There is something to look at, soon. */
  readonly wake: (input: RuleInput) => void;
  /** Rejects when it was not taken: then it comes again. */
  readonly takeAdvice: (advice: readonly AdviceFact[]) => Promise<void>;
}

/** A stream tells many prices a second; rules look at the last one, so often. */
const QUOTES_EVERY_MS = 1_000;

export function subscribeInputs({ bus, clock, quotes, wake, takeAdvice }: BusInputParts): AsyncDisposable[] {
  let quotesAtMs = -Infinity;
  const onMarket = (message: TopicMessage) => {
    if (!isMarketMessage(message) || !quotes.add(message)) return;
    if (message.kind === "candle_closed") wake("candles");
    const nowMs = clock.monotonic();
    if (nowMs - quotesAtMs < QUOTES_EVERY_MS) return;
    quotesAtMs = nowMs;
    wake("quotes");
  };
  const few = { size: 100, maxAgeMs: 200 };
  return [
    bus.subscribe(
      { kind: "live", name: "signals_quotes", topics: ["market_data.>"], capacity: 5_000, batch: few },
      (batch) => batch.forEach(({ message }) => onMarket(message)),
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
        if (advice.length > 0) await takeAdvice(advice);
      },
    ),
  ];
}

function isMarketMessage(message: TopicMessage): message is MarketMessage {
  return "kind" in message && "exchange" in message;
}
