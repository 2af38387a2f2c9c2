/** What commands ask of the memory of signals for a person: mutes, alarms, what was done with a signal. */
import type { CommandDeps } from "../../commands/deps.ts";
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../core/clock.ts";
import { DAY_MS } from "../../core/kst.ts";
import { STOCK_EXCHANGE } from "../../core/symbol.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import type { SignalJournal } from "../../signals/signal_journal.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { Databases } from "../data/open_databases.ts";
import { toAlertsPort } from "./alerts_port.ts";
import { toMutesPort } from "./mutes_port.ts";
import { createPriceAt } from "./price_at.ts";
import type { ShelfColumns } from "./wished_candles.ts";

export interface PersonParts {
  readonly runtime: { readonly clock: Clock };
  readonly databases: Pick<Databases, "signalJournalTo" | "messages">;
  readonly stock: Pick<Stock, "pollsOn" | "lastPolls">;
  readonly market: { readonly shelf: ShelfColumns } | undefined;
  readonly config: Pick<Config, "markets">;
}

/** @param onMuted what shows them need not wait to see the change. */
export function toPersonPorts(
  { runtime: { clock }, databases, stock, market, config }: PersonParts,
  onMuted: () => void = () => {},
): Pick<CommandDeps, "mutes" | "alerts" | "followUps"> {
  let opened: SignalJournal | undefined;
  // Nothing goes out by it. Made when somebody asks: its statements are many.
  const journal = () => opened ??= databases.signalJournalTo(NOWHERE);
  // On which side of now an alarm lies is told by today's last price, also in the evening.
  const priceAt = createPriceAt({ stock, candles: market?.shelf, polledWithinMs: DAY_MS });
  return {
    mutes: toMutesPort(databases, clock, onMuted),
    alerts: toAlertsPort({
      ...{ databases, clock },
      priceNow: (asked) => priceAt(asked, clock.now()),
      isPriced: ({ exchange, ticker }) =>
        Promise.resolve(
          exchange === STOCK_EXCHANGE
            ? Object.values(stock.lastPolls()).some((poll) =>
              poll?.rows.some((row) => row.ticker === ticker && typeof row.price === "number")
            )
            : config.markets.some((one) => one.exchange === exchange && one.symbol === ticker),
        ),
    }),
    followUps: {
      followUp: (owner, signalId) => journal().followUp(owner, signalId),
      see: (owner, seen) => journal().see(owner, seen),
      askAgainLater: (owner, wish) => journal().askAgainLater(owner, wish),
    },
  };
}
