/** OKX's streams: trades and candles come from two addresses. https://www.okx.com/docs-v5/en/#overview-websocket */
import type { Interval } from "../../../core/candle.ts";
import type { StreamDialect, StreamFrame } from "../../stream/dialect.ts";
import { fieldOf, refuse } from "../../stream/values.ts";
import type { VenueStream } from "../venue.ts";
import { createChannelReader, toCandleChannel, toSubscribeTexts } from "./channel_stream.ts";

/** The place of a row that says whether it is the last state. */
const CONFIRM = 8;
/** 64 kB a message. */
const CHANNELS_A_MESSAGE = 100;

const read = createChannelReader({
  exchange: "okx",
  title: "OKX",
  tradeChannel: "trades",
  trade: { atMs: "ts", price: "px", volume: "sz" },
  readClosed,
  events: { notice: { kind: "error", reason: "OKX ends the connection soon", isFatal: false } },
});

export const okxStream: VenueStream = {
  url: "wss://ws.okx.com:8443/ws/v5",
  lanes: [
    createLane("/public", () => ["trades"]),
    createLane("/business", (intervals) => intervals.map(toCandleChannel)),
  ],
};

function createLane(path: string, channelsOf: (intervals: readonly Interval[]) => string[]): StreamDialect {
  return {
    path,
    requests({ markets }) {
      const args = markets.flatMap(({ id: instId, intervals }) =>
        channelsOf(intervals).map((channel) => ({ channel, instId }))
      );
      return { texts: toSubscribeTexts(args, CHANNELS_A_MESSAGE), acks: args.length };
    },
    replaces: false,
    read,
    closesByNextBar: false,
    timeNames: { tick: "ts", candle: "ts" },
    // OKX hangs up after 30 s without a message either way.
    ping: { text: "ping", everyMs: 20_000, answerWithinMs: 10_000 },
    messageLimits: [{ limit: 3, perMs: 1_000 }],
  };
}

function readClosed(row: unknown): boolean | StreamFrame {
  const confirm = fieldOf(row, CONFIRM);
  if (confirm === "0" || confirm === "1") return confirm === "1";
  return refuse(`place ${CONFIRM} is neither 0 nor 1`);
}
