/** What commands ask of a time of maintenance. */
import type { MaintenancePort } from "../../commands/deps.ts";
import type { Clock } from "../../core/clock.ts";
import { isMaintenanceOn, MAINTENANCE } from "../../signals/mute_names.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import type { Store } from "../data/store.ts";
import { withdrawQuieted } from "../signals/withdraw.ts";
import { MaintenanceTable } from "./maintenance_table.ts";

/** @param onChange what shows it need not wait to see the change. */
export function toMaintenancePort(
  store: Pick<Store, "extend" | "messages" | "signalJournalTo">,
  clock: Clock,
  onChange: () => void = () => {},
): MaintenancePort {
  let opened: MaintenanceTable | undefined;
  const table = () => opened ??= store.extend((parts) => new MaintenanceTable(parts));
  return {
    current(owner) {
      const row = table().find(owner);
      return Promise.resolve(row === undefined || !isMaintenanceOn(row, clock.now()) ? undefined : row);
    },
    async begin(owner, { sinceMs, untilMs, why, actor }) {
      await table().set(owner, { nowMs: sinceMs, untilMs, why, actor });
      // What waits to be sent and is held back from now on, as by a pause.
      const { messages } = store;
      const journal = store.signalJournalTo(NOWHERE);
      await withdrawQuieted(owner, { ticker: MAINTENANCE, untilMs }, { journal, messages, clock });
      onChange();
    },
    async end(owner) {
      const isEnded = await table().end(owner, clock.now());
      onChange();
      return isEnded;
    },
  };
}
