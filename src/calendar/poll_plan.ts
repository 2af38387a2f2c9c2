import { isPlausibleNow, kstDayOf, kstDayStartMs } from "../core/kst.ts";
import { FIRST_YEAR, LAST_YEAR } from "./file/calendar_file.ts";
import type { MarketCalendar, Session } from "./session.ts";
import { firstDayOfYear } from "./statutory.ts";

/**
 * When to poll. Every window is half open and begins a grid of its own, so polls fall on wall-clock times whatever
 * a cycle took: 07:00, 07:05 … 08:55, 09:00, 09:01 … 15:29, 15:30, 15:35 … 19:55 KST.
 */
export type PollWindow = "pre" | "market" | "post" | "closed";
export type OpenPollWindow = Exclude<PollWindow, "closed">;

/** Whole milliseconds, at least 1 s each. */
export interface PollSteps {
  readonly preMs: number;
  readonly marketMs: number;
  readonly postMs: number;
}

// kept: what tests and the bench plan by; settings have their own texts of the same.
export const DEFAULT_POLL_STEPS: PollSteps = { preMs: 300_000, marketMs: 60_000, postMs: 300_000 };

export interface PollPlan {
  readonly window: PollWindow;
  /** Whether this very millisecond is a tick of the grid. */
  readonly due: boolean;
  /** The first tick strictly after the asked instant. */
  readonly nextPollAtMs: number;
  /** Today's, also before it begins and after it ended. */
  readonly session: Session | undefined;
  /** The first one after today. */
  readonly nextSession: Session;
}

export interface PollTick {
  readonly atMs: number;
  readonly window: OpenPollWindow;
}

interface Grid {
  readonly window: OpenPollWindow;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

/** One millisecond before 1990, so that its first instant can be asked for as the next tick. */
const EARLIEST_MS = kstDayStartMs(firstDayOfYear(FIRST_YEAR)) - 1;
const LATEST_MS = kstDayStartMs(firstDayOfYear(LAST_YEAR + 1)) - 1;
const SHORTEST_STEP_MS = 1000;
const A_SATURDAY_MS = Date.parse("2011-01-01T00:00:00+09:00");

/** An instant that plans can be made for: a clock that cannot be right has no market day, so any weekend stands in. */
export function toPlannableMs(nowMs: number): number {
  return isPlausibleNow(nowMs) ? nowMs : A_SATURDAY_MS;
}

/**
 * @param nowMs epoch ms.
 * @throws {RangeError} for an instant that is no number or outside 1990–2100, or a step below one second.
 * @throws {NoSessionError} when the calendar has no session within 40 days.
 */
export function planAt(calendar: MarketCalendar, steps: PollSteps, nowMs: number): PollPlan {
  refuseAbsurd(nowMs);
  const day = kstDayOf(nowMs);
  const session = calendar.sessionOn(day);
  const grid = session &&
    gridsOf(session, steps).find(({ startMs, endMs }) => nowMs >= startMs && nowMs < endMs);
  return {
    window: grid?.window ?? "closed",
    due: grid !== undefined && (nowMs - grid.startMs) % grid.stepMs === 0,
    nextPollAtMs: nextTickAfter(calendar, steps, nowMs).atMs,
    session,
    nextSession: calendar.nextSessionAfter(day),
  };
}

/** The smallest tick strictly after `afterMs`. Throws like `planAt`. */
export function nextTickAfter(calendar: MarketCalendar, steps: PollSteps, afterMs: number): PollTick {
  refuseAbsurd(afterMs);
  const day = kstDayOf(afterMs);
  const today = calendar.sessionOn(day);
  const tick = today && firstTickIn(today, steps, afterMs);
  if (tick !== undefined) return tick;
  const next = calendar.nextSessionAfter(day);
  const first = firstTickIn(next, steps, afterMs);
  if (first === undefined) {
    throw new RangeError(`Cannot find a poll on ${next.date}: all its windows are empty`);
  }
  return first;
}

/**
 * How many ticks lie in (`fromMs`, `toMs`], by arithmetic per day. 0 when `toMs` is not after `fromMs`. Throws like
 * `planAt`.
 */
export function countTicks(calendar: MarketCalendar, steps: PollSteps, fromMs: number, toMs: number): number {
  const { pre, market, post } = countTicksByWindow(calendar, steps, fromMs, toMs);
  return pre + market + post;
}

/** `countTicks`, told apart by window. */
export function countTicksByWindow(
  calendar: MarketCalendar,
  steps: PollSteps,
  fromMs: number,
  toMs: number,
): Readonly<Record<OpenPollWindow, number>> {
  refuseAbsurd(fromMs);
  refuseAbsurd(toMs);
  const counts = { pre: 0, market: 0, post: 0 };
  if (toMs <= fromMs) return counts;
  const lastDay = kstDayOf(toMs);
  for (let day = kstDayOf(fromMs); day <= lastDay; day++) {
    const session = calendar.sessionOn(day);
    if (session === undefined) continue;
    for (const grid of gridsOf(session, steps)) {
      counts[grid.window] += ticksUpTo(grid, toMs) - ticksUpTo(grid, fromMs);
    }
  }
  return counts;
}

/** The window of which this instant is a tick, by the plan of this session; `undefined` when it is none. */
export function tickWindowIn(session: Session, steps: PollSteps, atMs: number): OpenPollWindow | undefined {
  const tick = firstTickIn(session, steps, atMs - 1);
  return tick?.atMs === atMs ? tick.window : undefined;
}

function firstTickIn(session: Session, steps: PollSteps, afterMs: number): PollTick | undefined {
  for (const { window, startMs, endMs, stepMs } of gridsOf(session, steps)) {
    const passed = Math.floor((afterMs - startMs) / stepMs) + 1;
    const atMs = startMs + Math.max(0, passed) * stepMs;
    if (atMs < endMs) return { atMs, window };
  }
  return undefined;
}

function ticksUpTo({ startMs, endMs, stepMs }: Grid, untilMs: number): number {
  if (untilMs < startMs) return 0;
  const all = Math.max(0, Math.ceil((endMs - startMs) / stepMs));
  return Math.min(all, Math.floor((untilMs - startMs) / stepMs) + 1);
}

function gridsOf(session: Session, steps: PollSteps): readonly Grid[] {
  const { preStartMs, openMs, closeMs, postEndMs } = session;
  return [
    { window: "pre", startMs: preStartMs, endMs: openMs, stepMs: checkStep(steps.preMs) },
    { window: "market", startMs: openMs, endMs: closeMs, stepMs: checkStep(steps.marketMs) },
    { window: "post", startMs: closeMs, endMs: postEndMs, stepMs: checkStep(steps.postMs) },
  ];
}

function checkStep(stepMs: number): number {
  if (Number.isSafeInteger(stepMs) && stepMs >= SHORTEST_STEP_MS) return stepMs;
  throw new RangeError(
    `Cannot plan polls: a step must be whole milliseconds, at least 1000, received ${stepMs}`,
  );
}

function refuseAbsurd(atMs: number): void {
  if (atMs >= EARLIEST_MS && atMs <= LATEST_MS) return;
  throw new RangeError(
    `Cannot plan polls: ${atMs} ms is no instant of the years ${FIRST_YEAR} to ${LAST_YEAR}`,
  );
}
