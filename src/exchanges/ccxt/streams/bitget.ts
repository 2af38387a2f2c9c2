/** Bitget's stream. https://www.bitget.com/api-doc/spot/websocket/public/Candlesticks-Channel */
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
  toCandleFrame,
  toErrorFrame,
  toPortions,
  toTickFrame,
  type Values,
} from "../../stream/values.ts";
import type { VenueStream } from "../venue.ts";

const SOURCE = "bitget";
/** Open time, open, high, low, close, volume in base currency. */
const CANDLE = { openTimeMs: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } as const;
const TRADE = { atMs: "ts", price: "price", volume: "size" } as const;
/** The first message of a channel holds some hundred rows; of what is long over, nobody needs any. */
const NEWEST = 2;
const CHANNELS_A_MESSAGE = 50;

const toChannel = (interval: Interval) => `candle${interval.replace("h", "H")}`;
const INTERVAL_OF: ReadonlyMap<unknown, Interval> = new Map(
  STREAM_INTERVALS.map((interval) => [toChannel(interval), interval]),
);

const dialect: StreamDialect = {
  path: "",
  requests({ markets }) {
    const args = markets.flatMap(({ id: instId, intervals }) =>
      ["trade", ...intervals.map(toChannel)].map((channel) => ({ instType: "SPOT", channel, instId }))
    );
    const texts = toPortions(args, CHANNELS_A_MESSAGE).map((some) =>
      JSON.stringify({ op: "subscribe", args: some })
    );
    return { texts, acks: args.length };
  },
  replaces: false,
  read: (message, wanted) =>
    message === "pong"
      ? [{ kind: "alive" }]
      : readObjectMessage(message, (values) => readFrames(values, wanted)),
  // It does not mark the last state of a bar.
  closesByNextBar: true,
  timeNames: { tick: "ts", candle: "place 0" },
  // Bitget hangs up after two minutes without a ping.
  ping: { text: "ping", everyMs: 30_000, answerWithinMs: 10_000 },
  messageLimits: [{ limit: 10, perMs: 1_000 }],
};

export const bitgetStream: VenueStream = { url: "wss://ws.bitget.com/v2/ws/public", lanes: [dialect] };

function readFrames(
  { event, code, msg, arg, data }: Values,
  wanted: StreamSubscription,
): readonly StreamFrame[] {
  if (event === "error") return [toErrorFrame("Bitget", code, msg)];
  if (event === "subscribe") return [{ kind: "ack" }];
  if (event !== undefined) return [{ kind: "alive" }];
  const [channel, id] = [fieldOf(arg, "channel"), fieldOf(arg, "instId")];
  if (typeof channel !== "string" || typeof id !== "string") {
    return [refuse("arg names no channel and market")];
  }
  if (!Array.isArray(data)) return [refuse("data is not a list")];
  const symbol = wanted.symbolOf(id);
  if (symbol === undefined) return [{ kind: "alive" }];
  if (channel === "trade") {
    return data.map((row) => toTickFrame(row, { fields: TRADE, symbol, source: SOURCE }));
  }
  const interval = INTERVAL_OF.get(channel);
  if (interval === undefined) return [{ kind: "alive" }];
  const series = { exchange: SOURCE, symbol, interval };
  return data.slice(-NEWEST).map((row) =>
    toCandleFrame(row, { fields: CANDLE, series, isClosed: undefined })
  );
}
