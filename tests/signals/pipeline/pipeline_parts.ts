/** A pipeline over a real database, a judge that does as it is told, and a list of what went out. */
import type { Log } from "../../../src/core/log.ts";
import { silentLog } from "../../../src/core/log.ts";
import { kstDayOf } from "../../../src/core/kst.ts";
import { createUlids } from "../../../src/lib/ulid.ts";
import type { Judge, JudgeAnswer, JudgeQuestion } from "../../../src/signals/judges/judge.ts";
import type { OutgoingFacts, OutgoingPort } from "../../../src/signals/outgoing.ts";
import { SignalPipeline } from "../../../src/signals/pipeline/pipeline.ts";
import { readRule, type ReadyRule } from "../../../src/signals/rule_file/rule_spec.ts";
import { RULE_KINDS } from "../../../src/signals/rules/mod.ts";
import type { Firing } from "../../../src/signals/rules/rule.ts";
import { createSignalEvents } from "../../../src/signals/signal_events.ts";
import type { SignalRow } from "../../../src/signals/signal_store.ts";
import type { NewSignal, SignalJournal } from "../../../src/signals/signal_journal.ts";
import { toSignalRow } from "../../../src/signals/store/rows.ts";
import { INSERT } from "../../../src/signals/store/statements.ts";
import { openTempStore } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { factsAt, MOMENT, NOW_MS, piece } from "../signal_parts.ts";
import { openDatabase } from "../../../src/sqlite/driver.ts";
import type { Database } from "../../../src/sqlite/sql.ts";

export const CONFIRM: JudgeAnswer = {
  kind: "verdict",
  verdict: "CONFIRM",
  confidence: 86,
  reason: "악재가 없습니다",
};
export const REJECT: JudgeAnswer = {
  kind: "verdict",
  verdict: "REJECT",
  confidence: 62,
  reason: "지수 하락",
};

export interface Bench extends AsyncDisposable {
  readonly dir: string;
  readonly clock: ManualClock;
  readonly store: SignalJournal;
  readonly sent: OutgoingFacts[];
  readonly questions: JudgeQuestion[];
  readonly pipeline: SignalPipeline;
  /** What the judge does from now on; a function may wait. */
  answer: JudgeAnswer | (() => Promise<JudgeAnswer>);
  /** Another run of the program on the same database. */
  restart(): SignalPipeline;
  /** What the pairs of ticker and action look like to other programs. */
  claims(): Promise<readonly SignalRow[]>;
  /** Another program sends it. */
  sendElsewhere(ticker: string, action: string): Promise<void>;
}

export const rule = (change: object = {}): ReadyRule => {
  const reading = readRule({ id: "momentum", kind: "screener_momentum", ...change }, {
    kinds: RULE_KINDS,
    place: "it",
  });
  if (reading.kind === "faults") throw new Error(reading.faults.join());
  return reading.rule;
};

export function firing(change: Partial<Firing> = {}): Firing {
  return {
    occasion: "1",
    exchange: "krx",
    ticker: "005930",
    name: "삼성전자",
    action: "buy",
    signalClass: "buy",
    price: 71_300,
    changePct: 1.2,
    evidence: [piece({ fetchedAtMs: NOW_MS - 12_000, dataAtMs: NOW_MS - 12_000 })],
    ...change,
  };
}

export const STOP = {
  ticker: "035720",
  name: "카카오",
  action: "sell",
  signalClass: "sell_protective",
  price: 38_150,
} as const;

/** Fresh evidence at the clock's time. */
export function found(clock: ManualClock, firings: readonly Partial<Firing>[], change: object = {}) {
  const nowMs = clock.now();
  return {
    rule: rule(),
    ruleVersion: 1,
    firings: firings.map((one) =>
      firing({ evidence: [piece({ fetchedAtMs: nowMs - 12_000, dataAtMs: nowMs - 12_000 })], ...one })
    ),
    facts: factsAt(nowMs),
    moment: { ...MOMENT, nowMs },
    ...change,
  };
}

/** What the gate asks at the clock's time. */
export function momentAt(clock: ManualClock) {
  return { ...MOMENT, nowMs: clock.now() };
}

/** As an earlier version left it: written down, and never begun or skipped. */
export function fired(clock: ManualClock, change: Partial<NewSignal> = {}): NewSignal {
  const nowMs = clock.now();
  const { occasion: _, ...rest } = firing();
  return {
    ...rest,
    ...{ id: "01KAG0000000000000000000AA", owner: "owner", sender: "rules", ref: "r", rule: "momentum" },
    ...{ ruleKind: "screener_momentum", ruleVersion: 1, score: 80, threshold: 75, window: "trading_day" },
    ...{ firedAtMs: nowMs, validUntilMs: nowMs + 600_000 },
    ...change,
  };
}

/** Into the table itself: nobody leaves such a row any more. */
export function leaveFired(dir: string, signal: NewSignal): void {
  const day = kstDayOf(signal.firedAtMs);
  const row = toSignalRow(signal, { owner: "owner", day, state: "fired" });
  withDatabase(dir, (db) => void db.prepare(INSERT).run(...row));
}

/** Another connection to the same file: what it does is what a full disk or another program does. */
/** Another connection, through the SQLite in force: two of them in one process drop each other's locks. */
export function withDatabase(
  dir: string,
  work: (db: Database) => void,
): void {
  const db = openDatabase(`${dir}/signal_v2.db`);
  try {
    work(db);
  } finally {
    db.close();
  }
}

export async function openBench(
  options: { log?: Log; enqueue?: OutgoingPort["enqueue"]; ringFrom?: () => number | undefined } = {},
): Promise<Bench> {
  const clock = new ManualClock(NOW_MS);
  const opened = await openTempStore({ clock });
  const sent: OutgoingFacts[] = [];
  const questions: JudgeQuestion[] = [];
  const store = opened.store.signalJournalTo({
    enqueue: options.enqueue ?? ((_tx, facts) => sent.push(facts)),
  });
  const createId = createUlids(() => clock.now());
  const judge: Judge = {
    id: "told",
    what: "does as it is told",
    ask: (question) => {
      questions.push(question);
      return typeof bench.answer === "function" ? bench.answer() : Promise.resolve(bench.answer);
    },
  };
  const running: SignalPipeline[] = [];
  const start = () => {
    const events = createSignalEvents(options.log ?? silentLog);
    const pipeline = new SignalPipeline({
      ...{ owner: "owner", store, judge, clock, createId, events },
      ringFrom: options.ringFrom,
    });
    running.push(pipeline);
    return pipeline;
  };
  const bench: Bench = {
    ...{ clock, store, sent, questions, dir: opened.dir },
    pipeline: start(),
    answer: CONFIRM,
    restart: start,
    claims: () => opened.store.signals.list("owner", { limit: 9 }),
    sendElsewhere: (ticker, action) =>
      opened.store.signals.record("owner", {
        ticker,
        action,
        confidence: 0.5,
        actor: { kind: "cli", id: "other" },
      }),
    async [Symbol.asyncDispose]() {
      for (const pipeline of running) await pipeline[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
  return bench;
}
