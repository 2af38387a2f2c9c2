import type { Config } from "../config/config.ts";
import type { CareParts } from "../notifiers/care.ts";
import { type NotifyEvents, type NotifyView, SILENT_NOTIFY_EVENTS } from "../notifiers/notifiers_view.ts";
import type { NotifierParts, Notifiers, NotifierSettings } from "../notifiers/start_notifiers.ts";
import { OWNER } from "../core/actor.ts";
import type { Databases } from "./data/open_databases.ts";
import type { Runtime } from "./runtime.ts";
import type { PriceLookup } from "./telling/prices_now.ts";
import type { ProgramTelling, ProgramTellingParts } from "./telling/start_program_telling.ts";

/** The demo tells nobody: what it plays is invented. */
export function toNotifierSettings(
  { notify, lang }: Pick<Config, "notify" | "lang">,
  mode: "live" | "demo",
): NotifierSettings {
  const { order, quiet, ringsPer5Min, hidesAmounts, telegram, office } = notify;
  return {
    order: mode === "demo" ? [] : order,
    quiet,
    ringsPer5Min,
    hidesAmounts,
    telegram,
    office,
    lang,
  };
}

export interface ProgramMessages extends Notifiers {
  /** Who knows prices begins after the senders do; until then a late list says that nobody does. */
  setPricesNow(pricesNow: PriceLookup): void;
  /** What listens to people is shown with the channel by which they are told. */
  setBot(readView: () => NotifyView["bot"]): void;
}

/** While no channel is set up nobody is told anything, and nothing of it is even read in. */
const NO_NOTIFIERS: ProgramMessages = {
  channels: [],
  tell: () => Promise.resolve(0),
  append: () => 0,
  announce() {},
  view: () => ({ lastRingAtMs: undefined, channels: [] }),
  noteConflict() {},
  noteBack: () => Promise.resolve(),
  setPricesNow() {},
  setBot() {},
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export async function startMessages(
  config: Config,
  runtime: Runtime,
  databases: { readonly messages: NotifierParts["store"] } & Pick<Databases, "extend" | "signalJournalTo">,
  events: NotifyEvents = SILENT_NOTIFY_EVENTS,
): Promise<ProgramMessages> {
  const { clock, log, mode, playedTelegram: played } = runtime;
  const { telegram, ...settings } = played === undefined ? toNotifierSettings(config, mode) : {
    ...toNotifierSettings(config, "demo"),
    order: ["telegram"],
    telegram: played.settings,
    office: undefined,
  };
  const isSetUp = telegram !== undefined || settings.office !== undefined;
  const parts = { store: databases.messages, clock, log, events };
  if (!isSetUp || settings.order.length === 0) return await careAlone(parts);
  const people = telegram && await openPeople(databases);
  let pricesNow: PriceLookup = (tickers) => ({ krw: tickers.map(() => undefined), ageMs: undefined });
  const { startNotifiers } = await import("../notifiers/start_notifiers.ts");
  const { openLiveSettings } = await import("./settings/live_settings.ts");
  const { createFindUnwanted } = await import("./signals/unwanted.ts");
  const live = openLiveSettings(config, databases);
  const findUnwanted = createFindUnwanted(databases, clock);
  const notifiers = startNotifiers({
    ...settings,
    get quiet() {
      return live.quiet;
    },
    telegram: telegram && {
      ...telegram,
      // Read at each message and each send: who is unlinked, also by another process, is told nothing more.
      get chats() {
        return [...new Set([...telegram.chats, ...people?.linkedChats(OWNER) ?? []])];
      },
    },
  }, { ...parts, isFirst: true, findUnwanted, pricesNow: (tickers) => pricesNow(tickers) });
  const { createQuieten } = await import("./signals/outage_sound.ts");
  const quieten = createQuieten(databases, clock);
  let readBot: (() => NotifyView["bot"]) | undefined;
  return {
    ...notifiers,
    tell: async (request) => await notifiers.tell(await quieten(request)),
    view: () => ({ ...notifiers.view(), bot: readBot?.() }),
    setPricesNow: (prices) => void (pricesNow = prices),
    setBot: (read) => void (readBot = read),
  };
}

/** What was told before is forgotten in its time, and what still waits is put away. */
async function careAlone(parts: Omit<CareParts, "channels">): Promise<ProgramMessages> {
  const { careForMessages } = await import("../notifiers/care.ts");
  const stopping = new AbortController();
  const caring = careForMessages({ ...parts, channels: [] }, stopping.signal);
  return {
    ...NO_NOTIFIERS,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await caring;
    },
  };
}

/** Chats of people who linked themselves by a code. */
export async function readLinkedChats(databases: Pick<Databases, "extend">): Promise<readonly string[]> {
  return (await openPeople(databases)).linkedChats(OWNER);
}

async function openPeople(databases: Pick<Databases, "extend">) {
  const { openBotMemory } = await import("./bot/bot_memory.ts");
  return openBotMemory(databases);
}

/** Outages and summaries, while there is somebody to tell; else nothing of it is even read in. */
export async function startTelling(
  parts: ProgramTellingParts & { readonly notifiers: Pick<Notifiers, "channels"> },
): Promise<ProgramTelling | undefined> {
  if (parts.notifiers.channels.length === 0) return undefined;
  const { startProgramTelling } = await import("./telling/start_program_telling.ts");
  return startProgramTelling(parts);
}
