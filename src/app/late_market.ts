/** Market data that others store while nothing of it runs here: shown without a restart. */
import type { MarketReader } from "../market/market_view.ts";
import type { Market } from "../market/start_market.ts";
import type { Clock } from "../core/clock.ts";

/** A file that cannot be used may be mended. */
const RETRY_MS = 60_000;

export interface LateMarketOptions {
  readonly clock: Clock;
  /** Where the candles would be. */
  readonly path: string;
  readonly hasCandles: () => boolean;
  /** @returns nothing when they cannot be used. */
  readonly start: () => Promise<Market | undefined>;
}

/** Looks whether there are candles with every question, until there are some; before, it knows of no market. */
export class LateMarketReader implements MarketReader, AsyncDisposable {
  readonly #options: LateMarketOptions;
  #starting: Promise<void> | undefined;
  #market: Market | undefined;
  #isClosed = false;
  /** Monotonic. */
  #notBeforeMs = -Infinity;

  constructor(options: LateMarketOptions) {
    this.#options = options;
  }

  async overview(): ReturnType<MarketReader["overview"]> {
    const { clock, path } = this.#options;
    return await (await this.#find())?.overview() ?? {
      ...{ nowMs: clock.now(), exchanges: [], series: [] },
      storage: { path, sizeBytes: 0, state: "ok", problem: undefined },
    };
  }

  async chart(question: Parameters<MarketReader["chart"]>[0]): ReturnType<MarketReader["chart"]> {
    return await (await this.#find())?.chart(question);
  }

  async endMs(series: Parameters<MarketReader["endMs"]>[0]): ReturnType<MarketReader["endMs"]> {
    return await (await this.#find())?.endMs(series);
  }

  async markets(): ReturnType<MarketReader["markets"]> {
    return await (await this.#find())?.markets() ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#starting?.catch(() => {});
    await this.#market?.[Symbol.asyncDispose]();
  }

  async #find(): Promise<MarketReader | undefined> {
    if (this.#market === undefined) {
      await (this.#starting ??= this.#start().finally(() => this.#starting = undefined));
    }
    return this.#market?.reader;
  }

  async #start(): Promise<void> {
    const { clock, hasCandles, start } = this.#options;
    if (this.#isClosed || clock.monotonic() < this.#notBeforeMs || !hasCandles()) return;
    this.#notBeforeMs = clock.monotonic() + RETRY_MS;
    this.#market = await start();
  }
}
