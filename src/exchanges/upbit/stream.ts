/** Upbit's dialect of a stream. https://docs.upbit.com/kr/reference/websocket-guide */
import { MINUTE_MS } from "../../core/kst.ts";
import type { MarketStream } from "../exchange.ts";
import { type MarketStreamOptions, openMarketStream } from "../stream/market_stream.ts";
import type { StreamDialect, StreamFrame, StreamSubscription } from "../stream/dialect.ts";
import { readUpbitFrames, type UpbitFrame } from "./frames.ts";
import { toUpbitMarket, UPBIT_STREAM_TYPES } from "./words.ts";

const TYPES = ["ticker", ...Object.values(UPBIT_STREAM_TYPES)];
/** Asking the same again at once cannot help. https://docs.upbit.com/kr/reference/websocket-guide */
const FATAL_NAMES: ReadonlySet<string> = new Set([
  "INVALID_AUTH",
  "WRONG_FORMAT",
  "NO_TICKET",
  "NO_TYPE",
  "NO_CODES",
  "INVALID_PARAM",
]);

const DIALECT: StreamDialect = {
  path: "",
  requests: (wanted) => ({ texts: [toRequestText(wanted)], acks: 0 }),
  replaces: true,
  read: (message) => readUpbitFrames(message).map(toStreamFrame),
  closesByNextBar: false,
  timeNames: { tick: "trade_timestamp", candle: "candle_date_time_utc" },
  // Upbit hangs up after 120 s without a message either way.
  ping: { text: "PING", everyMs: MINUTE_MS, answerWithinMs: 30_000 },
  // https://docs.upbit.com/kr/reference/rate-limits: messages of one connection.
  messageLimits: [{ limit: 100, perMs: MINUTE_MS }, { limit: 5, perMs: 1_000 }],
};

export type UpbitStreamOptions = Omit<MarketStreamOptions, "dialect">;

/** Connects as soon as there is a wish, and again after every loss until it is disposed. */
export function openUpbitStream(options: UpbitStreamOptions): MarketStream {
  const stream = openMarketStream({ ...options, dialect: DIALECT });
  return {
    subscribe: (wishes) =>
      stream.subscribe(wishes.map((wish) => ({ ...wish, id: toUpbitMarket(wish.symbol) }))),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}

/** Ticks of every market, and candles where they are wished and Upbit sends them. Each message has its own ticket. */
function toRequestText({ markets }: StreamSubscription): string {
  const codes = new Map<string, string[]>();
  for (const { id, intervals } of markets) {
    const candles = intervals.flatMap((interval) => UPBIT_STREAM_TYPES[interval] ?? []);
    for (const type of ["ticker", ...candles]) codes.set(type, [...codes.get(type) ?? [], id]);
  }
  return JSON.stringify([
    { ticket: crypto.randomUUID() },
    ...TYPES.flatMap((type) => codes.has(type) ? [{ type, codes: codes.get(type) }] : []),
    { format: "DEFAULT" },
  ]);
}

/** Only tickers are asked for; a trade would be the same news twice. */
function toStreamFrame(frame: UpbitFrame): StreamFrame {
  switch (frame.kind) {
    case "tick":
      return frame.type === "ticker" ? { kind: "tick", tick: frame.tick } : { kind: "alive" };
    case "candle":
      return { ...frame, isClosed: undefined };
    case "error": {
      const { name, message } = frame;
      const reason = `Upbit refused the request: ${name}${message && ` (${message})`}`;
      return { kind: "error", reason, isFatal: FATAL_NAMES.has(name) };
    }
    case "refused":
      return frame;
    case "alive":
    case "other":
      return { kind: "alive" };
  }
}
