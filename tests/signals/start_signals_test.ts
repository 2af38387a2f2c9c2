import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { createMemoryBus } from "../../src/bus/memory_bus.ts";
import { kstDayOf } from "../../src/core/kst.ts";
import type { Log } from "../../src/core/log.ts";
import { alwaysConfirm } from "../../src/signals/judges/always_confirm.ts";
import type { OutgoingFacts } from "../../src/signals/outgoing.ts";
import { RULE_KINDS } from "../../src/signals/rules/mod.ts";
import type { InboundFact } from "../../src/signals/rules/rule.ts";
import { type Signals, type SignalsOptions, startSignals } from "../../src/signals/start_signals.ts";
import type { SignalJournal } from "../../src/signals/signal_journal.ts";
import { openTempStore } from "../sqlite/temp_store.ts";
import { shippedCalendar } from "../support/calendars.ts";
import { ManualClock, settle } from "../support/manual_clock.ts";
import { HELD, NOW_MS, pollsAt } from "./signal_parts.ts";

interface Running extends AsyncDisposable {
  readonly clock: ManualClock;
  readonly sent: OutgoingFacts[];
  readonly lines: string[];
  readonly journal: SignalJournal;
  readonly bus: ReturnType<typeof createMemoryBus>;
  readonly signals: Signals;
  readonly rulesPath: string;
  polls: Parameters<typeof pollsAt>[1];
  start(): Promise<Signals>;
}

const calendar = shippedCalendar();

async function run(options: { rules?: unknown } & Partial<SignalsOptions> = {}): Promise<Running> {
  const clock = new ManualClock(NOW_MS);
  const opened = await openTempStore({ clock });
  const rulesPath = `${opened.dir}/rules.json`;
  if (options.rules !== undefined) Deno.writeTextFileSync(rulesPath, JSON.stringify(options.rules));
  const sent: OutgoingFacts[] = [];
  const lines: string[] = [];
  const log: Log = { write: (level, event, text) => void lines.push(`${level} ${event} ${text}`) };
  const journal = opened.store.signalJournalTo({ enqueue: (_tx, facts) => sent.push(facts) });
  const letters = { keep: () => Promise.resolve() };
  const bus = createMemoryBus({ clock, from: "test", deadLetters: letters, onFault: () => {} });
  const started: Signals[] = [];
  const start = async () => {
    const signals = await startSignals({
      ...{ owner: "owner", rulesPath, kinds: RULE_KINDS, judge: alwaysConfirm, journal, clock, log, bus },
      calendar: () => calendar,
      inbound: { key: undefined, secret: undefined },
      polls: () => pollsAt(clock.now() - 5_000, running.polls),
      candles: () => Promise.resolve([]),
      priceAt: () => Promise.resolve(undefined),
      ...options,
    });
    started.push(signals);
    return signals;
  };
  const running = {
    ...{ clock, sent, lines, journal, bus, rulesPath, start },
    polls: {} as Parameters<typeof pollsAt>[1],
    async [Symbol.asyncDispose]() {
      for (const signals of started) await signals[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
  return Object.assign(running, { signals: await start() });
}

const rules = (...all: object[]) => ({ rules: all });
const STOP_RULE = { id: "stop", kind: "holding_stop" };

Deno.test("without a file the built-in rules watch, and a holding at its stop is told of at the next poll, with no opinion of a judge that agrees with everything", async () => {
  await using running = await run();
  running.signals.onCycle();
  await running.signals.settled();
  deepStrictEqual(running.sent.map(({ rule, label, kind }) => `${label} ${rule} ${kind}`).toSorted(), [
    "S-1120-01 stop signal",
    "S-1120-02 momentum signal",
  ]);
  const { today, rules: count, rulesFrom, judge } = running.signals.reader.view();
  deepStrictEqual([today.fired, today.confirmed, count, rulesFrom, judge], [
    2,
    2,
    7,
    "the built-in rules",
    "always_confirm",
  ]);
});

Deno.test("a rule that is written into the file watches from the next look on, and a file with a slip changes nothing", async () => {
  await using running = await run({ rules: rules(STOP_RULE) });
  running.signals.onCycle();
  await running.signals.settled();
  strictEqual(running.signals.reader.view().rules, 1);
  Deno.writeTextFileSync(running.rulesPath, JSON.stringify(rules({ ...STOP_RULE, kind: "holding_stp" })));
  await running.clock.advance(2_000);
  running.signals.onCycle();
  await running.signals.settled();
  const view = running.signals.reader.view();
  match(view.problem ?? "", /did you mean holding_stop\?.*stay in use/);
  strictEqual(view.rules, 1);
  assertTrue(running.lines.some((line) => line.startsWith("error signal_rules_problem")));
  Deno.writeTextFileSync(
    running.rulesPath,
    JSON.stringify(rules(STOP_RULE, { id: "target", kind: "holding_target" })),
  );
  await running.clock.advance(2_000);
  running.signals.onWake();
  await running.signals.settled();
  deepStrictEqual([running.signals.reader.view().rules, running.signals.reader.view().problem], [
    2,
    undefined,
  ]);
});

Deno.test("a file that is gone does not take what protects with it", async () => {
  await using running = await run({ rules: rules(STOP_RULE) });
  Deno.removeSync(running.rulesPath);
  await running.clock.advance(2_000);
  running.signals.onCycle();
  await running.signals.settled();
  match(running.signals.reader.view().problem ?? "", /is gone.*The rules read before stay in use/);
  deepStrictEqual(running.sent.map(({ kind }) => kind), ["signal"]);
});

Deno.test("an alarm that another program adds watches from the next look on, and one that was told stays told after a restart", async () => {
  await using running = await run({ rules: rules() });
  const json = { id: "a1", kind: "price_level", params: { ticker: "035720", below: 38_200 } };
  strictEqual(await running.journal.addAlert("owner", { id: "a1", json }, NOW_MS), true);
  strictEqual(await running.journal.addAlert("owner", { id: "a1", json }, NOW_MS), false);
  for (let i = 0; i < 3; i++) {
    running.signals.onCycle();
    await running.signals.settled();
    await running.clock.advance(60_000);
  }
  const again = await running.start();
  again.onCycle();
  await again.settled();
  deepStrictEqual(running.sent.map(({ rule, action, label }) => [rule, action, label]), [[
    "a1",
    "notice",
    "S-1120-01",
  ]]);
  strictEqual(await running.journal.removeAlert("owner", "a1"), true);
});

Deno.test("advice of a strategy becomes a signal, and the same advice a second time does not", async () => {
  await using running = await run({ rules: rules({ id: "advice", kind: "strategy_advice" }) });
  const facts = {
    ...{ strategyId: "btc_ma", adviceId: "btc_ma:7", exchange: "upbit", symbol: "BTC/KRW", action: "sell" },
    ...{ confidence: 0.9, isLate: false, reason: "x", kind: "ma_cross" },
  };
  const message = { atMs: NOW_MS, facts };
  const tick = () =>
    running.bus.publish("market_data.upbit.btckrw", candle(100_000_000, running.clock.now()));
  await tick();
  await running.clock.advance(300);
  for (const id of ["a", "b"]) {
    let result: unknown;
    running.bus.publish("events.advice_given", message, { id }).then((told) => result = told);
    await until(running, () => result !== undefined);
    deepStrictEqual(result, { kind: "taken" });
    await running.signals.settled();
  }
  deepStrictEqual(running.sent.map(({ ticker, action, price }) => [ticker, action, price]), [[
    "BTC/KRW",
    "sell",
    100_000_000,
  ]]);
});

const candle = (close: number, atMs: number) => ({
  kind: "candle_open" as const,
  ...{ exchange: "upbit", symbol: "BTC/KRW", interval: "1m" as const, atMs, from: "stream" as const },
  candle: {
    openTimeMs: Math.floor(atMs / 60_000) * 60_000,
    open: close,
    high: close,
    low: close,
    close,
    volume: 1,
  },
});

async function until({ clock }: Running, isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isTrue(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await settle();
    await clock.advance(10);
  }
  assertTrue(isTrue());
}

Deno.test("a price that comes by a stream is looked at once a second, and an alarm at it rings", async () => {
  const level = {
    id: "btc",
    kind: "price_level",
    params: { exchange: "upbit", ticker: "BTC/KRW", above: 100 },
  };
  await using running = await run({ rules: rules(level) });
  for (const close of [98, 99, 101]) {
    await running.bus.publish("market_data.upbit.btckrw", candle(close, running.clock.now()));
    await running.clock.advance(1_000);
    await running.signals.settled();
  }
  await until(running, () => running.sent.length === 1);
  deepStrictEqual(running.sent.map(({ price, action }) => [price, action]), [[101, "notice"]]);
});

const sentIn = (change: Partial<InboundFact> = {}): InboundFact => ({
  ...{
    sender: "tradingview",
    ref: "tv-1",
    ticker: "005930",
    name: undefined,
    action: "buy",
    isProtective: false,
  },
  ...{ confidence: 0.9, price: undefined, asOfMs: NOW_MS, receivedAtMs: NOW_MS },
  ...change,
});

Deno.test("what another program sends is taken once by its ref, and told why when it is not sent on", async () => {
  await using running = await run({ rules: rules({ id: "inbound", kind: "inbound" }) });
  const { signals } = running;
  const first = await signals.receive(sentIn());
  const again = await signals.receive(sentIn());
  const other = await signals.receive(sentIn({ ref: "tv-2" }));
  const otherAgain = await signals.receive(sentIn({ ref: "tv-2" }));
  deepStrictEqual([first.kind, again.kind, first.signal?.id === again.signal?.id], [
    "accepted",
    "known",
    true,
  ]);
  deepStrictEqual([other, otherAgain].map((answer) => answer.kind === "refused" && answer.reason), [
    "duplicate",
    "duplicate",
  ]);
  const stale = await signals.receive(sentIn({ ref: "tv-3", ticker: "000660", asOfMs: NOW_MS - 3_600_000 }));
  strictEqual(stale.kind === "refused" && stale.reason, "stale");
  await signals.settled();
  strictEqual(running.sent.length, 1);
});

Deno.test("what the moment held back is tried anew under its ref, with the reason of now", async () => {
  await using running = await run({ rules: rules({ id: "inbound", kind: "inbound" }) });
  const { signals, journal, clock } = running;
  const pause = { ticker: "*", untilMs: clock.now() + 3_600_000, setAtMs: clock.now(), actor: "cli" };
  await journal.mute("owner", pause);
  const paused = await signals.receive(sentIn());
  await journal.unmute("owner", "*");
  await journal.mute("owner", { ...pause, ticker: "005930" });
  const muted = await signals.receive(sentIn());
  await journal.unmute("owner", "005930");
  const stale = await signals.receive(sentIn({ asOfMs: NOW_MS - 3_600_000 }));
  deepStrictEqual([paused, muted, stale].map((answer) => answer.kind === "refused" && answer.reason), [
    "paused",
    "muted",
    "stale",
  ]);
  const taken = await signals.receive(sentIn());
  const again = await signals.receive(sentIn());
  deepStrictEqual([taken.kind, again.kind], ["accepted", "known"]);
  const ids = [paused, muted, stale, taken, again].map(({ signal }) => signal?.id);
  strictEqual(new Set(ids).size, 1, "the sender knows it by one id");
  await signals.settled();
  strictEqual(running.sent.length, 1);
});

Deno.test("a ref of another ticker or another action is no repetition, taken or held back", async () => {
  await using running = await run({ rules: rules({ id: "inbound", kind: "inbound" }) });
  const { signals } = running;
  await signals.receive(sentIn());
  await signals.receive(sentIn({ ref: "tv-2", ticker: "000660", asOfMs: NOW_MS - 3_600_000 }));
  const others = [
    await signals.receive(sentIn({ ticker: "000660" })),
    await signals.receive(sentIn({ action: "sell" })),
    await signals.receive(sentIn({ ref: "tv-2", ticker: "035720" })),
  ];
  deepStrictEqual(others.map(({ kind }) => kind), ["other", "other", "other"]);
  await signals.settled();
  strictEqual(running.sent.length, 1);
});

Deno.test("a halt, a pause and mutes are shown with who set them, and no longer than they hold", async () => {
  await using running = await run();
  const { signals, journal, clock } = running;
  const quiet = async () => {
    signals.onWake();
    await signals.settled();
    return signals.reader.view().quiet;
  };
  deepStrictEqual(await quiet(), { buys: undefined, muted: [] });
  const setAtMs = clock.now();
  const by = { setAtMs, actor: '{"kind":"telegram","id":"7"}' };
  await journal.mute("owner", { ...by, ticker: "*", untilMs: setAtMs + 60_000 });
  await journal.mute("owner", { ...by, ticker: "005930", untilMs: setAtMs + 60_000 });
  const pause = { kind: "pause", sinceMs: setAtMs, untilMs: setAtMs + 60_000, by: "telegram" };
  deepStrictEqual(await quiet(), { buys: pause, muted: ["005930"] });
  await journal.mute("owner", { ...by, ticker: "!", untilMs: setAtMs + 86_400_000 });
  deepStrictEqual((await quiet())?.buys, { ...pause, kind: "halt", untilMs: undefined });
  await journal.unmute("owner", "!");
  await quiet();
  await clock.advance(61_000);
  deepStrictEqual(signals.reader.view().quiet, { buys: undefined, muted: [] });
});

Deno.test("without a rule that takes them, signals of other programs are refused", async () => {
  await using running = await run({ rules: rules(STOP_RULE) });
  const answer = await running.signals.receive(sentIn());
  strictEqual(answer.kind === "refused" && answer.reason, "no_rule");
});

Deno.test("nothing is looked at by a clock that cannot be right", async () => {
  await using running = await run();
  running.clock.setWall(0);
  running.signals.onCycle();
  await running.signals.settled();
  strictEqual(running.signals.reader.view().looks, 0);
});

Deno.test("a peak is raised by polls and outlives a restart", async () => {
  await using running = await run({
    rules: rules({ id: "trail", kind: "holding_trailing", params: { trailPct: 5 } }),
  });
  const holdings = (price: number) => ({ holdings: [{ ...HELD, pnlPct: 1, price }] });
  for (const price of [50_000, 49_000]) {
    running.polls = holdings(price);
    running.signals.onCycle();
    await running.signals.settled();
    await running.clock.advance(60_000);
  }
  running.polls = holdings(47_500);
  const again = await running.start();
  again.onCycle();
  await again.settled();
  deepStrictEqual(running.sent[0]?.evidence[0]?.numbers.peakPrice, 50_000);
});

Deno.test("looks of a day and what came nearest are counted on over a restart, and a failed write loses none", async () => {
  const momentum = (minScore: number) =>
    rules({ id: "momentum", kind: "screener_momentum", minScore, params: {} });
  await using running = await run({ rules: momentum(99) });
  const day = kstDayOf(NOW_MS);
  const look = async (signals: Signals) => {
    await running.clock.advance(1_000);
    signals.onCycle();
    await signals.settled();
  };
  await look(running.signals);
  await look(running.signals);
  const near = await running.signals.dayLooks.of(day);
  strictEqual(near.looks, 2);
  deepStrictEqual([near.nearest?.ticker, near.nearest?.action, near.nearest?.threshold], [
    "005930",
    "buy",
    99,
  ]);
  const { addLooks } = running.journal;
  Object.assign(running.journal, { addLooks: () => Promise.reject(new Error("the disk is full")) });
  await running.clock.advance(60_000);
  running.signals.onWake();
  await running.signals.settled();
  assertTrue(running.lines.some((line) => line.includes("Looks of the day: ")));
  Object.assign(running.journal, { addLooks });
  await running.signals[Symbol.asyncDispose]();
  const after = await running.start();
  await look(after);
  deepStrictEqual(await after.dayLooks.of(day), { looks: 3, nearest: near.nearest });
  deepStrictEqual(await after.dayLooks.of(day - 1), { looks: 0, nearest: undefined });
});

/** The stop of the holding is told; its first message is all that went out. */
async function runStopped() {
  const running = await run({ rules: rules(STOP_RULE) });
  running.signals.onCycle();
  await running.signals.settled();
  const [stop] = running.sent.splice(0);
  assertTrue(stop?.signalClass === "sell_protective");
  const wake = async (signals = running.signals) => {
    signals.onWake();
    await signals.settled();
  };
  return Object.assign(running, { stop, wake });
}

const HALF_HOUR_MS = 1_800_000;

Deno.test("a sell that somebody wished to be told of again comes once, with the price and the holding of then, across a restart", async () => {
  await using running = await runStopped();
  const { journal, clock, stop, wake } = running;
  const dueAtMs = clock.now() + HALF_HOUR_MS;
  for (const later of [0, 60_000]) {
    await journal.askAgainLater("owner", {
      signalId: stop.signalId,
      atMs: clock.now(),
      dueAtMs: dueAtMs + later,
    });
  }
  await clock.advance(HALF_HOUR_MS - 1_000);
  await wake();
  strictEqual(running.sent.length, 0);
  await clock.advance(2_000);
  running.polls = { holdings: [{ ...HELD, price: 37_500, pnlPct: -9 }] };
  await wake(await running.start());
  await wake();
  strictEqual(running.sent.length, 1);
  const [again] = running.sent;
  deepStrictEqual([again?.kind, again?.ring, again?.price, again?.firedAtMs], [
    "reminder",
    true,
    37_500,
    clock.now(),
  ]);
  deepStrictEqual(again?.first, { firedAtMs: stop.firedAtMs, price: 38_150 });
  strictEqual(again?.holding !== "unknown" && again?.holding?.pnlPct, -9);
  strictEqual((await journal.followUp("owner", stop.signalId)).again?.toldAtMs, clock.now());
});

Deno.test("who wishes to be told again is told, also after another person took note of it", async () => {
  await using running = await runStopped();
  const { journal, clock, stop: { signalId }, wake } = running;
  const actor = { kind: "telegram", id: "888" } as const;
  await journal.see("owner", { signalId, atMs: clock.now(), actor });
  const wish = { signalId, atMs: clock.now(), dueAtMs: clock.now() + HALF_HOUR_MS };
  await journal.askAgainLater("owner", wish);
  await clock.advance(HALF_HOUR_MS);
  await wake();
  deepStrictEqual(running.sent.map(({ kind }) => kind), ["reminder"]);
  // A wish that comes after it brings nothing, and takes back nothing.
  await journal.see("owner", { signalId, atMs: clock.now(), actor });
  await journal.askAgainLater("owner", { ...wish, dueAtMs: clock.now() });
  await wake();
  strictEqual(running.sent.length, 1);
  deepStrictEqual((await journal.followUp("owner", signalId)).seen, { atMs: clock.now(), by: actor });
});

Deno.test("it is not told again when somebody took note of it, when the shares are sold, or hours late", async () => {
  const cases = ["seen", "sold", "late"] as const;
  for (const what of cases) {
    await using running = await runStopped();
    const { journal, clock, stop, wake } = running;
    const signalId = stop.signalId;
    await journal.askAgainLater("owner", {
      signalId,
      atMs: clock.now(),
      dueAtMs: clock.now() + HALF_HOUR_MS,
    });
    const actor = { kind: "telegram", id: "777" } as const;
    if (what === "seen") await journal.see("owner", { signalId, atMs: clock.now(), actor });
    if (what === "sold") running.polls = { holdings: [] };
    await clock.advance(what === "late" ? 5 * 3_600_000 : HALF_HOUR_MS);
    await wake();
    deepStrictEqual(running.sent, [], what);
  }
});
