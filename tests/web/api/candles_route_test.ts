import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { MOST_CHART_CANDLES } from "../../../src/core/page_limits.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";
import { createMarketWeb, ScriptedMarket } from "../scripted_market.ts";

const SERIES = "exchange=upbit&symbol=BTC-KRW&interval=1m";
const END_MS = VIEW_NOW_MS + MINUTE_MS;

Deno.test("/api/candles answers with the bars, gaps and indicators of the stretch", async () => {
  const market = new ScriptedMarket();
  const fromMs = VIEW_NOW_MS - 100 * MINUTE_MS;
  const response = await createMarketWeb({ market }).ask(`/api/candles?${SERIES}&from=${fromMs}`);
  const body = await response.json();
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("cache-control"), "no-store");
  deepStrictEqual(body.openBar, [...market.openBar]);
  strictEqual(body.candles.length, 70);
  deepStrictEqual(body.holes, [{
    fromMs: VIEW_NOW_MS - 90 * MINUTE_MS,
    toMs: VIEW_NOW_MS - 60 * MINUTE_MS,
    kind: "no_trade",
  }]);
  strictEqual(body.indicators[0].values.length, 71);
  deepStrictEqual([body.state, body.lagMs.p99, body.tickSize], ["live", 340, "1000"]);
});

const TIMES: readonly (readonly [query: string, fromMs: number, toMs: number])[] = [
  ["", END_MS - 500 * MINUTE_MS, END_MS],
  ["&from=1773187200000", 1_773_187_200_000, END_MS],
  [
    "&from=2026-03-11T09:00:00%2B09:00&to=2026-03-11T00:30:00Z",
    VIEW_NOW_MS - 3_600_000,
    VIEW_NOW_MS - 1_800_000,
  ],
  ["&from=2026-03-11T09:00%2B09:00", VIEW_NOW_MS - 3_600_000, END_MS],
  ["&from=2026-03-11T09:00:00%2B09:00&to=2030-01-01T00:00:00Z", VIEW_NOW_MS - 3_600_000, END_MS],
  [`&from=${END_MS - MOST_CHART_CANDLES * MINUTE_MS}`, END_MS - MOST_CHART_CANDLES * MINUTE_MS, END_MS],
];
for (const [query, fromMs, toMs] of TIMES) {
  Deno.test(`the stretch of "${query}" is understood`, async () => {
    const market = new ScriptedMarket();
    strictEqual((await createMarketWeb({ market }).ask(`/api/candles?${SERIES}${query}`)).status, 200);
    deepStrictEqual(market.questions, [{
      exchange: "upbit",
      symbol: "BTC/KRW",
      interval: "1m",
      fromMs,
      toMs,
    }]);
  });
}

Deno.test("of a series that has ended, the last stored bars are asked for, and later ones only by name", async () => {
  const market = new ScriptedMarket();
  market.ended = VIEW_NOW_MS - 1_000 * MINUTE_MS;
  const { ask } = createMarketWeb({ market });
  await ask(`/api/candles?${SERIES}`);
  await ask(`/api/candles?${SERIES}&from=${market.ended - 10 * MINUTE_MS}`);
  await ask(`/api/candles?${SERIES}&from=${market.ended + 10 * MINUTE_MS}`);
  deepStrictEqual(market.questions.map(({ fromMs, toMs }) => [fromMs, toMs]), [
    [market.ended - 500 * MINUTE_MS, market.ended],
    [market.ended - 10 * MINUTE_MS, market.ended],
    [market.ended + 10 * MINUTE_MS, END_MS],
  ]);
});

for (const symbol of ["BTC-KRW", "btc-krw", "BTC%2FKRW", "BTC_KRW"]) {
  Deno.test(`the symbol may be written ${symbol}`, async () => {
    const market = new ScriptedMarket();
    await createMarketWeb({ market }).ask(`/api/candles?exchange=upbit&symbol=${symbol}&interval=1m`);
    strictEqual(market.questions[0]?.symbol, "BTC/KRW");
  });
}

const FAULTS: readonly (readonly [query: string, sentence: RegExp])[] = [
  ["", /`exchange` must be an id such as upbit/],
  ["exchange=UPBIT!&symbol=BTC-KRW&interval=1m", /`exchange` must/],
  ["exchange=upbit&symbol=BTCKRW&interval=1m", /`symbol` must be a market such as BTC-KRW/],
  ["exchange=upbit&symbol=BTC-KRW", /`interval` must be one of 1s, 1m,/],
  ["exchange=upbit&symbol=BTC-KRW&interval=7m", /`interval` must be one of/],
  [
    `${SERIES}&from=yesterday`,
    /`from` must be a time in epoch milliseconds or like 2026-11-20T09:00:00\+09:00/,
  ],
  [`${SERIES}&from=2026-03-11T09:00:00`, /`from` must be a time/],
  [`${SERIES}&from=-1`, /`from` must be a time/],
  [`${SERIES}&from=99999999999999`, /`from` must be a time/],
  [`${SERIES}&to=2026-02-30T25:00:00Z`, /`to` must be a time/],
  [`${SERIES}&from=1773187200000&to=1773187200000`, /`from` must lie before `to`/],
  [`${SERIES}&from=0`, /has \d+ bars of 1m, and one answer at most 5000/],
  [`${SERIES}&limit=5`, /no parameter of that name; known are exchange, symbol, interval, from, to/],
  [`${SERIES}&from=1&from=2`, /`from` is given more than once/],
];
for (const [query, sentence] of FAULTS) {
  Deno.test(`/api/candles?${query} is refused with a sentence`, async () => {
    const market = new ScriptedMarket();
    const response = await createMarketWeb({ market }).ask(`/api/candles?${query}`);
    const body = await response.json();
    strictEqual(response.status, 400);
    match(response.headers.get("content-type") ?? "", /^application\/problem\+json/);
    match(body.detail, sentence);
    strictEqual(market.questions.length, 0);
  });
}

Deno.test("a series that nobody collects is unknown, and what is collected is listed", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  const response = await ask("/api/candles?exchange=upbit&symbol=XRP-KRW&interval=1m");
  const body = await response.json();
  strictEqual(response.status, 404);
  match(body.detail, /upbit XRP\/KRW 1m is not collected/);
  deepStrictEqual(body.markets[1], { exchange: "upbit", symbol: "ETH/KRW", intervals: ["1m", "1h"] });
});

Deno.test("without a market the answer says which setting is missing", async () => {
  const response = await createMarketWeb().ask(`/api/candles?${SERIES}`);
  strictEqual(response.status, 503);
  match((await response.json()).detail, /SIGNAL_V2_MARKETS/);
});

Deno.test("strangers get no candles", async () => {
  const market = new ScriptedMarket();
  const { ask } = createMarketWeb({ market, remoteAddress: "192.168.0.20" });
  strictEqual((await ask(`/api/candles?${SERIES}`)).status, 401);
  strictEqual(market.questions.length, 0);
});

Deno.test("/api/candles takes GET and HEAD only", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  const head = await ask(`/api/candles?${SERIES}`, { method: "HEAD" });
  deepStrictEqual([head.status, await head.text()], [200, ""]);
  const post = await ask(`/api/candles?${SERIES}`, { method: "POST" });
  deepStrictEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
});

Deno.test("a reader that fails is a problem without its reason and is reported", async () => {
  const market = new ScriptedMarket();
  market.failure = new Error("disk I/O error in /home/me");
  const { ask, failures } = createMarketWeb({ market });
  const response = await ask(`/api/candles?${SERIES}`);
  strictEqual(response.status, 500);
  strictEqual((await response.text()).includes("disk"), false);
  deepStrictEqual(failures, [market.failure]);
});
