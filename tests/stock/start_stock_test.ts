import { deepStrictEqual, match, ok as assertTrue, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DEFAULT_POLL_STEPS } from "../../src/calendar/poll_plan.ts";
import { DEFAULT_DAY_FRAME } from "../../src/calendar/session.ts";
import { startCalendar } from "../../src/calendar/start_calendar.ts";
import { nowOf } from "../../src/core/stamp.ts";
import { startStock } from "../../src/stock/start_stock.ts";
import type { StockStore } from "../../src/stock/stock_store.ts";
import { createEvents } from "../../src/telemetry/events.ts";
import { PORTFOLIO, recordingLog, TEST_KEY } from "../support/client_parts.ts";
import { type FaultServer, startFaultServer } from "../support/fault_server.ts";
import { ok, status } from "../support/fault_steps.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";
import { createMemory, createMemoryStockStore } from "./store/memory_stock_store.ts";

const HOLIDAYS = fileURLToPath(new URL("../../holidays.json", import.meta.url));
const WEDNESDAY = "2026-03-11T10:00:00+09:00";

interface TestOptions {
  /** `undefined` leaves the address out of the settings. */
  readonly server?: FaultServer | undefined;
  readonly clock?: ManualClock;
  readonly memory?: ReturnType<typeof createMemory>;
  readonly changeStore?: (store: StockStore) => StockStore;
}

/** The stock room alone, on a memory that is no database. */
async function startTestStock(options: TestOptions) {
  const { server, clock = new ManualClock(WEDNESDAY), memory = createMemory() } = options;
  await using opened = new AsyncDisposableStack();
  const dataDir = Deno.makeTempDirSync({ prefix: "signal-v2-stock-" });
  opened.defer(() => Deno.removeSync(dataDir, { recursive: true }));
  const log = recordingLog();
  const events = createEvents(log);
  const runtime = {
    ...{ clock, fetch, log, random: () => 0, version: "0.0.0-test" },
    embeddedHolidays: undefined,
  };
  const frame = DEFAULT_DAY_FRAME;
  const calendar = opened.use(
    await startCalendar({ config: { holidaysPath: HOLIDAYS, frame }, runtime, events }),
  );
  const store = createMemoryStockStore(memory, clock);
  const stock = opened.use(
    await startStock({
      config: {
        stockApi: server === undefined ? undefined : { baseUrl: server.url, apiKey: TEST_KEY },
        stockApiUrl: server?.url,
        missing: server === undefined ? ["STOCK_API_URL"] : [],
        ...{ attempts: 1, timeoutMs: 2_000, staleLimitMs: 600_000, steps: DEFAULT_POLL_STEPS },
        ...{ dataDir, historyKeepDays: 0 },
      },
      ...{ runtime, calendar, events, store: options.changeStore?.(store) ?? store },
    }),
  );
  const view = () => stock.view(nowOf(clock));
  const polled = (count: number) =>
    until(() => view().schedule.polls >= count && clock.sleeping > 0, `poll ${count}`);
  const parts = opened.move();
  return { stock, clock, log, memory, view, polled, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

Deno.test("nothing is asked before the start; then followers have their turns, and one that is off is passed over", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  await using test = await startTestStock({ server });
  const turns: string[] = [];
  strictEqual(server.requests.length, 0);
  strictEqual(test.view().sources[0]?.state, "waiting");
  strictEqual(test.view().loop.isAlive, true);
  test.stock.start([
    { onWake: () => void turns.push("wake a") },
    undefined,
    {
      onWake: async () => {
        await Promise.resolve();
        turns.push("wake b");
      },
      onCycle: (outcomes) => void turns.push(`cycle b of ${outcomes.length}`),
    },
    {
      onWake: () => void turns.push("wake c"),
      onCycle: () => void turns.push(`cycle c, ${test.view().sources[0]?.state}`),
    },
  ]);
  await test.polled(1);
  deepStrictEqual(turns.slice(0, 5), ["wake a", "wake b", "wake c", "cycle b of 3", "cycle c, ok"]);
  strictEqual(server.requests.length, 3);
});

Deno.test("a follower that throws ends its wake with a line, and polling goes on at the next", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  await using test = await startTestStock({ server });
  let wakes = 0;
  test.stock.start([{
    onWake() {
      if (++wakes === 1) throw new Error("a follower is broken");
    },
  }]);
  await until(() => test.clock.sleeping > 0, "the sleep after the first wake");
  strictEqual(test.view().schedule.polls, 0);
  await test.clock.advance(30_000);
  await test.polled(1);
  match(test.log.lines.find(({ event }) => event === "loop_threw")?.message ?? "", /a follower is broken/);
});

Deno.test("when the polling has ended, what it saw can still be read, and nobody can ask any more", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  await using test = await startTestStock({ server });
  test.stock.start([]);
  await test.polled(1);
  await test.stock.polling[Symbol.asyncDispose]();
  deepStrictEqual(test.view().sources.map(({ state }) => state), ["ok", "ok", "ok"]);
  deepStrictEqual(Object.values(test.stock.strips(test.clock.now())).map((cells) => cells[0]?.polls), [
    1,
    1,
    1,
  ]);
  await test.clock.advance(600_000);
  await rejects(test.stock.client.getNewsSentiment(), { name: "AbortError" });
  strictEqual(server.requests.length, 3);
});

Deno.test("a later start shows what an earlier one saw, its failures and its polls of the day, from any memory", async () => {
  const memory = createMemory();
  const clock = new ManualClock(WEDNESDAY);
  {
    await using server = startFaultServer((request) =>
      request.path.includes("news") ? status(503) : ok(PORTFOLIO)
    );
    await using test = await startTestStock({ server, memory, clock });
    test.stock.start([]);
    await test.polled(1);
    await clock.advance(60_000);
    await test.polled(2);
  }
  const tickAtMs = Date.parse(WEDNESDAY) + 60_000;
  deepStrictEqual([...memory.ticks], [[tickAtMs, true]], "the poll of the start was no tick");
  await using server = startFaultServer([status(503)]);
  await clock.advance(60_000);
  await using test = await startTestStock({ server, memory, clock });
  const { sources, today } = test.view();
  const [portfolio, news] = sources;
  deepStrictEqual([portfolio?.facts.restored, portfolio?.stale, portfolio?.ageMs], [true, true, 60_000]);
  deepStrictEqual(portfolio?.facts.data, PORTFOLIO);
  deepStrictEqual([news?.facts.data, news?.facts.lastFailure?.kind], [undefined, "http_5xx"]);
  const market = today?.windows.find(({ window }) => window === "market");
  deepStrictEqual([market?.done, market?.failed], [0, 1]);
  const reading = await test.stock.client.getPortfolio();
  deepStrictEqual([reading.data, reading.stale], [PORTFOLIO, true]);
});

Deno.test("that the program was there is kept now and then, also while nothing is polled", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const saturday = "2026-03-14T12:00:00+09:00";
  await using test = await startTestStock({ server, clock: new ManualClock(saturday) });
  test.stock.start([]);
  const { clock, memory } = test;
  for (let half = 0; half < 4; half++) {
    await until(() => clock.sleeping > 0, "the sleep of the loop");
    await clock.advance(30_000);
  }
  await until(() => clock.sleeping > 0, "the sleep of the loop");
  deepStrictEqual([...memory.spans], [[Date.parse(saturday), Date.parse(saturday) + 90_000]]);
  strictEqual(server.requests.length, 0);
});

Deno.test("a memory that takes nothing is told, and stops neither the polling nor what is shown", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const fail = () => Promise.reject(new Error("the memory is full"));
  await using test = await startTestStock({
    server,
    changeStore: ({ snapshots, failures, silences, runs }) => ({
      silences: { ...silences, save: fail },
      snapshots: { ...snapshots, save: fail },
      failures: { ...failures, save: fail },
      runs: { ...runs, begin: fail, extend: fail, noteTick: fail },
    }),
  });
  test.stock.start([]);
  await test.polled(1);
  await test.clock.advance(60_000);
  await test.polled(2);
  deepStrictEqual(test.view().sources.map(({ state }) => state), ["ok", "ok", "ok"]);
  const lines = test.log.lines.filter(({ event }) => event === "snapshot_not_kept");
  strictEqual(lines.length, 6);
  match(lines[0]?.message ?? "", /the memory is full/);
});

Deno.test("without an address nothing is asked or planned, and whoever asks hears what is missing", async () => {
  await using test = await startTestStock({ server: undefined });
  let cycles = 0;
  test.stock.start([{ onCycle: () => void cycles++ }]);
  await until(() => test.clock.sleeping > 0, "the sleep of the loop");
  const { schedule, sources, missingSettings } = test.view();
  deepStrictEqual([schedule.nextPollAtMs, schedule.polls, schedule.missed], [undefined, 0, 0]);
  deepStrictEqual(sources.map(({ state }) => state), ["unconfigured", "unconfigured", "unconfigured"]);
  deepStrictEqual(missingSettings, ["STOCK_API_URL"]);
  deepStrictEqual([test.stock.pollNow(), cycles], [{ kind: "off" }, 0]);
  strictEqual(test.stock.historyProblem(), undefined);
  // That it was there is kept, but nothing of it counts as missed once there is an address.
  deepStrictEqual([...test.memory.spans.keys()], [...test.memory.idle]);
  strictEqual(test.memory.spans.size, 1);
  await rejects(test.stock.client.getPortfolio(), { kind: "permission", message: /STOCK_API_URL/ });
});

Deno.test("a poll can be asked for while the market is closed, and a clock that was set is noticed at the next wake", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  await using test = await startTestStock({ server, clock: new ManualClock("2026-03-14T12:00:00+09:00") });
  test.stock.start([]);
  await until(() => test.clock.sleeping > 0, "the sleep of the loop");
  strictEqual(test.view().schedule.closedBecause, "market closed (Saturday)");
  deepStrictEqual(test.stock.pollNow(), { kind: "started" });
  await test.polled(1);
  strictEqual(server.requests.length, 3);
  test.clock.setWall(Date.parse("2026-03-16T09:30:00+09:00"));
  await test.clock.advance(30_000);
  await test.polled(2);
  strictEqual(test.view().schedule.window, "market");
  assertTrue((test.view().clockStep?.byMs ?? 0) > 86_400_000);
});

Deno.test("the schedule tells the step of the present window, and why there is none while the market is closed", async () => {
  await using server = startFaultServer([ok(PORTFOLIO)]);
  const scheduleAt = async (at: string) => {
    await using test = await startTestStock({ server, clock: new ManualClock(at) });
    const { window, stepMs, closedBecause } = test.view().schedule;
    return [window, stepMs, closedBecause];
  };
  deepStrictEqual(await scheduleAt("2026-03-11T08:00:00+09:00"), ["pre", 300_000, undefined]);
  deepStrictEqual(await scheduleAt(WEDNESDAY), ["market", 60_000, undefined]);
  deepStrictEqual(await scheduleAt("2026-03-11T16:00:00+09:00"), ["post", 300_000, undefined]);
  deepStrictEqual(await scheduleAt("2026-03-11T21:00:00+09:00"), [
    "closed",
    undefined,
    "market closed: today's hours ended at 20:00 (KST)",
  ]);
});

Deno.test("without an address the schedule has no step, in any window", async () => {
  await using test = await startTestStock({ server: undefined });
  const { window, stepMs, closedBecause } = test.view().schedule;
  deepStrictEqual([window, stepMs, closedBecause], ["market", undefined, undefined]);
});

Deno.test("what an earlier version kept and this one does not take is told and breaks nothing, and a key in it is gone", async () => {
  const memory = createMemory();
  const clock = new ManualClock(WEDNESDAY);
  const keep = (sourceId: string, payloadText: string) => {
    const atMs = clock.now() - 60_000;
    memory.snapshots.set(sourceId, { sourceId, payloadText, fetchedAtMs: atMs, savedAtMs: atMs });
  };
  keep("portfolio", `{"holdings":${"[".repeat(5_500)}${"]".repeat(5_500)}}`);
  keep("news_sentiment", `{"items":[],"echo":"${TEST_KEY}"}`);
  keep("screener_preview", "{broken");
  await using server = startFaultServer([status(503)]);
  await using test = await startTestStock({ server, memory, clock });
  const [portfolio, news, screener] = test.view().sources;
  deepStrictEqual([portfolio?.facts.data, screener?.facts.data], [undefined, undefined]);
  deepStrictEqual(news?.facts.data, { items: [], echo: "[redacted]" });
  deepStrictEqual([news?.ageMs, news?.facts.restored], [60_000, true]);
  deepStrictEqual(
    test.log.lines.filter(({ event }) => event === "snapshot_unusable").map(({ message }) => message),
    [
      "portfolio: what was kept before the restart cannot be used: the answer is nested deeper than 64 levels",
      "screener_preview: what was kept before the restart cannot be used: the answer is not JSON",
    ],
  );
  await until(() => !memory.snapshots.get("news_sentiment")?.payloadText.includes(TEST_KEY), "a clean row");
  strictEqual(memory.snapshots.get("news_sentiment")?.fetchedAtMs, clock.now() - 60_000);
});
