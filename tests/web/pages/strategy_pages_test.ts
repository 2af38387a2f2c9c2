import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { StrategyState, StrategyView } from "../../../src/engine/strategy_view.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";
import {
  accountOf,
  createStrategyWeb,
  ScriptedReports,
  ScriptedStrategies,
  strategyOf,
} from "../scripted_strategies.ts";
import { createShow } from "../../../src/web/kit/show.ts";
import { BacktestsMain } from "../../../src/web/pages/backtests/backtests_page.tsx";
import { sectionOf, toText } from "./support.ts";

const webOf = (...strategies: readonly Partial<StrategyView>[]) =>
  createStrategyWeb({ strategies: new ScriptedStrategies(strategies.map((change) => strategyOf(change))) });
const cardOf = async (change: Partial<StrategyView> = {}) =>
  sectionOf(await webOf(change).textOf("/strategies"), `strategy-${change.id ?? "btc_ma"}`);

const STATES: readonly (readonly [StrategyState, string, string, string])[] = [
  ["queued", "시작 순서 대기", "calm", "stop"],
  ["starting", "시작하는 중", "calm", "stop"],
  ["warming_up", "지난 봉 읽는 중", "calm", "stop"],
  ["running", "실행 중", "good", "stop"],
  ["restarting", "다시 시작하는 중", "warn", "stop"],
  ["closing", "포지션 정리 중", "calm", "start"],
  ["parked", "포기함", "bad", "start"],
  ["stopped", "멈춤", "calm", "start"],
];
for (const [state, word, tone, action] of STATES) {
  Deno.test(`a strategy that is ${state} says so with an icon, a word, since when, why and what can be done`, async () => {
    const card = await cardOf({ state, detail: "because <of> it" });
    match(card, new RegExp(`class="mark tone-${tone}"><svg class="icon"[^]*?<span>${word}</span>`));
    match(toText(card), /이 상태가 된 시각 03-11 06:50:00 \( 3시간 전 \)/);
    match(card, /because &lt;of&gt; it/);
    match(card, new RegExp(`method="post" action="/strategies/btc_ma/${action}"`));
  });
}

Deno.test("a time that nobody knows is shown by no page about strategies", async () => {
  const unknown = { stateSinceMs: undefined, lastUpdateMs: undefined, workedUntilMs: undefined } as const;
  const web = webOf({ ...unknown, state: "stopped", account: undefined, lastAdvice: undefined });
  for (const path of ["/strategies", "/strategies/btc_ma", "/?lang=en", "/"]) {
    const text = await web.textOf(path);
    doesNotMatch(text, /19[67]\d-|20,\d{3}|이 상태가 된 시각|in this state since/i, path);
  }
});

Deno.test("the head of the page says that a strategy gets no bars, while its process runs well", async () => {
  const text = await webOf({ symbol: "XRP/KRW" }).textOf("/strategies");
  match(text, /<h1 class="tone-warn">[^]*?봉을 받지 못하는 전략이 있습니다/);
  match(toText(text), /btc_ma 전략은 봉을 받지 못합니다\. upbit:XRP\/KRW의 캔들을 수집하지 않기 때문입니다/);
});

Deno.test("the same list of problems stands on every page, and in /health", async () => {
  const web = webOf({ id: "loops", recentRestarts: 3 }, { id: "gone", state: "parked" });
  const health = await (await web.ask("/health")).json();
  strictEqual(health.state, "degraded");
  deepStrictEqual(health.problem_details.map(({ subject }: { subject: string }) => subject), [
    "loops",
    "gone",
  ]);
  const listOf = (text: string) => /<section class="problems[^]*?<\/section>/.exec(text)?.[0];
  const first = listOf(await web.textOf("/"));
  assertTrue(first !== undefined);
  match(toText(first), /loops 전략이 10분 동안 3번.*gone 전략을 포기했습니다/);
  const paths = [
    "/data",
    "/strategies",
    "/strategies/loops",
    "/strategies/nobody",
    "/backtests",
    "/calendar",
  ];
  for (const path of paths) strictEqual(listOf(await web.textOf(path)), first, path);
  strictEqual(listOf(await webOf({}).textOf("/strategies")), undefined);
});

Deno.test("a card shows money, position, advice, parameters and process, each with its age or unit", async () => {
  const text = toText(await cardOf());
  for (
    const part of [
      /이동평균 교차 · upbit BTC\/KRW · 5분/,
      /모의 자산 10,162,400원 ▲ 상승 \+1\.62% \(\+162,400원\) · 3초 전/,
      /마지막 조언 매수 · 확신도 0\.72 · 03-11 07:55:00 \( 2시간 전 \) EMA 10봉 평균이 30봉 평균 위로/,
      /매수 포지션 0\.0339 BTC · 진입가 141,000,000 \( 2시간 전 \) · 손절 138,180,000 · 목표 149,460,000/,
      /마지막 가격 146,210,000 평가 손익 ▲ 상승 \+3\.71% \(\+177,400원\) · 투자 중 4,960,000원/,
      /실현 손익 ▼ 하락 −15,000원 · 수수료 12,480원/,
      /거래 12회 · 이익 7회 \(58%\) 최대 낙폭 3\.12%/,
      /비용 수수료 0\.05% · 슬리피지 0\.05% · 거래소 호가 단위 · 최소 주문 5,000원 · 시작 금액 10,000,000원/,
      /단기 평균 10봉 장기 평균 30봉 평균 방식 지수\(EMA\) 손절 2% 목표 6% 공매도 안 함/,
      /마지막 처리 03-11 09:59:57 \( 3초 전 \)/,
      /pid 4711 · 재시작 0회 · 메모리 61\.3 MB · 봉당 평균 0\.042 ms · 밀린 봉 0개/,
    ]
  ) match(text, part);
});

Deno.test("late advice says that nobody should act on it", async () => {
  const { lastAdvice } = strategyOf();
  assertTrue(lastAdvice !== undefined);
  match(
    await cardOf({ lastAdvice: { ...lastAdvice, isLate: true } }),
    /title="쉬었다가[^"]*따라 하지 마세요\."/,
  );
  doesNotMatch(await cardOf(), /늦은 조언/);
});

Deno.test("a strategy that was never ready has no money, and says so", async () => {
  const text = toText(await cardOf({ account: undefined, lastAdvice: undefined, lastUpdateMs: undefined }));
  match(text, /첫 준비가 끝나면 모의 자산이 생깁니다/);
  match(text, /아직 조언이 없습니다\./);
  match(text, /마지막 처리 아직 없음/);
  doesNotMatch(text, /\d원/);
});

Deno.test("many positions are shown in part and counted", async () => {
  const [position] = accountOf().positions;
  assertTrue(position !== undefined);
  const positions = Array.from({ length: 8 }, () => ({ ...position, stopPrice: undefined }));
  const text = toText(await cardOf({ account: accountOf({ positions }) }));
  strictEqual(text.match(/진입가/g)?.length, 3);
  match(text, /손절 없음 · 목표 149,460,000 외 5개/);
});

Deno.test("parked strategies come first and stopped ones last", async () => {
  const { textOf } = createStrategyWeb({ strategies: new ScriptedStrategies() });
  const ids = [...(await textOf("/strategies")).matchAll(/<article class="[^"]*" id="strategy-([^"]+)"/g)];
  deepStrictEqual(ids.map(([, id]) => id), ["my-idea", "sol_grid", "btc_ma", "weekly", "btc_hold"]);
});

const HEADLINES: readonly (readonly [readonly StrategyState[], string, string])[] = [
  [["running", "parked"], "bad", "포기한 전략이 있습니다"],
  [["running", "restarting"], "warn", "다시 시작 중인 전략이 있습니다"],
  [["running", "stopped"], "good", "전략이 정상으로 돌고 있습니다"],
  [["warming_up", "stopped"], "calm", "전략이 준비 중입니다"],
  [["stopped"], "calm", "돌고 있는 전략이 없습니다"],
  [[], "calm", "등록한 전략이 없습니다"],
];
for (const [states, tone, words] of HEADLINES) {
  Deno.test(`the headline over ${states.join(" and ") || "nothing"} is ${tone}`, async () => {
    const { textOf } = webOf(...states.map((state, i) => ({ state, id: `s${i}` })));
    match(
      await textOf("/strategies"),
      new RegExp(`<h1 class="tone-${tone}">[^]*?<span>${words}</span></h1>`),
    );
  });
}

Deno.test("money of different currencies is summed apart", async () => {
  const account = accountOf({ startCash: 5_000, equity: 4_905.12 });
  const { textOf } = webOf({}, { id: "b" }, { id: "c", symbol: "SOL/USDT", account });
  const text = toText(sectionOf(await textOf("/strategies"), "totals"));
  match(text, /KRW 모의 자산 20,324,800원 시작 이후 ▲ 상승 \+1\.62% \(\+324,800원\) 시작 금액 20,000,000원/);
  match(text, /USDT 모의 자산 4,905\.12 USDT 시작 이후 ▼ 하락 −1\.90% \(−94\.88 USDT\)/);
  match(text, /전략 3개 · 실행 중 3 · 포기 0/);
});

Deno.test("parameters of a user's own file keep their names and are not taken for ours", async () => {
  const card = await cardOf({
    kind: "my_idea.ts",
    params: { share: 50, fast: 3, note: "<b>x</b>", deep: { a: 1 } },
  });
  match(toText(card), /my_idea\.ts · upbit/);
  match(toText(card), /share 50 fast 3 note &lt;b&gt;x&lt;\/b&gt; deep \{&quot;a&quot;:1\}/);
});

for (const params of [undefined, null, {}, [1], "text", 7]) {
  Deno.test(`parameters that are ${JSON.stringify(params)} are the defaults`, async () => {
    match(toText(await cardOf({ params })), /설정 기본값 그대로/);
  });
}

Deno.test("the curve is drawn from start to end with a line where the money began", async () => {
  const equityCurve = [
    { atMs: VIEW_NOW_MS - 3_600_000, equity: 10_000_000 },
    { atMs: VIEW_NOW_MS - 1_800_000, equity: 9_000_000 },
    { atMs: VIEW_NOW_MS, equity: 11_000_000 },
  ];
  const card = await cardOf({ equityCurve });
  match(card, /class="curve-line" d="M0 50L300 94L600 6"/);
  match(card, /class="curve-start" d="M0 50H600"/);
  match(card, /class="curve curve-up /);
  match(
    card,
    /aria-label="모의 자산 곡선\. 시작 10,000,000원, 마지막 11,000,000원, 최저 9,000,000원, 최고 11,000,000원"/,
  );
});

for (const points of [[], [[0, 5]], [[0, 5], [0, 6]]] as const) {
  Deno.test(`a curve of ${JSON.stringify(points)} is not drawn`, async () => {
    const equityCurve = points.map(([atMs, equity]) => ({ atMs, equity }));
    match(await cardOf({ equityCurve }), /곡선을 그릴 만큼 아직 기록이 없습니다/);
  });
}

Deno.test("a flat curve lies in the middle", async () => {
  const equityCurve = [0, 1].map((atMs) => ({ atMs, equity: 10_000_000 }));
  match(await cardOf({ equityCurve }), /class="curve-line" d="M0 50L600 50"/);
});

Deno.test("without strategies the page tells the command that adds one", async () => {
  const text = await webOf().textOf("/strategies");
  match(text, /deno(@[\d.]+)? task cli strategy add --kind ma_cross --market upbit:BTC\/KRW --start/);
  match(toText(text), /실제 돈은 쓰지 않습니다/);
});

Deno.test("a program that can run no strategies says which setting is missing", async () => {
  const { ask, textOf } = createStrategyWeb();
  match(await textOf("/strategies"), /SIGNAL_V2_MARKETS=upbit:BTC\/KRW/);
  strictEqual((await ask("/strategies/btc_ma")).status, 404);
  doesNotMatch(await textOf("/"), /id="strategies"/);
});

Deno.test("the page of a strategy lists its advice and its trades, the newest first", async () => {
  const text = await webOf({}).textOf("/strategies/btc_ma");
  match(text, /<title>btc_ma · 전략 · signal-v2<\/title>/);
  match(text, /class="curve curve-up curve-large"/);
  match(text, /href="\/chart\/upbit\/BTC-KRW\?interval=5m"/);
  const advice = toText(sectionOf(text, "advice"));
  match(advice, /07:55:00 \( 2시간 전 \) 매수 0\.72 141,000,000 EMA 10봉.*05:00:00 .*매도 늦은 조언 0\.50 –/);
  match(sectionOf(text, "advice"), /It &lt;i&gt;fell/);
  const trades = toText(sectionOf(text, "trades"));
  match(
    trades,
    /142,000,000 · 5시간 전 ▲ 상승 \+1\.33% \(\+92,950원\) 03-11 01:40:00 140,000,000 매수 0\.05 BTC 7,050원 목표 도달/,
  );
  match(trades, /▼ 하락 −0\.81% \(−57,025원\).*공매도 0\.05 BTC.*손절/);
});

Deno.test("the page of a strategy says which orders of a stock fill in the auction or with the next session", async () => {
  const { positions: [position], ...account } = accountOf();
  assertTrue(position !== undefined);
  const lastAdvice = strategyOf().lastAdvice;
  assertTrue(lastAdvice !== undefined);
  const web = webOf({
    symbol: "005930/KRW",
    account: { ...account, positions: [{ ...position, entryMoment: "closing_auction" }] },
    lastAdvice: { ...lastAdvice, fillMoment: "next_session" },
  });
  const ko = toText(await web.textOf("/strategies/btc_ma"));
  match(ko, /매수 \(다음 거래일\)/);
  match(ko, /141,000,000 \(종가 단일가\)/);
  match(toText(await web.textOf("/strategies/btc_ma?lang=en")), /\(closing auction\)/);
});

Deno.test("orders that were not made are counted by reason on the page of the strategy", async () => {
  const account = accountOf({ refusals: { min_order: 3, no_money: 0 } });
  const text = toText(await webOf({ account }).textOf("/strategies/btc_ma"));
  match(text, /내지 않은 모의 주문 min_order 3/);
  doesNotMatch(text, /no_money/);
});

Deno.test("tax stands apart from fees, and the page says by whose rules and where orders waited", async () => {
  const { costs } = accountOf();
  const account = accountOf({
    tax: 1_442,
    waits: { upper_limit: 2, halted: 1 },
    costs: { ...costs, feeRate: 0.00015, sellFeeRate: 0.0002, minOrderValue: 0, lotSize: "1", krx: "KOSPI" },
  });
  const text = toText(await webOf({ symbol: "005930/KRW", account }).textOf("/strategies/btc_ma"));
  match(text, /수수료 12,480원 · 세금 1,442원/);
  match(text, /수수료 매수 0\.015%, 매도 0\.02% · .*KRX KOSPI 규칙 \(매도 세금은 거래일의 세율\)/);
  match(text, /주문이 기다린 봉 상한가라 살 수 없음 2 · 거래 정지 1/);
  match(toText(await webOf({ account }).textOf("/strategies")), /수수료 12,480원 세금 1,442원/);
});

for (const id of ["nobody", "%3Cscript%3E", "..%2F..%2Fetc"]) {
  Deno.test(`a strategy called ${id} is not known, in words and with a way back`, async () => {
    const { ask, textOf } = webOf({});
    strictEqual((await ask(`/strategies/${id}`)).status, 404);
    const text = await textOf(`/strategies/${id}`);
    match(text, /전략은 없습니다/);
    match(text, /href="\/strategies">전략 목록/);
    doesNotMatch(text, /<script>/);
  });
}

Deno.test("the dashboard lists strategies with state, gain and last advice, and names those that are parked", async () => {
  const { textOf } = createStrategyWeb({ strategies: new ScriptedStrategies() });
  const text = await textOf("/");
  const section = toText(sectionOf(text, "strategies"));
  match(section, /모의 투자 전략 5개 모두 보기/);
  match(section, /my-idea ETH\/KRW 포기함 ▼ 하락 −1\.30% \(−130,000원\) 15분 전 매수 2시간 전/);
  match(section, /weekly BTC\/KRW 지난 봉 읽는 중 – 아직 조언이 없습니다/);
  match(toText(text), /해결할 문제.*my-idea 전략을 포기했습니다\. 다시 시작할 때까지/);
  match(text, /href="\/strategies\/sol_grid"/);
});

Deno.test("the list of strategies is swapped as /data is, whose inside it has alone", async () => {
  const { textOf } = webOf({});
  for (const path of ["/strategies", "/strategies/btc_ma"]) {
    const text = await textOf(path);
    match(text, /data-live="swap" data-market="true" data-gap-ms="2000"/);
    strictEqual(/<main[^>]*>([^]*)<\/main>/.exec(text)?.[1], await textOf(`${path}?part=main`));
  }
});

Deno.test("an open page of a strategy that was removed says so at its next look", async () => {
  const { ask } = webOf({});
  const response = await ask("/strategies/gone?part=main");
  strictEqual(response.status, 200);
  match(await response.text(), /gone 전략은 없습니다/);
});

const PAGES = [
  "/strategies",
  "/strategies?lang=en",
  "/strategies/my-idea",
  "/strategies/sol_grid?lang=en",
  "/",
  "/backtests",
  "/backtests?lang=en",
  "/backtests/1",
];
for (const path of PAGES) {
  Deno.test(`${path} has no style or script of its own, loads nothing from elsewhere and says that money is invented`, async () => {
    const { textOf } = createStrategyWeb({
      strategies: new ScriptedStrategies(),
      reports: new ScriptedReports(),
    });
    const text = await textOf(path);
    doesNotMatch(text, /\sstyle=|\son[a-z]+=|<style|javascript:|src="(https?:)?\/\//i);
    doesNotMatch(text, /<script(?![^>]*\ssrc="\/assets\/)/);
    doesNotMatch(toText(text), /undefined|\[object|NaN|\{\w+\}/);
    match(toText(text), /가상의|모의 투자|invented money|Invented money/);
    doesNotMatch(text, /<img|<b>own/);
  });
}

Deno.test("stored backtests are listed with what matters, and lead to their reports", async () => {
  const { textOf } = createStrategyWeb({ reports: new ScriptedReports() });
  const text = toText(sectionOf(await textOf("/backtests"), "backtests"));
  match(text, /ma_cross upbit BTC\/KRW 1m ▲ 상승 \+12\.34% 8\.71% 1\.31 1,204 2025-03-11 – 2026-03-11/);
  match(text, /&lt;b&gt;own&lt;\/b&gt;\.ts.*▼ 하락 −2\.00% 2% – 0/);
  match(await textOf("/backtests"), /href="\/backtests\/2"/);
  match(text, /\) 웹 \(token\) 수수료 0\.05% · 슬리피지 0\.1% &lt;b&gt;own/);
  match(text, /&lt;b&gt;own.*\) – – $/, "an earlier version kept no costs, and not who asked for it");
});

Deno.test("in the demo a backtest's time is called real, and its age is not counted by the simulated clock", async () => {
  const reports = await new ScriptedReports().list();
  const textOf = (mode: "live" | "demo") => {
    const show = createShow({ askedLang: "ko", acceptLanguage: "", nowMs: VIEW_NOW_MS, priceColors: "kr" });
    return toText(String(BacktestsMain({ show, mode, reports })));
  };
  match(textOf("demo"), /만든 시각 \(실제 시각\)/);
  doesNotMatch(textOf("demo"), /분 전/);
  match(textOf("live"), /30분 전/);
});

Deno.test("a figure or time that a stored backtest does not have is no 0", async () => {
  const reports = new ScriptedReports();
  reports.entries = (await reports.list()).slice(0, 1).map((entry) => ({
    ...entry,
    fromMs: undefined,
    toMs: undefined,
    trades: undefined,
    returnShare: undefined,
    maxDrawdownShare: undefined,
    sharpe: undefined,
  }));
  const text = toText(sectionOf(await createStrategyWeb({ reports }).textOf("/backtests"), "backtests"));
  match(text, /BTC\/KRW 1m – – – – – – –/);
});

Deno.test("without a stored backtest the page tells the command that makes one", async () => {
  match(
    await createStrategyWeb().textOf("/backtests"),
    /deno(@[\d.]+)? task cli backtest run --strategy ma_cross/,
  );
});

Deno.test("saved backtests that cannot be read are neither none nor unknown", async () => {
  const reports = { list: () => Promise.resolve(undefined), html: () => Promise.resolve(undefined) };
  const { textOf, ask } = createStrategyWeb({ reports });
  doesNotMatch(await textOf("/backtests"), /backtest run --strategy/);
  for (const path of ["/backtests/2", "/backtests/2/report"]) {
    const response = await ask(path, { headers: { "accept-language": "en" } });
    deepStrictEqual([response.status, /no stored backtest/i.test(await response.text())], [503, false]);
  }
});

Deno.test("a report stands in a frame in which nothing runs, with a way back", async () => {
  const { textOf } = createStrategyWeb({ reports: new ScriptedReports() });
  const text = await textOf("/backtests/2");
  match(
    text,
    /<iframe class="report" src="\/backtests\/2\/report" title="백테스트 보고서" sandbox=""><\/iframe>/,
  );
  match(text, /href="\/backtests">← 백테스트 목록/);
  match(await textOf("/backtests/old"), /<iframe/);
});

Deno.test("the report itself is answered as it is, without rights: no script, no request, no origin, no other frame", async () => {
  const { ask } = createStrategyWeb({ reports: new ScriptedReports() });
  const response = await ask("/backtests/2/report");
  strictEqual(
    response.headers.get("content-security-policy"),
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
      "frame-ancestors 'self'; sandbox",
  );
  strictEqual(response.headers.get("x-frame-options"), "SAMEORIGIN");
  strictEqual(response.headers.get("cache-control"), "no-store");
  strictEqual(response.headers.get("x-content-type-options"), "nosniff");
  strictEqual(await response.text(), await new ScriptedReports().html("2", "ko"));
});

Deno.test("the report is in the language of its page", async () => {
  const reports = new ScriptedReports();
  const { textOf } = createStrategyWeb({ reports });
  match(await textOf("/backtests/2?lang=en"), /src="\/backtests\/2\/report\?lang=en"/);
  await textOf("/backtests/2/report?lang=en");
  await textOf("/backtests/2/report");
  deepStrictEqual(reports.langs, ["en", "ko"]);
});

Deno.test("a backtest that is not stored is a page that says so", async () => {
  const { ask } = createStrategyWeb({ reports: new ScriptedReports() });
  for (const path of ["/backtests/9", "/backtests/9/report", "/backtests/%3Cb%3E"]) {
    const response = await ask(path);
    strictEqual(response.status, 404, path);
    match(await response.text(), /백테스트는 없습니다/);
    assertTrue(!response.headers.get("content-security-policy")?.includes("unsafe-inline"));
  }
});

for (
  const path of ["/strategies", "/strategies/btc_ma", "/backtests", "/backtests/2", "/backtests/2/report"]
) {
  Deno.test(`${path} is private, takes GET and HEAD only and is in the list of routes`, async () => {
    const parts = { strategies: new ScriptedStrategies(), reports: new ScriptedReports() };
    const sent = await createStrategyWeb({ ...parts, remoteAddress: "192.168.0.20" }).ask(path);
    deepStrictEqual([sent.status, sent.headers.get("location")], [
      303,
      `/login?next=${encodeURIComponent(path)}`,
    ]);
    const { ask } = createStrategyWeb(parts);
    const head = await ask(path, { method: "HEAD" });
    deepStrictEqual([head.status, await head.text()], [200, ""]);
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await ask(path, { method });
      deepStrictEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"], method);
    }
    const { routes } = await (await ask("/nothing")).json();
    assertTrue(routes.includes(path.replace("btc_ma", ":id").replace("2", ":id")));
  });
}
