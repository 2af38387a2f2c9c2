import { deepStrictEqual, doesNotMatch, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import type { Candle, Interval } from "../../src/core/candle.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { MINUTE_MS } from "../../src/core/kst.ts";
import { CandleFeed } from "../../src/engine/session/candle_feed.ts";
import type { StrategyView } from "../../src/engine/strategy_view.ts";
import { readMoney } from "../../src/engine/money.ts";
import { FILL_MODELS } from "../../src/paper/fill_models/mod.ts";
import { LiveAggregator } from "../../src/market/read/aggregate.ts";
import { PaperTrader } from "../../src/paper/paper_trader.ts";
import type { Trade } from "../../src/paper/trade.ts";
import { STRATEGIES } from "../../src/strategies/mod.ts";
import { toKoreanStrategyReason } from "../../src/web/kit/strategy_reasons.ts";
import { until } from "../support/program.ts";
import {
  candleAt,
  running,
  START_MS,
  startTestRelay,
  stateOf,
  viewOf,
  worked,
  World,
} from "./engine_parts.ts";
import { journalOf, tableOf, wordsOf } from "../support/owned.ts";

Deno.test("the engine works an active strategy: advice, paper trades, messages and view agree", async () => {
  await using world = await World.open();
  await world.add({ id: "one", params: { every: 3 } });
  await using engine = await world.engine();
  await running(engine, "one");
  for (let minute = 0; minute < 12; minute++) world.tell(minute);
  await worked(engine, "one", 11);
  const view = viewOf(engine, "one");
  strictEqual(view.totalSignals, 4);
  strictEqual(view.account?.trades, 1);
  const advice = await journalOf(world.store).advice("one", 10);
  deepStrictEqual(advice.map(({ number, action }) => [number, action]), [
    [4, "sell"],
    [3, "buy"],
    [2, "sell"],
    [1, "buy"],
  ]);
  await until(() => world.facts("events.advice_given", "one").length === 4, "four messages");
  deepStrictEqual(world.facts("events.advice_given", "one").map(({ adviceId }) => adviceId), [
    "one:1",
    "one:2",
    "one:3",
    "one:4",
  ]);
  const [trade] = await journalOf(world.store).trades("one", 10);
  deepStrictEqual(
    world.facts("events.trade_executed", "one").map(({ action, price }) => [action, price]).slice(0, 2),
    [["buy", trade?.entryPrice], ["sell", trade?.exitPrice]],
  );
  assertTrue((view.memoryBytes ?? 0) < 80e6, `${view.memoryBytes}`);
});

/** The same strategy object and the same trader in this process, as a backtest runs them. */
function backtest(kind: string, wish: { params: unknown; interval: Interval; bars: readonly Candle[] }) {
  const strategy = STRATEGIES.find(({ id }) => id === kind);
  if (strategy === undefined) throw new Error(`There is no strategy ${kind}`);
  const params = strategy.params.parse(wish.params);
  const needs = strategy.needs(params, wish.interval);
  const run = strategy.create(params, wish.interval);
  const { rules, exits } = readMoney({}, { exchange: "upbit", symbol: "BTC/KRW" });
  const trades: Trade[] = [];
  const trader = new PaperTrader({
    adviser: run,
    model: FILL_MODELS[0],
    rules: { ...rules, tickSize: "1", mostPositions: needs.mostPositions ?? 1 },
    exits,
    interval: needs.intervals[0],
    warmUpBars: needs.warmUpBars,
    onTrade: (trade) => trades.push(trade),
  });
  const feed = new CandleFeed({
    intervals: needs.intervals,
    completeFromMs: START_MS,
    create: (options) => new LiveAggregator(options),
  });
  for (const candle of wish.bars.flatMap((candle) => feed.add(candle))) {
    if (candle.interval === needs.intervals[0]) trader.onCandle(candle.candle, { isLast: false });
    else trader.onOtherCandle({ interval: candle.interval, candle: candle.candle, isClosed: true });
  }
  return { trades, equity: trader.equityAt(wish.bars.at(-1)?.close ?? 0), warmUpBars: needs.warmUpBars };
}

function toNumbers(
  trade: Pick<
    Trade,
    "side" | "units" | "entryAtMs" | "exitAtMs" | "entryPrice" | "exitPrice" | "grossPnl" | "fees"
  >,
) {
  const { side, units, entryAtMs, exitAtMs, entryPrice, exitPrice, grossPnl, fees } = trade;
  return [side, units, entryAtMs, exitAtMs, entryPrice, exitPrice, grossPnl, fees];
}

const SAME: readonly (readonly [string, unknown, Interval])[] = [
  ["ma_cross", { fast: 3, slow: 9, stop_loss: 0.02, take_profit: 0.05 }, "1m"],
  ["ma_cross", { fast: 2, slow: 5 }, "5m"],
  ["rsi_reversal", {}, "1m"],
  ["grid", { levels: 5, low: 880, high: 1_120 }, "1m"],
  ["dca", { every: 30, unit: "minutes", value: 20_000 }, "1m"],
];

for (const [kind, params, interval] of SAME) {
  Deno.test(`${kind} on ${interval} bars trades live as it does in a backtest`, async () => {
    await using world = await World.open();
    const minutes = 600;
    const candles = Array.from({ length: minutes }, (_, minute) => candleAt(minute));
    const expected = backtest(kind, { params, interval, bars: candles });
    const lengthMinutes = interval === "5m" ? 5 : 1;
    const before = expected.warmUpBars * lengthMinutes;
    for (let minute = 0; minute < before; minute++) world.keep(minute);
    await world.add({ id: "live", kind, params, timeframe: interval });
    await using engine = await world.engine();
    await running(engine, "live");
    for (let minute = before; minute < minutes; minute++) world.tell(minute);
    await worked(engine, "live", minutes - 1);
    const trades = (await journalOf(world.store).trades("live", 10_000)).toReversed();
    assertTrue(kind === "dca" || trades.length > 3, `${trades.length} trades`);
    deepStrictEqual(trades.map(toNumbers), expected.trades.map(toNumbers));
    strictEqual(viewOf(engine, "live").account?.equity, expected.equity);
  });
}

Deno.test("what a strategy said and traded waits in the outbox until somebody relays it, under ids that name its bar", async () => {
  await using world = await World.open();
  await world.relay?.[Symbol.asyncDispose]();
  await world.add({ id: "one", params: { every: 3 } });
  {
    await using engine = await world.engine();
    await running(engine, "one");
    for (let minute = 0; minute < 5; minute++) world.tell(minute);
    await worked(engine, "one", 4);
  }
  const at = (minute: number) => START_MS + minute * MINUTE_MS;
  const waiting = await world.store.outbox.read(10);
  deepStrictEqual(waiting.map(({ id }) => id), [`advice:one:${at(2)}:1`, `fill:one:${at(3)}:1`]);
  deepStrictEqual(world.said, []);
  world.relay = startTestRelay(world);
  await until(() => world.said.length === 2, "both messages");
  deepStrictEqual(world.said.map(({ topic }) => topic), ["events.advice_given", "events.trade_executed"]);
  await until(async () => (await world.store.outbox.read(1)).length === 0, "the confirmation");
});

Deno.test("a strategy is silent about the bars before its start, and speaks with the first one after", async () => {
  await using world = await World.open();
  for (let minute = 0; minute < 20; minute++) world.keep(minute);
  await world.add({ id: "one", params: { every: 1, warm_up: 5 } });
  await using engine = await world.engine();
  await running(engine, "one");
  strictEqual(viewOf(engine, "one").totalSignals, 0);
  world.tell(20);
  await worked(engine, "one", 20);
  const [advice] = await journalOf(world.store).advice("one", 10);
  strictEqual(advice?.number, 1);
  match(wordsOf(advice?.reason), /^bar 6 of /);
});

Deno.test("a strategy of a user's file can neither read, write, run, connect nor look around", async () => {
  await using world = await World.open();
  await world.add({ id: "spy", kind: "spies.ts" });
  await using engine = await world.engine();
  await running(engine, "spy");
  world.tell(0);
  await worked(engine, "spy", 0);
  strictEqual(viewOf(engine, "spy").lastAdvice?.reason, "could: nothing");
});

Deno.test("what cannot be run is parked with a sentence, without touching its neighbour", async () => {
  await using world = await World.open();
  await world.add({ id: "good" });
  const wrong = [
    [{ id: "no_kind", kind: "nothing" }, /There is no strategy "nothing": use one of ma_cross/],
    [{ id: "no_params", kind: "ma_cross", params: { fast: -1 } }, /its parameters do not fit: fast/],
    [{ id: "no_sense", kind: "ma_cross", params: { fast: 9, slow: 3 } }, /fast \(9\) must be below slow/],
    [{ id: "no_frame", timeframe: "7m" }, /7m is no interval/],
    [{ id: "no_bars", timeframe: "1s" }, /Cannot make 1s bars out of 1m bars/],
    [{ id: "no_money", money: { startCash: -1 } }, /money\.startCash must be a number above 0/],
    [{ id: "no_model", money: { fillModel: "x" } }, /there is no fill model x/],
  ] as const;
  for (const [wish] of wrong) await world.add(wish);
  await using engine = await world.engine();
  for (const [{ id }, reason] of wrong) {
    await until(() => stateOf(engine, id) === "parked", `${id} parked`, 20_000);
    match(viewOf(engine, id).detail ?? "", reason);
  }
  await running(engine, "good");
  strictEqual(engine.status().totals.parked, wrong.length);
});

Deno.test("other parameters begin with fresh bars and keep the money", async () => {
  await using world = await World.open();
  await world.add({ id: "one", params: { every: 3 } });
  await using engine = await world.engine();
  await running(engine, "one");
  for (let minute = 0; minute < 8; minute++) world.tell(minute);
  await worked(engine, "one", 7);
  const before = viewOf(engine, "one");
  strictEqual(before.account?.trades, 1);
  await tableOf(world.store).change("one", { params: { every: 4 } });
  await until(() => viewOf(engine, "one").pid !== before.pid, "another process");
  await running(engine, "one");
  strictEqual(viewOf(engine, "one").account?.cash, before.account?.cash);
  for (let minute = 8; minute < 12; minute++) world.tell(minute);
  await worked(engine, "one", 11);
  match(wordsOf((await journalOf(world.store).advice("one", 1))[0]?.reason), /^bar 4 of /);
  strictEqual((await journalOf(world.store).advice("one", 1))[0]?.number, before.totalSignals + 1);
});

Deno.test("an engine ends within 2 s, with many strategies and bars on their way", async () => {
  await using world = await World.open();
  const ids = ["a", "b", "c", "d"];
  for (const id of ids) await world.add({ id });
  const engine = await world.engine();
  await running(engine, ...ids);
  for (let minute = 0; minute < 500; minute++) world.tell(minute);
  const clock = createSystemClock();
  const beganMs = clock.monotonic();
  await engine[Symbol.asyncDispose]();
  const tookMs = clock.monotonic() - beganMs;
  assertTrue(tookMs < 2_000, `${tookMs} ms`);
  await using again = await world.engine();
  await worked(again, "a", 499);
  strictEqual(viewOf(again, "a").totalSignals, 500);
  strictEqual(viewOf(again, "a").workedUntilMs, START_MS + 500 * MINUTE_MS);
});

Deno.test("the number of pieces of advice and the last one are of the same stored step, in view and note", async () => {
  await using world = await World.open();
  await world.add({ id: "one", params: { every: 2 } });
  const book = journalOf(world.store);
  const { table, journal } = world.store.strategies;
  let isSlow = false;
  await using engine = await world.engine({
    store: {
      table,
      journal: {
        load: (owner, id) => journal.load(owner, id),
        advice: (owner, asked) => journal.advice(owner, asked),
        equity: (owner, asked) => journal.equity(owner, asked),
        noteStatus: (owner, note) => journal.noteStatus(owner, note),
        save: async (owner, step) => {
          if (isSlow) await world.realClock.sleep(300);
          return await journal.save(owner, step);
        },
      },
    },
  });
  await running(engine, "one");
  isSlow = true;
  for (let minute = 0; minute < 4; minute++) {
    world.tell(minute);
    const beganMs = world.realClock.monotonic();
    while ((viewOf(engine, "one").workedUntilMs ?? 0) < START_MS + (minute + 1) * 60_000) {
      const { totalSignals, lastAdvice } = viewOf(engine, "one");
      strictEqual(
        wordsOf(lastAdvice?.reason).split(" ")[1],
        totalSignals === 0 ? undefined : `${2 * totalSignals}`,
      );
      assertTrue(world.realClock.monotonic() - beganMs < 10_000);
      await world.realClock.sleep(5);
    }
    const { totalSignals, lastAdvice } = viewOf(engine, "one");
    strictEqual(totalSignals, Math.floor((minute + 1) / 2));
    const noted = async () =>
      (await book.status("one"))?.status as Pick<StrategyView, "totalSignals" | "lastAdvice"> | undefined;
    await until(async () => (await noted())?.totalSignals === totalSignals, "the note");
    deepStrictEqual((await noted())?.lastAdvice?.reason, lastAdvice?.reason);
    strictEqual(
      wordsOf(lastAdvice?.reason).split(" ")[1],
      totalSignals === 0 ? undefined : `${2 * totalSignals}`,
    );
  }
});

Deno.test("a strategy to which nothing happens is noted once a minute, so that its note never looks forgotten", async () => {
  await using world = await World.open();
  await world.add({ id: "quiet", timeframe: "1d" });
  let aheadMs = 0;
  const realClock = {
    ...world.realClock,
    now: () => world.realClock.now() + aheadMs,
    monotonic: () => world.realClock.monotonic() + aheadMs,
  };
  await using engine = await world.engine({ realClock });
  await running(engine, "quiet");
  const notedAtMs = async () =>
    ((await journalOf(world.store).status("quiet"))?.status as { notedAtRealMs: number } | undefined)
      ?.notedAtRealMs ?? 0;
  await until(async () => await notedAtMs() > 0, "the first note");
  for (const minutes of [2, 4]) {
    aheadMs = minutes * 60_000;
    await until(
      async () => await notedAtMs() > world.realClock.now() + aheadMs - 60_000,
      `a note after ${minutes} minutes`,
    );
  }
});

Deno.test("when a strategy last worked is known again after a restart, also of one that is stopped", async () => {
  await using world = await World.open();
  await world.add({ id: "one" });
  {
    await using engine = await world.engine();
    await running(engine, "one");
    strictEqual(viewOf(engine, "one").lastUpdateMs, undefined);
    world.tell(0);
    await worked(engine, "one", 0);
  }
  const workedAtMs = world.nowMs;
  world.nowMs += 600_000;
  {
    await using engine = await world.engine();
    await running(engine, "one");
    strictEqual(viewOf(engine, "one").lastUpdateMs, workedAtMs);
  }
  await tableOf(world.store).stop("one", "leave");
  await using engine = await world.engine();
  strictEqual(viewOf(engine, "one").lastUpdateMs, workedAtMs);
  // Nobody in this run saw it stop.
  strictEqual(viewOf(engine, "one").stateSinceMs, undefined);
});

Deno.test("a user's file with the old name of onCandle gives advice, and the log names its line once, however often it starts", async () => {
  await using world = await World.open();
  await world.add({ id: "old", kind: "old_name.ts", params: { at: 2 } });
  await using engine = await world.engine();
  await running(engine, "old");
  const { pid } = viewOf(engine, "old");
  Deno.kill(pid ?? 0, "SIGKILL");
  await until(() => viewOf(engine, "old").pid !== pid, "another process");
  await running(engine, "old");
  for (const minute of [0, 1]) {
    world.tell(minute);
    await worked(engine, "old", minute);
  }
  strictEqual(viewOf(engine, "old").lastAdvice?.reason, "It is time.");
  const warnings = world.log.filter(({ event }) => event === "strategy_warned");
  deepStrictEqual(warnings.map(({ level }) => level), ["warning"]);
  match(warnings[0]?.message ?? "", /^old: .*old_name\.ts:16 has onBar, which is called onCandle now/);
  const { warning = "" } = viewOf(engine, "old");
  match(warning, /old_name\.ts:16 has onBar/, "whoever looks later is told too");
  match(toKoreanStrategyReason(warning), /old_name\.ts:16에 onBar가 있습니다.*onCandle/);
});

Deno.test("a user's file with both names is parked with a sentence", async () => {
  await using world = await World.open();
  await world.add({ id: "both", kind: "both_names.ts" });
  await using engine = await world.engine();
  await until(() => stateOf(engine, "both") === "parked", "the end of it");
  const { detail = "" } = viewOf(engine, "both");
  match(detail, /has onCandle and onBar, its old name; delete onBar/);
  match(toKoreanStrategyReason(detail), /both_names\.ts를 쓸 수 없음|onBar를 지우세요$/);
  doesNotMatch(toKoreanStrategyReason(detail), /Cannot|old name/);
});

Deno.test("an engine follows the strategies of its owner and leaves another's alone", async () => {
  await using world = await World.open();
  const { table } = world.store.strategies;
  const wish = { kind: "talks.ts", exchange: "upbit", symbol: "BTC/KRW", timeframe: "1m", params: {} };
  const rest = { money: {}, onStop: "leave", isActive: true } as const;
  await table.add("another", { id: "theirs", ...wish, ...rest, actor: { kind: "cli", id: "strategy" } });
  await using engine = await world.engine();
  deepStrictEqual(engine.status().strategies, []);
  await world.add({ id: "ours", isActive: false });
  await engine.poke();
  deepStrictEqual(engine.status().strategies.map(({ id, state }) => [id, state]), [["ours", "stopped"]]);
});

Deno.test("a running engine writes to the log what others change in the table, and nothing about its own start", async () => {
  await using world = await World.open();
  await world.add({ id: "old", isActive: false });
  await using engine = await world.engine();
  await world.add({ id: "new", isActive: false });
  await engine.poke();
  await tableOf(world.store).remove("new");
  await engine.poke();
  const lines = world.log.filter(({ event }) => /^strategy_(added|changed|removed)$/.test(event));
  deepStrictEqual(lines.map(({ event }) => event), ["strategy_added", "strategy_removed"]);
  match(lines[1]?.message ?? "", /^new is removed by operator \(test\): /);
});

Deno.test("a strategy that is removed and added again before its process has ended is taken up anew", async () => {
  await using world = await World.open();
  await world.add({ id: "one" });
  await using engine = await world.engine();
  await running(engine, "one");
  world.tell(0);
  await worked(engine, "one", 0);
  const { pid } = viewOf(engine, "one");
  await tableOf(world.store).remove("one");
  await engine.poke();
  await world.add({ id: "one" });
  await engine.poke();
  await until(
    () => stateOf(engine, "one") === "running" && viewOf(engine, "one").pid !== pid,
    "its successor",
    30_000,
  );
  strictEqual(viewOf(engine, "one").totalSignals, 0, "nothing is left of the one before");
  world.tell(1);
  await worked(engine, "one", 1);
});

Deno.test("a look at the strategies asks the memory of nothing, however often, running or stopped", async () => {
  await using world = await World.open();
  await world.add({ id: "runs" });
  await world.add({ id: "rests", isActive: false });
  const { table, journal } = world.store.strategies;
  let asked = 0;
  const count = <T>(answer: T): T => {
    asked++;
    return answer;
  };
  await using engine = await world.engine({
    store: {
      table: {
        changeCount: () => table.changeCount(),
        list: (owner) => count(table.list(owner)),
        removals: (owner, limit) => table.removals(owner, limit),
      },
      journal: {
        save: (owner, step) => journal.save(owner, step),
        noteStatus: (owner, note) => journal.noteStatus(owner, note),
        load: (owner, id) => count(journal.load(owner, id)),
        advice: (owner, rows) => count(journal.advice(owner, rows)),
        equity: (owner, rows) => count(journal.equity(owner, rows)),
      },
    },
  });
  await running(engine, "runs");
  world.tell(0);
  await worked(engine, "runs", 0);
  await until(() => viewOf(engine, "runs").equityCurve.length > 0, "the curve");
  const before = asked;
  for (let look = 0; look < 100; look++) strictEqual(engine.status().strategies.length, 2);
  strictEqual(asked, before);
  strictEqual(viewOf(engine, "rests").state, "stopped");
});
