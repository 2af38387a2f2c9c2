import type { Clock } from "../../core/clock.ts";
import { UpstreamError } from "../../core/errors.ts";
import { toDurationText } from "../../core/kst.ts";
import { ageAt, nowOf, shownAt, type Stamp, stampOf } from "../../core/stamp.ts";
import { FreshCache, isFresh } from "../../lib/limits/fresh_cache.ts";
import { retry } from "../../lib/limits/retry.ts";
import { type JsonObject, type StockRequest, toCacheKey } from "../sources/source.ts";
import { newsSentimentRequest, portfolioRequest, screenerPreviewRequest } from "../sources/stock_requests.ts";
import type { Events } from "../../telemetry/events.ts";
import { AskBudget } from "./ask_budget.ts";
import { HostSilence, type SilenceTimes } from "./host_silence.ts";
import { RequestPacer } from "./request_pacer.ts";
import type { StockTransport } from "./stock_transport.ts";
import type { UpstreamClock, UpstreamSkew } from "./upstream_clock.ts";

/** What one cycle, or one reader on a cold cache, may spend. */
export const CYCLE_BUDGET_MS = 45_000;
export const CYCLE_REQUESTS = 9;
const CACHE_ENTRIES = 64;
/** An answer with its age. `error` says why it is not a newer one. */
export interface Reading {
  readonly data: JsonObject;
  /** Epoch ms at which the origin answered, by the clock of now. `undefined` with the age, when nobody knows. */
  readonly fetchedAt: number | undefined;
  readonly ageMs: number | undefined;
  /** True when the newest attempt to get it failed, or it comes from before a restart. */
  readonly stale: boolean;
  readonly error?: UpstreamError;
}

export interface StockAskOptions {
  readonly budget?: AskBudget;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
  /** Looks at what came before anybody keeps it. @throws {UpstreamError} for what must not replace what is known. */
  readonly judge?: ((data: JsonObject) => void) | undefined;
}

export interface Fetched {
  readonly data: JsonObject;
  readonly fetched: Stamp;
}

export interface StockClientOptions {
  readonly transport: StockTransport;
  /** Learns from the answers of the transport. */
  readonly upstreamClock?: Pick<UpstreamClock, "skew"> | undefined;
  readonly clock: Clock;
  readonly events: Events;
  readonly random: () => number;
  /** Tries per request, the first one included. */
  readonly attempts: number;
  /** For head and body of one try. */
  readonly timeoutMs: number;
  /** Age beyond which an old answer is not handed out at this instant; Infinity while the market is closed. */
  readonly staleLimitMs: (nowMs: number) => number;
  /** Keeps over a restart that the host asked for silence. */
  readonly keepSilence?: ((silence: SilenceTimes | undefined) => void) | undefined;
}

/**
 * Asks the home server's stock API. Readers get cached answers with their age; the poller calls `fetchNow`,
 * which always asks and fills the cache, so a time-to-live equal to the poll step cannot halve the polling.
 */
export class StockClient {
  readonly #options: StockClientOptions;
  readonly #cache = new FreshCache<JsonObject>(CACHE_ENTRIES);
  readonly #silence: HostSilence;
  readonly #pacer: RequestPacer;
  readonly #closing = new AbortController();

  constructor(options: StockClientOptions) {
    this.#options = options;
    const { clock, events, keepSilence } = options;
    this.#silence = new HostSilence({ clock, events, onChange: keepSilence });
    this.#pacer = new RequestPacer(clock, this.#silence);
  }

  get cacheSize(): number {
    return this.#cache.size;
  }

  /** How much longer the upstream asked to be left alone, in milliseconds. */
  get silentForMs(): number {
    return this.#silence.leftMs;
  }

  /** Whether our clock agrees with the upstream's; `undefined` until its answers have told. */
  get upstreamSkew(): UpstreamSkew | undefined {
    return this.#options.upstreamClock?.skew;
  }

  /** The silence that the upstream asked for, while it lasts. */
  get silence(): SilenceTimes | undefined {
    return this.#silence.times;
  }

  /** What an earlier run was told. */
  restoreSilence(silence: SilenceTimes): void {
    this.#silence.restore(silence);
  }

  /** Milliseconds until a poll by hand leaves a planned one enough of our own limit: what a person does fails no tick. */
  get handPollInMs(): number {
    return this.#pacer.freeInMs(2 * CYCLE_REQUESTS);
  }

  getPortfolio(): Promise<Reading> {
    return this.read(portfolioRequest());
  }

  /** @param date `YYYY-MM-DD`; part of the cache key. */
  getNewsSentiment(date?: string): Promise<Reading> {
    return this.read(newsSentimentRequest(date));
  }

  runScreenerPreview(
    options: { weights?: Readonly<Record<string, number>>; topN?: number } = {},
  ): Promise<Reading> {
    return this.read(screenerPreviewRequest(options));
  }

  /** Ends everything in flight; later calls fail at once. */
  close(): void {
    this.#closing.abort(new DOMException("The stock client is closed", "AbortError"));
  }

  /**
   * A cached answer within its time-to-live, else a new one, else the old one marked stale.
   * @throws {UpstreamError} when there is no answer, or only one older than the stale limit.
   */
  async read(request: StockRequest): Promise<Reading> {
    const key = toCacheKey(request);
    const known = this.#cache.get(key);
    if (known !== undefined && isFresh(ageAt(known.fetched, nowOf(this.#options.clock)), request.ttlMs)) {
      return this.#toReading({ data: known.value, fetched: known.fetched });
    }
    try {
      await this.#cache.once(key, async () => (await this.fetchNow(request)).data);
      const fresh = this.#cache.get(key);
      if (fresh !== undefined) return this.#toReading({ data: fresh.value, fetched: fresh.fetched });
      throw new Error(`Cannot find ${key} in the cache right after it was written`);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return this.#fallBack(request, error);
    }
  }

  /**
   * Asks the origin with retries and stores the answer.
   * @throws {UpstreamError} the last failure, `held_back` when nothing was sent; `AbortError` after `close` or an aborted
   *   signal.
   */
  async fetchNow(
    request: StockRequest,
    options: StockAskOptions = {},
  ): Promise<Fetched> {
    const { clock, random } = this.#options;
    const budget = options.budget ?? this.createBudget();
    const attempts = options.attempts ?? this.#options.attempts;
    const signal = AbortSignal.any([
      this.#closing.signal,
      ...(options.signal === undefined ? [] : [options.signal]),
    ]);
    const data = await withSentFailure((noteFailure) =>
      retry(() => this.#attempt(request, { ...options, budget, signal }).catch(noteFailure), {
        attempts,
        clock,
        signal,
        random,
        decideWaitMs: (error, proposedMs) => this.#decideWait(request, error, { proposedMs, budget }),
      })
    );
    const fetched = stampOf(clock);
    this.#cache.put(toCacheKey(request), data, fetched);
    return { data, fetched };
  }

  createBudget(options: { readonly passesSilence?: boolean } = {}): AskBudget {
    const { clock } = this.#options;
    return new AskBudget({ clock, forMs: CYCLE_BUDGET_MS, requests: CYCLE_REQUESTS, ...options });
  }

  /** Puts an answer from before a restart where readers fall back to it. */
  restore(request: StockRequest, { data, fetched }: Fetched): void {
    this.#cache.put(toCacheKey(request), data, fetched);
  }

  async #attempt(
    request: StockRequest,
    { budget, signal, judge }: StockAskOptions & { readonly budget: AskBudget; readonly signal: AbortSignal },
  ): Promise<JsonObject> {
    await this.#pacer.enter(budget, signal);
    const timeoutMs = Math.min(this.#options.timeoutMs, Math.ceil(budget.leftMs));
    if (timeoutMs <= 0) {
      throw new UpstreamError("held_back", "not asked: this cycle has used up its time");
    }
    const startedMs = this.#options.clock.real.monotonic();
    const report = (outcome: string) =>
      this.#options.events.requestDone({
        path: request.path,
        outcome,
        durationMs: this.#options.clock.real.monotonic() - startedMs,
      });
    try {
      const data = await this.#options.transport.send(request, { timeoutMs, signal });
      judge?.(data);
      report("ok");
      if (budget.passesSilence) this.#silence.end();
      return data;
    } catch (error) {
      if (error instanceof UpstreamError) report(error.kind);
      // The whole host, not only this endpoint: the limit is the server's, not the path's.
      if (error instanceof UpstreamError && error.retryAfterMs !== undefined) {
        this.#silence.ask(error.retryAfterMs, { isNewWord: budget.passesSilence });
      }
      throw error;
    }
  }

  #decideWait(
    request: StockRequest,
    error: Error,
    facts: { proposedMs: number; budget: AskBudget },
  ): number | undefined {
    if (!(error instanceof UpstreamError) || !error.retryable) return undefined;
    // `Retry-After: 0` is no licence to hammer, so 0 falls back to our own wait too.
    const waitMs = error.retryAfterMs || facts.proposedMs;
    if (waitMs >= facts.budget.leftMs || facts.budget.requestsLeft === 0) return undefined;
    this.#options.events.requestRetried({ path: request.path, kind: error.kind, waitMs });
    return waitMs;
  }

  #fallBack(request: StockRequest, error: UpstreamError): Reading {
    const old = this.#cache.get(toCacheKey(request));
    if (old === undefined) throw error;
    const reading = this.#toReading({ data: old.value, fetched: old.fetched }, error);
    const limitMs = this.#options.staleLimitMs(this.#options.clock.now());
    if ((reading.ageMs ?? Infinity) > limitMs) {
      const age = reading.ageMs === undefined ? "of unknown age" : `${toDurationText(reading.ageMs)} old`;
      const sentence = `the last answer is ${age}, older than the limit of ${
        toDurationText(limitMs)
      }: ${error.message}`;
      throw new UpstreamError(error.kind, sentence, { status: error.status });
    }
    this.#options.events.staleServed({ path: request.path, kind: error.kind, ageMs: reading.ageMs });
    return reading;
  }

  #toReading({ data, fetched }: Fetched, error?: UpstreamError): Reading {
    const now = nowOf(this.#options.clock);
    return {
      data,
      fetchedAt: shownAt(fetched, now),
      ageMs: ageAt(fetched, now),
      stale: error !== undefined,
      ...(error === undefined ? {} : { error }),
    };
  }
}

/** Of tries of which the last was held back, throws what came of the one before: the host had its say in that. */
async function withSentFailure<T>(work: (noteFailure: (error: unknown) => never) => Promise<T>): Promise<T> {
  let sent: UpstreamError | undefined;
  const isHeldBack = (error: unknown) => error instanceof UpstreamError && error.kind === "held_back";
  try {
    return await work((error) => {
      if (error instanceof UpstreamError && !isHeldBack(error)) sent = error;
      throw error;
    });
  } catch (error) {
    throw isHeldBack(error) ? sent ?? error : error;
  }
}
