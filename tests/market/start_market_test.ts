import assert from "node:assert/strict";
import { createExchangeOf } from "../../src/app/exchanges.ts";
import { type Market, type MarketOptions, startMarket } from "../../src/market/start_market.ts";
import { toMarketHealth } from "../../src/market/market_health.ts";
import { findMarketProblems } from "../../src/web/problems/market.ts";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import type { CandleMessage, MarketMessage } from "../../src/bus/topics.ts";
import { type Config, readConfig } from "../../src/config/config.ts";
import type { Candle } from "../../src/core/candle.ts";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { EXIT, UserError } from "../../src/core/errors.ts";
import { openSqliteCandleStore } from "../../src/market/store/sqlite_candle_store.ts";
import { createMarketEvents } from "../../src/telemetry/market_events.ts";
import { NO_LETTERS } from "../bus/bus_parts.ts";
import { toBar } from "./live/scripted_exchange.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { recordingLog } from "../support/client_parts.ts";
import { EXCHANGES } from "../../src/exchanges/mod.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { until } from "../support/program.ts";
import { startUpbitServer, type UpbitFault } from "../support/upbit_rest_server.ts";
import { startUpbitStreamServer } from "../support/upbit_stream_server.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Half a minute before the first minute that the stream can see whole. */
const START_MS = Date.parse("2026-08-26T08:08:30Z");
const FIRST_MS = START_MS + MINUTE / 2;
const SERIES = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;

function configOf(settings: Readonly<Record<string, string>>): Config {
  const values: Readonly<Record<string, string | undefined>> = {
    SIGNAL_V2_MARKETS: "upbit:BTC/KRW",
    SIGNAL_V2_BACKFILL_DAYS: "1",
    ...settings,
  };
  return readConfig({ get: (name) => values[name], envFile: undefined });
}

function partsOf(config: Config, clock: ManualClock) {
  const log = recordingLog();
  const changes = new ChangeNotifier();
  const runtime = { clock, fetch, random: () => 0, version: "0.0.0-test" };
  const options: MarketOptions = {
    ...{ config, clock, log, changes },
    bus: createMemoryBus({ clock: clock.real, ...NO_LETTERS, onFault: () => {} }),
    events: createMarketEvents(log),
    createExchange: (id, onEvent) => createExchangeOf(id, { config, runtime: { ...runtime, onEvent } }),
  };
  return { log, changes, options };
}

/** The last `minutes` before the start, each but every tenth with a candle; 1,439 reach back as far as is asked for. */
function historyOf(minutes: number): Candle[] {
  const all = Array.from({ length: minutes }, (_, i) => FIRST_MS - (minutes - i + 1) * MINUTE);
  return all.filter((_, i) => i % 10 !== 3).map((openTimeMs, i) => toBar(openTimeMs, i + 1));
}

/** Upbit on loopback and the whole composition on a clock that we move. */
function startAll(options: { settings?: Readonly<Record<string, string>>; candles?: Candle[] } = {}) {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(makeTempDir());
  const clock = new ManualClock(START_MS);
  const candles = options.candles ?? historyOf(1_439);
  let fault: UpbitFault | undefined;
  const rest = stack.use(startUpbitServer({ candles, now: () => clock.now(), faults: () => fault }));
  const stream = stack.use(startUpbitStreamServer());
  const config = configOf({
    SIGNAL_V2_DATA_DIR: dir.path,
    SIGNAL_V2_UPBIT_URL: rest.url,
    SIGNAL_V2_UPBIT_STREAM_URL: stream.url,
    ...options.settings,
  });
  const { log, options: parts } = partsOf(config, clock);
  const start = async () => {
    const market = await startMarket(parts);
    assert.ok(market, log.lines.map(({ message }) => message).join("\n"));
    return stack.use(market);
  };
  return {
    clock,
    candles,
    rest,
    stream,
    log,
    dir: dir.path,
    parts,
    start,
    setFault: (next: UpbitFault | undefined) => fault = next,
    problems: (market: Market) =>
      findMarketProblems({ market: toMarketHealth(market), nowMs: clock.now() }).map(({ en }) => en),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** In short steps, with turns for the sockets between them. */
async function goTo(clock: ManualClock, ms: number): Promise<void> {
  while (clock.now() < ms) {
    await clock.advance(Math.min(1_000, ms - clock.now()));
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

/** Real time for the sockets first; when that is not enough, something waits for the clock. */
async function pass(clock: ManualClock, isTrue: () => boolean, what: string): Promise<void> {
  const real = createSystemClock();
  for (let turn = 0; turn < 200; turn++) {
    for (let wait = 0; wait < 10 && !isTrue(); wait++) await real.sleep(5);
    if (isTrue()) return;
    await clock.advance(100);
  }
  throw new Error(`${what} did not come`);
}

function toFrame({ openTimeMs, open, high, low, close, volume }: Candle): object {
  return {
    type: "candle.1m",
    code: "KRW-BTC",
    candle_date_time_utc: new Date(openTimeMs).toISOString().slice(0, 19),
    opening_price: open,
    high_price: high,
    low_price: low,
    trade_price: close,
    candle_acc_trade_volume: volume,
  };
}

const toTrade = (atMs: number) => ({
  type: "ticker",
  code: "KRW-BTC",
  trade_price: 105,
  trade_volume: 1,
  trade_timestamp: atMs,
});

function isCandle(message: MarketMessage): message is CandleMessage {
  return message.kind !== "tick";
}

Deno.test("startMarket() without markets and without candles gives nothing and makes no file", async () => {
  using dir = makeTempDir();
  const { options } = partsOf(
    configOf({ SIGNAL_V2_MARKETS: "", SIGNAL_V2_DATA_DIR: dir.path }),
    new ManualClock(START_MS),
  );
  assert.equal(await startMarket(options), undefined);
  assert.deepEqual([...Deno.readDirSync(dir.path)], []);
});

Deno.test("startMarket() fills the history of a watched market, quiet minutes known", async () => {
  await using all = startAll();
  const market = await all.start();
  await until(async () => (await market.shelf.list())[0]?.bars === all.candles.length, "the history");
  const day = { fromMs: FIRST_MS - DAY, toMs: FIRST_MS - MINUTE };
  assert.deepEqual(await market.shelf.read(SERIES, day), all.candles);
  await until(() => all.log.lines.some(({ event }) => event === "backfill_done"), "the line about it");
  assert.deepEqual(
    (await market.shelf.coverage(SERIES, day)).map(({ kind, ...span }) => [kind, span.fromMs]),
    [
      ["fetched", day.fromMs],
    ],
  );
  assert.equal((await market.reader.overview()).series[0]?.backfill, undefined);
});

Deno.test("a live bar closes once on the bus and a cut stream is repaired", async () => {
  await using all = startAll();
  const { clock, candles, stream, log } = all;
  const market = await all.start();
  const closed: CandleMessage[] = [];
  const opened: CandleMessage[] = [];
  all.parts.bus.subscribe({
    kind: "live",
    name: "test",
    topics: ["market_data.upbit.btckrw"],
    capacity: 1_000,
    batch: { size: 1, maxAgeMs: 0 },
  }, (batch) => {
    for (const { message } of batch) {
      if (!("kind" in message) || !isCandle(message)) continue;
      (message.kind === "candle_closed" ? closed : opened).push(message);
    }
  });
  const count = (event: string) => log.lines.filter((line) => line.event === event).length;
  await until(() => stream.requests.length === 1, "the subscription");
  await until(() => count("backfill_done") === 1, "the history");
  // Two trades tell how far the clocks are apart; before, candles are asked for until they are followed by another.
  stream.send(toTrade(START_MS - 100));
  stream.send(toTrade(START_MS));
  await until(() => count("stream_up") === 1, "the stream");
  candles.push(toBar(FIRST_MS - MINUTE, 4));
  await goTo(clock, FIRST_MS + 1_000);
  await pass(clock, () => closed.length === 1, "the bar of the start");

  stream.send(toFrame(toBar(FIRST_MS, 1)));
  stream.send(toFrame(toBar(FIRST_MS, 2)));
  await until(() => opened.length >= 2, "the open bar");
  candles.push(toBar(FIRST_MS, 2));
  await goTo(clock, FIRST_MS + MINUTE + 2_000);
  await pass(clock, () => closed.length === 2, "the bar of the stream");

  stream.cut();
  await until(() => count("stream_down") === 1, "the cut");
  assert.equal(market.exchanges()[0]?.stream, "down");
  candles.push(toBar(FIRST_MS + MINUTE, 7), toBar(FIRST_MS + 2 * MINUTE, 8));
  await goTo(clock, FIRST_MS + 2 * MINUTE + 10_000);
  await pass(clock, () => stream.requests.length === 2, "the second subscription");
  stream.send(toFrame(toBar(FIRST_MS + 2 * MINUTE, 8)));
  await until(() => count("stream_up") === 2, "the stream again");
  assert.equal(market.exchanges()[0]?.stream, "up");
  await until(() => opened.some(({ candle }) => candle.volume === 8), "the bar of the new connection");
  await goTo(clock, FIRST_MS + 3 * MINUTE + 2_000);
  await pass(clock, () => closed.length === 4, "the bars around the cut");

  assert.deepEqual(
    closed.map(({ candle, from }) => [(candle.openTimeMs - FIRST_MS) / MINUTE, from, candle.volume]),
    // No data flowed at the ends of these minutes, so each was confirmed by asking.
    [[-1, "poll", 4], [0, "poll", 2], [1, "poll", 7], [2, "poll", 8]],
  );
  assert.deepEqual(all.problems(market), []);
});

Deno.test("holes of a watched series that nobody is filling are a problem until they are filled", async () => {
  await using all = startAll();
  {
    const market = await all.start();
    await until(async () => (await market.shelf.list())[0]?.bars === all.candles.length, "the history");
    await until(() => all.log.lines.some(({ event }) => event === "backfill_done"), "the line about it");
    await market.shelf.markOutage(SERIES, { fromMs: FIRST_MS - MINUTE, toMs: FIRST_MS, reason: "no answer" });
    await market.shelf.keep(SERIES, {
      candles: [toBar(FIRST_MS, 3)],
      fetched: { fromMs: FIRST_MS, toMs: FIRST_MS + MINUTE },
      closedUntilMs: FIRST_MS + MINUTE,
    });
    assert.equal(toMarketHealth(market).series[0]?.missing, undefined, "nobody has looked yet");
    market.onWake();
    await settle();
    assert.deepEqual(toMarketHealth(market).series[0]?.missing, { bars: 1, sinceMs: FIRST_MS - MINUTE });
    assert.match(all.problems(market).join("\n"), /upbit BTC\/KRW 1m: 1 bars of the last week are missing/);
    await market.shelf.markFetched(SERIES, [{ fromMs: FIRST_MS - MINUTE, toMs: FIRST_MS }]);
    market.onWake();
    await settle();
    assert.equal(toMarketHealth(market).series[0]?.missing, undefined);
  }
});

Deno.test("an exchange that is down is told, and after it is back the history is fetched", async () => {
  await using all = startAll({ candles: historyOf(700) });
  const { clock, stream } = all;
  all.setFault({ kind: "status", status: 503 });
  stream.setDoor("slam");
  const market = await all.start();
  assert.deepEqual(all.problems(market), [], "nothing is wrong in the very moment of the start");
  await goTo(clock, FIRST_MS + MINUTE + 40_000);
  market.onWake();
  await settle();
  const told = all.problems(market).join("\n");
  assert.match(told, /Upbit: no stream for 2 min 10 s \(.+\); bars are asked for meanwhile\./);
  assert.match(told, /upbit BTC\/KRW 1m: .+\./);
  assert.equal(market.exchanges()[0]?.restState, "failing");
  assert.ok(all.log.lines.some(({ event }) => event === "backfill_failed"));

  all.setFault(undefined);
  stream.setDoor("serve");
  const backMs = clock.now();
  for (let i = 1; i <= 8 && (await market.shelf.list())[0]?.bars !== all.candles.length; i++) {
    await goTo(clock, backMs + i * MINUTE);
    stream.send(toTrade(clock.now()));
    market.onWake();
    await settle();
  }
  await until(async () => (await market.shelf.list())[0]?.bars === all.candles.length, "the history");
  await until(async () => {
    await goTo(clock, clock.now() + 1_000);
    return all.problems(market).length === 0;
  }, "the end of the problems");
});

Deno.test("a damaged candles.db leaves the program without market data, and it says so", async () => {
  await using all = startAll();
  await Deno.writeFile(`${all.dir}/candles.db`, new TextEncoder().encode("no database ".repeat(1_000)));
  assert.equal(await startMarket(all.parts), undefined);
  const [line] = all.log.lines.filter(({ event }) => event === "market_off");
  assert.equal(line?.level, "error");
  assert.match(line?.message ?? "", /^market data is off: .*candles\.db/);
});

Deno.test("an exchange that there is not ends the start with the names of those there are", async () => {
  using dir = makeTempDir();
  const config = {
    ...configOf({ SIGNAL_V2_DATA_DIR: dir.path }),
    markets: [{ exchange: "upbat", symbol: "BTC/KRW" }],
  };
  const { options } = partsOf(config, new ManualClock(START_MS));
  await assert.rejects(startMarket(options), (error) => {
    assert.ok(error instanceof UserError);
    assert.equal(error.exitCode, EXIT.config);
    const ids = EXCHANGES.map(({ id }) => id);
    const names = `${ids.slice(0, -1).join(", ")} and ${ids.at(-1)}`;
    assert.ok(error.message.endsWith(`"upbat": ${names} are known`), error.message);
    return true;
  });
});

Deno.test("disposal in the middle of a backfill leaves what came and nothing that runs", async () => {
  await using all = startAll({ candles: historyOf(1_439) });
  all.setFault({ kind: "delay", ms: 20 });
  const market = await startMarket(all.parts);
  assert.ok(market);
  await until(async () => ((await market.shelf.list())[0]?.bars ?? 0) > 0, "the first page");
  await market[Symbol.asyncDispose]();
  const requests = all.rest.requests.length;
  const lines = all.log.lines.length;
  await createSystemClock().sleep(60);
  assert.equal(all.clock.sleeping, 0);
  assert.equal(all.rest.requests.length, requests);
  assert.deepEqual(all.log.lines.slice(lines), []);
  await using shelf = await openSqliteCandleStore({ dir: all.dir, clock: createSystemClock() });
  assert.ok(((await shelf.list())[0]?.bars ?? 0) > 0);
});

Deno.test("minutes older than SIGNAL_V2_CANDLES_KEEP_DAYS are removed and not fetched again", async () => {
  await using all = startAll({
    settings: { SIGNAL_V2_CANDLES_KEEP_DAYS: "2", SIGNAL_V2_BACKFILL_DAYS: "7" },
  });
  const old = [4, 3, 1].map((days) => toBar(FIRST_MS - days * DAY));
  const day = { ...toBar(FIRST_MS - 3 * DAY), openTimeMs: Math.floor((FIRST_MS - 9 * DAY) / DAY) * DAY };
  {
    await using shelf = await openSqliteCandleStore({ dir: all.dir, clock: createSystemClock() });
    await shelf.keep(SERIES, { candles: old, closedUntilMs: Infinity });
    await shelf.keep({ ...SERIES, interval: "1d" }, { candles: [day], closedUntilMs: Infinity });
  }
  const market = await all.start();
  market.onWake();
  await settle();
  await until(() => all.log.lines.some(({ event }) => event === "candles_pruned"), "the removal");
  // What lies before the first candle was answered with nothing, which only a later look makes true.
  const isTold = (wanted: string) => all.log.lines.some(({ event }) => event === wanted);
  await pass(all.clock, () => isTold("backfill_doubted"), "the first look");
  for (let minute = 0; minute < 60; minute++) await all.clock.advance(MINUTE);
  market.onWake();
  await pass(all.clock, () => isTold("backfill_done"), "the history");
  const all1m = await market.shelf.read(SERIES, { fromMs: 0, toMs: FIRST_MS });
  assert.equal(all1m[0]?.openTimeMs, FIRST_MS - DAY);
  const oldestAskedMs = Math.min(
    ...(await market.shelf.coverage(SERIES, { fromMs: 0, toMs: FIRST_MS })).map(({ fromMs }) => fromMs),
  );
  assert.ok(oldestAskedMs >= START_MS - 2 * DAY - MINUTE);
  assert.equal((await market.shelf.list()).find(({ series }) => series.interval === "1d")?.bars, 1);
});
