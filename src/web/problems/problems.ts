/** The one list of what is wrong: pages, /health, metrics and the log all say this and nothing else. */
import { toCommand } from "../../core/command_text.ts";
import { toDurationText, toKstClock, toKstIso, toKstText } from "../../core/kst.ts";
import { escapeControls } from "../../core/text.ts";
import { toKoreanLate } from "../../words/late.ts";
import type { SourceView } from "../../stock/stock_view.ts";
import { createProblemSay } from "../kit/texts/problem_say.ts";
import { findBackupProblems } from "./backups.ts";
import { findCertificateProblems } from "./certificates.ts";
import { findSkewProblems } from "./clock_skew.ts";
import { findMaintenance } from "./maintenance.ts";
import { findMarketProblems } from "./market.ts";
import { findMessageProblems } from "./messages.ts";
import {
  type Problem,
  PROBLEM_CODES,
  type ProblemCode,
  type Sentence,
  toProblemKey,
} from "./problem_facts.ts";
import { nameInKorean, spanInKorean, toSourceSentence } from "./source_sentence.ts";
import { findStrategyProblems } from "./strategies.ts";
import type { AppView } from "../view.ts";

const ko = createProblemSay("ko");
const en = createProblemSay("en");

/** The most urgent first. Empty means that all is well; notes change no state. */
export function findProblems(view: AppView): readonly Problem[] {
  const found = [
    ...findMaintenance(view),
    ...findProgramProblems(view),
    ...findSkewProblems(view),
    ...findClaimProblems(view),
    ...view.sources.flatMap((source) => findSourceProblems(source, view.staleLimitMs)),
    ...findUpstreamProblems(view),
    ...findMarketProblems(view),
    ...findStrategyProblems(view),
    ...findMessageProblems(view),
    ...findStorageProblems(view),
    ...findCertificateProblems(view),
    ...findBackupProblems(view),
    ...findCalendarProblems(view),
  ];
  return found.map((problem) => ({ ...problem, sinceMs: problem.sinceMs ?? sinceOf(view, problem) }));
}

/**
 * For eyes: sources that fail in the same way are one sentence, for one server that is off is one thing to do. /health,
 * metrics and the log keep them apart.
 */
export function findShownProblems(view: AppView): readonly Problem[] {
  const shown: Problem[] = [];
  const told = new Set<string>();
  for (const problem of findProblems(view)) {
    const { code, subject } = problem;
    const alike = isOfSource(code) ? findAlike(view, problem) : [];
    const [oldest] = alike;
    if (oldest === undefined || alike.length === 1) shown.push(problem);
    else if (!told.has(`${code} ${subject}`)) {
      const ids = view.sources.map(({ facts: { id } }) => id).filter((id) =>
        alike.some(({ facts }) => facts.id === id)
      );
      for (const id of ids) told.add(`${code} ${id}`);
      shown.push({
        ...problem,
        subject: ids.join(", "),
        ...toSourceSentence(oldest, view.staleLimitMs, ids),
      });
    }
  }
  return shown;
}

const isOfSource = (code: ProblemCode) =>
  code === "source_failing" || code === "source_auth" || code === "source_last_failed";

/** The sources with the same error in the same state, the one with the oldest data first. */
function findAlike({ sources }: AppView, { subject }: Problem): readonly SourceView[] {
  const own = sources.find(({ facts: { id } }) => id === subject);
  if (own?.facts.lastError === undefined) return [];
  const { state, facts: { lastError: { kind } } } = own;
  return sources.filter((other) => other.state === state && other.facts.lastError?.kind === kind)
    .toSorted((a, b) => (a.facts.lastSuccessAtMs ?? 0) - (b.facts.lastSuccessAtMs ?? 0));
}

/** How many there are of each code, zeros included. */
export function countProblems(problems: readonly Problem[]): Readonly<Record<ProblemCode, number>> {
  const counts = Object.fromEntries(PROBLEM_CODES.map((code) => [code, 0])) as Record<ProblemCode, number>;
  for (const { code } of problems) counts[code]++;
  return counts;
}

function sinceOf({ nowMs, problemSinceMs }: AppView, problem: Problem): number | undefined {
  // What nobody has noted yet appeared a moment ago.
  return problemSinceMs === undefined ? undefined : problemSinceMs(toProblemKey(problem)) ?? nowMs;
}

function findProgramProblems(view: AppView): readonly Problem[] {
  const problems: Problem[] = [];
  const { missingSettings, clockProblem, clockStep, loop, nowMs } = view;
  if (missingSettings.length > 0) {
    const command = toCommand("doctor");
    problems.push({
      code: "settings_missing",
      severity: "error",
      ko: ko("problem_settings", { names: missingSettings.join(", "), command }),
      en: en("problem_settings", { names: missingSettings.join(" and "), command }),
    });
  }
  if (clockProblem !== undefined) {
    const text = { ko: ko("problem_clock", { time: toKstText(nowMs) }), en: clockProblem };
    problems.push({ code: "clock_wrong", severity: "error", ...text });
  }
  if (clockStep !== undefined) {
    const { byMs, atMs } = clockStep;
    const key = byMs < 0 ? "problem_clock_back" : "problem_clock_forward";
    const sizeMs = Math.abs(byMs);
    problems.push({
      code: "clock_stepped",
      severity: "warning",
      sinceMs: atMs,
      ko: ko(key, { span: spanInKorean(sizeMs), time: toKstClock(atMs) }),
      en: en(key, { span: toDurationText(sizeMs), time: toKstIso(atMs) }),
    });
  }
  if (!loop.isAlive) problems.push({ code: "loop_hangs", severity: "error", ...both("problem_loop") });
  return problems;
}

function findClaimProblems({ claimClock, nowMs }: AppView): readonly Problem[] {
  const { behindMs, future } = claimClock ?? {};
  const problems: Problem[] = [];
  if (behindMs !== undefined) {
    const command = toCommand("signals", "trust-clock", "--yes");
    const toFacts = (say: (atMs: number) => string) => ({ now: say(nowMs), time: say(behindMs), command });
    problems.push({
      code: "clock_behind",
      severity: "error",
      ko: ko("problem_clock_behind", toFacts(toKstText)),
      en: en("problem_clock_behind", toFacts(toKstIso)),
    });
  }
  if (future !== undefined) {
    const { count, ticker, action, lastSentMs } = future;
    const facts = {
      count: String(count),
      signal: `${escapeControls(ticker)} ${action}`,
      time: toKstIso(lastSentMs),
      command: toCommand("signals", "forget", ticker, action, "--yes"),
    };
    problems.push({
      code: "signal_future",
      severity: "warning",
      ko: ko("problem_signal_future", { ...facts, time: toKstText(lastSentMs) }),
      en: en("problem_signal_future", facts),
    });
  }
  return problems;
}

function findSourceProblems(source: SourceView, staleLimitMs: number): readonly Problem[] {
  const { facts: { id, lastError }, state } = source;
  const doubts = findDataDoubts(source);
  if (state === "unconfigured" || (lastError === undefined && state !== "unavailable")) return doubts;
  const text = toSourceSentence(source, staleLimitMs);
  // At night nothing is expected of a source, and its last failure is only worth knowing.
  if (state === "idle") {
    return [{ code: "source_last_failed", subject: id, severity: "note", ...text }, ...doubts];
  }
  const code = state === "auth"
    ? "source_auth"
    : lastError?.kind === "shape_changed"
    ? "source_shape"
    : "source_failing";
  const severity = state === "failing" ? "warning" : "error";
  return [{ code, subject: id, severity, ...text }, ...doubts];
}

/** A fresh answer with old data in it is still old data. */
function findDataDoubts({ facts: { id, summary }, dataDoubt }: SourceView): readonly Problem[] {
  const dataAtMs = summary?.dataAtMs;
  if (dataDoubt === undefined || dataAtMs === undefined) return [];
  const time = toKstIso(dataAtMs);
  const key = `problem_data_${dataDoubt}` as const;
  return [{
    code: `data_${dataDoubt}`,
    subject: id,
    severity: "warning",
    ko: ko(key, { source: nameInKorean(id), time: toKstClock(dataAtMs) }),
    en: en(key, { source: id, time }),
  }];
}

function findUpstreamProblems({ breakerOpen, silentForMs, silence, nowMs }: AppView): readonly Problem[] {
  // While the host is left alone nothing is probed either.
  if (silentForMs <= 0) {
    return breakerOpen ? [{ code: "breaker_open", severity: "warning", ...both("problem_breaker") }] : [];
  }
  const { askedAtMs, untilMs } = silence ?? { askedAtMs: nowMs, untilMs: nowMs + silentForMs };
  const [asked, until] = [toKstClock(askedAtMs), toKstClock(untilMs)];
  return [{
    code: "upstream_silent",
    severity: "warning",
    sinceMs: askedAtMs,
    ko: ko("problem_silent", { span: spanInKorean(silentForMs), asked, until }),
    en: en("problem_silent", {
      ...{ span: toDurationText(silentForMs), asked: toKstIso(askedAtMs), until: toKstIso(untilMs) },
    }),
  }];
}

function findStorageProblems({ storage: { state, problems } }: AppView): readonly Problem[] {
  if (problems.length > 0) {
    const severity = state === "degraded" ? "error" : "warning";
    return problems.map((text) => ({
      code: "storage",
      severity,
      ko: ko("problem_storage", { reason: toKoreanLate(text) }),
      en: text,
    }));
  }
  if (state === "ok") return [];
  return state === "waiting"
    ? [{ code: "storage", severity: "warning", ...both("problem_storage_waits") }]
    : [{ code: "storage", severity: "error", ...both("problem_storage_fails") }];
}

/** KRX publishes the next year two weeks before it begins; earlier nobody can do anything, so it is a note. */
const CALENDAR_SOON_DAYS = 14;

function findCalendarProblems({ calendar }: AppView): readonly Problem[] {
  const { level, problems, lint, daysLeft, coveredUntil = "" } = calendar;
  const command = toCommand("calendar", "update", "FILE");
  const refused = problems.map((text): Problem => ({
    code: "calendar_refused",
    severity: "warning",
    ko: ko("problem_calendar", { reason: toKoreanLate(text) }),
    en: text,
  }));
  const over: readonly Problem[] = level === "expired" || level === "empty"
    ? [{
      code: "calendar_over",
      severity: "error",
      ko: ko(`problem_calendar_${level}`, { command }),
      en: en(`problem_calendar_${level}`, { command }),
    }]
    : [];
  const end = { to: coveredUntil, days: daysLeft, command };
  const ends: readonly Problem[] = level === "warn" && daysLeft <= CALENDAR_SOON_DAYS
    ? [{
      code: "calendar_ends",
      severity: "warning",
      ko: ko("problem_calendar_ends", end),
      en: en("problem_calendar_ends", end),
    }]
    : [];
  const notes = lint.map((text): Problem => ({
    code: "calendar_note",
    subject: text,
    severity: "note",
    ko: ko("problem_calendar_note", { reason: toKoreanLate(text) }),
    en: text,
  }));
  return [...refused, ...over, ...ends, ...notes];
}

type PlainKey =
  | "problem_loop"
  | "problem_breaker"
  | "problem_storage_fails"
  | "problem_storage_waits";

function both(key: PlainKey): Sentence {
  return { ko: ko(key), en: en(key) };
}
