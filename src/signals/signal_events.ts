/** What happens to signals, as lines of the log; the words live here only. */
import { toErrorText } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { escapeControls } from "../core/text.ts";
import type { SignalWatcher } from "./signals_view.ts";
import type { DecisionResult, NewSignal, SignalRecord, SkipReason } from "./signal_journal.ts";

export type SignalEvents = ReturnType<typeof createSignalEvents>;

/** What becomes of a signal, which is not what a judge says: a sell without a verdict goes out. */
const OUTCOMES: Readonly<Record<DecisionResult["effective"], string>> = {
  CONFIRM: "goes out",
  REJECT: "is not sent",
  NONE: "goes out marked as not judged",
};

function toVerdict({ raw, errorKind }: DecisionResult, judge: string): string {
  const why = errorKind === undefined ? "" : ` (${escapeControls(errorKind)})`;
  if (raw !== "SKIPPED") return `${judge} says ${raw}${why}`;
  return errorKind === "no_judge" ? "no judge was asked" : `${judge} was not asked${why}`;
}

export function createSignalEvents(log: Log, watcher?: SignalWatcher) {
  const nameOf = ({ ticker, action, rule }: NewSignal) =>
    `${action} ${escapeControls(ticker)} (rule ${rule})`;
  return {
    fired: (signal: SignalRecord) => {
      watcher?.fired(signal);
      log.write("info", "signal_fired", `${nameOf(signal)} has fired as ${signal.label ?? signal.id}`, {
        signal: signal.id,
        rule: signal.rule,
        score: signal.score,
      });
    },
    skipped: (signal: NewSignal, reason: SkipReason) =>
      log.write("debug", "signal_skipped", `${nameOf(signal)} is not sent: ${reason}`, {
        rule: signal.rule,
        reason,
      }),
    /** @param of.isOpinion it was sent before anybody was asked. */
    decided: (
      signal: SignalRecord,
      result: DecisionResult,
      { judge, isOpinion }: { readonly judge: string; readonly isOpinion: boolean },
    ) => {
      watcher?.decided(signal, result, judge);
      log.write(
        "info",
        "signal_decided",
        `${signal.label ?? signal.id} ${nameOf(signal)} ${
          isOpinion ? "is out already" : OUTCOMES[result.effective]
        }; ${toVerdict(result, judge)}`,
        {
          signal: signal.id,
          judge,
          raw: result.raw,
          effective: result.effective,
          latencyMs: result.latencyMs,
        },
      );
    },
    expired: (signal: NewSignal, reason: string) =>
      log.write("warning", "signal_expired", `${nameOf(signal)} was not sent in its time: ${reason}`, {
        signal: signal.id,
        reason,
      }),
    ruleFailed: ({ rule, error }: { rule: string; error: unknown }) =>
      log.write(
        "error",
        "signal_rule_failed",
        `The rule ${rule} failed: ${escapeControls(toErrorText(error))}`,
        {
          rule,
        },
      ),
    failed: ({ what, error }: { what: string; error: unknown }) =>
      log.write("error", "signals_failed", `${what}: ${escapeControls(toErrorText(error))}`),
    rulesLoaded: ({ source, rules }: { source: string; rules: number }) =>
      log.write("info", "signal_rules_loaded", `${rules} rules are in force, from ${source}`, { rules }),
    rulesProblem: (problem: string) => log.write("error", "signal_rules_problem", escapeControls(problem)),
  };
}
