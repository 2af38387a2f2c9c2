/** What other programs and strategies send while the memory cannot write: taken when it is sent again, and not before. */
import { deepStrictEqual, match, ok as assertTrue } from "node:assert/strict";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import type { Log } from "../../src/core/log.ts";
import { alwaysConfirm } from "../../src/signals/judges/always_confirm.ts";
import type { OutgoingFacts } from "../../src/signals/outgoing.ts";
import { RULE_KINDS } from "../../src/signals/rules/mod.ts";
import { type Signals, startSignals } from "../../src/signals/start_signals.ts";
import type { SignalJournal } from "../../src/signals/signal_journal.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { shippedCalendar } from "../support/calendars.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { fired, leaveFired, withDatabase } from "./pipeline/pipeline_parts.ts";
import { NOW_MS, pollsAt } from "./signal_parts.ts";

interface Running extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly dir: string;
  readonly sent: OutgoingFacts[];
  readonly lines: string[];
  readonly journal: SignalJournal;
  readonly bus: ReturnType<typeof createMemoryBus>;
  signals: Signals;
  restart(): Promise<void>;
}

const calendar = shippedCalendar();

async function run(rule: object): Promise<Running> {
  const clock = new ManualClock(NOW_MS);
  const opened = await openTempStore({ clock });
  const { dir } = opened;
  const rulesPath = `${dir}/rules.json`;
  Deno.writeTextFileSync(rulesPath, JSON.stringify({ rules: [rule] }));
  const sent: OutgoingFacts[] = [];
  const lines: string[] = [];
  const log: Log = { write: (level, event, text) => void lines.push(`${level} ${event} ${text}`) };
  const journal = opened.store.signalJournalTo({ enqueue: (_tx, facts) => sent.push(facts) });
  const letters = { keep: () => Promise.resolve() };
  const bus = createMemoryBus({ clock, from: "test", deadLetters: letters, onFault: () => {} });
  const start = () =>
    startSignals({
      ...{ owner: "owner", rulesPath, kinds: RULE_KINDS, judge: alwaysConfirm, journal, clock, log, bus },
      calendar: () => calendar,
      inbound: { key: undefined, secret: undefined },
      polls: () => pollsAt(clock.now() - 5_000),
      candles: () => Promise.resolve([]),
      priceAt: () => Promise.resolve(undefined),
    });
  const running: Running = {
    ...{ clock, dir, sent, lines, journal, bus },
    signals: await start(),
    async restart() {
      await running.signals[Symbol.asyncDispose]();
      running.signals = await start();
      await running.signals.settled();
    },
    async [Symbol.asyncDispose]() {
      await running.signals[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
  return running;
}

/** Questions to a judge cannot be written down: the last write of what begins. @returns what ends it. */
function fillDisk({ dir }: Running): () => void {
  const sql = `CREATE TRIGGER broken BEFORE INSERT ON agent_decisions
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`;
  withDatabase(dir, (db) => db.exec(sql));
  return () => withDatabase(dir, (db) => db.exec("DROP TRIGGER broken"));
}

const statesOf = async ({ journal }: Running) =>
  (await journal.list("owner", { limit: 20 })).map(({ state }) => state);

const request = {
  isTrusted: true,
  text: JSON.stringify({ ticker: "005930", action: "buy", confidence: 0.9, ref: "r-1" }),
};

Deno.test("a signal of another program that could not be begun is begun when it is sent again, as its sender was told", async () => {
  await using running = await run({ id: "inbound", kind: "inbound" });
  const mend = fillDisk(running);
  const first = await running.signals.takeRequest(request);
  deepStrictEqual([first.status, await statesOf(running)], [503, []]);
  mend();
  const again = await running.signals.takeRequest(request);
  await settled(running);
  const known = await running.signals.takeRequest(request);
  deepStrictEqual([again.status, known.status], [202, 200]);
  deepStrictEqual(running.sent.map(({ ticker, kind }) => [ticker, kind]), [["005930", "signal"]]);
});

Deno.test("fault 34: a signal that can never be written down is put aside when it is sent again, and the next one goes on", async () => {
  await using running = await run({ id: "inbound", kind: "inbound" });
  const sql = `CREATE TRIGGER poison BEFORE INSERT ON agent_decisions
    WHEN (SELECT ticker FROM signal WHERE id = new.signal_id) = '005930'
    BEGIN SELECT RAISE(ABORT, 'this one never'); END`;
  withDatabase(running.dir, (db) => db.exec(sql));
  const [first, again] = [
    await running.signals.takeRequest(request),
    await running.signals.takeRequest(request),
  ];
  deepStrictEqual([first.status, again.status], [503, 409]);
  deepStrictEqual("reason" in again && again.reason, "failed");
  const text = JSON.stringify({ ticker: "000660", action: "buy", confidence: 0.9, ref: "r-2" });
  const next = await running.signals.takeRequest({ ...request, text });
  await settled(running);
  deepStrictEqual([next.status, running.sent.map(({ ticker }) => ticker)], [202, ["000660"]]);
});

Deno.test("a signal that an earlier version wrote down and never began is begun when it is sent again", async () => {
  await using running = await run({ id: "inbound", kind: "inbound" });
  leaveFired(running.dir, fired(running.clock, { sender: "api", ref: "r-1" }));
  const first = await running.signals.takeRequest(request);
  const { sender = "" } = (await running.journal.list("owner", { limit: 1 }))[0] ?? {};
  await settled(running);
  deepStrictEqual([sender, first.status, await statesOf(running)], ["api", 202, ["queued"]]);
});

Deno.test("a muted signal of another program stays unsent over failures, repetitions and a restart", async () => {
  await using running = await run({ id: "inbound", kind: "inbound" });
  const mute = { ticker: "005930", untilMs: NOW_MS + 3_600_000, setAtMs: NOW_MS, actor: "telegram:1" };
  await running.journal.mute("owner", mute);
  const sql = (on: string) =>
    `CREATE TRIGGER broken_${on} BEFORE ${on} ON signal WHEN new.state = 'skipped'
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`;
  withDatabase(running.dir, (db) => {
    for (const on of ["INSERT", "UPDATE"]) db.exec(sql(on));
  });
  const first = await running.signals.takeRequest(request);
  withDatabase(running.dir, (db) => {
    for (const on of ["INSERT", "UPDATE"]) db.exec(`DROP TRIGGER broken_${on}`);
  });
  const again = await running.signals.takeRequest(request);
  deepStrictEqual([first.status, again.status, await statesOf(running)], [503, 409, ["skipped"]]);
  await running.restart();
  deepStrictEqual(running.sent, []);
});

const advice = (atMs: number) => ({
  atMs,
  facts: {
    ...{ strategyId: "btc_ma", adviceId: "btc_ma:7", exchange: "upbit", symbol: "BTC/KRW", action: "sell" },
    ...{ confidence: 0.9, isLate: false, reason: "x", kind: "ma_cross" },
  },
});

async function until({ clock }: Running, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  let is = await isTrue();
  for (let i = 0; i < 400 && !is; i++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await settle();
    await clock.advance(10);
    is = await isTrue();
  }
  assertTrue(is);
}

/** Whatever waits for a try again waits on the simulated clock, so that it must go on. */
async function settled(running: Running): Promise<void> {
  let isSettled = false;
  running.signals.settled().then(() => isSettled = true);
  await until(running, () => isSettled);
}

async function givePrice({ bus, clock }: Running): Promise<void> {
  const atMs = clock.now();
  const price = { open: 100, high: 100, low: 100, close: 100, volume: 1 };
  await bus.publish("market_data.upbit.btckrw", {
    kind: "candle_open",
    ...{ exchange: "upbit", symbol: "BTC/KRW", interval: "1m", atMs, from: "stream" },
    candle: { openTimeMs: Math.floor(atMs / 60_000) * 60_000, ...price },
  });
  await clock.advance(300);
}

Deno.test("a strategy's advice is not taken before its signal has begun", async () => {
  await using running = await run({ id: "advice", kind: "strategy_advice" });
  await givePrice(running);
  const mend = fillDisk(running);
  let result: unknown;
  running.bus.publish("events.advice_given", advice(NOW_MS), { id: "a" }).then((told) => result = told);
  await until(running, () => running.lines.some((line) => /disk is full/.test(line)));
  deepStrictEqual([result, await statesOf(running)], [undefined, []]);
  mend();
  await until(running, () => result !== undefined);
  await settled(running);
  deepStrictEqual([result, await statesOf(running)], [{ kind: "taken" }, ["queued"]]);
  deepStrictEqual(running.sent.map(({ ticker, action }) => [ticker, action]), [["BTC/KRW", "sell"]]);
});

Deno.test("a strategy's advice that comes under a clock that cannot be right waits for one that can", async () => {
  await using running = await run({ id: "advice", kind: "strategy_advice" });
  await givePrice(running);
  running.clock.setWall(0);
  let result: unknown;
  running.bus.publish("events.advice_given", advice(NOW_MS), { id: "a" }).then((told) => result = told);
  await until(running, () => running.lines.some((line) => /Advice waits for a right time/.test(line)));
  deepStrictEqual(result, undefined);
  running.clock.setWall(NOW_MS + 1_000);
  await until(running, () => result !== undefined);
  await settled(running);
  deepStrictEqual([result, running.sent.length], [{ kind: "taken" }, 1]);
});

Deno.test("a signal that nobody is at is taken up while the program runs, and ends when its time is over", async () => {
  await using running = await run({ id: "inbound", kind: "inbound" });
  await running.clock.advance(60_000);
  const { clock } = running;
  leaveFired(running.dir, fired(clock, { sender: "a" }));
  const over = { firedAtMs: NOW_MS - 900_000, validUntilMs: NOW_MS };
  leaveFired(
    running.dir,
    fired(clock, { id: "01KAG0000000000000000000AB", sender: "b", ticker: "000660", ...over }),
  );
  running.signals.onWake();
  await settled(running);
  deepStrictEqual(await statesOf(running), ["queued", "expired"]);
  match(running.lines.join("\n"), /000660.*not sent in its time: left_behind/);
});
