import assert from "node:assert/strict";
import { ManualClock } from "../../support/manual_clock.ts";
import {
  FIRST_MS,
  flowTo,
  goTo,
  MINUTE,
  SERIES,
  START,
  startCollector,
  type Started,
  toText,
} from "./collector_parts.ts";
import { toBar } from "./scripted_exchange.ts";

/** The stream is up since the start and trades have told the time. */
function beginLive(parts: Started): void {
  parts.exchange.up();
  parts.exchange.tick(parts.exchange.now() - 1);
  parts.exchange.tick();
}

/** A live collector 4 s into minute 0; what there was before is closed, and was without a trade. */
async function startLive(change: Parameters<typeof startCollector>[0] = {}): Promise<Started> {
  const parts = startCollector(change);
  beginLive(parts);
  await flowTo(parts, 4_000);
  return parts;
}

Deno.test("a bar that the stream saw whole is announced once, one second after its end, without asking", async () => {
  await using parts = await startLive();
  await goTo(parts, 5_000);
  const asked = parts.exchange.asked.length;
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await flowTo(parts, 50_000);
  parts.exchange.frame(toBar(FIRST_MS, 2));
  await flowTo(parts, MINUTE + 999);
  assert.equal(parts.closed.length, 0);
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed, [
    { series: SERIES, candle: toBar(FIRST_MS, 2), atMs: FIRST_MS + MINUTE + 1_000, from: "stream" },
  ]);
  await flowTo(parts, 2 * MINUTE + 10_000);
  assert.equal(parts.closed.length, 1);
  assert.equal(parts.exchange.asked.length, asked);
});

Deno.test("every change of the open bar is told, a repetition is not", async () => {
  await using parts = await startLive();
  for (const volume of [1, 2, 2, 3]) parts.exchange.frame(toBar(FIRST_MS, volume));
  assert.deepEqual(parts.open.map(({ candle }) => candle.volume), [1, 2, 3]);
});

Deno.test("a correction within the second of grace counts, one after it does not and is told", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await flowTo(parts, MINUTE + 200);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 7));
  parts.exchange.frame(toBar(FIRST_MS, 2));
  await goTo(parts, MINUTE + 1_500);
  parts.exchange.frame(toBar(FIRST_MS, 2));
  parts.exchange.frame(toBar(FIRST_MS, 3));
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by stream, volume 2"]);
  assert.equal((await parts.keeper.lastClosed(SERIES))?.volume, 2);
  assert.equal(parts.collector.status()[0]?.counts.lateFrames, 1);
  assert.deepEqual(parts.events.filter(({ kind }) => kind === "late_frame").length, 1);
  await flowTo(parts, 2 * MINUTE + 1_000);
  assert.equal(parts.closed[1]?.candle.volume, 7);
});

Deno.test("a minute in which only other markets sent data is silent until a later bar proves it, without asking", async () => {
  await using parts = startCollector();
  parts.exchange.put(toBar(FIRST_MS - MINUTE, 1));
  beginLive(parts);
  await flowTo(parts, 4_000);
  const asked = parts.exchange.asked.length;
  await flowTo(parts, MINUTE + 1_000);
  assert.equal(parts.closed.length, 1);
  assert.equal(parts.exchange.asked.length, asked);
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + 2 * MINUTE };
  const kinds = async () => (await parts.keeper.coverage(SERIES, span)).map(({ kind }) => kind);
  assert.deepEqual(await kinds(), ["silent"]);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 2));
  await flowTo(parts, 2 * MINUTE + 1_000);
  assert.equal(parts.closed.map(toText)[1], "upbit BTC/KRW 1m minute 1 by stream, volume 2");
  assert.deepEqual(await kinds(), ["fetched"]);
  assert.equal(parts.exchange.asked.length, asked);
});

Deno.test("the bar that was open at the start is asked for when it ends, and none before it", async () => {
  await using parts = startCollector();
  parts.exchange.put(toBar(FIRST_MS - 2 * MINUTE, 3));
  parts.exchange.put(toBar(FIRST_MS - MINUTE, 9));
  beginLive(parts);
  parts.exchange.frame(toBar(FIRST_MS - MINUTE, 4));
  await goTo(parts, 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute -1 by poll, volume 9"]);
});

Deno.test("a bar in which the stream was cut is asked for, and what was missed is in it", async () => {
  await using parts = await startLive();
  parts.exchange.put(toBar(FIRST_MS, 8));
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await goTo(parts, 20_000);
  parts.exchange.down();
  await goTo(parts, 30_000);
  parts.exchange.up(FIRST_MS + 20_000);
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
});

Deno.test("a stream that goes between the end of a bar and its closing is not trusted for that bar", async () => {
  await using parts = await startLive();
  parts.exchange.put(toBar(FIRST_MS, 8));
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await goTo(parts, MINUTE + 500);
  parts.exchange.down();
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
});

Deno.test("an answer that lags behind what the stream has said is asked for again", async () => {
  await using parts = await startLive();
  parts.exchange.put(toBar(FIRST_MS, 8));
  parts.exchange.frame(toBar(FIRST_MS, 1));
  parts.exchange.down();
  parts.exchange.answers.push("empty");
  await goTo(parts, MINUTE + 1_500);
  assert.equal(parts.closed.length, 0);
  await goTo(parts, MINUTE + 2_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 8"]);
});

Deno.test("the repair is asked for from the bar in which the silence began", async () => {
  await using parts = await startLive();
  await goTo(parts, 20_000);
  parts.exchange.down();
  await goTo(parts, 3 * MINUTE + 10_000);
  assert.equal(parts.wishes.length, 0);
  parts.exchange.up(FIRST_MS + 20_000);
  assert.deepEqual(parts.wishes, [{
    series: SERIES,
    span: { fromMs: FIRST_MS, toMs: FIRST_MS + 3 * MINUTE },
    priority: "repair",
  }]);
});

Deno.test("what cannot be had at 1, 2 and 5 s is an outage, left to repair, and the next bar goes on", async () => {
  await using parts = await startLive();
  parts.exchange.down();
  parts.exchange.put(toBar(FIRST_MS, 1));
  parts.exchange.put(toBar(FIRST_MS + MINUTE, 2));
  parts.exchange.answers.push("fail", "fail", "fail");
  const asked = parts.exchange.asked.length;
  await goTo(parts, MINUTE + 6_000);
  assert.deepEqual(
    parts.exchange.asked.slice(asked).map(({ atMs }) => atMs - FIRST_MS - MINUTE),
    [1_000, 2_000, 5_000],
  );
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE };
  // With the minute before it, of which nothing came and nothing was proven.
  const wish = { ...span, fromMs: FIRST_MS - MINUTE };
  assert.deepEqual(parts.wishes, [{ series: SERIES, span: wish, priority: "repair" }]);
  assert.deepEqual(await parts.keeper.coverage(SERIES, span), [
    { ...span, kind: "outage", reason: "the server failed" },
  ]);
  assert.equal(parts.collector.status()[0]?.state, "down");
  await goTo(parts, 2 * MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 1 by poll, volume 2"]);
  assert.equal(parts.collector.status()[0]?.state, "catching_up");
});

Deno.test("an outage that was repaired before the next bar closed is announced with it, in order", async () => {
  await using parts = await startLive();
  parts.exchange.down();
  parts.exchange.put(toBar(FIRST_MS + MINUTE, 2));
  parts.exchange.answers.push("fail", "fail", "fail");
  await goTo(parts, MINUTE + 10_000);
  const span = { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE };
  await parts.keeper.keep(SERIES, { candles: [toBar(FIRST_MS, 1)], closedUntilMs: span.toMs, fetched: span });
  await goTo(parts, 2 * MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(toText), [
    "upbit BTC/KRW 1m minute 0 by backfill, volume 1",
    "upbit BTC/KRW 1m minute 1 by poll, volume 2",
  ]);
});

Deno.test("a bar that a repair stored first is announced once, as it is stored", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS, 5));
  await goTo(parts, MINUTE + 500);
  await parts.keeper.keep(SERIES, { candles: [toBar(FIRST_MS, 6)], closedUntilMs: FIRST_MS + MINUTE });
  await goTo(parts, 3 * MINUTE);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [6]);
});

Deno.test("an exchange without a stream is asked a second after each bar and opens none", async () => {
  await using parts = startCollector({ streamIntervals: [] });
  for (let minute = -1; minute < 3; minute++) {
    parts.exchange.put(toBar(FIRST_MS + minute * MINUTE, minute + 2));
  }
  await goTo(parts, 2 * MINUTE + 1_000);
  assert.equal(parts.exchange.isStreamOpen, false);
  assert.deepEqual(parts.closed.map(({ atMs }) => atMs - FIRST_MS), [
    1_000,
    MINUTE + 1_000,
    2 * MINUTE + 1_000,
  ]);
  assert.deepEqual(parts.closed.map(({ from }) => from), ["poll", "poll", "poll"]);
  assert.deepEqual(parts.open.map(({ candle }) => candle.volume), [2, 3, 4]);
  assert.equal(parts.collector.status()[0]?.state, "live");
});

Deno.test("without a stream and with a fast clock no bar is closed before the exchange has closed it", async () => {
  await using parts = startCollector({ streamIntervals: [], skewMs: -3_000 });
  parts.exchange.put(toBar(FIRST_MS - MINUTE, 1));
  parts.exchange.put(toBar(FIRST_MS, 2));
  await goTo(parts, 2_500);
  assert.equal(parts.closed.length, 0, "the exchange is still in the bar");
  await goTo(parts, 5_000);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [1]);
});

for (const skewMs of [3_000, -3_000]) {
  Deno.test(`bars are closed by the time of the exchange when it is ${skewMs} ms ahead of our clock`, async () => {
    await using parts = startCollector({ skewMs });
    beginLive(parts);
    await flowTo(parts, 10_000);
    parts.exchange.frame(toBar(FIRST_MS, 1));
    await flowTo(parts, MINUTE - skewMs + 500);
    parts.exchange.tick();
    await goTo(parts, MINUTE - skewMs + 999);
    assert.equal(parts.closed.length, 0);
    await goTo(parts, MINUTE - skewMs + 1_000);
    assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [1]);
    assert.equal(parts.collector.skewMs, skewMs);
    assert.equal(parts.collector.status()[0]?.lag.lastMs, 1_000);
    assert.deepEqual(parts.events.filter(({ kind }) => kind === "clock_skew"), []);
  });
}

Deno.test("a later bar proves that the one before is over, also when no trade has told the time", async () => {
  await using parts = startCollector({ skewMs: 3_000 });
  parts.exchange.up();
  await goTo(parts, -15_000);
  parts.exchange.tick();
  for (const [i, ms] of [0, 15_000, 30_000, 45_000].entries()) {
    await goTo(parts, ms);
    parts.exchange.frame(toBar(FIRST_MS, 1 + i));
  }
  await goTo(parts, MINUTE - 2_900);
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 1));
  await goTo(parts, MINUTE - 1_900);
  assert.equal(parts.closed.length, 1);
});

Deno.test("a clock that is more than 5 s off is told once", async () => {
  await using parts = startCollector({ skewMs: 6_000 });
  beginLive(parts);
  for (let i = 0; i < 5; i++) {
    await parts.clock.advance(100);
    parts.exchange.tick();
  }
  assert.deepEqual(parts.events.filter(({ kind }) => kind === "clock_skew"), [
    { kind: "clock_skew", skewMs: 6_000, isFault: true },
  ]);
});

Deno.test("frames with impossible times are refused and told, and close nothing", async () => {
  await using parts = await startLive();
  parts.exchange.frame(toBar(FIRST_MS + 1));
  parts.exchange.frame(toBar(FIRST_MS + 86_400_000));
  await goTo(parts, 30_000);
  assert.deepEqual(parts.events.map(({ kind }) => kind), ["stream_up", "frame_refused", "frame_refused"]);
  assert.equal(parts.closed.length, 0);
});

Deno.test("after a restart in a bar it is announced once, and nothing that is stored already", async () => {
  const clock = new ManualClock(START);
  const first = await startLive({ clock });
  for (let minute = 0; minute < 3; minute++) first.exchange.put(toBar(FIRST_MS + minute * MINUTE, minute));
  first.exchange.frame(toBar(FIRST_MS, 0));
  await flowTo(first, MINUTE + 30_000);
  await first.collector[Symbol.asyncDispose]();
  assert.deepEqual(first.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by stream, volume 0"]);
  await using second = startCollector({ clock, keeper: first.keeper, exchange: first.exchange });
  beginLive(second);
  await goTo(second, 3 * MINUTE);
  assert.deepEqual(second.closed.map(toText), ["upbit BTC/KRW 1m minute 1 by poll, volume 1"]);
});

Deno.test("after a restart with a clock that was set back nothing is announced a second time", async () => {
  const first = await startLive();
  first.exchange.frame(toBar(FIRST_MS, 1));
  await goTo(first, MINUTE + 30_000);
  await first.collector[Symbol.asyncDispose]();
  assert.equal(first.closed.length, 1);
  const clock = new ManualClock(START);
  await using second = startCollector({ clock, keeper: first.keeper });
  second.exchange.put(toBar(FIRST_MS, 1));
  await goTo(second, MINUTE + 30_000);
  assert.deepEqual(second.closed, []);
});

Deno.test("a stream of which a market was missing before it was found down has its bars looked at again", async () => {
  await using parts = await startLive();
  parts.exchange.put(toBar(FIRST_MS, 3));
  await flowTo(parts, MINUTE + 20_000);
  parts.exchange.down();
  parts.exchange.up(FIRST_MS + 10_000);
  await goTo(parts, 10 * MINUTE);
  assert.deepEqual(await parts.keeper.read(SERIES, { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE }), [
    toBar(FIRST_MS, 3),
  ]);
  assert.deepEqual(parts.closed.map(toText), ["upbit BTC/KRW 1m minute 0 by poll, volume 3"]);
});

Deno.test("after a long sleep of the machine one page is asked for and the rest is left to backfill", async () => {
  await using parts = await startLive();
  parts.exchange.down();
  const awake = FIRST_MS + 300 * MINUTE;
  parts.exchange.put(toBar(awake - MINUTE, 1));
  parts.clock.setWall(awake + 2_000);
  await parts.clock.advance(40_000);
  const rest = { fromMs: FIRST_MS - MINUTE, toMs: awake - 199 * MINUTE };
  assert.deepEqual(parts.wishes, [{ series: SERIES, span: rest, priority: "repair" }]);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.openTimeMs), [awake - MINUTE]);
});

Deno.test("requests for streams that are down are four at a time", async () => {
  const watched = Array.from({ length: 20 }, (_, i) => ({ symbol: `C${i}/KRW`, interval: "1m" as const }));
  await using parts = startCollector({ watched });
  for (const { symbol } of watched) {
    for (const at of [-1, 0]) parts.exchange.put(toBar(FIRST_MS + at * MINUTE), symbol);
  }
  await goTo(parts, 1_000);
  await parts.clock.advance(0);
  assert.equal(parts.closed.length, 20);
  assert.equal(parts.exchange.mostAsking, 4);
});

Deno.test("a request that hangs is given up after ten seconds", async () => {
  await using parts = await startLive();
  parts.exchange.down();
  parts.exchange.put(toBar(FIRST_MS, 1));
  parts.exchange.answers.push("hang");
  await goTo(parts, MINUTE + 10_999);
  assert.equal(parts.closed.length, 0);
  await goTo(parts, MINUTE + 12_000);
  assert.equal(parts.closed.length, 1);
});

Deno.test("a store that does not take a bar is tried again until it does", async () => {
  await using parts = await startLive();
  const keep = parts.keeper.keep.bind(parts.keeper);
  let failures = 2;
  parts.keeper.keep = (...args) => failures-- > 0 ? Promise.reject(new Error("disk full")) : keep(...args);
  parts.exchange.frame(toBar(FIRST_MS, 1));
  await flowTo(parts, MINUTE + 5_000);
  assert.equal(parts.collector.status()[0]?.state, "down");
  assert.equal(parts.closed.length, 0);
  await flowTo(parts, MINUTE + 11_000);
  assert.deepEqual(parts.closed.map(({ candle }) => candle.volume), [1]);
  assert.equal(parts.collector.status()[0]?.state, "live");
});

Deno.test("bars of one moment are stored together, each told once, and a bad one does not hold up the others", async () => {
  const symbols = Array.from({ length: 120 }, (_, i) => `C${i}/KRW`);
  const watched = symbols.map((symbol) => ({ symbol, interval: "1m" as const }));
  await using parts = startCollector({ watched });
  for (const symbol of symbols) parts.exchange.put(toBar(FIRST_MS - MINUTE), symbol);
  beginLive(parts);
  await flowTo(parts, 4_000);
  for (let turn = 0; turn < 50; turn++) await parts.clock.advance(0);
  const keepMany = parts.keeper.keepMany.bind(parts.keeper);
  const sizes: number[] = [];
  parts.keeper.keepMany = (pages) => {
    sizes.push(pages.length);
    if (!pages.some(({ candles }) => candles[0]?.volume === 7)) return keepMany(pages);
    return Promise.reject(new RangeError("Cannot store C7/KRW"));
  };
  symbols.forEach((symbol, i) => parts.exchange.frame(toBar(FIRST_MS, i), symbol));
  await flowTo(parts, MINUTE + 2_000);
  const others = symbols.filter((symbol) => symbol !== "C7/KRW");
  const closed = parts.closed.filter(({ candle }) => candle.openTimeMs === FIRST_MS);
  assert.deepEqual(closed.map(({ series }) => series.symbol).toSorted(), others.toSorted());
  assert.ok(closed.every(({ atMs }) => atMs === FIRST_MS + MINUTE + 1_000));
  assert.deepEqual(sizes.filter((size) => size > 1), [50, 50, 20]);
  const failed = parts.events.filter((event) => event.kind === "close_failed");
  assert.deepEqual(failed.map(({ series }) => series.symbol), ["C7/KRW"]);
});

Deno.test("a receiver that throws is told and gets the next bar", async () => {
  let calls = 0;
  await using parts = await startLive({
    onClosed: () => {
      calls++;
      throw new Error("receiver");
    },
  });
  parts.exchange.frame(toBar(FIRST_MS, 1));
  parts.exchange.frame(toBar(FIRST_MS + MINUTE, 1));
  await goTo(parts, 2 * MINUTE + 1_000);
  assert.equal(calls, 2);
  assert.equal(parts.events.filter(({ kind }) => kind === "receiver_failed").length, 2);
});

Deno.test("the watched list can change while it runs, and the stream with it", async () => {
  await using parts = await startLive();
  const eth = { symbol: "ETH/KRW", interval: "1m" } as const;
  parts.collector.setWatched([eth]);
  assert.deepEqual(parts.exchange.wishes, [{ symbol: "ETH/KRW", intervals: ["1m"] }]);
  parts.exchange.frame(toBar(FIRST_MS, 1));
  parts.exchange.put(toBar(FIRST_MS, 2), "ETH/KRW");
  await goTo(parts, MINUTE + 1_000);
  assert.deepEqual(parts.closed.map(({ series }) => series.symbol), ["ETH/KRW"]);
  assert.throws(() => parts.collector.setWatched([{ ...eth, interval: "1s" }]), RangeError);
  assert.deepEqual(parts.collector.status().map(({ series }) => series.symbol), ["ETH/KRW"]);
});

Deno.test("disposal ends stream, timers and requests, and nothing is announced afterwards", async () => {
  const parts = await startLive();
  parts.exchange.down();
  parts.exchange.answers.push("hang");
  await goTo(parts, MINUTE + 2_000);
  await parts.collector[Symbol.asyncDispose]();
  assert.equal(parts.clock.sleeping, 0);
  assert.equal(parts.exchange.isStreamOpen, false);
  assert.equal(parts.closed.length, 0);
  await goTo(parts, 5 * MINUTE);
  assert.equal(parts.closed.length, 0);
});

Deno.test("the status tells what a series is doing and why", async () => {
  await using parts = startCollector();
  const look = () => {
    const [status] = parts.collector.status();
    return `${status?.state}: ${status?.reason}`;
  };
  assert.equal(look(), "catching_up: the stream has not come up yet; bars are asked for");
  beginLive(parts);
  assert.equal(look(), "catching_up: the stream came back within the open bar");
  await goTo(parts, 10_000);
  assert.equal(look(), "live: the stream is up");
  await goTo(parts, 15 * MINUTE);
  assert.match(look(), /^idle: no trade for /);
  parts.exchange.down();
  assert.equal(look(), "catching_up: the connection was cut; bars are asked for");
});
