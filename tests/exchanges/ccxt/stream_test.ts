import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { createCcxtPlug } from "../../../src/exchanges/ccxt/exchange.ts";
import type { ChildWish, MarketStream, StreamMessage } from "../../../src/exchanges/exchange.ts";
import { type CcxtBench, startCcxtBench, venueOf } from "../../support/ccxt/bench.ts";
import { until } from "../../support/program.ts";
import { VENUE_FRAMES } from "../../support/ccxt/venue_frames.ts";
import { startVenueStreamServer, type VenueStreamServer } from "../../support/ccxt/venue_stream_server.ts";

/** Through the real child process, in real time. */
interface Watched extends AsyncDisposable {
  readonly server: VenueStreamServer;
  readonly bench: CcxtBench;
  readonly stream: MarketStream;
  readonly messages: readonly StreamMessage[];
  waitFor(kind: StreamMessage["kind"], count?: number): Promise<void>;
}

function framesOf(id: string) {
  const frames = VENUE_FRAMES.find((known) => known.id === id);
  if (frames === undefined) throw new RangeError(`There are no frames of ${id}`);
  return frames;
}

function watch(id: string): Watched {
  const server = startVenueStreamServer(framesOf(id).reply);
  const bench = startCcxtBench(id, { streamUrl: server.url });
  const messages: StreamMessage[] = [];
  const stream = bench.exchange.openStream((message) => messages.push(message));
  const count = (kind: StreamMessage["kind"]) => messages.filter((message) => message.kind === kind).length;
  return {
    server,
    bench,
    stream,
    messages,
    waitFor: (kind, wanted = 1) =>
      until(() => count(kind) >= wanted, `${wanted} × ${kind} of ${JSON.stringify(messages)}`),
    async [Symbol.asyncDispose]() {
      await stream[Symbol.asyncDispose]();
      await bench[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const BTC = { symbol: "BTC/USDT", intervals: ["1m"] } as const;
const of = <K extends StreamMessage["kind"]>({ messages }: Watched, kind: K) =>
  messages.filter((message): message is StreamMessage & { kind: K } => message.kind === kind);

for (const { id, trade, candle, stream: { lanes } } of VENUE_FRAMES) {
  Deno.test(`${id}'s stream comes through its process, and both addresses are all it may reach`, async () => {
    await using watched = watch(id);
    watched.stream.subscribe([BTC]);
    await watched.waitFor("up");
    const nowMs = Date.now();
    watched.server.send(trade(nowMs, 30_000));
    await watched.waitFor("tick");
    deepStrictEqual(of(watched, "tick")[0]?.tick, {
      atMs: nowMs,
      symbol: "BTC/USDT",
      price: 30_000,
      volume: 0.5,
      source: id,
    });
    const openTimeMs = Math.floor(nowMs / 60_000) * 60_000;
    const path = lanes.at(-1)?.path;
    watched.server.send(
      candle([openTimeMs, 3, 5, 2, 4, 10], false),
      path === "" ? undefined : `/stream${path}`,
    );
    await watched.waitFor("candle");
    const [told] = of(watched, "candle");
    deepStrictEqual([told?.series.exchange, told?.candle.close, told?.isClosed], [id, 4, false]);
    const { stdout } = await new Deno.Command("pgrep", {
      args: ["-af", `allow-net=${watched.bench.server.host}`],
    }).output();
    const hosts = `--allow-net=${watched.bench.server.host},${watched.server.host} `;
    assertTrue(new TextDecoder().decode(stdout).includes(hosts), new TextDecoder().decode(stdout));
    await watched.stream[Symbol.asyncDispose]();
    await until(() => watched.server.openCount === 0, "the end of the connection");
  });
}

Deno.test("a child that is killed is an outage; the next one subscribes again and knows since when nothing came", async () => {
  await using watched = watch("binance");
  const { trade } = framesOf("binance");
  watched.stream.subscribe([BTC]);
  await watched.waitFor("up");
  const beforeMs = Date.now();
  watched.server.send(trade(beforeMs, 1));
  await watched.waitFor("tick");
  const [pid = 0] = await watched.bench.pids();
  Deno.kill(pid, "SIGKILL");
  await watched.waitFor("down");
  match(of(watched, "down")[0]?.reason ?? "", /^its process ended: signal SIGKILL$/);
  await watched.waitFor("up", 2);
  const sinceMs = of(watched, "up").at(-1)?.sinceMs ?? 0;
  assertTrue(sinceMs >= beforeMs && sinceMs <= Date.now(), `${sinceMs}`);
  watched.server.send(trade(Date.now(), 2));
  await watched.waitFor("tick", 2);
  strictEqual(of(watched, "down").length, 1);
});

Deno.test("markets that there are not are refused by name, and the others come", async () => {
  await using watched = watch("binance");
  watched.stream.subscribe([{ symbol: "NO/SUCH", intervals: ["1m"] }, BTC]);
  await watched.waitFor("up");
  match(of(watched, "refused")[0]?.reason ?? "", /no spot market NO\/SUCH/);
  const refused = watched.bench.events.filter(({ kind }) => kind === "row_refused");
  strictEqual(refused.length, 1);
});

Deno.test("other wishes replace the subscription, and none at all end the connection", async () => {
  await using watched = watch("binance");
  watched.stream.subscribe([BTC]);
  await watched.waitFor("up");
  watched.stream.subscribe([{ ...BTC, intervals: [...BTC.intervals] }]);
  watched.stream.subscribe([BTC, { symbol: "ETH/BTC", intervals: ["1m"] }]);
  await watched.waitFor("up", 2);
  const { topicsIn } = framesOf("binance");
  const topics = watched.server.asked.map(({ text }) => topicsIn(text).length).filter((count) => count > 0);
  deepStrictEqual(topics, [2, 4]);
  watched.stream.subscribe([]);
  await until(() => watched.server.openCount === 0, "the end of the connection");
  strictEqual(of(watched, "down").length, 0);
});

Deno.test("questions are answered beside a stream that never stops", async () => {
  await using watched = watch("binance");
  const { trade } = framesOf("binance");
  watched.stream.subscribe([BTC]);
  await watched.waitFor("up");
  const nowMs = Date.now();
  for (let i = 0; i < 5_000; i++) watched.server.send(trade(nowMs + i, 1 + i));
  const [tick] = await watched.bench.exchange.fetchTicks(["BTC/USDT"], new AbortController().signal);
  strictEqual(tick?.price, 30_005);
  await until(() => of(watched, "tick").at(-1)?.tick.price === 5_000, "the last trade");
  // Of what came in one go only the newest was told.
  assertTrue(of(watched, "tick").length < 2_500, `${of(watched, "tick").length} of 5000`);
});

Deno.test("without addresses of ours the child gets those of the exchange, and nothing else", () => {
  const hosts = VENUE_FRAMES.map(({ id }) => {
    let allowNet: ChildWish["allowNet"] = [];
    createCcxtPlug(venueOf(id)).create({
      restUrl: undefined,
      streamUrl: undefined,
      userAgent: "signal-v2 test",
      clock: createSystemClock(),
      fetch,
      random: () => 0,
      onEvent: () => {},
      child(wish) {
        allowNet = wish.allowNet;
        return { program: "never started", args: [] };
      },
    });
    return [id, ...allowNet];
  });
  deepStrictEqual(hosts, [
    ["binance", "api.binance.com", "stream.binance.com"],
    ["okx", "www.okx.com", "ws.okx.com:8443"],
    ["bybit", "api.bybit.com", "stream.bybit.com"],
    ["bitget", "api.bitget.com", "ws.bitget.com"],
  ]);
});
