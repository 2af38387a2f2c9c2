/** Upbit, by its own public API. */
import { type Interval, INTERVALS } from "../../core/candle.ts";
import type { Exchange, ExchangeOptions, ExchangePlug } from "../exchange.ts";
import { UPBIT_ID, UPBIT_PAGE_LIMIT, UpbitRest } from "./rest.ts";
import { openUpbitStream } from "./stream.ts";
import { UPBIT_CANDLE_PATHS, UPBIT_STREAM_TYPES } from "./words.ts";

const REST_URL = "https://api.upbit.com";
const STREAM_URL = "wss://api.upbit.com/websocket/v1";
const TITLE = "Upbit";

export const upbit: ExchangePlug = { id: UPBIT_ID, title: TITLE, create: createUpbit };

function createUpbit(options: ExchangeOptions): Exchange {
  const { clock, random, onEvent, fetch, userAgent } = options;
  const rest = new UpbitRest({
    baseUrl: options.restUrl ?? REST_URL,
    userAgent,
    clock,
    fetch,
    random,
    onEvent,
  });
  const closing = new AbortController();
  const opened = new AsyncDisposableStack();
  /** What is asked ends with the caller's wish or with the exchange, whichever comes first. */
  const until = (signal: AbortSignal) => AbortSignal.any([closing.signal, signal]);
  return {
    id: UPBIT_ID,
    title: TITLE,
    intervals: toIntervals(UPBIT_CANDLE_PATHS),
    streamIntervals: toIntervals(UPBIT_STREAM_TYPES),
    pageLimit: UPBIT_PAGE_LIMIT,
    fetchCandles: (question) => rest.fetchCandles({ ...question, signal: until(question.signal) }),
    fetchTicks: (symbols, signal) => rest.fetchTicks(symbols, until(signal)),
    fetchBookTop: (symbol, signal) => rest.fetchBookTop(symbol, until(signal)),
    fetchInstrument: (symbol, signal) => rest.fetchInstrument(symbol, until(signal)),
    openStream: (onMessage) =>
      opened.use(
        openUpbitStream({
          url: options.streamUrl ?? STREAM_URL,
          userAgent,
          clock,
          random,
          onEvent,
          onMessage,
        }),
      ),
    async [Symbol.asyncDispose]() {
      closing.abort(new DOMException("The exchange is closed", "AbortError"));
      await opened.disposeAsync();
    },
  };
}

/** In our own order, shortest first. */
function toIntervals(words: Readonly<Partial<Record<Interval, string>>>): readonly Interval[] {
  return INTERVALS.filter((interval) => words[interval] !== undefined);
}
