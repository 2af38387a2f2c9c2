import { MemoryCandleStore } from "../support/memory_candle_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { testCandleStore } from "./candle_store_contract.ts";
import { minute, openTempShelf } from "./store/candle_parts.ts";

testCandleStore("candles in SQLite", async () => {
  const opened = await openTempShelf({ clock: new ManualClock(minute(5_000)) });
  return { store: opened.shelf, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
});

testCandleStore("candles in memory", () => {
  const store = new MemoryCandleStore();
  return Promise.resolve({ store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() });
});
