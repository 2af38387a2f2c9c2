/** Collects the watched markets of one program: live candles onto the bus, the past behind them, and what is old away. */
import type { ExchangeHealth } from "./exchange_health.ts";
import { BackfillScheduler } from "../backfill/scheduler.ts";
import type { Bus } from "../../bus/bus.ts";
import { toMarketTopic } from "../../bus/topics.ts";
import { type Candle, closeTimeOf, openTimeOf, type SeriesKey, toSeriesText } from "../../core/candle.ts";
import type { ChangeNotifier } from "../../core/change_notifier.ts";
import type { Clock } from "../../core/clock.ts";
import { DAY_MS, HOUR_MS } from "../../core/kst.ts";
import { ALL_ALWAYS_OPEN, type KnownHoursOf } from "../../core/market/hours.ts";
import type { Exchange } from "../../exchanges/exchange.ts";
import { countCandles, spansToFetch } from "../read/holes.ts";
import { CandleCollector } from "./collector.ts";
import { OpenCandles } from "./open_candles.ts";
import type { CollectorEvent, LiveCandle } from "./candle_event.ts";
import type { LiveStatus } from "./status.ts";
import type { CandleStore } from "../candle_store.ts";
import { PriceSteps } from "../price_steps.ts";
import type { MarketEvents } from "../../telemetry/market_events.ts";
import type { ExchangeFacts } from "../market_view.ts";

export interface Watched {
  readonly exchange: Exchange;
  readonly symbols: readonly string[];
  readonly notes: ExchangeHealth;
}

export interface LiveMarketsDeps {
  readonly config: {
    readonly backfillMs: number;
    /** 0 keeps minutes for ever. */
    readonly candleKeepMs: number;
  };
  readonly clock: Clock;
  readonly events: MarketEvents;
  readonly changes: ChangeNotifier;
  readonly shelf: CandleStore;
  /** Told when other candles are stored than before; must not wait. */
  readonly onStored: () => void;
  readonly bus: Bus;
  /** By id. */
  readonly watched: ReadonlyMap<string, Watched>;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
}

export interface MissingCandles {
  readonly bars: number;
  /** When the first one began. */
  readonly sinceMs: number;
}

/** What is looked at for holes, as on the page about data. */
const LOOKED_AT_MS = 7 * DAY_MS;
const PRUNE_EVERY_MS = 6 * HOUR_MS;

export class LiveMarkets implements AsyncDisposable {
  readonly history: BackfillScheduler;
  readonly #parts: LiveMarketsDeps;
  readonly #collectors = new Map<string, CandleCollector>();
  readonly #openCandles = new OpenCandles();
  readonly #steps: PriceSteps;
  /** By text of the series; as of the last wake. */
  readonly #missing = new Map<string, MissingCandles>();
  /** A look for holes that is under way; never rejects. */
  #looking: Promise<void> | undefined;
  #couldLook = true;
  /** Work that nobody waits for but the end. */
  readonly #aside = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  /** Monotonic. */
  #nextPruneMs = -Infinity;

  constructor(parts: LiveMarketsDeps) {
    this.#parts = parts;
    const { config: { backfillMs, candleKeepMs }, clock, events, changes, shelf, watched } = parts;
    this.#steps = new PriceSteps({ clock, events, signal: this.#closing.signal });
    this.history = new BackfillScheduler({
      exchangeOf: (id) => watched.get(id)?.exchange,
      hoursOf: (id) => this.#hoursOf(id),
      shelf,
      clock,
      events,
      // What is to be removed need not be fetched.
      depthMs: candleKeepMs === 0 ? backfillMs : Math.min(backfillMs, candleKeepMs),
      onChange: () => {
        parts.onStored();
        changes.announce();
      },
    });
  }

  /** @throws {RangeError} when an exchange has no minutes. */
  start(): void {
    const { clock, shelf: keeper, watched } = this.#parts;
    for (const [id, { exchange, symbols }] of watched) {
      const collector = new CandleCollector({
        exchange,
        keeper,
        watched: symbols.map((symbol) => ({ symbol, interval: "1m" })),
        clock,
        onClosed: (event) => this.#onClosed(event),
        onOpen: (event) => this.#onOpen(event),
        askBackfill: (wish) => this.history.repair(wish),
        onEvent: (event) => this.#onEvent(id, event),
        hours: this.#hoursOf(id),
      });
      this.#collectors.set(id, collector);
      for (const symbol of symbols) {
        this.history.fill({ exchange: id, symbol, interval: "1m" });
        this.#steps.watch(exchange, symbol);
      }
    }
    this.#runAside(this.#steps.learnDue());
  }

  status(): readonly LiveStatus[] {
    return [...this.#collectors.values()].flatMap((collector) => collector.status());
  }

  exchangeFacts(): readonly ExchangeFacts[] {
    return [...this.#parts.watched].map(([id, { exchange, notes }]) =>
      // Trades tell it finer and at once; an exchange without them tells it in the head of its pages.
      notes.facts(exchange, this.#collectors.get(id)?.skewMs ?? this.history.skewOf(id))
    );
  }

  #hoursOf(exchange: string) {
    return (this.#parts.hoursOf ?? ALL_ALWAYS_OPEN)(exchange);
  }

  missingOf(series: SeriesKey): MissingCandles | undefined {
    return this.history.progressOf(series) === undefined
      ? this.#missing.get(toSeriesText(series))
      : undefined;
  }

  openCandle(series: SeriesKey): Candle | undefined {
    return this.#openCandles.of(series);
  }

  /** Decimal text; `undefined` until the exchange has told it. */
  tickSize(exchange: string, symbol: string): string | undefined {
    return this.#steps.of(exchange, symbol);
  }

  /** @returns when it is known again what is missing; nobody need wait for it. Never rejects. */
  onWake(): Promise<void> {
    this.history.onWake();
    this.#pruneWhenDue();
    this.#runAside(this.#steps.learnDue());
    return this.#looking ??= this.#lookForHoles().finally(() => this.#looking = undefined);
  }

  #pruneWhenDue(): void {
    const { config: { candleKeepMs }, clock } = this.#parts;
    const monotonicMs = clock.monotonic();
    if (candleKeepMs === 0 || monotonicMs < this.#nextPruneMs) return;
    this.#nextPruneMs = monotonicMs + PRUNE_EVERY_MS;
    this.#runAside(this.#prune(clock.now() - candleKeepMs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new DOMException("Collecting is ending", "AbortError"));
    await Promise.all([...this.#collectors.values()].map((collector) => collector[Symbol.asyncDispose]()));
    await this.history[Symbol.asyncDispose]();
    await this.#looking;
    await Promise.all(this.#aside);
  }

  /** One series after the other; each is told as it was in one moment. */
  async #lookForHoles(): Promise<void> {
    try {
      for (const { series, lastClosedMs } of this.status()) {
        if (this.#closing.signal.aborted) return;
        const missing = await this.#findMissing(series, lastClosedMs);
        if (missing === undefined) this.#missing.delete(toSeriesText(series));
        else this.#missing.set(toSeriesText(series), missing);
      }
      this.#couldLook = true;
    } catch (error) {
      // Once: it is tried at every wake.
      if (this.#couldLook) this.#parts.events.receiverFailed({ name: "look for missing candles", error });
      this.#couldLook = false;
    }
  }

  async #findMissing(
    series: SeriesKey,
    announcedMs: number | undefined,
  ): Promise<MissingCandles | undefined> {
    const { shelf, config: { candleKeepMs } } = this.#parts;
    const known = await shelf.readKnown(series, { fromMs: 0, toMs: Infinity }, { limit: 0 });
    const firstMs = known.firstClosedMs;
    const lastMs = announcedMs ?? known.lastClosedMs;
    if (firstMs === undefined || lastMs === undefined) return undefined;
    const toMs = closeTimeOf(series.interval, lastMs);
    const reachMs = candleKeepMs === 0 ? LOOKED_AT_MS : Math.min(LOOKED_AT_MS, candleKeepMs);
    const span = { fromMs: Math.max(firstMs, openTimeOf(series.interval, toMs - reachMs)), toMs };
    const hours = this.#hoursOf(series.exchange);
    const holes = spansToFetch(known.coverage, span, hours);
    const [first] = holes;
    const missing = holes.reduce((sum, hole) => sum + countCandles(series.interval, hole, hours), 0);
    return first !== undefined && missing >= 1
      ? { bars: Math.floor(missing), sinceMs: first.fromMs }
      : undefined;
  }

  /** @param work never rejects. */
  #runAside(work: Promise<void>): void {
    const noted = work.finally(() => this.#aside.delete(noted));
    this.#aside.add(noted);
  }

  async #prune(beforeMs: number): Promise<void> {
    const { shelf, events } = this.#parts;
    let removed = 0;
    try {
      for (const { series, firstMs } of await shelf.list()) {
        if (this.#closing.signal.aborted) return;
        if (series.interval === "1m" && firstMs < beforeMs) removed += await shelf.prune(series, beforeMs);
      }
      this.#parts.onStored();
      if (removed > 0) events.candlesPruned({ removed, beforeMs });
    } catch (error) {
      events.receiverFailed({ name: "removal of old candles", error });
    }
  }

  #onClosed(event: LiveCandle): void {
    const { series, candle, atMs, from } = event;
    this.#openCandles.noteClosed(event);
    this.#steps.noteCandle(series.exchange, { symbol: series.symbol, candle });
    this.#parts.onStored();
    const skewMs = this.#collectors.get(series.exchange)?.skewMs ?? 0;
    const lagMs = atMs + skewMs - closeTimeOf(series.interval, candle.openTimeMs);
    this.#parts.events.candleClosed({ exchange: series.exchange, from, lagMs });
    this.#publish("candle_closed", event);
  }

  #onOpen(event: LiveCandle): void {
    this.#openCandles.noteOpen(event);
    this.#publish("candle_open", event);
  }

  #publish(kind: "candle_open" | "candle_closed", { series, candle, atMs, from }: LiveCandle): void {
    this.#parts.changes.announce();
    const { exchange, symbol, interval } = series;
    const topic = toMarketTopic(exchange, symbol);
    const message = { kind, exchange, symbol, interval, candle, atMs, from };
    // The minute does not wait for whoever reads along; a refusal is told when it comes.
    this.#parts.bus.publish(topic, message).then((result) => {
      if (result.kind === "taken") return;
      this.#parts.events.receiverFailed({ name: "bus", error: new Error(result.what) });
    });
  }

  #onEvent(exchange: string, event: CollectorEvent): void {
    this.#parts.watched.get(exchange)?.notes.takeCollectorEvent(event);
    if (event.kind === "stream_up") this.history.onUp(exchange);
    if (event.kind === "stream_up" || event.kind === "stream_down") this.#parts.changes.announce();
  }
}
