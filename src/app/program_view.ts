/** Joins what the parts of the program show of themselves into one moment of the whole. */
import type { RunningBus } from "../bus/start_bus.ts";
import type { Calendar } from "../calendar/start_calendar.ts";
import type { Config } from "../config/config.ts";
import { nowOf } from "../core/stamp.ts";
import type { Strategies } from "../engine/start_strategies.ts";
import { readMarketHealth } from "../market/market_health.ts";
import type { Market } from "../market/start_market.ts";
import type { Notifiers } from "../notifiers/start_notifiers.ts";
import type { Stock } from "../stock/start_stock.ts";
import type { MetricsFacts } from "../telemetry/metrics.ts";
import { toState } from "../web/api/health.ts";
import { countProblems, findProblems } from "../web/problems/problems.ts";
import type { AppView, PageView } from "../web/view.ts";
import type { Databases } from "./data/open_databases.ts";
import { toEventsView } from "./data/events_view.ts";
import { toStorageView } from "./data/storage_view.ts";
import type { SideFiles } from "./side_files.ts";
import type { Runtime } from "./runtime.ts";
import type { WatchingSignals } from "./signals/late_signals.ts";
import { readRecentSignals } from "./signals/recent_signals.ts";

export interface ProgramParts {
  readonly config: Config;
  readonly runtime: Pick<Runtime, "clock" | "mode" | "version" | "playedTelegram">;
  readonly calendar: Calendar;
  readonly databases: Databases;
  readonly notifiers: Notifiers;
  readonly market: Market | undefined;
  readonly strategies: Strategies;
  readonly stock: Stock;
  readonly side: Pick<SideFiles, "problems" | "view">;
  readonly watching: Pick<WatchingSignals, "reader">;
  readonly messages: Pick<RunningBus, "relay">;
  readonly problemSinceMs: AppView["problemSinceMs"];
}

/** One moment of the whole program, for everything that shows it. Reads memory only. */
export function readView(parts: ProgramParts): AppView {
  const { config, runtime, calendar, databases, notifiers, market, strategies, stock } = parts;
  const now = nowOf(runtime.clock);
  const [status, { mode, version, playedTelegram }] = [databases.status(), runtime];
  const problems = [stock.historyProblem() ?? [], parts.side.problems()].flat();
  return {
    ...stock.view(now),
    ...parts.side.view(now.nowMs),
    maintenance: databases.maintenance.current(now.nowMs),
    ...{ nowMs: now.nowMs, mode, version, chat: playedTelegram?.received() },
    claims: { won: status.claimsWon, lost: status.claimsLost },
    claimClock: databases.claimClock.state,
    calendar: calendar.view(now.nowMs),
    storage: toStorageView(status, { dataDir: config.dataDir, problems }),
    ...{ notify: notifiers.view(), events: toEventsView(parts.messages.relay, databases.deadLetters) },
    market: readMarketHealth(market, config),
    strategies: strategies.reader?.view(),
    unservedStrategies: strategies.unserved(),
    watching: parts.watching.reader.view(),
    problemSinceMs: parts.problemSinceMs,
  };
}

/** What a scrape of /metrics reads. */
export function readMetrics(parts: ProgramParts): MetricsFacts {
  const view = readView(parts);
  const problems = findProblems(view);
  return { ...view, state: toState(view, problems), problems: countProblems(problems) };
}

/** With what only pages show. */
export function readPage(parts: ProgramParts): PageView {
  const view = readView(parts);
  return {
    ...view,
    strips: parts.stock.strips(view.nowMs),
    recentSignals: () => readRecentSignals(parts.databases.signals),
    priceColors: parts.config.priceColors,
  };
}
