/** Binance's stream. https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams */
import { isInterval } from "../../../core/candle.ts";
import type { StreamDialect, StreamFrame, StreamSubscription } from "../../stream/dialect.ts";
import {
  isValues,
  readObjectMessage,
  refuse,
  toCandleFrame,
  toErrorFrame,
  toPortions,
  toTickFrame,
  type Values,
} from "../../stream/values.ts";
import type { VenueStream } from "../venue.ts";

const SOURCE = "binance";
const CANDLE = { openTimeMs: "t", open: "o", high: "h", low: "l", close: "c", volume: "v" } as const;
const TRADE = { atMs: "T", price: "p", volume: "q" } as const;
/** 1,024 streams a connection; a message with all of them would be long. */
const STREAMS_A_MESSAGE = 100;

const dialect: StreamDialect = {
  path: "",
  requests({ markets }) {
    const streams = markets.flatMap(({ id, intervals }) =>
      ["trade", ...intervals.map((interval) => `kline_${interval}`)].map((what) =>
        `${id.toLowerCase()}@${what}`
      )
    );
    const texts = toPortions(streams, STREAMS_A_MESSAGE).map((params, i) =>
      JSON.stringify({ method: "SUBSCRIBE", params, id: i + 1 })
    );
    return { texts, acks: texts.length };
  },
  replaces: false,
  read: (message, wanted) => readObjectMessage(message, (values) => [readFrame(values, wanted)]),
  // `x` marks the last state; before it, a candle is sent only every two seconds.
  closesByNextBar: false,
  timeNames: { tick: "T", candle: "t" },
  // Its own pings cannot be seen here, so a question is asked that must be answered.
  ping: {
    text: JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: 0 }),
    everyMs: 20_000,
    answerWithinMs: 10_000,
  },
  messageLimits: [{ limit: 5, perMs: 1_000 }],
};

export const binanceStream: VenueStream = { url: "wss://stream.binance.com/ws", lanes: [dialect] };

function readFrame(values: Values, wanted: StreamSubscription): StreamFrame {
  const { e: event, s: id, k: candle, error, code, msg, result } = values;
  if (isValues(error)) return toErrorFrame("Binance", error.code, error.msg);
  if (typeof code === "number" && code < 0) return toErrorFrame("Binance", code, msg);
  if (result === null) return { kind: "ack" };
  if (event === "serverShutdown") {
    return { kind: "error", reason: "Binance ends the connection soon", isFatal: false };
  }
  if (event !== "trade" && event !== "kline") return { kind: "alive" };
  if (typeof id !== "string") return refuse("s is not a market");
  const symbol = wanted.symbolOf(id);
  if (symbol === undefined) return { kind: "alive" };
  if (event === "trade") return toTickFrame(values, { fields: TRADE, symbol, source: SOURCE });
  if (!isValues(candle)) return refuse("k is not a candle");
  const { i: interval, x: isClosed } = candle;
  if (typeof interval !== "string" || !isInterval(interval)) return refuse("i is not an interval");
  if (typeof isClosed !== "boolean") return refuse("x is neither true nor false");
  const series = { exchange: SOURCE, symbol, interval };
  return toCandleFrame(candle, { fields: CANDLE, series, isClosed });
}
