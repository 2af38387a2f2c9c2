/** A bot beside signals that are stored, told and asked about as in the program, with the commands themselves. */
import { toMessageRequest } from "../../src/app/signals/message_of.ts";
import { toNamesPort } from "../../src/app/names/names_port.ts";
import { toPersonPorts } from "../../src/app/signals/person_ports.ts";
import { createPressedReader } from "../../src/bot/store/pressed_acts.ts";
import { createCommandDoor } from "../../src/commands/door.ts";
import { COMMANDS } from "../../src/commands/mod.ts";
import { OWNER } from "../../src/core/actor.ts";
import { createUlids } from "../../src/lib/ulid.ts";
import { NOWHERE } from "../../src/signals/outgoing.ts";
import type { Sample } from "../../src/stock/history/sample.ts";
import { toMessage } from "../../src/signals/pipeline/message.ts";
import type { NewSignal, SkipReason } from "../../src/signals/signal_journal.ts";
import { createStoryReader } from "../../src/signals/story_reader.ts";
import { type BotSetup, startTestBot } from "./bot_parts.ts";

export type SignalChange = Partial<
  Pick<NewSignal, "ticker" | "name" | "action" | "signalClass" | "ref" | "price">
>;

export async function startSignalBot(setup: BotSetup & { readonly portfolio?: Sample } = {}) {
  const test = await startTestBot({
    ...setup,
    doorOf: ({ store, clock }) => {
      const stock = {
        pollsOn: () => Promise.resolve([]),
        lastPolls: () => (setup.portfolio === undefined ? {} : { portfolio: setup.portfolio }),
      };
      const config = { markets: [{ exchange: "upbit", symbol: "ETH/KRW" }] };
      const reader = createStoryReader(OWNER, store.signalJournalTo(NOWHERE));
      return createCommandDoor(COMMANDS, {
        ...{ clock, realClock: clock.real, signalStories: reader },
        ...toPersonPorts({ runtime: { clock }, databases: store, market: undefined, stock, config }),
        names: toNamesPort({ stock, config, watching: { reader } }),
      });
    },
  });
  const { store, clock, notifiers } = test;
  const pressed = store.extend(({ db }) => createPressedReader(db));
  const journal = store.signalJournalTo({
    enqueue: (_, facts) => notifiers.append(toMessageRequest(facts, "ko", pressed(facts.signalId))),
  });
  const createId = createUlids(() => clock.now());
  const toSignal = (id: string, change: SignalChange): NewSignal => ({
    ...{ id, owner: OWNER, sender: "rules", ref: id, rule: "stop", ruleKind: "holding_stop" },
    ...{ ruleVersion: 1, exchange: "krx", ticker: "035720", name: "카카오", action: "sell" },
    ...{ signalClass: "sell_protective", score: 90, threshold: 0, price: 38_150, changePct: -3.4 },
    ...{ evidence: [], firedAtMs: clock.now(), validUntilMs: clock.now() + 600_000, window: "trading_day" },
    ...change,
  });
  return Object.assign(test, {
    journal,
    /** Told at once, as what waits for nobody. @returns its id. */
    async tell(change: SignalChange = {}): Promise<string> {
      const id = await this.fire(change);
      await clock.until(async () =>
        (await store.messages.ofSignal(OWNER, id)).every(({ state }) => state === "delivered")
      );
      return id;
    },
    /** Stored with its message; nobody waits for that. @returns its id. */
    async fire(change: SignalChange = {}): Promise<string> {
      const id = createId();
      const signal = toSignal(id, change);
      const facts = { kind: "signal", ring: true, holding: undefined, judgement: undefined } as const;
      const sendNow = (begun: Parameters<typeof toMessage>[0]) => toMessage(begun, facts);
      const request = { claim: undefined, decision: undefined, sendNow };
      await journal.take(OWNER, { signals: [{ kind: "begin", signal, request }] });
      notifiers.announce();
      return id;
    },
    /** A condition that was met and held back. */
    async skip(reason: SkipReason): Promise<void> {
      const signal = toSignal(createId(), { ticker: "000660", name: "SK하이닉스" });
      await journal.take(OWNER, { signals: [{ kind: "skip", signal, reason }] });
    },
    /** The message of the bot that holds this text. */
    messageOf(text: string | RegExp) {
      const found = test.telegram.messages.filter((one) => one.isOfBot && one.text.match(text) !== null);
      return found.at(-1);
    },
  });
}
