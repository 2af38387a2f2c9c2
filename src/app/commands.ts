/** The commands of the running service, with what they work on. */
import type { StoredReports } from "../backtest/stored_reports.ts";
import type { Calendar } from "../calendar/start_calendar.ts";
import { type CommandDoor, createCommandDoor } from "../commands/door.ts";
import { COMMANDS } from "../commands/mod.ts";
import type { Config } from "../config/config.ts";
import type { Strategies } from "../engine/start_strategies.ts";
import type { AnswerMemory } from "../jobs/answers/answer_memory.ts";
import type { Signals } from "../signals/start_signals.ts";
import type { Stock } from "../stock/start_stock.ts";
import { toHealth } from "../web/api/health.ts";
import { toStateBody } from "../web/api/state_body.ts";
import type { AppView } from "../web/view.ts";
import type { Databases } from "./data/open_databases.ts";
import { openJobs } from "./jobs.ts";
import { toStrategiesPort } from "./live_strategies.ts";
import { toMutesPort } from "./signals/mutes_port.ts";
import type { Runtime } from "./runtime.ts";

export interface ServedParts {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly view: () => AppView;
  readonly calendar: Calendar;
  readonly databases: Databases;
  readonly strategies: Strategies;
  readonly stock: Stock;
  readonly reports: StoredReports;
  readonly watching: Pick<Signals, "reader">;
}

/** Commands, with the long work that they begin. */
export interface ServedCommands extends AsyncDisposable {
  readonly parts: { readonly commands: CommandDoor; readonly answers: AnswerMemory | undefined };
}

/** @throws the reason of `runtime.signal`. */
export async function startCommands(parts: ServedParts): Promise<ServedCommands> {
  const { config, runtime: { clock, requestStop }, view, calendar, databases, strategies, stock, watching } =
    parts;
  const jobs = await openJobs(config, parts.runtime);
  const commands = createCommandDoor(COMMANDS, {
    ...{ clock, realClock: clock.real },
    program: {
      health: () => toHealth(view()),
      state: () => toStateBody(view()),
      pollNow: () => stock.pollNow(),
      requestStop,
    },
    strategies: toStrategiesPort(config, databases.strategies, () => strategies.reader?.follow()),
    signals: databases.signals,
    signalStories: watching.reader,
    mutes: toMutesPort(databases, clock),
    jobs,
    backtests: parts.reports,
    calendarStatus: () => calendar.status(clock.now()),
  });
  return {
    parts: { commands, answers: jobs?.answers },
    [Symbol.asyncDispose]: async () => await jobs?.[Symbol.asyncDispose](),
  };
}
