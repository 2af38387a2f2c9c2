import { toKstIso } from "../core/kst.ts";
import type { EngineView } from "../engine/engine_view.ts";
import type { AppView } from "./view.ts";

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

/** Ids of strategies that nobody but a person gets going again. */
export function findParked({ strategies }: AppView): readonly string[] {
  return strategies?.strategies.filter(({ state }) => state === "parked").map(({ id }) => id) ?? [];
}

/** Without its reason, which may name files of this machine: anybody may ask for /health. */
export function toParkedProblem(id: string): string {
  return `The strategy ${id} is parked and does nothing until somebody starts it again; /strategies says why.`;
}
