/** The commands of the running service, with what they work on. */
import { type CommandDoor, createCommandDoor } from "../commands/door.ts";
import { COMMANDS } from "../commands/mod.ts";
import { toHealth } from "../web/api/health.ts";
import { toStateBody } from "../web/api/state_body.ts";
import { createLateBacktestCheck } from "./jobs.ts";
import { toStrategiesPort } from "./live_strategies.ts";
import { toMaintenancePort } from "./maintenance/maintenance_port.ts";
import { toSettingsPort } from "./settings/settings_port.ts";
import { toNamesPort } from "./names/names_port.ts";
import { toPersonPorts } from "./signals/person_ports.ts";
import { toQuotesPort } from "./watch/quotes_port.ts";
import { toWatchListPort } from "./watch/watch_port.ts";
import type { Calendar } from "../calendar/start_calendar.ts";
import type { Config } from "../config/config.ts";
import type { Strategies } from "../engine/start_strategies.ts";
import type { Market } from "../market/start_market.ts";
import type { Stock } from "../stock/start_stock.ts";
import type { AppView } from "../web/view.ts";
import type { Databases } from "./data/open_databases.ts";
import type { Runtime } from "./runtime.ts";
import type { SideFiles } from "./side_files.ts";
import type { WatchingSignals } from "./signals/late_signals.ts";

export interface ServedParts {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly view: () => AppView;
  readonly calendar: Calendar;
  readonly databases: Databases;
  readonly strategies: Strategies;
  readonly stock: Stock;
  readonly side: SideFiles;
  readonly watching: Pick<WatchingSignals, "reader" | "onWake">;
  readonly market: Market | undefined;
}

export function createServedDoor(parts: ServedParts): CommandDoor {
  const { config, runtime: { clock, requestStop }, view, calendar, databases, strategies, stock } = parts;
  const { side, watching } = parts;
  return createCommandDoor(COMMANDS, {
    ...{ clock, realClock: clock.real },
    program: {
      health: () => toHealth(view()),
      state: () => toStateBody(view()),
      pollNow: (wish) => stock.pollNow(wish),
      requestStop,
    },
    strategies: toStrategiesPort(config, databases.strategies, () => strategies.reader?.follow()),
    signals: databases.signals,
    // Asked each time: their file may be opened later.
    get jobs() {
      return side.jobs.current();
    },
    backtests: side.reports,
    signalStories: watching.reader,
    ...toPersonPorts(parts, () => watching.onWake()),
    names: toNamesPort(parts),
    watchList: toWatchListPort(databases),
    stockQuotes: toQuotesPort({
      ...{ shelf: parts.market?.shelf, hoursOf: calendar.hoursOf },
      portfolio: () => stock.lastPolls().portfolio,
    }),
    maintenance: toMaintenancePort(databases, clock, () => databases.maintenance.refresh()),
    settings: toSettingsPort({ config, databases, clock }),
    hoursOf: calendar.hoursOf,
    history: { read: (source, day) => stock.pollsOn(source, day) },
    checkBacktest: createLateBacktestCheck(config, parts.runtime),
    calendarStatus: () => calendar.status(clock.now()),
  });
}
