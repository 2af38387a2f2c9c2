/** What the program runs on: the world outside, as it is or as the demo and the tests make it. */
import { type Clock, createSystemClock } from "../core/clock.ts";
import type { NotifierSettings } from "../notifiers/start_notifiers.ts";
import type { AppView } from "../web/view.ts";
import type { Log } from "../core/log.ts";

/** What a test or the demo may replace. */
export interface Runtime {
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly log: Log;
  readonly random: () => number;
  readonly version: string;
  readonly mode: "live" | "demo";
  /** The demo's own Telegram on loopback: the one channel that a demo tells, whatever the owner has set. */
  readonly playedTelegram?: {
    readonly settings: NotifierSettings["telegram"];
    /** What it was sent, the latest first; for the page. */
    readonly received: () => NonNullable<AppView["chat"]>;
  };
  /** Built into the program, for when the default calendar file is not there. */
  readonly embeddedHolidays: string | undefined;
  /** Ends the program as Ctrl-C would. */
  readonly requestStop: () => void;
  /** Ends the start itself: `startApp` then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** The one real clock of this process; everybody else is given one. */
export const realClock: Clock = createSystemClock();
