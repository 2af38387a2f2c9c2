/** Facts, a store and notifiers that stand against loopback servers, on a clock that moves when nothing else does. */
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore } from "../../src/app/data/store.ts";
import { type Clock, createSystemClock } from "../../src/core/clock.ts";
import type { Log, LogFields, LogLevel } from "../../src/core/log.ts";
import type {
  BuyFacts,
  DiscretionarySellFacts,
  ProtectiveSellFacts,
} from "../../src/notifiers/message_facts.ts";
import {
  type NotifierParts,
  type NotifierSettings,
  startNotifiers,
} from "../../src/notifiers/start_notifiers.ts";
import { makeTempDir } from "../sqlite/temp_store.ts";
import { ManualClock } from "../support/manual_clock.ts";
import { BOT_TOKEN } from "../support/telegram_server.ts";
import { OFFICE_SECRET } from "../support/webhook_receiver.ts";

export const CHAT = "777";
export const START = "2026-11-20T09:20:08+09:00";
export const at = (time: string) => Date.parse(`2026-11-20T${time}+09:00`);

const COMMON = {
  venue: undefined,
  firedAtMs: at("09:20:08"),
  unseen: [],
  holding: undefined,
} as const;

export function buy(change: Partial<BuyFacts> = {}): BuyFacts {
  return {
    ...COMMON,
    kind: "buy",
    label: "S-1120-03",
    name: "삼성전자",
    ticker: "005930",
    priceKrw: 71_300,
    changePct: 1.2,
    ruleScore: 82,
    judge: { kind: "confirmed", confidence: 86, model: "qwen3:8b" },
    reasons: ["스크리너 3위, 점수 0.81", "거래대금 20일 평균의 2.1배", "뉴스 7건: 긍정 5 · 부정 1"],
    validUntilMs: at("09:30:00"),
    ages: [{ of: "price", ageMs: 12_000 }, { of: "news", ageMs: 240_000 }],
    unseen: ["disclosure"],
    ...change,
  };
}

export function protectiveSell(change: Partial<ProtectiveSellFacts> = {}): ProtectiveSellFacts {
  return {
    ...COMMON,
    kind: "sell_protective",
    label: "S-1120-04",
    name: "카카오",
    ticker: "035720",
    priceKrw: 38_150,
    changePct: -3.4,
    trigger: "stop",
    holding: { units: 120, averageKrw: 41_200, pnlPct: -7.4, pnlKrw: -366_000 },
    reasons: ["손절선 −7.0% 아래로 내려감 (09:19:52)"],
    ages: [{ of: "price", ageMs: 16_000 }, { of: "portfolio", ageMs: 41_000 }],
    opinion: undefined,
    ...change,
  };
}

export function sell(change: Partial<DiscretionarySellFacts> = {}): DiscretionarySellFacts {
  return {
    ...COMMON,
    kind: "sell_discretionary",
    label: "S-1120-06",
    name: "한화에어로스페이스",
    ticker: "012450",
    priceKrw: 361_500,
    changePct: 2.7,
    firedAtMs: at("09:20:31"),
    trigger: "target",
    holding: { units: 5, averageKrw: undefined, pnlPct: 15.3, pnlKrw: 240_000 },
    reasons: ["목표 +15% 도달", "RSI 74"],
    judge: { kind: "silent", waitedMs: 8_000 },
    ages: [{ of: "price", ageMs: 9_000 }, { of: "portfolio", ageMs: 33_000 }],
    ...change,
  };
}

export interface LogLine {
  readonly level: LogLevel;
  readonly event: string;
  readonly message: string;
  readonly fields: LogFields | undefined;
}

/** Counts what waits for the world outside: while it does, the clock of the test stands still. */
export class OutsideClock extends ManualClock {
  outside = 0;
  override readonly real: Clock;

  constructor(start: number | string) {
    super(start);
    const system = createSystemClock();
    const clock: Clock = {
      now: () => system.now(),
      monotonic: () => system.monotonic(),
      sleep: async (ms, signal) => {
        // Longer ones wait for no answer.
        if (ms > 60_000) return await system.sleep(ms, signal);
        this.outside++;
        try {
          await system.sleep(ms, signal);
        } finally {
          this.outside--;
        }
      },
      get real() {
        return clock;
      },
    };
    this.real = clock;
  }

  /** Lets everything run, moving time only when nothing else is left, until `isDone`. */
  async until(isDone: () => boolean | Promise<boolean>, mostMs = 24 * 3_600_000): Promise<void> {
    const endMs = this.monotonic() + mostMs;
    for (let idle = 0; !await isDone(); idle++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.outside > 0) idle = 0;
      if (idle < 8 || this.sleeping === 0) continue;
      if (this.monotonic() > endMs) throw new Error(`Not done within ${mostMs} ms of the test's time`);
      await this.advanceToNext();
      idle = 0;
    }
  }

  /** So much time, step by step. */
  async pass(ms: number): Promise<void> {
    const endMs = this.monotonic() + ms;
    await Promise.race([this.sleep(ms), this.until(() => this.monotonic() >= endMs)]);
    await this.until(() => this.monotonic() >= endMs);
  }
}

export async function openMessages(clock: Clock, dir?: string) {
  const temp = dir === undefined ? makeTempDir() : undefined;
  const path = dir ?? temp?.path ?? "";
  const file = await openSignalFile({ dir: path, clock: clock.real });
  const store = createStore(file, { clock: { ...clock.real, now: () => clock.now(), real: clock.real } });
  return {
    ...{ db: file.db, dir: path, messages: store.messages },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      temp?.[Symbol.dispose]();
    },
  };
}

export interface Setup {
  readonly telegramUrl?: string;
  readonly officeUrl?: string;
  readonly chats?: readonly string[];
  readonly settings?: Partial<NotifierSettings>;
  readonly waits?: NotifierParts["waits"];
  readonly pricesNow?: NotifierParts["pricesNow"];
  readonly findUnwanted?: NotifierParts["findUnwanted"];
  readonly dir?: string;
  readonly isFirst?: boolean;
  readonly start?: string;
  readonly timeoutMs?: number;
}

/** The whole of it. `timeoutMs` counts in real time, so a test that needs one pays for it. */
export async function startTestNotifiers(setup: Setup) {
  const clock = new OutsideClock(setup.start ?? START);
  const opened = await openMessages(clock, setup.dir);
  const lines: LogLine[] = [];
  const log: Log = {
    write: (level, event, message, fields) => void lines.push({ level, event, message, fields }),
  };
  const bugs: string[] = [];
  const outcomes: string[] = [];
  const states: string[] = [];
  const { timeoutMs = 5_000, chats = [CHAT], waits = {}, pricesNow, findUnwanted } = setup;
  const notifiers = startNotifiers({
    order: ["telegram", "webhook"],
    quiet: undefined,
    ringsPer5Min: 5,
    hidesAmounts: false,
    lang: "ko",
    telegram: setup.telegramUrl === undefined
      ? undefined
      : { url: setup.telegramUrl, token: BOT_TOKEN, timeoutMs, chats },
    office: setup.officeUrl === undefined
      ? undefined
      : { url: setup.officeUrl, secret: OFFICE_SECRET, timeoutMs },
    ...setup.settings,
  }, {
    ...{ store: opened.messages, clock, log, isFirst: setup.isFirst ?? false },
    // Rows of other processes are no matter here, and each look costs the test a step.
    waits: { idleMs: 60_000, ...waits },
    ...(pricesNow === undefined ? {} : { pricesNow }),
    ...(findUnwanted === undefined ? {} : { findUnwanted }),
    events: {
      delivery: ({ outcome }) => void outcomes.push(outcome),
      ring() {},
      state: ({ channel, state }) => void states.push(`${channel} ${state}`),
      bug: ({ reason }) => void bugs.push(reason),
    },
  });
  const rows = async () => (await opened.messages.browse({ state: undefined, limit: 1_000 })).toReversed();
  const isSettled = async () =>
    (await rows()).every(({ state, isGivenUp }) =>
      isGivenUp || !["queued", "sending", "unknown", "resend"].includes(state)
    );
  return {
    ...{
      clock,
      notifiers,
      lines,
      bugs,
      outcomes,
      states,
      rows,
      store: opened.messages,
      db: opened.db,
      dir: opened.dir,
    },
    /** Until every row is at its end. */
    settle: (mostMs?: number) => clock.until(isSettled, mostMs),
    async [Symbol.asyncDispose]() {
      let isDone = false;
      const disposing = notifiers[Symbol.asyncDispose]().then(() => isDone = true);
      await clock.until(() => isDone);
      await disposing;
      await opened[Symbol.asyncDispose]();
    },
  };
}
