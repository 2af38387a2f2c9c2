/**
 * What Upbit's WebSocket sends, as our words. Field names and their short forms as documented at
 * https://docs.upbit.com/kr/reference/websocket-ticker, websocket-trade, websocket-candle and websocket-guide.
 */
import { z } from "zod";
import { type Candle, findCandleFault, type Interval, type SeriesKey } from "../../core/candle.ts";
import { escapeControls } from "../../core/text.ts";
import type { Tick } from "../exchange.ts";
import { fromUpbitMarket, UPBIT_STREAM_TYPES, upbitEpochMs, upbitNumber, upbitUtc } from "./words.ts";

/** One thing that Upbit said. */
export type UpbitFrame =
  | { readonly kind: "tick"; readonly type: "ticker" | "trade"; readonly tick: Tick }
  | { readonly kind: "candle"; readonly series: SeriesKey; readonly candle: Candle }
  /** The answer to PING. */
  | { readonly kind: "alive" }
  /** A request that Upbit did not take; `name` is its code: `NO_CODES`. */
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  /** A well-formed frame of a type that is not read here: `orderbook`. */
  | { readonly kind: "other"; readonly type: string }
  /** Not what it should be; `reason` begins with Upbit's name of the field where one is to blame. */
  | { readonly kind: "refused"; readonly reason: string; readonly about?: SeriesKey | undefined };

/** Longer frames are refused unread. Real ones have less than 2 kB. */
export const LONGEST_FRAME_BYTES = 256 * 1_024;
/** Of the formats with lists, which are not asked for. Reading so many that are all wrong takes some 5 ms. */
const MOST_FRAMES = 200;
const LONGEST_SHOWN = 60;
const SOURCE = "upbit";

/** Fields of the DEFAULT formats that are read, with their names in the SIMPLE ones. */
const SHORT_NAMES = {
  type: "ty",
  code: "cd",
  trade_price: "tp",
  trade_volume: "tv",
  trade_timestamp: "ttms",
  candle_date_time_utc: "cdttmu",
  opening_price: "op",
  high_price: "hp",
  low_price: "lp",
  candle_acc_trade_volume: "catv",
} as const;

type FieldName = keyof typeof SHORT_NAMES;
type Values = Readonly<Record<string, unknown>>;

const market = z.string().transform((code, context) => {
  const symbol = fromUpbitMarket(code);
  if (symbol !== undefined) return symbol;
  context.addIssue({ code: "custom", message: "is not a market" });
  return z.NEVER;
});
const price = upbitNumber.refine((value) => value > 0, "is not a price above 0");
const volume = upbitNumber.refine((value) => value >= 0, "is not a volume");

const tickFields = z.looseObject({
  code: market,
  trade_price: price,
  trade_volume: volume,
  trade_timestamp: upbitEpochMs,
});
const candleFields = z.looseObject({
  code: market,
  candle_date_time_utc: upbitUtc,
  opening_price: price,
  high_price: price,
  low_price: price,
  trade_price: price,
  candle_acc_trade_volume: volume,
});
const statusFrame = z.looseObject({ status: z.literal("UP") });
const errorFrame = z.looseObject({
  error: z.looseObject({ name: z.string().min(1), message: z.string().optional() }),
});

/** Upbit's names of the fields of a candle. */
const CANDLE_NAMES: Readonly<Record<keyof Candle, FieldName>> = {
  openTimeMs: "candle_date_time_utc",
  open: "opening_price",
  high: "high_price",
  low: "low_price",
  close: "trade_price",
  volume: "candle_acc_trade_volume",
};

const INTERVAL_OF: ReadonlyMap<string, Interval> = new Map(
  Object.entries(UPBIT_STREAM_TYPES).map(([interval, type]) => [type, interval as Interval]),
);

/**
 * Reads a message of the socket: text, or bytes of UTF-8. Never throws.
 *
 * @returns one frame, or as many as the list holds in the formats JSON_LIST and SIMPLE_LIST; a list of more than 200 is
 *   refused as one.
 */
export function readUpbitFrames(message: string | Uint8Array): readonly UpbitFrame[] {
  // Characters are at least as many bytes, so this stops the longest ones before they are parsed.
  if (message.length > LONGEST_FRAME_BYTES) {
    return [refuse(`the frame is longer than ${LONGEST_FRAME_BYTES / 1_024} kB`)];
  }
  try {
    const text = typeof message === "string"
      ? message
      : new TextDecoder("utf-8", { fatal: true }).decode(message);
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.length > MOST_FRAMES) {
      return [refuse(`the list holds ${value.length} frames, which is more than ${MOST_FRAMES}`)];
    }
    return readUpbitValue(value);
  } catch {
    return [refuse(`the frame is not JSON (it begins with ${show(toText(message))})`)];
  }
}

/** As `readUpbitFrames`, of JSON that was parsed already, and a list of any length. */
export function readUpbitValue(value: unknown): readonly UpbitFrame[] {
  return Array.isArray(value) ? value.map(readFrame) : [readFrame(value)];
}

function readFrame(value: unknown): UpbitFrame {
  if (!isValues(value)) return refuse(`the frame is not an object (it is ${show(toJson(value))})`);
  if (statusFrame.safeParse(value).success) return { kind: "alive" };
  const failed = errorFrame.safeParse(value);
  if (failed.success) {
    const { name, message = "" } = failed.data.error;
    return { kind: "error", name: clean(name), message: clean(message) };
  }
  const isShort = value.type === undefined && value.ty !== undefined;
  const fields = isShort ? toLongNames(value) : value;
  const { type } = fields;
  if (type === "ticker" || type === "trade") return readTick(fields, { type, isShort });
  if (typeof type !== "string") {
    return refuse(describe({ field: "type", what: "is not a type", fields, isShort }));
  }
  const interval = INTERVAL_OF.get(type);
  return interval === undefined
    ? { kind: "other", type: clean(type) }
    : readCandle(fields, { interval, isShort });
}

function readTick(fields: Values, options: { type: "ticker" | "trade"; isShort: boolean }): UpbitFrame {
  const { type, isShort } = options;
  const read = tickFields.safeParse(fields);
  if (!read.success) return refuse(describeIssue(read.error, { fields, isShort }));
  const { code: symbol, trade_price, trade_volume, trade_timestamp } = read.data;
  const tick = { atMs: trade_timestamp, symbol, price: trade_price, volume: trade_volume, source: SOURCE };
  return { kind: "tick", type, tick };
}

/** The time is given as sent; whether it lies on the grid of its interval is for the receiver to judge. */
function readCandle(fields: Values, options: { interval: Interval; isShort: boolean }): UpbitFrame {
  const { interval, isShort } = options;
  const read = candleFields.safeParse(fields);
  if (!read.success) {
    const code = market.safeParse(fields.code);
    const about = code.success ? { exchange: SOURCE, symbol: code.data, interval } : undefined;
    return refuse(describeIssue(read.error, { fields, isShort }), about);
  }
  const { data } = read;
  const series = { exchange: SOURCE, symbol: data.code, interval };
  const candle: Candle = {
    openTimeMs: data.candle_date_time_utc,
    open: data.opening_price,
    high: data.high_price,
    low: data.low_price,
    close: data.trade_price,
    volume: data.candle_acc_trade_volume,
  };
  const fault = findCandleFault(candle);
  if (fault !== undefined) {
    const reason = describe({ field: CANDLE_NAMES[fault.field], what: fault.what, fields, isShort });
    return refuse(reason, series);
  }
  return { kind: "candle", series, candle };
}

function toLongNames(value: Values): Values {
  return Object.fromEntries(Object.entries(SHORT_NAMES).map(([long, short]) => [long, value[short]]));
}

function describeIssue({ issues }: z.ZodError, where: { fields: Values; isShort: boolean }): string {
  const issue = issues[0];
  const field = String(issue?.path[0]);
  // Messages of ours begin so; the others speak of types.
  const what = issue?.message.startsWith("is ") ? issue.message : "is not what it should be";
  return describe({ field, what, ...where });
}

function describe(fault: { field: string; what: string; fields: Values; isShort: boolean }): string {
  const { field, what, fields, isShort } = fault;
  const name = isShort && isFieldName(field) ? `${field} (${SHORT_NAMES[field]})` : field;
  const value = fields[field];
  return value === undefined ? `${name} is missing` : `${name} ${what}: ${show(toJson(value))}`;
}

function isFieldName(field: string): field is FieldName {
  return Object.hasOwn(SHORT_NAMES, field);
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(reason: string, about?: SeriesKey): UpbitFrame {
  return { kind: "refused", reason, ...(about === undefined ? {} : { about }) };
}

function toText(message: string | Uint8Array): string {
  return typeof message === "string"
    ? message.slice(0, LONGEST_SHOWN + 1)
    : new TextDecoder().decode(message.subarray(0, LONGEST_SHOWN + 1));
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

function show(text: string): string {
  return text === "" ? "nothing" : clean(text);
}

/** Text from outside, short and on one line. */
function clean(text: string): string {
  return escapeControls(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
}
