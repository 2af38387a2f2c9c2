/** Signals with what they look at in this program: polls, candles, the calendar, the bus. */
import { createPressedReader } from "../../bot/store/pressed_acts.ts";
import type { Bus } from "../../bus/bus.ts";
import type { Calendar } from "../../calendar/start_calendar.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { JUDGES } from "../../signals/judges/mod.ts";
import { toErrorText } from "../../core/errors.ts";
import type { OutgoingFacts } from "../../signals/outgoing.ts";
import type { Notifiers } from "../../notifiers/start_notifiers.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import { RULE_KINDS } from "../../signals/rules/mod.ts";
import { type Signals, startSignals } from "../../signals/start_signals.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { Databases } from "../data/open_databases.ts";
import type { Runtime } from "../runtime.ts";
import { openLiveSettings } from "../settings/live_settings.ts";
import { toMessageRequest } from "./message_of.ts";
import { createPriceAt } from "./price_at.ts";
import type { Told } from "./told.ts";
import { readLastCandles, type ShelfColumns } from "./wished_candles.ts";

export interface ProgramSignalsParts {
  readonly config: Pick<Config, "rulesPath" | "judge" | "inbound" | "lang" | "notify">;
  readonly runtime: Pick<Runtime, "clock" | "log">;
  readonly calendar: Pick<Calendar, "current" | "hoursOf">;
  readonly databases: Pick<Databases, "signalJournalTo" | "extend" | "messages" | "claimClock">;
  readonly stock: Pick<Stock, "lastPolls" | "pollsOn">;
  /** `undefined` while no candles are kept. */
  readonly market: { readonly shelf: ShelfColumns } | undefined;
  readonly bus: Bus;
  /** Without channels nobody is told: what was decided stays on the pages and in the list. */
  readonly notifiers: Pick<Notifiers, "append" | "announce">;
  readonly told: Pick<Told, "signals" | "reportTo">;
}

/** The latest ones; what is older than so many is told on its page alone. */
const MOST_OPEN = 500;

/** @throws {RangeError} for a judge that there is not; what the memory throws. */
export async function startProgramSignals(parts: ProgramSignalsParts): Promise<Signals> {
  const { config, runtime, calendar, databases, stock, market, bus, notifiers, told } = parts;
  const candles = market?.shelf;
  const { clock, log } = runtime;
  const { hoursOf } = calendar;
  const judge = JUDGES.find(({ id }) => id === config.judge);
  if (judge === undefined) throw new RangeError(`Cannot start signals: there is no judge ${config.judge}`);
  const pressed = databases.extend(({ db }) => createPressedReader(db));
  const outgoing = {
    enqueue: (_tx: unknown, facts: OutgoingFacts) =>
      notifiers.append(toMessageRequest(facts, config.lang, pressed(facts.signalId))),
  };
  const journal = announcing(databases.signalJournalTo(outgoing), notifiers);
  const live = openLiveSettings(config, databases);
  const signals = await startSignals({
    owner: OWNER,
    rulesPath: config.rulesPath,
    inbound: config.inbound,
    clockBehindMs: () => databases.claimClock.check().behindMs,
    kinds: RULE_KINDS,
    ...{ judge, clock, log, bus, journal },
    watcher: told.signals,
    ringFrom: () => live.ringFrom,
    calendar: () => calendar.current(),
    hoursOf,
    polls: () => stock.lastPolls(),
    candles: async (
      wish,
    ) => (candles === undefined
      ? []
      : await readLastCandles(candles, wish, { nowMs: clock.now(), hours: hoursOf(wish.exchange) })),
    priceAt: createPriceAt({ stock, candles }),
  });
  told.reportTo({
    reports: signals.deliveries,
    messages: databases.messages,
    open: (await journal.list(OWNER, { states: ["queued"], limit: MOST_OPEN })).map(({ id }) => id),
    onFailure: (error) =>
      log.write("error", "signals_failed", `What became of a message: ${toErrorText(error)}`),
  });
  return signals;
}

/** The senders learn of new rows when the transaction that wrote them is over. */
function announcing(journal: SignalJournal, notifiers: Pick<Notifiers, "announce">): SignalJournal {
  const then = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      notifiers.announce();
    }
  };
  return {
    ...journal,
    take: (owner, fired) => then(journal.take(owner, fired)),
    finish: (owner, request) => then(journal.finish(owner, request)),
  };
}
