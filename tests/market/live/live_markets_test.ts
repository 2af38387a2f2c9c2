import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createMemoryBus } from "../../../src/bus/memory_bus.ts";
import { ChangeNotifier } from "../../../src/core/change_notifier.ts";
import { ExchangeHealth } from "../../../src/market/live/exchange_health.ts";
import { LiveMarkets } from "../../../src/market/live/live_markets.ts";
import { createMarketEvents } from "../../../src/telemetry/market_events.ts";
import { NO_LETTERS } from "../../bus/bus_parts.ts";
import { recordingLog } from "../../support/client_parts.ts";
import { HeldCandleStore } from "../../support/held_candle_store.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { FIRST_MS, MINUTE, SERIES, START } from "./collector_parts.ts";
import { ScriptedExchange, toBar } from "./scripted_exchange.ts";

/** Two minutes are stored with one between them that nobody has fetched, from an exchange that does not answer. */
async function startMarkets() {
  const clock = new ManualClock(START);
  const shelf = new HeldCandleStore();
  const log = recordingLog();
  const events = createMarketEvents(log);
  const exchange = new ScriptedExchange({ clock });
  exchange.usual = "fail";
  for (const minute of [-4, -2]) {
    const fromMs = FIRST_MS + minute * MINUTE;
    const fetched = { fromMs, toMs: fromMs + MINUTE };
    await shelf.keep(SERIES, { candles: [toBar(fromMs, 1)], closedUntilMs: Infinity, fetched });
  }
  const bus = createMemoryBus({ clock: clock.real, ...NO_LETTERS, onFault: () => {} });
  const notes = new ExchangeHealth("upbit", { events, clock });
  const markets = new LiveMarkets({
    config: { backfillMs: 10 * MINUTE, candleKeepMs: 0 },
    ...{ clock, events, shelf, bus },
    changes: new ChangeNotifier(),
    onStored: () => {},
    watched: new Map([["upbit", { exchange, symbols: ["BTC/KRW"], notes }]]),
  });
  markets.start();
  await settle();
  const looks = () => shelf.asked.filter((what) => what === "readKnown").length;
  return { shelf, log, markets, looks };
}

const MISSING = { bars: 1, sinceMs: FIRST_MS - 3 * MINUTE };

Deno.test("what is missing stays known while it is looked up anew, and two wakes look once", async () => {
  const { shelf, markets, looks } = await startMarkets();
  await markets.onWake();
  deepStrictEqual(markets.missingOf(SERIES), MISSING);
  const before = looks();
  const release = shelf.hold();
  const wakes = [markets.onWake(), markets.onWake()];
  await settle();
  deepStrictEqual(markets.missingOf(SERIES), MISSING);
  strictEqual(looks() - before, 1);
  release();
  await Promise.all(wakes);
  await shelf.markFetched(SERIES, [{ fromMs: FIRST_MS - 3 * MINUTE, toMs: FIRST_MS - 2 * MINUTE }]);
  await markets.onWake();
  strictEqual(markets.missingOf(SERIES), undefined);
  await markets[Symbol.asyncDispose]();
});

Deno.test("a store that cannot be looked through at a wake is told once, until it can again", async () => {
  const { shelf, log, markets } = await startMarkets();
  const { readKnown } = shelf;
  const told = () => log.lines.filter(({ message }) => message.includes("no connection")).length;
  shelf.readKnown = () => Promise.reject(new Error("no connection"));
  await markets.onWake();
  await markets.onWake();
  strictEqual(told(), 1);
  shelf.readKnown = readKnown;
  await markets.onWake();
  deepStrictEqual(markets.missingOf(SERIES), MISSING);
  shelf.readKnown = () => Promise.reject(new Error("no connection"));
  await markets.onWake();
  strictEqual(told(), 2);
  await markets[Symbol.asyncDispose]();
});
