import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import { ChildStreams } from "../../../src/exchanges/ccxt/child_streams.ts";
import { ccxtNews, type CcxtStreamNews } from "../../../src/exchanges/ccxt/stream_protocol.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";
import { VENUE_FRAMES } from "../../support/ccxt/venue_frames.ts";
import { startVenueStreamServer } from "../../support/ccxt/venue_stream_server.ts";

const [BINANCE] = VENUE_FRAMES;
const WISH = { symbol: "BTC/USDT", intervals: ["1m" as const] };

function start(marketOf: (symbol: string) => Promise<{ id: string }>) {
  if (BINANCE === undefined) throw new RangeError("there is no binance");
  const server = startVenueStreamServer(BINANCE.reply);
  const clock = new ManualClock("2026-08-26T08:08:20Z");
  const news: CcxtStreamNews[] = [];
  const tell = (told: CcxtStreamNews) => {
    // As it comes out of the pipe.
    const read = ccxtNews.parse(JSON.parse(JSON.stringify(told)));
    if ("stream" in read) news.push(read);
    return Promise.resolve();
  };
  const streams = new ChildStreams({ venue: BINANCE.stream, url: server.url, clock, marketOf, tell });
  const messages = () => news.flatMap((told) => told.messages);
  return {
    server,
    clock,
    streams,
    news,
    messages,
    async [Symbol.asyncDispose]() {
      await streams[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

Deno.test("while the list of markets does not come, the stream is down for that reason, told once, and it is tried again", async () => {
  let isListed = false;
  await using parts = start(() =>
    isListed
      ? Promise.resolve({ id: "BTCUSDT" })
      : Promise.reject(new UpstreamError("http_5xx", "HTTP 503", { status: 503 }))
  );
  parts.streams.take({ stream: 1, wishes: [WISH] });
  await settle();
  for (let i = 0; i < 3; i++) await parts.clock.advance(5_000);
  const [first, ...others] = parts.messages();
  strictEqual(first?.kind, "down");
  match(first?.kind === "down" ? first.reason : "", /^the list of markets did not come: HTTP 503$/);
  deepStrictEqual(others, []);
  strictEqual(parts.server.paths.length, 0);
  isListed = true;
  await parts.clock.advance(5_000);
  await until(() => parts.server.asked.length > 0, "the request");
  await parts.clock.advance(50);
  await until(() => parts.messages().length > 1, "the message that it is up");
  strictEqual(parts.messages().at(-1)?.kind, "up");
});

Deno.test("wishes that were replaced while they were being looked up are not subscribed", async () => {
  const waiting: (() => void)[] = [];
  await using parts = start((symbol) =>
    new Promise((resolve) => waiting.push(() => resolve({ id: symbol.replace("/", "") })))
  );
  parts.streams.take({ stream: 1, wishes: [{ ...WISH, symbol: "OLD/USDT" }] });
  parts.streams.take({ stream: 1, wishes: [WISH] });
  for (const go of waiting) go();
  await until(() => parts.server.asked.length >= 1, "the request");
  const topics = parts.server.asked.flatMap(({ text }) => BINANCE?.topicsIn(text) ?? []);
  deepStrictEqual(topics, ["btcusdt@trade", "btcusdt@kline_1m"]);
});

Deno.test("what is no wish is refused, and null ends a stream, known or not", async () => {
  await using parts = start(() => Promise.resolve({ id: "BTCUSDT" }));
  throws(() => parts.streams.take({ stream: 0, wishes: [] }), { name: "ZodError" });
  throws(() => parts.streams.take({ stream: 1, wishes: [{ symbol: "btc", intervals: [] }] }), {
    name: "ZodError",
  });
  parts.streams.take({ stream: 7, wishes: null });
  parts.streams.take({ stream: 1, wishes: [WISH] });
  await until(() => parts.server.openCount === 1, "the connection");
  parts.streams.take({ stream: 1, wishes: null });
  await until(() => parts.server.openCount === 0, "its end");
});
