import { MINUTE_MS } from "../core/kst.ts";
import type { Outcome } from "./poll/cycle.ts";
import type { StripCell } from "./stock_view.ts";

/** Length of one cell in a source's strip. */
export const STRIP_CELL_MS = 10 * MINUTE_MS;
const STRIP_CELLS = 144;

/** What the last 24 hours of each source looked like. In memory; it begins with the process. */
export class PollHistory {
  readonly #strips = new Map<string, readonly StripCell[]>();

  add(outcomes: readonly Outcome[], atMs: number): void {
    for (const outcome of outcomes) {
      // What was not sent was no poll.
      if (outcome.error?.kind !== "held_back") this.#addCell(outcome, atMs);
    }
  }

  /** Cells of the last 24 hours that had a poll, oldest first. */
  stripOf(sourceId: string, nowMs: number): readonly StripCell[] {
    const sinceMs = nowMs - STRIP_CELLS * STRIP_CELL_MS;
    return (this.#strips.get(sourceId) ?? []).filter(({ fromMs }) => fromMs > sinceMs && fromMs <= nowMs);
  }

  /** Cells stay in the order of their times, also when the clock was set back into an earlier one. */
  #addCell({ sourceId, error }: Outcome, atMs: number): void {
    const strip = this.#strips.get(sourceId) ?? [];
    const fromMs = Math.floor(atMs / STRIP_CELL_MS) * STRIP_CELL_MS;
    const known = strip.find((cell) => cell.fromMs === fromMs);
    const cell: StripCell = {
      fromMs,
      polls: (known?.polls ?? 0) + 1,
      failures: (known?.failures ?? 0) + (error === undefined ? 0 : 1),
      lastErrorKind: error?.kind ?? known?.lastErrorKind,
    };
    const others = strip.filter((other) => other !== known);
    const all = [...others, cell].toSorted((a, b) => a.fromMs - b.fromMs);
    this.#strips.set(sourceId, all.slice(-STRIP_CELLS));
  }
}
