import { deepStrictEqual, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import type { Reading } from "../../../src/stock/client/stock_client.ts";
import { createTestClient, PORTFOLIO, TEST_KEY } from "../../support/client_parts.ts";
import { startFaultServer } from "../../support/fault_server.ts";
import {
  closeWithoutResponse,
  delay,
  ok,
  rateLimited,
  stall,
  status,
  truncate,
} from "../../support/fault_steps.ts";
import { drive } from "../../support/manual_clock.ts";

const pnlOf = ({ data }: Reading) => (data.holdings as typeof PORTFOLIO.holdings)[0]?.pnl_pct;

Deno.test("get_portfolio_normal_returns_dict_with_pnl_pct", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(`${server.url}`);
  const reading = await drive(clock, client.getPortfolio());
  strictEqual(pnlOf(reading), 2.5);
  strictEqual(reading.stale, false);
  strictEqual(reading.ageMs, 0);
  strictEqual(server.requests[0]?.method, "GET");
  strictEqual(server.requests[0]?.path, "/api/webai/portfolio");
  strictEqual(server.requests[0]?.headers["x-webai-key"], TEST_KEY);
});

Deno.test("get_portfolio_uses_cache_within_ttl", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  await drive(clock, client.getPortfolio());
  await clock.advance(59_999);
  const second = await drive(clock, client.getPortfolio());
  strictEqual(server.requests.length, 1);
  strictEqual(second.ageMs, 59_999);
  strictEqual(second.stale, false);
});

Deno.test("get_portfolio_refetches_after_ttl_expiry", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  await drive(clock, client.getPortfolio());
  await clock.advance(61_000);
  const second = await drive(clock, client.getPortfolio());
  strictEqual(server.requests.length, 2);
  strictEqual(second.ageMs, 0);
});

Deno.test("get_portfolio_retries_3_times_on_timeout", async () => {
  await using server = startFaultServer([stall(), stall(), ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url, { timeoutMs: 60 });
  const reading = await drive(clock, client.getPortfolio());
  strictEqual(pnlOf(reading), 2.5);
  strictEqual(server.requests.length, 3);
  deepStrictEqual(clock.sleptMs, [1_000, 2_000]);
});

Deno.test("get_portfolio_429_triggers_backoff", async () => {
  await using server = startFaultServer([rateLimited(), ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  const reading = await drive(clock, client.getPortfolio());
  strictEqual(pnlOf(reading), 2.5);
  deepStrictEqual(clock.sleptMs, [1_000]);
});

Deno.test("get_portfolio_falls_back_to_stale_on_all_failures", async () => {
  await using server = startFaultServer([ok(PORTFOLIO), status(503)]);
  const { client, clock, log } = createTestClient(server.url);
  const first = await drive(clock, client.getPortfolio());
  await clock.advance(120_000);
  const second = await drive(clock, client.getPortfolio());
  strictEqual(pnlOf(second), 2.5);
  strictEqual(second.stale, true);
  strictEqual(second.fetchedAt, first.fetchedAt, "the time of success must not move");
  strictEqual(second.error?.kind, "http_5xx");
  assertTrue((second.ageMs ?? 0) >= 120_000);
  strictEqual(server.requests.length, 4);
  deepStrictEqual(log.lines.filter(({ level }) => level === "warning").map(({ event }) => event), [
    "stale_served",
  ]);
});

Deno.test("getPortfolio() throws the last error when nothing was ever fetched", async () => {
  await using server = startFaultServer([status(500)]);
  const { client, clock } = createTestClient(server.url);
  await rejects(drive(clock, client.getPortfolio()), { name: "UpstreamError", kind: "http_5xx" });
  strictEqual(server.requests.length, 3);
});

Deno.test("getPortfolio() is unavailable when the old answer is beyond the stale limit", async () => {
  await using server = startFaultServer([ok(PORTFOLIO), status(503)]);
  const { client, clock } = createTestClient(server.url);
  await drive(clock, client.getPortfolio());
  await clock.advance(600_001);
  await rejects(drive(clock, client.getPortfolio()), /older than the limit of 10 min/);
});

Deno.test("getPortfolio() hands out an old answer without limit while the market is closed", async () => {
  await using server = startFaultServer([ok(PORTFOLIO), status(503)]);
  const { client, clock } = createTestClient(server.url, { staleLimitMs: () => Infinity });
  await drive(clock, client.getPortfolio());
  await clock.advance(40_000_000);
  strictEqual((await drive(clock, client.getPortfolio())).stale, true);
});

Deno.test("each retry is told with the path, what went wrong and how long it waits", async () => {
  await using server = startFaultServer([status(503), status(503), ok(PORTFOLIO)]);
  const { client, clock, log } = createTestClient(server.url);
  await drive(clock, client.getPortfolio());
  const told = log.lines.filter(({ event }) => event === "request_retried");
  strictEqual(told.length, 2);
  assertTrue(
    told.every((line) =>
      /webai\/portfolio/.test(JSON.stringify(line)) && /http_5xx/.test(JSON.stringify(line))
    ),
  );
});

Deno.test("a truncated body is retried", async () => {
  await using server = startFaultServer([truncate(), truncate(), ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  strictEqual(pnlOf(await drive(clock, client.getPortfolio())), 2.5);
  strictEqual(server.requests.length, 3);
});

Deno.test("a connection that closes without an answer is retried", async () => {
  await using server = startFaultServer([closeWithoutResponse(), ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  strictEqual(pnlOf(await drive(clock, client.getPortfolio())), 2.5);
});

for (const code of [400, 401, 403, 404, 422]) {
  Deno.test(`status ${code} is not retried`, async () => {
    await using server = startFaultServer([status(code)]);
    const { client, clock } = createTestClient(server.url);
    await rejects(drive(clock, client.getPortfolio()), UpstreamError);
    strictEqual(server.requests.length, 1);
  });
}

for (const code of [408, 429, 500, 502, 503, 504]) {
  Deno.test(`status ${code} is retried`, async () => {
    await using server = startFaultServer([status(code), ok(PORTFOLIO)]);
    const { client, clock } = createTestClient(server.url);
    await drive(clock, client.getPortfolio());
    strictEqual(server.requests.length, 2);
  });
}

Deno.test("50 concurrent readers of a cold key cause one request", async () => {
  await using server = startFaultServer([delay(20, ok(PORTFOLIO))]);
  const { client, clock } = createTestClient(server.url);
  const readings = await drive(clock, Promise.all(Array.from({ length: 50 }, () => client.getPortfolio())));
  strictEqual(server.requests.length, 1);
  strictEqual(readings.length, 50);
});

Deno.test("fetchNow() asks the origin although the cache is fresh, and readers see its answer", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const { client, clock } = createTestClient(server.url);
  const request = { method: "GET", path: "/api/webai/portfolio", ttlMs: 60_000 } as const;
  for (let minute = 0; minute < 60; minute++) {
    await drive(clock, client.fetchNow(request));
    await clock.advance(60_000);
  }
  strictEqual(server.requests.length, 60, "a time-to-live equal to the poll step must not halve the polling");
});

Deno.test("a Retry-After silences every endpoint of the host until it has passed", async () => {
  await using server = startFaultServer((request) =>
    request.path.includes("portfolio") ? rateLimited({ retryAfter: "30" }) : ok({ items: [] })
  );
  const { client, clock } = createTestClient(server.url, { attempts: 1 });
  await rejects(drive(clock, client.getPortfolio()), { kind: "rate_limited" });
  const askedAtMs = clock.now();
  await drive(clock, client.getNewsSentiment());
  strictEqual(clock.now() - askedAtMs, 30_000);
  strictEqual(server.requests.length, 2);
});

Deno.test("a Retry-After longer than the cycle's budget ends the retries at once", async () => {
  await using server = startFaultServer([rateLimited({ retryAfter: "120" })]);
  const { client, clock } = createTestClient(server.url);
  await rejects(drive(clock, client.getPortfolio()), { kind: "rate_limited" });
  await rejects(drive(clock, client.getNewsSentiment()), {
    kind: "held_back",
    message: "not asked: the stock API asked to be left alone for another 2 min",
  });
  strictEqual(server.requests.length, 1);
});

for (const retryAfter of ["0", "-5", "soon", "99999999999999999999"]) {
  Deno.test(`a 429 with Retry-After ${retryAfter} never becomes a loop without waits`, async () => {
    await using server = startFaultServer([rateLimited({ retryAfter })]);
    const { client, clock } = createTestClient(server.url);
    await rejects(drive(clock, client.getPortfolio()), { kind: "rate_limited" });
    assertTrue(server.requests.length <= 3);
    assertTrue(clock.sleptMs.every((ms) => ms >= 1_000));
  });
}

Deno.test("a request beyond our own limit is held back and says so; nothing is blamed on the host", async () => {
  await using server = startFaultServer([ok({ items: [] })]);
  const { client, clock } = createTestClient(server.url);
  const ask = () => drive(clock, client.fetchNow({ method: "GET", path: "/", ttlMs: 0 }));
  for (let i = 0; i < 41; i++) await ask();
  strictEqual(client.handPollInMs, 0, "a poll by hand and a planned one still fit");
  await ask();
  strictEqual(client.handPollInMs, 60_000);
  await clock.advance(10_000);
  for (let i = 0; i < 17; i++) await ask();
  strictEqual(client.handPollInMs, 50_000);
  await rejects(ask(), { kind: "held_back", retryable: false, message: /^not asked: 59 requests were sent/ });
  strictEqual(server.requests.length, 59);
});

Deno.test("a further try that is held back leaves the word of what the host said before", async () => {
  await using server = startFaultServer([status(503, { headers: { "retry-after": "40" } })]);
  const { client, clock } = createTestClient(server.url);
  const budget = client.createBudget();
  await rejects(drive(clock, client.fetchNow({ method: "GET", path: "/", ttlMs: 0 }, { budget })), {
    kind: "http_5xx",
    status: 503,
  });
  strictEqual(server.requests.length, 2, "the third try would begin after the end of the cycle");
});

Deno.test("a budget that passes the silence asks all the same: an answer ends it, and a further word replaces it", async () => {
  let answer = rateLimited({ retryAfter: "99999999" });
  await using server = startFaultServer(() => answer);
  const { client, clock, log } = createTestClient(server.url, { attempts: 1 });
  const ask = (passesSilence: boolean) =>
    drive(
      clock,
      client.fetchNow({ method: "GET", path: "/", ttlMs: 0 }, {
        budget: client.createBudget({ passesSilence }),
      }),
    );
  await rejects(ask(false), { kind: "rate_limited" });
  strictEqual(client.silentForMs, 3_600_000);
  await clock.advance(60_000);
  await rejects(ask(false), { kind: "held_back" });
  strictEqual(server.requests.length, 1);
  answer = status(500);
  await rejects(ask(true), { kind: "http_5xx" });
  strictEqual(client.silentForMs, 3_540_000, "a failure says nothing of the silence");
  answer = rateLimited({ retryAfter: "120" });
  await rejects(ask(true), { kind: "rate_limited" });
  strictEqual(client.silentForMs, 120_000);
  answer = ok(PORTFOLIO);
  await ask(true);
  deepStrictEqual([client.silentForMs, client.silence], [0, undefined]);
  const told = log.lines.filter(({ event }) => event.startsWith("upstream_silence"));
  deepStrictEqual(told.map(({ event, level }) => [event, level]), [
    ["upstream_silence_began", "warning"],
    ["upstream_silence_began", "warning"],
    ["upstream_silence_ended", "info"],
  ]);
  assertTrue(told[0]?.message.includes("until 2026-03-11T11:00:00+09:00"), told[0]?.message);
});

Deno.test("whatever is asked, fewer than 60 requests reach the host in any minute", async () => {
  await using server = startFaultServer([ok({ items: [] })]);
  const { client, clock } = createTestClient(server.url);
  const started = clock.monotonic();
  for (let i = 0; i < 60; i++) {
    await drive(
      clock,
      client.fetchNow({ method: "GET", path: `/${i}`, ttlMs: 0 }, { budget: client.createBudget() }),
    ).catch(() => {});
  }
  const within = clock.monotonic() - started < 60_000;
  strictEqual(within ? server.requests.length : 59, 59);
});

Deno.test("different weights and dates are different questions, and equal ones in another order are not", async () => {
  await using server = startFaultServer([ok({ results: [] })]);
  const { client, clock } = createTestClient(server.url);
  await drive(clock, client.runScreenerPreview({ weights: { momentum: 1, value: 2 } }));
  await drive(clock, client.runScreenerPreview({ weights: { value: 2, momentum: 1 } }));
  strictEqual(server.requests.length, 1);
  await drive(clock, client.runScreenerPreview({ weights: { momentum: 2, value: 1 } }));
  await drive(clock, client.getNewsSentiment("2026-03-10"));
  await drive(clock, client.getNewsSentiment("2026-03-11"));
  strictEqual(server.requests.length, 4);
  strictEqual(server.requests[0]?.body, '{"mode":"preview","top_n":20,"weights":{"momentum":1,"value":2}}');
  strictEqual(server.requests[2]?.path, "/api/webai/news-sentiment?date=2026-03-10");
});

Deno.test("the cache never holds more than 64 answers", async () => {
  await using server = startFaultServer([ok({ items: [] })]);
  const { client, clock } = createTestClient(server.url);
  for (let day = 0; day < 80; day++) {
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
    await drive(clock, client.getNewsSentiment(date));
    await clock.advance(2_000);
  }
  strictEqual(client.cacheSize, 64);
});

Deno.test("close() ends a request in flight at once", async () => {
  await using server = startFaultServer([stall()]);
  const { client } = createTestClient(server.url, { timeoutMs: 5_000 });
  const asked = client.getPortfolio();
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  client.close();
  await rejects(asked, { name: "AbortError" });
});

Deno.test("a restored answer is what readers fall back to after a restart", async () => {
  await using server = startFaultServer([status(503)]);
  const { client, clock } = createTestClient(server.url);
  const request = { method: "GET", path: "/api/webai/portfolio", ttlMs: 60_000 } as const;
  client.restore(request, { data: PORTFOLIO, fetched: { atMs: clock.now() - 300_000 } });
  const reading = await drive(clock, client.getPortfolio());
  strictEqual(reading.stale, true);
  assertTrue((reading.ageMs ?? 0) >= 300_000);
});

Deno.test("a reader gets the newest answer and its true age after the clock was set back by 40 min", async () => {
  let price = 1;
  await using server = startFaultServer(() => ok({ items: [price] }));
  const { client, clock } = createTestClient(server.url);
  await drive(clock, client.getPortfolio());
  clock.setWall(clock.now() - 2_400_000);
  await clock.advance(30_000);
  const cached = await drive(clock, client.getPortfolio());
  deepStrictEqual([cached.ageMs, server.requests.length], [30_000, 1]);
  strictEqual(cached.fetchedAt, clock.now() - 30_000, "not a time that is still to come");
  await clock.advance(31_000);
  price = 2;
  const fresh = await drive(clock, client.getPortfolio());
  deepStrictEqual([fresh.data.items, fresh.ageMs, fresh.stale], [[2], 0, false]);
});
