import type { Events } from "./events.ts";

/** Says what is wrong with the calendar at start, when it changes, and once a day while it lasts. */
export class CalendarNotice {
  readonly #events: Events;
  #told = "";

  constructor(events: Events) {
    this.#events = events;
  }

  /** @param day any number that changes once a day. */
  tell(status: { level: string; lint: readonly string[] }, day: number): void {
    const now = [day, ...status.lint].join("\n");
    if (now === this.#told) return;
    this.#told = now;
    const isError = status.level === "expired" || status.level === "empty";
    for (const problem of status.lint) this.#events.calendarProblem({ problem, isError });
  }
}
