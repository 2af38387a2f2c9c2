/** The last price of each market that comes by a stream. */
import { closeTimeOf } from "../../core/candle.ts";
import type { Clock } from "../../core/clock.ts";
import type { MarketMessage } from "../../bus/topics.ts";
import { type PriceFact, toMarketKey } from "../rules/rule.ts";

export class QuotesBook {
  readonly #clock: Clock;
  readonly #quotes = new Map<string, PriceFact>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether the price is news: a candle of long ago is none. */
  add(message: MarketMessage): boolean {
    const { price, dataAtMs } = toQuote(message);
    const key = toMarketKey(message.exchange, message.symbol);
    const known = this.#quotes.get(key);
    if (known?.dataAtMs !== undefined && known.dataAtMs > dataAtMs) return false;
    const fetchedAtMs = this.#clock.now();
    const names = { changePct: undefined, name: undefined };
    this.#quotes.set(key, { origin: "price_stream", price, ...names, fetchedAtMs, dataAtMs });
    return true;
  }

  current(): ReadonlyMap<string, PriceFact> {
    return this.#quotes;
  }
}

/** A candle that came by a poll or by a repair is as old as its end, not as young as its arrival. */
function toQuote(message: MarketMessage): { readonly price: number; readonly dataAtMs: number } {
  if (message.kind === "tick") return { price: message.price, dataAtMs: message.atMs };
  const { interval, candle, atMs } = message;
  return { price: candle.close, dataAtMs: Math.min(atMs, closeTimeOf(interval, candle.openTimeMs)) };
}
