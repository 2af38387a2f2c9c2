import { kstDayOf, kstDayStartMs, MINUTE_MS, readTimeOfDay } from "../core/kst.ts";
import { isSimulatedSessionDay } from "./stock_api/session.ts";

export interface DemoSignal {
  /** `HH:MM` KST. */
  readonly at: string;
  readonly ticker: string;
  readonly name: string;
  readonly action: "BUY" | "SELL";
  /** 0 to 1. */
  readonly confidence: number;
  /** A stop, of a share that is held: the demo takes the weakest one for which none went out. */
  readonly isProtective?: true;
  /** What the demo wants to show with it. */
  readonly shows: string;
}

export interface DueSignal extends DemoSignal {
  /** Epoch milliseconds UTC. */
  readonly dueAtMs: number;
}

/** Example signals of every session day, in order of time. No strategy made them; they are a script. */
export const DEMO_SIGNALS: readonly DemoSignal[] = [
  {
    at: "09:20",
    ticker: "005930",
    name: "삼성전자",
    action: "BUY",
    confidence: 0.82,
    shows: "first of the day",
  },
  {
    at: "09:26",
    ticker: "005930",
    name: "삼성전자",
    action: "BUY",
    confidence: 0.84,
    shows: "the 24 h rule",
  },
  {
    at: "09:40",
    ticker: "035720",
    name: "카카오",
    action: "SELL",
    confidence: 0.71,
    shows: "another ticker",
  },
  {
    at: "09:55",
    ticker: "005930",
    name: "삼성전자",
    action: "SELL",
    confidence: 0.66,
    shows: "another action",
  },
  {
    at: "10:10",
    ticker: "000660",
    name: "SK하이닉스",
    action: "BUY",
    confidence: 0.77,
    shows: "another ticker",
  },
  {
    at: "10:31",
    ticker: "051910",
    name: "LG화학",
    action: "SELL",
    confidence: 0.9,
    isProtective: true,
    shows: "a stop while the stock API is out",
  },
  {
    at: "10:32",
    ticker: "035720",
    name: "카카오",
    action: "SELL",
    confidence: 0.73,
    shows: "24 h, in an outage",
  },
  {
    at: "11:20",
    ticker: "373220",
    name: "LG에너지솔루션",
    action: "SELL",
    confidence: 0.69,
    shows: "another ticker",
  },
  {
    at: "13:30",
    ticker: "012450",
    name: "한화에어로스페이스",
    action: "BUY",
    confidence: 0.8,
    shows: "afternoon",
  },
  {
    at: "14:50",
    ticker: "000660",
    name: "SK하이닉스",
    action: "BUY",
    confidence: 0.79,
    shows: "the 24 h rule",
  },
];

/**
 * The signals whose time lies after `fromMs` and not after `toMs`, in order of time. Asking with the last
 * `toMs` as the next `fromMs` gives each exactly once, however long the gaps are.
 *
 * @throws {RangeError} when a bound is not a finite number.
 */
export function signalsDueBetween(fromMs: number, toMs: number): readonly DueSignal[] {
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) {
    throw new RangeError(`Cannot list signals between ${fromMs} and ${toMs}: both must be finite`);
  }
  const due: DueSignal[] = [];
  for (let day = kstDayOf(fromMs); day <= kstDayOf(toMs); day++) {
    if (!isSimulatedSessionDay(day)) continue;
    for (const signal of DEMO_SIGNALS) {
      const minutes = readTimeOfDay(signal.at);
      if (minutes === undefined) throw new RangeError(`Cannot read a signal: ${signal.at} is not HH:MM`);
      const dueAtMs = kstDayStartMs(day) + minutes * MINUTE_MS;
      if (dueAtMs > fromMs && dueAtMs <= toMs) due.push({ ...signal, dueAtMs });
    }
  }
  return due;
}
