import type { MutesPort } from "../../commands/deps.ts";
import { readActorText, toActorText } from "../../core/actor_text.ts";
import type { Clock } from "../../core/clock.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import type { Databases } from "../data/open_databases.ts";
import { type WithdrawParts, withdrawQuieted } from "./withdraw.ts";

/** What a person does not want to hear of, in the memory that rules look into before they speak. */
export function toMutesPort(
  databases: Pick<Databases, "signalJournalTo"> & { readonly messages: WithdrawParts["messages"] },
  clock: Clock,
  onMuted: () => void = () => {},
): MutesPort {
  let opened: SignalJournal | undefined;
  // Nothing goes out by it. Made when somebody asks: its statements are many.
  const journal = () => opened ??= databases.signalJournalTo(NOWHERE);
  return {
    list: async (owner) =>
      (await journal().mutes(owner, clock.now())).map((mute) => ({
        ...mute,
        actor: readActorText(mute.actor),
      })),
    async set(owner, { ticker, untilMs, actor }) {
      await journal().mute(owner, { ticker, untilMs, setAtMs: clock.now(), actor: toActorText(actor) });
      const { messages } = databases;
      await withdrawQuieted(owner, { ticker, untilMs }, { journal: journal(), messages, clock });
      onMuted();
    },
    async end(owner, ticker) {
      // One whose time was over held nothing back.
      const held = (await journal().mutes(owner, clock.now())).some((mute) => mute.ticker === ticker);
      const isEnded = await journal().unmute(owner, ticker);
      onMuted();
      return isEnded && held;
    },
  };
}
