import type { PollWindow } from "../calendar/poll_plan.ts";
import { kstDayOf, kstDayStartMs, MINUTE_MS } from "../core/kst.ts";
import { ageAt, type Now, shownAt } from "../core/stamp.ts";
import { lastSuccessOf } from "./poll/state.ts";
import type { SourceFacts, SourceFailure, SourceState, SourceView } from "./stock_view.ts";

export interface FreshnessMoment extends Now {
  readonly window: PollWindow;
  /** When today's polling began; only meaningful inside a window. */
  readonly windowsOpenedAtMs: number;
  readonly staleLimitMs: number;
  readonly configured: boolean;
  /** Our clock minus the upstream's, where that is more than clocks may differ by. */
  readonly upstreamSkewMs?: number;
}

/** Judges one source at one moment. Pure: the same facts at the same moment give the same verdict. */
export function assessFreshness(recorded: SourceFacts, moment: FreshnessMoment): SourceView {
  const facts = toShown(recorded, moment);
  const last = lastSuccessOf(recorded);
  const ageMs = last && ageAt(last, moment);
  const failed = facts.consecutiveFailures > 0;
  const isOld = moment.window !== "closed" && (ageMs ?? Infinity) > moment.staleLimitMs;
  // How old an answer from a time to come is cannot be known, so it is not called fresh.
  const hasAge = ageMs !== undefined;
  return {
    facts,
    ageMs,
    stale: last !== undefined && (failed || facts.restored || isOld || !hasAge),
    state: toState(facts, moment, ageMs),
    dataDoubt: doubtData(recorded, { moment, ageMs }),
  };
}

/** With its times as they are by the clock of now, when that was set back since. */
function toShown(facts: SourceFacts, moment: FreshnessMoment): SourceFacts {
  const { lastError } = facts;
  const last = lastSuccessOf(facts);
  const lastAtMs = last && (shownAt(last, moment) ?? last.atMs);
  const errorAtMs = lastError && (shownAt(lastError, moment) ?? lastError.atMs);
  const lastFailure = toPast(facts.lastFailure, moment);
  const isAsKnown = lastAtMs === last?.atMs && errorAtMs === lastError?.atMs;
  if (isAsKnown && lastFailure === facts.lastFailure) return facts;
  return {
    ...facts,
    lastFailure,
    lastSuccessAtMs: lastAtMs,
    lastError: lastError && { ...lastError, atMs: errorAtMs ?? lastError.atMs },
  };
}

/** A failure that is still to come was noted by a clock that has been set back: it ended now at the latest. */
function toPast(failure: SourceFailure | undefined, { nowMs }: FreshnessMoment): SourceFailure | undefined {
  if (failure === undefined) return undefined;
  const { atMs, recoveredAtMs } = failure;
  const aheadMs = Math.max(atMs, recoveredAtMs ?? atMs) - nowMs;
  if (aheadMs <= 0) return failure;
  return {
    ...failure,
    atMs: atMs - aheadMs,
    recoveredAtMs: recoveredAtMs === undefined ? undefined : recoveredAtMs - aheadMs,
  };
}

/** Clocks of two machines differ a little; beyond this one of them is wrong. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** Before the open, yesterday's data is what there is; afterwards the upstream itself has stopped being fresh. */
function doubtData(
  { summary, lastSuccessAtMs }: SourceFacts,
  { moment, ageMs }: { readonly moment: FreshnessMoment; readonly ageMs: number | undefined },
): SourceView["dataDoubt"] {
  const dataAtMs = summary?.dataAtMs;
  if (dataAtMs === undefined) return undefined;
  const { nowMs, window, upstreamSkewMs = 0 } = moment;
  // By the clock that the answer was received by, so that one of ours which was set since is not blamed on the data; and
  // by the upstream's, where ours is known to be wrong: that is told as what it is.
  const byThatClockMs = lastSuccessAtMs === undefined || ageMs === undefined
    ? nowMs
    : lastSuccessAtMs + ageMs;
  const dataNowMs = byThatClockMs - upstreamSkewMs;
  if (dataAtMs > dataNowMs + CLOCK_TOLERANCE_MS) return "future";
  const hasOpened = window === "market" || window === "post";
  return hasOpened && dataAtMs < kstDayStartMs(kstDayOf(dataNowMs)) ? "old" : undefined;
}

function toState(facts: SourceFacts, moment: FreshnessMoment, ageMs: number | undefined): SourceState {
  if (!moment.configured) return "unconfigured";
  if (facts.lastError?.kind === "auth") return "auth";
  if (moment.window === "closed") return "idle";
  const failed = facts.consecutiveFailures > 0;
  if (facts.lastSuccessAtMs === undefined) return failed ? "unavailable" : "waiting";
  // Last evening's answer is no fault at 07:00:01, so age counts from the first window at the earliest.
  const openForMs = moment.nowMs - moment.windowsOpenedAtMs;
  if (Math.min(ageMs ?? Infinity, openForMs) > moment.staleLimitMs) return "unavailable";
  if (failed) return "failing";
  const isKnownFresh = ageMs !== undefined && facts.lastSuccessAtMs >= moment.windowsOpenedAtMs;
  return isKnownFresh && !facts.restored ? "ok" : "waiting";
}
