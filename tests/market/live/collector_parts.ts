import { toSeriesText } from "../../../src/core/candle.ts";
import type { BackfillRequest } from "../../../src/market/backfill/queue.ts";
import { CandleCollector } from "../../../src/market/live/collector.ts";
import type { CollectorOptions } from "../../../src/market/live/collector_options.ts";
import type { CollectorEvent, LiveCandle } from "../../../src/market/live/candle_event.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import { ScriptedExchange, type ScriptedOptions } from "./scripted_exchange.ts";

export const START = "2026-03-11T10:00:30+09:00";
/** Begin of the minute after the start: the first one that a stream can see whole. */
export const FIRST_MS = Date.parse("2026-03-11T10:01:00+09:00");
export const MINUTE = 60_000;
export const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;

/** A collector of BTC/KRW 1m on a manual clock at 30 s past the minute, and everything that it tells. */
export function startCollector(
  change: Partial<CollectorOptions> & Omit<Partial<ScriptedOptions>, "clock"> & { clock?: ManualClock } = {},
) {
  const { streamIntervals, skewMs, clock = new ManualClock(START), ...options } = change;
  const exchange = new ScriptedExchange({
    clock,
    ...(streamIntervals === undefined ? {} : { streamIntervals }),
    ...(skewMs === undefined ? {} : { skewMs }),
  });
  const keeper = new MemoryCandleStore();
  const closed: LiveCandle[] = [];
  const open: LiveCandle[] = [];
  const events: CollectorEvent[] = [];
  const wishes: BackfillRequest[] = [];
  const complete: CollectorOptions = {
    exchange,
    keeper,
    clock,
    watched: [{ symbol: SERIES.symbol, interval: SERIES.interval }],
    onClosed: (event) => closed.push(event),
    onOpen: (event) => open.push(event),
    askBackfill: (wish) => wishes.push(wish),
    onEvent: (event) => events.push(event),
    ...options,
  };
  const collector = new CandleCollector(complete);
  return {
    clock,
    exchange: complete.exchange === exchange ? exchange : complete.exchange as ScriptedExchange,
    keeper: complete.keeper as MemoryCandleStore,
    closed,
    open,
    events,
    wishes,
    collector,
    options: complete,
    [Symbol.asyncDispose]: () => collector[Symbol.asyncDispose](),
  };
}

export type Started = ReturnType<typeof startCollector>;

/** Moves to `ms` after the begin of the first whole minute. */
export async function goTo(parts: Started, ms: number): Promise<void> {
  await parts.clock.advance(FIRST_MS + ms - parts.clock.now());
}

/** As `goTo`, while another market of the exchange has a trade every five seconds, on the second. */
export async function flowTo(parts: Started, ms: number): Promise<void> {
  const passedMs = () => parts.clock.now() - FIRST_MS;
  while (passedMs() < ms) {
    await goTo(parts, Math.min(ms, Math.floor(passedMs() / 5_000 + 1) * 5_000));
    if (passedMs() % 5_000 === 0) parts.exchange.tick(parts.exchange.now(), "ETH/KRW");
  }
}

/** `upbit BTC/KRW 1m 10:01 stream 5`, minutes counted from the first whole one. */
export function toText({ series, candle, from }: LiveCandle): string {
  const minute = (candle.openTimeMs - FIRST_MS) / MINUTE;
  return `${toSeriesText(series)} minute ${minute} by ${from}, volume ${candle.volume}`;
}
