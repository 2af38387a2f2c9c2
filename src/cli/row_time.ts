/** Times as files of bars spell them. */
import { DAY_MS, readDateText, toKstIso } from "../core/kst.ts";

export interface RowTime {
  /** For comparing rows of one file only: a text without a zone counts as UTC here. */
  readonly orderMs: number;
  /** For eyes: in Korea where the instant is known, else as it was written. */
  readonly text: string;
}

/** Later than any bar: 2100-01-01. */
const LAST_MS = 4_102_444_800_000;

/**
 * Epoch seconds, ms or µs; `2026-03-11` and `20260311`; ISO 8601 with an offset, or without, when nobody knows the zone.
 *
 * @returns `undefined` for anything else.
 */
export function readRowTime(cell: string): RowTime | undefined {
  if (/^\d{8}$/.test(cell)) {
    return readDay(`${cell.slice(0, 4)}-${cell.slice(4, 6)}-${cell.slice(6)}`, cell);
  }
  if (/^\d+(\.\d+)?$/.test(cell)) return readEpoch(Number(cell));
  if (/^\d{4}-\d{2}-\d{2}$/.test(cell)) return readDay(cell, cell);
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(cell);
  if (match === null) return undefined;
  const [, day = "", time = "", zone] = match;
  const orderMs = Date.parse(`${day}T${time}${zone ?? "Z"}`);
  if (Number.isNaN(orderMs) || readDateText(day) === undefined) return undefined;
  return { orderMs, text: zone === undefined ? cell : toKstIso(orderMs) };
}

function readEpoch(value: number): RowTime | undefined {
  const perMs = value > LAST_MS ? 1_000 : value > LAST_MS / 1_000 ? 1 : 0.001;
  const atMs = Math.round(value / perMs);
  return atMs > LAST_MS ? undefined : { orderMs: atMs, text: toKstIso(atMs) };
}

function readDay(date: string, text: string): RowTime | undefined {
  const day = readDateText(date);
  return day === undefined ? undefined : { orderMs: day * DAY_MS, text };
}
