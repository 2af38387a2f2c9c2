import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { listen } from "../../../src/web/listener.ts";
import { MOST_BY_ALL, MOST_BY_ONE } from "../../../src/web/http/connection_limits.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";

const GET = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
const POST = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 8\r\n";

/** More than the system keeps for a caller who does not read. */
const LARGE = new Uint8Array(5_000_000);

/** The other end of a connection, with all that came so far. */
class Caller implements Disposable {
  readonly #socket: Deno.TcpConn;
  readonly #reading: Promise<void>;
  text = "";
  isOver = false;

  constructor(socket: Deno.TcpConn, { reads = true } = {}) {
    this.#socket = socket;
    this.#reading = reads ? this.#read() : Promise.resolve();
  }

  async send(text: string): Promise<void> {
    await this.#socket.write(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
  }

  async hears(part: string): Promise<void> {
    await until(() => this.text.includes(part), part);
  }

  async ends(): Promise<string> {
    await until(() => this.isOver, `the end after ${JSON.stringify(this.text.slice(0, 80))}`);
    await this.#reading;
    return this.text;
  }

  [Symbol.dispose](): void {
    try {
      this.#socket.close();
    } catch {
      // The other end was first.
    }
  }

  async #read(): Promise<void> {
    const into = new Uint8Array(64 * 1024);
    const decoder = new TextDecoder("latin1");
    try {
      for (let count: number | null = 0; count !== null; count = await this.#socket.read(into)) {
        this.text += decoder.decode(into.subarray(0, count));
      }
    } catch {
      // A reset is an end, too.
    }
    this.isOver = true;
  }
}

type Handle = (request: Request, remoteAddress: string) => Response | Promise<Response>;

/** A listener on a clock that stands, so that nothing is late before a test says so. */
function serve(handle: Handle = () => new Response("hello"), proxies: readonly string[] = []) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const failures: unknown[] = [];
  const events = {
    acceptFailed: ({ error }: { error: unknown }) => failures.push(error),
    acceptRecovered: () => {},
    callersLeft: () => {},
    connectionFailed: ({ error }: { error: unknown }) => failures.push(error),
  };
  const listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock, events, proxies },
    (callerOf) => ({
      fetch: (request) => handle(request, callerOf(request).remoteAddress),
      close: () => {},
    }),
  );
  const port = Number(new URL(listener.url).port);
  const call = async (options: { reads?: boolean } = {}) =>
    new Caller(await Deno.connect({ hostname: "127.0.0.1", port }), options);
  return {
    clock,
    failures,
    call,
    url: listener.url,
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

// ---- time ----

const STALLS: readonly (readonly [string, string, number])[] = [
  ["that says nothing", "", 10_000],
  ["that sends half a head", "GET / HTTP/1.1\r\nhost: loc", 10_000],
  ["that sends half a body", `${POST}\r\nhalf`, 20_000],
  ["that is idle after an answer", GET, 60_000],
];

for (const [who, text, limitMs] of STALLS) {
  Deno.test(`a connection ${who} is closed after ${limitMs / 1_000} s and not before`, async () => {
    await using server = serve(async (request) => new Response(await request.text()));
    using caller = await server.call();
    await caller.send(text);
    using witness = await server.call();
    await witness.send(GET);
    await witness.hears("200");
    if (text === GET) await caller.hears("200");
    await server.clock.advance(limitMs - 1_000);
    strictEqual(caller.isOver, false);
    await server.clock.advance(2_000);
    await caller.ends();
    deepStrictEqual(server.failures, []);
  });
}

Deno.test("a head that drips in for ever is closed 10 s after its first byte", async () => {
  await using server = serve();
  using caller = await server.call();
  for (let i = 0; i < 11 && !caller.isOver; i++) {
    await caller.send("x").catch(() => {});
    using witness = await server.call();
    await witness.send(GET);
    await witness.hears("200");
    await server.clock.advance(1_000);
  }
  await caller.ends();
});

Deno.test("a caller who does not read an answer is closed, however large the answer is", async () => {
  let isAsked = false;
  await using server = serve(() => {
    isAsked = true;
    return new Response(LARGE);
  });
  using caller = await server.call({ reads: false });
  await caller.send(GET);
  await until(() => isAsked, "the question");
  using witness = await server.call();
  await witness.send("HEAD / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  await witness.hears("content-length: 5000000");
  await server.clock.advance(20_000 + LARGE.length / 16 + 2_000);
  await until(async () => {
    try {
      for (let i = 0; i < 10; i++) await caller.send(GET);
      return false;
    } catch {
      return true;
    }
  }, "the end");
  deepStrictEqual(server.failures, []);
});

Deno.test("an answer that takes a minute to make comes, and a stream is open for hours", async () => {
  const stream = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const slow = Promise.withResolvers<Response>();
  await using server = serve((request) => {
    if (request.url.endsWith("/slow")) return slow.promise;
    const body = new ReadableStream<Uint8Array>({ start: (controller) => stream.resolve(controller) });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  using listening = await server.call();
  await listening.send(GET);
  using waiting = await server.call();
  await waiting.send("GET /slow HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const controller = await stream.promise;
  await listening.hears("transfer-encoding: chunked");
  await server.clock.advance(60_000);
  slow.resolve(new Response("late"));
  await waiting.hears("late");
  await server.clock.advance(4 * 3_600_000);
  controller.enqueue(new TextEncoder().encode("data: still here\n\n"));
  await listening.hears("12\r\ndata: still here\n\n\r\n");
  controller.close();
  match(await listening.ends(), /\r\n0\r\n\r\n$/);
});

Deno.test("a stream hears at once that its caller left", async () => {
  const left = Promise.withResolvers<void>();
  await using server = serve(() =>
    new Response(new ReadableStream({ cancel: () => left.resolve() }), {
      headers: { "content-type": "text/event-stream" },
    })
  );
  {
    using caller = await server.call();
    await caller.send(GET);
    await caller.hears("event-stream");
  }
  await left.promise;
  deepStrictEqual(server.failures, []);
});

for (const what of ["an answer that is never made", "an answer that never ends"]) {
  Deno.test(`${what} is given up after two minutes`, async () => {
    let isAsked = false;
    await using server = serve(() => {
      isAsked = true;
      return what.endsWith("made") ? new Promise(() => {}) : new Response(new ReadableStream());
    });
    using caller = await server.call();
    await caller.send(GET);
    await until(() => isAsked, "the question");
    await server.clock.advance(119_000);
    strictEqual(caller.isOver, false);
    await server.clock.advance(2_000);
    await caller.ends();
  });
}

// ---- many ----

Deno.test("a body that drips is waited for since its beginning, so it goes before one that just came", async () => {
  let asked = 0;
  await using server = serve(async (request) => {
    asked++;
    await request.text();
    return new Response("hello");
  });
  using dripping = await server.call();
  await dripping.send(`${POST}\r\n`);
  await until(() => asked === 1, "the question");
  await server.clock.advance(1_000);
  using stack = new DisposableStack();
  const others: Caller[] = [];
  for (let i = 1; i < MOST_BY_ONE; i++) others.push(stack.use(await server.call()));
  await others.at(-1)?.send(GET);
  await others.at(-1)?.hears("hello");
  await server.clock.advance(1_000);
  await dripping.send("x");
  await others.at(-1)?.send(GET);
  await until(() => asked === 3, "one more question");
  stack.use(await server.call());
  await dripping.ends();
  strictEqual(others.some(({ isOver }) => isOver), false);
});

Deno.test("one address holds 64 connections: for a new one, the one that waited longest goes", async () => {
  await using server = serve();
  using stack = new DisposableStack();
  const callers: Caller[] = [];
  for (let i = 0; i < MOST_BY_ONE + 10; i++) {
    callers.push(stack.use(await server.call()));
    await server.clock.advance(1);
  }
  await until(async () => {
    await server.clock.advance(1);
    return callers.filter(({ isOver }) => isOver).length === 10;
  }, "the end of ten");
  await Promise.all(callers.slice(0, 10).map((caller) => caller.ends()));
  const last = callers.at(-1);
  await last?.send(GET);
  await last?.hears("hello");
  strictEqual(callers.filter(({ isOver }) => isOver).length, 10);
});

for (const [what, text] of [["a body", `${POST}\r\nhalf`], ["a reader", GET]] as const) {
  Deno.test(`64 connections that wait for ${what} of their callers shut nobody out`, async () => {
    let asked = 0;
    await using server = serve(async (request) => {
      asked++;
      if (request.headers.has("x-owner")) return new Response("welcome");
      await request.text();
      return new Response(LARGE.subarray(0, 1_000_000));
    });
    using stack = new DisposableStack();
    for (let i = 0; i < MOST_BY_ONE; i++) await stack.use(await server.call({ reads: false })).send(text);
    await until(() => asked === MOST_BY_ONE, "all questions");
    using owner = await server.call();
    await owner.send("GET / HTTP/1.1\r\nhost: localhost\r\nx-owner: 1\r\n\r\n");
    await owner.hears("welcome");
    deepStrictEqual(server.failures, []);
  });
}

Deno.test("connections that are being answered are not given up for new ones", async () => {
  const answer = Promise.withResolvers<Response>();
  let asked = 0;
  await using server = serve(() => {
    asked++;
    return answer.promise.then((response) => response.clone());
  });
  using stack = new DisposableStack();
  const busy: Caller[] = [];
  for (let i = 0; i < MOST_BY_ONE; i++) {
    const caller = stack.use(await server.call());
    await caller.send(GET);
    busy.push(caller);
  }
  await until(() => asked === MOST_BY_ONE, "all questions");
  using further = await server.call();
  strictEqual(await further.ends(), "");
  answer.resolve(new Response("done"));
  for (const caller of busy) await caller.hears("done");
});

Deno.test("a named proxy may hold as many as all together, and no more", async () => {
  await using server = serve(undefined, ["127.0.0.1"]);
  using stack = new DisposableStack();
  const callers: Caller[] = [];
  for (let i = 0; i < MOST_BY_ALL + 5; i++) callers.push(stack.use(await server.call()));
  await until(async () => {
    await server.clock.advance(1);
    return callers.filter(({ isOver }) => isOver).length === 5;
  }, "the end of five");
  await callers.at(-1)?.send(GET);
  await callers.at(-1)?.hears("hello");
});

Deno.test("whoever just came is not sent away for the next one before it could speak", async () => {
  await using server = serve();
  using stack = new DisposableStack();
  for (let i = 0; i < MOST_BY_ONE; i++) stack.use(await server.call());
  using owner = await server.call();
  for (let i = 0; i < 20; i++) stack.use(await server.call());
  await owner.send(GET);
  await owner.hears("hello");
});

// ---- requests ----

Deno.test("requests on one connection are answered in their order, also when they are sent at once", async () => {
  await using server = serve(async (request) => new Response(`${request.url} ${await request.text()};`));
  using caller = await server.call();
  await caller.send(
    `${GET}${POST}\r\nthe bodyGET /last HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
  );
  const text = await caller.ends();
  const bodies = [...text.matchAll(/http:\/\/localhost[^;]*;/g)].map(([body]) => body);
  deepStrictEqual(bodies, ["http://localhost/ ;", "http://localhost/ the body;", "http://localhost/last ;"]);
});

Deno.test("a body that nobody reads ends the connection after the answer, which arrives", async () => {
  await using server = serve(() => new Response("no, thank you", { status: 413 }));
  using caller = await server.call();
  await caller.send(
    `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n${"x".repeat(100_000)}`,
  );
  const text = await caller.ends();
  match(text, /^HTTP\/1\.1 413 Content Too Large\r\n/);
  match(text, /connection: close\r\n.*no, thank you$/s);
});

Deno.test("a caller who asks whether to send its body is told to when somebody wants it", async () => {
  await using server = serve(async (request) => new Response(await request.text()));
  using caller = await server.call();
  await caller.send(`${POST}expect: 100-continue\r\n\r\n`);
  await caller.hears("HTTP/1.1 100 Continue\r\n\r\n");
  await caller.send("the body");
  await caller.hears("the body");
});

Deno.test("HTTP/1.0 gets its answer, no chunks, and the end", async () => {
  const body = () => new Response("data: x\n\n").body;
  await using server = serve(() =>
    new Response(body(), { headers: { "content-type": "text/event-stream" } })
  );
  using caller = await server.call();
  await caller.send("GET / HTTP/1.0\r\nhost: localhost\r\n\r\n");
  const text = await caller.ends();
  doesNotMatch(text, /chunked/);
  match(text, /connection: close\r\n\r\ndata: x\n\n$/);
});

Deno.test("what is no request is answered with a sentence and not with a stack", async () => {
  await using server = serve();
  for (
    const text of [
      "GET /state HTTP/1.1\r\nhost: 127.0.0.1:99999\r\n\r\n",
      "hello\r\n\r\n",
      "\u0016\u0003\u0001\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
    ]
  ) {
    using caller = await server.call();
    await caller.send(text);
    const answer = await caller.ends();
    match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
    match(answer, /application\/problem\+json.*"detail":"[A-Z][^"]+\."/s);
  }
  deepStrictEqual(server.failures, []);
});

Deno.test("a mistake of ours is a 500 without its reason, and told once", async () => {
  await using server = serve(() => {
    throw new Error("a secret reason");
  });
  using caller = await server.call();
  await caller.send(GET);
  await caller.hears("500 Internal Server Error");
  doesNotMatch(caller.text, /secret/);
  strictEqual(server.failures.length, 1);
});

Deno.test("a large answer is packed for who takes gzip, and says so to caches", async () => {
  const large = "가나다 ".repeat(1_000);
  await using server = serve(() => new Response(large));
  for (
    const [encoding, isPacked] of [["gzip, br", true], ["br", false], ["gzip;q=0", false], [
      "*",
      true,
    ]] as const
  ) {
    using caller = await server.call();
    await caller.send(
      `GET / HTTP/1.1\r\nhost: localhost\r\naccept-encoding: ${encoding}\r\nconnection: close\r\n\r\n`,
    );
    const text = await caller.ends();
    match(text, /vary: accept-encoding/);
    strictEqual(/content-encoding: gzip/.test(text), isPacked, encoding);
    strictEqual(text.length < 1_000, isPacked);
  }
  const answer = await fetch(server.url);
  strictEqual(await answer.text(), large);
});

Deno.test("two cookies stay two headers", async () => {
  const headers = new Headers([["set-cookie", "a=1; Path=/"], ["set-cookie", "b=2"]]);
  await using server = serve(() => new Response("x", { headers }));
  const answer = await fetch(server.url);
  await answer.text();
  deepStrictEqual(answer.headers.getSetCookie(), ["a=1; Path=/", "b=2"]);
});

Deno.test("the other end of the connection is who called", async () => {
  await using server = serve((_, remoteAddress) => new Response(remoteAddress));
  strictEqual(
    await (await fetch(server.url, { headers: { "x-forwarded-for": "8.8.8.8" } })).text(),
    "127.0.0.1",
  );
});

Deno.test("a shutdown ends idle and half-sent requests at once and lets an answer out", async () => {
  const answer = Promise.withResolvers<Response>();
  let isAsked = false;
  const server = serve(() => {
    isAsked = true;
    return answer.promise;
  });
  using idle = await server.call();
  using half = await server.call();
  await half.send("GET / HT");
  using busy = await server.call();
  await busy.send(GET);
  await until(() => isAsked, "the question");
  const stopped = server[Symbol.asyncDispose]();
  await Promise.all([idle.ends(), half.ends()]);
  answer.resolve(new Response("the last answer"));
  match(await busy.ends(), /connection: close\r\n.*the last answer$/s);
  await stopped;
});
