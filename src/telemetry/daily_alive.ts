import { toDateText } from "../core/kst.ts";
import type { Events } from "./events.ts";

/** Counted since the program started; they grow, but for `missed` when a clock that was ahead is put right. */
export interface RunTotals {
  readonly polls: number;
  readonly missed: number;
  readonly claimsWon: number;
  readonly claimsLost: number;
}

/** One line a day that says the program lives and how yesterday went, also when nothing happened. */
export class DailyAlive {
  readonly #events: Pick<Events, "alive">;
  /** The day that is counted, with the totals at its beginning. */
  #counted: { readonly day: number; readonly before: RunTotals; failed: number } | undefined;

  constructor(events: Pick<Events, "alive">) {
    this.#events = events;
  }

  /** Counts a poll that had a failure. */
  addFailedPoll(): void {
    if (this.#counted !== undefined) this.#counted.failed++;
  }

  /** @param day KST day number. The first call only begins to count. */
  onWake(day: number, facts: { totals: RunTotals; calendarDaysLeft: number }): void {
    const { totals, calendarDaysLeft } = facts;
    const counted = this.#counted;
    if (day === counted?.day) return;
    this.#counted = { day, before: totals, failed: 0 };
    // A clock that was set back begins a new count and is no new day.
    if (counted === undefined || day < counted.day) return;
    const { before, failed } = counted;
    this.#events.alive({
      since: toDateText(counted.day),
      polls: totals.polls - before.polls,
      missed: Math.max(0, totals.missed - before.missed),
      failed,
      claimsWon: totals.claimsWon - before.claimsWon,
      claimsLost: totals.claimsLost - before.claimsLost,
      calendarDaysLeft,
    });
  }
}
