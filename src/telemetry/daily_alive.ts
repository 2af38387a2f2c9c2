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
  #day: number | undefined;
  #before: RunTotals = { polls: 0, missed: 0, claimsWon: 0, claimsLost: 0 };
  #failed = 0;

  constructor(events: Pick<Events, "alive">) {
    this.#events = events;
  }

  /** Counts a poll that had a failure. */
  addFailedPoll(): void {
    this.#failed++;
  }

  /** @param day KST day number. The first call only begins to count. */
  onWake(day: number, facts: { totals: RunTotals; calendarDaysLeft: number }): void {
    const { totals, calendarDaysLeft } = facts;
    const countedDay = this.#day;
    if (day === countedDay) return;
    this.#day = day;
    // A clock that was set back begins a new count and is no new day.
    if (countedDay !== undefined && day > countedDay) {
      this.#events.alive({
        since: toDateText(countedDay),
        polls: totals.polls - this.#before.polls,
        missed: Math.max(0, totals.missed - this.#before.missed),
        failed: this.#failed,
        claimsWon: totals.claimsWon - this.#before.claimsWon,
        claimsLost: totals.claimsLost - this.#before.claimsLost,
        calendarDaysLeft,
      });
    }
    this.#before = totals;
    this.#failed = 0;
  }
}
