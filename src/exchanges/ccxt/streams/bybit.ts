/** Bybit's stream. https://bybit-exchange.github.io/docs/v5/ws/connect */
import type { Interval } from "../../../core/candle.ts";
import type { StreamDialect, StreamFrame, StreamSubscription } from "../../stream/dialect.ts";
import {
  fieldOf,
  readObjectMessage,
  refuse,
  toCandleFrame,
  toErrorFrame,
  toFrames,
  toTickFrame,
  type Values,
} from "../../stream/values.ts";
import type { VenueStream } from "../venue.ts";
import { toSubscribeTexts } from "./channel_stream.ts";

const SOURCE = "bybit";
const CANDLE = {
  openTimeMs: "start",
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  volume: "volume",
} as const;
const TRADE = { atMs: "T", price: "p", volume: "v" } as const;
/** Of the spot market. */
const TOPICS_A_MESSAGE = 10;
const WORDS: ReadonlyMap<Interval, string> = new Map([
  ["1m", "1"],
  ["3m", "3"],
  ["5m", "5"],
  ["15m", "15"],
  ["30m", "30"],
  ["1h", "60"],
  ["4h", "240"],
]);
const INTERVAL_OF: ReadonlyMap<string, Interval> = new Map(
  [...WORDS].map(([interval, word]) => [word, interval]),
);

const dialect: StreamDialect = {
  path: "",
  requests({ markets }) {
    const topics = markets.flatMap(({ id, intervals }) => [
      `publicTrade.${id}`,
      ...intervals.flatMap((interval) => WORDS.has(interval) ? [`kline.${WORDS.get(interval)}.${id}`] : []),
    ]);
    const texts = toSubscribeTexts(topics, TOPICS_A_MESSAGE);
    return { texts, acks: texts.length };
  },
  replaces: false,
  read: (message, wanted) => readObjectMessage(message, (values) => readFrames(values, wanted)),
  closesByNextBar: false,
  timeNames: { tick: "T", candle: "start" },
  ping: { text: JSON.stringify({ op: "ping" }), everyMs: 20_000, answerWithinMs: 10_000 },
  messageLimits: [{ limit: 10, perMs: 1_000 }],
};

export const bybitStream: VenueStream = { url: "wss://stream.bybit.com/v5/public/spot", lanes: [dialect] };

function readFrames(values: Values, wanted: StreamSubscription): readonly StreamFrame[] {
  const { op, success, ret_msg: told, topic, data } = values;
  if (success === false) return [toErrorFrame("Bybit", told)];
  if (op === "subscribe") return [{ kind: "ack" }];
  if (topic === undefined) return [{ kind: "alive" }];
  if (typeof topic !== "string") return [refuse("topic is not a text")];
  if (!Array.isArray(data)) return [refuse("data is not a list")];
  const [what, ...rest] = topic.split(".");
  const symbol = wanted.symbolOf(rest.at(-1) ?? "");
  if (symbol === undefined) return [{ kind: "alive" }];
  if (what === "publicTrade") {
    return toFrames(data, (row) => toTickFrame(row, { fields: TRADE, symbol, source: SOURCE }));
  }
  const interval = what === "kline" ? INTERVAL_OF.get(rest[0] ?? "") : undefined;
  if (interval === undefined) return [{ kind: "alive" }];
  return toFrames(data, (row) => {
    const isClosed = fieldOf(row, "confirm");
    if (typeof isClosed !== "boolean") return refuse("confirm is neither true nor false");
    return toCandleFrame(row, { fields: CANDLE, series: { exchange: SOURCE, symbol, interval }, isClosed });
  });
}
