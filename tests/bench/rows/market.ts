import type { measureBus } from "./bus.ts";
import type { measureImport, measureScan } from "./candle.ts";
import type { CollectorFigures } from "./collector.ts";
import type { RsiTimes } from "./indicator.ts";
import { measureApart } from "../measured.ts";
import type { BackfillFigures } from "./backfill.ts";
import type { SessionHoleFigures } from "./session_holes.ts";
import type { Result } from "../result.ts";

type Answer<T extends () => unknown> = Awaited<ReturnType<T>>;

/** Candles into and out of SQLite, indicators, the bus, 200 markets closing at once, and a backfill beside /health. */
export async function measureMarket(): Promise<readonly Result[]> {
  const imported = await measureApart<Answer<typeof measureImport>>("rows/candle.ts", "measureImport");
  const scanned = await measureApart<Answer<typeof measureScan>>("rows/candle.ts", "measureScan");
  const rsi = await measureApart<RsiTimes>("rows/indicator.ts", "measureRsi");
  const bus = await measureApart<Answer<typeof measureBus>>("rows/bus.ts", "measureBus");
  const collector = await measureApart<CollectorFigures>("rows/collector.ts", "measureCollector");
  const backfill = await measureApart<BackfillFigures>("rows/backfill.ts", "measureBackfill");
  const holes = await measureApart<SessionHoleFigures>("rows/session_holes.ts", "measureSessionHoles");
  return [
    pair("holes in a year of 200 stocks", "ms", {
      ours: holes.oursMs,
      bare: holes.bareMs,
      target: "<= 200",
      passed: holes.oursMs <= 200,
      note: "by sessions; bare: two lists side by side",
    }),
    pair("1-minute candles into SQLite", "rows/s", {
      ours: imported.columnRowsPerS,
      bare: imported.bareRowsPerS,
      target: ">= 300,000 and >= 0.7x",
      passed: imported.columnRowsPerS >= 300_000 && imported.columnRowsPerS >= 0.7 * imported.bareRowsPerS,
      note: "bare: node:sqlite, row by row",
    }),
    pair("1 M candles out of it into columns", "rows/s", {
      ours: scanned.ourRowsPerS,
      bare: scanned.bareRowsPerS,
      target: ">= 1.5 M",
      passed: scanned.ourRowsPerS >= 1_500_000,
      note: "bare: node:sqlite, pages as objects",
    }),
    pair("RSI over 1 M closes", "ms", {
      ours: rsi.oursMs,
      bare: rsi.tradingSignalsMs,
      target: "<= 0.2x",
      passed: rsi.oursMs <= 0.2 * rsi.tradingSignalsMs,
      note: "bare: trading-signals",
    }),
    pair("  the same", "ms", {
      ours: rsi.oursMs,
      bare: rsi.technicalIndicatorsMs,
      target: "<= 0.15x",
      passed: rsi.oursMs <= 0.15 * rsi.technicalIndicatorsMs,
      note: "bare: technicalindicators",
    }),
    pair("bus, 4 subscribers", "messages/s", {
      ours: bus.messagesPerS,
      bare: bus.barePerS,
      target: ">= 100,000, 0 lost",
      passed: bus.messagesPerS >= 100_000 && bus.lost === 0,
      note: `${bus.lost} lost; bare: EventTarget`,
    }),
    single(
      "200 markets close: candle to event, p99",
      "ms",
      collector.closeToEventP99Ms,
      50,
      `${collector.events} events`,
    ),
    single("  delay of the main loop meanwhile, p99", "ms", collector.loopLagP99Ms, 20),
    single("  memory", "MB", collector.rssMb, 200),
    single(
      "/health during a backfill of 1 M candles, p99",
      "ms",
      backfill.healthP99Ms,
      20,
      `${
        Math.round(backfill.rowsPerS).toLocaleString("en-US")
      } candles/s, ${backfill.polls} polls, ${backfill.missedPolls} missed`,
    ),
  ];
}

function pair(
  what: string,
  unit: string,
  facts: { ours: number; bare: number; target: string; passed: boolean; note: string },
): Result {
  const { ours, bare, target, passed, note } = facts;
  return { what, unit, ours, oursMin: ours, bare, bareMin: bare, ratio: ours / bare, target, passed, note };
}

function single(what: string, unit: string, ours: number, most: number, note = ""): Result {
  return { what, unit, ours, oursMin: ours, target: `<= ${most} ${unit}`, passed: ours <= most, note };
}
