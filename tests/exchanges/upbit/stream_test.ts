import assert from "node:assert/strict";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/kst.ts";
import type {
  ExchangeEvent,
  MarketStream,
  StreamMessage,
  StreamWish,
} from "../../../src/exchanges/exchange.ts";
import { openUpbitStream } from "../../../src/exchanges/upbit/stream.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";
import { startRawWebSocket, toServerFrame, writeAll } from "../../support/raw_websocket.ts";
import { startUpbitStreamServer, type UpbitStreamServer } from "../../support/upbit_stream_server.ts";

const START = Date.parse("2026-08-26T08:08:20Z");
const BTC: StreamWish = { symbol: "BTC/KRW", intervals: ["1m"] };
const ETH: StreamWish = { symbol: "ETH/KRW", intervals: [] };

interface Watched extends AsyncDisposable {
  readonly stream: MarketStream;
  readonly clock: ManualClock;
  readonly messages: readonly StreamMessage[];
  readonly events: readonly ExchangeEvent[];
  count(kind: StreamMessage["kind"]): number;
  waitFor(kind: StreamMessage["kind"], count?: number): Promise<void>;
}

function watch(
  url: string,
  options: { random?: number; wishes?: readonly StreamWish[]; onMessage?: (message: StreamMessage) => void } =
    {},
): Watched {
  const clock = new ManualClock(START);
  const messages: StreamMessage[] = [];
  const events: ExchangeEvent[] = [];
  const stream = openUpbitStream({
    url,
    clock,
    random: () => options.random ?? 0,
    onEvent: (event) => events.push(event),
    onMessage: (message) => {
      messages.push(message);
      options.onMessage?.(message);
    },
  });
  stream.subscribe(options.wishes ?? []);
  const count = (kind: StreamMessage["kind"]) => messages.filter((message) => message.kind === kind).length;
  return {
    stream,
    clock,
    messages,
    events,
    count,
    waitFor: (kind, wanted = 1) => until(() => count(kind) >= wanted, `${wanted} × ${kind}`),
    [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose](),
  };
}

const of = <K extends StreamMessage["kind"]>(messages: readonly StreamMessage[], kind: K) =>
  messages.filter((message): message is StreamMessage & { kind: K } => message.kind === kind);
const waits = (events: readonly ExchangeEvent[]) =>
  events.flatMap((event) => event.kind === "stream_down" ? [event.retryInMs] : []);

function ticker(code: string, change: object = {}): object {
  return { type: "ticker", code, trade_price: 100, trade_volume: 0.5, trade_timestamp: START, ...change };
}

function candle(code: string, time = "2026-08-26T08:08:00", type = "candle.1m"): object {
  return {
    type,
    code,
    candle_date_time_utc: time,
    opening_price: 3,
    high_price: 5,
    low_price: 2,
    trade_price: 4,
    candle_acc_trade_volume: 10,
  };
}

/** Lets sockets work without any time passing on the clock, so that what must not come has had its chance. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** It follows the request, and goes unanswered while the server is silent. */
async function untilFirstPing(server: UpbitStreamServer): Promise<void> {
  await until(() => server.connections[0]?.pings === 1, "the first PING");
  assert.equal(server.requests.length, 1);
}

/** One clock step at a time for the next connection, which then fails or opens in real time. */
async function nextConnect(server: UpbitStreamServer, { clock, events }: Watched): Promise<void> {
  const wanted = waits(events).length + 1;
  const before = server.connectCount;
  await clock.advance(waits(events).at(-1) ?? 0);
  await until(() => server.connectCount > before, "another connection");
  await until(() => waits(events).length >= wanted, "the end of the connection");
}

Deno.test("without a wish there is no connection; with one the whole request is sent, without an Origin header", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url);
  await turns();
  assert.equal(server.connectCount, 0);
  watched.stream.subscribe([ETH, { symbol: "BTC/KRW", intervals: ["4h", "1m", "1d"] }]);
  await watched.waitFor("up");
  const [{ ticket } = {}, ...rest] = server.requests[0] ?? [];
  assert.match(String(ticket), /^[\w-]{10,}$/);
  assert.deepEqual(rest, [
    { type: "ticker", codes: ["KRW-BTC", "KRW-ETH"] },
    { type: "candle.1m", codes: ["KRW-BTC"] },
    { type: "candle.240m", codes: ["KRW-BTC"] },
    { format: "DEFAULT" },
  ]);
  const headers = server.connections[0]?.headers;
  assert.equal(headers?.get("upgrade"), "websocket");
  assert.equal(headers?.has("origin"), false);
});

Deno.test("ticks and candles come in order, from text and from bytes, after the message that the stream is up", async () => {
  await using server = startUpbitStreamServer();
  server.silence();
  await using watched = watch(server.url, { wishes: [BTC] });
  await untilFirstPing(server);
  await turns();
  assert.deepEqual(watched.messages, []);
  server.silence(false);
  server.send(ticker("KRW-BTC"));
  server.send(
    new TextEncoder().encode(JSON.stringify([candle("KRW-BTC"), ticker("KRW-BTC", { trade_price: 101 })])),
  );
  await watched.waitFor("tick", 2);
  const tick = { atMs: START, symbol: "BTC/KRW", price: 100, volume: 0.5, source: "upbit" };
  assert.deepEqual(watched.messages, [
    { kind: "up", atMs: START, sinceMs: undefined },
    { kind: "tick", tick },
    {
      kind: "candle",
      series: { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" },
      candle: { openTimeMs: START - 20_000, open: 3, high: 5, low: 2, close: 4, volume: 10 },
    },
    { kind: "tick", tick: { ...tick, price: 101 } },
  ]);
});

Deno.test("the answer to the first PING is enough to be up", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  assert.equal(server.connections[0]?.pings, 1);
  assert.deepEqual(watched.events, [{ kind: "stream_up", downForMs: undefined }]);
});

Deno.test("another wish replaces the request on the same connection, and what is no longer wanted is ignored", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  watched.stream.subscribe([ETH]);
  await until(() => server.requests.length === 2, "the second request");
  assert.deepEqual(server.requests[1]?.slice(1), [{ type: "ticker", codes: ["KRW-ETH"] }, {
    format: "DEFAULT",
  }]);
  assert.notEqual(server.requests[0]?.[0]?.ticket, server.requests[1]?.[0]?.ticket);
  const unwanted = [
    ticker("KRW-BTC"),
    candle("KRW-BTC"),
    candle("KRW-ETH"),
    ticker("KRW-ETH", { type: "trade" }),
  ];
  for (const frame of [...unwanted, { type: "orderbook", code: "KRW-ETH" }]) server.send(frame);
  server.send(ticker("KRW-ETH"));
  await watched.waitFor("tick");
  assert.deepEqual(watched.messages.map(({ kind }) => kind), ["up", "tick"]);
  assert.equal(server.connectCount, 1);
});

Deno.test("the same wishes in another order are not sent again", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC, ETH] });
  await watched.waitFor("up");
  watched.stream.subscribe([ETH, BTC, ETH]);
  await watched.clock.advance(2_000);
  await turns();
  assert.equal(server.requests.length, 1);
});

Deno.test("at most five messages a second go out, and the last wish is among them", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  for (let i = 0; i < 20; i++) {
    watched.stream.subscribe([{ symbol: `COIN${i}/KRW`, intervals: [] }]);
    await settle();
  }
  const sent = () => server.requests.length + (server.connections[0]?.pings ?? 0);
  await until(() => sent() >= 5, "five messages");
  await turns();
  assert.equal(sent(), 5);
  await watched.clock.advance(1_000);
  await until(() => sent() === 6, "the last request");
  assert.deepEqual(server.requests.at(-1)?.[1], { type: "ticker", codes: ["KRW-COIN19"] });
});

Deno.test("after a cut it connects and subscribes again, and says since when nothing came", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  const { clock } = watched;
  await watched.waitFor("up");
  await clock.advance(7_000);
  server.send(ticker("KRW-BTC"));
  await watched.waitFor("tick");
  await clock.advance(5_000);
  server.cut();
  await watched.waitFor("down");
  await clock.advance(1_000);
  await watched.waitFor("up", 2);
  const [down] = of(watched.messages, "down");
  assert.equal(down?.atMs, START + 12_000);
  assert.match(down?.reason ?? "", /the connection broke/);
  assert.deepEqual(of(watched.messages, "up")[1], {
    kind: "up",
    atMs: START + 13_000,
    sinceMs: START + 7_000,
  });
  assert.deepEqual(watched.events.slice(1).map(({ kind }) => kind), ["stream_down", "stream_up"]);
  assert.deepEqual(watched.events[2], { kind: "stream_up", downForMs: 1_000 });
  assert.deepEqual(
    server.connections[1]?.requests[0]?.slice(1),
    server.connections[0]?.requests[0]?.slice(1),
  );
  server.send(ticker("KRW-BTC"));
  await watched.waitFor("tick", 2);
});

Deno.test("a wish made during an outage is what the next connection asks for", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  server.closeNicely();
  await watched.waitFor("down");
  assert.match(of(watched.messages, "down")[0]?.reason ?? "", /the server closed the connection \(1000\)/);
  watched.stream.subscribe([ETH]);
  await watched.clock.advance(1_000);
  await until(() => server.requests.length === 2, "the second request");
  assert.deepEqual(server.requests[1]?.[1], { type: "ticker", codes: ["KRW-ETH"] });
});

Deno.test("a PING goes out each minute, and a connection that answers lives on", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  for (let pings = 2; pings <= 6; pings++) {
    const alive = watched.clock.now();
    await watched.clock.advance(MINUTE_MS);
    assert.equal(watched.clock.now() - alive, MINUTE_MS);
    await until(() => server.connections[0]?.pings === pings, `PING ${pings}`);
    // The answer must be in before the clock goes on.
    await turns();
  }
  assert.equal(server.connectCount, 1);
  assert.equal(watched.count("down"), 0);
});

Deno.test("a connection on which nothing comes for 30 s after a PING is dead, and is replaced", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  server.silence();
  await watched.clock.advance(MINUTE_MS);
  await until(() => server.connections[0]?.pings === 2, "the second PING");
  await watched.clock.advance(29_999);
  assert.equal(watched.count("down"), 0);
  await watched.clock.advance(1);
  await watched.waitFor("down");
  server.silence(false);
  await watched.clock.advance(1_000);
  await watched.waitFor("up", 2);
  assert.equal(of(watched.messages, "up")[1]?.sinceMs, START);
  assert.match(of(watched.messages, "down")[0]?.reason ?? "", /no message for 30 s after a PING/);
});

Deno.test("a server that closes at once is asked ever more rarely, up to a minute apart; the outage is told once", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("slam");
  await using watched = watch(server.url, { wishes: [BTC] });
  await until(() => watched.events.length === 1, "the first failure");
  for (let i = 0; i < 7; i++) await nextConnect(server, watched);
  assert.deepEqual(waits(watched.events), [1, 2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000));
  assert.equal(server.connectCount, 8);
  assert.equal(watched.count("down"), 1);
  server.setDoor("serve");
  await watched.clock.advance(MINUTE_MS);
  await watched.waitFor("up");
  assert.equal(of(watched.messages, "up")[0]?.sinceMs, undefined);
});

Deno.test("five handshakes that end in a close frame are five connections and one outage", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("bounce");
  await using watched = watch(server.url, { wishes: [BTC] });
  await until(() => watched.events.length === 1, "the first failure");
  for (let i = 0; i < 4; i++) await nextConnect(server, watched);
  assert.equal(server.connectCount, 5);
  assert.deepEqual(watched.messages.map(({ kind }) => kind), ["down"]);
  assert.deepEqual(waits(watched.events), [1_000, 2_000, 4_000, 8_000, 16_000]);
});

Deno.test("waits are lengthened by up to a quarter", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("slam");
  await using watched = watch(server.url, { wishes: [BTC], random: 1 });
  await until(() => watched.events.length === 1, "the first failure");
  assert.deepEqual(waits(watched.events), [1_250]);
});

Deno.test("the waits begin anew after a minute in good order, and not before", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  const { clock } = watched;
  for (const [round, livedMs] of [[1, 59_000], [2, 59_000], [3, 60_000], [4, 0]] as const) {
    await watched.waitFor("up", round);
    await clock.advance(livedMs);
    server.cut();
    await watched.waitFor("down", round);
    await clock.advance(waits(watched.events).at(-1) ?? 0);
  }
  assert.deepEqual(waits(watched.events), [1_000, 2_000, 1_000, 2_000]);
});

Deno.test("a handshake that is not answered within 10 s is given up", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("hold");
  await using watched = watch(server.url, { wishes: [BTC] });
  await until(() => server.connectCount === 1, "the connection");
  await watched.clock.advance(9_999);
  assert.deepEqual(watched.messages, []);
  server.setDoor("serve");
  await watched.clock.advance(1);
  assert.deepEqual(watched.messages, [{
    kind: "down",
    atMs: START + 10_000,
    reason: "no connection within 10 s",
  }]);
  await watched.clock.advance(1_000);
  await watched.waitFor("up");
});

Deno.test("garbage is refused and the stream goes on, but nothing is up by it", async () => {
  await using server = startUpbitStreamServer();
  server.silence();
  await using watched = watch(server.url, { wishes: [BTC] });
  await untilFirstPing(server);
  server.silence(false);
  const garbage = [
    "<html>",
    ticker("KRW-BTC", { trade_price: null }),
    "x".repeat(300_000),
    new Uint8Array([0xff]),
  ];
  for (const frame of garbage) server.send(frame);
  await watched.waitFor("refused", 4);
  assert.deepEqual([watched.messages.length, watched.events.length], [4, 4]);
  assert.deepEqual(watched.events[1], {
    kind: "row_refused",
    reason: "trade_price is not what it should be: null",
  });
  server.send(ticker("KRW-BTC"));
  await watched.waitFor("tick");
  assert.deepEqual(watched.messages.slice(4).map(({ kind }) => kind), ["up", "tick"]);
});

const CANDLE_TIMES: readonly (readonly [string, string, RegExp | undefined])[] = [
  [
    "off the grid",
    "2026-08-26T08:08:05",
    /candle_date_time_utc 2026-08-26T08:08:05.000Z of BTC\/KRW 1m is no time/,
  ],
  [
    "a day and a minute ago",
    "2026-08-25T08:07:00",
    /2026-08-25T08:07:00.000Z of BTC\/KRW 1m is more than a day off/,
  ],
  [
    "more than a day ahead",
    "2026-08-27T08:09:00",
    /2026-08-27T08:09:00.000Z of BTC\/KRW 1m is more than a day off/,
  ],
  ["older than the one before it", "2026-08-26T07:00:00", undefined],
  ["almost a day ago", "2026-08-25T08:09:00", undefined],
];

for (const [when, time, expected] of CANDLE_TIMES) {
  Deno.test(`a candle ${when} is ${expected === undefined ? "passed on" : "refused"}`, async () => {
    await using server = startUpbitStreamServer();
    await using watched = watch(server.url, { wishes: [BTC] });
    await watched.waitFor("up");
    server.send(candle("KRW-BTC"));
    server.send(candle("KRW-BTC", time));
    server.send(ticker("KRW-BTC"));
    await watched.waitFor("tick");
    assert.equal(watched.count("candle"), expected === undefined ? 2 : 1);
    const reasons = of(watched.messages, "refused").map(({ reason }) => reason);
    assert.equal(reasons.length, expected === undefined ? 0 : 1);
    if (expected !== undefined) assert.match(reasons[0] ?? "", expected);
  });
}

Deno.test("the last trade of a quiet market may be old; one more than a day ahead is refused", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  server.send(ticker("KRW-BTC", { trade_timestamp: START - 72 * HOUR_MS }));
  server.send(ticker("KRW-BTC", { trade_timestamp: START + 25 * HOUR_MS }));
  await watched.waitFor("refused");
  assert.equal(watched.count("tick"), 1);
});

for (
  const [name, waitMs] of [["NO_CODES", 60_000], ["INVALID_AUTH", 60_000], [
    "TOO_MANY_REQUEST",
    1_000,
  ]] as const
) {
  Deno.test(`the error ${name} is told and the next connection waits ${waitMs / 1_000} s`, async () => {
    await using server = startUpbitStreamServer();
    server.silence();
    await using watched = watch(server.url, { wishes: [BTC] });
    await untilFirstPing(server);
    server.silence(false);
    server.send([{ error: { name, message: "아니요" } }, ticker("KRW-BTC")]);
    await watched.waitFor("down");
    const reason = `Upbit refused the request: ${name} (아니요)`;
    assert.deepEqual(watched.messages, [
      { kind: "refused", atMs: START, reason },
      { kind: "down", atMs: START, reason },
    ]);
    assert.deepEqual(waits(watched.events), [waitMs]);
    await watched.clock.advance(waitMs - 1);
    await turns();
    assert.equal(server.connectCount, 1);
  });
}

Deno.test("a receiver that throws is told as an event, and gets the next message", async () => {
  await using server = startUpbitStreamServer();
  const onMessage = () => {
    throw new Error("no room");
  };
  await using watched = watch(server.url, { wishes: [BTC], onMessage });
  await watched.waitFor("up");
  server.send(ticker("KRW-BTC"));
  await watched.waitFor("tick");
  assert.deepEqual(watched.events.at(-1), {
    kind: "row_refused",
    reason: "the receiver of the stream failed: no room",
  });
});

Deno.test("without wishes the connection is closed and that is no outage; a new wish connects at once", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  await watched.clock.advance(3_000);
  watched.stream.subscribe([]);
  await until(() => server.connections[0]?.isOpen === false, "the end of the connection");
  watched.stream.subscribe([ETH]);
  await watched.waitFor("up", 2);
  assert.deepEqual(watched.messages.map(({ kind }) => kind), ["up", "up"]);
  assert.equal(of(watched.messages, "up")[1]?.sinceMs, START);
});

Deno.test("wishes that come and go open at most five connections a second", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url);
  for (let i = 0; i < 10; i++) {
    watched.stream.subscribe([BTC]);
    await settle();
    watched.stream.subscribe([]);
    await settle();
  }
  watched.stream.subscribe([BTC]);
  await turns();
  assert.equal(watched.count("up"), 0);
  await watched.clock.advance(1_000);
  await watched.waitFor("up");
  assert.ok(server.connectCount <= 6, `${server.connectCount} connections`);
});

Deno.test("an address that cannot be used is an outage like another", async () => {
  await using watched = watch("nonsense:1", { wishes: [BTC] });
  await watched.waitFor("down");
  assert.deepEqual(waits(watched.events), [1_000]);
  assert.match(of(watched.messages, "down")[0]?.reason ?? "", /^cannot connect: /);
});

Deno.test("a line that went dead without a word is noticed, and disposal does not wait for its end", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  server.freeze();
  await watched.clock.advance(MINUTE_MS + 30_000);
  await watched.waitFor("down");
  assert.deepEqual(of(watched.messages, "down")[0], {
    kind: "down",
    atMs: START + 90_000,
    reason: "no message for 30 s after a PING",
  });
  const disposed = watched.stream[Symbol.asyncDispose]();
  await turns();
  await watched.clock.advance(1_000);
  await disposed;
  assert.equal(watched.clock.sleeping, 0);
});

Deno.test("a message without end is an outage before it takes memory, and the next connection is made", async () => {
  const part = new Uint8Array(60_000);
  await using server = startRawWebSocket({
    speak: async (conn) => {
      for (let opcode = 1;; opcode = 0) {
        await writeAll(conn, toServerFrame(part, { opcode, isLast: false }));
      }
    },
  });
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("down");
  assert.deepEqual(watched.messages, [{
    kind: "down",
    atMs: START,
    reason: "the connection broke: a message is longer than 2048 kB",
  }]);
  await watched.clock.advance(1_000);
  await until(() => server.heads.length === 2, "the next connection");
});

Deno.test("disposal while connected closes the connection and says nothing more; twice is once", async () => {
  await using server = startUpbitStreamServer();
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("up");
  await Promise.all([watched.stream[Symbol.asyncDispose](), watched.stream[Symbol.asyncDispose]()]);
  assert.equal(server.connections[0]?.isOpen, false);
  watched.stream.subscribe([ETH]);
  await turns();
  assert.deepEqual(watched.messages.map(({ kind }) => kind), ["up"]);
  assert.deepEqual([watched.clock.sleeping, server.connectCount], [0, 1]);
});

Deno.test("disposal while waiting for the next connection ends the wait", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("slam");
  await using watched = watch(server.url, { wishes: [BTC] });
  await watched.waitFor("down");
  assert.equal(watched.clock.sleeping, 1);
  await watched.stream[Symbol.asyncDispose]();
  assert.deepEqual([watched.clock.sleeping, server.connectCount], [0, 1]);
});

Deno.test("disposal during the handshake ends it", async () => {
  await using server = startUpbitStreamServer();
  server.setDoor("hold");
  await using watched = watch(server.url, { wishes: [BTC] });
  await until(() => server.connectCount === 1, "the connection");
  await watched.stream[Symbol.asyncDispose]();
  assert.deepEqual([watched.clock.sleeping, watched.messages.length], [0, 0]);
});

Deno.test("disposal before any wish has nothing to end", async () => {
  await using watched = watch("ws://127.0.0.1:1/");
  await watched.stream[Symbol.asyncDispose]();
  assert.equal(watched.clock.sleeping, 0);
});
