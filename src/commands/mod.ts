/** Every command, by subject. A further one is a file and a line here. */
import type { Command } from "./command.ts";
import { startBacktest } from "./backtests/start.ts";
import { cancelJob } from "./jobs/cancel.ts";
import { listJobs } from "./jobs/list.ts";
import { showJob } from "./jobs/show.ts";
import { showHealth } from "./program/health.ts";
import { showNews } from "./program/news.ts";
import { pollNow } from "./program/poll.ts";
import { showPortfolio } from "./program/portfolio.ts";
import { showScreener } from "./program/screener.ts";
import { showState } from "./program/state.ts";
import { stopProgram } from "./program/stop.ts";

export const COMMANDS: readonly Command[] = [
  showHealth,
  showState,
  showPortfolio,
  showNews,
  showScreener,
  pollNow,
  stopProgram,
  startBacktest,
  listJobs,
  showJob,
  cancelJob,
];
