/** A person's own alarms, in the memory that a running service watches. */
import type { Alert, AlertsPort } from "../../commands/deps.ts";
import { UserError } from "../../core/errors.ts";
import type { Clock } from "../../core/clock.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import { readRule } from "../../signals/rule_file/rule_spec.ts";
import { RULE_KINDS } from "../../signals/rules/mod.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import type { Databases } from "../data/open_databases.ts";

export interface AlertParts {
  readonly databases: Pick<Databases, "signalJournalTo">;
  readonly clock: Clock;
  readonly priceNow: AlertsPort["priceNow"];
  /** Known where the program runs. */
  readonly isPriced?: NonNullable<AlertsPort["isPriced"]>;
}

export function toAlertsPort({ databases, clock, priceNow, isPriced }: AlertParts): AlertsPort {
  let opened: SignalJournal | undefined;
  const journal = () => opened ??= databases.signalJournalTo(NOWHERE);
  return {
    priceNow,
    ...(isPriced === undefined ? {} : { isPriced }),
    list: async (owner) => {
      const rows = (await journal().rules(owner)).filter(({ origin }) => origin === "alert");
      // What cannot be read was written by another version.
      return rows.flatMap(({ id, json }) => readAlert(id, json) ?? []);
    },
    async add(owner, alert) {
      const reading = readRule({ ...alert }, { kinds: RULE_KINDS, place: "the alarm" });
      if (reading.kind === "faults") {
        throw new UserError("invalid", `Cannot set the alarm: ${reading.faults.join("; ")}`);
      }
      return await journal().addAlert(owner, { id: alert.id, json: alert }, clock.now());
    },
    remove: (owner, id) => journal().removeAlert(owner, id),
  };
}

function readAlert(id: string, json: unknown): Alert | undefined {
  const reading = readRule(json, { kinds: RULE_KINDS, place: `the alarm ${id}` });
  if (reading.kind === "faults") return undefined;
  const { spec: { kind, params } } = reading.rule;
  return { id, kind, params };
}
