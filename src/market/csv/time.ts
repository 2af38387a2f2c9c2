/** Instants as candle files spell them, straight from bytes. How a file spells them is known by then. */
import { readDecimal } from "../../lib/csv.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../core/kst.ts";
import { UTC, type Zone } from "../../core/time_zone.ts";
import { type DayOrder, dayStartMs, isDigit, readTextTime, readTwo } from "./text_time.ts";

const DASH = 45;
const SLASH = 47;
const DOT = 46;
const COLON = 58;
const SPACE = 32;
const COMMA = 44;
const PLUS = 43;
const LETTER_E = 101;
const LETTER_T = 84;
const LETTER_Z = 90;

/** How the times of one file are written. */
export interface TimeForm {
  /**
   * `epoch`: a number of units since 1970. `compact`: nothing but digits, `20240102`, `2024010209[00[00]]`. `month`:
   * `202401`. `text`: everything with marks between the digits.
   */
  readonly kind: "epoch" | "compact" | "month" | "text";
  /** Units of an epoch in a second. */
  readonly perSecond: number;
  /** Of texts that do not begin with the year. */
  readonly order: DayOrder;
}

export interface TimeZones {
  /** Of times without a zone. */
  readonly ofTimes: Zone;
  /** Of dates without a time. */
  readonly ofDates: Zone;
}

/** What times without a zone were taken for. */
export interface ZoneUse {
  readonly zone: Zone;
  /** Neither the file nor the caller said so. */
  readonly isAssumed: boolean;
}

/** Seconds, ms, µs and ns since 1970, of the years 1973 to 2099: what is less or more is something else. */
const FIRST_EPOCH_S = 1e8;
const LAST_EPOCH_S = 4_102_444_800;

/** Reads the times of one file, and notes whether some had no zone. */
export class TimeReader {
  readonly #form: TimeForm;
  readonly #zones: TimeZones;
  #hasLocal = false;
  #hasZoned = false;

  constructor(form: TimeForm, zones: TimeZones) {
    this.#form = form;
    this.#zones = zones;
  }

  /** Some times had no zone, so `zones.ofTimes` was used. */
  get hasLocal(): boolean {
    return this.#hasLocal;
  }

  /** @returns epoch ms, or NaN when the bytes are no time of this file's form. */
  read(bytes: Uint8Array, from: number, to: number): number {
    const { kind, order } = this.#form;
    // Digits that a spreadsheet rounded away, as in 1.70407E+12, do not come back.
    if (kind === "epoch") {
      return to - from < 9 || hasExponent(bytes, from, to)
        ? NaN
        : this.#readEpoch(readDecimal(bytes, from, to));
    }
    if (kind === "compact") return this.#readCompact(bytes, from, to);
    if (kind === "month") return to - from === 6 ? toDay(bytes, from, from + 4, undefined) : NaN;
    const fifth = bytes[from + 4];
    const isFixed = order === "ymd" && to - from >= 10 && (fifth === DASH || fifth === SLASH) &&
      bytes[from + 7] === fifth;
    return isFixed ? this.#readIso(bytes, from, to) : this.#readText(bytes, from, to);
  }

  /** The time of the day in a cell of its own: `17:00`, `17:00:00`, `170000`, `1700`. */
  readApart(bytes: Uint8Array, day: CellPlace, time: ClockPlace): number {
    const dayMs = new TimeReader(this.#form, { ofTimes: UTC, ofDates: UTC }).read(bytes, day.from, day.to);
    const text = new TextDecoder().decode(bytes.subarray(time.from, time.to));
    const digits = /^\d{1,6}$/.test(text) ? text.padStart(time.digits, "0") : "";
    const clock = digits === "" ? text : (digits.match(/../g) ?? []).join(":");
    const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(clock);
    if (match === null || dayMs % DAY_MS !== 0) return NaN;
    const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? "0")];
    return this.#toInstant(dayMs + clockMs(hour, minute, second));
  }

  #readEpoch(value: number): number {
    const { perSecond } = this.#form;
    if (!isEpoch(value, perSecond)) return NaN;
    const atMs = perSecond === 1 ? value * 1_000 : value / (perSecond / 1_000);
    const wholeMs = Math.round(atMs);
    return Math.abs(atMs - wholeMs) < 0.001 ? wholeMs : NaN;
  }

  #readCompact(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    const dayMs = toDay(bytes, from, from + 4, from + 6);
    if (length === 8) return this.#toDate(dayMs);
    if (length !== 10 && length !== 12 && length !== 14) return NaN;
    const minute = length >= 12 ? readTwo(bytes, from + 10) : 0;
    const second = length === 14 ? readTwo(bytes, from + 12) : 0;
    return this.#toInstant(dayMs + clockMs(readTwo(bytes, from + 8), minute, second));
  }

  #readIso(bytes: Uint8Array, from: number, to: number): number {
    const dayMs = toDay(bytes, from, from + 5, from + 8);
    if (Number.isNaN(dayMs)) return this.#readText(bytes, from, to);
    if (to - from === 10) return this.#toDate(dayMs);
    const mark = bytes[from + 10];
    const isClock = (mark === LETTER_T || mark === SPACE) && to - from >= 16 && bytes[from + 13] === COLON;
    if (!isClock) return this.#readText(bytes, from, to);
    let at = from + 16;
    let second = 0;
    let fractionMs = 0;
    if (at < to && bytes[at] === COLON) {
      second = readTwo(bytes, at + 1);
      at += 3;
      if (at > to) return NaN;
      if (at < to && (bytes[at] === DOT || bytes[at] === COMMA)) {
        const begin = ++at;
        while (at < to && isDigit(bytes[at])) at++;
        fractionMs = readDecimal(bytes, begin, at) * 10 ** (3 - (at - begin));
      }
    }
    const localMs = dayMs + clockMs(readTwo(bytes, from + 11), readTwo(bytes, from + 14), second) +
      Math.round(fractionMs);
    const offsetMs = readOffset(bytes, at, to);
    return offsetMs === undefined ? this.#toInstant(localMs) : this.#fromZoned(localMs - offsetMs);
  }

  #readText(bytes: Uint8Array, from: number, to: number): number {
    const read = readTextTime(new TextDecoder().decode(bytes.subarray(from, to)), this.#form.order);
    if (read === undefined) return NaN;
    if (read.timeMs === undefined) return this.#toDate(read.dayMs);
    const localMs = read.dayMs + read.timeMs;
    return read.offsetMs === undefined ? this.#toInstant(localMs) : this.#fromZoned(localMs - read.offsetMs);
  }

  #toDate(dayMs: number): number {
    return this.#zones.ofDates.toUtcMs(dayMs);
  }

  /** Times with a zone and times without one do not stand in one file: the latter would be taken for anything. */
  #toInstant(localMs: number): number {
    if (this.#hasZoned || Number.isNaN(localMs)) return NaN;
    this.#hasLocal = true;
    return this.#zones.ofTimes.toUtcMs(localMs);
  }

  #fromZoned(atMs: number): number {
    if (this.#hasLocal || Number.isNaN(atMs)) return NaN;
    this.#hasZoned = true;
    return atMs;
  }
}

interface CellPlace {
  readonly from: number;
  readonly to: number;
}

interface ClockPlace extends CellPlace {
  /** `HHMM` or `HHMMSS`, where leading zeros may be lost. */
  readonly digits: number;
}

export function isEpoch(value: number, perSecond: number): boolean {
  return value >= FIRST_EPOCH_S * perSecond && value < LAST_EPOCH_S * perSecond;
}

function hasExponent(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from + 1; i < Math.min(to, from + 12); i++) {
    if (((bytes[i] as number) | 32) === LETTER_E) return true;
  }
  return false;
}

function clockMs(hour: number, minute: number, second: number): number {
  return hour <= 23 && minute <= 59 && second <= 59
    ? hour * HOUR_MS + minute * MINUTE_MS + second * 1_000
    : NaN;
}

/** @returns ms east of Greenwich, `undefined` when nothing is said, NaN when it makes no sense. */
function readOffset(bytes: Uint8Array, from: number, to: number): number | undefined {
  const at = bytes[from] === SPACE && from < to ? from + 1 : from;
  if (at >= to) return undefined;
  if (to - at === 1) return bytes[at] === LETTER_Z ? 0 : NaN;
  if (to - at === 3 && bytes[at] === 85 && bytes[at + 1] === LETTER_T && bytes[at + 2] === 67) return 0;
  const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : NaN;
  const minuteAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
  const hour = readTwo(bytes, at + 1);
  const minute = to === at + 3 ? 0 : to === minuteAt + 2 ? readTwo(bytes, minuteAt) : NaN;
  return hour <= 14 && minute <= 59 ? sign * (hour * HOUR_MS + minute * MINUTE_MS) : NaN;
}

/** @param dayAt `undefined` for the first of the month. */
function toDay(bytes: Uint8Array, yearAt: number, monthAt: number, dayAt: number | undefined): number {
  const year = readTwo(bytes, yearAt) * 100 + readTwo(bytes, yearAt + 2);
  return dayStartMs(year, readTwo(bytes, monthAt), dayAt === undefined ? 1 : readTwo(bytes, dayAt));
}
