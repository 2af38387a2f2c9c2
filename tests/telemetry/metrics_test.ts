import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { UPSTREAM_ERROR_KINDS } from "../../src/core/errors.ts";
import { createMetrics, type MetricsFacts } from "../../src/telemetry/metrics.ts";

const SOURCES = [
  { id: "portfolio", path: "/api/webai/portfolio" },
  { id: "news_sentiment", path: "/api/webai/news-sentiment" },
  { id: "screener_preview", path: "/api/stock/screener/run" },
];
const NOON_MS = Date.parse("2026-03-11T12:00:00+09:00");

type SourceFacts = MetricsFacts["sources"][number]["facts"];

function sourceOf(change: Partial<SourceFacts> = {}, stale = false): MetricsFacts["sources"][number] {
  const facts = { id: "portfolio", lastSuccessAtMs: NOON_MS, restored: false, consecutiveFailures: 0 };
  return { stale, facts: { ...facts, ...change } };
}

function factsOf(change: Partial<MetricsFacts> = {}): MetricsFacts {
  return {
    problems: {},
    state: "ok",
    sources: SOURCES.map(({ id }) => sourceOf({ id })),
    schedule: { window: "market", nextPollAtMs: NOON_MS + 60_000 },
    breakerOpen: false,
    silentForMs: 0,
    calendar: { coveredUntil: "2027-12-31" },
    storage: { state: "ok", lockWaits: 0 },
    claims: { won: 0, lost: 0 },
    ...change,
  };
}

const STARTED_AT_MS = 1_764_000_000_000;

function createTestMetrics(read: () => MetricsFacts = () => factsOf(), version = "0.1.0") {
  let lagMs = 12;
  const takeLagMs = () => {
    const takenMs = lagMs;
    lagMs = 0;
    return takenMs;
  };
  const metrics = createMetrics({ startedAtMs: STARTED_AT_MS, version, sources: SOURCES, takeLagMs });
  /** Every series with its value. */
  const scrape = async () =>
    new Map(
      toLines(await metrics.text(read())).map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))] as const;
      }),
    );
  return { metrics, counters: metrics.counters, scrape };
}

const toLines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

Deno.test("every source has a zero for every outcome before the first request", async () => {
  const series = await createTestMetrics().scrape();
  for (const { id } of SOURCES) {
    for (const outcome of ["ok", ...UPSTREAM_ERROR_KINDS]) {
      strictEqual(
        series.get(`signal_upstream_requests_total{source="${id}",outcome="${outcome}"}`),
        0,
        outcome,
      );
    }
    strictEqual(series.get(`signal_upstream_request_duration_seconds_count{source="${id}"}`), 0);
  }
});

const ZEROS = [
  'signal_polls_total{window="pre"}',
  'signal_polls_total{window="market"}',
  'signal_polls_total{window="post"}',
  'signal_polls_total{window="closed"}',
  'signal_polls_missed_total{window="pre"}',
  'signal_polls_missed_total{window="market"}',
  'signal_polls_missed_total{window="post"}',
  'signal_clock_steps_total{way="back"}',
  'signal_clock_steps_total{way="forward"}',
  'signal_dedup_claims_total{result="won"}',
  'signal_dedup_claims_total{result="lost"}',
  "signal_store_lock_waits_total",
  "signal_breaker_open",
  "signal_upstream_silent_seconds",
  "signal_upstream_clock_skew_seconds",
];

Deno.test("counters of polls, steps of the clock, claims and waits begin at zero", async () => {
  const series = await createTestMetrics().scrape();
  deepStrictEqual(ZEROS.map((name) => [name, series.get(name)]), ZEROS.map((name) => [name, 0]));
});

const REQUESTS: readonly [path: string, outcome: string, series: string][] = [
  ["/api/webai/portfolio", "ok", 'source="portfolio",outcome="ok"'],
  ["/api/webai/news-sentiment?date=2026-03-11", "timeout", 'source="news_sentiment",outcome="timeout"'],
  ["/api/stock/screener/run", "http_5xx", 'source="screener_preview",outcome="http_5xx"'],
  ["/api/elsewhere", "ok", 'source="other",outcome="ok"'],
  ["/api/webai/portfolio", "a new word", 'source="portfolio",outcome="other"'],
];

for (const [path, outcome, labels] of REQUESTS) {
  Deno.test(`a request to ${path} that ends with ${outcome} counts for ${labels}`, async () => {
    const { counters, scrape } = createTestMetrics();
    counters.requestDone({ path, outcome, durationMs: 40 });
    counters.requestDone({ path, outcome, durationMs: 40 });
    strictEqual((await scrape()).get(`signal_upstream_requests_total{${labels}}`), 2);
  });
}

Deno.test("durations are seconds in buckets up to ten", async () => {
  const { counters, scrape } = createTestMetrics();
  for (const durationMs of [40, 3_000, 12_000]) {
    counters.requestDone({ path: "/api/webai/portfolio", outcome: "ok", durationMs });
  }
  const series = await scrape();
  const name = "signal_upstream_request_duration_seconds";
  const bucket = (le: string) => series.get(`${name}_bucket{le="${le}",source="portfolio"}`);
  deepStrictEqual([bucket("0.025"), bucket("0.05"), bucket("5"), bucket("10"), bucket("+Inf")], [
    0,
    1,
    2,
    2,
    3,
  ]);
  strictEqual(series.get(`${name}_sum{source="portfolio"}`), 15.04);
});

Deno.test("the buckets of durations are these, so that graphs of earlier versions go on", async () => {
  const series = await createTestMetrics().scrape();
  const name = 'signal_upstream_request_duration_seconds_bucket{le="';
  const bounds = [...series.keys()].filter((key) => key.startsWith(name) && key.includes("portfolio"))
    .map((key) => key.slice(name.length).split('"')[0]);
  const seconds = ["0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];
  deepStrictEqual(bounds, [...seconds, "+Inf"]);
});

Deno.test("polls count by window, and missed ones by how many they were", async () => {
  const { counters, scrape } = createTestMetrics();
  counters.pollDone({ window: "market" });
  counters.pollsMissed({ window: "market", ticks: 7 });
  counters.pollsMissed({ window: "pre", ticks: -1 });
  const series = await scrape();
  strictEqual(series.get('signal_polls_total{window="market"}'), 1);
  strictEqual(series.get('signal_polls_missed_total{window="market"}'), 7);
  strictEqual(series.get('signal_polls_missed_total{window="pre"}'), 0);
});

Deno.test("totals of others are shown as they are, however often they are read", async () => {
  let won = 3;
  const { scrape } = createTestMetrics(() =>
    factsOf({ claims: { won, lost: 2 }, storage: { state: "ok", lockWaits: 4 } })
  );
  await scrape();
  won = 5;
  const series = await scrape();
  strictEqual(series.get('signal_dedup_claims_total{result="won"}'), 5);
  strictEqual(series.get('signal_dedup_claims_total{result="lost"}'), 2);
  strictEqual(series.get("signal_store_lock_waits_total"), 4);
});

const VALUES: readonly [what: string, change: Partial<MetricsFacts>, series: string, value: number][] = [
  ["a source that answered", {}, 'signal_source_up{source="portfolio"}', 1],
  [
    "a source that failed",
    { sources: [sourceOf({ consecutiveFailures: 3 })] },
    'signal_source_up{source="portfolio"}',
    0,
  ],
  [
    "failures in a row",
    {
      sources: [sourceOf({ consecutiveFailures: 3 })],
    },
    'signal_source_consecutive_failures{source="portfolio"}',
    3,
  ],
  [
    "data from before a restart",
    { sources: [sourceOf({ restored: true }, true)] },
    'signal_source_up{source="portfolio"}',
    0,
  ],
  ["stale data", { sources: [sourceOf({}, true)] }, 'signal_source_stale{source="portfolio"}', 1],
  [
    "the last success",
    {},
    'signal_source_last_success_timestamp_seconds{source="portfolio"}',
    NOON_MS / 1_000,
  ],
  [
    "a source that never answered",
    { sources: [sourceOf({ lastSuccessAtMs: undefined })] },
    'signal_source_last_success_timestamp_seconds{source="portfolio"}',
    0,
  ],
  ["the next poll", {}, "signal_poll_next_timestamp_seconds", NOON_MS / 1_000 + 60],
  [
    "no next poll",
    { schedule: { window: "closed", nextPollAtMs: undefined } },
    "signal_poll_next_timestamp_seconds",
    0,
  ],
  ["the window of now", {}, 'signal_market_window{window="market"}', 1],
  ["another window", {}, 'signal_market_window{window="closed"}', 0],
  ["the state", { state: "degraded" }, 'signal_state{state="degraded"}', 1],
  ["another state", { state: "degraded" }, 'signal_state{state="ok"}', 0],
  ["an open breaker", { breakerOpen: true }, "signal_breaker_open", 1],
  ["the clocks", { upstreamSkew: { skewMs: -241_500 } }, "signal_upstream_clock_skew_seconds", -241.5],
  ["the silence asked for", { silentForMs: 2_500 }, "signal_upstream_silent_seconds", 2.5],
  [
    "the state of the database",
    { storage: { state: "waiting", lockWaits: 0 } },
    'signal_store_state{state="waiting"}',
    1,
  ],
  [
    "the end of the calendar",
    {},
    "signal_calendar_end_timestamp_seconds",
    Date.parse("2028-01-01T00:00:00+09:00") / 1_000,
  ],
  [
    "an empty calendar",
    { calendar: { coveredUntil: undefined } },
    "signal_calendar_end_timestamp_seconds",
    0,
  ],
];

for (const [what, change, series, value] of VALUES) {
  Deno.test(`${what}: ${series} is ${value}`, async () => {
    strictEqual((await createTestMetrics(() => factsOf(change)).scrape()).get(series), value);
  });
}

Deno.test("a scrape reads the program once and takes the longest delay with it", async () => {
  let reads = 0;
  const { scrape } = createTestMetrics(() => {
    reads++;
    return factsOf();
  });
  strictEqual((await scrape()).get("signal_event_loop_lag_seconds"), 0.012);
  strictEqual(reads, 1);
  strictEqual((await scrape()).get("signal_event_loop_lag_seconds"), 0);
});

Deno.test("the process is described with its start and memory in bytes", async () => {
  const series = await createTestMetrics().scrape();
  strictEqual(series.get("process_start_time_seconds"), STARTED_AT_MS / 1_000);
  assertTrue((series.get("process_resident_memory_bytes") ?? 0) > 20e6);
  assertTrue((series.get("process_heap_bytes") ?? 0) > 1e6);
});

Deno.test("no series is there twice, each metric has its help and type, and there are fewer than 200 series", async () => {
  const { metrics, counters } = createTestMetrics();
  for (let i = 0; i < 1_000; i++) {
    counters.requestDone({ path: `/${i}`, outcome: `new ${i}`, durationMs: 1 });
    counters.pollDone({ window: `new ${i}` });
  }
  const text = await metrics.text(factsOf());
  const names = toLines(text).map((line) => line.slice(0, line.lastIndexOf(" ")));
  strictEqual(new Set(names).size, names.length);
  assertTrue(names.length < 200, `${names.length} series`);
  const helps = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
  const types = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(([, name]) => name);
  deepStrictEqual(helps, types);
  strictEqual(new Set(helps).size, helps.length);
});

Deno.test("a quote in a label is escaped as Prometheus wants it", async () => {
  const { metrics } = createTestMetrics(undefined, 'a"b\\c\nd');
  match(await metrics.text(factsOf()), /^signal_build_info\{version="a\\"b\\\\c\\nd",deno="[\d.]+"\} 1$/m);
  strictEqual(metrics.contentType, "text/plain; version=0.0.4; charset=utf-8");
});

Deno.test("two programs in one process do not share numbers", async () => {
  const [one, two] = [createTestMetrics(), createTestMetrics()];
  one.counters.pollDone({ window: "market" });
  strictEqual((await two.scrape()).get('signal_polls_total{window="market"}'), 0);
});
