import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BackfillScheduler } from "../../../src/market/backfill/scheduler.ts";
import { createMarketEvents } from "../../../src/telemetry/market_events.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { HeldCandleStore } from "../../support/held_candle_store.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { ScriptedExchange, toBar } from "../live/scripted_exchange.ts";

const MINUTE = 60_000;
const NOW_MS = Date.parse("2026-03-11T10:00:30+09:00");
const OPEN_MS = NOW_MS - 30_000;
const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
const DEPTH_MINUTES = 10;

function startScheduler() {
  const clock = new ManualClock(NOW_MS);
  const shelf = new HeldCandleStore();
  const exchange = new ScriptedExchange({ clock });
  const log = recordingLog();
  for (let i = 1; i <= DEPTH_MINUTES; i++) exchange.put(toBar(OPEN_MS - i * MINUTE, i));
  const scheduler = new BackfillScheduler({
    exchangeOf: () => exchange,
    shelf,
    clock,
    events: createMarketEvents(log),
    depthMs: DEPTH_MINUTES * MINUTE,
    onChange: () => {},
  });
  const reads = () => shelf.asked.filter((what) => what === "readKnown").length;
  return { clock, shelf, exchange, log, scheduler, reads };
}

Deno.test("a series that is looked at already is not looked at twice, and its history is fetched once", async () => {
  const { shelf, exchange, scheduler, reads } = startScheduler();
  const release = shelf.hold();
  scheduler.fill(SERIES);
  scheduler.fill(SERIES);
  deepStrictEqual([reads(), exchange.asked.length], [1, 0]);
  deepStrictEqual(scheduler.progressOf(SERIES), { doneShare: 0, etaMs: undefined });
  release();
  await settle();
  strictEqual(exchange.asked.length, 1);
  strictEqual((await shelf.list())[0]?.bars, DEPTH_MINUTES);
  await scheduler[Symbol.asyncDispose]();
});

Deno.test("an attempt that fails while another one reads is tried again although that one finds nothing missing", async () => {
  const { clock, shelf, exchange, scheduler, reads } = startScheduler();
  scheduler.fill(SERIES);
  await settle();
  const release = shelf.hold();
  scheduler.fill(SERIES);
  strictEqual(reads(), 2);
  // Read before these minutes were lost, so the look of above finds all there.
  await shelf.removeSpan(SERIES, { fromMs: OPEN_MS - 3 * MINUTE, toMs: OPEN_MS });
  exchange.usual = "fail";
  const coverage = shelf.coverage;
  shelf.coverage = () => Promise.resolve([]);
  scheduler.repair({
    series: SERIES,
    span: { fromMs: OPEN_MS - 3 * MINUTE, toMs: OPEN_MS },
    priority: "repair",
  });
  await settle();
  shelf.coverage = coverage;
  exchange.usual = "truth";
  release();
  await settle();
  await clock.advance(MINUTE);
  scheduler.onWake();
  await settle();
  strictEqual((await shelf.list())[0]?.bars, DEPTH_MINUTES);
  await scheduler[Symbol.asyncDispose]();
});

Deno.test("a store that cannot be read is told and asked again a minute later", async () => {
  const { clock, shelf, log, scheduler } = startScheduler();
  const { readKnown } = shelf;
  shelf.readKnown = () => Promise.reject(new Error("no connection"));
  scheduler.fill(SERIES);
  await settle();
  deepStrictEqual(log.lines.map(({ level }) => level), ["error"]);
  shelf.readKnown = readKnown;
  await clock.advance(MINUTE - 1);
  scheduler.onWake();
  await settle();
  deepStrictEqual(await shelf.list(), []);
  await clock.advance(1);
  scheduler.onWake();
  await settle();
  strictEqual((await shelf.list())[0]?.bars, DEPTH_MINUTES - 1);
  await scheduler[Symbol.asyncDispose]();
});

Deno.test("disposal waits for a look that is under way, which then asks the exchange nothing", async () => {
  const { shelf, exchange, scheduler } = startScheduler();
  const release = shelf.hold();
  scheduler.fill(SERIES);
  let isOver = false;
  const over = scheduler[Symbol.asyncDispose]().then(() => isOver = true);
  await settle();
  strictEqual(isOver, false);
  release();
  await over;
  strictEqual(exchange.asked.length, 0);
});
