/** What is asked of Upbit's WebSocket. https://docs.upbit.com/kr/reference/websocket-guide */
import type { StreamWish } from "./exchange.ts";
import { toUpbitMarket, UPBIT_STREAM_TYPES } from "./upbit_words.ts";

const TYPES = ["ticker", ...Object.values(UPBIT_STREAM_TYPES)];

/** A whole subscription: ticks of every market, and candles where they are wished and Upbit sends them. */
export class UpbitRequest {
  /** Upbit's types, and the market codes of each in order. */
  readonly #codes: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(wishes: readonly StreamWish[]) {
    const codes = new Map<string, Set<string>>();
    for (const { symbol, intervals } of wishes) {
      const candles = intervals.flatMap((interval) => UPBIT_STREAM_TYPES[interval] ?? []);
      for (const type of ["ticker", ...candles]) {
        codes.set(type, (codes.get(type) ?? new Set()).add(toUpbitMarket(symbol)));
      }
    }
    this.#codes = codes;
  }

  get isEmpty(): boolean {
    return this.#codes.size === 0;
  }

  /** @param type `ticker`, `candle.1m`; `undefined` is never asked for. */
  has(type: string | undefined, symbol: string): boolean {
    return type !== undefined && (this.#codes.get(type)?.has(toUpbitMarket(symbol)) ?? false);
  }

  /** Whether it asks for the same, in whatever order that was wished. */
  isSame(other: UpbitRequest): boolean {
    return JSON.stringify(this.#sorted()) === JSON.stringify(other.#sorted());
  }

  /** The message to send; each has a ticket of its own. */
  toText(): string {
    return JSON.stringify([
      { ticket: crypto.randomUUID() },
      ...this.#sorted().map(([type, codes]) => ({ type, codes })),
      { format: "DEFAULT" },
    ]);
  }

  #sorted(): readonly (readonly [string, readonly string[]])[] {
    return TYPES.flatMap((type) => {
      const codes = this.#codes.get(type);
      return codes === undefined ? [] : [[type, [...codes].toSorted()]];
    });
  }
}
