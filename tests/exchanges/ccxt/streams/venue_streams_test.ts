import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { StreamMessage } from "../../../../src/exchanges/exchange.ts";
import { openMarketStream, type VenueMarketStream } from "../../../../src/exchanges/stream/market_stream.ts";
import { mergeStreams } from "../../../../src/exchanges/stream/merged_stream.ts";
import type { StreamMarket } from "../../../../src/exchanges/stream/dialect.ts";
import { toFrames } from "../../../../src/exchanges/stream/values.ts";
import { ManualClock } from "../../../support/manual_clock.ts";
import { until } from "../../../support/program.ts";
import { VENUE_FRAMES, type VenueFrames } from "../../../support/ccxt/venue_frames.ts";
import { startVenueStreamServer } from "../../../support/ccxt/venue_stream_server.ts";

const MINUTE_MS = 60_000;
const START = Date.parse("2026-08-26T08:08:20Z");
const OPEN = START - 20_000;

interface Watched extends AsyncDisposable {
  readonly stream: VenueMarketStream;
  readonly clock: ManualClock;
  readonly messages: readonly StreamMessage[];
  waitFor(kind: StreamMessage["kind"], count?: number): Promise<void>;
}

/** As the child opens it. */
function watch({ stream: venue }: VenueFrames, url: string): Watched {
  const clock = new ManualClock(START);
  const messages: StreamMessage[] = [];
  const lanes = venue.lanes.map((dialect) => (onMessage: (message: StreamMessage) => void) =>
    openMarketStream({ url, dialect, clock, random: () => 0, onEvent: () => {}, onMessage })
  );
  const stream = mergeStreams(lanes, (message) => messages.push(message));
  const count = (kind: StreamMessage["kind"]) => messages.filter((message) => message.kind === kind).length;
  return {
    stream,
    clock,
    messages,
    waitFor: (kind, wanted = 1) => until(() => count(kind) >= wanted, `${wanted} × ${kind}`),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}

const of = <K extends StreamMessage["kind"]>({ messages }: Watched, kind: K) =>
  messages.filter((message): message is StreamMessage & { kind: K } => message.kind === kind);
const btc = ({ market: id }: VenueFrames): StreamMarket => ({
  id,
  symbol: "BTC/USDT",
  intervals: ["1h", "1m"],
});

for (const venue of VENUE_FRAMES) {
  const { id } = venue;
  const lanes = venue.stream.lanes.length;

  Deno.test(`${id}: what is wished is subscribed, and the stream is up when all of it is confirmed`, async () => {
    await using server = startVenueStreamServer(() => []);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    const topics = () => server.asked.flatMap(({ text }) => venue.topicsIn(text)).toSorted();
    await until(() => topics().length >= venue.topics.length, "the subscriptions");
    deepStrictEqual(topics(), venue.topics);
    deepStrictEqual(watched.messages, []);
    const subscriptions = server.asked.filter(({ text }) => venue.topicsIn(text).length > 0);
    for (const { path, text } of subscriptions) {
      for (const answer of venue.reply(text)) server.send(answer, path);
    }
    await watched.waitFor("up");
    deepStrictEqual(watched.messages, [{ kind: "up", atMs: START, sinceMs: undefined }]);
    strictEqual(server.openCount, lanes);
  });

  Deno.test(`${id}: trades and candles come in our words, and the last state of a bar is marked`, async () => {
    await using server = startVenueStreamServer(venue.reply);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("up");
    server.send(venue.trade(START, 30_000.5));
    await watched.waitFor("tick", lanes);
    const tick = { atMs: START, symbol: "BTC/USDT", price: 30_000.5, volume: 0.5, source: id };
    deepStrictEqual(of(watched, "tick")[0], { kind: "tick", tick });
    const path = venue.stream.lanes.at(-1)?.path;
    const lane = path === "" ? undefined : `/stream${path}`;
    server.send(venue.candle([OPEN, 3, 5, 2, 4, 10], false), lane);
    await watched.waitFor("candle");
    const series = { exchange: id, symbol: "BTC/USDT", interval: "1m" };
    const candle = { openTimeMs: OPEN, open: 3, high: 5, low: 2, close: 4, volume: 10 };
    deepStrictEqual(of(watched, "candle"), [{ kind: "candle", series, candle, isClosed: false }]);
    server.send(venue.candle([OPEN, 3, 6, 2, 4, 11], true), lane);
    server.send(venue.candle([OPEN + MINUTE_MS, 4, 4, 4, 4, 1], false), lane);
    await until(() => of(watched, "candle").some(({ candle }) => candle.openTimeMs > OPEN), "the next bar");
    const told = of(watched, "candle").map((
      { candle, isClosed },
    ) => [candle.openTimeMs - OPEN, candle.volume, isClosed]);
    deepStrictEqual(told.slice(-2), [[0, 11, true], [MINUTE_MS, 1, false]]);
  });

  Deno.test(`${id}: garbage is refused with the name of the field, and the stream goes on`, async () => {
    await using server = startVenueStreamServer(venue.reply);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("up");
    let count = 0;
    for (const [frame, sentence] of venue.broken) {
      server.send(frame);
      await watched.waitFor("refused", count += lanes);
      match(of(watched, "refused").at(-1)?.reason ?? "", sentence);
    }
    for (
      const [frame, sentence] of [
        ["<html>maintenance\n</html>", /^the message is not JSON \(it begins with <html>maintenance/],
        ["[1]", /^the message is not an object \(it is \[1\]\)$/],
        [new Uint8Array([0xff, 0xfe]), /^the message is not JSON/],
        [`"${"x".repeat(1_100_000)}"`, /^the message is longer than 1024 kB$/],
      ] as const
    ) {
      server.send(frame);
      await watched.waitFor("refused", count += lanes);
      match(of(watched, "refused").at(-1)?.reason ?? "", sentence);
    }
    server.send(venue.trade(START, 7));
    await watched.waitFor("tick", lanes);
    strictEqual(server.openCount, lanes);
    strictEqual(of(watched, "down").length, 0);
  });

  Deno.test(`${id}: times that cannot be right, and markets that were never wished, are not told`, async () => {
    await using server = startVenueStreamServer(venue.reply);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([{ id: "SOMETHING", symbol: "SOME/THING", intervals: ["1m"] }]);
    await watched.waitFor("up");
    server.send(venue.trade(START, 7));
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("up", 2);
    server.send(venue.candle([OPEN + 1, 1, 1, 1, 1, 1], false));
    server.send(venue.candle([OPEN - 2 * 86_400_000, 1, 1, 1, 1, 1], false));
    server.send(venue.trade(START + 2 * 86_400_000, 7));
    await watched.waitFor("refused", 3 * lanes);
    deepStrictEqual([of(watched, "tick"), of(watched, "candle")], [[], []]);
    const reasons = of(watched, "refused").map(({ reason }) => reason).join("\n");
    match(reasons, /is no time at which a bar begins/);
    match(reasons, /is more than a day off our clock/);
    match(reasons, /is more than a day ahead of our clock/);
  });

  Deno.test(`${id}: after a cut it is down, connects and subscribes again, and says since when nothing came`, async () => {
    await using server = startVenueStreamServer(venue.reply);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("up");
    await watched.clock.advance(5_000);
    server.send(venue.trade(START, 7));
    await watched.waitFor("tick", lanes);
    const before = server.asked.length;
    await watched.clock.advance(2_000);
    server.cut();
    await watched.waitFor("down");
    await until(() => watched.clock.sleptMs.filter((ms) => ms === 1_000).length >= lanes, "the waits");
    await watched.clock.advance(1_000);
    await watched.waitFor("up", 2);
    deepStrictEqual(of(watched, "up").at(-1), { kind: "up", atMs: START + 8_000, sinceMs: START + 5_000 });
    const again = server.asked.slice(before).flatMap(({ text }) => venue.topicsIn(text)).toSorted();
    deepStrictEqual(again, venue.topics);
    strictEqual(of(watched, "down").length, 1);
  });

  Deno.test(`${id}: a line that went dead without a word is noticed by a ping without an answer`, async () => {
    await using server = startVenueStreamServer(venue.reply);
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("up");
    await until(() => server.asked.length >= 2 * lanes, "the first pings");
    const { everyMs, answerWithinMs } = venue.stream.lanes[0]?.ping ?? { everyMs: 0, answerWithinMs: 0 };
    assertTrue(everyMs >= answerWithinMs && everyMs <= 30_000);
    server.freeze();
    await watched.clock.advance(everyMs + answerWithinMs);
    await watched.waitFor("down");
    match(of(watched, "down")[0]?.reason ?? "", /^no message for 10 s after a PING$/);
    server.cut();
    await watched.clock.advance(1_000);
    await watched.waitFor("up", 2);
  });

  Deno.test(`${id}: a refused subscription is told with its reason, and tried again a minute later`, async () => {
    await using server = startVenueStreamServer((text) =>
      venue.topicsIn(text).length > 0 ? [venue.refusal] : []
    );
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await watched.waitFor("down");
    match(of(watched, "down")[0]?.reason ?? "", new RegExp(`^${id} refused the request: `, "i"));
    await until(() => watched.clock.sleptMs.filter((ms) => ms === MINUTE_MS).length >= lanes, "the waits");
    server.reply = venue.reply;
    await watched.clock.advance(MINUTE_MS);
    await watched.waitFor("up");
  });

  Deno.test(`${id}: a subscription of which a part is never confirmed is not up, and given up after 30 s`, async () => {
    await using server = startVenueStreamServer((text) =>
      venue.topicsIn(text).length > 0 ? venue.reply(text).slice(1) : venue.reply(text)
    );
    await using watched = watch(venue, server.url);
    watched.stream.subscribe([btc(venue)]);
    await until(() => server.asked.length >= 2 * lanes, "the requests");
    // Both connections get it, so the first ping counts as answered, whatever the answer itself takes.
    await watched.clock.advance(9_000);
    server.send(venue.trade(START, 7));
    await watched.waitFor("tick", lanes);
    strictEqual(of(watched, "up").length, 0);
    await watched.clock.advance(21_000);
    await watched.waitFor("down");
    match(of(watched, "down")[0]?.reason ?? "", /^the subscription was not confirmed within 30 s$/);
  });
}

Deno.test("bybit is asked for ten topics a message, and up when each message is confirmed", async () => {
  const venue = VENUE_FRAMES.find(({ id }) => id === "bybit");
  if (venue === undefined) throw new RangeError("there is no bybit");
  await using server = startVenueStreamServer(venue.reply);
  await using watched = watch(venue, server.url);
  const markets = Array.from({ length: 12 }, (_, i): StreamMarket => ({
    id: `C${i}USDT`,
    symbol: `C${i}/USDT`,
    intervals: ["1m"],
  }));
  watched.stream.subscribe(markets);
  await watched.waitFor("up");
  const sizes = server.asked.map(({ text }) => venue.topicsIn(text).length).filter((size) => size > 0);
  deepStrictEqual(sizes, [10, 10, 4]);
});

Deno.test("bitget's first message holds many old bars, of which the newest two are told", async () => {
  const venue = VENUE_FRAMES.find(({ id }) => id === "bitget");
  if (venue === undefined) throw new RangeError("there is no bitget");
  await using server = startVenueStreamServer(venue.reply);
  await using watched = watch(venue, server.url);
  watched.stream.subscribe([btc(venue)]);
  await watched.waitFor("up");
  const rows = Array.from(
    { length: 500 },
    (_, i) => [`${OPEN - (499 - i) * MINUTE_MS}`, "1", "1", "1", "1", "1", "1", "1"],
  );
  const arg = { instType: "SPOT", channel: "candle1m", instId: "BTCUSDT" };
  server.send({ action: "snapshot", arg, data: rows, ts: START });
  await watched.waitFor("candle", 3);
  const told = of(watched, "candle").map((
    { candle, isClosed },
  ) => [(candle.openTimeMs - OPEN) / MINUTE_MS, isClosed]);
  deepStrictEqual(told, [[-1, false], [-1, true], [0, false]]);
});

Deno.test("a bar that a cut left unfinished is not marked as over by the first bar after it", async () => {
  const venue = VENUE_FRAMES.find(({ id }) => id === "bitget");
  if (venue === undefined) throw new RangeError("there is no bitget");
  await using server = startVenueStreamServer(venue.reply);
  await using watched = watch(venue, server.url);
  watched.stream.subscribe([btc(venue)]);
  await watched.waitFor("up");
  server.send(venue.candle([OPEN, 3, 5, 2, 4, 10], false));
  await watched.waitFor("candle");
  server.cut();
  await watched.waitFor("down");
  await until(() => watched.clock.sleptMs.includes(1_000), "the wait");
  await watched.clock.advance(1_000);
  await watched.waitFor("up", 2);
  server.send(venue.candle([OPEN + MINUTE_MS, 4, 4, 4, 4, 1], false));
  await watched.waitFor("candle", 2);
  const told = of(watched, "candle").map(({ candle, isClosed }) => [candle.openTimeMs - OPEN, isClosed]);
  deepStrictEqual(told, [[0, false], [MINUTE_MS, false]]);
});

Deno.test("okx is down as soon as one of its two connections is, and up again when both are", async () => {
  const venue = VENUE_FRAMES.find(({ id }) => id === "okx");
  if (venue === undefined) throw new RangeError("there is no okx");
  let isPublicOpen = false;
  await using server = startVenueStreamServer((text) => {
    const isPublic = venue.topicsIn(text).some((topic) => topic.startsWith("/public"));
    return isPublic && !isPublicOpen ? [] : venue.reply(text);
  });
  await using watched = watch(venue, server.url);
  watched.stream.subscribe([btc(venue)]);
  await until(() => server.asked.length >= 4, "both requests and pings");
  strictEqual(of(watched, "up").length, 0);
  deepStrictEqual(server.paths.toSorted(), ["/stream/business", "/stream/public"]);
  await watched.clock.advance(30_000);
  await watched.waitFor("down");
  isPublicOpen = true;
  await watched.clock.advance(1_000);
  await watched.waitFor("up");
  deepStrictEqual(of(watched, "down").length, 1);
});

Deno.test("a message with more rows than any exchange sends is one refusal", () => {
  const read = (row: unknown) => ({ kind: "refused" as const, reason: String(row) });
  strictEqual(toFrames(Array(2_000).fill(1), read).length, 2_000);
  deepStrictEqual(toFrames(Array(2_001).fill(1), read), [
    { kind: "refused", reason: "the list holds 2001 rows, which is more than 2000" },
  ]);
});
