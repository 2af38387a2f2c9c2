import "../../support/sqlite.ts";
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import { DAY_MS, HOUR_MS, kstDayOf, MINUTE_MS } from "../../../src/core/kst.ts";
import { silentLog } from "../../../src/core/log.ts";
import type { HistoryStore } from "../../../src/stock/history/history_store.ts";
import { HistoryRecorder } from "../../../src/stock/history/recorder.ts";
import { type Sample, toSample } from "../../../src/stock/history/sample.ts";
import { startHistory } from "../../../src/stock/history/start_history.ts";
import { openHistoryStore } from "../../../src/stock/history/store/sqlite_history_store.ts";
import { SOURCES } from "../../../src/stock/sources/mod.ts";
import { portfolio } from "../../../src/stock/sources/portfolio.ts";
import { createEvents } from "../../../src/telemetry/events.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const START = "2026-11-20T09:00:00+09:00";
const START_MS = Date.parse(START);
const DAY = kstDayOf(START_MS);
const HOLDING = { ticker: "005930", name: "삼성전자", quantity: 10, current_price: 71_400, pnl_pct: 2.5 };
const payload = { as_of: "2026-11-20T08:59:58+09:00", cash: 1_000, holdings: [HOLDING] };
const answerOf = (data: Record<string, unknown>, fetchedAtMs = START_MS) => ({ data, fetchedAtMs });

Deno.test("toSample() keeps the values, the time of the answer and the time that the data claims", () => {
  deepStrictEqual(toSample(portfolio, answerOf(payload, START_MS + 250)), {
    fetchedAtMs: START_MS + 250,
    dataAtMs: START_MS - 2_000,
    gap: undefined,
    total: 1,
    head: { currency: "KRW", cash: 1_000 },
    rows: [{
      ticker: "005930",
      name: "삼성전자",
      currency: "KRW",
      quantity: 10,
      price: 71_400,
      pnlPct: 2.5,
    }],
  });
});

Deno.test("toSample() makes a gap of a list that is missing or has another name, and no gap of an empty list", () => {
  for (const data of [{ cash: 1 }, { cash: 1, holdings_v2: [HOLDING] }, { cash: 1, holdings: [{ zz: 1 }] }]) {
    const { gap, total, rows, head } = toSample(portfolio, answerOf(data));
    deepStrictEqual({ gap, total, rows }, { gap: "no_list", total: undefined, rows: [] });
    strictEqual(head.cash, 1);
  }
  const { gap, total, rows } = toSample(portfolio, answerOf({ holdings: [] }));
  deepStrictEqual({ gap, total, rows }, { gap: undefined, total: 0, rows: [] });
});

Deno.test("toSample() says how long the list was when rows are not recognised or too many", () => {
  const odd = toSample(portfolio, answerOf({ holdings: [HOLDING, { zz: 1 }, "x"] }));
  deepStrictEqual([odd.total, odd.rows.length], [3, 1]);
  const long = toSample(portfolio, answerOf({ holdings: Array.from({ length: 600 }, () => HOLDING) }));
  deepStrictEqual([long.total, long.rows.length], [600, 500]);
});

async function createHistory(options: { dir: string; clock: ManualClock; keepDays?: number }) {
  const lines: string[] = [];
  const log = { ...silentLog, write: (_: unknown, event: string) => void lines.push(event) };
  const { dir, clock, keepDays = 0 } = options;
  const events = createEvents(log);
  const history = await startHistory({
    ...{ dir, sources: SOURCES, keepDays, clock, storeClock: clock.real, log, events },
  });
  return { history, lines };
}

const daysIn = async (dir: string) => {
  await using store = await openHistoryStore({ dir, clock: new ManualClock(START).real });
  return (await store.list()).map(({ source, day, polls, gaps, isSealed }) => ({
    ...{ source, day, polls, gaps, isSealed },
  }));
};

Deno.test("a failed poll is a gap with its kind, and nothing of it is taken for values", async () => {
  using dir = makeTempDir();
  {
    const clock = new ManualClock(START);
    const { history } = await createHistory({ dir: dir.path, clock });
    await using _ = history;
    history.keep("news_sentiment", answerOf({ items: [{ headline: "h" }] }));
    history.keep("unknown", answerOf({}));
    const error = new UpstreamError("timeout", "no answer");
    history.onCycle([{ sourceId: "portfolio", durationMs: 1, error }, {
      sourceId: "news_sentiment",
      durationMs: 1,
    }]);
  }
  await using store = await openHistoryStore({ dir: dir.path, clock: new ManualClock(START).real });
  deepStrictEqual(await store.read("portfolio", DAY), [{
    fetchedAtMs: START_MS,
    dataAtMs: undefined,
    gap: "timeout",
    total: undefined,
    head: {},
    rows: [],
  }]);
  deepStrictEqual((await store.list()).map(({ source, gaps }) => [source, gaps]), [["news_sentiment", 0], [
    "portfolio",
    1,
  ]]);
});

Deno.test("the day before is sealed at the first wake of a new day, and of a new run", async () => {
  using dir = makeTempDir();
  const clock = new ManualClock(START);
  {
    await using history = (await createHistory({ dir: dir.path, clock })).history;
    history.onWake();
    history.keep("portfolio", answerOf(payload));
  }
  const [open] = await daysIn(dir.path);
  strictEqual(open?.isSealed, false);
  await clock.advance(DAY_MS);
  {
    await using history = (await createHistory({ dir: dir.path, clock })).history;
    history.onWake();
  }
  deepStrictEqual(await daysIn(dir.path), [{ ...open, isSealed: true }]);
});

/** Remembers what it was asked. */
function createListeningStore(days: readonly { day: number; polls: number; gaps: number }[]) {
  const asked: string[] = [];
  const store: HistoryStore = {
    add: () => Promise.resolve(),
    list: () =>
      Promise.resolve(days.map((day) => ({ ...day, source: "portfolio", bytes: 1, isSealed: true }))),
    read: () => Promise.resolve<readonly Sample[]>([]),
    sealBefore: (day) => Promise.resolve(asked.push(`seal ${day - DAY}`)),
    prune: (day) => Promise.resolve(asked.push(`prune ${day - DAY}`)),
  };
  return { store, asked };
}

function createRecorder(store: HistoryStore, keepDays: number, clock = new ManualClock(START)) {
  const lines: string[] = [];
  const log = { ...silentLog, write: (_: unknown, event: string) => void lines.push(event) };
  const recorder = new HistoryRecorder({
    ...{ store, sources: SOURCES, keepDays, clock },
    events: createEvents(log),
  });
  return { recorder, lines, clock };
}

Deno.test("days are sealed and removed once a day, and 0 days keep for ever", async () => {
  const { store, asked } = createListeningStore([{ day: DAY, polls: 2, gaps: 0 }]);
  const { recorder } = createRecorder(store, 1_095);
  for (const today of [DAY, DAY, DAY + 1]) {
    recorder.onWake(today);
    await settle();
  }
  deepStrictEqual(asked, ["seal 0", "prune -1095", "seal 1", "prune -1095"]);
  const forEver = createListeningStore([{ day: DAY, polls: 2, gaps: 0 }]);
  createRecorder(forEver.store, 0).recorder.onWake(DAY);
  await settle();
  deepStrictEqual(forEver.asked, ["seal 0"]);
});

Deno.test("a clock that is years ahead removes nothing: age counts from the newest day that has answers", async () => {
  const { store, asked } = createListeningStore([
    { day: DAY, polls: 2, gaps: 1 },
    { day: DAY + 5_000, polls: 9, gaps: 9 },
  ]);
  createRecorder(store, 10).recorder.onWake(DAY + 5_000);
  await settle();
  deepStrictEqual(asked, ["seal 5000", "prune -10"]);
});

Deno.test("when sealing fails the log says it, old days go all the same, and it is tried again after an hour", async () => {
  const { store, asked } = createListeningStore([{ day: DAY, polls: 1, gaps: 0 }]);
  let failures = 0;
  const failing: HistoryStore = {
    ...store,
    sealBefore: () => Promise.reject(new Error(`disk full ${++failures}`)),
  };
  const { recorder, lines, clock } = createRecorder(failing, 10);
  recorder.onWake(DAY);
  await settle();
  await clock.advance(HOUR_MS - MINUTE_MS);
  recorder.onWake(DAY);
  await settle();
  strictEqual(failures, 1);
  await clock.advance(MINUTE_MS);
  recorder.onWake(DAY);
  await settle();
  strictEqual(failures, 2);
  deepStrictEqual(lines, ["history_not_cared_for", "history_not_cared_for"]);
  deepStrictEqual(asked, ["prune -10", "prune -10"]);
});

Deno.test("a poll that cannot be kept is one warning, and the poller goes on", async () => {
  const { store } = createListeningStore([]);
  const { recorder, lines } = createRecorder({ ...store, add: () => Promise.reject(new Error("full")) }, 0);
  recorder.keep("portfolio", answerOf(payload));
  await settle();
  deepStrictEqual(lines, ["history_not_kept"]);
});

Deno.test("a history file that cannot be used leaves the program running, and says what to do", async () => {
  using dir = makeTempDir();
  Deno.writeTextFileSync(`${dir.path}/history.db`, "no database ".repeat(1_000));
  const { history, lines } = await createHistory({ dir: dir.path, clock: new ManualClock(START) });
  await using _ = history;
  history.keep("portfolio", answerOf(payload));
  history.onWake();
  match(history.problem() ?? "", /No polls are kept in the history: .*history\.db.*move it aside/s);
  deepStrictEqual(lines, ["history_off"]);
  assertTrue(Deno.readTextFileSync(`${dir.path}/history.db`).startsWith("no database"));
});

Deno.test("a history that keeps what it is given has no problem to tell", async () => {
  using dir = makeTempDir();
  const { history, lines } = await createHistory({ dir: dir.path, clock: new ManualClock(START) });
  await using _ = history;
  strictEqual(history.problem(), undefined);
  history.keep("portfolio", answerOf(payload));
  await settle();
  strictEqual(history.problem(), undefined);
  deepStrictEqual(lines.filter((event) => event.startsWith("history_")), []);
});
