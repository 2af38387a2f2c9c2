import { ALL_ALWAYS_OPEN } from "../../../src/core/market/hours.ts";
import { deepStrictEqual } from "node:assert/strict";
import { keepMade } from "../../../src/cli/candles/aggregate/keep_made_candles.ts";
import { makeCandles } from "../../../src/cli/candles/aggregate/made_candles.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { readConfig } from "../../../src/config/config.ts";
import { candles, SERIES, span } from "../../market/store/candle_parts.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";

Deno.test("minutes that come while longer candles are made of the others are not taken for known", async () => {
  const shelf = new MemoryCandleStore();
  const keep = (from: number, to: number) =>
    shelf.keep(SERIES, { candles: candles(from, to), closedUntilMs: Infinity, fetched: span(from, to) });
  await keep(0, 10);
  await keep(15, 20);
  const whole = span(0, 20);
  const { columns: minutes, coverage } = await shelf.readKnownColumns(SERIES, whole);
  await keep(10, 15);
  const made = makeCandles(minutes, { from: "1m", to: "5m", withOpen: false, within: whole });
  const config = readConfig({ get: () => undefined, envFile: undefined });
  await keepMade({ out: () => {}, err: () => {}, isTerminal: false, hasColor: false }, {
    access: { shelf, config, clock: createSystemClock(), log: silentLog, hoursOf: ALL_ALWAYS_OPEN },
    ...{ series: SERIES, to: "5m", span: whole, minutes, coverage, made, json: false, replace: false },
  });
  const target = { ...SERIES, interval: "5m" } as const;
  deepStrictEqual((await shelf.read(target, whole)).map(({ openTimeMs }) => openTimeMs), [
    span(0, 1).fromMs,
    span(5, 6).fromMs,
    span(15, 16).fromMs,
  ]);
  deepStrictEqual((await shelf.coverage(target, whole)).map(({ fromMs, toMs }) => ({ fromMs, toMs })), [
    span(0, 10),
    span(15, 20),
  ]);
});
