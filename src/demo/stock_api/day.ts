import { kstDayOf, MINUTE_MS, readTimeOfDay } from "../../core/kst.ts";
import { isSimulatedSessionDay, kstTimeOfDayMs } from "./session.ts";

export const ENDPOINTS = ["portfolio", "news_sentiment", "screener_preview"] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** What a fault does to an answer. `delayMs` and `ageMs` pass on the simulated clock. */
export type FaultEffect =
  | { readonly kind: "status"; readonly status: 429 | 502 | 503; readonly retryAfterS?: number }
  /** The promised length, then half of the body, then the end of the connection. */
  | { readonly kind: "cut_body" }
  /** Status 200 and a page for people. */
  | { readonly kind: "login_page" }
  /** Status 200 and `{"error": …}`. */
  | { readonly kind: "error_payload" }
  | { readonly kind: "slow"; readonly delayMs: number }
  /** A good answer that was true `ageMs` ago, and says so in `as_of`. */
  | { readonly kind: "old_data"; readonly ageMs: number }
  /** Every connection is closed without a byte of response, whatever it asks for. */
  | { readonly kind: "outage" };

export interface DayFault {
  readonly id: string;
  /** `HH:MM` KST, inclusive. */
  readonly from: string;
  /** `HH:MM` KST, exclusive. */
  readonly to: string;
  /** An outage concerns all of them: it happens before anybody knows what is asked. */
  readonly endpoints: readonly Endpoint[];
  readonly effect: FaultEffect;
  /** Only the first request of each endpoint in the window is hit. */
  readonly once: boolean;
  /** For the log of the demo. */
  readonly sentence: string;
}

/** What goes wrong on every session day of the demo, in order of time. */
export const SIMULATED_DAY: readonly DayFault[] = [
  {
    id: "one_503",
    from: "09:03",
    to: "09:04",
    endpoints: ["portfolio"],
    effect: { kind: "status", status: 503 },
    once: true,
    sentence: "The portfolio answers 503 once; a retry gets it.",
  },
  {
    id: "rate_limited",
    from: "09:07",
    to: "09:08",
    endpoints: ["portfolio"],
    effect: { kind: "status", status: 429, retryAfterS: 2 },
    once: true,
    sentence: "The portfolio answers 429 once and asks for 2 s of silence.",
  },
  {
    id: "cut_portfolio",
    from: "09:12",
    to: "09:14",
    endpoints: ["portfolio"],
    effect: { kind: "cut_body" },
    once: false,
    sentence: "Every portfolio answer is cut in the middle, so only stale data can be served.",
  },
  {
    id: "login_page",
    from: "09:17",
    to: "09:18",
    endpoints: ["news_sentiment"],
    effect: { kind: "login_page" },
    once: false,
    sentence: "The news endpoint answers 200 with an HTML login page.",
  },
  {
    id: "slow_answers",
    from: "09:22",
    to: "09:23",
    endpoints: ENDPOINTS,
    effect: { kind: "slow", delayMs: 3_000 },
    once: false,
    sentence: "Every answer takes 3 s, which is slow but good.",
  },
  {
    id: "outage",
    from: "10:30",
    to: "10:35",
    endpoints: ENDPOINTS,
    effect: { kind: "outage" },
    once: false,
    sentence: "The server is out for five minutes: every connection is closed without an answer.",
  },
  {
    id: "error_payload",
    from: "11:15",
    to: "11:16",
    endpoints: ["screener_preview"],
    effect: { kind: "error_payload" },
    once: false,
    sentence: "The screener answers 200 with an error object where the results should be.",
  },
  {
    id: "too_slow",
    from: "11:40",
    to: "11:42",
    endpoints: ["news_sentiment"],
    effect: { kind: "slow", delayMs: 30_000 },
    once: false,
    sentence: "The news endpoint takes 30 s of simulated time to answer.",
  },
  {
    id: "bad_gateway",
    from: "13:05",
    to: "13:07",
    endpoints: ENDPOINTS,
    effect: { kind: "status", status: 502 },
    once: false,
    sentence: "All three endpoints answer 502 for two minutes.",
  },
  {
    id: "old_data",
    from: "14:10",
    to: "14:25",
    endpoints: ["portfolio"],
    effect: { kind: "old_data", ageMs: 40 * MINUTE_MS },
    once: false,
    sentence: "The portfolio answers in time, but its data is 40 min old.",
  },
];

/** The faults in force at an instant, in the order of the script; none at weekends. */
export function faultsAt(atMs: number, faults: readonly DayFault[] = SIMULATED_DAY): readonly DayFault[] {
  if (!isSimulatedSessionDay(kstDayOf(atMs))) return [];
  const timeOfDayMs = kstTimeOfDayMs(atMs);
  return faults.filter((fault) => toMs(fault.from) <= timeOfDayMs && timeOfDayMs < toMs(fault.to));
}

/** @throws {RangeError} for anything but `HH:MM`. */
function toMs(timeOfDay: string): number {
  const minutes = readTimeOfDay(timeOfDay);
  if (minutes === undefined) throw new RangeError(`Cannot read a fault: ${timeOfDay} is not HH:MM`);
  return minutes * MINUTE_MS;
}
