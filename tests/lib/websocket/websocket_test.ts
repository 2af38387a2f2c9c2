import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/core/clock.ts";
import { TimeSlice } from "../../../src/lib/time_slice.ts";
import { BoundedWebSocket, type WebSocketOptions } from "../../../src/lib/websocket/websocket.ts";
import { until } from "../../support/program.ts";
import {
  type RawWebSocketOptions,
  startRawWebSocket,
  toAgreement,
  toServerFrame,
  writeAll,
} from "../../support/raw_websocket.ts";

interface Opened {
  readonly socket: BoundedWebSocket;
  readonly messages: (string | Uint8Array)[];
  readonly ends: string[];
}

function open(url: string, options: Partial<WebSocketOptions> = {}): Opened {
  const clock = createSystemClock();
  const messages: (string | Uint8Array)[] = [];
  const ends: string[] = [];
  const socket = new BoundedWebSocket({
    url,
    userAgent: undefined,
    clock,
    connectWithinMs: 10_000,
    maxMessageBytes: 100_000,
    slice: new TimeSlice(clock),
    onOpen: () => {},
    onMessage: (message) => messages.push(message),
    onEnd: (reason) => ends.push(reason),
    ...options,
  });
  return { socket, messages, ends };
}

async function endOf(server: RawWebSocketOptions, options: Partial<WebSocketOptions> = {}): Promise<string> {
  await using raw = startRawWebSocket(server);
  const { socket, ends } = open(raw.url, options);
  await socket.released;
  assert.equal(ends.length, 1);
  return ends[0] ?? "";
}

const send = (...frames: Uint8Array[]): RawWebSocketOptions => ({
  speak: async (conn) => {
    for (const frame of frames) await writeAll(conn, frame);
  },
});

Deno.test("a message in parts without end is cut off at the limit, and the server can write no more", async () => {
  let sentBytes = 0;
  const part = new Uint8Array(60_000);
  const server: RawWebSocketOptions = {
    speak: async (conn) => {
      for (let opcode = 1;; opcode = 0) {
        await writeAll(conn, toServerFrame(part, { opcode, isLast: false }));
        sentBytes += part.length;
      }
    },
  };
  const reason = await endOf(server, { maxMessageBytes: 1_000_000 });
  assert.equal(reason, "the connection broke: a message is longer than 976.5625 kB");
  // What lies in the sockets of loopback beyond that is the kernel's.
  assert.ok(sentBytes < 30_000_000, `${sentBytes} bytes`);
});

Deno.test("while a receiver is busy nothing is read on: the server has to wait", async () => {
  const part = new Uint8Array(60_000);
  let sentBytes = 0;
  await using raw = startRawWebSocket({
    speak: async (conn) => {
      while (true) {
        await writeAll(conn, toServerFrame(part, { opcode: 2 }));
        sentBytes += part.length;
      }
    },
  });
  const gate = Promise.withResolvers<void>();
  const clock = createSystemClock();
  // Its pause lasts until the gate is opened.
  const slice = new TimeSlice({ ...clock, sleep: () => gate.promise }, 0);
  const { socket, messages } = open(raw.url, { slice });
  let seenBytes = 0;
  let looksWithoutMore = 0;
  await until(() => {
    looksWithoutMore = seenBytes > 0 && sentBytes === seenBytes ? looksWithoutMore + 1 : 0;
    seenBytes = sentBytes;
    return looksWithoutMore === 20;
  }, "a server that waits");
  assert.ok(messages.length <= 1);
  assert.ok(sentBytes < 30_000_000, `${sentBytes} bytes`);
  gate.resolve();
  await until(() => messages.length > 10, "more messages");
  socket.close();
  await socket.released;
});

Deno.test("messages that come at once are worked in slices: others have a turn between them", async () => {
  const clock = createSystemClock();
  let pauses = 0;
  let tickMs = 0;
  // By this clock each look is a millisecond later, whatever the machine does meanwhile.
  const counting = {
    ...clock,
    monotonic: () => tickMs++,
    sleep: (ms: number, signal?: AbortSignal) => {
      pauses++;
      return clock.sleep(ms, signal);
    },
  };
  const count = 2_000;
  const frames = new Uint8Array(Array.from({ length: count }, () => [...toServerFrame("{}")]).flat());
  await using raw = startRawWebSocket(send(frames));
  const { socket, messages } = open(raw.url, { slice: new TimeSlice(counting) });
  await until(() => messages.length === count, "all messages");
  // 12 ms a slice, two steps of at least 1 ms for each message.
  assert.ok(pauses >= count / 12, `${pauses} pauses`);
  socket.close();
  await socket.released;
});

Deno.test("a ping is answered with what it held", async () => {
  await using raw = startRawWebSocket(send(toServerFrame("ab", { opcode: 9 })));
  const { socket } = open(raw.url);
  await until(() => raw.received.length >= 8, "a pong");
  const [first, second, ...rest] = raw.received;
  assert.deepEqual([first, second], [0x8a, 0x82]);
  assert.deepEqual([(rest[4] ?? 0) ^ (rest[0] ?? 0), (rest[5] ?? 0) ^ (rest[1] ?? 0)], [97, 98]);
  socket.close();
  await socket.released;
});

Deno.test("a server that does not confirm the end is hung up on after a second", async () => {
  await using raw = startRawWebSocket({});
  const opened = Promise.withResolvers<void>();
  const clock = createSystemClock();
  const slept: number[] = [];
  const quick = {
    ...clock,
    sleep: (ms: number, signal?: AbortSignal) => (slept.push(ms), clock.sleep(ms / 100, signal)),
  };
  const { socket, ends } = open(raw.url, { clock: quick, onOpen: opened.resolve, connectWithinMs: 100_000 });
  await opened.promise;
  socket.close();
  socket.send("too late");
  await socket.released;
  assert.deepEqual(slept, [100_000, 1_000]);
  assert.equal(ends.length, 1);
  assert.deepEqual(raw.received.slice(0, 2), [0x88, 0x82]);
});

Deno.test("the close frame of the server is told with its code and its words", async () => {
  const close = toServerFrame(new Uint8Array([0x0f, 0xa1, ...new TextEncoder().encode("점검")]), {
    opcode: 8,
  });
  assert.equal(await endOf(send(close)), "the server closed the connection (4001 점검)");
});

Deno.test("a receiver that throws ends the connection", async () => {
  const onMessage = () => {
    throw new Error("no room");
  };
  assert.equal(await endOf(send(toServerFrame("x")), { onMessage }), "the connection broke: no room");
});

const ANSWERS: readonly (readonly [string, (accept: string) => string, RegExp])[] = [
  ["a page", () => "HTTP/1.1 200 OK\r\n\r\n<html>", /^cannot connect: the server answered 200 and opened no/],
  ["a redirect", () => "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n", /answered 302/],
  ["a wrong key", () => toAgreement("AAAA"), /is not one to this handshake/],
  ["another protocol", (key) => toAgreement(key).replace("websocket", "h2c"), /no WebSocket/],
  [
    "an extension",
    (key) => toAgreement(key).replace("Upgrade:", "Sec-WebSocket-Extensions: permessage-deflate\r\nUpgrade:"),
    /was not offered/,
  ],
  ["no HTTP", () => "SSH-2.0-OpenSSH_9.2\r\n\r\n", /does not speak HTTP/],
  [
    "a line without a colon",
    (key) => toAgreement(key).replace("Upgrade:", "\u0001\r\nUpgrade:"),
    /no header/,
  ],
  ["a head without end", () => "HTTP/1.1 101 x\r\n" + "a: b\r\n".repeat(20_000), /too long a head/],
];

for (const [what, answer, expected] of ANSWERS) {
  Deno.test(`a handshake that is answered with ${what} is no connection, and the reason says so`, async () => {
    assert.match(await endOf({ answer }), expected);
  });
}

Deno.test("the handshake names the host, the path with its query and who asks", async () => {
  await using raw = startRawWebSocket({ answer: () => "HTTP/1.1 403 No\r\n\r\n" });
  const { socket } = open(`${raw.url}?a=b`, { userAgent: "signal-v2/9" });
  await socket.released;
  const [head = ""] = raw.heads;
  assert.match(head, /^GET \/stream\?a=b HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
  assert.match(head, /\r\nUser-Agent: signal-v2\/9\r\n/);
});

Deno.test("nothing listens there: that is told, and the address is not", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { socket, ends } = open(`ws://127.0.0.1:${port}/secret`);
  await socket.released;
  assert.match(ends[0] ?? "", /^cannot connect: .*refused/i);
  assert.doesNotMatch(ends[0] ?? "", /secret/);
});
