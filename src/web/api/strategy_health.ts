import { toKstIso } from "../../core/kst.ts";
import type { EngineView } from "../../engine/strategy_view.ts";

/** What /health says of each strategy, by its id. */
export function toStrategiesHealth({ strategies }: EngineView) {
  return Object.fromEntries(strategies.map(({ id, state, restarts, lastUpdateMs, waitingBars }) => [
    id,
    {
      state,
      restarts,
      last_update: lastUpdateMs === undefined ? null : toKstIso(lastUpdateMs),
      waiting_bars: waitingBars,
    },
  ]));
}
