import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { PollCycle } from "../../../src/stock/poll/cycle.ts";
import { PollState } from "../../../src/stock/poll/state.ts";
import { CircuitBreaker } from "../../../src/lib/limits/circuit_breaker.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { createTestClient, PORTFOLIO } from "../../support/client_parts.ts";
import {
  type FaultRequest,
  type FaultServer,
  startFaultServer,
  type Step,
} from "../../support/fault_server.ts";
import { ok, status } from "../../support/fault_steps.ts";
import { drive } from "../../support/manual_clock.ts";

const GOOD = (request: FaultRequest) =>
  request.path.includes("portfolio")
    ? ok(PORTFOLIO)
    : request.path.includes("news")
    ? ok({ items: [1, 2] })
    : ok({ results: [1] });

/** The real cycle, client and state against `server`; `tick()` runs one planned minute. */
function createCycle(server: FaultServer) {
  const { client, clock, log } = createTestClient(server.url);
  const state = new PollState(SOURCES);
  const kept: string[] = [];
  const breaker = new CircuitBreaker(5);
  const cycle = new PollCycle({
    sources: SOURCES,
    stockApi: client,
    state,
    breaker,
    clock,
    events: createEvents(log),
    keep: (id) => kept.push(id),
  });
  const stop = new AbortController();
  const tick = async (stepMs = 60_000) => {
    const outcomes = await drive(clock, cycle.run(clock.now(), stop.signal));
    await clock.advance(stepMs);
    return outcomes;
  };
  const facts = (id: string) => state.snapshot.sources.find((source) => source.id === id);
  return { tick, facts, kept, breaker, clock, log, state, stop, cycle };
}

Deno.test("one cycle asks all three sources once and records what came", async () => {
  await using server = startFaultServer(GOOD);
  const { tick, facts, kept } = createCycle(server);
  await tick();
  deepStrictEqual(server.requests.map(({ method, path }) => `${method} ${path}`).toSorted(), [
    "GET /api/webai/news-sentiment",
    "GET /api/webai/portfolio",
    "POST /api/stock/screener/run",
  ]);
  strictEqual(facts("portfolio")?.summary?.items, 1);
  strictEqual(facts("news_sentiment")?.consecutiveFailures, 0);
  deepStrictEqual(kept.toSorted(), ["news_sentiment", "portfolio", "screener_preview"]);
});

Deno.test("one failing source does not touch the others", async () => {
  await using server = startFaultServer((request) =>
    request.path.includes("news") ? status(404) : GOOD(request)
  );
  const { tick, facts } = createCycle(server);
  await tick();
  strictEqual(facts("news_sentiment")?.lastError?.kind, "http_4xx");
  assertTrue(
    facts("portfolio")?.lastSuccessAtMs !== undefined &&
      facts("screener_preview")?.lastSuccessAtMs !== undefined,
  );
});

Deno.test("an outage keeps the data, freezes the time of success and counts each cycle", async () => {
  let isDown = false;
  await using server = startFaultServer((request) => isDown ? status(503) : GOOD(request));
  const { tick, facts } = createCycle(server);
  await tick();
  const before = facts("portfolio");
  isDown = true;
  await tick();
  await tick();
  strictEqual(facts("portfolio")?.lastSuccessAtMs, before?.lastSuccessAtMs);
  strictEqual(facts("portfolio")?.consecutiveFailures, 2);
  deepStrictEqual(facts("portfolio")?.data, before?.data);
  isDown = false;
  await tick();
  strictEqual(facts("portfolio")?.consecutiveFailures, 0);
});

Deno.test("no cycle sends more than nine requests or lasts longer than 45 s", async () => {
  await using server = startFaultServer([status(503)]);
  const { tick, clock } = createCycle(server);
  const startedMs = clock.monotonic();
  await tick(0);
  strictEqual(server.requests.length, 9);
  assertTrue(clock.monotonic() - startedMs <= 45_000);
});

Deno.test("a refused key is asked once per source, and again only after five minutes", async () => {
  await using server = startFaultServer([status(401)]);
  const { tick, facts, log } = createCycle(server);
  for (let minute = 0; minute < 5; minute++) await tick();
  strictEqual(server.requests.length, 3);
  strictEqual(facts("portfolio")?.lastError?.kind, "auth");
  await tick();
  strictEqual(server.requests.length, 6);
  strictEqual(
    log.lines.filter(({ level }) => level === "error").length,
    3,
    "one ERROR per source, not one a minute",
  );
});

Deno.test("five failed cycles open the breaker, then one probe a tick, and the first success asks everything", async () => {
  let isDown = true;
  await using server = startFaultServer((request): Step => isDown ? status(500) : GOOD(request));
  const { tick, breaker, facts } = createCycle(server);
  for (let cycle = 0; cycle < 5; cycle++) await tick();
  strictEqual(breaker.isOpen, true);
  const before = server.requests.length;
  for (let probe = 0; probe < 3; probe++) await tick();
  strictEqual(server.requests.length - before, 3);
  strictEqual(new Set(server.requests.slice(before).map(({ path }) => path)).size, 3, "probes take turns");
  isDown = false;
  await tick();
  strictEqual(breaker.isOpen, false);
  assertTrue(SOURCES.every(({ id }) => facts(id)?.consecutiveFailures === 0));
});

Deno.test("an hour of outage is told once and then at every tenth failure", async () => {
  await using server = startFaultServer([status(500)]);
  const { tick, log } = createCycle(server);
  for (let minute = 0; minute < 60; minute++) await tick();
  const said = log.lines.filter(({ event, level }) => event === "source_failed" && level === "warning");
  assertTrue(said.length <= 3 * 4, `${said.length} lines in an hour`);
});

Deno.test("a silence of an hour fails nothing, opens no breaker and is probed by nobody but a person, with one request first", async () => {
  let isAngry = true;
  await using server = startFaultServer((request) =>
    isAngry && request.path.includes("portfolio")
      ? status(429, { headers: { "retry-after": "3600" } })
      : GOOD(request)
  );
  const { tick, cycle, facts, breaker, clock, stop, log } = createCycle(server);
  await tick();
  strictEqual(facts("portfolio")?.lastError?.message, "answered 429: too many requests");
  const before = server.requests.length;
  for (let minute = 0; minute < 20; minute++) {
    const outcomes = await tick();
    deepStrictEqual(outcomes.map(({ error }) => error?.kind), ["held_back", "held_back", "held_back"]);
  }
  strictEqual(server.requests.length, before);
  deepStrictEqual([breaker.isOpen, breaker.failuresInARow], [false, 0]);
  deepStrictEqual([facts("portfolio")?.consecutiveFailures, facts("news_sentiment")?.consecutiveFailures], [
    1,
    0,
  ]);
  strictEqual(facts("news_sentiment")?.lastError, undefined, "it was not asked, so it has not failed");
  const byHand = async () => await drive(clock, cycle.run(clock.now(), stop.signal, {}));
  isAngry = false;
  strictEqual((await byHand()).every(({ error }) => error === undefined), true);
  strictEqual(server.requests.length, before + 3);
  await tick();
  strictEqual(server.requests.length, before + 6, "polling goes on");
  strictEqual(log.lines.filter(({ event }) => event === "upstream_silence_began").length, 1);
});

Deno.test("a poll by hand that meets the same silence again sends one request and no more", async () => {
  await using server = startFaultServer([status(429, { headers: { "retry-after": "3600" } })]);
  const { tick, cycle, clock, stop } = createCycle(server);
  await tick();
  const before = server.requests.length;
  const outcomes = await drive(clock, cycle.run(clock.now(), stop.signal, {}));
  deepStrictEqual(outcomes.map(({ error }) => error?.kind), ["rate_limited"]);
  strictEqual(server.requests.length, before + 1);
});

Deno.test("a poll by hand asks with a refused key too: it may have been mended a moment ago", async () => {
  let code = 401;
  await using server = startFaultServer((request) => code === 200 ? GOOD(request) : status(code));
  const { tick, cycle, facts, clock, stop } = createCycle(server);
  await tick();
  code = 200;
  await drive(clock, cycle.run(clock.now(), stop.signal, {}));
  strictEqual(facts("portfolio")?.lastError, undefined);
});

Deno.test("a list that is suddenly empty is accepted and pointed at", async () => {
  let isEmpty = false;
  await using server = startFaultServer((request) =>
    isEmpty && request.path.includes("portfolio") ? ok({ holdings: [] }) : GOOD(request)
  );
  const { tick, facts, log } = createCycle(server);
  await tick();
  isEmpty = true;
  await tick();
  strictEqual(facts("portfolio")?.summary?.items, 0);
  strictEqual(log.lines.filter(({ event }) => event === "list_emptied").length, 1);
});

Deno.test("a list that was known and is gone keeps what was known, warns, opens no breaker, and comes back by itself", async () => {
  let holdings: Record<string, unknown> = PORTFOLIO;
  await using server = startFaultServer((request) =>
    request.path.includes("portfolio") ? ok(holdings) : GOOD(request)
  );
  const { tick, facts, kept, breaker, clock, log } = createCycle(server);
  const startedAtMs = clock.now();
  await tick();
  holdings = { as_of: "2026-03-11T10:01:00+09:00", holdingz: PORTFOLIO.holdings };
  for (let minute = 0; minute < 12; minute++) await tick();
  const doubted = facts("portfolio");
  deepStrictEqual(doubted?.data, PORTFOLIO);
  deepStrictEqual([doubted?.lastSuccessAtMs, doubted?.consecutiveFailures], [startedAtMs, 12]);
  deepStrictEqual([doubted?.lastError?.kind, doubted?.doubted?.data], ["shape_changed", holdings]);
  match(doubted?.lastError?.message ?? "", /"holdings" is not in it, "holdingz" is new$/);
  strictEqual(server.requests.filter(({ path }) => path.includes("portfolio")).length, 13, "one try a cycle");
  strictEqual(kept.filter((id) => id === "portfolio").length, 1);
  deepStrictEqual([breaker.failuresInARow, facts("news_sentiment")?.consecutiveFailures], [0, 0]);
  const warned = log.lines.filter(({ event, level }) => event === "source_failed" && level === "warning");
  strictEqual(warned.length, 2, "at once and at the tenth time");
  holdings = PORTFOLIO;
  await tick();
  deepStrictEqual([facts("portfolio")?.lastError, facts("portfolio")?.doubted], [undefined, undefined]);
});

Deno.test("a person takes a new shape for one source, and from then on it is the known one", async () => {
  let answer: Record<string, unknown> = PORTFOLIO;
  await using server = startFaultServer((request) =>
    request.path.includes("screener") ? GOOD(request) : ok(answer)
  );
  const { tick, cycle, facts, clock, stop } = createCycle(server);
  const byHand = (accept?: string[]) => drive(clock, cycle.run(clock.now(), stop.signal, { accept }));
  answer = { ...PORTFOLIO, items: [{ headline: "실적 발표" }] };
  await tick();
  answer = { cash: 1 };
  await byHand();
  await byHand(["news_sentiment"]);
  strictEqual(facts("portfolio")?.lastError?.kind, "shape_changed", "a poll alone accepts nothing");
  deepStrictEqual([facts("news_sentiment")?.data, facts("news_sentiment")?.lastError], [
    { cash: 1 },
    undefined,
  ]);
  await byHand(["portfolio", "news_sentiment"]);
  await tick();
  deepStrictEqual([facts("portfolio")?.data, facts("portfolio")?.lastError], [{ cash: 1 }, undefined]);
});

Deno.test("a cycle that is stopped records no failure", async () => {
  await using server = startFaultServer([status(503)]);
  const { cycle, stop, facts, clock } = createCycle(server);
  const running = cycle.run(clock.now(), stop.signal);
  while (server.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
  stop.abort(new DOMException("stop", "AbortError"));
  const ended = await running.then(() => "resolved", (error) => error.name);
  strictEqual(ended, "AbortError");
  strictEqual(facts("portfolio")?.consecutiveFailures, 0);
});

Deno.test("a snapshot that a reader holds does not change under it", async () => {
  await using server = startFaultServer(GOOD);
  const { tick, state } = createCycle(server);
  const held = state.snapshot;
  await tick();
  strictEqual(held.sources[0]?.lastSuccessAtMs, undefined);
  assertTrue(Object.isFrozen(held) && Object.isFrozen(held.sources[0]));
  assertTrue(state.snapshot !== held);
});

Deno.test("a key that is refused for an hour never opens the breaker, and counts for none of the failures before it", async () => {
  let code = 500;
  await using server = startFaultServer((): Step => status(code));
  const { tick, breaker } = createCycle(server);
  for (let cycle = 0; cycle < 4; cycle++) await tick();
  code = 401;
  for (let cycle = 0; cycle < 12; cycle++) {
    await tick(5 * 60_000);
    deepStrictEqual([breaker.isOpen, breaker.failuresInARow], [false, 4]);
  }
});

Deno.test("the log is told when the breaker opens and when it closes, once each", async () => {
  let isDown = true;
  await using server = startFaultServer((request): Step => isDown ? status(500) : GOOD(request));
  const { tick, log } = createCycle(server);
  for (let cycle = 0; cycle < 8; cycle++) await tick();
  isDown = false;
  for (let cycle = 0; cycle < 2; cycle++) await tick();
  deepStrictEqual(log.lines.map(({ event }) => event).filter((event) => event.startsWith("breaker")), [
    "breaker_opened",
    "breaker_closed",
  ]);
});

Deno.test("a key that is refused for an hour never opens the breaker, and counts for none of the failures before it", async () => {
  let code = 500;
  await using server = startFaultServer((): Step => status(code));
  const { tick, breaker } = createCycle(server);
  for (let cycle = 0; cycle < 4; cycle++) await tick();
  code = 401;
  for (let cycle = 0; cycle < 12; cycle++) {
    await tick(5 * 60_000);
    deepStrictEqual([breaker.isOpen, breaker.failuresInARow], [false, 4]);
  }
});

Deno.test("the log is told when the breaker opens and when it closes, once each", async () => {
  let isDown = true;
  await using server = startFaultServer((request): Step => isDown ? status(500) : GOOD(request));
  const { tick, log } = createCycle(server);
  for (let cycle = 0; cycle < 8; cycle++) await tick();
  isDown = false;
  for (let cycle = 0; cycle < 2; cycle++) await tick();
  deepStrictEqual(log.lines.map(({ event }) => event).filter((event) => event.startsWith("breaker")), [
    "breaker_opened",
    "breaker_closed",
  ]);
});
