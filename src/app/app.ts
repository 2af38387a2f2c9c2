import { startBus } from "../bus/start_bus.ts";
import { startCalendar } from "../calendar/start_calendar.ts";
import type { Config } from "../config/config.ts";
import { OWNER } from "../core/actor.ts";
import { ChangeNotifier } from "../core/change_notifier.ts";
import { startStrategies } from "../engine/start_strategies.ts";
import type { StrategyTable } from "../engine/strategy_store.ts";
import { tickSizeOf } from "../exchanges/coin_rules.ts";
import type { Market } from "../market/start_market.ts";
import { FILL_MODELS } from "../paper/fill_models/mod.ts";
import type { SignalStore } from "../signals/signal_store.ts";
import { SOURCE_PATHS, startStock, type Stock } from "../stock/start_stock.ts";
import { startTelemetry } from "../telemetry/start_telemetry.ts";
import type { Listener } from "../web/listener.ts";
import { startWeb } from "../web/start_web.ts";
import type { AppView } from "../web/view.ts";
import { createCommands } from "./commands.ts";
import { startProgramBotIfSet } from "./bot.ts";
import { openDatabases } from "./data/open_databases.ts";
import { lockInstance } from "./instance_lock.ts";
import { createLateReader, startMarketIfWanted } from "./market.ts";
import { startMessages, startTelling } from "./notifiers.ts";
import { followNames } from "./names/follow_names.ts";
import { readMetrics, readPage, readView } from "./program_view.ts";
import { startProgramReporting } from "./reporting.ts";
import { openSideFiles } from "./side_files.ts";
import { startSignals } from "./signals.ts";
import { createTold } from "./signals/told.ts";
import type { Runtime } from "./runtime.ts";
import type { WatchingSignals } from "./signals/late_signals.ts";

export interface App extends AsyncDisposable, Pick<Listener, "url" | "bound">, Pick<Stock, "client"> {
  readonly watching: Pick<WatchingSignals, "receive">;
  readonly signals: SignalStore;
  /** Rows that are added or changed here are noticed within a second. */
  readonly strategyTable: StrategyTable;
  /** `undefined` while no market is set. */
  readonly market: Market | undefined;
  view(): AppView;
}

/**
 * Composes the whole program and starts it. Disposal stops it in the order that loses nothing: polling and requests in
 * flight, the relay of events, the web server, the domains, the databases, the lock.
 *
 * @param onListening called when everything stands and before the first poll.
 * @throws {UserError} for a held lock, a taken port, an unusable file; the reason of `runtime.signal` when it aborts.
 */
export async function startApp(
  config: Config,
  runtime: Runtime,
  onListening: (app: App) => void | Promise<void> = () => {},
): Promise<App> {
  await using opened = new AsyncDisposableStack();
  const [changes, marketChanges] = [new ChangeNotifier(), new ChangeNotifier()];
  const telemetry = opened.use(startTelemetry({ runtime, sources: SOURCE_PATHS }));
  const { events, marketEvents } = telemetry;
  opened.use(lockInstance(config, runtime.clock));
  const calendar = opened.use(await startCalendar({ config, runtime, events }));
  const databases = opened.use(await openDatabases(config, runtime));
  const { signals, strategies: store } = databases;
  const told = createTold(telemetry.signalCounters, () => runtime.clock.now());
  const notifiers = opened.use(await startMessages(config, runtime, databases, told.notify));
  const messages = opened.use(startBus({ runtime, store: databases }));
  const common = { ...runtime, config, calendar, messages, told, bus: messages.bus, changes: marketChanges };
  const market = opened.use(await startMarketIfWanted({ ...common, events: marketEvents }));
  const { strategyDir, krxFees } = config;
  const paper = { owner: OWNER, fillModels: FILL_MODELS, tickSizeOf, krxFees, stateChanges: changes };
  const strategies = opened.use(await startStrategies({ ...common, ...paper, strategyDir, store, market }));
  const side = opened.use(openSideFiles(config, runtime, databases));
  const stock = opened.use(await startStock({ config, runtime, calendar, store: databases, events }));
  const facts = { ...common, runtime, databases, stock, market, notifiers, side };
  const watching = opened.use(startSignals(facts));
  const { follow, problemSinceMs } = opened.use(startProgramReporting({ config, runtime, events }));
  const program = { ...facts, strategies, watching, problemSinceMs };
  const view = () => readView(program);
  const telling = opened.use(await startTelling({ ...program, view }));
  const served = createCommands({ ...program, view });
  const parts = {
    ...{ view, changes, marketChanges, reports: side.reports, topics: told.topics, pollNow: stock.pollNow },
    ...{ takeSignal: watching.takeRequest, signals: watching.reader, messages: databases.messages },
    ...{ pageView: () => readPage(program), calendarYear: calendar.year },
    ...{ ...served, strategies: strategies.reader },
    market: market?.reader ?? opened.use(createLateReader({ ...common, events: marketEvents })),
    metrics: telemetry.metricsOf(() => readMetrics(program)),
  };
  const { url, bound } = opened.use(startWeb({ config, runtime, events: telemetry.webEvents, parts }));
  await watching.begin();
  opened.use(await startProgramBotIfSet(config, { ...program, ...served }));
  const [relay] = [opened.use(messages.relay), opened.use(stock.polling)];
  events.unconfigured({ missing: config.missing });
  const running = opened.move();
  const shown = { url, bound, signals, watching, strategyTable: store.table, client: stock.client, market };
  const app: App = { ...shown, view, [Symbol.asyncDispose]: () => running.disposeAsync() };
  await onListening(app);
  relay.start();
  const pages = [{ onCycle: () => changes.announce() }, followNames(facts)];
  stock.start([databases, market, strategies, watching, follow(view), calendar, ...pages, telling, side]);
  return app;
}
