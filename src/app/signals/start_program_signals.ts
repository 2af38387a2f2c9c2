/** Signals with what they look at in this program: polls, candles, the calendar, the bus. */
import type { Bus } from "../../bus/bus.ts";
import type { Calendar } from "../../calendar/start_calendar.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { JUDGES } from "../../signals/judges/mod.ts";
import { NOWHERE, type OutgoingPort } from "../../signals/outgoing.ts";
import { RULE_KINDS } from "../../signals/rules/mod.ts";
import { type Signals, startSignals } from "../../signals/start_signals.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { Databases } from "../data/open_databases.ts";
import type { Runtime } from "../runtime.ts";
import { createPriceAt } from "./price_at.ts";
import { readLastCandles, type ShelfColumns } from "./wished_candles.ts";

export interface ProgramSignalsParts {
  readonly config: Pick<Config, "rulesPath" | "judge" | "inbound">;
  readonly runtime: Pick<Runtime, "clock" | "log">;
  readonly calendar: Pick<Calendar, "current">;
  readonly databases: Pick<Databases, "signalJournalTo">;
  readonly stock: Pick<Stock, "lastPolls" | "pollsOn">;
  /** `undefined` while no candles are kept. */
  readonly market: { readonly shelf: ShelfColumns } | undefined;
  readonly bus: Bus;
  /** Without it nobody is told: what was decided stays on the pages and in the list. */
  readonly outgoing?: OutgoingPort;
}

/** @throws {RangeError} for a judge that there is not; what the memory throws. */
export function startProgramSignals(parts: ProgramSignalsParts): Promise<Signals> {
  const { config, runtime, calendar, databases, stock, market, bus, outgoing = NOWHERE } = parts;
  const candles = market?.shelf;
  const { clock, log } = runtime;
  const judge = JUDGES.find(({ id }) => id === config.judge);
  if (judge === undefined) throw new RangeError(`Cannot start signals: there is no judge ${config.judge}`);
  return startSignals({
    owner: OWNER,
    rulesPath: config.rulesPath,
    inbound: config.inbound,
    kinds: RULE_KINDS,
    ...{ judge, clock, log, bus },
    journal: databases.signalJournalTo(outgoing),
    calendar: () => calendar.current(),
    polls: () => stock.lastPolls(),
    candles: async (wish) => (candles === undefined ? [] : await readLastCandles(candles, wish, clock.now())),
    priceAt: createPriceAt({ stock, candles }),
  });
}
