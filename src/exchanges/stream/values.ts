/** Reading what a stream sent: JSON, numbers as numbers or text, one sentence for what cannot be used. Never throws. */
import { type Candle, findCandleFault, type SeriesKey } from "../../core/candle.ts";
import { escapeControls } from "../../core/text.ts";
import type { StreamFrame } from "./dialect.ts";

/** Longer messages are refused unread; snapshots of some hundred candles have less. */
const LONGEST_MESSAGE = 1_024 * 1_024;
/** Of the exchanges' own limits for one message, the highest is 1,024 trades. */
const MOST_ROWS = 2_000;
const LONGEST_SHOWN = 60;

export type Values = Readonly<Record<string, unknown>>;

/** @param read gets the message as an object. */
export function readObjectMessage(
  message: string | Uint8Array,
  read: (values: Values) => readonly StreamFrame[],
): readonly StreamFrame[] {
  if (message.length > LONGEST_MESSAGE) {
    return [refuse(`the message is longer than ${LONGEST_MESSAGE / 1_024} kB`)];
  }
  let text = "";
  try {
    text = typeof message === "string" ? message : new TextDecoder("utf-8", { fatal: true }).decode(message);
    const value: unknown = JSON.parse(text);
    return isValues(value) ? read(value) : [refuse(`the message is not an object (it is ${show(value)})`)];
  } catch {
    return [refuse(`the message is not JSON (it begins with ${show(text)})`)];
  }
}

/** One frame for each row; a list that is longer than any exchange's is refused as one. */
export function toFrames(
  rows: readonly unknown[],
  read: (row: unknown) => StreamFrame,
): readonly StreamFrame[] {
  if (rows.length <= MOST_ROWS) return rows.map(read);
  return [refuse(`the list holds ${rows.length} rows, which is more than ${MOST_ROWS}`)];
}

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By position or by name, whatever the exchange sends its rows as. */
export function fieldOf(row: unknown, name: string | number): unknown {
  if (Array.isArray(row)) return typeof name === "number" ? row[name] : undefined;
  return isValues(row) ? row[name] : undefined;
}

/** Where the numbers of a candle stand in a row. */
export type CandleFields = Readonly<Record<keyof Candle, string | number>>;

export function toCandleFrame(
  row: unknown,
  options: { fields: CandleFields; series: SeriesKey; isClosed: boolean | undefined },
): StreamFrame {
  const { fields, series, isClosed } = options;
  const candle: Candle = {
    openTimeMs: toNumber(fieldOf(row, fields.openTimeMs)),
    open: toNumber(fieldOf(row, fields.open)),
    high: toNumber(fieldOf(row, fields.high)),
    low: toNumber(fieldOf(row, fields.low)),
    close: toNumber(fieldOf(row, fields.close)),
    volume: toNumber(fieldOf(row, fields.volume)),
  };
  const fault = findCandleFault(candle);
  if (fault === undefined) return { kind: "candle", series, candle, isClosed };
  const reason = describe(row, { name: fields[fault.field], what: `of a candle ${fault.what}` });
  return { kind: "refused", reason, about: series };
}

export interface TickFields {
  readonly atMs: string;
  readonly price: string;
  readonly volume: string;
}

export function toTickFrame(
  row: unknown,
  options: { fields: TickFields; symbol: string; source: string },
): StreamFrame {
  const { fields, symbol, source } = options;
  const atMs = toNumber(fieldOf(row, fields.atMs));
  const price = toNumber(fieldOf(row, fields.price));
  const volume = toNumber(fieldOf(row, fields.volume));
  const fault = !(Number.isSafeInteger(atMs) && atMs > 0)
    ? { name: fields.atMs, what: "of a trade is not a time in epoch ms" }
    : !(price > 0)
    ? { name: fields.price, what: "of a trade is not a price above 0" }
    : !(volume >= 0)
    ? { name: fields.volume, what: "of a trade is not a volume" }
    : undefined;
  if (fault !== undefined) return refuse(describe(row, fault));
  return { kind: "tick", tick: { atMs, symbol, price, volume, source } };
}

export function refuse(reason: string): StreamFrame {
  return { kind: "refused", reason };
}

/** The exchange did not take a request: most likely it never will. */
export function toErrorFrame(title: string, ...words: readonly unknown[]): StreamFrame {
  const told = words.filter((word) => word !== undefined && word !== "").map((word) => clean(String(word)));
  const reason = `${title} refused the request${told.length === 0 ? "" : `: ${told.join(" ")}`}`;
  return { kind: "error", reason, isFatal: true };
}

/** Lists of at most `size`. */
export function toPortions<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** NaN for what is no finite number: an empty text is none. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return Number.isFinite(value) ? value : NaN;
  return typeof value === "string" && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value) ? Number(value) : NaN;
}

function describe(row: unknown, { name, what }: { name: string | number; what: string }): string {
  const field = typeof name === "number" ? `place ${name}` : name;
  const value = fieldOf(row, name);
  return value === undefined ? `${field} is missing` : `${field} ${what}: ${show(value)}`;
}

function show(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "nothing";
  return text === "" ? "nothing" : clean(text);
}

/** Text from outside, short and on one line. */
function clean(text: string): string {
  return escapeControls(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}
