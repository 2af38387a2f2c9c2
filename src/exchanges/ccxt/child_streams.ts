/** The child's side of streams: finds the exchange's names of markets, connects, and tells what comes. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText, UpstreamError } from "../../core/errors.ts";
import type { CcxtMarket } from "./api.ts";
import { type CcxtStreamNews, type CcxtStreamWish, ccxtStreamWish } from "./stream_protocol.ts";
import type { StreamMessage, StreamWish } from "../exchange.ts";
import { openMarketStream, type VenueMarketStream } from "../stream/market_stream.ts";
import { mergeStreams } from "../stream/merged_stream.ts";
import type { StreamMarket } from "../stream/dialect.ts";
import { StreamOutbox } from "../stream/outbox.ts";
import type { VenueStream } from "./venue.ts";

/** Without the list of markets there is nothing to ask for. */
const LIST_AGAIN_AFTER_MS = 5_000;

export interface ChildStreamsOptions {
  readonly venue: VenueStream;
  /** Stands in for the address of the stream. */
  readonly url: string | undefined;
  readonly userAgent?: string | undefined;
  readonly clock: Clock;
  /** @throws {UpstreamError} `http_4xx` when there is no such market. */
  readonly marketOf: (symbol: string) => Promise<CcxtMarket>;
  /** Resolves when the parent has taken it. */
  readonly tell: (news: CcxtStreamNews) => Promise<void>;
}

export class ChildStreams implements AsyncDisposable {
  readonly #options: ChildStreamsOptions;
  readonly #streams = new Map<number, ChildStream>();

  constructor(options: ChildStreamsOptions) {
    this.#options = options;
  }

  /** @throws {z.ZodError} for what is no wish. */
  take(body: unknown): void {
    const { stream: id, wishes }: CcxtStreamWish = ccxtStreamWish.parse(body);
    const known = this.#streams.get(id);
    if (wishes === null) {
      this.#streams.delete(id);
      return void known?.[Symbol.asyncDispose]();
    }
    const stream = known ?? new ChildStream(id, this.#options);
    this.#streams.set(id, stream);
    stream.follow(wishes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream[Symbol.asyncDispose]()));
  }
}

class ChildStream implements AsyncDisposable {
  readonly #options: ChildStreamsOptions;
  readonly #outbox: StreamOutbox;
  readonly #closing = new AbortController();
  readonly #stream: VenueMarketStream;
  /** Of the wishes that count; those before it are no longer looked up. */
  #turn = 0;
  #isListMissed = false;

  constructor(id: number, options: ChildStreamsOptions) {
    this.#options = options;
    const { clock, venue, tell } = options;
    this.#outbox = new StreamOutbox({
      clock,
      send: (messages) => tell({ stream: id, atMs: clock.now(), messages: [...messages] }),
      signal: this.#closing.signal,
    });
    const open = venue.lanes.map((dialect) => (onMessage: (message: StreamMessage) => void) =>
      openMarketStream({
        url: options.url ?? venue.url,
        dialect,
        userAgent: options.userAgent,
        clock,
        random: Math.random,
        // All of it is in the messages, too.
        onEvent: () => {},
        onMessage,
      })
    );
    this.#stream = mergeStreams(open, (message) => this.#outbox.add(message));
  }

  follow(wishes: readonly StreamWish[]): void {
    void this.#follow(wishes, ++this.#turn);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#turn++;
    await this.#stream[Symbol.asyncDispose]();
    await this.#outbox.ended();
  }

  async #follow(wishes: readonly StreamWish[], turn: number): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#closing;
    while (turn === this.#turn) {
      const markets = await this.#findMarkets(wishes);
      if (turn !== this.#turn) return;
      if (markets !== undefined) return this.#stream.subscribe(markets);
      await clock.sleep(LIST_AGAIN_AFTER_MS, signal).catch(() => {});
    }
  }

  /** @returns `undefined` when the exchange did not tell its markets. */
  async #findMarkets(wishes: readonly StreamWish[]): Promise<readonly StreamMarket[] | undefined> {
    const atMs = this.#options.clock.now();
    const markets: StreamMarket[] = [];
    for (const wish of wishes) {
      try {
        const { id } = await this.#options.marketOf(wish.symbol);
        if (id !== undefined) markets.push({ ...wish, id });
      } catch (error) {
        if (error instanceof UpstreamError && error.kind === "http_4xx" && error.status === undefined) {
          this.#outbox.add({ kind: "refused", atMs, reason: error.message });
          continue;
        }
        const reason = `the list of markets did not come: ${toErrorText(error)}`;
        if (!this.#isListMissed) this.#outbox.add({ kind: "down", atMs, reason });
        this.#isListMissed = true;
        return undefined;
      }
    }
    this.#isListMissed = false;
    return markets;
  }
}
