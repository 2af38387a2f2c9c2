import { kstDayOf, kstDayStartMs, MINUTE_MS, weekdayOfDay } from "../../core/kst.ts";

const OPEN_MINUTE = 9 * 60;
/** 09:00 to 15:30. */
export const SESSION_MINUTES = 390;

/** The simulated market trades every Monday to Friday: it knows no holidays, the calendar of the product does. */
export function isSimulatedSessionDay(day: number): boolean {
  const weekday = weekdayOfDay(day);
  return weekday >= 1 && weekday <= 5;
}

/** Milliseconds since midnight in Korea. */
export function kstTimeOfDayMs(atMs: number): number {
  return atMs - kstDayStartMs(kstDayOf(atMs));
}

export interface SimulatedSession {
  /** Sessions counted without gaps: Monday's is Friday's + 1. */
  readonly index: number;
  /** Whole minutes since the open, 0 to 390; 390 means that the session has closed. */
  readonly minute: number;
}

/** The session that made the price seen at `atMs`: the running one, else the one that closed last. */
export function sessionSeenAt(atMs: number): SimulatedSession {
  const day = kstDayOf(atMs);
  const index = sessionIndexOf(day);
  if (!isSimulatedSessionDay(day)) return { index, minute: SESSION_MINUTES };
  const minute = Math.floor(kstTimeOfDayMs(atMs) / MINUTE_MS) - OPEN_MINUTE;
  if (minute < 0) return { index: index - 1, minute: SESSION_MINUTES };
  return { index, minute: Math.min(minute, SESSION_MINUTES) };
}

/** A weekend day has the number of its Friday. */
function sessionIndexOf(day: number): number {
  const sinceMonday = day + 3; // day 0 was a Thursday
  const week = Math.floor(sinceMonday / 7);
  return week * 5 + Math.min(sinceMonday - week * 7, 4);
}
