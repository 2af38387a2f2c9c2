import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { Hono } from "hono";
import { LiveTopics } from "../../../src/app/signals/live_topics.ts";
import { ChangeNotifier } from "../../../src/core/change_notifier.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { addEvents, EventStream, MOST_CLIENTS } from "../../../src/web/api/event_stream.ts";
import { createGuard } from "../../../src/web/access/guard.ts";
import { listen } from "../../../src/web/listener.ts";
import { createWeb } from "../../../src/web/server.ts";
import { Sessions } from "../../../src/web/access/sessions.ts";
import { TryThrottle } from "../../../src/web/access/throttle.ts";
import { accessOf, appViewOf, createTestWeb, pageViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { createTestCommands } from "../../support/command_door.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";
import { until } from "../../support/program.ts";

/** The text an open stream has sent so far. */
class Reader implements AsyncDisposable {
  text = "";
  isEnded = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #reading: Promise<void>;

  constructor(response: Response | undefined) {
    assertTrue(response?.body, "there is no stream");
    this.#reader = response.body.getReader();
    this.#reading = this.#read();
  }

  /** What came since the last call. */
  take(): string {
    const { text } = this;
    this.text = "";
    return text;
  }

  async #read() {
    const decoder = new TextDecoder();
    for (let part = await this.#reader.read(); !part.done; part = await this.#reader.read()) {
      this.text += decoder.decode(part.value, { stream: true });
    }
    this.isEnded = true;
  }

  async [Symbol.asyncDispose]() {
    await this.#reader.cancel().catch(() => {});
    await this.#reading;
  }
}

function createStream() {
  const changes = new ChangeNotifier();
  const clock = new ManualClock(VIEW_NOW_MS);
  const stream = new EventStream(changes, clock);
  const announce = async () => {
    changes.announce();
    await settle();
  };
  const open = async (lastEventId?: string) => {
    const reader = new Reader(stream.open(lastEventId));
    await settle();
    return reader;
  };
  return { changes, clock, stream, announce, open, first: stream.version };
}

const stateEvent = (version: number) => `event: state\nid: ${version}\ndata: {"version":${version}}\n\n`;

Deno.test("a new client is told when to retry and the newest state", async () => {
  const { open, first } = createStream();
  await using reader = await open();
  strictEqual(reader.take(), `retry: 3000\n\n${stateEvent(first)}`);
});

Deno.test("a client that comes back with the newest id is told only when to retry", async () => {
  const { open, announce, first } = createStream();
  await announce();
  await using current = await open(String(first + 1));
  strictEqual(current.take(), "retry: 3000\n\n");
  for (const id of [String(first), "", "0", "1e99", "nonsense", String(first + 2)]) {
    await using reader = await open(id);
    strictEqual(reader.take(), `retry: 3000\n\n${stateEvent(first + 1)}`, id);
  }
});

Deno.test("an id of an earlier process is older than all of a later one", () => {
  const changes = new ChangeNotifier();
  const earlier = new EventStream(changes, new ManualClock(VIEW_NOW_MS));
  for (let i = 0; i < 100; i++) changes.announce();
  const later = new EventStream(changes, new ManualClock(VIEW_NOW_MS + 1_000));
  assertTrue(later.version > earlier.version);
  earlier.close();
  later.close();
});

Deno.test("every client hears of a change, with ids that only go up", async () => {
  const { open, announce, clock, first } = createStream();
  await using a = await open();
  await using b = await open();
  a.take();
  b.take();
  await announce();
  await clock.advance(1_000);
  await announce();
  strictEqual(a.take(), stateEvent(first + 1) + stateEvent(first + 2));
  strictEqual(b.take(), stateEvent(first + 1) + stateEvent(first + 2));
});

Deno.test("changes that come fast are told at most four times a second, and the last one is not lost", async () => {
  const { open, announce, clock } = createStream();
  await using reader = await open();
  reader.take();
  for (let i = 0; i < 200; i++) {
    await announce();
    await clock.advance(10);
  }
  await clock.advance(250);
  const told = reader.take().match(/event: state/g)?.length ?? 0;
  assertTrue(told >= 8 && told <= 9, `${told} in two seconds`);
  strictEqual(reader.take(), "");
});

Deno.test("a heartbeat comes every 15 seconds and changes no id", async () => {
  const { open, clock, first } = createStream();
  await using reader = await open();
  reader.take();
  await clock.advance(14_999);
  strictEqual(reader.take(), "");
  await clock.advance(1);
  strictEqual(reader.take(), `event: heartbeat\ndata: {"version":${first}}\n\n`);
  await clock.advance(30_000);
  strictEqual(reader.take().match(/event: heartbeat/g)?.length, 2);
});

Deno.test("no timer runs while nobody listens, and one serves all", async () => {
  const { open, clock, announce } = createStream();
  await announce();
  strictEqual(clock.sleeping, 0);
  const readers = [await open(), await open(), await open()];
  strictEqual(clock.sleeping, 1);
  for (const reader of readers) await reader[Symbol.asyncDispose]();
  await settle();
  strictEqual(clock.sleeping, 0);
  await using again = await open();
  again.take();
  await clock.advance(15_000);
  match(again.take(), /^event: heartbeat/);
});

Deno.test("the 21st client is refused until another one leaves", async () => {
  const { open, stream } = createStream();
  const readers = await Promise.all(Array.from({ length: MOST_CLIENTS }, () => open()));
  deepStrictEqual([stream.clients, stream.isFull], [20, true]);
  strictEqual(stream.open(undefined), undefined);
  await readers[7]?.[Symbol.asyncDispose]();
  await using _late = await open();
  for (const reader of readers) await reader[Symbol.asyncDispose]();
});

Deno.test("a client that does not read is dropped at 64 KB, the others go on", async () => {
  const { open, stream, announce, clock } = createStream();
  const lazy = stream.open(undefined);
  await using eager = await open();
  let events = 0;
  while (stream.clients === 2 && events < 5_000) {
    await clock.advance(250);
    await announce();
    events++;
  }
  strictEqual(stream.clients, 1);
  assertTrue(events > 500 && events < 1_600, `${events} events`);
  await using late = new Reader(lazy);
  await until(() => late.isEnded, "the end of the lazy client's stream");
  assertTrue(late.text.length <= 64 * 1024, `${late.text.length} bytes were kept for it`);
  eager.take();
  await clock.advance(250);
  await announce();
  match(eager.take(), /event: state/);
});

Deno.test("close() says bye, ends every stream and listens no more", async () => {
  const { open, stream, announce, clock } = createStream();
  await using reader = await open();
  reader.take();
  await announce();
  await announce(); // leaves one waiting
  reader.take();
  stream.close();
  await settle();
  strictEqual(reader.take(), "event: bye\ndata: {}\n\n");
  deepStrictEqual([reader.isEnded, stream.clients, clock.sleeping], [true, 0, 0]);
  strictEqual(stream.open(undefined), undefined, "no new client while stopping");
  const { version } = stream;
  await announce();
  strictEqual(stream.version, version);
  stream.close();
});

// ---- as a route ----

function createEventsWeb() {
  const parts = createStream();
  const web = new Hono();
  const guard = createGuard({
    access: accessOf(),
    callerOf: () => ({ remoteAddress: "127.0.0.1" }),
    sessions: new Sessions(parts.clock),
    throttle: new TryThrottle(parts.clock),
  });
  addEvents(web, { guard, stream: parts.stream });
  const ask = async (init: RequestInit = {}) => await web.request("/events", init);
  return { ...parts, ask };
}

Deno.test("GET /events is an event stream; a HEAD takes no place", async () => {
  const { ask, stream, first } = createEventsWeb();
  const head = await ask({ method: "HEAD" });
  deepStrictEqual([head.status, head.headers.get("content-type"), stream.clients], [
    200,
    "text/event-stream; charset=utf-8",
    0,
  ]);
  const response = await ask({ headers: { "last-event-id": String(first) } });
  strictEqual(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  await using reader = new Reader(response);
  await settle();
  strictEqual(reader.take(), "retry: 3000\n\n");
});

Deno.test("the 21st GET /events is a 503 problem with a time to come back", async () => {
  const { ask, stream } = createEventsWeb();
  const open = [];
  for (let i = 0; i < MOST_CLIENTS; i++) open.push(await ask());
  const refused = await ask();
  strictEqual(refused.status, 503);
  strictEqual(refused.headers.get("content-type"), "application/problem+json");
  strictEqual(refused.headers.get("retry-after"), "30");
  match((await refused.json()).detail, /at most 20/);
  for (const { body } of open) await body?.cancel();
  strictEqual(stream.clients, 0);
});

Deno.test("a foreign page cannot take the places of our own", async () => {
  const { ask, stream } = createEventsWeb();
  strictEqual((await ask({ headers: { "sec-fetch-site": "cross-site" } })).status, 403);
  strictEqual(stream.clients, 0);
});

Deno.test("strangers get no events", async () => {
  const { ask } = createTestWeb({ remoteAddress: "192.168.0.77", token: "0123456789abcdef" });
  strictEqual((await ask("/events")).status, 401);
});

// ---- over real sockets ----

function serve() {
  const changes = new ChangeNotifier();
  const listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    (callerOf) =>
      createWeb({
        view: appViewOf,
        pageView: () => pageViewOf(appViewOf()),
        calendarYear: (year) => ({ year, days: [] }),
        commands: createTestCommands(),
        changes,
        clock: new ManualClock(VIEW_NOW_MS),
        access: accessOf(),
        callerOf,
        onFailure: ({ error }) => {
          throw error;
        },
        onWrongToken: () => {},
      }),
  );
  return { changes, listener, url: `${listener.url}/events` };
}

Deno.test("a served stream passes events on as they come, also to a client that takes gzip", async () => {
  const { changes, listener, url } = serve();
  await using _listener = listener;
  await using reader = new Reader(await fetch(url, { headers: { "accept-encoding": "gzip, br" } }));
  await until(() => reader.text.includes("event: state"), "the first event");
  reader.take();
  changes.announce();
  await until(() => reader.text.includes("event: state"), "an event after an announcement");
});

Deno.test("the server stops within a second with 20 open streams, each of which hears bye", async () => {
  const { listener, url } = serve();
  const clock = createSystemClock();
  const readers: Reader[] = [];
  for (let i = 0; i < MOST_CLIENTS; i++) readers.push(new Reader(await fetch(url)));
  await until(() => readers.every(({ text }) => text !== ""), "the first event of all");
  const refused = await fetch(url);
  strictEqual(refused.status, 503);
  await refused.body?.cancel();
  const startedMs = clock.monotonic();
  await listener[Symbol.asyncDispose]();
  const tookMs = clock.monotonic() - startedMs;
  assertTrue(tookMs < 1_000, `${tookMs} ms`);
  await until(() => readers.every(({ isEnded }) => isEnded), "the end of all");
  for (const reader of readers) match(reader.text, /event: bye\ndata: \{\}\n\n$/);
  for (const reader of readers) await reader[Symbol.asyncDispose]();
});

Deno.test("a client that hangs up gives its place free", async () => {
  const { listener, url } = serve();
  await using _listener = listener;
  for (let round = 0; round < 3; round++) {
    const readers: Reader[] = [];
    for (let i = 0; i < MOST_CLIENTS; i++) readers.push(new Reader(await fetch(url)));
    for (const reader of readers) await reader[Symbol.asyncDispose]();
    await until(
      async () => {
        const response = await fetch(url);
        await response.body?.cancel();
        return response.status === 200;
      },
      "a free place",
      2_000,
    );
  }
});

Deno.test("changes of the market are events of their own, at most two a second, and leave the version alone", async () => {
  const clock = new ManualClock(VIEW_NOW_MS);
  const market = new ChangeNotifier();
  const stream = new EventStream(new ChangeNotifier(), clock, { market });
  market.announce();
  strictEqual(clock.sleeping, 0, "nobody listens");
  await using reader = new Reader(stream.open(String(stream.version)));
  await settle();
  reader.take();
  const marketEvent = "event: market\ndata: {}\n\n";
  for (let i = 0; i < 100; i++) market.announce();
  await settle();
  strictEqual(reader.take(), marketEvent);
  await clock.advance(499);
  strictEqual(reader.take(), "");
  await clock.advance(1);
  strictEqual(reader.take(), marketEvent);
  await clock.advance(5_000);
  strictEqual(reader.take(), "");
  strictEqual(stream.version, VIEW_NOW_MS);
  stream.close();
});

Deno.test("what happens to signals is an event with the name of its topic, told at once and without a version", async () => {
  const topics = new LiveTopics();
  const stream = new EventStream(new ChangeNotifier(), new ManualClock(VIEW_NOW_MS), { notes: topics });
  await using reader = new Reader(stream.open(String(stream.version)));
  await settle();
  reader.take();
  topics.announce({ topic: "signal", facts: { id: "x", label: "S-1120-03", state: "judging" } });
  topics.announce({
    topic: "delivery",
    facts: { channel: "telegram", outcome: "delivered", signal_id: null },
  });
  await settle();
  strictEqual(
    reader.take(),
    'event: signal\ndata: {"id":"x","label":"S-1120-03","state":"judging"}\n\n' +
      'event: delivery\ndata: {"channel":"telegram","outcome":"delivered","signal_id":null}\n\n',
  );
  strictEqual(stream.version, VIEW_NOW_MS);
  stream.close();
  topics.announce({ topic: "signal", facts: {} });
  strictEqual(reader.take().includes("event: signal"), false);
});
