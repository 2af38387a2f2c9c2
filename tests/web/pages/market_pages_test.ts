import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import type { SeriesState } from "../../../src/market/market_view.ts";
import { CHART_LIBRARY, CHART_STYLE_HASH } from "../../../src/web/pages/chart/library.ts";
import { decimalsOf } from "../../../src/web/pages/chart/candle_table.tsx";
import { toKoreanReason } from "../../../src/web/kit/reasons.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";
import { createMarketWeb, ScriptedMarket } from "../scripted_market.ts";
import { at, minutesOf, openSessionReader } from "../../market/read/session_reader.ts";
import { sectionOf, toText } from "./support.ts";

const CHART = "/chart/upbit/BTC-KRW";
const ko = { headers: { "accept-language": "ko" } };
const textOf = async (path: string, market: ScriptedMarket | undefined = new ScriptedMarket()) =>
  await (await createMarketWeb({ market }).ask(path, ko)).text();

Deno.test("/chart leads to the first market and keeps the language that was asked for", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  const plain = await ask("/chart");
  deepStrictEqual([plain.status, plain.headers.get("location")], [303, CHART]);
  strictEqual((await ask("/chart?lang=en")).headers.get("location"), `${CHART}?lang=en`);
  strictEqual((await createMarketWeb().ask("/chart")).headers.get("location"), "/data");
});

Deno.test("the chart page says the last price, its change and how live it is before any script runs", async () => {
  const market = new ScriptedMarket();
  market.trade(146_210_000);
  const text = await textOf(CHART, market);
  match(text, /<b id="last-price">146,210,000<\/b>/);
  match(toText(text), /▲ 상승 \+0\.83%/);
  match(toText(sectionOf(text, "live")), /실시간.*지연 120 ms\s+마지막 수신 0초 전/);
  match(text, /aria-label="Upbit BTC\/KRW 1분 봉 차트"/);
  match(text, /<title>BTC\/KRW · 차트 · signal-v2<\/title>/);
});

Deno.test("the chart of a series that has ended shows its last bars and tells the script where it ends", async () => {
  const market = new ScriptedMarket();
  market.live = { ...market.live, state: "idle" };
  market.ended = VIEW_NOW_MS - 400 * MINUTE_MS;
  const text = await textOf(CHART, market);
  deepStrictEqual(market.questions.map(({ toMs }) => toMs), [market.ended]);
  match(text, new RegExp(`&quot;endMs&quot;:${market.ended}`));
  doesNotMatch(text, /<p class="empty">/);
});

Deno.test("all of a market is all of it: bars that are too many for one picture make room for longer ones, and the page says so", async () => {
  const market = new ScriptedMarket();
  market.ended = Date.parse("2021-02-26T00:00:00Z");
  market.extent = { fromMs: market.ended - 30 * 86_400_000, toMs: market.ended };
  const text = await textOf(`${CHART}?interval=1m&range=all`, market);
  match(text, /전체 기간은 1분 봉으로 한 번에 그릴 수 없어 1시간 봉으로 표시합니다/);
  match(text, /&quot;interval&quot;:&quot;1h&quot;/);
  const lengthMs = Number(/&quot;lengthMs&quot;:(\d+)/.exec(text)?.[1]);
  strictEqual(lengthMs >= 30 * 86_400_000, true, "nothing of it is left out");
  match(text, /저장된 기간: 2021-01-27 ~ 2021-02-26/);
  const short = new ScriptedMarket();
  short.extent = { fromMs: VIEW_NOW_MS - 86_400_000, toMs: VIEW_NOW_MS };
  const minutes = await textOf(`${CHART}?interval=1m&range=all`, short);
  match(minutes, /&quot;interval&quot;:&quot;1m&quot;/);
  doesNotMatch(minutes, /한 번에 그릴 수 없어/);
});

Deno.test("/data shows the time of its page as now, never as still to come, and reasons in Korean", async () => {
  const market = new ScriptedMarket();
  market.holes = [
    {
      fromMs: VIEW_NOW_MS - 20 * MINUTE_MS,
      toMs: VIEW_NOW_MS - 10 * MINUTE_MS,
      kind: "outage",
      reason: "upbit: network",
    },
    {
      fromMs: VIEW_NOW_MS - 9 * MINUTE_MS,
      toMs: VIEW_NOW_MS - 8 * MINUTE_MS,
      kind: "no_trade",
      reason: "no trade",
    },
  ];
  const korean = await textOf("/data", market);
  match(korean, /upbit: 서버에 연결할 수 없음/);
  doesNotMatch(korean, /no trade|\d초 후/);
  const chart = await textOf(CHART, market);
  match(chart, /&quot;not fetched yet&quot;:&quot;아직 받지 않음&quot;/);
});

const REASONS: readonly (readonly [string, string])[] = [
  ["no trade", "체결 없음"],
  ["a bar is overdue by 2 min 5 s", "봉이 2분 5초 늦음"],
  ["it has not come up yet; bars are asked for", "아직 연결되지 않음; 봉을 하나씩 조회함"],
  ["a bar is overdue by 3 min; bars are asked for", "봉이 3분 늦음; 봉을 하나씩 조회함"],
  ["upbit: rate_limited", "upbit: 요청이 너무 많다고 함"],
  ["no answer within 10 s", "10초 안에 응답이 없음"],
  ["the connection failed", "연결에 실패함"],
  ["the connection failed; bars are asked for", "연결에 실패함; 봉을 하나씩 조회함"],
  ["the connection broke: NetworkError", "연결이 끊김 (NetworkError)"],
  ["a sentence that nobody knows", "a sentence that nobody knows"],
];
for (const [english, korean] of REASONS) {
  Deno.test(`the reason "${english}" is "${korean}" in Korean`, () => {
    strictEqual(toKoreanReason(english), korean);
  });
}

const DECIMALS: readonly (readonly [string, number, number])[] = [
  ["005930/KRW", 71_234.5678, 0],
  ["SHIB/KRW", 0.0123, 4],
  ["K4/USD", 181.25, 2],
  ["K4/USD", 181, 0],
  ["DOGE/BTC", 0.00000123, 8],
];
for (const [symbol, price, digits] of DECIMALS) {
  Deno.test(`a price of ${price} of ${symbol} without a known step is shown with ${digits} decimals`, async () => {
    const market = new ScriptedMarket();
    const chart = await market.chart({
      exchange: "file",
      symbol: "BTC/KRW",
      interval: "1m",
      fromMs: VIEW_NOW_MS,
      toMs: VIEW_NOW_MS + 1,
    });
    assertTrue(chart !== undefined);
    const candles = [[VIEW_NOW_MS, price, price, price, price, 1] as const];
    strictEqual(decimalsOf({ ...chart, symbol, tickSize: undefined, candles }), digits);
  });
}

const STATES: readonly (readonly [SeriesState, string])[] = [
  ["live", "실시간"],
  ["catching_up", "따라잡는 중"],
  ["stale", "갱신 안 됨"],
  ["down", "끊김"],
  ["idle", "수집 안 함"],
];
for (const [state, word] of STATES) {
  Deno.test(`a series that is ${state} shows that word alone and its reason`, async () => {
    const market = new ScriptedMarket();
    market.live = { state, reason: "<b>no message</b>", lastFrameAgeMs: 95_000, lagMs: undefined };
    const badge = sectionOf(await textOf(CHART, market), "live");
    const shown = [...badge.matchAll(/<span data-for="(\w+)" class="[^"]*">(.*?)<\/span><\/span><\/span>/g)];
    deepStrictEqual(shown.map(([, name]) => name), [state]);
    match(toText(shown[0]?.[2] ?? ""), new RegExp(word));
    match(badge, /&lt;b&gt;no message/);
    match(toText(badge), /마지막 수신 1분 전/);
    doesNotMatch(toText(badge), /지연 \d/);
  });
}

Deno.test("intervals and ranges are links that keep each other where they fit", async () => {
  const text = await textOf(`${CHART}?interval=1m&range=1d`);
  match(text, /href="\/chart\/upbit\/BTC-KRW\?interval=5m&amp;range=1d"/);
  match(text, /href="\/chart\/upbit\/BTC-KRW\?interval=1d&amp;range=3mo"/);
  match(text, /href="\/chart\/upbit\/BTC-KRW\?interval=4h&amp;range=3mo"[^>]*>3개월/);
  match(text, /range=1d" aria-current="true">1분/);
  match(text, /href="\/chart\/upbit\/BTC-KRW\?interval=1m&amp;range=1d&amp;lang=en" lang="en"/);
});

for (const query of ["interval=7m", "interval=1y", "range=2w", "interval=%3Cb%3E&range=%3Cb%3E"]) {
  Deno.test(`${query} is refused in words and the usual chart is shown`, async () => {
    const text = await textOf(`${CHART}?${query}`);
    match(text, /<p class="loud" role="alert">/);
    match(text, /aria-current="true">1분/);
    doesNotMatch(text, /<b>: |"><b>:/);
  });
}

Deno.test("the latest bars stand in a table, the newest first, with their changes", async () => {
  const market = new ScriptedMarket();
  const table = sectionOf(await textOf(CHART, market), "bars");
  const times = [...table.matchAll(/<time datetime="([^"]+)"/g)].map(([, time]) => Date.parse(time ?? ""));
  strictEqual(times.length, 20);
  deepStrictEqual(times, Array.from({ length: 20 }, (_, i) => market.openBar[0] - i * MINUTE_MS));
  match(toText(table), /10:00:00 진행 중/);
  match(table, /data-label="종가">[\d,]+</);
});

Deno.test("a market that is not collected is said to be unknown, with links to those that are", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  for (const path of ["/chart/upbit/XRP-KRW", "/chart/okx/BTC-KRW", "/chart/upbit/%3Cscript%3E"]) {
    const response = await ask(path, ko);
    const text = await response.text();
    strictEqual(response.status, 404, path);
    match(text, /시장은 수집하지 않습니다/);
    match(text, /href="\/chart\/binance\/SOL-USDT"/);
    doesNotMatch(text, /<script>/);
  }
});

Deno.test("without a market both pages name the setting that is missing", async () => {
  for (const [path, status] of [["/data", 200], [CHART, 404]] as const) {
    const response = await createMarketWeb().ask(path, ko);
    strictEqual(response.status, status);
    match(await response.text(), /SIGNAL_V2_MARKETS=upbit:BTC\/KRW/);
  }
});

Deno.test("a market of which nothing is stored yet has a page that says so", async () => {
  const text = await textOf("/chart/upbit/ETH-KRW");
  match(text, /저장된 봉이 없습니다/);
  match(text, /data-state="idle"/);
});

Deno.test("only the chart's policy allows a style element, and only the library's own", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  const policyOf = async (path: string) => (await ask(path)).headers.get("content-security-policy") ?? "";
  const base = await policyOf("/data");
  doesNotMatch(base, /style-src|unsafe|sha256/);
  strictEqual(await policyOf("/"), base);
  strictEqual(await policyOf(CHART), `${base}; style-src 'self' '${CHART_STYLE_HASH}'`);
  const style = /'(a#tv-attr-logo\{[^']*)'|"(a#tv-attr-logo\{[^"]*)"|`(a#tv-attr-logo\{[^`]*)`/.exec(
    CHART_LIBRARY,
  );
  const css = style?.[1] ?? style?.[2] ?? style?.[3] ?? "";
  strictEqual(CHART_STYLE_HASH, `sha256-${createHash("sha256").update(css).digest("base64")}`);
});

Deno.test("the library is served by us, kept for ever under its hash, with its license, and credited", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  const text = await (await ask(CHART)).text();
  const href = /src="(\/assets\/lightweight-charts\.js\?v=\w+)"/.exec(text)?.[1] ?? "";
  const response = await ask(href);
  match(response.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
  match((await response.text()).slice(0, 400), /TradingView Lightweight Charts™[^]*Apache License 2\.0/);
  match(
    text,
    /href="https:\/\/www\.tradingview\.com\/lightweight-charts\/"[^>]*>TradingView Lightweight Charts™/,
  );
  strictEqual(
    (await ask(href, { headers: { "if-none-match": response.headers.get("etag") ?? "" } })).status,
    304,
  );
});

for (
  const [accepted, encoding] of [
    ["gzip, deflate, br", "gzip"],
    ["br;q=1, gzip;q=0.5", "gzip"],
    ["gzip;q=0", null],
    ["identity", null],
    ["", null],
  ] as const
) {
  Deno.test(`the library goes out ${encoding ?? "as it is"} to a browser that accepts "${accepted}"`, async () => {
    const { ask } = createMarketWeb();
    const response = await ask("/assets/lightweight-charts.js", { headers: { "accept-encoding": accepted } });
    strictEqual(response.headers.get("content-encoding"), encoding);
    strictEqual(response.headers.get("vary"), "Accept-Encoding");
    const bytes = new Blob([await response.arrayBuffer()]);
    const text = encoding === null
      ? await bytes.text()
      : await new Response(bytes.stream().pipeThrough(new DecompressionStream("gzip"))).text();
    strictEqual(text, CHART_LIBRARY);
    assertTrue(encoding === null || bytes.size < 80_000, `${bytes.size} bytes`);
  });
}

Deno.test("/data shows each exchange, each series with its lag, coverage and backfill, and the storage", async () => {
  const text = await textOf("/data");
  match(text, /data-live="swap" data-market="true" data-gap-ms="2000"/);
  match(toText(sectionOf(text, "exchange-upbit")), /실시간 연결: 연결됨.*정상.*35 ms 빠름/);
  match(
    toText(sectionOf(text, "exchange-binance")),
    /끊김.*09:58:55 \( ?1분 전 ?\).*PING을 보내고 30초 동안 메시지 없음.*실패 중.*모름/,
  );
  match(toText(text), /120 ms · 95 ms · 340 ms/);
  match(toText(text), /봉 9,940 · 체결 없음 30 · 수집 안 됨 60 · 장애 50/);
  match(toText(text), /과거 수집 42% · 남은 시간 2분 10초/);
  match(toText(text), /data\/candles\.db.*크기 12\.3 MB/);
  strictEqual(text.match(/class="cover-outage"/g)?.length, 2, "the outage touches two hours");
});

Deno.test("/data lists what is missing before what nobody traded, newest first, with length and reason", async () => {
  const rows = [
    ...sectionOf(await textOf("/data"), "holes").matchAll(/<tr role="row">(?!<th scope="col")(.*?)<\/tr>/g),
  ];
  const lines = rows.map(([, row]) => toText(row ?? "").trim());
  deepStrictEqual(lines.map((line) => /체결 없음|수집 안 됨|거래소 장애/.exec(line)?.[0]), [
    "수집 안 됨",
    "거래소 장애",
    "수집 안 됨",
    "체결 없음",
  ]);
  match(lines[1] ?? "", /03-11 04:50:00\s+03-11 05:40:00\s+50분\s+HTTP 503/);
});

Deno.test("/data shows the latest ten quiet stretches and counts the others", async () => {
  const market = new ScriptedMarket();
  const quiet = Array.from({ length: 40 }, (_, i) => {
    const fromMs = market.openBar[0] - (i + 1) * 10 * MINUTE_MS;
    return { fromMs, toMs: fromMs + MINUTE_MS, kind: "no_trade" as const, reason: undefined };
  });
  const lost = { fromMs: 0, toMs: MINUTE_MS, kind: "outage" as const, reason: "HTTP 503" };
  market.holes = [lost, ...quiet.toReversed()];
  const holes = sectionOf(await textOf("/data", market), "holes");
  const kinds = [...holes.matchAll(/<tr role="row">(?!<th scope="col")(.*?)<\/tr>/g)].map(([, row]) =>
    /체결 없음|거래소 장애/.exec(row ?? "")?.[0]
  );
  deepStrictEqual(kinds, ["거래소 장애", ...Array.from({ length: 10 }, () => "체결 없음")]);
  match(toText(holes), /03-11 09:50:00.*외 30곳/);
});

Deno.test("the headline of /data says the worst that is true", async () => {
  const headline = async (change: (market: ScriptedMarket) => void) => {
    const market = new ScriptedMarket();
    const { overview } = market;
    market.overview = async () => {
      const view = await overview.call(market);
      return { ...view, exchanges: view.exchanges.slice(0, 1), series: view.series.slice(0, 2) };
    };
    change(market);
    return /<h1 class="tone-(\w+)"/.exec(await textOf("/data?part=main", market))?.[1];
  };
  strictEqual(await headline(() => {}), "warn");
  strictEqual(
    await headline((market) => market.holes = market.holes.filter(({ kind }) => kind === "no_trade")),
    "good",
  );
  strictEqual(await headline((market) => market.live = { ...market.live, state: "stale" }), "bad");
  match(await textOf("/data"), /<h1 class="tone-bad"/);
});

for (const path of [CHART, `${CHART}?lang=en`, "/data", "/data?lang=en", "/data?part=main", "/chart/x/y"]) {
  Deno.test(`${path} has no style or script of its own and loads nothing from elsewhere`, async () => {
    const text = await textOf(path);
    doesNotMatch(text, /\sstyle=|\son[a-z]+=|<style|javascript:|src="(https?:)?\/\//i);
    doesNotMatch(text, /<script(?![^>]*\ssrc="\/assets\/)/);
    doesNotMatch(text, /undefined|\[object|NaN/);
  });
}

for (const path of [CHART, "/chart", "/data"]) {
  Deno.test(`${path} is private, takes GET and HEAD only and is in the list of routes`, async () => {
    const market = new ScriptedMarket();
    const stranger = createMarketWeb({ market, remoteAddress: "192.168.0.20" });
    const sent = await stranger.ask(path);
    deepStrictEqual([sent.status, sent.headers.get("location")], [
      303,
      `/login?next=${encodeURIComponent(path)}`,
    ]);
    const { ask } = createMarketWeb({ market });
    const head = await ask(path, { method: "HEAD" });
    assertTrue(head.status === 200 || head.status === 303);
    strictEqual(await head.text(), "");
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await ask(path, { method });
      deepStrictEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"], method);
    }
    const { routes } = await (await ask("/nothing")).json();
    assertTrue(routes.includes(path === CHART ? "/chart/:exchange/:symbol" : path));
  });
}

Deno.test("paths that only resemble a chart are not found", async () => {
  const { ask } = createMarketWeb({ market: new ScriptedMarket() });
  for (const path of ["/chart/upbit", "/chart/upbit/", "/chart/upbit/BTC-KRW/1m", "/api", "/api/candles/"]) {
    strictEqual((await ask(path)).status, 404, path);
  }
});

Deno.test("of a stock the page about data tells sessions and their share, and whose prices it shows", async () => {
  const minutes = minutesOf("09", "21").filter((atMs) => atMs < at("18T11:00") || atMs >= at("18T11:30"));
  await using all = await openSessionReader(minutes, at("22T12:00"));
  const { ask } = createMarketWeb({ market: all.reader });
  const korean = await (await ask("/data")).text();
  match(korean, /최근 7거래일의 100%/);
  match(korean, /KRX 정규장 가격; NXT는 보지 않음/);
  match(await (await ask("/data?lang=en")).text(), /100% of the last 7 sessions/);
  const chart = await (await ask("/chart/krx/005930-KRW?lang=en")).text();
  match(chart, /since the close before/);
  match(chart, /NXT is not looked at/);
  strictEqual((await ask("/chart/krx/005930")).status, 200);
});

Deno.test("pages call a stock by its name, as text and never as markup, and by its code alone while nobody named it", async () => {
  await using all = await openSessionReader(minutesOf("20", "21"), at("22T12:00"));
  const { ask } = createMarketWeb({ market: all.reader });
  const CHART_OF_STOCK = "/chart/krx/005930-KRW";
  match(await (await ask(CHART_OF_STOCK)).text(), /<title>005930\/KRW · /);
  await using other = await openSessionReader(minutesOf("20", "21"), at("22T12:00"));
  await other.shelf.learnNames([{ code: "005930", name: "<b>삼성</b>전자", atMs: at("20T12:00") }]);
  const named = createMarketWeb({ market: other.reader });
  const SAID = /&lt;b&gt;삼성&lt;\/b&gt;전자 \(005930\)/;
  for (const path of ["/data", CHART_OF_STOCK]) {
    const text = await (await named.ask(path)).text();
    match(text, SAID, path);
    doesNotMatch(text, /<b>삼성/, path);
  }
});
