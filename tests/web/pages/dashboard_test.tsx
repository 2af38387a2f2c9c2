import { doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { MINUTE_MS } from "../../../src/core/kst.ts";
import { UPSTREAM_ERROR_KINDS } from "../../../src/core/errors.ts";
import type { SourceState } from "../../../src/stock/stock_view.ts";
import { toHealth } from "../../../src/web/api/health.ts";
import { ProblemList } from "../../../src/web/kit/problem_list.tsx";
import { createShow } from "../../../src/web/kit/show.ts";
import { appViewOf, pageViewOf, sourceViewOf, VIEW_NOW_MS } from "../../support/app_view.ts";
import { SqlError } from "../../../src/sqlite/sql_error.ts";
import { engineViewOf, strategyOf } from "../scripted_strategies.ts";
import { closedViewOf, createTestPages, sectionOf, toText } from "./support.ts";

const ko = { "accept-language": "ko" };

const STATE_WORDS: readonly (readonly [SourceState, string, string])[] = [
  ["ok", "정상", "OK"],
  ["idle", "쉬는 중", "Idle"],
  ["waiting", "응답 대기", "Waiting"],
  ["failing", "조회 실패 중", "Failing"],
  ["auth", "키 거부됨", "Key refused"],
  ["unavailable", "사용 불가", "Unavailable"],
  ["unconfigured", "설정 필요", "Not configured"],
];
for (const [state, korean, english] of STATE_WORDS) {
  Deno.test(`a source that is ${state} shows an icon and a word in both languages`, async () => {
    const ask = createTestPages(pageViewOf(appViewOf({ sources: [sourceViewOf({ state })] })));
    const koreanCard = sectionOf((await ask("/", ko)).text, "source-portfolio");
    const englishCard = sectionOf((await ask("/?lang=en")).text, "source-portfolio");
    match(koreanCard, new RegExp(`<svg class="icon"[^]*<span>${korean}</span>`));
    match(englishCard, new RegExp(`<svg class="icon"[^]*<span>${english}</span>`));
  });
}

Deno.test("stale data carries its age on the card and on the data, and the data is muted", async () => {
  const source = sourceViewOf({ stale: true, ageMs: 12 * MINUTE_MS, state: "failing", errorKind: "timeout" });
  const { text } = await createTestPages(pageViewOf(appViewOf({ sources: [source] })))("/", ko);
  for (const id of ["source-portfolio", "data-portfolio"]) {
    const section = sectionOf(text, id);
    match(section, /class="card [^"]*is-stale/);
    match(toText(section), /오래된 데이터 · 12분 전/);
  }
  match(sectionOf(text, "data-portfolio"), /data-table is-old/);
  match(toText(sectionOf(text, "source-portfolio")), /응답 시간 초과 · 03-11 09:59:59 · 3회 연속 실패/);
});

Deno.test("fresh data carries no stale mark", async () => {
  const { text } = await createTestPages()("/", ko);
  doesNotMatch(text, /is-stale|badge-stale|is-old/);
});

Deno.test("an unavailable source hides no data and says loudly not to use it", async () => {
  const source = sourceViewOf({
    state: "unavailable",
    stale: true,
    ageMs: 30 * MINUTE_MS,
    errorKind: "network",
  });
  const { text } = await createTestPages(pageViewOf(appViewOf({ sources: [source] })))("/", ko);
  const section = sectionOf(text, "data-portfolio");
  match(section, /class="loud"/);
  match(toText(section), /판단에 쓰지 마세요/);
  match(section, /005930/);
});

for (
  const [phase, korean, english] of [
    ["closed", "닫힘", "closed"],
    ["opening_auction", "장 시작 동시호가", "orders are gathered for the open"],
    ["open", "장중", "open"],
    ["closing_auction", "장 마감 동시호가", "orders are gathered for the close"],
    ["after_market", "애프터마켓", "after-market"],
  ] as const
) {
  Deno.test(`the page says that the stock market is ${phase}, and when that changes`, async () => {
    const market = { phase, untilMs: Date.parse("2026-03-11T15:20:00+09:00") };
    const ask = createTestPages(pageViewOf(appViewOf({ calendar: { market } })));
    match(
      toText((await ask("/", ko)).text),
      new RegExp(`한국 주식 시장 ${korean} · 다음 변경 03-11 15:20:00 KST`),
    );
    match(
      toText((await ask("/?lang=en")).text),
      new RegExp(`Korean stock market ${english} · next change 03-11`),
    );
  });
}

Deno.test("every section with data has the time of its data", async () => {
  const { text } = await createTestPages()("/", ko);
  const ids = [...text.matchAll(/id="((?:data|source)-[a-z_]+)"/g)].map(([, id]) => id ?? "");
  strictEqual(ids.length, 6);
  for (const id of ids) {
    match(sectionOf(text, id), /<time datetime="2026-03-11T09:59:58\+09:00">03-11 09:59:58</, id);
  }
});

Deno.test("data that claims another time than its fetch shows both", async () => {
  const source = sourceViewOf();
  const summary = { items: 1, dataAtMs: VIEW_NOW_MS - 180 * MINUTE_MS };
  const other = { ...source, facts: { ...source.facts, summary } };
  const { text } = await createTestPages(pageViewOf(appViewOf({ sources: [other] })))("/", ko);
  match(toText(sectionOf(text, "source-portfolio")), /데이터 자체 시각 03-11 07:00:00 \( 3시간 전 \)/);
});

Deno.test("the clock shows the phase, the countdown and what it counts to", async () => {
  const { text } = await createTestPages()("/", ko);
  match(text, /<p class="phase">정규장<\/p>/);
  match(text, new RegExp(`data-until="${VIEW_NOW_MS + 60_000}">1분<`));
  match(toText(text), /1분마다 조회/);
});

Deno.test("outside the hours of a session day the clock says when polls begin today, or when they ended", async () => {
  const noPolls = { done: 0, failed: 0, missed: 0, notRunning: 0, toCome: 0 };
  const at = (hour: number) => Date.parse("2026-03-11T00:00:00+09:00") + hour * 3_600_000;
  const windows = ([["pre", 7, 9], ["market", 9, 15.5], ["post", 15.5, 20]] as const)
    .map(([window, from, to]) => ({ window, startMs: at(from), endMs: at(to), ...noPolls }));
  const today = { date: "2026-03-11", special: undefined, windows };
  const textAt = async (hour: number, nextPollAtMs?: number) => {
    const schedule = { window: "closed", stepMs: undefined, nextPollAtMs } as const;
    const view = { ...pageViewOf(appViewOf({ nowMs: at(hour), schedule })), today };
    return toText((await createTestPages(view)("/", ko)).text);
  };
  match(await textAt(2.4, at(7)), /장 닫힘 오늘 조회는 07:00에 시작합니다/);
  match(await textAt(22, at(31)), /장 닫힘 오늘 조회는 20:00에 끝났습니다/);
  match(await textAt(2.4), /장 닫힘 지금은 조회 시간이 아닙니다/);
});

Deno.test("a closed day is called by its name and is no problem", async () => {
  const closure = { name: "Constitution Day", nameKo: "제헌절", kind: "public" };
  const day = {
    date: "2026-03-11",
    weekday: 3,
    openMs: undefined,
    closeMs: undefined,
    special: undefined,
    closure,
  };
  const ask = createTestPages(closedViewOf(), (year) => ({ year, days: [day] }));
  match(toText((await ask("/", ko)).text), /장 닫힘 제헌절/);
  match(toText((await ask("/?lang=en")).text), /Market closed Constitution Day/);
});

Deno.test("one dead home server is one sentence for all sources, and /health keeps them apart", async () => {
  const sources = ["portfolio", "news_sentiment", "screener_preview"].map((id, i) =>
    sourceViewOf({ id, state: "failing", stale: true, ageMs: 60_000 + i * 10_000, errorKind: "network" })
  );
  const view = appViewOf({ sources });
  const { text } = await createTestPages(pageViewOf(view))("/", ko);
  const said = [...text.matchAll(/<li data-code="source_failing">([^<]*)/g)].map(([, sentence]) =>
    sentence ?? ""
  );
  strictEqual(said.length, 1);
  match(
    said[0] ?? "",
    /^포트폴리오, 뉴스 감성, 스크리너 순위: 서버에 연결할 수 없음 .*03-11 09:58:40에 받은/,
  );
  strictEqual(toHealth(view).problems.length, 3);
  const mixed = appViewOf({
    sources: [
      ...sources.slice(0, 2),
      sourceViewOf({ id: "screener_preview", state: "failing", errorKind: "timeout" }),
    ],
  });
  const two = (await createTestPages(pageViewOf(mixed))("/", ko)).text;
  strictEqual(two.match(/<li data-code="source_failing">/g)?.length, 2);
});

Deno.test("a source that failed and recovered says so instead of no error", async () => {
  const source = sourceViewOf();
  const atMs = VIEW_NOW_MS - 8 * 3_600_000;
  const lastFailure = { kind: "network", atMs, recoveredAtMs: atMs + 4 * MINUTE_MS } as const;
  const view = appViewOf({ sources: [{ ...source, facts: { ...source.facts, lastFailure } }] });
  const ask = createTestPages(pageViewOf(view));
  match(
    toText((await ask("/", ko)).text),
    /마지막 오류 서버에 연결할 수 없음 · 03-11 02:00:00 ?, 4분 뒤 회복/,
  );
  match(toText((await ask("/?lang=en")).text), /03-11 02:00:00 ?, recovered 4 minutes later/);
});

Deno.test("today's windows are a bar with its numbers in words", async () => {
  const at = (time: string) => Date.parse(`2026-03-11T${time}:00+09:00`);
  const none = { failed: 0, missed: 0, notRunning: 0, toCome: 0 };
  const windows = [
    { ...none, window: "pre", startMs: at("07:00"), endMs: at("09:00"), done: 24 },
    {
      window: "market",
      startMs: at("09:00"),
      endMs: at("15:30"),
      done: 35,
      failed: 3,
      missed: 2,
      notRunning: 20,
      toCome: 330,
    },
    { ...none, window: "post", startMs: at("15:30"), endMs: at("20:00"), done: 0, toCome: 54 },
  ] as const;
  const today = { date: "2026-03-11", special: undefined, windows };
  const { text } = await createTestPages(pageViewOf(appViewOf(), { today }))("/", ko);
  match(toText(text), /정규장 현재 09:00–15:30 꺼져 있음 20 완료 35 실패 3 빠짐 2 예정 330/);
  match(text, /class="bar-done" x="0%" y="6" width="15.38%"/);
  match(text, /class="bar-not_running" x="15.38%" y="6" width="2.56%"/);
  match(text, /class="bar-now" x="23.08%"/);
});

Deno.test("without settings the windows of the day are their hours, and no bar and no row of zeros", async () => {
  const none = { done: 0, failed: 0, missed: 0, notRunning: 0, toCome: 0 };
  const [startMs, endMs] = [VIEW_NOW_MS - MINUTE_MS, VIEW_NOW_MS + MINUTE_MS];
  const today = {
    date: "2026-03-11",
    special: undefined,
    windows: [{ ...none, window: "market", startMs, endMs }],
  } as const;
  const schedule = { window: "market", polls: 0, missed: 0, nextPollAtMs: undefined } as const;
  const view = appViewOf({
    missingSettings: ["WEBAI_API_KEY"],
    schedule: { ...appViewOf().schedule, ...schedule },
  });
  const { text } = await createTestPages(pageViewOf(view, { today }))("/", ko);
  match(toText(text), /정규장 현재 09:59–10:01/);
  doesNotMatch(text, /class="bar"|class="count /);
  doesNotMatch(toText(text), /시작 후 조회/);
});

Deno.test("a strip says in words what its cells show", async () => {
  const fromMs = VIEW_NOW_MS - 10 * MINUTE_MS;
  const cells = [{ fromMs, polls: 10, failures: 2, lastErrorKind: "timeout" as const }];
  const { text } = await createTestPages(pageViewOf(appViewOf(), { strips: { portfolio: cells } }))("/", ko);
  match(toText(sectionOf(text, "source-portfolio")), /조회 10회 중 실패 2회/);
  match(sectionOf(text, "source-portfolio"), /class="cell-some" x="568"/);
  match(toText(sectionOf(text, "source-news_sentiment")), /최근 24시간 동안 조회가 없었습니다/);
});

Deno.test("problems are told in both languages, as many as /health has", () => {
  const sources = UPSTREAM_ERROR_KINDS.map((errorKind) => sourceViewOf({ errorKind, state: "failing" }));
  const view = appViewOf({
    sources: [...sources, sourceViewOf({ ageMs: null, errorKind: "auth", state: "auth" })],
    missingSettings: ["WEBAI_API_KEY"],
    clockProblem: "The clock is wrong.",
    loop: { wakeAgeMs: 200_000, isAlive: false },
    breakerOpen: true,
    silentForMs: 60_000,
    market: { exchanges: [], series: [], problems: ["market"] },
    strategies: engineViewOf([strategyOf({ state: "parked" })]),
    storage: { problems: ["storage"] },
    calendar: { problems: ["calendar"], lint: ["lint"] },
  });
  for (const askedLang of ["ko", "en"]) {
    const show = createShow({ askedLang, acceptLanguage: "", nowMs: view.nowMs, priceColors: "kr" });
    const text = String(<ProblemList show={show} view={view} />);
    strictEqual(text.match(/<li/g)?.length, toHealth(view).problems.length);
    doesNotMatch(toText(text), /[{}]|undefined/);
  }
});

Deno.test("a problem on an English page tells its time for eyes, and /health for programs", () => {
  const atMs = Date.parse("2026-03-11T09:42:00.417+09:00");
  const view = appViewOf({ clockStep: { byMs: -90_000, atMs } });
  const show = createShow({ askedLang: "en", acceptLanguage: "", nowMs: view.nowMs, priceColors: "kr" });
  const text = toText(String(<ProblemList show={show} view={view} />));
  match(text, /2026-03-11 09:42:00 KST/);
  doesNotMatch(text, /\+09:00/);
  match(JSON.stringify(toHealth(view).problems), /2026-03-11T09:42:00\.417\+09:00/);
});

Deno.test("only the demo has the DEMO band and title", async () => {
  const demo = await createTestPages(pageViewOf(appViewOf({ mode: "demo" })))("/", ko);
  match(demo.text, /<aside class="demo-band" aria-label="DEMO">DEMO · /);
  match(demo.text, /<title>\[DEMO\] /);
  match(toText(demo.text), /03-11 10:00:00 KST 모의 시계 \(/, "beside the clock of whoever looks");
  match(demo.text, /시각은 모의 시계의 한국 시간\(KST\)입니다/);
  doesNotMatch((await createTestPages()("/", ko)).text, /모의 시계/);
  doesNotMatch((await createTestPages()("/", ko)).text, /DEMO/);
});

Deno.test("the partial is exactly the inside of main", async () => {
  const ask = createTestPages();
  const { text } = await ask("/?lang=en");
  const part = (await ask("/?part=main&lang=en")).text;
  strictEqual(/<main[^>]*>([^]*)<\/main>/.exec(text)?.[1], part);
  assertTrue(part.length > 2_000);
});

Deno.test("a source that no page knows is shown as it came", async () => {
  const { text } = await createTestPages(
    pageViewOf(appViewOf({ sources: [sourceViewOf({ id: "fx_rates" })] })),
  )("/");
  match(sectionOf(text, "data-fx_rates"), /<details id="raw-fx_rates"/);
});

Deno.test("the memory of signals is asked for the dashboard alone, which says so when it cannot be read", async () => {
  let asked = 0;
  const recentSignals = () => {
    asked++;
    return Promise.reject(new SqlError("busy", "the database is locked"));
  };
  const ask = createTestPages(pageViewOf(appViewOf(), { recentSignals }));
  for (const path of ["/calendar", "/chart", "/data", "/strategies", "/backtests"]) await ask(path);
  strictEqual(asked, 0);
  const { response, text } = await ask("/", ko);
  strictEqual(response.status, 200);
  match(toText(sectionOf(text, "signals")), /기록된 신호를 지금 읽을 수 없습니다/);
  strictEqual(asked, 1);
});

Deno.test("recent signals show time, action, state and confidence", async () => {
  const signal = {
    ticker: "005930",
    action: "buy",
    state: "sent",
    lastSentMs: VIEW_NOW_MS,
    claimedAtMs: undefined,
    confidence: 0.8,
  } as const;
  const recentSignals = () => Promise.resolve([signal]);
  const { text } = await createTestPages(pageViewOf(appViewOf(), { recentSignals }))("/", ko);
  match(toText(sectionOf(text, "signals")), /005930 매수 보냄 0\.80 03-11 10:00:00/);
  const unnamed = sourceViewOf({ id: "portfolio" });
  const data = { holdings: [{ ticker: "005930", name: "삼성전자", pnl_pct: 2.5 }] };
  const sources = [{ ...unnamed, facts: { ...unnamed.facts, data } }];
  const named = await createTestPages(pageViewOf(appViewOf({ sources }), { recentSignals }))("/", ko);
  match(toText(sectionOf(named.text, "signals")), /삼성전자 005930 매수 보냄/, "as its holder calls it");
});
