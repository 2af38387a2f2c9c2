/** Streams that are asked as OKX began it: arguments of a channel and a market, rows by position. Bitget took it over. */
import type { Interval } from "../../../core/candle.ts";
import {
  STREAM_INTERVALS,
  type StreamDialect,
  type StreamFrame,
  type StreamSubscription,
} from "../../stream/dialect.ts";
import {
  fieldOf,
  readObjectMessage,
  refuse,
  type TickFields,
  toCandleFrame,
  toErrorFrame,
  toFrames,
  toPortions,
  toTickFrame,
  type Values,
} from "../../stream/values.ts";

/** Open time, open, high, low, close, volume in base currency. */
const CANDLE = { openTimeMs: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } as const;

const INTERVAL_OF: ReadonlyMap<unknown, Interval> = new Map(
  STREAM_INTERVALS.map((interval) => [toCandleChannel(interval), interval]),
);

/** In what such exchanges differ. */
export interface ChannelRules {
  readonly exchange: string;
  readonly title: string;
  readonly tradeChannel: string;
  readonly trade: TickFields;
  /** Of the rows of one message, those that are wanted of candles. */
  readonly pickRows?: (rows: readonly unknown[]) => readonly unknown[];
  /** Whether a candle can still change, `undefined` when nobody says; or what is wrong with the row. */
  readonly readClosed: (row: unknown) => boolean | undefined | StreamFrame;
  /** What an event means that others do not have. */
  readonly events?: Readonly<Record<string, StreamFrame>>;
}

/** `candle1m`, `candle4H` */
export function toCandleChannel(interval: Interval): string {
  return `candle${interval.replace("h", "H")}`;
}

/** Requests of `op` and `args`, with at most so many arguments each. */
export function toSubscribeTexts(args: readonly unknown[], most: number): readonly string[] {
  return toPortions(args, most).map((some) => JSON.stringify({ op: "subscribe", args: some }));
}

export function createChannelReader(rules: ChannelRules): StreamDialect["read"] {
  return (message, wanted) =>
    message === "pong"
      ? [{ kind: "alive" }]
      : readObjectMessage(message, (values) => readFrames(values, wanted, rules));
}

function readFrames(
  { event, code, msg, arg, data }: Values,
  wanted: StreamSubscription,
  rules: ChannelRules,
): readonly StreamFrame[] {
  if (event === "error") return [toErrorFrame(rules.title, code, msg)];
  if (event === "subscribe") return [{ kind: "ack" }];
  if (event !== undefined) {
    const own = Object.entries(rules.events ?? {}).find(([name]) => name === event)?.[1];
    return [own ?? { kind: "alive" }];
  }
  const [channel, id] = [fieldOf(arg, "channel"), fieldOf(arg, "instId")];
  if (typeof channel !== "string" || typeof id !== "string") {
    return [refuse("arg names no channel and market")];
  }
  if (!Array.isArray(data)) return [refuse("data is not a list")];
  const symbol = wanted.symbolOf(id);
  if (symbol === undefined) return [{ kind: "alive" }];
  if (channel === rules.tradeChannel) {
    return toFrames(data, (row) => toTickFrame(row, { fields: rules.trade, symbol, source: rules.exchange }));
  }
  const interval = INTERVAL_OF.get(channel);
  if (interval === undefined) return [{ kind: "alive" }];
  const series = { exchange: rules.exchange, symbol, interval };
  const rows = rules.pickRows?.(data) ?? data;
  return toFrames(rows, (row) => {
    const isClosed = rules.readClosed(row);
    if (typeof isClosed === "object") return { ...isClosed, about: series } as StreamFrame;
    return toCandleFrame(row, { fields: CANDLE, series, isClosed });
  });
}
