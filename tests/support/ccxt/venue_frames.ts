/** What Binance, OKX, Bybit and Bitget send, in the shapes of their public documents, for `BTC/USDT`. */
import { binanceStream } from "../../../src/exchanges/ccxt/streams/binance.ts";
import { bitgetStream } from "../../../src/exchanges/ccxt/streams/bitget.ts";
import { bybitStream } from "../../../src/exchanges/ccxt/streams/bybit.ts";
import { okxStream } from "../../../src/exchanges/ccxt/streams/okx.ts";
import type { VenueStream } from "../../../src/exchanges/ccxt/venue.ts";
import type { Reply } from "./venue_stream_server.ts";

type Bar = readonly [
  openTimeMs: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

export interface VenueFrames {
  readonly id: string;
  readonly stream: VenueStream;
  /** The exchange's name of BTC/USDT. */
  readonly market: string;
  /** Confirms every subscription and answers every ping. */
  readonly reply: Reply;
  /** Everything that is subscribed of BTC/USDT with candles of 1 minute and 1 hour, sorted. */
  readonly topics: readonly string[];
  /** The topics in a message to the exchange. */
  readonly topicsIn: (text: string) => readonly string[];
  readonly trade: (atMs: number, price: number) => object;
  /** Of one minute; those without a mark leave `isClosed` out. */
  readonly candle: (candle: Bar, isClosed: boolean) => object;
  /** A refusal of a subscription. */
  readonly refusal: object;
  /** Well-formed, but with a field that is none: message, and what must be said. */
  readonly broken: readonly (readonly [object, RegExp])[];
}

type Json = Readonly<Record<string, unknown>>;
const parse = (text: string): Json => text === "ping" ? {} : JSON.parse(text);
const listOf = (value: unknown): readonly Json[] => Array.isArray(value) ? value : [];
const texts = ([at, ...numbers]: Bar) => [String(at), ...numbers.map(String)];

const binanceTrade = { e: "trade", E: 1, s: "BTCUSDT", t: 12345, q: "0.5", m: true, M: true };
const binanceCandle = ([t, o, h, l, c, v]: Bar, x: unknown) => ({
  e: "kline",
  E: t + 1,
  s: "BTCUSDT",
  k: {
    t,
    T: t + 59_999,
    s: "BTCUSDT",
    i: "1m",
    f: 1,
    L: 2,
    o: `${o}`,
    c: `${c}`,
    h: `${h}`,
    l: `${l}`,
    v: `${v}`,
    n: 1,
    x,
    q: "1",
    V: "1",
    Q: "1",
    B: "0",
  },
});

const binance: VenueFrames = {
  id: "binance",
  stream: binanceStream,
  market: "BTCUSDT",
  reply: (text) => {
    const { method, id } = parse(text);
    return [method === "LIST_SUBSCRIPTIONS" ? { result: ["btcusdt@trade"], id } : { result: null, id }];
  },
  topics: ["btcusdt@kline_1h", "btcusdt@kline_1m", "btcusdt@trade"],
  topicsIn: (text) => parse(text).method === "SUBSCRIBE" ? listOf(parse(text).params).map(String) : [],
  trade: (T, p) => ({ ...binanceTrade, T, p: `${p}` }),
  candle: binanceCandle,
  refusal: { error: { code: 2, msg: "Invalid request: unknown variant" }, id: 1 },
  broken: [
    [{ ...binanceTrade, T: 1_700_000_000_000, p: "" }, /^p of a trade is not a price above 0: nothing$/],
    [{ ...binanceTrade, p: "1" }, /^T is missing$/],
    [binanceCandle([1_700_000_040_000, 1, 1, 1, 1, -1], false), /^v of a candle is not a volume: -1$/],
    [binanceCandle([1_700_000_040_000, 1, 1, 1, 1, 1], "yes"), /^x is neither true nor false$/],
  ],
};

const okxData = (channel: string, rows: readonly unknown[]) => ({
  arg: { channel, instId: "BTC-USDT" },
  data: rows,
});
const okxTrade = { instId: "BTC-USDT", tradeId: "130639474", sz: "0.5", side: "buy", count: "3" };

const okx: VenueFrames = {
  id: "okx",
  stream: okxStream,
  market: "BTC-USDT",
  reply: (text) =>
    text === "ping"
      ? ["pong"]
      : listOf(parse(text).args).map((arg) => ({ event: "subscribe", arg, connId: "a4d3ae55" })),
  topics: ["/business candle1H", "/business candle1m", "/public trades"],
  topicsIn: (text) =>
    listOf(parse(text).args).map(({ channel }) =>
      `${String(channel).startsWith("candle") ? "/business" : "/public"} ${channel}`
    ),
  trade: (ts, px) => okxData("trades", [{ ...okxTrade, px: `${px}`, ts: `${ts}` }]),
  candle: (candle, isClosed) => okxData("candle1m", [[...texts(candle), "1", "1", isClosed ? "1" : "0"]]),
  refusal: {
    event: "error",
    code: "60018",
    msg: "Wrong URL or channel:candle1m,instId:BTC-USDT doesn't exist.",
    connId: "a4d3ae55",
  },
  broken: [
    [
      okxData("trades", [{ ...okxTrade, px: "x", ts: "1700000000000" }]),
      /^px of a trade is not a price above 0: x$/,
    ],
    [
      okxData("candle1m", [[...texts([1_700_000_040_000, 1, 1, 1, 1, 1]), "1", "1", "2"]]),
      /^place 8 is neither 0 nor 1$/,
    ],
    [
      okxData("candle1m", [["1700000040000", "1", "0.5", "1", "1", "1", "1", "1", "0"]]),
      /^place 2 of a candle lies below/,
    ],
    [{ arg: { channel: "candle1m" }, data: [] }, /^arg names no channel and market$/],
  ],
};

const bybitTrade = { s: "BTCUSDT", S: "Buy", v: "0.5", L: "PlusTick", i: "20f43950", BT: false };
const bybitData = (topic: string, rows: readonly unknown[]) => ({
  topic,
  type: "snapshot",
  ts: 1_700_000_000_000,
  data: rows,
});
const bybitCandle = ([start, open, high, low, close, volume]: Bar, confirm: unknown) => ({
  start,
  end: start + 59_999,
  interval: "1",
  open: `${open}`,
  close: `${close}`,
  high: `${high}`,
  low: `${low}`,
  volume: `${volume}`,
  turnover: "1",
  confirm,
  timestamp: start,
});

const bybit: VenueFrames = {
  id: "bybit",
  stream: bybitStream,
  market: "BTCUSDT",
  reply: (text) => {
    const { op } = parse(text);
    const told = op === "ping" ? "pong" : "subscribe";
    return [{ success: true, ret_msg: told, conn_id: "2324d924", req_id: "", op }];
  },
  topics: ["kline.1.BTCUSDT", "kline.60.BTCUSDT", "publicTrade.BTCUSDT"],
  topicsIn: (text) => listOf(parse(text).args).map(String),
  trade: (T, p) => bybitData("publicTrade.BTCUSDT", [{ ...bybitTrade, T, p: `${p}` }]),
  candle: (candle, isClosed) => bybitData("kline.1.BTCUSDT", [bybitCandle(candle, isClosed)]),
  refusal: {
    success: false,
    ret_msg: "error:handler not found,topic:kline.1.NOSUCH",
    conn_id: "2324d924",
    req_id: "",
    op: "subscribe",
  },
  broken: [
    [
      bybitData("publicTrade.BTCUSDT", [{ ...bybitTrade, T: 0, p: "1" }]),
      /^T of a trade is not a time in epoch ms: 0$/,
    ],
    [
      bybitData("kline.1.BTCUSDT", [bybitCandle([1_700_000_040_000, 1, 1, 2, 1, 1], true)]),
      /^high of a candle lies below/,
    ],
    [
      bybitData("kline.1.BTCUSDT", [bybitCandle([1_700_000_040_000, 1, 1, 1, 1, 1], null)]),
      /^confirm is neither/,
    ],
    [{ topic: "kline.1.BTCUSDT", data: {} }, /^data is not a list$/],
  ],
};

const bitgetData = (channel: string, rows: readonly unknown[], action = "update") => ({
  action,
  arg: { instType: "SPOT", channel, instId: "BTCUSDT" },
  data: rows,
  ts: 1_700_000_000_000,
});

const bitget: VenueFrames = {
  id: "bitget",
  stream: bitgetStream,
  market: "BTCUSDT",
  reply: (text) =>
    text === "ping" ? ["pong"] : listOf(parse(text).args).map((arg) => ({ event: "subscribe", arg })),
  topics: ["candle1H", "candle1m", "trade"],
  topicsIn: (text) => listOf(parse(text).args).map(({ channel }) => String(channel)),
  trade: (ts, price) =>
    bitgetData("trade", [{ ts: `${ts}`, price: `${price}`, size: "0.5", side: "buy", tradeId: "1" }]),
  candle: (candle) => bitgetData("candle1m", [[...texts(candle), "1", "1"]]),
  refusal: {
    event: "error",
    arg: { instType: "SPOT", channel: "candle1m", instId: "NOSUCH" },
    code: 30001,
    msg: "instType:SPOT,channel:candle1m,instId:NOSUCH doesn't exist",
  },
  broken: [
    [
      bitgetData("trade", [{ ts: "1700000000000", price: "1", size: "x" }]),
      /^size of a trade is not a volume: x$/,
    ],
    [bitgetData("candle1m", [["1700000040000", "1", "1", "1"]]), /^place 4 is missing$/],
    [bitgetData("candle1m", [17]), /^place 0 is missing$/],
    [
      { arg: { instType: "SPOT", channel: "candle1m", instId: "BTCUSDT" }, data: null },
      /^data is not a list$/,
    ],
  ],
};

export const VENUE_FRAMES: readonly VenueFrames[] = [binance, okx, bybit, bitget];
