/** Sessions as plain numbers: a calendar for another process, which has none of its own. */
import { DAY_MS, kstDayOf } from "../core/kst.ts";
import { ALWAYS_OPEN, type MarketHours } from "../core/market/hours.ts";
import type { Span } from "../core/candle.ts";
import { createSessionHours } from "./session_hours.ts";
import type { MarketCalendar, Session } from "./session.ts";

/** Of each session its day (counted from 1970-01-01 in Korea), its open and its close in epoch ms. */
export type SessionTable = readonly (readonly [day: number, openMs: number, closeMs: number])[];

/** A year before, since figures of a year count its days; and far enough behind for the next session. */
const BEFORE_MS = 366 * DAY_MS;
const AFTER_MS = 41 * DAY_MS;

export function toSessionTable(calendar: Pick<MarketCalendar, "sessionOn">, span: Span): SessionTable {
  const rows: (readonly [number, number, number])[] = [];
  const lastDay = kstDayOf(span.toMs + AFTER_MS);
  for (let day = kstDayOf(span.fromMs - BEFORE_MS); day <= lastDay; day++) {
    const session = calendar.sessionOn(day);
    if (session !== undefined) rows.push([day, session.openMs, session.closeMs]);
  }
  return rows;
}

/** Of the hours of a market, for who has no calendar at hand; of a market that never closes there is none. */
export function tableOfHours(hours: MarketHours, span: Span): SessionTable | undefined {
  if (hours === ALWAYS_OPEN) return undefined;
  const rows = new Map<number, readonly [number, number, number]>();
  for (const { fromMs } of hours.openSpans(span)) {
    const day = kstDayOf(fromMs);
    // The last part of a session is its closing auction, which begins at the close.
    rows.set(day, [day, rows.get(day)?.[1] ?? fromMs, fromMs]);
  }
  return [...rows.values()];
}

export function hoursOfTable(table: SessionTable): MarketHours {
  return createTableHours(table).hours;
}

/** Hours whose sessions can be told anew; whoever holds them need not know. */
export interface TableHours {
  readonly hours: MarketHours;
  readonly replace: (table: SessionTable) => void;
}

export function createTableHours(table: SessionTable): TableHours {
  let calendar = toBook(table);
  return {
    hours: createSessionHours(() => calendar),
    replace: (newer) => calendar = toBook(newer),
  };
}

function toBook(table: SessionTable) {
  const sessions = new Map<number, Pick<Session, "day" | "openMs" | "closeMs">>(
    table.map(([day, openMs, closeMs]) => [day, { day, openMs, closeMs }]),
  );
  return { sessionOn: (day: number) => sessions.get(day) };
}
