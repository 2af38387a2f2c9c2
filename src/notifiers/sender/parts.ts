import type { Clock } from "../../core/clock.ts";
import type { Lang } from "../../core/lang.ts";
import type { Log } from "../../core/log.ts";
import type { Channel } from "../channel.ts";
import type { OneSignalFacts } from "../message_facts.ts";
import type { MessageStore } from "../message_store.ts";
import type { NotifyEvents } from "../notifiers_view.ts";
import type { ChannelHealth } from "./health.ts";
import type { QuietSpan } from "./quiet_hours.ts";
import type { SenderWaits } from "./waits.ts";

/** What is known of prices now, for signals that come late. */
export type PricesNow = (
  tickers: readonly string[],
) => { readonly krw: readonly (number | undefined)[]; readonly ageMs: number | undefined };

/** Asked anew before each send. @returns of a signal, why a person wants to hear no more of it; `undefined`: he does. */
export type FindUnwanted = () => Promise<(facts: OneSignalFacts) => "muted" | "paused" | undefined>;

export interface SenderParts {
  readonly channel: Channel;
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: NotifyEvents;
  readonly waits: SenderWaits;
  readonly health: ChannelHealth;
  readonly holder: string;
  /** Its program has the data directory: no other sends beside it, and whoever did is gone or second. */
  readonly isFirst: boolean;
  readonly owner: string;
  readonly lang: Lang;
  readonly hidesAmounts: boolean;
  readonly quiet: QuietSpan | undefined;
  readonly ringsPer5Min: number;
  readonly pricesNow: PricesNow;
  readonly findUnwanted: FindUnwanted;
}
