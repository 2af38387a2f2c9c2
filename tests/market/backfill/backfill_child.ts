/** A backfill as a process of its own, for a test that kills it: directory, address of the exchange, span. */
import { createSystemClock } from "../../../src/core/clock.ts";
import { upbit } from "../../../src/exchanges/upbit/venue.ts";
import { runBackfill } from "../../../src/market/backfill/backfill.ts";
import { openSqliteCandleStore } from "../../../src/market/store/sqlite_candle_store.ts";

const [dir = "", restUrl = "", from = "", to = ""] = Deno.args;
const clock = createSystemClock();
await using shelf = await openSqliteCandleStore({ dir, clock });
await using exchange = upbit.create({
  restUrl,
  streamUrl: undefined,
  userAgent: "test",
  clock,
  fetch,
  random: () => 0,
  onEvent: () => {},
  child: () => {
    throw new Error("No child is needed");
  },
});
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const result = await runBackfill({
  exchange,
  keeper: shelf,
  series: { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" },
  span: { fromMs: Number(from), toMs: Number(to) },
  clock,
  signal: new AbortController().signal,
  onProgress: ({ pages }) => print(`page ${pages}`),
  shouldYield: () => false,
});
print(`done ${result.isDone} ${result.addedBars}`);
