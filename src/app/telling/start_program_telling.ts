/** What the program tells without being asked: outages as they come and go, and the day in a morning and an evening. */
import type { Calendar } from "../../calendar/start_calendar.ts";
import type { Config } from "../../config/config.ts";
import { toErrorText } from "../../core/errors.ts";
import { SqliteTellingStore } from "../../notifiers/store/sqlite_telling_store.ts";
import type { Notifiers } from "../../notifiers/start_notifiers.ts";
import { OUTAGE_WAITS, type OutageWaits } from "../../notifiers/telling/outage_plan.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";
import type { Signals } from "../../signals/start_signals.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { AppView } from "../../web/view.ts";
import type { Databases } from "../data/open_databases.ts";
import { MaintenanceTable } from "../maintenance/maintenance_table.ts";
import type { Runtime } from "../runtime.ts";
import { openLiveSettings } from "../settings/live_settings.ts";
import { createQuieten } from "../signals/outage_sound.ts";
import { createPriceAt } from "../signals/price_at.ts";
import type { ShelfColumns } from "../signals/wished_candles.ts";
import { OutageTeller } from "./outage_teller.ts";
import { createPricesNow, type PriceLookup } from "./prices_now.ts";
import { SummaryTeller } from "./summary_teller.ts";
import { createTellingEvents, type TellingCounters } from "./telling_events.ts";

export interface ProgramTellingParts {
  readonly config: Pick<Config, "notify" | "steps" | "lang">;
  readonly runtime: Pick<Runtime, "clock" | "log">;
  readonly calendar: Pick<Calendar, "current">;
  readonly databases: Pick<Databases, "extend" | "messages" | "signalJournalTo">;
  readonly stock: Pick<Stock, "lastPolls" | "pollsOn">;
  readonly market: { readonly shelf: ShelfColumns } | undefined;
  readonly notifiers: Pick<Notifiers, "append" | "announce"> & { setPricesNow(pricesNow: PriceLookup): void };
  readonly watching: Pick<Signals, "dayLooks"> & { readonly reader: Omit<SignalsReader, "view"> };
  readonly told: { readonly telling: TellingCounters };
  readonly view: () => AppView;
  /** Absent, the real ones. */
  readonly waits?: OutageWaits;
}

/** Called at the moments of the poll loop, which also turns while nothing is polled. */
export interface ProgramTelling extends AsyncDisposable {
  onWake(): void;
  onCycle(): void;
  /** Resolves when all looks so far are done. */
  settled(): Promise<void>;
}

export function startProgramTelling(parts: ProgramTellingParts): ProgramTelling {
  const { config: { steps }, runtime: { clock, log }, calendar, databases, stock, notifiers } = parts;
  const { reader: signals, dayLooks } = parts.watching;
  const { waits = OUTAGE_WAITS, config: { lang } } = parts;
  notifiers.setPricesNow(createPricesNow(stock, () => clock.now()));
  const events = createTellingEvents(log, parts.told.telling);
  const store = databases.extend(({ db, queue }) => new SqliteTellingStore({ db, queue, teller: notifiers }));
  const outages = new OutageTeller({
    ...{ lang, steps, clock, calendar, store, stock, signals, events, waits },
    quieten: createQuieten(databases, clock),
    maintenance: databases.extend((store) => new MaintenanceTable(store)),
  });
  const live = openLiveSettings(parts.config, databases);
  const summaries = new SummaryTeller({
    ...{ lang, calendar, store, stock, signals, dayLooks, events },
    get atMin() {
      return live.summaryAtMin;
    },
    get quiet() {
      return live.quiet;
    },
    messages: databases.messages,
    createPriceAt: () => createPriceAt({ stock: readOnce(stock), candles: parts.market?.shelf }),
  });
  let work: Promise<void> = Promise.resolve();
  let isStopped = false;
  let hasFailed = false;
  const lookNow = async (view: AppView, isAfterPoll: boolean) => {
    try {
      await outages.look(view);
      await summaries.look(view, isAfterPoll);
      hasFailed = false;
    } catch (error) {
      // Told once: a file that cannot be written fails at each look.
      if (!hasFailed) log.write("error", "telling_failed", toErrorText(error), { error });
      hasFailed = true;
    }
  };
  const look = (isAfterPoll: boolean) => {
    if (isStopped) return;
    const view = parts.view();
    work = work.then(() => isStopped ? undefined : lookNow(view, isAfterPoll));
  };
  return {
    onWake: () => look(false),
    onCycle: () => look(true),
    settled: () => work,
    async [Symbol.asyncDispose]() {
      isStopped = true;
      await work;
    },
  };
}

function readOnce(stock: Pick<Stock, "pollsOn">): Pick<Stock, "pollsOn"> {
  const read = new Map<string, ReturnType<Stock["pollsOn"]>>();
  return {
    pollsOn(source, day) {
      const key = `${source} ${day}`;
      const polls = read.get(key) ?? stock.pollsOn(source, day);
      read.set(key, polls);
      return polls;
    },
  };
}
