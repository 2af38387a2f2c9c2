import {
  countTicksByWindow,
  type OpenPollWindow,
  type PollSteps,
  tickWindowIn,
} from "../calendar/poll_plan.ts";
import type { MarketCalendar, Session } from "../calendar/session.ts";
import { DAY_MS, MINUTE_MS } from "../core/kst.ts";

/** Writes what must outlive a restart; nobody waits for it. */
export interface AttendanceKeeper {
  begin(atMs: number): void;
  /** The stretch that began at `fromMs` goes on. */
  extend(fromMs: number, untilMs: number): void;
  /** Also says that the stretch has lasted until the tick. */
  noteTick(tick: { plannedAtMs: number; hasFailed: boolean; fromMs: number }): void;
}

/** A stretch in which the plan was followed; a tick at its very beginning is not part of it. */
interface RunSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Ticks of one window up to now, each counted once. */
export interface TickCounts {
  /** Every source answered. */
  readonly done: number;
  /** It ran, and something of it failed. */
  readonly failed: number;
  /** The program was there and did not poll: the machine slept, its clock was set, or a cycle was slow. */
  readonly missed: number;
  /** The program was not there. */
  readonly notRunning: number;
}

/** How far a restart may be wrong about the end of the run before; no tick that ran lies in it. */
const EXTEND_EVERY_MS = 1.5 * MINUTE_MS;
const KEPT_MS = 8 * DAY_MS;

/** When the program was there, and which ticks it ran: a tick is known by its planned time. */
export class Attendance {
  readonly #keeper: AttendanceKeeper;
  /** Of before, ascending and apart from each other. */
  #spans: readonly RunSpan[];
  #current: RunSpan | undefined;
  #keptUntilMs = -Infinity;
  readonly #ticks: Map<number, boolean>;

  constructor(
    saved: {
      readonly spans: readonly RunSpan[];
      readonly ticks: readonly { readonly plannedAtMs: number; readonly hasFailed: boolean }[];
    },
    keeper: AttendanceKeeper,
  ) {
    this.#keeper = keeper;
    this.#spans = saved.spans;
    this.#ticks = new Map(saved.ticks.map(({ plannedAtMs, hasFailed }) => [plannedAtMs, hasFailed]));
  }

  /** The plan is followed from here on. What claims to be later is of a clock that has been set back since. */
  begin(atMs: number): void {
    const before = this.#current === undefined ? this.#spans : [...this.#spans, this.#current];
    this.#spans = before
      .filter(({ fromMs, untilMs }) => fromMs < atMs && untilMs >= atMs - KEPT_MS)
      .map(({ fromMs, untilMs }) => ({ fromMs, untilMs: Math.min(untilMs, atMs) }));
    for (const plannedAtMs of this.#ticks.keys()) {
      if (plannedAtMs > atMs || plannedAtMs < atMs - KEPT_MS) this.#ticks.delete(plannedAtMs);
    }
    this.#current = { fromMs: atMs, untilMs: atMs };
    this.#keptUntilMs = atMs;
    this.#keeper.begin(atMs);
  }

  /** It is still there. */
  extend(nowMs: number): void {
    const current = this.#current;
    if (current === undefined || nowMs <= current.untilMs) return;
    this.#current = { ...current, untilMs: nowMs };
    if (nowMs - this.#keptUntilMs < EXTEND_EVERY_MS) return;
    this.#keptUntilMs = nowMs;
    this.#keeper.extend(current.fromMs, nowMs);
  }

  noteTick(plannedAtMs: number, hasFailed: boolean): void {
    this.#ticks.set(plannedAtMs, hasFailed);
    const fromMs = this.#current?.fromMs ?? plannedAtMs;
    this.#keptUntilMs = Math.max(this.#keptUntilMs, plannedAtMs);
    this.#keeper.noteTick({ plannedAtMs, hasFailed, fromMs });
  }

  /** @param plan.running the window of the tick that is being polled now: it is neither done nor missed. */
  countsOf(
    session: Session,
    plan: {
      readonly calendar: MarketCalendar;
      readonly steps: PollSteps;
      readonly nowMs: number;
      readonly running: OpenPollWindow | undefined;
    },
  ): Readonly<Record<OpenPollWindow, TickCounts>> {
    const { calendar, steps, nowMs, running } = plan;
    const startMs = session.preStartMs - 1;
    const endMs = Math.min(nowMs, session.postEndMs);
    const spans = this.#spansUntil(nowMs);
    const passed = countTicksByWindow(calendar, steps, startMs, endMs);
    const attended = spans.map(({ fromMs, untilMs }) =>
      countTicksByWindow(calendar, steps, Math.max(fromMs, startMs), Math.min(untilMs, endMs))
    );
    const isThere = (atMs: number) => spans.some(({ fromMs, untilMs }) => atMs > fromMs && atMs <= untilMs);
    const ran = { pre: { ...NONE }, market: { ...NONE }, post: { ...NONE } };
    for (const [plannedAtMs, hasFailed] of this.#ticks) {
      if (plannedAtMs <= startMs || plannedAtMs > endMs) continue;
      const window = tickWindowIn(session, steps, plannedAtMs);
      if (window === undefined) continue;
      ran[window].ticks++;
      if (hasFailed) ran[window].failed++;
      if (isThere(plannedAtMs)) ran[window].there++;
    }
    const sum = (window: OpenPollWindow): TickCounts => {
      const { ticks, failed, there } = ran[window];
      const planned = attended.reduce((total, span) => total + span[window], 0);
      const missed = Math.max(0, planned - there - (running === window ? 1 : 0));
      const notRunning = Math.max(0, passed[window] - planned - (ticks - there));
      return { done: ticks - failed, failed, missed, notRunning };
    };
    return { pre: sum("pre"), market: sum("market"), post: sum("post") };
  }

  #spansUntil(nowMs: number): readonly RunSpan[] {
    if (this.#current === undefined) return this.#spans;
    return [...this.#spans, { ...this.#current, untilMs: Math.max(nowMs, this.#current.fromMs) }];
  }
}

const NONE = { ticks: 0, failed: 0, there: 0 };
