/** What a person muted, paused or halted is not sent, however long it has waited already. */
import { OWNER } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import type { OneSignalFacts } from "../../notifiers/message_facts.ts";
import type { NotifierParts } from "../../notifiers/start_notifiers.ts";
import { NOWHERE, type SignalClass } from "../../signals/outgoing.ts";
import { findQuiet } from "../../signals/pipeline/gate.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import type { Databases } from "../data/open_databases.ts";

const CLASSES: Readonly<Record<OneSignalFacts["kind"], SignalClass>> = {
  buy: "buy",
  unjudged: "buy",
  sell_discretionary: "sell_discretionary",
  sell_protective: "sell_protective",
};

export function createFindUnwanted(
  databases: Pick<Databases, "signalJournalTo">,
  clock: Clock,
): NonNullable<NotifierParts["findUnwanted"]> {
  let opened: SignalJournal | undefined;
  // Nothing goes out by it. Made when something waits: its statements are many.
  const journal = () => opened ??= databases.signalJournalTo(NOWHERE);
  return async () => {
    const mutes = await journal().mutes(OWNER, clock.now());
    return ({ ticker, kind }) => findQuiet({ ticker, signalClass: CLASSES[kind] }, mutes);
  };
}
