/** Every command, by subject. A further one is a file and a line here. */
import type { Command } from "./command.ts";
import { showBalance } from "./account/balance.ts";
import { showPositions } from "./account/positions.ts";
import { showProfit } from "./account/profit.ts";
import { listTrades } from "./account/trades.ts";
import { addAlert } from "./alerts/add.ts";
import { listAlerts } from "./alerts/list.ts";
import { removeAlert } from "./alerts/remove.ts";
import { addWatched } from "./watch/add.ts";
import { listWatched } from "./watch/list.ts";
import { removeWatched } from "./watch/remove.ts";
import { claimSignal } from "./signals/claim.ts";
import { confirmSignal } from "./signals/confirm.ts";
import { listSignals } from "./signals/list.ts";
import { listFired } from "./signals/fired.ts";
import { haltSignals } from "./signals/halt.ts";
import { muteSignals } from "./signals/mute.ts";
import { listMutes } from "./signals/mutes.ts";
import { pauseSignals } from "./signals/pause.ts";
import { quietOutages } from "./signals/quiet_outages.ts";
import { releaseSignal } from "./signals/release.ts";
import { remindOfSignal } from "./signals/remind.ts";
import { resumeSignals } from "./signals/resume.ts";
import { seeSignal } from "./signals/seen.ts";
import { simulateSignal } from "./signals/simulate.ts";
import { unmuteSignals } from "./signals/unmute.ts";
import { whySignal } from "./signals/why.ts";
import { simulateRule } from "./rules/simulate.ts";
import { beginMaintenance } from "./maintenance/begin.ts";
import { endMaintenance } from "./maintenance/end.ts";
import { showMaintenance } from "./maintenance/status.ts";
import { listSettings } from "./settings/list.ts";
import { previewSetting } from "./settings/preview.ts";
import { resetSetting } from "./settings/reset.ts";
import { setSetting } from "./settings/set.ts";
import { addStrategy } from "./strategies/add.ts";
import { flattenStrategies } from "./strategies/flatten.ts";
import { listStrategies } from "./strategies/list.ts";
import { listRemovals } from "./strategies/removals.ts";
import { removeStrategy } from "./strategies/remove.ts";
import { setStrategy } from "./strategies/set.ts";
import { showStrategy } from "./strategies/show.ts";
import { startStrategy } from "./strategies/start.ts";
import { stopStrategy } from "./strategies/stop.ts";
import { startBacktest } from "./backtests/start.ts";
import { findGaps } from "./candles/gaps.ts";
import { listSeries } from "./candles/list.ts";
import { showCalendarStatus } from "./calendar/status.ts";
import { showHistory } from "./history/show.ts";
import { listBacktests } from "./backtests/list.ts";
import { showBacktest } from "./backtests/show.ts";
import { cancelJob } from "./jobs/cancel.ts";
import { listJobs } from "./jobs/list.ts";
import { showJob } from "./jobs/show.ts";
import { showHealth } from "./program/health.ts";
import { showNews } from "./program/news.ts";
import { pollNow } from "./program/poll.ts";
import { showPortfolio } from "./program/portfolio.ts";
import { showScreener } from "./program/screener.ts";
import { showState } from "./program/state.ts";
import { showStatus } from "./program/status.ts";
import { stopProgram } from "./program/stop.ts";

export const COMMANDS: readonly Command[] = [
  showHealth,
  showState,
  showStatus,
  showPortfolio,
  showNews,
  showScreener,
  showBalance,
  showPositions,
  showProfit,
  listTrades,
  pollNow,
  stopProgram,
  listStrategies,
  showStrategy,
  addStrategy,
  startStrategy,
  stopStrategy,
  setStrategy,
  removeStrategy,
  flattenStrategies,
  listRemovals,
  listSignals,
  claimSignal,
  confirmSignal,
  releaseSignal,
  listFired,
  whySignal,
  listMutes,
  muteSignals,
  unmuteSignals,
  pauseSignals,
  haltSignals,
  resumeSignals,
  seeSignal,
  remindOfSignal,
  quietOutages,
  addAlert,
  listAlerts,
  removeAlert,
  addWatched,
  listWatched,
  removeWatched,
  listSettings,
  previewSetting,
  setSetting,
  resetSetting,
  beginMaintenance,
  endMaintenance,
  showMaintenance,
  simulateSignal,
  simulateRule,
  startBacktest,
  listBacktests,
  showBacktest,
  listSeries,
  findGaps,
  showHistory,
  showCalendarStatus,
  listJobs,
  showJob,
  cancelJob,
];
