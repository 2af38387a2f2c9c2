/** The end of a maintenance as a message, while something is still wrong. */
import { HOUR_MS } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import type { MessageRequest } from "../../notifiers/compose.ts";
import type { Problem } from "../../web/problems/problem_facts.ts";
import type { MaintenanceRow } from "../maintenance/maintenance_table.ts";
import { createTellingSay } from "./telling_texts.ts";

/** The program was off when it ended; later than this, what is wrong has nothing to do with it. */
const LATEST_MS = 6 * HOUR_MS;
const MOST_LINES = 5;
const LONGEST_LINE = 160;

/** @returns `undefined` when nobody need be told. */
export function toMaintenanceEnd(
  { sinceMs, untilMs }: MaintenanceRow,
  { lang, nowMs, problems }: {
    readonly lang: Lang;
    readonly nowMs: number;
    readonly problems: readonly Problem[];
  },
): MessageRequest | undefined {
  const wrong = problems.filter(({ severity }) => severity !== "note");
  if (wrong.length === 0 || nowMs - untilMs > LATEST_MS) return undefined;
  const say = createTellingSay(lang);
  const shown = wrong.slice(0, MOST_LINES).map((problem) => toShownText(problem[lang], LONGEST_LINE));
  const more = wrong.length - shown.length;
  return {
    key: `maintenance:${sinceMs}:${untilMs}`,
    facts: {
      kind: "notice",
      title: say("maintenance_over", { count: wrong.length }),
      lines: [...shown, ...(more > 0 ? [say("maintenance_more", { count: more })] : [])],
      atMs: nowMs,
      // Who began it waits for its end.
      isAsked: true,
    },
  };
}
