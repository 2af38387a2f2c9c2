import { ALERT_TEXTS } from "./alerts.ts";
import { BACKTEST_TEXTS } from "./backtests.ts";
import { CALENDAR_TEXTS } from "./calendar.ts";
import { CHART_TEXTS } from "./chart.ts";
import { DASHBOARD_TEXTS } from "./dashboard.ts";
import { DATA_TEXTS } from "./data.ts";
import { JOB_TEXTS } from "./jobs.ts";
import { PROBLEM_TEXTS } from "./problems.ts";
import { SIGNAL_WORD_TEXTS } from "../../../core/words/signal_words.ts";
import { SIGNAL_TEXTS } from "./signals.ts";
import { SHELL_TEXTS } from "./shell.ts";
import { STRATEGY_TEXTS } from "./strategies.ts";
import { STRATEGY_PARAM_TEXTS } from "./strategy_params.ts";
import { WATCH_TEXTS } from "./watch.ts";

/** Every text of the pages: what one page says, the parts that it shares with others say too. */
export const TEXTS = {
  ...SHELL_TEXTS,
  ...PROBLEM_TEXTS,
  ...DASHBOARD_TEXTS,
  ...CALENDAR_TEXTS,
  ...CHART_TEXTS,
  ...DATA_TEXTS,
  ...STRATEGY_TEXTS,
  ...STRATEGY_PARAM_TEXTS,
  ...BACKTEST_TEXTS,
  ...SIGNAL_TEXTS,
  ...SIGNAL_WORD_TEXTS,
  ...JOB_TEXTS,
  ...ALERT_TEXTS,
  ...WATCH_TEXTS,
};
