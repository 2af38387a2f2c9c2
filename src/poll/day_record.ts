import type { OpenWindow } from "../calendar/poll_plan.ts";
import type { UpstreamErrorKind } from "../core/errors.ts";
import { kstDayOf, MINUTE_MS } from "../core/kst.ts";
import type { Outcome } from "./poll_cycle.ts";

/** Length of one cell in a source's strip. */
export const STRIP_CELL_MS = 10 * MINUTE_MS;
const STRIP_CELLS = 144;

/** The worst that happened in ten minutes: a failure shows even when a later poll succeeded. */
export interface StripCell {
  /** Epoch ms at which the ten minutes begin. */
  readonly fromMs: number;
  readonly polls: number;
  readonly failures: number;
  readonly lastErrorKind: UpstreamErrorKind | undefined;
}

export interface DayCounts {
  /** KST day number. */
  readonly day: number;
  /** Polls that ran today, by window. */
  readonly done: Readonly<Record<OpenWindow, number>>;
  /** Of those, how many had a failure. */
  readonly failed: Readonly<Record<OpenWindow, number>>;
}

/** What today's polls and the last 24 hours of each source looked like. In memory; it begins with the process. */
export class DayRecord {
  #counts: DayCounts = emptyDay(0);
  readonly #strips = new Map<string, StripCell[]>();

  /** @param window of the poll; `closed` for one that a person asked for at night. */
  add(outcomes: readonly Outcome[], facts: { atMs: number; window: OpenWindow | "closed" }): void {
    const { atMs, window } = facts;
    if (outcomes.length === 0) return;
    if (this.#counts.day !== kstDayOf(atMs)) this.#counts = emptyDay(kstDayOf(atMs));
    const hasFailed = outcomes.some(({ error }) => error !== undefined);
    if (window !== "closed") {
      const { day, done, failed } = this.#counts;
      this.#counts = {
        day,
        done: { ...done, [window]: done[window] + 1 },
        failed: hasFailed ? { ...failed, [window]: failed[window] + 1 } : failed,
      };
    }
    for (const outcome of outcomes) this.#addCell(outcome, atMs);
  }

  /** Today's counts; zeros when nothing ran today. */
  countsOn(day: number): DayCounts {
    return this.#counts.day === day ? this.#counts : emptyDay(day);
  }

  /** Cells of the last 24 hours that had a poll, oldest first. */
  stripOf(sourceId: string, nowMs: number): readonly StripCell[] {
    const sinceMs = nowMs - STRIP_CELLS * STRIP_CELL_MS;
    return (this.#strips.get(sourceId) ?? []).filter(({ fromMs }) => fromMs > sinceMs && fromMs <= nowMs);
  }

  #addCell({ sourceId, error }: Outcome, atMs: number): void {
    const strip = this.#strips.get(sourceId) ?? [];
    const fromMs = Math.floor(atMs / STRIP_CELL_MS) * STRIP_CELL_MS;
    const last = strip.at(-1);
    const known = last?.fromMs === fromMs ? strip.pop() : undefined;
    strip.push({
      fromMs,
      polls: (known?.polls ?? 0) + 1,
      failures: (known?.failures ?? 0) + (error === undefined ? 0 : 1),
      lastErrorKind: error?.kind ?? known?.lastErrorKind,
    });
    this.#strips.set(sourceId, strip.slice(-STRIP_CELLS));
  }
}

function emptyDay(day: number): DayCounts {
  return { day, done: { pre: 0, market: 0, post: 0 }, failed: { pre: 0, market: 0, post: 0 } };
}
