import { z } from "zod";
import { closeTimeOf } from "../../core/candle.ts";
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { ALWAYS_OPEN, overUntil } from "../../core/market/hours.ts";
import { findHoles } from "../../market/read/holes.ts";
import { readPriceBreaks } from "../../market/read/price_breaks.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readSpan } from "../series_argument.ts";
import { findFacts, readSeries } from "./series.ts";

const gapsSchema = z.object({
  exchange: z.string(),
  symbol: z.string(),
  interval: z.string(),
  from: z.string(),
  to: z.string(),
  expected: z.int(),
  present: z.int(),
  no_trade: z.int(),
  not_fetched: z.int(),
  outage: z.int(),
  not_listed: z.int(),
  gaps: z.array(z.object({
    kind: z.enum(["no_trade", "not_fetched", "outage", "not_listed"]),
    from: z.string(),
    to: z.string(),
    bars: z.int(),
    reason: z.string(),
  })),
  jumps: z.array(z.object({ at: z.string(), before: z.number(), after: z.number() }))
    .describe(
      "of a Korean stock: further than the price may go in a day and no base price explains it, so it was probably split",
    ),
  base_changes: z.array(z.object({ at: z.string(), before: z.number(), base: z.number() }))
    .describe(
      "of a Korean stock: days whose base price is not the close before, as of an ex-date or a split",
    ),
});

export type GapsJson = z.output<typeof gapsSchema>;

/** Of the whole series unless told: up to its last closed candle, for the open one is no gap. */
export const findGaps = defineCommand({
  id: "candles.gaps",
  scope: "read",
  about: { ko: "캔들이 빠진 곳과 그 이유", en: "where candles are missing, and why" },
  args: z.object({
    market: z.string().describe("like BTC/KRW, upbit:BTC/KRW or krx:005930"),
    exchange: z.string().optional(),
    interval: z.string().default("1m"),
    from: z.string().optional(),
    to: z.string().optional(),
  }),
  result: gapsSchema,
  words: ({ symbol, present, expected, not_fetched: notFetched }) => ({
    ko: `${symbol}: ${expected}개 중 ${present}개 있음, ${notFetched}개 받지 않음`,
    en: `${symbol}: ${present} of ${expected} are there, ${notFetched} not fetched`,
  }),
  async run({ market, exchange, interval: asked, from, to }, { deps }) {
    const store = need(deps, "candles");
    const series = readSeries(market, { interval: asked, ...(exchange === undefined ? {} : { exchange }) });
    const { interval } = series;
    const { firstMs } = await findFacts(
      store,
      series,
      (other, market) => toCommand("candles", "gaps", market, "--interval", other.interval),
    );
    const lastMs = (await store.lastClosed(series))?.openTimeMs ?? firstMs;
    const nowMs = deps.clock.now();
    const wanted = readSpan(
      { from: from ?? String(firstMs), to: to ?? String(closeTimeOf(interval, lastMs)) },
      { nowMs, days: 7 },
    );
    const hours = await deps.hoursOf?.(series.exchange) ?? ALWAYS_OPEN;
    // What is still to come is missing nowhere.
    const span = { fromMs: wanted.fromMs, toMs: Math.min(wanted.toMs, overUntil(interval, nowMs, hours)) };
    const { columns, coverage } = await store.readKnownColumns(series, span);
    const openTimes = columns.openTimeMs;
    const { holes, completeness } = findHoles({ coverage, span, interval, openTimes, hours });
    const { jumps, baseChanges } = await readPriceBreaks(store, { series, columns, hours });
    const { expected, present, noTrade, notFetched, outage, notListed } = completeness;
    return {
      ...series,
      ...{ from: toKstIso(span.fromMs), to: toKstIso(span.toMs) },
      ...{ expected, present, no_trade: noTrade, not_fetched: notFetched, outage },
      not_listed: notListed,
      gaps: holes.map(({ kind, reason, fromMs, toMs, bars: candles }) => ({
        ...{ kind, from: toKstIso(fromMs), to: toKstIso(toMs), bars: candles, reason },
      })),
      jumps: jumps.map(({ atMs, before, after }) => ({ at: toKstIso(atMs), before, after })),
      base_changes: baseChanges.map(({ atMs, before, base }) => ({ at: toKstIso(atMs), before, base })),
    };
  },
});
