import { deepStrictEqual, notDeepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { readNeeds } from "../../src/engine/host/protocol.ts";
import { rsiReversal } from "../../src/strategies/rsi_reversal.ts";
import { candleAt, running, worked, World } from "./engine_parts.ts";
import { journalOf, wordsOf } from "../support/owned.ts";

const PARAMS = { period: 50, buy_below: 49.5, sell_above: 50.5 };
/** More than the 600 candles of history that it asks for. */
const BEFORE = 700;
const MINUTES = 760;

/** What is said first, in the figures that a reader is told, at or after a candle, when the candles from another one on were seen. */
function firstAdvice(fromMinute: number): readonly [number, string] | undefined {
  const run = rsiReversal.create(rsiReversal.params.parse(PARAMS), "1m");
  for (let minute = fromMinute; minute < MINUTES; minute++) {
    const candle = candleAt(minute);
    const advice = run.onCandle({ interval: "1m", candle, isClosed: true });
    if (minute >= BEFORE && advice !== undefined) return [candle.openTimeMs, wordsOf(advice.reason)];
  }
  return undefined;
}

Deno.test("a live start looks so far back that the RSI is the one of a run over all bars", async () => {
  await using world = await World.open();
  for (let minute = 0; minute < BEFORE; minute++) world.keep(minute);
  await world.add({ id: "live", kind: "rsi_reversal", params: PARAMS, timeframe: "1m" });
  await using engine = await world.engine();
  await running(engine, "live");
  for (let minute = BEFORE; minute < MINUTES; minute++) world.tell(minute);
  await worked(engine, "live", MINUTES - 1);
  const first = (await journalOf(world.store).advice("live", 10_000)).find(({ number }) => number === 1);
  deepStrictEqual([first?.barTimeMs, wordsOf(first?.reason)], firstAdvice(0));
  notDeepStrictEqual(firstAdvice(BEFORE - PARAMS.period - 1), firstAdvice(0));
});

Deno.test("the wish for history is passed on, and met as far as may be", () => {
  const needs = { intervals: ["1m"], warmUpBars: 15 };
  strictEqual(readNeeds(needs).historyBars, undefined);
  strictEqual(readNeeds({ ...needs, historyBars: 168 }).historyBars, 168);
  strictEqual(readNeeds({ ...needs, historyBars: 10_000_000 }).historyBars, 100_000);
  throws(() => readNeeds({ ...needs, historyBars: -1 }), /needs\.historyBars must be a whole number/);
});
