import assert from "node:assert/strict";
import { ManualClock } from "../../support/manual_clock.ts";
import { MemoryCandleStore } from "../../support/memory_candle_store.ts";
import { FIRST_MS, flowTo, MINUTE, SERIES, START, startCollector, type Started } from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

const HOUR = 60 * MINUTE;

async function startLive(change: Parameters<typeof startCollector>[0] = {}): Promise<Started> {
  const parts = startCollector(change);
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
  await flowTo(parts, 4_000);
  return parts;
}

function toDifferences({ events }: Started) {
  return events.filter((event) => event.kind === "audit_difference");
}

/** Candles of minutes before the start, known in full as the store thinks. */
async function keepKnown(keeper: MemoryCandleStore, minutes: readonly number[]): Promise<void> {
  const candles = minutes.map((minute) => toBar(FIRST_MS + minute * MINUTE, 1));
  const fromMs = FIRST_MS + Math.min(...minutes) * MINUTE;
  const toMs = FIRST_MS + (Math.max(...minutes) + 1) * MINUTE;
  await keeper.keep(SERIES, { candles, closedUntilMs: Infinity, fetched: { fromMs, toMs } });
}

Deno.test("a late trade is brought into its bar by comparing, which is told, and the bar is announced once", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await flowTo(parts, MINUTE + 1_000);
  parts.exchange.put(toBar(FIRST_MS, 3));
  parts.exchange.frame(toBar(FIRST_MS, 3));
  await flowTo(parts, 12 * MINUTE);
  const difference = { kind: "audit_difference", series: SERIES, added: 0, different: 1, corrected: 1 };
  assert.deepEqual(toDifferences(parts), [{ ...difference, firstOpenTimeMs: FIRST_MS }]);
  assert.equal((await parts.keeper.lastClosed(SERIES))?.volume, 3);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [1]);
  assert.equal(parts.collector.status()[0]?.counts.corrected, 1);
});

Deno.test("a bar is not compared in the first two minutes after its end, and soon afterwards", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS + 2 * MINUTE, 1));
  await flowTo(parts, 3 * MINUTE + 2_000);
  parts.exchange.put(toBar(FIRST_MS + 2 * MINUTE, 3));
  parts.exchange.frame(toBar(FIRST_MS + 2 * MINUTE, 3));
  await flowTo(parts, 5 * MINUTE - 1);
  assert.ok(
    parts.exchange.asked.some(({ span }) => span.fromMs < FIRST_MS - HOUR / 2),
    "one was made before",
  );
  assert.deepEqual(toDifferences(parts), []);
  await flowTo(parts, 8 * MINUTE);
  assert.equal(toDifferences(parts)[0]?.corrected, 1);
});

Deno.test("a bar that the exchange does not have is told and stays", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS, 1));
  // An answer without any bar would be none.
  parts.exchange.put(toBar(FIRST_MS - 2 * MINUTE, 1));
  await flowTo(parts, 5 * MINUTE);
  assert.equal(toDifferences(parts).length, 1);
  const [{ different, corrected } = assert.fail("nothing was told")] = toDifferences(parts);
  assert.deepEqual([different, corrected], [1, 0]);
  assert.equal((await parts.keeper.lastClosed(SERIES))?.volume, 1);
});

Deno.test("a doubt outlives a comparison that failed, however far back it reaches", async () => {
  const keeper = new MemoryCandleStore();
  await keepKnown(keeper, [-181]);
  await using parts = await startLive({ keeper });
  await keepKnown(keeper, [-180, -1]);
  parts.exchange.put(toBar(FIRST_MS - 181 * MINUTE, 1));
  parts.exchange.put(toBar(FIRST_MS - 180 * MINUTE, 5));
  parts.exchange.put(toBar(FIRST_MS - MINUTE, 1));
  parts.exchange.usual = "fail";
  await flowTo(parts, 5 * MINUTE);
  assert.equal(parts.events.filter(({ kind }) => kind === "audit_failed").length, 1);
  parts.exchange.usual = "truth";
  await flowTo(parts, 10 * MINUTE);
  assert.deepEqual(toDifferences(parts).map(({ corrected }) => corrected), [1]);
  assert.equal((await keeper.read(SERIES, { fromMs: 0, toMs: FIRST_MS - 100 * MINUTE }))[1]?.volume, 5);
});

for (
  const { name, storedMinute, fromMs } of [
    { name: "the hour before when the store is fresh", storedMinute: -2, fromMs: FIRST_MS - MINUTE - HOUR },
    { name: "the end of what was stored", storedMinute: -300, fromMs: FIRST_MS - 299 * MINUTE },
    { name: "a day when it is older", storedMinute: -3_000, fromMs: FIRST_MS + 3 * MINUTE - 24 * HOUR },
  ]
) {
  Deno.test(`the first comparison after a start begins with ${name}`, async () => {
    const keeper = new MemoryCandleStore();
    await keepKnown(keeper, [storedMinute]);
    await using parts = await startLive({ keeper, clock: new ManualClock(START) });
    await flowTo(parts, 3 * MINUTE + 45_000);
    const asked = parts.exchange.asked;
    const earliestMs = Math.min(...asked.map(({ span }) => span.fromMs));
    assert.equal(earliestMs, fromMs);
  });
}

Deno.test("the stream's bars are compared four minutes after it came up, and every ten minutes from then on", async () => {
  await using parts = await startLive();
  await flowTo(parts, 26 * MINUTE);
  const atMs = parts.exchange.asked
    .filter(({ span }) => span.toMs - span.fromMs >= HOUR - 3 * MINUTE)
    .map(({ atMs }) => Math.floor((atMs - Date.parse(START)) / MINUTE));
  assert.deepEqual(atMs, [4, 14, 24]);
  parts.exchange.down();
  parts.exchange.up();
  const asked = parts.exchange.asked.length;
  await flowTo(parts, 31 * MINUTE);
  const again = parts.exchange.asked.slice(asked).filter(({ span }) => span.toMs - span.fromMs > HOUR / 2);
  assert.equal(again.length, 1);
});
