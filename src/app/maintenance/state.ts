/** A time of maintenance as the program sees it: read again now and then, for another process may begin and end one. */
import { OWNER } from "../../core/actor.ts";
import { isMaintenanceOn } from "../../signals/mute_names.ts";
import type { MaintenanceView } from "../../web/view.ts";
import type { Store } from "../data/store.ts";
import { type MaintenanceRow, MaintenanceTable } from "./maintenance_table.ts";

export interface MaintenanceState {
  /** From memory; `undefined` while there is none. */
  current(nowMs: number): MaintenanceView | undefined;
  refresh(): void;
}

export function createMaintenanceState(store: Pick<Store, "extend">): MaintenanceState {
  const table = store.extend((parts) => new MaintenanceTable(parts));
  let row: MaintenanceRow | undefined = table.find(OWNER);
  return {
    current(nowMs) {
      if (row === undefined || !isMaintenanceOn(row, nowMs)) return undefined;
      const { sinceMs, untilMs, why, actor } = row;
      return { sinceMs, untilMs, why, by: actor?.kind };
    },
    refresh: () => void (row = table.find(OWNER)),
  };
}
