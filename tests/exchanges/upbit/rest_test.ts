import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { readKnown } from "../../support/known.ts";
import type { Candle, Interval, Span } from "../../../src/core/candle.ts";
import { closeTimeOf, openTimeOf } from "../../../src/core/candle.ts";
import { UpstreamError, type UpstreamErrorKind } from "../../../src/core/errors.ts";
import type { CandlePage, Exchange, ExchangeEvent } from "../../../src/exchanges/exchange.ts";
import { upbit } from "../../../src/exchanges/upbit/venue.ts";
import { UpbitRest } from "../../../src/exchanges/upbit/rest.ts";
import { UPBIT_CANDLE_PATHS } from "../../../src/exchanges/upbit/words.ts";
import { drive, ManualClock } from "../../support/manual_clock.ts";
import {
  startUpbitServer,
  type UpbitFault,
  type UpbitFaults,
  type UpbitRow,
  type UpbitServerOptions,
} from "../../support/upbit_rest_server.ts";

const NEVER = new AbortController().signal;
const START_MS = Date.parse("2026-03-11T00:00:00Z");
const MINUTE_MS = 60_000;

/** A candle that can be told from all others. */
function candle(openTimeMs: number): Candle {
  const price = 1_000_000 + (openTimeMs / 1_000) % 9_973;
  return { openTimeMs, open: price, high: price + 2, low: price - 1, close: price + 1, volume: 0.5 };
}

function minutes(...numbers: readonly number[]): readonly Candle[] {
  return numbers.map((minute) => candle(START_MS + minute * MINUTE_MS));
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function spanOf(fromMinute: number, toMinute: number): Span {
  return { fromMs: START_MS + fromMinute * MINUTE_MS, toMs: START_MS + toMinute * MINUTE_MS };
}

function toMinutes(page: CandlePage) {
  const minuteOf = (ms: number) => (ms - START_MS) / MINUTE_MS;
  return {
    candles: page.candles.map(({ openTimeMs }) => minuteOf(openTimeMs)),
    covered: [minuteOf(page.covered.fromMs), minuteOf(page.covered.toMs)],
  };
}

/** The plug on a manual clock against a real server. */
function startPlug(options: UpbitServerOptions = {}, random = () => 0) {
  const clock = new ManualClock(START_MS + 30 * 86_400_000);
  const server = startUpbitServer(options);
  const events: ExchangeEvent[] = [];
  const sent: { readonly atMs: number; readonly query: URLSearchParams }[] = [];
  const exchange: Exchange = upbit.create({
    restUrl: server.url,
    streamUrl: undefined,
    userAgent: "signal-v2/test",
    clock,
    fetch: (input, init) => {
      sent.push({ atMs: clock.monotonic(), query: new URL(`${input}`).searchParams });
      return fetch(input, init);
    },
    random,
    onEvent: (event) => events.push(event),
    child: () => {
      throw new Error("Upbit starts no process");
    },
  });
  const ask = (span: Span, more: { interval?: Interval; symbol?: string; signal?: AbortSignal } = {}) =>
    drive(
      clock,
      exchange.fetchCandles({ symbol: "BTC/KRW", interval: "1m", span, signal: NEVER, ...more }),
    );
  return {
    clock,
    server,
    events,
    sent,
    exchange,
    ask,
    async [Symbol.asyncDispose]() {
      await exchange[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function failureOf(fault: UpbitFault, options: UpbitServerOptions = {}) {
  await using plug = startPlug({ candles: minutes(0, 1, 2), faults: () => fault, ...options });
  try {
    await plug.ask(spanOf(0, 3));
  } catch (error) {
    assertTrue(error instanceof UpstreamError, `expected an UpstreamError, got ${error}`);
    return { error, requests: plug.server.requests.length, events: plug.events };
  }
  throw new Error("The exchange succeeded");
}

Deno.test("a page holds the newest bars of the span in ascending order", async () => {
  await using plug = startPlug({ candles: minutes(...range(0, 500)) });
  const { candles, covered } = toMinutes(await plug.ask(spanOf(10, 400)));
  deepStrictEqual(candles, range(200, 400));
  deepStrictEqual(covered, [200, 400]);
});

Deno.test("the question names market, count and an end in UTC", async () => {
  await using plug = startPlug({ candles: minutes(0, 1, 2) });
  await plug.ask(spanOf(0, 3));
  await plug.ask(spanOf(0, 100_000));
  deepStrictEqual(
    plug.server.requests.map(({ path, query }) => [path, Object.fromEntries(query)]),
    [
      ["/v1/candles/minutes/1", { market: "KRW-BTC", to: "2026-03-11T00:03:00Z", count: "3" }],
      ["/v1/candles/minutes/1", { market: "KRW-BTC", to: "2026-05-19T10:40:00Z", count: "200" }],
    ],
  );
});

Deno.test("an empty page covers the whole span: nobody ever traded in it", async () => {
  await using plug = startPlug({ candles: minutes(10) });
  deepStrictEqual(toMinutes(await plug.ask(spanOf(2, 9))), { candles: [], covered: [2, 9] });
});

Deno.test("a row from before the span covers all of it and stays out", async () => {
  await using plug = startPlug({ candles: minutes(0, 1, 5, 7) });
  deepStrictEqual(toMinutes(await plug.ask(spanOf(3, 9))), { candles: [5, 7], covered: [3, 9] });
});

Deno.test("a short page does not end history", async () => {
  // Half a page, as when Upbit's own storage is slow, while there is more before it.
  const half: UpbitFault = { kind: "rows", edit: (rows) => rows.slice(0, 2) };
  await using plug = startPlug({ candles: minutes(...range(0, 6)), faults: [half] });
  const first = toMinutes(await plug.ask(spanOf(0, 6)));
  deepStrictEqual(first, { candles: [4, 5], covered: [4, 6] });
  const second = toMinutes(await plug.ask(spanOf(0, 4)));
  deepStrictEqual(second, { candles: [0, 1, 2, 3], covered: [0, 4] });
});

Deno.test("paging by what is left brings every bar exactly once, over quiet stretches too", async () => {
  const traded = range(0, 1_000).filter((minute) => minute % 7 !== 0 && (minute < 300 || minute > 620));
  await using plug = startPlug({ candles: minutes(...traded) });
  const found: number[] = [];
  let left = spanOf(-50, 1_000);
  let pages = 0;
  while (left.fromMs < left.toMs) {
    const page = await plug.ask(left);
    strictEqual(page.covered.toMs, left.toMs);
    found.unshift(...toMinutes(page).candles);
    left = { fromMs: left.fromMs, toMs: page.covered.fromMs };
    pages++;
  }
  deepStrictEqual(found, traded);
  // 583 candles in three pages, and one that says that there is nothing before them.
  strictEqual(pages, 4);
});

for (const [interval, path] of Object.entries(UPBIT_CANDLE_PATHS) as [Interval, string][]) {
  Deno.test(`${interval} is asked as ${path}, and its page begins and ends where its bars do`, async () => {
    const lastMs = openTimeOf(interval, START_MS);
    const firstMs = openTimeOf(interval, lastMs - 1);
    const endMs = closeTimeOf(interval, lastMs);
    const candles = [firstMs, lastMs, endMs].map(candle);
    await using plug = startPlug({ candles: { [`BTC/KRW ${interval}`]: candles } });
    const page = await plug.ask({ fromMs: firstMs, toMs: endMs }, { interval });
    deepStrictEqual(page.candles, candles.slice(0, 2));
    deepStrictEqual(page.covered, { fromMs: firstMs, toMs: endMs });
    const [request] = plug.server.requests;
    strictEqual(request?.path, `/v1/candles/${path}`);
    strictEqual(request?.query.get("to"), new Date(endMs).toISOString().replace(".000Z", "Z"));
    strictEqual(request?.query.get("count"), "2");
  });
}

Deno.test("an end between two seconds loses no second candle", async () => {
  const candles = { "BTC/KRW 1s": range(0, 5).map((second) => candle(START_MS + second * 1_000)) };
  await using plug = startPlug({ candles });
  const page = await plug.ask({ fromMs: START_MS, toMs: START_MS + 2_500 }, { interval: "1s" });
  deepStrictEqual(page.candles.map(({ openTimeMs }) => openTimeMs - START_MS), [0, 1_000, 2_000]);
  deepStrictEqual(page.covered, { fromMs: START_MS, toMs: START_MS + 2_500 });
});

const TOLD_MS = Date.parse("2026-03-11T00:02:07Z");
const DATES: readonly (readonly [string, Readonly<Record<string, string>>, number | undefined])[] = [
  ["its Date header", { "Date": "Wed, 11 Mar 2026 00:02:07 GMT" }, TOLD_MS],
  [
    "its Date and its Age in a cache",
    { "Date": "Wed, 11 Mar 2026 00:02:07 GMT", "Age": "60" },
    TOLD_MS - 60_000,
  ],
  ["a Date with an Age that is none", { "Date": "Wed, 11 Mar 2026 00:02:07 GMT", "Age": "-5" }, TOLD_MS],
  ["nothing without a Date", { "Age": "60" }, undefined],
  ["nothing by a Date that is none", { "Date": "today" }, undefined],
  [
    "nothing by the Date of a clock that was never set",
    { "Date": "Thu, 01 Jan 1970 00:00:09 GMT" },
    undefined,
  ],
];

for (const [name, headers, answeredAtMs] of DATES) {
  Deno.test(`a page says when Upbit answered by ${name}`, async () => {
    await using plug = startPlug({ candles: minutes(0, 1, 2), faults: [{ kind: "headers", headers }] });
    strictEqual((await plug.ask(spanOf(0, 3))).answeredAtMs, answeredAtMs);
  });
}

Deno.test("an interval that Upbit has not, or an empty span, is a mistake of the caller", async () => {
  await using plug = startPlug({ candles: minutes(0) });
  await rejects(plug.ask(spanOf(0, 1), { interval: "1dKST" }), RangeError);
  await rejects(plug.ask(spanOf(1, 1)), RangeError);
  strictEqual(plug.server.requests.length, 0);
});

Deno.test("a bar from after our own clock is accepted: then our clock is late", async () => {
  await using plug = startPlug({ candles: minutes(0, 1, 2, 3) });
  await plug.clock.advance(0);
  plug.clock.setWall(START_MS);
  deepStrictEqual(toMinutes(await plug.ask(spanOf(0, 4))).candles, [0, 1, 2, 3]);
});

Deno.test("a page that does not move before the end is refused", async () => {
  const stuck: UpbitFault = {
    kind: "rows",
    edit: (rows) => rows.map((row) => ({ ...row, candle_date_time_utc: "2026-03-11T00:03:00" })),
  };
  const { error, requests } = await failureOf(stuck, { candles: minutes(2) });
  strictEqual(error.kind, "bad_shape");
  strictEqual(error.message, "row 1: candle_date_time_utc is not before the end of what was asked for");
  strictEqual(requests, 1);
});

/** Rows come newest first: the second one is minute 1. */
const ONE_BAD_ROW: readonly (readonly [string, (rows: UpbitRow[]) => void, string])[] = [
  ["has no price", (rows) => rows[1] !== undefined && (rows[1].opening_price = null), "unreadable"],
  ["is of another market", (rows) => rows[1] !== undefined && (rows[1].market = "KRW-ETH"), "wrong_market"],
  ["has a high below its low", (rows) => rows[1] !== undefined && (rows[1].high_price = 1), "impossible"],
  ["is not there but its neighbour twice", (rows) => rows[1] = { ...rows[0] } as UpbitRow, "doubled"],
];

for (const [name, edit, what] of ONE_BAD_ROW) {
  Deno.test(`a row that ${name} costs its own minute, is told, and leaves the rest of the page`, async () => {
    const edited = (rows: readonly UpbitRow[]) => {
      const copy = rows.map((row) => ({ ...row }));
      edit(copy);
      return copy;
    };
    await using plug = startPlug({
      candles: minutes(0, 1, 2),
      faults: () => ({ kind: "rows", edit: edited }) as UpbitFault,
    });
    const page = await plug.ask(spanOf(0, 3));
    deepStrictEqual(toMinutes(page), { candles: [0, 2], covered: [0, 3] });
    deepStrictEqual(page.refused, [spanOf(1, 2)]);
    const told = plug.events.flatMap((event) => event.kind === "row_refused" ? [event.what] : []);
    deepStrictEqual(told, [what]);
  });
}

const FAULTS: readonly (readonly [string, UpbitFault, UpstreamErrorKind, number])[] = [
  ["a page in place of data", { kind: "html" }, "bad_json", 1],
  ["half a body", { kind: "cut" }, "body_truncated", 3],
  ["a connection closed without an answer", { kind: "drop" }, "network", 3],
  ["status 500", { kind: "status", status: 500 }, "http_5xx", 3],
  ["status 503 with a page", { kind: "status", status: 503, body: "<html>" }, "http_5xx", 3],
  ["status 429", { kind: "status", status: 429, name: "too_many_requests" }, "rate_limited", 3],
  [
    "a rate name with status 400",
    { kind: "status", status: 400, name: "too_many_requests" },
    "rate_limited",
    3,
  ],
  ["status 418", { kind: "ban" }, "rate_limited", 1],
  ["status 400", { kind: "status", status: 400, name: "validation_error" }, "http_4xx", 1],
  ["status 401", { kind: "status", status: 401, name: "jwt_verification" }, "auth", 1],
  ["status 403", { kind: "status", status: 403 }, "auth", 1],
  ["a redirect", { kind: "status", status: 302, headers: { Location: "/SECRET" } }, "redirect_refused", 1],
  ["an error report with status 200", { kind: "status", status: 200, name: "server_error" }, "bad_shape", 1],
  [
    "an object in place of rows",
    { kind: "status", status: 200, body: '{"market":"SECRET"}' },
    "bad_shape",
    1,
  ],
  ["bytes without end", { kind: "status", status: 200, body: "1".repeat(2_200_000) }, "body_too_large", 1],
];

for (const [name, fault, kind, tries] of FAULTS) {
  Deno.test(`${name} is ${kind} after ${tries} ${tries === 1 ? "try" : "tries"}`, async () => {
    const { error, requests, events } = await failureOf(fault);
    strictEqual(error.kind, kind);
    strictEqual(requests, tries);
    const outcomes = events.flatMap((event) => event.kind === "request_done" ? [event.outcome] : []);
    deepStrictEqual(outcomes, Array(tries).fill(kind));
    const text = `${error.message}${error.stack}${Deno.inspect(error)}${Deno.inspect(events)}`;
    assertTrue(!text.includes("SECRET") && !text.includes("127.0.0.1"), "no word of theirs may be in ours");
  });
}

Deno.test("only a name made of small letters gets from Upbit's answer into ours", async () => {
  const named = await failureOf({ kind: "status", status: 400, name: "validation_error" });
  strictEqual(named.error.message, "answered 400 (validation_error)");
  for (const name of ["Injected <b>", "a".repeat(61), 404, ""]) {
    const { error } = await failureOf({ kind: "status", status: 400, name });
    strictEqual(error.message, "answered 400");
  }
});

Deno.test("an unknown market says so", async () => {
  await using plug = startPlug({ candles: minutes(0) });
  await rejects(plug.ask(spanOf(0, 1), { symbol: "NIX/KRW" }), {
    kind: "http_4xx",
    message: /no such market/,
  });
});

Deno.test("an answer that does not come within the deadline is a timeout and tried again", async () => {
  const clock = new ManualClock(START_MS);
  await using server = startUpbitServer({ candles: minutes(0, 1), faults: [{ kind: "hang" }] });
  const rest = new UpbitRest({
    baseUrl: server.url,
    userAgent: "test",
    clock,
    fetch,
    random: () => 0,
    onEvent: (event) => outcomes.push(event.kind === "request_done" ? event.outcome : event.kind),
    timeoutMs: 60,
  });
  const outcomes: string[] = [];
  const page = await drive(
    clock,
    rest.fetchCandles({ symbol: "BTC/KRW", interval: "1m", span: spanOf(0, 2), signal: NEVER }),
  );
  deepStrictEqual(toMinutes(page).candles, [0, 1]);
  deepStrictEqual(outcomes, ["timeout", "ok"]);
});

Deno.test("what fails twice and then succeeds is a success", async () => {
  const faults: readonly UpbitFault[] = [{ kind: "drop" }, { kind: "status", status: 502 }];
  await using plug = startPlug({ candles: minutes(0, 1), faults });
  deepStrictEqual(toMinutes(await plug.ask(spanOf(0, 2))).candles, [0, 1]);
  deepStrictEqual(plug.clock.sleptMs, [1_000, 2_000]);
});

Deno.test("a 503 that wants long silence is left to the caller", async () => {
  const { error, requests } = await failureOf({
    kind: "status",
    status: 503,
    headers: { "Retry-After": "1200" },
  });
  deepStrictEqual([error.kind, error.retryAfterMs, requests], ["http_5xx", 1_200_000, 1]);
});

Deno.test("a 429 is told, waits for the next second and then succeeds", async () => {
  const faults: readonly UpbitFault[] = [{ kind: "status", status: 429, name: "too_many_requests" }];
  await using plug = startPlug({ candles: minutes(0, 1), faults });
  const beganMs = plug.clock.monotonic();
  deepStrictEqual(toMinutes(await plug.ask(spanOf(0, 2))).candles, [0, 1]);
  strictEqual(plug.clock.monotonic() - beganMs, 1_000);
  deepStrictEqual(plug.events.filter(({ kind }) => kind === "throttled"), [
    { kind: "throttled", group: "candle", status: 429, waitMs: 1_000 },
  ]);
});

Deno.test("after a 429 the silence of the queue is the only wait: the retry adds none of its own", async () => {
  const faults: readonly UpbitFault[] = [{ kind: "status", status: 429, name: "too_many_requests" }];
  // What the retry would propose is longer than the silence then.
  await using plug = startPlug({ candles: minutes(0, 1), faults }, () => 1);
  const beganMs = plug.clock.monotonic();
  await plug.ask(spanOf(0, 2));
  strictEqual(plug.clock.monotonic() - beganMs, 1_000);
});

Deno.test("a 429 that wants long silence is left to the caller", async () => {
  const { error, requests } = await failureOf({
    kind: "status",
    status: 429,
    name: "too_many_requests",
    headers: { "Retry-After": "1200" },
  });
  deepStrictEqual([error.kind, error.retryAfterMs, requests], ["rate_limited", 1_200_000, 1]);
});

Deno.test("a rate name with another status holds the group back as a 429 does", async () => {
  const faults: readonly UpbitFault[] = [{ kind: "status", status: 400, name: "too_many_requests" }];
  await using plug = startPlug({ candles: minutes(0, 1), faults });
  const beganMs = plug.clock.monotonic();
  deepStrictEqual(toMinutes(await plug.ask(spanOf(0, 2))).candles, [0, 1]);
  strictEqual(plug.clock.monotonic() - beganMs, 1_000);
});

const BANS: readonly (readonly [string, UpbitFault, number])[] = [
  ["by its header", { kind: "ban", retryAfterSeconds: 300 }, 300_000],
  [
    "by words in its body",
    { kind: "status", status: 418, body: '{"error":{"name":"blocked","message":"1분 30초 후"}}' },
    90_000,
  ],
  [
    "by a number in its body",
    { kind: "status", status: 418, body: '{"error":{"name":"blocked","retry_after":45}}' },
    45_000,
  ],
  ["by nothing, so for 60 s", { kind: "ban" }, 60_000],
];

for (const [name, fault, waitMs] of BANS) {
  Deno.test(`a 418 shuts every group up for as long as it says ${name}`, async () => {
    await using plug = startPlug({ candles: minutes(0, 1), faults: [fault] });
    await rejects(plug.ask(spanOf(0, 2)), { kind: "rate_limited", status: 418, retryable: false });
    const beganMs = plug.clock.monotonic();
    await drive(plug.clock, plug.exchange.fetchTicks(["BTC/KRW"], NEVER));
    strictEqual(plug.clock.monotonic() - beganMs, waitMs);
    deepStrictEqual(plug.events.filter(({ kind }) => kind === "throttled"), [
      { kind: "throttled", group: "candle", status: 418, waitMs },
    ]);
  });
}

Deno.test("sec=0 in an answer makes the next request wait", async () => {
  const spent: UpbitFault = { kind: "headers", headers: { "Remaining-Req": "group=candle; min=600; sec=0" } };
  await using plug = startPlug({ candles: minutes(0, 1), faults: [spent] });
  await plug.ask(spanOf(0, 2));
  const beganMs = plug.clock.monotonic();
  await plug.ask(spanOf(0, 2));
  strictEqual(plug.clock.monotonic() - beganMs, 1_000);
});

Deno.test("a hundred callers at once are one caller to Upbit: 8 requests in any second", async () => {
  await using plug = startPlug({ candles: minutes(...range(0, 100)) });
  const asked = range(0, 100).map((minute) =>
    plug.exchange.fetchCandles({
      symbol: "BTC/KRW",
      interval: "1m",
      span: spanOf(minute, minute + 1),
      signal: NEVER,
    })
  );
  const pages = await drive(plug.clock, Promise.all(asked));
  deepStrictEqual(pages.map((page) => toMinutes(page).candles), range(0, 100).map((minute) => [minute]));
  deepStrictEqual(plug.sent.map(({ atMs }) => atMs), range(0, 100).map((i) => Math.floor(i / 8) * 1_000));
});

Deno.test("the server of these tests refuses the eleventh request of a second when told to", async () => {
  await using server = startUpbitServer({ candles: minutes(0), now: () => START_MS, enforceLimit: true });
  const seen: string[] = [];
  for (let i = 0; i < 11; i++) {
    const response = await fetch(`${server.url}/v1/ticker?markets=KRW-BTC`);
    await response.body?.cancel();
    seen.push(response.headers.get("remaining-req")?.replace(/.*=/, "") ?? `${response.status}`);
  }
  deepStrictEqual(seen, ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0", "429"]);
});

Deno.test("live bars go before history that waits already", async () => {
  await using plug = startPlug({ candles: minutes(...range(0, 10)) });
  plug.clock.setWall(START_MS + 8 * MINUTE_MS);
  const year = spanOf(-500_000, 0);
  const asked = [...range(0, 12).map(() => plug.ask(year)), plug.ask(spanOf(5, 6))];
  await Promise.all(asked);
  const ends = plug.sent.map(({ query }) => query.get("to"));
  strictEqual(ends.indexOf("2026-03-11T00:06:00Z"), 8);
});

Deno.test("no request carries an Origin header or anything else about us", async () => {
  await using plug = startPlug({ candles: minutes(0, 1) });
  await plug.ask(spanOf(0, 2));
  await drive(plug.clock, plug.exchange.fetchTicks(["BTC/KRW"], NEVER));
  await drive(plug.clock, plug.exchange.fetchBookTop("BTC/KRW", NEVER));
  await drive(plug.clock, plug.exchange.fetchInstrument("BTC/KRW", NEVER));
  strictEqual(plug.server.requests.length, 4);
  for (const { headers } of plug.server.requests) {
    const { accept, host: _host, ...others } = headers;
    deepStrictEqual([accept, others["user-agent"]], ["application/json", "signal-v2/test"]);
    // What the runtime itself adds.
    deepStrictEqual(Object.keys(others).toSorted(), ["accept-encoding", "accept-language", "user-agent"]);
  }
});

Deno.test("an aborted question ends with its reason, waiting or under way", async () => {
  await using plug = startPlug({ candles: minutes(0), faults: [{ kind: "hang" }] });
  const aborter = new AbortController();
  const asked = rejects(plug.ask(spanOf(0, 1), { signal: aborter.signal }), /no longer wanted/);
  while (plug.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  aborter.abort(new Error("no longer wanted"));
  await asked;
  await rejects(plug.ask(spanOf(0, 1), { signal: AbortSignal.abort(new Error("too late")) }), /too late/);
  strictEqual(plug.server.requests.length, 1);
});

Deno.test("disposal ends what is asked and refuses what comes later", async () => {
  const plug = startPlug({ candles: minutes(0), faults: [{ kind: "hang" }] });
  const asked = rejects(plug.ask(spanOf(0, 1)), { name: "AbortError" });
  while (plug.server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await plug[Symbol.asyncDispose]();
  await asked;
  await rejects(plug.ask(spanOf(0, 1)), { name: "AbortError" });
});

Deno.test("ticks of many markets are asked a hundred at a time and come in the order asked", async () => {
  const symbols = range(0, 150).map((i) => `C${i}/KRW`);
  const candles = Object.fromEntries(
    symbols.map((symbol, i) => [`${symbol} 1m`, [candle(START_MS + i * MINUTE_MS)]]),
  );
  await using plug = startPlug({ candles });
  const ticks = await drive(plug.clock, plug.exchange.fetchTicks(symbols, NEVER));
  deepStrictEqual(ticks.map(({ symbol }) => symbol), symbols);
  deepStrictEqual(ticks[3], {
    atMs: START_MS + 3 * MINUTE_MS + 500,
    symbol: "C3/KRW",
    price: candle(START_MS + 3 * MINUTE_MS).close,
    volume: 0.01,
    source: "upbit",
  });
  strictEqual(plug.server.requests.length, 2);
  deepStrictEqual(await plug.exchange.fetchTicks([], NEVER), []);
  strictEqual(plug.server.requests.length, 2);
});

Deno.test("the top of the book has its best prices and sizes", async () => {
  await using plug = startPlug({ candles: minutes(0) });
  const { bid, ask, bidSize, askSize, symbol } = await drive(
    plug.clock,
    plug.exchange.fetchBookTop("BTC/KRW", NEVER),
  );
  assertTrue(bid < ask);
  deepStrictEqual([bidSize, askSize, symbol], [1, 1, "BTC/KRW"]);
});

const INSTRUMENTS: readonly (readonly [string, string, string, string, number])[] = [
  ["BTC/KRW", "1000.00000000", "1000", "5000", 0.0005],
  ["ETH/BTC", "0.00000001", "0.00000001", "0.00005", 0.0025],
  ["XRP/USDT", "0.001", "0.001", "0.5", 0.0025],
];

for (const [symbol, said, tickSize, minOrderValue, feeRate] of INSTRUMENTS) {
  Deno.test(`the instrument ${symbol} has the step that Upbit says, its minimum and its fee`, async () => {
    const [base, quote] = symbol.split("/");
    await using plug = startPlug({
      candles: { [`${symbol} 1m`]: minutes(0) },
      tickSizes: { [`${quote}-${base}`]: said },
    });
    deepStrictEqual(await drive(plug.clock, plug.exchange.fetchInstrument(symbol, NEVER)), {
      symbol,
      tickSize,
      from: "exchange",
      minOrderValue,
      feeRate,
    });
  });
}

const onInstruments = (fault: UpbitFault): UpbitFaults => ({ path }) =>
  path === "/v1/orderbook/instruments" ? fault : undefined;

Deno.test("without the instruments answer the documented table stands in, by the last price", async () => {
  for (const fault of [{ kind: "status", status: 500 }, { kind: "html" }] as const) {
    await using plug = startPlug({ candles: minutes(0), faults: onInstruments(fault) });
    const { tickSize, from } = await drive(plug.clock, plug.exchange.fetchInstrument("BTC/KRW", NEVER));
    deepStrictEqual([tickSize, from], ["1000", "table"]);
    strictEqual(plug.server.requests.at(-1)?.path, "/v1/ticker");
  }
});

Deno.test("a price that is known already is enough for the table when nothing answers any more", async () => {
  await using plug = startPlug({
    candles: minutes(0),
    faults: (_request, index) => index === 0 ? undefined : { kind: "drop" },
  });
  await drive(plug.clock, plug.exchange.fetchTicks(["BTC/KRW"], NEVER));
  const { tickSize, from } = await drive(plug.clock, plug.exchange.fetchInstrument("BTC/KRW", NEVER));
  deepStrictEqual([tickSize, from], ["1000", "table"]);
});

Deno.test("there is no table for other quotes, so their failure stays a failure", async () => {
  await using plug = startPlug({
    candles: { "ETH/BTC 1m": minutes(0) },
    faults: onInstruments({ kind: "status", status: 500 }),
  });
  await rejects(drive(plug.clock, plug.exchange.fetchInstrument("ETH/BTC", NEVER)), { kind: "http_5xx" });
});

Deno.test("the plug says what Upbit serves", async () => {
  await using plug = startPlug();
  const { id, title, pageLimit, intervals, streamIntervals } = plug.exchange;
  deepStrictEqual([id, title, pageLimit], ["upbit", "Upbit", 200]);
  deepStrictEqual(intervals.join(" "), "1s 1m 3m 5m 10m 15m 30m 1h 4h 1d 1w 1M 1y");
  deepStrictEqual(streamIntervals.join(" "), "1s 1m 3m 5m 10m 15m 30m 1h 4h");
});

interface RecordedError {
  readonly status: number;
  readonly body: string;
  readonly our_category: string;
  readonly retry_ok: boolean;
}

const recorded = readKnown<{ errors: readonly RecordedError[] }>("upbit_answers.json").errors;
const KIND_OF_CATEGORY: Readonly<Record<string, UpstreamErrorKind>> = {
  rate_limited: "rate_limited",
  bad_payload: "bad_json",
};

for (const { status, body, our_category, retry_ok } of recorded) {
  const kind = KIND_OF_CATEGORY[our_category] ?? "http_4xx";
  Deno.test(`the recorded ${status} of ${our_category} is ${kind}, ${retry_ok ? "" : "not "}worth asking again`, async () => {
    const { error } = await failureOf({ kind: "status", status, body });
    deepStrictEqual([error.kind, error.retryable], [kind, retry_ok]);
  });
}
