import { toCommand } from "../core/command_text.ts";
import { toErrorText } from "../core/errors.ts";
import { toDurationText, toKstIso } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { toFixedText } from "../core/words/numbers.ts";

export type Events = ReturnType<typeof createEvents>;

/** A failure that goes on is said at once, and then at every tenth time: enough at 3 a.m., no flood by noon. */
const REPEAT_EVERY = 10;

/** What metrics count; details go to the log. */
export interface Counters {
  requestDone(facts: { path: string; outcome: string; durationMs: number }): void;
  pollDone(facts: { window: string }): void;
  pollsMissed(facts: { window: string; ticks: number }): void;
  clockStepped(facts: { way: "back" | "forward" }): void;
}

export const noCounters: Counters = {
  requestDone() {},
  pollDone() {},
  pollsMissed() {},
  clockStepped() {},
};

/** One function per thing that happens, so that its words and fields cannot drift apart between callers. */
export function createEvents(log: Log, count: Counters = noCounters) {
  const age = (ms: number) => toDurationText(ms);
  return {
    requestDone(facts: { path: string; outcome: string; durationMs: number }) {
      count.requestDone(facts);
    },
    pollDone(facts: { window: string }) {
      count.pollDone(facts);
    },
    requestRetried({ path, kind, waitMs }: { path: string; kind: string; waitMs: number }) {
      const fields = { path, kind, wait_ms: Math.round(waitMs) };
      log.write("debug", "request_retried", `${path}: ${kind}, trying again in ${age(waitMs)}`, fields);
    },
    staleServed({ path, kind, ageMs }: { path: string; kind: string; ageMs: number | undefined }) {
      const old = ageMs === undefined ? "of unknown age" : `${age(ageMs)} old`;
      const text = `${path}: serving an answer that is ${old} (${kind})`;
      log.write("warning", "stale_served", text, { path, kind, age_ms: ageMs ?? null });
    },
    sourceFailed(
      facts: {
        source: string;
        kind: string;
        message: string;
        failures: number;
        ageMs?: number | undefined;
        /** Also when nobody knows how old it is. */
        hasData?: boolean;
      },
    ) {
      const { source, kind, message, failures, ageMs, hasData = ageMs !== undefined } = facts;
      const isSaid = failures === 1 || failures % REPEAT_EVERY === 0;
      const old = ageMs === undefined ? "of unknown age" : `${age(ageMs)} old`;
      const shown = hasData ? `showing STALE data, ${old}` : "no data yet";
      const text = `${source}: ${message} (${kind}, ${failures} in a row); ${shown}`;
      log.write(!isSaid ? "debug" : kind === "auth" ? "error" : "warning", "source_failed", text, {
        source,
        kind,
        failures,
      });
    },
    sourceHeldBack({ source, message }: { source: string; message: string }) {
      log.write("debug", "source_held_back", `${source}: ${message}`, { source });
    },
    sourceRecovered({ source, failures }: { source: string; failures: number }) {
      log.write(
        "info",
        "source_recovered",
        `${source}: fresh again after ${failures} failed ${plural(failures, "cycle")}`,
        { source, failures },
      );
    },
    listEmptied({ source, before }: { source: string; before: number }) {
      const text = `${source}: the list is empty, it had ${before} ${
        plural(before, "row")
      } a poll ago; accepted, but look at it`;
      log.write("warning", "list_emptied", text, { source, before });
    },
    keyEchoed({ path }: { path: string }) {
      const text =
        `${path}: the stock API repeats WEBAI_API_KEY in its data; it is struck out before anything is kept or shown`;
      log.write("warning", "key_echoed", text, { path });
    },
    snapshotUnusable({ source, reason }: { source: string; reason: string }) {
      const text = `${source}: what was kept before the restart cannot be used: ${reason}`;
      log.write("warning", "snapshot_unusable", text, { source });
    },
    silenceBegan({ forMs, untilMs, isLongest }: { forMs: number; untilMs: number; isLongest: boolean }) {
      const until = toKstIso(untilMs);
      const most = isLongest ? " (the longest that is kept, whatever it asked for)" : "";
      const text = `the stock API asks to be left alone for ${
        age(forMs)
      }${most}; nothing is sent until ${until}`;
      // Shorter ones pass within a cycle.
      const level = forMs < 60_000 ? "info" : "warning";
      log.write(level, "upstream_silence_began", text, { for_ms: Math.round(forMs), until });
    },
    silenceEnded({ leftMs }: { leftMs: number }) {
      const text = leftMs === 0
        ? "the silence that the stock API asked for is over; polling goes on"
        : `the stock API answers ${age(leftMs)} before the end of its silence; polling goes on`;
      log.write("info", "upstream_silence_ended", text, { left_ms: Math.round(leftMs) });
    },
    breakerChanged({ change, failedCycles }: { change: "opened" | "closed"; failedCycles: number }) {
      const text = change === "opened"
        ? `nothing came back for ${failedCycles} cycles in a row; from now on one probe a tick until one succeeds`
        : "the stock API answers again; polling everything";
      log.write(change === "opened" ? "warning" : "info", `breaker_${change}`, text, {
        failed_cycles: failedCycles,
      });
    },
    ticksMissed({ ticks, byWindow }: { ticks: number; byWindow: Readonly<Record<string, number>> }) {
      for (const [window, missed] of Object.entries(byWindow)) count.pollsMissed({ window, ticks: missed });
      log.write(
        "warning",
        "ticks_missed",
        `${ticks} ${plural(ticks, "poll")} missed (sleep, clock step or a slow cycle); caught up with one`,
        { ticks },
      );
    },
    /** @param facts.byMs below 0 the clock went back. */
    clockStepped({ byMs }: { byMs: number }) {
      const way = byMs < 0 ? "back" : "forward";
      count.clockStepped({ way });
      const text = byMs < 0
        ? `the clock went back by ${age(-byMs)}; polling goes on from the new time`
        : `the clock went forward by ${
          age(byMs)
        } (it was set, or the machine slept); polling goes on from the new time`;
      log.write("warning", `clock_went_${way}`, text, { by_ms: Math.round(byMs) });
    },
    clockImplausible({ nowMs }: { nowMs: number }) {
      const text = `the clock of this machine says ${
        toKstIso(nowMs)
      }, which cannot be; polling waits until it is set`;
      log.write("error", "clock_implausible", text);
    },
    loopThrew({ error }: { error: unknown }) {
      log.write("error", "loop_threw", `a polling step failed and is skipped: ${toErrorText(error)}`, {
        error,
      });
    },
    windowChanged(facts: { window: string; stepMs: number; nextPollAtMs: number; reason: string }) {
      const { window, stepMs, nextPollAtMs, reason } = facts;
      const next = toKstIso(nextPollAtMs);
      const text = window === "closed"
        ? `${reason}; next poll ${next}`
        : `${reason}; polling every ${age(stepMs)}`;
      log.write("info", "window_changed", text, { window, next_poll_at: next });
    },
    cycleDone(facts: { parts: readonly string[]; failed: number; isNews: boolean }) {
      log.write(facts.isNews ? "info" : "debug", "cycle_done", facts.parts.join("   "), {
        failed: facts.failed,
      });
    },
    digest(facts: { polls: number; failed: number; spanMs: number; slowestMs: number }) {
      const { polls, failed, spanMs, slowestMs } = facts;
      const text = `${polls} ${plural(polls, "poll")} in ${age(spanMs)}, ${
        failed === 0 ? "all fresh" : `${failed} with failures`
      }, slowest answer ${age(slowestMs)}`;
      log.write("info", "poll_digest", text, { polls, failed, slowest_ms: Math.round(slowestMs) });
    },
    calendarReloaded(facts: { path: string }) {
      log.write("info", "calendar_reloaded", `${facts.path} was read again`, facts);
    },
    calendarProblem(facts: { problem: string; isError: boolean }) {
      log.write(facts.isError ? "error" : "warning", "calendar_problem", facts.problem);
    },
    /** Silent when nothing is missing. */
    unconfigured(facts: { missing: readonly string[] }) {
      if (facts.missing.length === 0) return;
      const text = `settings missing: ${facts.missing.join(", ")}; polling is off. Set them in .env (see \`${
        toCommand("doctor")
      }\`), or try \`${toCommand("demo")}\``;
      log.write("error", "unconfigured", text, { missing: facts.missing });
    },
    snapshotNotKept(facts: { source: string; error: unknown }) {
      const text = `${facts.source}: the answer could not be kept for a restart: ${toErrorText(facts.error)}`;
      log.write("warning", "snapshot_not_kept", text, { source: facts.source });
    },
    historyOff(facts: { reason: string }) {
      log.write("error", "history_off", `polls are not kept in the history: ${facts.reason}`);
    },
    historyNotKept(facts: { source: string; error: unknown }) {
      const text = `${facts.source}: this poll is missing in the history: ${toErrorText(facts.error)}`;
      log.write("warning", "history_not_kept", text, { source: facts.source });
    },
    historyNotCaredFor(facts: { error: unknown }) {
      const text = `days of the history could not be packed or removed; it is tried again in an hour: ${
        toErrorText(facts.error)
      }`;
      log.write("warning", "history_not_cared_for", text);
    },
    requestFailed(facts: { path: string; requestId: string; error: unknown }) {
      const text = `an answer to ${facts.path} failed: ${toErrorText(facts.error)}`;
      log.write("error", "request_failed", text, { request_id: facts.requestId, error: facts.error });
    },
    problemBegan(facts: { code: string; subject?: string | undefined; severity: string; en: string }) {
      const { code, subject, severity, en } = facts;
      log.write(severity === "error" ? "error" : "warning", "problem_began", en, {
        code,
        subject: subject ?? null,
      });
    },
    problemEnded(
      facts: { code: string; subject?: string | undefined; en: string; lastedMs: number },
    ) {
      const { code, subject, en, lastedMs } = facts;
      log.write("info", "problem_ended", `over after ${age(lastedMs)}: ${en}`, {
        code,
        subject: subject ?? null,
        lasted_ms: Math.round(lastedMs),
      });
    },
    problemsLast({ problems }: { problems: readonly string[] }) {
      log.write("warning", "problems_last", `still so: ${toProblemText(problems)}`, { problems });
    },
    alive(
      facts:
        & Readonly<
          Record<"polls" | "missed" | "failed" | "claimsWon" | "claimsLost" | "calendarDaysLeft", number>
        >
        & { since: string },
    ) {
      const { since, polls, missed, failed, claimsWon, claimsLost, calendarDaysLeft } = facts;
      const text =
        `alive; ${since}: ${polls} ${plural(polls, "poll")}, ${missed} missed, ${failed} with failures; ` +
        `${claimsWon} ${plural(claimsWon, "signal")} claimed, ${claimsLost} suppressed; ` +
        `the calendar covers ${calendarDaysLeft} more ${plural(calendarDaysLeft, "day")}`;
      const fields = { since, polls, missed, failed, claims_won: claimsWon, claims_lost: claimsLost };
      log.write("info", "alive", text, { ...fields, calendar_days_left: calendarDaysLeft });
    },
    heartbeatFailed(facts: { reason: string }) {
      const text = `the heartbeat could not be sent: ${facts.reason}; its next success will be said`;
      log.write("warning", "heartbeat_failed", text, facts);
    },
    heartbeatRecovered({ failures }: { failures: number }) {
      const text = `the heartbeat is sent again after ${failures} failed ${plural(failures, "call")}`;
      log.write("info", "heartbeat_recovered", text, { failures });
    },
    heartbeatTraced() {
      const text =
        "OpenTelemetry would export the address in HEARTBEAT_URL; set OTEL_TRACES_SAMPLER=parentbased_always_on";
      log.write("warning", "heartbeat_traced", text);
    },
    stopped(facts: { tookMs: number }) {
      log.write("info", "stopped", `stopped cleanly in ${toFixedText(facts.tookMs / 1_000, 1)} s`, {
        took_ms: Math.round(facts.tookMs),
      });
    },
  };
}

/** The most urgent one in full; /health has them all. */
function toProblemText(problems: readonly string[]): string {
  const [first = "see /health", ...more] = problems;
  return more.length === 0 ? first : `${first} (and ${more.length} more, see /health)`;
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
