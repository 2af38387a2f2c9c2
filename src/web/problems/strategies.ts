import type { StrategyView } from "../../engine/strategy_view.ts";
import { createSay } from "../kit/i18n.ts";
import type { Problem } from "./problem_facts.ts";
import type { AppView } from "../view.ts";

const ko = createSay("ko");
const en = createSay("en");

/** So many restarts within ten minutes are a loop, also while it happens to run. */
const LOOP_RESTARTS = 2;

export function isCrashLooping({ state, recentRestarts }: StrategyView): boolean {
  return state !== "stopped" && recentRestarts >= LOOP_RESTARTS;
}

/** Without the reason, which may name files of this machine: anybody may ask for /health. */
export function findStrategyProblems({ strategies }: AppView): readonly Problem[] {
  return (strategies?.strategies ?? []).flatMap((strategy): Problem[] => {
    const { id, state, stateSinceMs, recentRestarts } = strategy;
    if (state === "parked") {
      const text = { ko: ko("problem_parked", { id }), en: en("problem_parked", { id }) };
      return [{ code: "strategy_parked", subject: id, severity: "error", sinceMs: stateSinceMs, ...text }];
    }
    const isLoop = isCrashLooping(strategy);
    if (state !== "restarting" && !isLoop) return [];
    const facts = { id, count: recentRestarts };
    const key = isLoop ? "problem_crash_loop" : "problem_restarting";
    const text = { ko: ko(key, facts), en: en(key, facts) };
    return [{ code: "strategy_restarting", subject: id, severity: "warning", ...text }];
  });
}
