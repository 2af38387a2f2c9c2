/** Bitget's stream. https://www.bitget.com/api-doc/spot/websocket/public/Candlesticks-Channel */
import type { StreamDialect } from "../../stream/dialect.ts";
import type { VenueStream } from "../venue.ts";
import { createChannelReader, toCandleChannel, toSubscribeTexts } from "./channel_stream.ts";

/** The first message of a channel holds some hundred rows; of what is long over, nobody needs any. */
const NEWEST = 2;
const CHANNELS_A_MESSAGE = 50;

const dialect: StreamDialect = {
  path: "",
  requests({ markets }) {
    const args = markets.flatMap(({ id: instId, intervals }) =>
      ["trade", ...intervals.map(toCandleChannel)].map((channel) => ({ instType: "SPOT", channel, instId }))
    );
    return { texts: toSubscribeTexts(args, CHANNELS_A_MESSAGE), acks: args.length };
  },
  replaces: false,
  read: createChannelReader({
    exchange: "bitget",
    title: "Bitget",
    tradeChannel: "trade",
    trade: { atMs: "ts", price: "price", volume: "size" },
    pickRows: (rows) => rows.slice(-NEWEST),
    readClosed: () => undefined,
  }),
  // It does not mark the last state of a candle.
  closesByNextBar: true,
  timeNames: { tick: "ts", candle: "place 0" },
  // Bitget hangs up after two minutes without a ping.
  ping: { text: "ping", everyMs: 30_000, answerWithinMs: 10_000 },
  messageLimits: [{ limit: 10, perMs: 1_000 }],
};

export const bitgetStream: VenueStream = { url: "wss://ws.bitget.com/v2/ws/public", lanes: [dialect] };
