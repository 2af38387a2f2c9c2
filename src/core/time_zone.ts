/** What a time without a zone means. */
import { HOUR_MS, MINUTE_MS } from "./kst.ts";

export interface Zone {
  /** As people write it: `UTC`, `Asia/Seoul`, `+05:30`. */
  readonly name: string;
  /** The instant at which clocks there show this (ms as if it were UTC); NaN when they never do, or do it twice. */
  readonly toUtcMs: (localMs: number) => number;
  /** Clocks are never changed there. */
  readonly isFixed: boolean;
}

export const UTC: Zone = { name: "UTC", toUtcMs: (localMs) => localMs, isFixed: true };
export const SEOUL: Zone = toFixedZone("Asia/Seoul", 9 * HOUR_MS);

/** `UTC`, `KST`, `Asia/Seoul`, `America/New_York`, `+09:00`; `undefined` for what is no zone. */
export function readZone(text: string): Zone | undefined {
  const name = text.trim();
  if (/^(utc|gmt|z)$/i.test(name)) return UTC;
  if (/^(kst|asia\/seoul)$/i.test(name)) return SEOUL;
  const offset = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(name);
  if (offset !== null) {
    const [, sign, hours, minutes = "0"] = offset;
    const offsetMs = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
    if (Number(hours) > 14 || Number(minutes) > 59) return undefined;
    return toFixedZone(name, sign === "-" ? -offsetMs : offsetMs);
  }
  // Only names with a place in them: `EST` and the like mean different things to different people.
  if (!/^[A-Za-z_]+\/[A-Za-z_/+-]+$/.test(name)) return undefined;
  try {
    return toNamedZone(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId);
  } catch {
    return undefined;
  }
}

function toFixedZone(name: string, offsetMs: number): Zone {
  return { name, toUtcMs: (localMs) => localMs - offsetMs, isFixed: true };
}

/** Clocks are changed at most once a quarter of an hour, so one look at the tables serves that long. */
const STEP_MS = 15 * MINUTE_MS;

function toNamedZone(name: string): Zone {
  let knownStep = NaN;
  let offsetMs = NaN;
  return {
    name,
    isFixed: false,
    toUtcMs(localMs) {
      if (!Number.isFinite(localMs)) return NaN;
      const step = Math.floor(localMs / STEP_MS);
      if (step !== knownStep) {
        knownStep = step;
        offsetMs = step * STEP_MS - findInstant(name, step * STEP_MS);
      }
      return localMs - offsetMs;
    },
  };
}

function findInstant(name: string, localMs: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO("UTC").toPlainDateTime();
  try {
    return local.toZonedDateTime(name, { disambiguation: "reject" }).epochMilliseconds;
  } catch {
    return NaN;
  }
}
