/** OKX's streams: trades and candles come from two addresses. https://www.okx.com/docs-v5/en/#overview-websocket */
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

const SOURCE = "okx";
/** Open time, open, high, low, close, volume in base currency; place 8 says whether it is the last state. */
const CANDLE = { openTimeMs: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 } as const;
const CONFIRM = 8;
const TRADE = { atMs: "ts", price: "px", volume: "sz" } as const;
/** 64 kB a message. */
const CHANNELS_A_MESSAGE = 100;

const toChannel = (interval: Interval) => `candle${interval.replace("h", "H")}`;
const INTERVAL_OF: ReadonlyMap<unknown, Interval> = new Map(
  STREAM_INTERVALS.map((interval) => [toChannel(interval), interval]),
);

export const okxStream: VenueStream = {
  url: "wss://ws.okx.com:8443/ws/v5",
  lanes: [
    createLane("/public", () => ["trades"]),
    createLane("/business", (intervals) => intervals.map(toChannel)),
  ],
};

function createLane(path: string, channelsOf: (intervals: readonly Interval[]) => string[]): StreamDialect {
  return {
    path,
    requests({ markets }) {
      const args = markets.flatMap(({ id: instId, intervals }) =>
        channelsOf(intervals).map((channel) => ({ channel, instId }))
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
    closesByNextBar: false,
    timeNames: { tick: "ts", candle: "ts" },
    // OKX hangs up after 30 s without a message either way.
    ping: { text: "ping", everyMs: 20_000, answerWithinMs: 10_000 },
    messageLimits: [{ limit: 3, perMs: 1_000 }],
  };
}

function readFrames(
  { event, code, msg, arg, data }: Values,
  wanted: StreamSubscription,
): readonly StreamFrame[] {
  if (event === "error") return [toErrorFrame("OKX", code, msg)];
  if (event === "subscribe") return [{ kind: "ack" }];
  if (event === "notice") {
    return [{ kind: "error", reason: "OKX ends the connection soon", isFatal: false }];
  }
  if (event !== undefined) return [{ kind: "alive" }];
  const [channel, id] = [fieldOf(arg, "channel"), fieldOf(arg, "instId")];
  if (typeof channel !== "string" || typeof id !== "string") {
    return [refuse("arg names no channel and market")];
  }
  if (!Array.isArray(data)) return [refuse("data is not a list")];
  const symbol = wanted.symbolOf(id);
  if (symbol === undefined) return [{ kind: "alive" }];
  if (channel === "trades") {
    return data.map((row) => toTickFrame(row, { fields: TRADE, symbol, source: SOURCE }));
  }
  const interval = INTERVAL_OF.get(channel);
  if (interval === undefined) return [{ kind: "alive" }];
  return data.map((row) => {
    const confirm = fieldOf(row, CONFIRM);
    if (confirm !== "0" && confirm !== "1") return refuse(`place ${CONFIRM} is neither 0 nor 1`);
    const series = { exchange: SOURCE, symbol, interval };
    return toCandleFrame(row, { fields: CANDLE, series, isClosed: confirm === "1" });
  });
}
