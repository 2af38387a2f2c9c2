/** Market data as one thing: exchanges, live candles, backfill and what pages ask. */
import { createMarketReader } from "./read/charts.ts";
import { SeriesMemory } from "./read/series_memory.ts";
import { LiveMarkets, type MissingCandles, type Watched } from "./live/live_markets.ts";
import { ExchangeHealth } from "./live/exchange_health.ts";
import type { Bus } from "../bus/bus.ts";
import type { SeriesKey } from "../core/candle.ts";
import type { ChangeNotifier } from "../core/change_notifier.ts";
import type { Clock } from "../core/clock.ts";
import { UserError } from "../core/errors.ts";
import { ALL_ALWAYS_OPEN, type KnownHoursOf } from "../core/market/hours.ts";
import type { Log } from "../core/log.ts";
import type { Exchange, ExchangeEvent } from "../exchanges/exchange.ts";
import type { LiveStatus } from "./live/status.ts";
import type { CandleStore } from "./candle_store.ts";
import { isMarketWanted } from "./wanted.ts";
import { openSqliteCandleStore } from "./store/sqlite_candle_store.ts";
import type { MarketEvents } from "../telemetry/market_events.ts";
import type { ExchangeFacts, MarketReader } from "./market_view.ts";

/** The settings that market data follows. */
export interface MarketSettings {
  readonly markets: readonly { readonly exchange: string; readonly symbol: string }[];
  readonly dataDir: string;
  readonly backfillMs: number;
  readonly candleKeepMs: number;
}

export interface MarketOptions {
  readonly config: MarketSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Bus;
  readonly signal?: AbortSignal | undefined;
  /** @throws {UserError} when there is no exchange of this name. */
  readonly createExchange: (id: string, onEvent: (event: ExchangeEvent) => void) => Exchange;
  readonly events: MarketEvents;
  /** Told about every change worth a look, open candles included. */
  readonly changes: ChangeNotifier;
  /** Left out, every market is always open. */
  readonly hoursOf?: KnownHoursOf | undefined;
}

export interface Market extends AsyncDisposable {
  readonly shelf: CandleStore;
  readonly reader: MarketReader;
  /** Of its exchanges. */
  readonly hoursOf: KnownHoursOf;
  /** Every watched series and how alive it is; from memory. */
  status(): readonly LiveStatus[];
  exchanges(): readonly ExchangeFacts[];
  /** Candles of the last week that are missing while nobody fetches them; from memory. */
  missingOf(series: SeriesKey): MissingCandles | undefined;
  /**
   * Called now and then: begins to remove what is older than it is to be kept, and to look for what is missing. Nobody
   * waits for it: polls must not be late because candles are looked through.
   */
  onWake(): void;
}

/**
 * Starts collecting the watched markets. Candles are a part that the rest can do without: what prevents them is told
 * and the program goes on.
 *
 * @returns nothing when no market is set and no candles are there, or when they cannot be used.
 * @throws {UserError} when a setting names an exchange that there is not; the signal's reason.
 */
export async function startMarket(options: MarketOptions): Promise<Market | undefined> {
  const { config, clock, bus, events, hoursOf = ALL_ALWAYS_OPEN } = options;
  if (!isMarketWanted(config)) return undefined;
  await using opened = new AsyncDisposableStack();
  // Before the store, so that a misspelt exchange is told first.
  const watched = createWatched(options);
  for (const { exchange } of watched.values()) opened.use(exchange);
  const shelf = await openShelf(options);
  if (shelf === undefined) return undefined;
  opened.use(shelf);
  const memory = new SeriesMemory({ shelf, clock, hoursOf });
  const collecting = new LiveMarkets({
    config,
    clock,
    events,
    changes: options.changes,
    shelf,
    onStored: () => memory.noteChange(),
    bus,
    ...{ watched, hoursOf },
  });
  opened.use(collecting);
  collecting.start();
  const running = opened.move();
  return {
    shelf,
    hoursOf,
    reader: createMarketReader({
      shelf,
      memory,
      hoursOf,
      path: `${config.dataDir}/candles.db`,
      clock,
      watched: config.markets,
      status: () => collecting.status(),
      openCandle: (series) => collecting.openCandle(series),
      exchanges: () => collecting.exchangeFacts(),
      backfill: (series) => collecting.history.progressOf(series),
      tickSize: (exchange, symbol) => collecting.tickSize(exchange, symbol),
    }),
    status: () => collecting.status(),
    exchanges: () => collecting.exchangeFacts(),
    missingOf: (series) => collecting.missingOf(series),
    onWake: () => void collecting.onWake(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A damaged or locked file is told and leaves the program without charts, not without polls. */
async function openShelf(
  { config, clock, log, signal, events }: MarketOptions,
): Promise<CandleStore | undefined> {
  // Locks of other programs are held in real time, however fast the demo's clock runs.
  const storeClock = { ...clock.real, now: () => clock.now() };
  try {
    return await openSqliteCandleStore({
      isGentle: true,
      dir: config.dataDir,
      clock: storeClock,
      log,
      signal,
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    events.marketOff({ reason: error.message });
    return undefined;
  }
}

function createWatched(
  { config, clock, events, createExchange }: MarketOptions,
): ReadonlyMap<string, Watched> {
  const all = new Map<string, Watched>();
  for (const id of new Set(config.markets.map(({ exchange }) => exchange))) {
    const notes = new ExchangeHealth(id, { events, clock });
    const exchange = createExchange(id, (event) => notes.takeExchangeEvent(event));
    const symbols = config.markets.filter((market) => market.exchange === id).map(({ symbol }) => symbol);
    all.set(id, { exchange, symbols, notes });
  }
  return all;
}
