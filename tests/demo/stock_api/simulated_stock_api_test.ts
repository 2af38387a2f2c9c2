import assert from "node:assert/strict";
import { z } from "zod";
import { createSimulatedClock } from "../../../src/core/clock.ts";
import { tickSizeOf } from "../../../src/demo/upbit/market.ts";
import { startSimulatedStockApi } from "../../../src/demo/stock_api/simulated_stock_api.ts";
import { ManualClock } from "../../support/manual_clock.ts";

const API_KEY = "demo-key";
const PORTFOLIO = "/api/webai/portfolio";
const NEWS = "/api/webai/news-sentiment";
const SCREENER = "/api/stock/screener/run";

function startQuiet(at = "2026-11-20T10:00:30+09:00") {
  return startSimulatedStockApi({ clock: new ManualClock(at), seed: 1, apiKey: API_KEY, faults: [] });
}

interface Asked {
  readonly method?: string;
  readonly key?: string;
  readonly body?: string;
}

async function ask(url: string, options: Asked = {}): Promise<{ status: number; json: unknown }> {
  const { body, method = body === undefined ? "GET" : "POST", key = API_KEY } = options;
  const response = await fetch(url, { method, headers: { "X-WebAI-Key": key }, body: body ?? null });
  return { status: response.status, json: await response.json() };
}

const won = z.int();
const portfolioShape = z.strictObject({
  as_of: z.string(),
  currency: z.literal("KRW"),
  cash: won,
  total_value: won,
  total_pnl: won,
  total_pnl_pct: z.number(),
  holdings: z.array(z.strictObject({
    ticker: z.string().regex(/^\d{6}$/),
    name: z.string(),
    quantity: z.int().min(1),
    avg_price: won,
    current_price: won,
    value: won,
    pnl: won,
    pnl_pct: z.number(),
  })).min(8).max(12),
});
const newsShape = z.strictObject({
  date: z.string(),
  as_of: z.string(),
  items: z.array(z.strictObject({
    ticker: z.string(),
    name: z.string(),
    sentiment: z.number().min(-1).max(1),
    score: z.number().min(0).max(1),
    headline: z.string().startsWith("[모의]"),
    published_at: z.string(),
    source: z.string(),
  })).max(20),
  summary: z.strictObject({ positive: z.int(), neutral: z.int(), negative: z.int(), average: z.number() }),
});
const unit = z.number().min(0).max(1);
const screenerShape = z.strictObject({
  mode: z.literal("preview"),
  as_of: z.string(),
  weights: z.record(z.string(), z.number()),
  results: z.array(z.strictObject({
    rank: z.int(),
    ticker: z.string(),
    name: z.string(),
    score: unit,
    close: won,
    change_pct: z.number(),
    factors: z.strictObject({ momentum: unit, value: unit, quality: unit, sentiment: unit }),
  })),
});

Deno.test("the simulated portfolio adds up and is as old as the simulated clock says", async () => {
  await using api = startQuiet();
  const { status, json } = await ask(`${api.url}${PORTFOLIO}`);
  assert.equal(status, 200);
  const portfolio = portfolioShape.parse(json);
  assert.equal(portfolio.as_of, "2026-11-20T10:00:30+09:00");
  let value = 0;
  let pnl = 0;
  for (const holding of portfolio.holdings) {
    assert.equal(holding.value, holding.quantity * holding.current_price);
    assert.equal(holding.pnl, holding.quantity * (holding.current_price - holding.avg_price));
    assert.equal(holding.current_price % tickSizeOf(holding.current_price), 0);
    const percent = (holding.current_price / holding.avg_price - 1) * 100;
    assert.ok(Math.abs(holding.pnl_pct - percent) < 0.006);
    value += holding.value;
    pnl += holding.pnl;
  }
  assert.equal(portfolio.total_value, portfolio.cash + value);
  assert.equal(portfolio.total_pnl, pnl);
});

Deno.test("the simulated news are synthetic, newest first and never from the future", async () => {
  await using api = startQuiet();
  const { status, json } = await ask(`${api.url}${NEWS}`);
  assert.equal(status, 200);
  const news = newsShape.parse(json);
  assert.equal(news.date, "2026-11-20");
  assert.equal(news.items.length, 20);
  const times = news.items.map((item) => Date.parse(item.published_at));
  assert.deepEqual(times, times.toSorted((a, b) => b - a));
  assert.ok((times[0] ?? Infinity) <= Date.parse("2026-11-20T10:00:30+09:00"));
  const { positive, neutral, negative } = news.summary;
  assert.equal(positive + neutral + negative, 20);
});

Deno.test("the simulated news of another date belong to that date, and a future one has none", async () => {
  await using api = startQuiet();
  const past = newsShape.parse((await ask(`${api.url}${NEWS}?date=2026-11-19`)).json);
  assert.equal(past.date, "2026-11-19");
  assert.equal(past.items.length, 20);
  for (const item of past.items) assert.ok(item.published_at.startsWith("2026-11-19T"));
  const future = newsShape.parse((await ask(`${api.url}${NEWS}?date=2026-11-21`)).json);
  assert.deepEqual(future.items, []);
  assert.equal(future.summary.average, 0);
});

Deno.test("the simulated screener ranks by score and gives as many rows as asked", async () => {
  await using api = startQuiet();
  const { status, json } = await ask(`${api.url}${SCREENER}`, { body: '{"mode":"preview","top_n":5}' });
  assert.equal(status, 200);
  const { results } = screenerShape.parse(json);
  assert.deepEqual(results.map(({ rank }) => rank), [1, 2, 3, 4, 5]);
  const scores = results.map(({ score }) => score);
  assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
});

Deno.test("the simulated screener weighs its factors as told", async () => {
  await using api = startQuiet();
  const body = '{"mode":"preview","weights":{"quality":2,"unheard_of":9},"top_n":3}';
  const { results, weights } = screenerShape.parse((await ask(`${api.url}${SCREENER}`, { body })).json);
  assert.deepEqual(weights, { quality: 2, unheard_of: 9 });
  for (const { score, factors } of results) assert.equal(score, factors.quality);
});

const REFUSED: readonly (readonly [string, number, string, Asked])[] = [
  ["a wrong key", 401, PORTFOLIO, { key: "demo-kez" }],
  ["no key", 401, PORTFOLIO, { key: "" }],
  ["no key on an unknown path", 401, "/nothing", { key: "" }],
  ["an unknown path", 404, "/nothing", {}],
  ["a wrong method", 404, PORTFOLIO, { body: "{}" }],
  ["a date that does not exist", 422, `${NEWS}?date=2026-02-30`, {}],
  ["an empty date", 422, `${NEWS}?date=`, {}],
  ["a body that is not JSON", 422, SCREENER, { body: "{" }],
  ["an empty body", 422, SCREENER, { body: "" }],
  ["another mode", 422, SCREENER, { body: '{"mode":"full","top_n":5}' }],
  ["top_n of 0", 422, SCREENER, { body: '{"mode":"preview","top_n":0}' }],
  ["top_n of 51", 422, SCREENER, { body: '{"mode":"preview","top_n":51}' }],
  ["a weight in words", 422, SCREENER, { body: '{"mode":"preview","weights":{"value":"1"},"top_n":5}' }],
  ["a body of 20 KB", 413, SCREENER, { body: `{"mode":"preview","top_n":5,"x":"${"y".repeat(20_000)}"}` }],
];

for (const [what, status, path, options] of REFUSED) {
  Deno.test(`the simulated stock API answers ${status} with a detail to ${what}`, async () => {
    await using api = startQuiet();
    const answer = await ask(`${api.url}${path}`, options);
    assert.equal(answer.status, status);
    assert.ok(z.strictObject({ detail: z.unknown() }).parse(answer.json).detail);
  });
}

Deno.test("the simulated stock API gives the same answer for the same seed and instant only", async () => {
  await using first = startQuiet();
  await using second = startQuiet();
  await using later = startQuiet("2026-11-20T10:30:30+09:00");
  const answer = await ask(`${first.url}${PORTFOLIO}`);
  assert.deepEqual(await ask(`${second.url}${PORTFOLIO}`), answer);
  assert.notDeepEqual(await ask(`${later.url}${PORTFOLIO}`), answer);
});

Deno.test("the simulated stock API dates its answers by the simulated clock", async () => {
  await using api = startQuiet();
  const response = await fetch(`${api.url}/`, { headers: { "X-WebAI-Key": API_KEY } });
  await response.body?.cancel();
  assert.equal(response.headers.get("date"), "Fri, 20 Nov 2026 01:00:30 GMT");
});

Deno.test("the simulated stock API counts every request", async () => {
  await using api = startQuiet();
  assert.equal(api.requests(), 0);
  for (const key of [API_KEY, "wrong", API_KEY]) await ask(`${api.url}${PORTFOLIO}`, { key });
  assert.equal(api.requests(), 3);
});

Deno.test("the simulated stock API takes real time for an answer, however fast its clock runs", async () => {
  const clock = createSimulatedClock({ startMs: Date.parse("2026-11-20T10:00:00+09:00"), speed: 600 });
  await using api = startSimulatedStockApi({
    clock,
    seed: 1,
    apiKey: API_KEY,
    faults: [],
    realLatencyMs: 60,
  });
  const beganMs = performance.now();
  await ask(`${api.url}${PORTFOLIO}`);
  assert.ok(performance.now() - beganMs >= 60);
});

Deno.test("the simulated stock API serves loopback only", () => {
  const clock = new ManualClock(0);
  assert.throws(
    () => startSimulatedStockApi({ clock, seed: 1, apiKey: API_KEY, hostname: "0.0.0.0" }),
    { name: "RangeError", message: /loopback only/ },
  );
});

Deno.test("the simulated stock API says when its port is taken, and leaves nothing open", async () => {
  await using api = startQuiet();
  const port = Number(new URL(api.url).port);
  const clock = new ManualClock(0);
  assert.throws(
    () => startSimulatedStockApi({ clock, seed: 1, apiKey: API_KEY, port }),
    Deno.errors.AddrInUse,
  );
});
