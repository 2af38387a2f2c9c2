import assert from "node:assert/strict";
import type { DayFault } from "../../../src/demo/stock_api/day.ts";
import { startSimulatedStockApi } from "../../../src/demo/stock_api/simulated_stock_api.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const API_KEY = "demo-key";
const PATHS = {
  portfolio: "/api/webai/portfolio",
  news: "/api/webai/news-sentiment",
  screener: "/api/stock/screener/run",
} as const;
type Path = keyof typeof PATHS;

function startAt(time: string) {
  const clock = new ManualClock(`2026-11-20T${time}+09:00`);
  const hit: string[] = [];
  const onFault = (fault: DayFault) => hit.push(fault.id);
  return { clock, hit, api: startSimulatedStockApi({ clock, seed: 1, apiKey: API_KEY, onFault }) };
}

function send(url: string, path: Path, init: RequestInit = {}): Promise<Response> {
  const rest = path === "screener" ? { method: "POST", body: '{"mode":"preview","top_n":3}' } : {};
  return fetch(`${url}${PATHS[path]}`, { headers: { "X-WebAI-Key": API_KEY }, ...rest, ...init });
}

/** `200`, `503 retry 2`, `200 body: TypeError …` or `TypeError …` */
async function outcomeOf(url: string, path: Path): Promise<string> {
  let response: Response;
  try {
    response = await send(url, path);
  } catch (error) {
    return String(error);
  }
  const retryAfter = response.headers.get("retry-after");
  const status = retryAfter === null ? `${response.status}` : `${response.status} retry ${retryAfter}`;
  try {
    await response.text();
    return status;
  } catch (error) {
    return `${status} body: ${error}`;
  }
}

async function outcomesOf(url: string, paths: readonly Path[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const path of paths) outcomes.push(await outcomeOf(url, path));
  return outcomes;
}

const CUT = "200 body: TypeError: error reading a body from connection";
const NO_ANSWER = "TypeError: fetch failed";
const DAY: readonly (readonly [string, string, readonly Path[], readonly string[]])[] = [
  ["has no fault", "09:00:00", ["portfolio", "news", "screener"], ["200", "200", "200"]],
  ["answers one 503", "09:03:00", ["news", "portfolio", "portfolio"], ["200", "503", "200"]],
  ["answers one 429", "09:07:00", ["portfolio", "portfolio", "screener"], ["429 retry 2", "200", "200"]],
  ["cuts the portfolio", "09:12:00", ["portfolio", "portfolio", "news"], [CUT, CUT, "200"]],
  ["still cuts it", "09:13:59.999", ["portfolio"], [CUT]],
  ["has ended the cuts", "09:14:00", ["portfolio"], ["200"]],
  ["is out", "10:30:00", ["portfolio", "news", "screener"], [NO_ANSWER, NO_ANSWER, NO_ANSWER]],
  ["is back", "10:35:00", ["portfolio", "news", "screener"], ["200", "200", "200"]],
  ["answers 502", "13:05:00", ["portfolio", "news", "screener", "portfolio"], ["502", "502", "502", "502"]],
];

for (const [what, time, paths, expected] of DAY) {
  Deno.test(`the simulated day ${what} at ${time}`, async () => {
    const { api } = startAt(time);
    await using _disposed = api;
    assert.deepEqual(await outcomesOf(api.url, paths), expected);
  });
}

Deno.test("the simulated day shows a login page in place of the news at 09:17", async () => {
  const { api } = startAt("09:17:00");
  await using _disposed = api;
  const response = await send(api.url, "news");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(await response.text(), /^<!doctype html>/);
});

Deno.test("the simulated day reports an error with status 200 in the screener at 11:15", async () => {
  const { api } = startAt("11:15:00");
  await using _disposed = api;
  const response = await send(api.url, "screener");
  assert.equal(response.status, 200);
  assert.deepEqual(Object.keys(await response.json()), ["error"]);
});

Deno.test("the simulated day gives a portfolio of 13:30 at 14:10", async () => {
  const { api } = startAt("14:10:00");
  await using _disposed = api;
  const portfolio = await (await send(api.url, "portfolio")).json();
  assert.equal(portfolio.as_of, "2026-11-20T13:30:00+09:00");
  const news = await (await send(api.url, "news")).json();
  assert.equal(news.as_of, "2026-11-20T14:10:00+09:00");
});

Deno.test("a slow answer comes when the simulated clock has passed its delay", async () => {
  const { api, clock } = startAt("09:22:00");
  await using _disposed = api;
  const pending = send(api.url, "portfolio");
  while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(clock.sleptMs, [3_000]);
  await clock.advance(3_000);
  assert.equal((await (await pending).json()).as_of, "2026-11-20T09:22:03+09:00");
});

Deno.test("disposing the simulated stock API does not wait for its slow answers", async () => {
  const { api, clock } = startAt("11:40:00");
  const pending = send(api.url, "news").then(() => "answered", (error: Error) => error.name);
  while (clock.sleeping === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await api[Symbol.asyncDispose]();
  assert.equal(await pending, "TypeError");
  await settle();
  assert.equal(clock.sleeping, 0);
});

Deno.test("an outage also ends a connection that was opened before it", async () => {
  const { api, clock, hit } = startAt("10:29:59");
  await using _disposed = api;
  assert.equal(await outcomeOf(api.url, "portfolio"), "200");
  await clock.advance(1_000);
  assert.equal(await outcomeOf(api.url, "portfolio"), NO_ANSWER);
  assert.equal(api.requests(), 1);
  assert.deepEqual(hit, ["outage"]);
});

Deno.test("a fault that hits once comes again the next day, and is told once a day", async () => {
  const { api, clock, hit } = startAt("09:12:30");
  await using _disposed = api;
  await outcomesOf(api.url, ["portfolio", "portfolio"]);
  assert.deepEqual(hit, ["cut_portfolio"]);
  for (const date of ["2026-11-23", "2026-11-24"]) {
    clock.setWall(`${date}T09:03:10+09:00`);
    assert.deepEqual(await outcomesOf(api.url, ["portfolio", "portfolio"]), ["503", "200"]);
  }
  assert.deepEqual(hit, ["cut_portfolio", "one_503", "one_503"]);
});

Deno.test("a request with a wrong key does not use up a fault", async () => {
  const { api, hit } = startAt("09:03:00");
  await using _disposed = api;
  const refused = await send(api.url, "portfolio", { headers: { "X-WebAI-Key": "wrong" } });
  await refused.body?.cancel();
  assert.equal(refused.status, 401);
  assert.deepEqual(hit, []);
  assert.equal(await outcomeOf(api.url, "portfolio"), "503");
});
